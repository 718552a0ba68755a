"""Make large made-up exports for benchmarks: a household register, clean or dirty, in any encoding.

Made column by column from a seed; the same arguments give the same bytes. County codes were never assigned.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import xlsxwriter

from matcher.identity.citizen_id import complete_citizen_ids

HEADER: Final = "序号,户号,姓名,公民身份号码,性别,出生日期,与户主关系,户籍地址,户籍状态"
_SURNAMES: Final = np.array(list("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"))
_GIVEN: Final = np.array(list("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英华慧建国文平志"))
_COUNTIES: Final = ("180121", "180122", "180123")
_CREATED: Final = datetime(2025, 11, 30)  # noqa: DTZ001  # a workbook knows no zones
_PIECE: Final = 500_000
_FIRST_DAY: Final = np.datetime64("1930-01-01")
_DAYS: Final = 34_000

Texts = npt.NDArray[np.str_]


def write_register(path: Path, rows: int, villages: list[str], *, encoding: str = "utf-8", dirty: float = 0.0) -> None:
    """Write a household register as delimited text.

    Args:
        path: File to write.
        rows: Rows of data.
        villages: Area codes that people live in.
        encoding: Encoding of the text.
        dirty: Share of rows in which the ID, the name or the date is written badly.
    """
    with path.open("w", encoding=encoding, newline="") as stream:
        stream.write(HEADER + "\n")
        for first in range(0, rows, _PIECE):
            stream.write(_piece(first, min(_PIECE, rows - first), np.array(villages), dirty))


def write_workbook(path: Path, rows: int, villages: list[str]) -> None:
    """Write a clean household register as an Excel workbook of one sheet.

    Args:
        path: File to write.
        rows: Rows of data, at most those of a sheet.
        villages: Area codes that people live in.
    """
    numbers, *texts = _columns(0, rows, np.array(villages), 0.0).values()
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as workbook:
        workbook.set_properties({"created": _CREATED})
        sheet = workbook.add_worksheet("户籍人口")
        sheet.write_row(0, 0, HEADER.split(","))
        for row, (number, *cells) in enumerate(zip(numbers.tolist(), *map(np.ndarray.tolist, texts), strict=True), 1):
            sheet.write_number(row, 0, int(number))
            for place, cell in enumerate(cells, start=1):
                sheet.write_string(row, place, cell)


def _piece(first: int, rows: int, villages: Texts, dirty: float) -> str:
    columns = _columns(first, rows, villages, dirty)
    return "\n".join(map(",".join, zip(*columns.values(), strict=True))) + "\n"


def _columns(first: int, rows: int, villages: Texts, dirty: float) -> dict[str, Texts]:
    random = np.random.default_rng(first + 1)
    days = _FIRST_DAY + random.integers(0, _DAYS, rows).astype("timedelta64[D]")
    born = days.astype(str)
    county = np.array(_COUNTIES)[random.integers(0, len(_COUNTIES), rows)]
    digits = np.char.add(np.char.add(county, np.char.replace(born, "-", "")), _sequence(random, rows))
    first17 = digits.astype("U17").view("U1").reshape(rows, 17).astype(np.int8)
    ids = np.array(complete_citizen_ids(first17).to_pylist())
    second = np.where(random.random(rows) < 0.7, _GIVEN[random.integers(0, len(_GIVEN), rows)], "")
    names = np.char.add(np.char.add(_SURNAMES[random.integers(0, len(_SURNAMES), rows)], _picked(random, rows)), second)
    numbers = np.arange(first, first + rows)
    columns = {
        "number": (numbers + 1).astype(str),
        "household": np.char.add("H", np.char.zfill((numbers // 3).astype(str), 9)),
        "name": names,
        "id": ids,
        "sex": np.where(first17[:, 16] % 2 == 1, "男", "女"),
        "born": born,
        "relation": np.array(["户主", "配偶", "子"])[numbers % 3],
        "village": villages[random.integers(0, len(villages), rows)],
        "status": np.full(rows, "正常"),
    }
    if dirty:
        _spoil(columns, random, np.flatnonzero(random.random(rows) < dirty))
    return columns


def _sequence(random: np.random.Generator, rows: int) -> Texts:
    return np.char.zfill(random.integers(1, 999, rows).astype(str), 3)


def _picked(random: np.random.Generator, rows: int) -> Texts:
    return np.asarray(_GIVEN[random.integers(0, len(_GIVEN), rows)])


def _spoil(columns: dict[str, Texts], random: np.random.Generator, places: npt.NDArray[np.intp]) -> None:
    """Write some rows badly, one kind of dirt in each."""
    ids, names, born = (columns[name].astype("U40") for name in ("id", "name", "born"))
    for place, kind in zip(places, random.integers(0, 7, len(places)), strict=True):
        text = ids[place]
        match kind:
            case 0:
                ids[place] = text[:9] + str((int(text[9]) + 1) % 10) + text[10:]
            case 1:
                ids[place] = "'" + text
            case 2:
                ids[place] = text[:17]
            case 3:
                ids[place] = text.lower().replace("1", "１", 1)
            case 4:
                names[place] = names[place][0] + " " + names[place][1:]
            case 5:
                born[place] = born[place].replace("-", ".")
            case _:
                ids[place] = ""
    columns["id"], columns["name"], columns["born"] = ids, names, born
