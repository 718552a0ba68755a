"""Give merged cells their value in every row that they cover, and bare day numbers of 1904 their day. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.ingest.readers.rows import Merge, RawBatch

_DAYS_BETWEEN_BASES: Final = 1462
_DAY_NUMBER: Final = r"^\d{5}(\.\d+)?$"


def filled_batches(
    batches: Iterable[RawBatch], merges: Sequence[Merge], positions: Iterable[int]
) -> Iterator[RawBatch]:
    """Copy the value of merged cells down to the other rows that they cover.

    Args:
        batches: Batches of a sheet, in order.
        merges: Its merged cells.
        positions: Columns to fill; only the cells of merges that begin in them are.

    Yields:
        The same batches with these columns filled.
    """
    fillers = {place: _filler([merge for merge in merges if merge[1] == place]) for place in positions}
    for batch in batches:
        columns = list(batch.columns)
        for place, fill in fillers.items():
            if place < len(columns):
                columns[place] = fill(batch.row_numbers, columns[place])
        yield replace(batch, columns=tuple(columns))


def _filler(merges: Sequence[Merge]) -> Callable[[npt.NDArray[np.int32], pa.Array], pa.Array]:
    """Make the function that fills one column, batch after batch."""
    spans = sorted((top + 1, bottom + 1) for top, _, bottom, _ in merges if bottom > top)
    tops = np.array([top for top, _ in spans], dtype=np.int64)
    bottoms = np.array([bottom for _, bottom in spans], dtype=np.int64)
    carried = pa.array([None], pa.string())
    carried_row = 0

    def fill(row_numbers: npt.NDArray[np.int32], column: pa.Array) -> pa.Array:
        nonlocal carried, carried_row
        if not len(tops) or not len(row_numbers):
            return column
        span = np.searchsorted(tops, row_numbers, side="right") - 1
        covered = (span >= 0) & (row_numbers <= bottoms[span])
        source = np.where(covered, tops[span], row_numbers)
        # Place 0 is the value carried over from the batch before, where the merge began.
        at = np.searchsorted(row_numbers, source) + 1
        begins_before = source < row_numbers[0]
        at = np.where(begins_before & (source == carried_row), 0, np.where(begins_before, np.arange(len(at)) + 1, at))
        filled = pa.concat_arrays([carried, column]).take(pa.array(at))
        carried, carried_row = filled.slice(len(filled) - 1, 1), int(source[-1])
        return filled

    return fill


def days_from_1904(batches: Iterable[RawBatch], positions: Sequence[int]) -> Iterator[RawBatch]:
    """Turn bare day numbers of columns of dates, counted from 1904-01-01, into those counted from 1899-12-30.

    Args:
        batches: Batches of a sheet.
        positions: Its columns of dates.

    Yields:
        The same batches with these columns changed.
    """
    for batch in batches:
        columns = list(batch.columns)
        for place in positions:
            if place < len(columns):
                columns[place] = _later(columns[place])
        yield replace(batch, columns=tuple(columns))


def _later(column: pa.Array) -> pa.Array:
    is_number = pc.match_substring_regex(column, _DAY_NUMBER)
    if not pc.any(is_number).as_py():
        return column
    days = pc.replace_substring_regex(column, pattern=r"\..*$", replacement="")
    numbers = pc.if_else(is_number, days, pa.scalar(None, pa.string())).cast(pa.int64())
    return pc.coalesce(pc.add(numbers, _DAYS_BETWEEN_BASES).cast(pa.string()), column)
