"""Put the cells of a sheet, given one after the other, into columns and rows. Pure."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

IntArray = npt.NDArray[np.int64]


def cells_by_column(places: IntArray, width: int) -> Iterator[IntArray | slice]:
    """Give the cells of each column; most sheets have every cell of every row, and then they are slices."""
    if len(places) % width == 0 and bool((places.reshape(-1, width) == np.arange(width)).all()):
        yield from (slice(place, None, width) for place in range(width))
    else:
        yield from (np.flatnonzero(places == place) for place in range(width))


def in_rows(texts: pa.Array, at_row: IntArray) -> pa.Array:
    """Put the texts of one column into their rows.

    Args:
        texts: Text of each cell; null where it has none.
        at_row: Row of each cell, from 0, never falling; of two cells in one row the second counts.

    Returns:
        One text per row, down to the last row that has any.
    """
    present = len(texts) if not texts.null_count else int(np.flatnonzero(texts.is_valid()).max(initial=-1)) + 1
    count = int(at_row[present - 1]) + 1 if present else 0
    if present == count and np.all(np.diff(at_row[:present]) == 1):
        return texts.slice(0, count)
    index = np.full(count, -1, dtype=np.int64)
    index[at_row[:present]] = np.arange(present)
    return texts.take(pa.array(index, mask=index < 0))


def lengthened(column: pa.Array, count: int) -> pa.Array:
    """Give a column so many rows, empty ones at its end."""
    if len(column) == count:
        return column
    return pa.concat_arrays([column, pa.nulls(count - len(column), pa.string())])
