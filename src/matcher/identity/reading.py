"""What reading a column of delivered text gives, and how columns are read distinct value by distinct value.

A kernel reads rows that are written cleanly straight from the Arrow buffers; whatever is left goes through
`read_distinct`, which calls a plain Python reader once for each different text. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any, Final, TypeVar, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

BoolArray = npt.NDArray[np.bool_]
ByteMatrix = npt.NDArray[np.uint8]

DISTINCT_TEXTS: Final = pa.dictionary(pa.int32(), pa.string())
"""Type of texts that were read distinct text by distinct text: each different value once, and its place in each row."""

_MOST_REMEMBERED: Final = 1 << 16
"""Texts of one kind of value that are remembered with what they were read as: dates, amounts and names repeat."""

STATUSES: Final = {
    "cleaned": "read after taking away or replacing characters that are not part of the value",
    "empty": "nothing there: blank, or a word that stands for nothing (无, /, -)",
    "unreadable": "something is there that cannot be read as this kind of value; the value is null",
}
"""Statuses that every reading may give; null means read as written. Modules with more of them list them."""


_LONGEST_REMEMBERED: Final = 64
"""Characters from which on a text is not remembered: a cell may have millions."""

_Reader = TypeVar("_Reader", bound=Callable[..., Any])


def remembered(read: _Reader) -> _Reader:
    """Let a reader of one text remember the last texts that it read, so long as they are short."""
    known = lru_cache(_MOST_REMEMBERED)(read)

    @wraps(read)
    def reader(text: str, *said: Any, **named: Any) -> Any:
        return (read if len(text) > _LONGEST_REMEMBERED else known)(text, *said, **named)

    return cast("_Reader", reader)


@dataclass(frozen=True)
class Reading:
    """Values read from a column of text, row by row.

    Attributes:
        values: One typed value per row; null where there was nothing or where it could not be read. Texts may come as
            `DISTINCT_TEXTS`.
        status: One word per row, `DISTINCT_TEXTS` or plain; null where the value was read as written. See `STATUSES`.
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


def code_points_of(column: pa.Array) -> tuple[npt.NDArray[np.uint32] | npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Give all characters of a string array as Unicode code points, one text after the other, and where texts begin.

    Args:
        column: A string array without nulls.

    Returns:
        Code points; and the place of each text's first among them, and the end of the last.
    """
    data, offsets = bytes_of(column), offsets_of(column).astype(np.int64)
    bounds = offsets - offsets[0]
    if data.max(initial=0) < 0x80:
        return data, bounds
    starts = np.concatenate([[0], np.cumsum((data & 0xC0) != 0x80)])  # other bytes continue a character
    return np.frombuffer(data.tobytes().decode().encode("utf-32-le"), dtype=np.uint32), starts[bounds]


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
    column: pa.Array,
    read: Callable[[str], tuple[Any, ...]],
    types: tuple[pa.DataType, ...],
    absent: tuple[Any, ...] | None = None,
) -> tuple[pa.Array, ...]:
    """Read each different text once and give every row what its text was read as.

    Args:
        column: A string array.
        read: Reads one text into one value per column of the result.
        types: Types of the columns of the result.
        absent: What null rows are read as; nothing: as nulls.

    Returns:
        One array per type, as long as the column; texts come as `DISTINCT_TEXTS`.
    """
    encoded = column.dictionary_encode(null_encoding="encode")
    nothing = absent or (None,) * len(types)
    rows = [nothing if text is None else read(text) for text in encoded.dictionary.to_pylist()]
    columns = zip(*rows, strict=True) if rows else ((),) * len(types)
    return tuple(
        gathered(pa.array(list(values), type=kind), encoded.indices)
        for values, kind in zip(columns, types, strict=True)
    )


def gathered(values: pa.Array, indices: pa.Array) -> pa.Array:
    """Give every row its value; texts come as `DISTINCT_TEXTS`.

    Args:
        values: What there is, nulls among it.
        indices: Place of each row's value in it; null gives null.
    """
    if values.type != pa.string():
        return values.take(indices)
    different = values.unique().drop_null()
    if len(different) < len(values):  # two texts of one value: a dictionary that repeats itself is written wrongly
        indices, values = pc.index_in(values, value_set=different).take(indices), different
    return pa.DictionaryArray.from_arrays(indices, values)


def mask_array(mask: BoolArray) -> pa.Array:
    """Give a NumPy mask as an Arrow boolean array."""
    return pa.array(mask, type=pa.bool_())


def present_rows(column: pa.Array) -> BoolArray:
    """Mark the rows that are not null."""
    return np.asarray(column.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)


def put_rows(values: pa.Array, mask: BoolArray, replacements: pa.Array) -> pa.Array:
    """Replace the marked rows by other values, in order.

    Args:
        values: The array to take the other rows from.
        mask: Which rows are replaced.
        replacements: One value per marked row, of a type that casts to the same.
    """
    if replacements.type != values.type:
        replacements = replacements.cast(values.type)
    return pc.replace_with_mask(values, mask_array(mask), replacements)


def spread(values: pa.Array, mask: BoolArray) -> pa.Array:
    """Give the marked rows their values, in order, and the others null.

    Args:
        values: One value per marked row.
        mask: Which rows they are of.
    """
    places = np.cumsum(mask, dtype=np.int32) - 1
    return values.take(pa.array(places, mask=~mask))


def is_one_of(texts: pa.Array, words: pa.Array) -> pa.Array:
    """Mark the rows whose text is one of some words; null is not."""
    if not pa.types.is_dictionary(texts.type):
        return pc.is_in(texts, value_set=words)
    return pc.fill_null(pc.is_in(texts.dictionary, value_set=words).take(texts.indices), fill_value=False)


def with_word(word: str, mask: BoolArray, others: pa.Array, words: pa.Array) -> pa.Array:
    """Give the marked rows one word, and the other rows theirs.

    Args:
        word: Word of the marked rows.
        mask: Which rows are marked.
        others: Words of the rows that are not, in order.
        words: All words that there are.

    Returns:
        `DISTINCT_TEXTS`.
    """
    codes = np.full(len(mask), words.index(word).as_py(), dtype=np.int32)
    codes[~mask] = pc.fill_null(pc.index_in(others, value_set=words), -1)
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), words)


def read_by_text(column: pa.Array, read: Callable[[str], tuple[Any, str | None]], kind: pa.DataType) -> Reading:
    """Read a column text by text into values of one type; null rows are `empty`.

    Args:
        column: A string array.
        read: Reads one text into a value and a status.
        kind: Type of the values.
    """
    return Reading(*read_distinct(column, read, (kind, pa.string()), absent=(None, "empty")))
