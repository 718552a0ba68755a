"""Days of the (proleptic Gregorian) calendar, a column of written digits at a time.

Works on NumPy arrays of years, and of days of the year written month × 100 + day: 0301 is the first of March. Pure.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from matcher.identity.reading import BoolArray

_DAYS_IN_MONTH: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LEAP_DAY: Final = 229
_WRITTEN_DAYS: Final = 1 << 16
"""Numbers that a day of the year may be looked up by; 9999 is the largest that four digits make."""
_LATEST_YEAR: Final = 9999

Years = npt.NDArray[np.uint16]
WrittenDays = npt.NDArray[np.uint16]


def _days_before() -> npt.NDArray[np.int16]:
    """Give the days of a common year before each written day, -1 where there is no such day; 0229 is before 0301."""
    before = np.full(_WRITTEN_DAYS, -1, dtype=np.int16)
    first = 0
    for month, days in enumerate(_DAYS_IN_MONTH, start=1):
        before[month * 100 + 1 : month * 100 + days + 1] = first + np.arange(days)
        first += days
    before[_LEAP_DAY] = before[228] + 1
    return before


def _first_days() -> npt.NDArray[np.int32]:
    """Give the first day of each year, counted from 1970-01-01."""
    years = np.arange(_LATEST_YEAR + 1, dtype=np.int64) - 1970
    return years.astype("datetime64[Y]").astype("datetime64[D]").astype(np.int32)


_DAYS_BEFORE: Final = _days_before()
_FIRST_DAYS: Final = _first_days()


def parted(digits: npt.NDArray[np.uint8]) -> tuple[Years, WrittenDays]:
    """Give the years and written days that columns of eight digits `YYYYMMDD` make.

    Args:
        digits: 0 to 9, shape (8, rows).
    """
    wide = digits.astype(np.uint16)
    year = wide[0] * 1000 + wide[1] * 100 + wide[2] * 10 + wide[3]
    return year, wide[4] * 1000 + wide[5] * 100 + wide[6] * 10 + wide[7]


def are_real(year: Years, day: WrittenDays) -> BoolArray:
    """Tell which are a day of the calendar."""
    real: BoolArray = _DAYS_BEFORE[day] >= 0
    leap_days = np.flatnonzero(day == _LEAP_DAY)
    real[leap_days] &= _are_leap(year[leap_days])
    return real


def epoch_days(year: Years, day: WrittenDays) -> npt.NDArray[np.int32]:
    """Give days since 1970-01-01, as Arrow's date32 counts them; any number where the day is not real."""
    after_leap_day = (day > _LEAP_DAY) & _are_leap(year)
    return np.take(_FIRST_DAYS, year, mode="clip") + _DAYS_BEFORE[day] + after_leap_day


def _are_leap(year: Years) -> BoolArray:
    return np.asarray((year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0)), dtype=np.bool_)
