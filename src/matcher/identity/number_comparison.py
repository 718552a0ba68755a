"""Compare numbers that are written down by hand, telephone and account numbers: the same, one slip, another.

Reads two columns of digits as text, row against row. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.identity.reading import BoolArray, bytes_of, offsets_of, text_column

LEVELS: Final = ("same", "one_slip", "different", "missing")
"""The strongest first. `one_slip`: one digit wrong, missing or too many, or two neighbours swapped."""

SAME, ONE_SLIP, DIFFERENT, MISSING = range(len(LEVELS))

_SHORTEST: Final = 7
"""Digits from which on one slip leaves enough to be recognised by."""
_END: Final = 3
"""Digits that one slip leaves alone at one end at least: it touches two neighbours of seven or more."""
_WIDEST: Final = 32
"""Digits of the longest account."""

Levels = npt.NDArray[np.int8]
Rows = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Numbers:
    """A column of numbers as bytes.

    Attributes:
        digits: One row per number, zeros after its last digit; what is longer than `_WIDEST` is cut.
        lengths: Digits of each; 0: none.
        ends: The first digits and the last, `_END` of them, as two numbers.
    """

    digits: npt.NDArray[np.uint8]
    lengths: npt.NDArray[np.int64]
    ends: tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]

    @classmethod
    def from_column(cls, column: pa.Array | pa.ChunkedArray) -> Numbers:
        """Take the digits of a column of text."""
        texts = pc.fill_null(text_column(column), "")
        offsets = offsets_of(texts).astype(np.int64)
        lengths = np.diff(offsets)
        width = min(int(lengths.max(initial=0)), _WIDEST) + 1
        places = np.arange(width)
        inside = places < lengths[:, None]
        data = np.append(bytes_of(texts), np.uint8(0))
        starts = (offsets[:-1] - offsets[0])[:, None]
        digits = np.where(inside, data[np.where(inside, starts + places, 0)], 0).astype(np.uint8)
        rows, last = np.arange(len(texts)), np.maximum(np.minimum(lengths, width) - _END, 0)
        heads, tails = np.zeros((2, len(texts)), dtype=np.uint32)
        for place in range(min(_END, width)):
            heads = heads << np.uint32(8) | digits[:, place]
            tails = tails << np.uint32(8) | digits[rows, np.minimum(last + place, width - 1)]
        return cls(digits, lengths, (heads, tails))


def number_levels(left: pa.Array | pa.ChunkedArray, right: pa.Array | pa.ChunkedArray) -> Levels:
    """Give the level of agreement of each pair of numbers.

    Args:
        left: Text, digits.
        right: Text, as many.

    Returns:
        Index into `LEVELS`, one per row.
    """
    rows = np.arange(len(left))
    return row_levels(Numbers.from_column(left), rows, Numbers.from_column(right), rows)


def row_levels(ours: Numbers, left: Rows, theirs: Numbers, right: Rows) -> Levels:
    """Give the level of each pair of a row of ours and a row of theirs."""
    if not (ours.lengths.any() and theirs.lengths.any()):
        return np.full(len(left), MISSING, dtype=np.int8)
    levels = np.full(len(left), DIFFERENT, dtype=np.int8)
    levels[(ours.lengths[left] == 0) | (theirs.lengths[right] == 0)] = MISSING
    # One slip leaves the first digits as they are, or the last: hardly any other pair is looked into.
    alike = (ours.ends[0][left] == theirs.ends[0][right]) | (ours.ends[1][left] == theirs.ends[1][right])
    rows = np.flatnonzero(alike & (levels == DIFFERENT))
    left, right = left[rows], right[rows]
    width = max(ours.digits.shape[1], theirs.digits.shape[1])
    first, second = _widened(ours.digits[left], width), _widened(theirs.digits[right], width)
    our_lengths, their_lengths = ours.lengths[left], theirs.lengths[right]
    slips = _is_one_slip(first, our_lengths, second, their_lengths)
    levels[rows[slips | _is_one_slip(second, their_lengths, first, our_lengths)]] = ONE_SLIP
    levels[rows[(first == second).all(axis=1) & (our_lengths == their_lengths)]] = SAME
    return levels


def _widened(digits: npt.NDArray[np.uint8], width: int) -> npt.NDArray[np.uint8]:
    return np.pad(digits, ((0, 0), (0, width - digits.shape[1])))


def _is_one_slip(
    shorter: npt.NDArray[np.uint8],
    short_lengths: npt.NDArray[np.int64],
    longer: npt.NDArray[np.uint8],
    long_lengths: npt.NDArray[np.int64],
) -> BoolArray:
    """Tell which rows are one slip apart, the second as long as the first or one digit longer."""
    apart = long_lengths - short_lengths
    rows = np.flatnonzero(((apart == 0) | (apart == 1)) & (short_lengths >= _SHORTEST) & (long_lengths <= _WIDEST))
    first, second, size, apart = shorter[rows], longer[rows], short_lengths[rows], apart[rows]
    differing = first != second
    count = differing.sum(axis=1)
    crossed = (first[:, :-1] == second[:, 1:]) & (first[:, 1:] == second[:, :-1]) & differing[:, 1:]
    wrong = (apart == 0) & ((count == 1) | ((count == 2) & crossed.any(axis=1)))
    # One more digit: what agrees from the front, and what agrees moved by one from the back, make up the shorter.
    front = np.argmax(differing, axis=1)
    unmoved = (first[:, :-1] != second[:, 1:]) & (np.arange(first.shape[1] - 1) < size[:, None])
    back_begins = np.where(unmoved.any(axis=1), unmoved.shape[1] - np.argmax(unmoved[:, ::-1], axis=1), 0)
    result = np.zeros(len(shorter), dtype=np.bool_)
    result[rows] = wrong | ((apart == 1) & (back_begins <= front))
    return result
