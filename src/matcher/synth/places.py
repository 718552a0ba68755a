"""The made-up places: one province, one prefecture, its counties, townships and villages. Pure.

No code of this province was ever assigned (GB/T 2260 has no 18), so no ID made here can be a living person's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

COUNTY: Final = "180121"
NEIGHBOURS: Final = ("180122", "180123", "180124")

_ABOVE: Final = (
    ("18", "青岚省", "", "province"),
    ("1801", "澄州市", "18", "prefecture"),
    ("180121", "青溪县", "1801", "county"),
    ("180122", "云岭县", "1801", "county"),
    ("180123", "松河县", "1801", "county"),
    ("180124", "望湖区", "1801", "county"),
)
_TOWNSHIPS: Final = (
    ("180121100", "城关镇", "东门社区 西苑社区 南湖社区 北街社区 文昌社区 新华社区"),
    ("180121101", "白石镇", "白石街村 枫树坪村 杨家湾村 大塘村 红旗村 上坝村"),
    ("180121102", "柳林镇", "柳林村 黄泥岗村 油坊村 桃园村 龙泉村 下坝村"),
    ("180121200", "石桥乡", "青石桥村 竹园村 马鞍村 清水村 老屋场村 团结村"),
    ("180121201", "双河乡", "双河口村 河东村 河西村 梨树村 磨盘村 向阳村"),
    ("180121202", "高坪乡", "高坪村 云雾村 茶山村 牛栏村 岩口村 前进村"),
)


@dataclass(frozen=True)
class Village:
    """One village or urban community."""

    code: str
    """12 digits."""
    name: str
    """Its own name, unique in the county."""
    township: str
    """Name of its township."""
    township_code: str
    """9 digits."""

    @property
    def is_urban(self) -> bool:
        """Whether the urban standard holds there."""
        return self.name.endswith("社区")


def _villages() -> tuple[Village, ...]:
    made = []
    for code, township, names in _TOWNSHIPS:
        for number, name in enumerate(names.split(), start=1):
            # Statistical codes: communities count from 001, villages from 201.
            local = number if name.endswith("社区") else 200 + number
            made.append(Village(f"{code}{local:03d}", name, township, code))
    return tuple(made)


VILLAGES: Final = _villages()


def area_rows() -> list[tuple[str, str, str, str]]:
    """Give the area table: area_code, name, parent_code, kind; in the order of the codes."""
    rows = [*_ABOVE]
    rows += [(code, name, COUNTY, "township") for code, name, _ in _TOWNSHIPS]
    rows += [(village.code, village.name, village.township_code, "village") for village in VILLAGES]
    return sorted(rows)


def address(village: Village, group: int, *, long: bool = False) -> str:
    """Write an address from the county down, or from the province down."""
    above = "青岚省澄州市" if long else ""
    return f"{above}青溪县{village.township}{village.name}{group}组"
