"""Compare birth dates: a level of agreement for each pair of days.

Reads two columns of days, row against row. What a day looks like when written, and which day it would be if it were
one of the lunar calendar, is looked up in tables made once for a process. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.identity.lunar import UNKNOWN_DAY, Days, days_of_lunar_dates

LEVELS: Final = (
    "same",
    "day_month_swapped",
    "year_off_by_one",
    "lunar",
    "one_digit",
    "month_only",
    "different",
    "missing",
)
"""The strongest first; a pair has the first that fits.

`day_month_swapped`: 4 March and 3 April of a year. `year_off_by_one`: one day and month, the year before or after, as
ages counted from birth make it. `lunar`: the one is the other's date in the lunar calendar, written as if it were of
the common one. `one_digit`: one digit of the eight is another. `month_only`: one month, and one side is its first day,
written where no day was known. `missing`: one of the two is not given.
"""

_SAME, _SWAPPED, _YEAR, _LUNAR, _DIGIT, _MONTH, _DIFFERENT, _MISSING = range(len(LEVELS))

_FIRST: Final = int(np.datetime64("1850-01-01").astype(np.int64))
_END: Final = int(np.datetime64("2151-01-01").astype(np.int64))
"""Days between these are looked up; nobody on a list was born on another."""

Levels = npt.NDArray[np.int8]
Words = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class _Written:
    """How each day looks.

    Attributes:
        digits: `YYYYMMDD`, four bits a digit.
        year: The year.
        lunar: Days on which the date fell if it is one of the lunar calendar, in a common and in a leap month.
    """

    digits: Words
    year: Days
    lunar: tuple[Days, Days]


def date_levels(left: pa.Array | pa.ChunkedArray, right: pa.Array | pa.ChunkedArray) -> Levels:
    """Give the level of agreement of each pair of dates.

    Args:
        left: date32.
        right: date32, as many.

    Returns:
        Index into `LEVELS`, one per row.
    """
    return day_levels(days_of(left), days_of(right))


def days_of(dates: pa.Array | pa.ChunkedArray) -> Days:
    """Give dates as days since 1970-01-01, null as `UNKNOWN_DAY`."""
    whole = dates.combine_chunks() if isinstance(dates, pa.ChunkedArray) else dates
    days = pc.fill_null(whole.cast(pa.int32()), pa.scalar(int(UNKNOWN_DAY), pa.int32()))
    return np.asarray(days.to_numpy(zero_copy_only=False), dtype=np.int32)


def day_levels(left: Days, right: Days) -> Levels:
    """Give the level of agreement of each pair of days, as `days_of` gives them."""
    levels = np.full(len(left), _DIFFERENT, dtype=np.int8)
    levels[left == right] = _SAME
    levels[(left == UNKNOWN_DAY) | (right == UNKNOWN_DAY)] = _MISSING
    rows = np.flatnonzero(levels == _DIFFERENT)
    first, second = left[rows], right[rows]
    known = (first >= _FIRST) & (first < _END) & (second >= _FIRST) & (second < _END)
    rows, first, second = rows[known], first[known] - _FIRST, second[known] - _FIRST
    levels[rows] = _unequal_levels(first, second)
    return levels


def _unequal_levels(left: Days, right: Days) -> Levels:
    """Give the levels of different days, counted from `_FIRST`."""
    written = _written()
    first, second = written.digits[left], written.digits[right]
    differing = first ^ second
    marks = (differing | differing >> 1 | differing >> 2 | differing >> 3) & np.uint32(0x11111111)
    one_digit = (marks & (marks - np.uint32(1))) == 0
    swapped = (first & np.uint32(0xFFFF0000)) | (first & np.uint32(0xFF)) << 8 | (first >> 8) & np.uint32(0xFF)
    one_month = (differing < 0x100) & ((first & 0xFF == 1) | (second & 0xFF == 1))
    one_year = (differing & 0xFFFF == 0) & (np.abs(written.year[left] - written.year[right]) == 1)
    as_lunar = np.zeros(len(left), dtype=np.bool_)
    for table in written.lunar:
        as_lunar |= (table[left] == right) | (table[right] == left)
    levels = np.full(len(left), _DIFFERENT, dtype=np.int8)
    for level, fits in (
        (_MONTH, one_month),
        (_DIGIT, one_digit),
        (_LUNAR, as_lunar),
        (_YEAR, one_year),
        (_SWAPPED, swapped == second),
    ):  # the strongest last, over the others
        levels[fits] = level
    return levels


@cache
def _written() -> _Written:
    """Make the tables, one entry a day."""
    days = np.arange(_FIRST, _END).astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    year = (days.astype("datetime64[Y]").astype(np.int32) + 1970).astype(np.int32)
    month = (months.astype(np.int32) % 12 + 1).astype(np.int32)
    day = ((days - months).astype(np.int32) + 1).astype(np.int32)
    number = year.astype(np.int64) * 10_000 + month * 100 + day
    digits = np.zeros(len(days), dtype=np.uint32)
    for place in range(8):
        digits |= (number // 10**place % 10).astype(np.uint32) << np.uint32(4 * place)
    common, leap = (days_of_lunar_dates(year, month, day, in_leap_month=leap) for leap in (False, True))
    lunar = tuple(np.where(table == UNKNOWN_DAY, UNKNOWN_DAY, table - _FIRST) for table in (common, leap))
    return _Written(digits, year, (lunar[0].astype(np.int32), lunar[1].astype(np.int32)))
