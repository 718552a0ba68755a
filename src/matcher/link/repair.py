"""Give every checksum-valid ID that one slip could have turned into a damaged one.

Works on NumPy matrices of digits, one ID per row. The check character (ISO 7064 MOD 11-2) leaves at most one digit that
can be right at each place, so an ID of 18 characters has at most 18 repairs by one digit and 17 by one swap; real
dates and area codes that are in use leave about five. Pure.

Source: GB 11643-1999, Citizen identification number.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.identity.check_digit import WEIGHTS, valid_rows

Digits = npt.NDArray[np.int16]
Rows = npt.NDArray[np.int64]

REPAIRS: Final = pa.schema([("raw", pa.string()), ("citizen_id", pa.string()), ("slip", pa.string())])

_ALL_WEIGHTS: Final = np.array([*WEIGHTS, 1], dtype=np.int16)
"""Weight of each of the 18 places; the whole sum of a valid ID is 1 modulo 11, X counting 10."""
_INVERSES: Final = np.array([pow(int(weight), -1, 11) for weight in _ALL_WEIGHTS], dtype=np.int16)
_UNKNOWN: Final = -1
_TEN: Final = 10


Repairs = list[tuple[Rows, Digits, str]]
"""Rows of the input, a repaired ID (18 digits) for each, and the slip."""


def repair_ids(raw: pa.Array, areas: pa.Array) -> pa.Table:
    """Give the repairs of damaged IDs.

    Args:
        raw: Distinct compact texts of any length; those of 17, 18 or 19 characters can be repaired.
        areas: Six-digit area codes that valid IDs of the data begin with; repairs with others are left out.

    Returns:
        `REPAIRS`: one row per text and repaired ID, sorted by both. `slip` is wrong_digit, swapped_digits,
        missing_digit or extra_digit.
    """
    known_areas = np.sort(np.asarray(areas.cast(pa.int64()).to_numpy(zero_copy_only=False), dtype=np.int64))
    # What is no digit is one unread character, however many bytes it takes.
    plain = pc.replace_substring_regex(raw, "[^0-9X]", "?")
    lengths = np.asarray(pc.binary_length(plain).to_numpy(zero_copy_only=False))
    rows_by_length = {length: np.flatnonzero(lengths == length) for length in (17, 18, 19)}
    digits = {length: _digits_of(plain.take(pa.array(rows)), length) for length, rows in rows_by_length.items()}
    found = [
        *_within(rows_by_length[18], _wrong_digits(digits[18])),
        *_within(rows_by_length[18], _swaps(digits[18])),
        *_within(rows_by_length[17], _missing_digits(digits[17])),
        *_within(rows_by_length[19], _extra_digits(digits[19])),
    ]
    parts = [_plausible(raw, repairs, known_areas) for repairs in found]
    # One ID may be reached by two slips (a digit put in beside an equal one); the first in the alphabet names it.
    merged = (
        pa.concat_tables([REPAIRS.empty_table(), *parts]).group_by(["raw", "citizen_id"]).aggregate([("slip", "min")])
    )
    named = merged.rename_columns({"slip_min": "slip"}).select(REPAIRS.names).cast(REPAIRS)
    return named.sort_by([("raw", "ascending"), ("citizen_id", "ascending")])


def _digits_of(texts: pa.Array, length: int) -> Digits:
    """Give ASCII texts of one length as digits, shape (texts, length): X as 10, what is no digit as -1."""
    fixed = texts.cast(pa.binary()).cast(pa.binary(length))
    flat = np.frombuffer(fixed.buffers()[1], dtype=np.uint8)[fixed.offset * length :]
    codes = flat[: len(texts) * length].reshape(len(texts), length).astype(np.int16)
    digits = np.where((codes >= ord("0")) & (codes <= ord("9")), codes - ord("0"), _UNKNOWN)
    digits[:, -1:] = np.where(codes[:, -1:] == ord("X"), _TEN, digits[:, -1:])
    return digits.astype(np.int16)


def _within(rows: Rows, repairs: Repairs) -> Repairs:
    """Turn row numbers within one length into row numbers of the input."""
    return [(rows[places], ids, slip) for places, ids, slip in repairs]


def _sums(digits: Digits) -> Digits:
    """Give the weighted sum of each row of 18 digits modulo 11; unknown digits count nothing."""
    return (np.where(digits == _UNKNOWN, 0, digits) @ _ALL_WEIGHTS % 11).astype(np.int16)


def _solve(digits: Digits, position: int, slip: str) -> tuple[Rows, Digits, str]:
    """Give the rows with the one digit at a position that makes the check character right."""
    others = digits.copy()
    others[:, position] = 0
    solution = (1 - _sums(others)) * _INVERSES[position] % 11
    fits = (solution != digits[:, position]) & ((solution < _TEN) | (position == 17))
    fits &= (others != _UNKNOWN).all(axis=1)
    others[:, position] = solution
    rows = np.flatnonzero(fits)
    return rows, others[rows], slip


def _wrong_digits(digits: Digits) -> Repairs:
    return [_solve(digits, position, "wrong_digit") for position in range(18)]


def _swaps(digits: Digits) -> Repairs:
    repairs: Repairs = []
    for position in range(17):
        swapped = digits.copy()
        swapped[:, [position, position + 1]] = digits[:, [position + 1, position]]
        fits = (_sums(swapped) == 1) & (swapped != _UNKNOWN).all(axis=1) & (swapped[:, 16] < _TEN)
        fits &= digits[:, position] != digits[:, position + 1]
        rows = np.flatnonzero(fits)
        repairs.append((rows, swapped[rows], "swapped_digits"))
    return repairs


def _missing_digits(digits: Digits) -> Repairs:
    return [
        _solve(np.insert(digits, position, np.int16(_UNKNOWN), axis=1), position, "missing_digit")
        for position in range(18)
    ]


def _extra_digits(digits: Digits) -> Repairs:
    repairs: Repairs = []
    for position in range(19):
        shortened = np.delete(digits, position, axis=1)
        rows = np.flatnonzero((_sums(shortened) == 1) & (shortened != _UNKNOWN).all(axis=1))
        repairs.append((rows, shortened[rows], "extra_digit"))
    return repairs


def _plausible(raw: pa.Array, repairs: tuple[Rows, Digits, str], known_areas: Rows) -> pa.Table:
    """Keep the repairs with a known area and a real birth date, as rows of `REPAIRS`."""
    rows, ids, slip = repairs
    codes = (ids[:, :6].astype(np.int64) * 10 ** np.arange(5, -1, -1, dtype=np.int64)).sum(axis=1)
    kept = np.flatnonzero(np.isin(codes, known_areas) & (ids[:, :17] < _TEN).all(axis=1))
    written = np.where(ids[kept] == _TEN, ord("X"), ids[kept] + ord("0")).astype(np.uint8)
    valid = valid_rows(written)
    chosen = raw.take(pa.array(rows[kept][valid]))
    return pa.table(
        [chosen, _texts_of(written[valid]), pa.repeat(pa.scalar(slip, pa.string()), len(chosen))], schema=REPAIRS
    )


def _texts_of(written: npt.NDArray[np.uint8]) -> pa.Array:
    """Give a matrix of letters, shape (texts, 18), as texts: its bytes as they are."""
    ends = np.arange(0, 18 * len(written) + 1, 18, dtype=np.int32)
    letters = np.ascontiguousarray(written)
    return pa.StringArray.from_buffers(len(written), pa.py_buffer(ends), pa.py_buffer(letters))
