"""Judge what a column holds by reading it as every type there is.

Reads text columns with the kernels that deliveries are read with; gives shares. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matcher.config.model import CodeSystem
from matcher.config.source import SourceColumn, SourceColumnType
from matcher.identity.area import AreaTable
from matcher.identity.citizen_id import born_on
from matcher.identity.text import clean_text
from matcher.ingest.draft.knowledge import surnames
from matcher.ingest.normalise import Lookups, read_column

TYPES: Final[tuple[SourceColumnType, ...]] = tuple(kind for kind in get_args(SourceColumnType) if kind != "code")
"""Types that a column is read as; code systems are tried one by one."""

_SHARE_CELLS: Final = 500
"""Cells that shares are taken from: they are right to about two hundredths."""

_MOST_CODES: Final = 200
"""Different texts among them from which a column holds no codes."""

_STILL_IDS: Final = pa.array(["masked", "wrong_check", "wrong_date", "lost_digits"])
_PLACE: Final = (
    r"(省|自治区|市|县|区|旗|乡|镇|街道|街道办事处|村|社区|居委会|村委会|屯|寨|组|队|号|室|栋|单元|幢|楼)$"
    r"|^\d{6}(\d{3}(\d{3})?)?$"
)
_NAME: Final = r"^[\x{4E00}-\x{9FFF}\x{3400}-\x{4DBF}]{2,4}$|·"


@dataclass(frozen=True)
class ColumnProfile:
    """What a column of an unknown export holds."""

    position: int
    """Position in the sheet, from 0."""
    header: str
    """Header as written."""
    rows: int
    """Rows that were looked at."""
    filled: int
    """Rows in which something is written, placeholders not counted."""
    distinct: int
    """Different texts."""
    shares: dict[str, float]
    """Source column type → share of what is written that reads as this type, 0..1."""
    codes: dict[str, float]
    """Code system → share of what is written that is one of its spellings; only systems that read something."""
    samples: tuple[str, ...]
    """Three different values as written, the first three: personal data, to be masked before they are shown."""
    joinable: float
    """Share of what is written that is a citizen ID to join on, 0..1; `shares` counts damaged and masked ones too."""
    ids: pa.Array
    """The column as citizen IDs; null where it has none."""
    days: pa.Array
    """The column as days."""

    @property
    def is_id(self) -> bool:
        """Whether the column holds citizen IDs."""
        return self.shares["citizen_id"] >= 0.6

    @property
    def unique(self) -> bool:
        """Whether no value stands twice."""
        return self.distinct == self.filled

    def share(self, kind: str, system: str | None = None) -> float:
        """Give the share that reads as a type, or as a code system."""
        return self.codes.get(system, 0.0) if system else self.shares.get(kind, 0.0)

    def agrees_with(self, ids: pa.Array) -> bool:
        """Whether the days are the birth dates that the citizen IDs of the same rows hold."""
        equal = pc.drop_null(pc.equal(self.days, born_on(ids)))
        return len(equal) > 0 and pc.mean(equal.cast(pa.float64())).as_py() >= 0.8


def profile_column(position: int, header: str, raw: pa.Array, lookups: Lookups) -> ColumnProfile:
    """Read a column as every type and every code system.

    Args:
        position: Its place in the sheet.
        header: Its header.
        raw: Cells; null = empty.
        lookups: Code systems and areas.
    """
    texts = clean_text(raw)
    given = raw.filter(texts.is_valid())
    distinct = pc.unique(given)
    some = _spread(given)
    shares: dict[str, float] = {kind: _share(some, kind, lookups) for kind in TYPES}
    shares["person_name"] = min(shares["person_name"], _name_share(some))
    shares["area_code"] = max(shares["area_code"], _matching(some, _PLACE))
    ids = _read(raw, "citizen_id", lookups)[0]
    return ColumnProfile(
        position=position,
        header=header,
        rows=len(raw),
        filled=len(given),
        distinct=len(distinct),
        shares=shares,
        codes=_code_shares(some, lookups.codes),
        samples=tuple(distinct.slice(0, 3).to_pylist()),
        joinable=round((len(ids) - ids.null_count) / len(given), 4) if len(given) else 0.0,
        ids=ids,
        days=_read(raw, "date", lookups)[0],
    )


def _spread(given: pa.Array) -> pa.Array:
    """Take as many cells as shares need, evenly from first to last."""
    step = max(1, len(given) // _SHARE_CELLS)
    return given.take(pa.array(np.arange(0, len(given), step))) if step > 1 else given


def _read(
    raw: pa.Array, kind: SourceColumnType, lookups: Lookups, system: str | None = None
) -> tuple[pa.Array, pa.Array]:
    column = SourceColumn(column="sample", headers=("sample",), type=kind, codes=system)
    reading = read_column(raw, column, system, "yuan", lookups)["sample"]
    return reading.values, reading.status


def _share(given: pa.Array, kind: SourceColumnType, lookups: Lookups) -> float:
    if not len(given):
        return 0.0
    values, status = _read(given, kind, lookups)
    good = np.asarray(values.is_valid().to_numpy(zero_copy_only=False))
    if kind == "citizen_id":  # damaged and masked ones are IDs still
        good = good | np.asarray(pc.is_in(status, value_set=_STILL_IDS).to_numpy(zero_copy_only=False))
    return round(float(good.mean()), 4)


def _code_shares(given: pa.Array, codes: Mapping[str, CodeSystem]) -> dict[str, float]:
    if not len(given) or len(pc.unique(given)) > _MOST_CODES:
        return {}
    lookups = Lookups(codes, AreaTable({}, {}, {}), "")
    shares = {
        name: float(_read(given, "code", lookups, name)[0].is_valid().to_numpy(zero_copy_only=False).mean())
        for name in codes
    }
    return {name: round(share, 4) for name, share in sorted(shares.items()) if share > 0}


def _name_share(given: pa.Array) -> float:
    """Give the share of texts that begin with a surname and are as long as a name: names are few kinds of words."""
    if not len(given):
        return 0.0
    bare = pc.replace_substring_regex(given, pattern=r"\s|[(（].*$", replacement="")
    one, two = pc.utf8_slice_codeunits(bare, 0, 1), pc.utf8_slice_codeunits(bare, 0, 2)
    known = pa.array(sorted(surnames()))
    named = pc.or_(
        pc.or_(pc.is_in(one, value_set=known), pc.is_in(two, value_set=known)), pc.match_substring(bare, "·")
    )
    marked = pc.and_(named, pc.match_substring_regex(bare, _NAME))
    return round(float(np.asarray(marked.to_numpy(zero_copy_only=False)).mean()), 4)


def _matching(given: pa.Array, pattern: str) -> float:
    if not len(given):
        return 0.0
    return round(float(pc.match_substring_regex(given, pattern).to_numpy(zero_copy_only=False).mean()), 4)
