"""Count the edits between whole IDs and damaged ones: wrong, missing and extra characters, and neighbours swapped.

Works on columns: the state of each row is a word of bits, and one step of all rows takes one character of each damaged
ID. Pure.

Source: Hyyrö (2003), A Bit-Vector Algorithm for Computing Levenshtein and Damerau Edit Distances.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int8]

_WHOLE: Final = 18
_LONGEST: Final = 19
_SYMBOLS: Final = 12
"""Digits, X, and anything else."""
_ONE: Final = np.uint32(1)
_LAST: Final = np.uint32(1 << (_WHOLE - 1))
_AT_ONCE: Final = 1 << 14
"""Rows at once, so that their words stay in the cache."""


def count_edits(whole: pa.Array, damaged: pa.Array) -> Counts:
    """Give the fewest edits that turn one ID into the other, row against row.

    Args:
        whole: IDs of 18 characters, none null.
        damaged: As many texts of at most 19 characters, digits and X.
    """
    first, second = _symbols(whole, _WHOLE), _symbols(damaged, _LONGEST)
    lengths = np.asarray(pc.utf8_length(damaged).to_numpy(zero_copy_only=False), dtype=np.int64)
    edits = np.empty(len(whole), dtype=np.int8)
    for start in range(0, len(whole), _AT_ONCE):
        rows = slice(start, start + _AT_ONCE)
        edits[rows] = _edits_of_block(first[:, rows], second[:, rows], lengths[rows])
    return edits


def _edits_of_block(first: Bytes, second: Bytes, lengths: npt.NDArray[np.int64]) -> Counts:
    """Take the damaged IDs character by character; names of the words as in the source."""
    count = first.shape[1]
    places = _places(first)
    row = np.arange(count)
    positive, negative = np.full(count, 0xFFFFFFFF, dtype=np.uint32), np.zeros(count, dtype=np.uint32)
    diagonal, met_before = np.zeros(count, dtype=np.uint32), np.zeros(count, dtype=np.uint32)
    distance = np.full(count, _WHOLE, dtype=np.int8)
    result = distance.copy()
    for place in range(second.shape[0]):
        met = places[second[place].astype(np.intp) * count + row]
        swapped = ((~diagonal & met) << _ONE) & met_before
        diagonal = (((met & positive) + positive) ^ positive) | met | negative | swapped
        rises, falls = negative | ~(diagonal | positive), diagonal & positive
        distance = distance + ((rises & _LAST) != 0) - ((falls & _LAST) != 0)
        rises, falls = (rises << _ONE) | _ONE, falls << _ONE
        positive, negative = falls | ~(diagonal | rises), rises & diagonal
        met_before = met
        result = np.where(lengths == place + 1, distance, result)
    return np.asarray(result, dtype=np.int8)


def _places(first: Bytes) -> Words:
    """Give for each symbol and row the places where it stands, as bits; flat, a symbol after the other."""
    count = first.shape[1]
    places = np.zeros(_SYMBOLS * count, dtype=np.uint32)
    row = np.arange(count)
    for place, symbols in enumerate(first):
        places[symbols.astype(np.intp) * count + row] |= np.uint32(1 << place)
    return places


def _symbols(texts: pa.Array, width: int) -> Bytes:
    """Give each character as a number, 10 for X and 11 for what is neither, one row per place."""
    padded = pc.utf8_rpad(texts, width).cast(pa.binary()).cast(pa.binary(width))
    flat = np.frombuffer(padded.buffers()[1], dtype=np.uint8)[padded.offset * width :]
    letters = flat[: len(texts) * width].reshape(len(texts), width).T
    symbols = letters - np.uint8(ord("0"))
    symbols[letters == ord("X")] = 10
    return np.ascontiguousarray(np.minimum(symbols, np.uint8(_SYMBOLS - 1)))
