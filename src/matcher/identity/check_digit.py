"""The arithmetic of the citizen ID: check character (ISO 7064 MOD 11-2), birth date, what a matrix of digits holds.

Works on NumPy matrices of ASCII bytes or digits, one ID per row. Pure.

Source: GB 11643-1999, Citizen identification number.
"""

from __future__ import annotations

import datetime
from typing import Final

import numpy as np
import numpy.typing as npt

from matcher.identity.calendar_days import are_real, parted
from matcher.identity.reading import BoolArray, ByteMatrix

WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""Weight of each of the first 17 digits: 2 ** (17 - position) mod 11."""

CHECK_CHARACTERS: Final = "10X98765432"
"""Check character by weighted sum mod 11."""

EARLIEST_YEAR: Final = 1880
LATEST_YEAR: Final = 2100
"""Years of birth that an ID may hold. A later bound than today's, so that a reading does not depend on the clock."""

_CHECK_BYTES: Final = np.frombuffer(CHECK_CHARACTERS.encode(), dtype=np.uint8)
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
        year, day = parted(digits[6:14])
        kept &= are_real(year, day) & (year >= EARLIEST_YEAR) & (year <= LATEST_YEAR)
        valid[start : start + _BLOCK] = kept
    return valid


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
    try:
        born = datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return EARLIEST_YEAR <= born.year <= LATEST_YEAR
