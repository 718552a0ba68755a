"""The arithmetic of the citizen ID: check character (ISO 7064 MOD 11-2), birth date, what a matrix of digits holds.

Works on NumPy matrices of ASCII bytes or digits, one ID per row. Pure.

Source: GB 11643-1999, Citizen identification number.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from matcher.identity.reading import BoolArray, ByteMatrix

WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""Weight of each of the first 17 digits: 2 ** (17 - position) mod 11."""

CHECK_CHARACTERS: Final = "10X98765432"
"""Check character by weighted sum mod 11."""

EARLIEST_YEAR: Final = 1880
LATEST_YEAR: Final = 2100
"""Years of birth that an ID may hold. A later bound than today's, so that a reading does not depend on the clock."""

_CHECK_BYTES: Final = np.frombuffer(CHECK_CHARACTERS.encode(), dtype=np.uint8)
_DAYS_IN_MONTH: Final = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int32)
_BLOCK: Final = 1 << 15
"""Rows worked on at once: the block and what is made of it stay in the processor's cache."""


def check_characters(first17: npt.NDArray[np.integer]) -> npt.NDArray[np.uint8]:
    """Give the check character of each ID.

    Args:
        first17: Digits 0 to 9, shape (rows, 17).

    Returns:
        ASCII code of the check character of each row: 48 to 57, or 88 for X.
    """
    sums = np.zeros(len(first17), dtype=np.int32)
    for start in range(0, len(first17), _BLOCK):
        block = np.ascontiguousarray(first17[start : start + _BLOCK].T)
        for position, weight in enumerate(WEIGHTS):
            sums[start : start + _BLOCK] += block[position].astype(np.int32) * weight
    return np.asarray(_CHECK_BYTES[sums % 11])


def valid_rows(rows: ByteMatrix) -> BoolArray:
    """Tell which rows are IDs: 17 digits, the right check character, a first digit 1 to 9, and a real birth date.

    Args:
        rows: ASCII bytes, shape (rows, 18).
    """
    valid = np.zeros(len(rows), dtype=np.bool_)
    for start in range(0, len(rows), _BLOCK):
        block = np.ascontiguousarray(rows[start : start + _BLOCK].T)
        digits = block[:17] - np.uint8(48)
        kept = (digits <= 9).all(axis=0) & (digits[0] > 0)
        sums = np.zeros(block.shape[1], dtype=np.uint16)
        for position, weight in enumerate(WEIGHTS):
            sums += digits[position].astype(np.uint16) * np.uint16(weight)
        kept &= _CHECK_BYTES[sums % np.uint16(11)] == block[17]
        valid[start : start + _BLOCK] = kept & _real_dates(digits[6:14])
    return valid


def _real_dates(digits: npt.NDArray[np.uint8]) -> BoolArray:
    """Tell which columns of eight digits (shape (8, rows)) are a date in the years that an ID may hold."""
    wide = digits.astype(np.uint16)
    year = wide[0] * 1000 + wide[1] * 100 + wide[2] * 10 + wide[3]
    day_of_year = wide[4] * 1000 + wide[5] * 100 + wide[6] * 10 + wide[7]
    known: BoolArray = _COMMON_DAYS[day_of_year] & (year >= EARLIEST_YEAR) & (year <= LATEST_YEAR)
    leap_days = np.flatnonzero(day_of_year == _LEAP_DAY)
    known[leap_days] &= _is_leap(year[leap_days])
    return known


def _is_leap(year: npt.NDArray[np.uint16]) -> BoolArray:
    return np.asarray((year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0)), dtype=np.bool_)


def _days_of_a_year() -> BoolArray:
    """Mark the numbers month × 100 + day that are a day of some year; no other number is."""
    known = np.zeros(1 << 16, dtype=np.bool_)
    for month, days in enumerate(_DAYS_IN_MONTH.tolist()):
        known[month * 100 + 1 : month * 100 + days + 1] = month > 0
    known[_LEAP_DAY] = True
    return known


_LEAP_DAY: Final = 229
_COMMON_DAYS: Final = _days_of_a_year()


def real_dates(year: npt.NDArray[np.int32], month: npt.NDArray[np.int32], day: npt.NDArray[np.int32]) -> BoolArray:
    """Tell which years, months and days are a day of the (proleptic Gregorian) calendar."""
    known_month = (month >= 1) & (month <= 12)
    leap_day = (month == 2) & (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    last_day = _DAYS_IN_MONTH[np.where(known_month, month, 0)] + leap_day
    return np.asarray(known_month & (day >= 1) & (day <= last_day), dtype=np.bool_)


def epoch_days(
    year: npt.NDArray[np.int32], month: npt.NDArray[np.int32], day: npt.NDArray[np.int32]
) -> npt.NDArray[np.int32]:
    """Give days since 1970-01-01, as Arrow's date32 counts them; only for real dates."""
    months = (year.astype(np.int64) - 1970) * 12 + (month - 1)
    first_days = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return (first_days + day - 1).astype(np.int32)


def number_in(rows: ByteMatrix, first: int, last: int) -> npt.NDArray[np.int32]:
    """Give the number that ASCII digits at positions first to last - 1 of each row make."""
    number = np.zeros(len(rows), dtype=np.int32)
    for position in range(first, last):
        number = number * 10 + (rows[:, position].astype(np.int32) - 48)
    return number


def check_character(first17: str) -> str:
    """Give the check character of one ID's first 17 digits."""
    return CHECK_CHARACTERS[sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True)) % 11]


def is_birth_date(digits: str) -> bool:
    """Tell whether eight digits `YYYYMMDD` are a real date in the years that an ID may hold."""
    year, month, day = (np.array([int(part)], dtype=np.int32) for part in (digits[:4], digits[4:6], digits[6:8]))
    return EARLIEST_YEAR <= int(year[0]) <= LATEST_YEAR and bool(real_dates(year, month, day)[0])
