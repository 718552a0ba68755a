"""Raw rows as every reader gives them: text cells by column, with the physical row of each. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.errors import ContractError, Fault

HEAD_ROWS: Final = 30
"""Rows at the top of a sheet among which its header is looked for."""

WIDEST_SHEET: Final = 16_384
"""Columns of the widest sheet that any office program makes."""

Cells = tuple[str | None, ...]
"""Cells of one row; null where a cell is empty."""


Merge = tuple[int, int, int, int]
"""First row, first column, last row and last column of merged cells, counted from 0."""


@dataclass(frozen=True)
class RawBatch:
    """Some rows of one sheet."""

    row_numbers: npt.NDArray[np.int32]
    """Physical row of each; the first of a file is 1."""
    columns: tuple[pa.Array, ...]
    """One string array per column of the sheet, null where a cell is empty."""
    is_complete: npt.NDArray[np.bool_] | None = None
    """Whether each row has a field for every header; None: all have."""
    ends_inside_row: bool = False
    """Whether the last row is the last of a text, has no line end and too few fields: data, or a note below them."""

    def take(self, mask: npt.NDArray[np.bool_]) -> RawBatch:
        """Keep the marked rows."""
        if bool(mask.all()):
            return self
        chosen = pa.array(mask)
        complete = None if self.is_complete is None else self.is_complete[mask]
        return RawBatch(self.row_numbers[mask], tuple(column.filter(chosen) for column in self.columns), complete)


@dataclass(frozen=True)
class RawSheet:
    """One sheet of a file, its top rows already read."""

    name: str | None
    """Sheet name; null for delimited text."""
    index: int
    """Position in the file, 0 for the first."""
    head: tuple[Cells, ...]
    """The first rows, at most `HEAD_ROWS`."""
    head_numbers: tuple[int, ...]
    """Physical row of each."""
    batches: Callable[[int], Iterator[RawBatch]]
    """Gives the rows below a row of the head (by its position there; -1: all rows). Can be called once."""
    merges: tuple[Merge, ...] = ()
    """Merged cells of the sheet; only their first cell holds the value."""
    is_from_1904: bool = False
    """Whether bare day numbers count from 1904-01-01, as old Macintosh workbooks do, and not from 1899-12-30."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Rows that the file itself marks as no data, by reason; they are not among the batches."""


def column_arrays(rows: Sequence[Sequence[str | None]], width: int) -> tuple[pa.Array, ...]:
    """Turn rows of equal width into string arrays; an empty text is null."""
    if not rows:
        return tuple(pa.array([], pa.string()) for _ in range(width))
    return tuple(pa.array([cell or None for cell in column], pa.string()) for column in zip(*rows, strict=True))


def refuse(what: str, source_file: str, mend: str) -> ContractError:
    """Make the error that refuses a file."""
    return ContractError(Fault(what, source_file, mend))
