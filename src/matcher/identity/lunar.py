"""The lunisolar calendar of 1900 to 2050: on which day a date of the farmers' calendar (农历) fell.

Old people know their birthday by it, and clerks write it down as if it were a date of the common calendar. Pure.

Source: month lengths and leap months as in borax 4.1.3 (MIT) and zhdate 0.1, which agree on every month; lunardate 0.3
differs by one day in 1933, 1954 and 1978.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.int32]

FIRST_YEAR: Final = 1900
UNKNOWN_DAY: Final = np.int32(np.iinfo(np.int32).min)
"""Stands for no day."""

# One number a year, from 1900. Of its 17 bits the highest says whether the leap month has 30 days, the next twelve
# whether months 1 to 12 have (else 29), the lowest four after which month the leap month comes (0: none that year).
_YEARS: Final = """
    04bd8 04ae0 0a570 054d5 0d260 0d950 16554 056a0 09ad0 055d2 04ae0 0a5b6 0a4d0 0d250 1d255 0b540 0d6a0 0ada2 095b0
    14977 04970 0a4b0 0b4b5 06a50 06d40 1ab54 02b60 09570 052f2 04970 06566 0d4a0 0ea50 16a95 05ad0 02b60 186e3 092e0
    1c8d7 0c950 0d4a0 1d8a6 0b550 056a0 1a5b4 025d0 092d0 0d2b2 0a950 0b557 06ca0 0b550 15355 04da0 0a5b0 14573 052b0
    0a9a8 0e950 06aa0 0aea6 0ab50 04b60 0aae4 0a570 05260 0f263 0d950 05b57 056a0 096d0 04dd5 04ad0 0a4d0 0d4d4 0d250
    0d558 0b540 0b6a0 195a6 095b0 049b0 0a974 0a4b0 0b27a 06a50 06d40 0af46 0ab60 09570 04af5 04970 064b0 074a3 0ea50
    06b58 05ac0 0ab60 096d5 092e0 0c960 0d954 0d4a0 0da50 07552 056a0 0abb7 025d0 092d0 0cab5 0a950 0b4a0 0baa4 0ad50
    055d9 04ba0 0a5b0 15176 052b0 0a930 07954 06aa0 0ad50 05b52 04b60 0a6e6 0a4e0 0d260 0ea65 0d530 05aa0 076a3 096d0
    04afb 04ad0 0a4d0 1d0b6 0d250 0d520 0dd45 0b5a0 056d0 055b2 049b0 0a577 0a4b0 0aa50 1b255 06d20 0ada0 14b63
"""
_FIRST_DAY: Final = int(np.datetime64("1900-01-31").astype("datetime64[D]").astype(np.int64))
"""New year's day of 1900."""
_MONTHS: Final = 12


def days_of_lunar_dates(year: Days, month: Days, day: Days, *, in_leap_month: bool) -> Days:
    """Give the days on which lunar dates fell, as days since 1970-01-01.

    Args:
        year: Years of the lunar calendar, named by the common year in which they begin.
        month: 1 to 12.
        day: 1 to 30.
        in_leap_month: Whether the month is the leap month that follows the month of that number.

    Returns:
        `UNKNOWN_DAY` where there was no such day, or the year is not in the table.
    """
    first_days, lengths = _months()
    known = (year >= FIRST_YEAR) & (year < FIRST_YEAR + len(first_days))
    place = (np.where(known, year - FIRST_YEAR, 0), month - 1, int(in_leap_month))
    real = known & (day <= lengths[place])
    return np.where(real, first_days[place] + day - 1, UNKNOWN_DAY).astype(np.int32)


@cache
def _months() -> tuple[Days, Days]:
    """Give first days and lengths of the months: years × months × (month, the leap month after it); no month: 0."""
    words = [int(word, 16) for word in _YEARS.split()]
    first_days = np.zeros((len(words), _MONTHS, 2), dtype=np.int32)
    lengths = np.zeros_like(first_days)
    next_day = _FIRST_DAY
    for year, word in enumerate(words):
        leap_month = word & 0xF
        for month in range(_MONTHS):
            lengths[year, month, 0] = 29 + (word >> (15 - month) & 1)
            lengths[year, month, 1] = 29 + (word >> 16) if month + 1 == leap_month else 0
            for leap in (0, 1):
                first_days[year, month, leap] = next_day
                next_day += int(lengths[year, month, leap])
    return first_days, lengths
