"""Turn columns of GB18030 bytes into UTF-8 text, a column at a time. Pure.

Most columns of an export are ASCII, which both write alike, or hold nothing but characters of two bytes that UTF-8
writes with three: those go through one table. What is left is decoded by Python, each different value once.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.identity.reading import BoolArray, bytes_of, offsets_of
from matcher.ingest.encoding import EURO_ERRORS

_FIRST_BYTES: Final = range(0x81, 0xFF)
_PAIRED: Final = 0x81
"""From here on every byte of a value is half of a character, if the value is even: no ASCII, no character of four bytes
(its second byte is a digit)."""

Codes = npt.NDArray[np.uint32]


def utf8_text(column: pa.Array) -> pa.Array:
    """Turn a column of GB18030 bytes into text.

    Args:
        column: A binary array, null where a cell is empty; no cell holds a line break.

    Returns:
        A string array of the same length, null in the same rows.

    Raises:
        UnicodeError: A value is not GB18030; the single byte 0x80 is the euro sign.
    """
    values = bytes_of(column)
    if int(values.max(initial=0)) < 0x80:
        return column.view(pa.string())
    is_paired = _is_paired(column, values)
    if not is_paired.any():
        return _decoded(column)
    paired = column if is_paired.all() else column.filter(pa.array(is_paired))
    codes = _codes(paired)
    unknown = np.flatnonzero(codes == 0)
    if len(unknown):  # written with two bytes, as · is, or not at all
        rows = np.searchsorted(offsets_of(paired) // 2, unknown + offsets_of(paired)[0] // 2, side="right") - 1
        is_paired[np.flatnonzero(is_paired)[rows]] = False
        paired = column.filter(pa.array(is_paired))
        codes = _codes(paired)
    texts = _texts(paired, codes)
    if len(texts) == len(column):
        return texts
    others = _decoded(column.filter(pa.array(~is_paired)))
    places = np.empty(len(column), dtype=np.int64)
    places[is_paired] = np.arange(len(texts))
    places[~is_paired] = np.arange(len(texts), len(column))
    return pa.concat_arrays([texts, others]).take(pa.array(places))


def _is_paired(column: pa.Array, values: npt.NDArray[np.uint8]) -> BoolArray:
    """Mark the rows whose value is made of characters of two bytes, both of them high."""
    offsets = offsets_of(column)
    is_paired = np.asarray(np.diff(offsets) & 1 == 0, dtype=np.bool_)
    low = values < _PAIRED
    if low.any():
        low_before = np.concatenate([np.zeros(1, dtype=np.int32), np.cumsum(low, dtype=np.int32)])
        is_paired &= np.diff(low_before[offsets - offsets[0]]) == 0
    return is_paired


def _codes(paired: pa.Array) -> Codes:
    """Give the three bytes of each character as UTF-8 writes it, the first one lowest; 0 where it has not three."""
    codes: Codes = _table()[bytes_of(paired).view("<u2")]
    return codes


def _texts(paired: pa.Array, codes: Codes) -> pa.Array:
    data = np.empty(3 * len(codes), dtype=np.uint8)
    for place in range(3):
        data[place::3] = codes >> np.uint32(8 * place)
    offsets = offsets_of(paired)
    ends = (offsets - offsets[0]) // 2 * 3
    validity = paired.buffers()[0] if paired.offset == 0 else pa.array(paired.is_valid()).buffers()[1]
    buffers = [validity, pa.py_buffer(ends.astype(np.int32)), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.string(), len(paired), buffers, null_count=paired.null_count)


def _decoded(column: pa.Array) -> pa.Array:
    """Decode each different value with Python."""
    encoded = column.dictionary_encode()
    texts = b"\n".join(encoded.dictionary.to_pylist()).decode("gb18030", EURO_ERRORS).split("\n")
    return pa.array(texts, pa.string()).take(encoded.indices)


@cache
def _table() -> Codes:
    """Give the UTF-8 bytes of each pair of high bytes, found by the pair as a little-endian number."""
    table = np.zeros(1 << 16, dtype=np.uint32)
    for first in _FIRST_BYTES:
        for second in _FIRST_BYTES:
            character = bytes((first, second)).decode("gb18030", "ignore").encode()
            if len(character) == 3:
                table[second << 8 | first] = int.from_bytes(character, "little")
    return table
