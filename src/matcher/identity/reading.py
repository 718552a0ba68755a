"""What reading a column of delivered text gives, and how columns are read distinct value by distinct value.

A kernel reads rows that are written cleanly straight from the Arrow buffers; whatever is left goes through
`read_distinct`, which calls a plain Python reader once for each different text. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

BoolArray = npt.NDArray[np.bool_]
ByteMatrix = npt.NDArray[np.uint8]

STATUSES: Final = {
    "cleaned": "read after taking away or replacing characters that are not part of the value",
    "empty": "nothing there: blank, or a word that stands for nothing (无, /, -)",
    "unreadable": "something is there that cannot be read as this kind of value; the value is null",
}
"""Statuses that every reading may give; null means read as written. Modules with more of them list them."""


@dataclass(frozen=True)
class Reading:
    """Values read from a column of text, row by row.

    Attributes:
        values: One typed value per row; null where there was nothing or where it could not be read.
        status: One word per row; null where the value was read as written. See `STATUSES`.
    """

    values: pa.Array
    status: pa.Array


def text_column(raw: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Give a column of text as one plain string array, whatever text type or chunking it came in."""
    if isinstance(raw, pa.ChunkedArray):
        raw = raw.combine_chunks() if raw.num_chunks != 1 else raw.chunk(0)
    return raw if raw.type == pa.string() else raw.cast(pa.string())


def rows_of_width(column: pa.Array, width: int) -> tuple[BoolArray, ByteMatrix]:
    """Find the rows whose text is exactly so many bytes long, and give their bytes.

    Args:
        column: A string array.
        width: Number of bytes.

    Returns:
        A mask over all rows, and the bytes of the rows that it marks, shape (marked rows, width). When every row is
        so long the bytes are the array's own buffer, not a copy.
    """
    marked = pc.equal(pc.binary_length(column), width).fill_null(False)
    mask = np.asarray(marked.to_numpy(zero_copy_only=False), dtype=np.bool_)
    rows = column if bool(mask.all()) else column.filter(marked)
    if len(rows) == 0:
        return mask, np.empty((0, width), dtype=np.uint8)
    start = int(offsets_of(rows)[0])
    data = np.frombuffer(rows.buffers()[2], dtype=np.uint8, count=len(rows) * width, offset=start)
    return mask, data.reshape(len(rows), width)


def offsets_of(column: pa.Array) -> npt.NDArray[np.int32]:
    """Give the byte offsets of a string array: where each text begins, and the end of the last."""
    if len(column) == 0:
        return np.zeros(1, dtype=np.int32)
    return np.frombuffer(column.buffers()[1], dtype=np.int32, count=len(column) + 1, offset=column.offset * 4)


def bytes_of(column: pa.Array) -> npt.NDArray[np.uint8]:
    """Give all bytes of a string array, one text after the other."""
    offsets = offsets_of(column)
    start, end = int(offsets[0]), int(offsets[-1])
    if end == start:
        return np.empty(0, dtype=np.uint8)
    return np.frombuffer(column.buffers()[2], dtype=np.uint8, count=end - start, offset=start)


def texts_from_bytes(rows: ByteMatrix) -> pa.Array:
    """Make a string array from a matrix of bytes, one text per row.

    Args:
        rows: UTF-8 bytes, shape (rows, width).
    """
    count, width = rows.shape
    offsets = np.arange(count + 1, dtype=np.int32) * width
    data = np.ascontiguousarray(rows)
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(data))


def read_distinct(
    column: pa.Array, read: Callable[[str], tuple[Any, ...]], types: tuple[pa.DataType, ...], *, keep: bool = False
) -> tuple[pa.Array, ...]:
    """Read each different text once and give every row what its text was read as.

    Args:
        column: A string array; null rows give nulls.
        read: Reads one text into one value per column of the result.
        types: Types of the columns of the result.
        keep: Whether the first column may stay a dictionary, each different value once, where every text has one.

    Returns:
        One array per type, as long as the column.
    """
    encoded = column.dictionary_encode()
    rows = [read(text) for text in encoded.dictionary.to_pylist()]
    columns = zip(*rows, strict=True) if rows else ((),) * len(types)
    return tuple(
        _gathered(pa.array(list(values), type=kind), encoded.indices, keep=keep and place == 0)
        for place, (values, kind) in enumerate(zip(columns, types, strict=True))
    )


def _gathered(values: pa.Array, indices: pa.Array, *, keep: bool) -> pa.Array:
    """Give every row its value; a column of nothing is not gathered row by row."""
    if values.null_count == len(values):
        return pa.nulls(len(indices), values.type)
    if not keep or values.null_count:
        return values.take(indices)
    different = values.unique()
    if len(different) < len(values):  # two texts of one value: a dictionary that repeats itself is written wrongly
        indices, values = pc.index_in(values, value_set=different).take(indices), different
    return pa.DictionaryArray.from_arrays(indices, values)


def mask_array(mask: BoolArray) -> pa.Array:
    """Give a NumPy mask as an Arrow boolean array."""
    return pa.array(mask, type=pa.bool_())


def put_rows(values: pa.Array, mask: BoolArray, replacements: pa.Array) -> pa.Array:
    """Replace the marked rows by other values, in order.

    Args:
        values: The array to take the other rows from.
        mask: Which rows are replaced.
        replacements: One value per marked row, of the same type.
    """
    return pc.replace_with_mask(values, mask_array(mask), replacements)


def read_by_text(column: pa.Array, read: Callable[[str], tuple[Any, str | None]], kind: pa.DataType) -> Reading:
    """Read a column text by text into values of one type; null rows are `empty`.

    Args:
        column: A string array.
        read: Reads one text into a value and a status.
        kind: Type of the values.
    """
    values, status = read_distinct(column, read, (kind, pa.string()), keep=kind == pa.string())
    return Reading(values, pc.if_else(column.is_null(), "empty", status) if column.null_count else status)
