"""Cells of parsed files as text, and rows of them as Arrow columns. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

import numpy as np
import pyarrow as pa

BATCH_ROWS: Final = 8192
WIDEST_SHEET: Final = 16_384
"""Columns of the widest sheet that any office program makes."""
LOST_DIGITS_FROM: Final = 1e15
"""Excel keeps 15 significant digits: whatever number is this large may have lost some."""

Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column of merged cells, from 0; the value stands in the first cell."""


_MOST_ROOM: Final = 1 << 24
_MOST_ROOM_A_CELL: Final = 50
_WAITING_ROOM: Final = 1 << 22


class UnreadableError(Exception):
    """The file cannot be read; the message is one word that the parent process has a sentence for."""


@dataclass
class ParsedSheet:
    """One sheet as a parser gives it."""

    name: str | None
    """Sheet name; null where the format has none."""
    index: int
    """Position in the file, 0 for the first."""
    width: int
    """Number of columns."""
    row_count: int
    """Rows that it has, as far as known; only told of sheets that are not read."""
    batches: Iterator[Sequence[pa.Array]]
    """Columns of text, some rows at a time; may be narrower than `width`."""
    state: str = "read"
    """`read`, or why it is not read."""
    merges: list[Merge] = field(default_factory=list)
    """Merged cells."""
    is_from_1904: bool = False
    """Whether its days are counted from 1904."""
    numbers: Iterator[pa.Array] | None = None
    """Physical row numbers of each batch; None: 1, 2, 3…"""
    skipped: dict[str, int] = field(default_factory=dict)
    """Rows that the file itself marks as no data."""


def text_column(values: Sequence[Any]) -> pa.Array:
    """Give the cells of a column as text; null where one is empty. Columns of one kind go the fast way."""
    kinds = set(map(type, values))
    if kinds == {str}:
        return pa.array([text or None for text in values] if "" in values else values, pa.string())
    if kinds == {float}:
        numbers = np.array(values)
        if np.all((numbers == np.trunc(numbers)) & (np.abs(numbers) < LOST_DIGITS_FROM)):
            return pa.array(numbers.astype(np.int64)).cast(pa.string())
    elif kinds == {float, str}:
        known = {value: render_cell(value) for value in set(values)}
        return pa.array(list(map(known.__getitem__, values)), pa.string())
    return pa.array(list(map(render_cell, values)), pa.string())


def render_cell(value: Any) -> str | None:
    """Give a cell as text, exactly what it holds; null where it is empty.

    Whole numbers have no decimal point. A number too large for its digits to be certain is written in scientific form,
    all 15 digits that Excel kept, so that no reader takes it for the number that was typed: `4.21102199003070E+17`.
    """
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float | int):
        return render_number(float(value))
    if isinstance(value, datetime):
        at_midnight = value.time() == datetime.min.time()
        return value.date().isoformat() if at_midnight else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None else str(value)


def render_number(value: float) -> str:
    """Give a number as `render_cell` does."""
    if abs(value) >= LOST_DIGITS_FROM:
        return f"{value:.14E}"
    if value.is_integer():
        return str(int(value))
    text = f"{value:.15g}"
    return text if "e" not in text else f"{value:.20f}".rstrip("0")


class Room:
    """Counts the grid that the sheets of one file span, so that a few bytes of spans and jumps never fill memory."""

    def __init__(self) -> None:
        self._spanned = 0
        self._filled = 0

    def take(self, spanned: int, filled: int) -> None:
        """Count places of the grid, and those of them that hold a cell.

        Raises:
            UnreadableError: The grid is far larger than what stands in it.
        """
        self._spanned += spanned
        self._filled += filled
        if self._spanned > _MOST_ROOM + _MOST_ROOM_A_CELL * self._filled:
            raise UnreadableError("too_wide")


class Spool:
    """Gathers rows of any width as Arrow columns, so that a whole sheet takes little memory."""

    def __init__(self, row_limit: int = 0, room: Room | None = None) -> None:
        """Begin without rows.

        Args:
            row_limit: Rows that are kept; 0: all.
            room: What all sheets of the file share; none: this is the only one.
        """
        self.width = 0
        self.row_count = 0
        self._limit = row_limit
        self._room = room or Room()
        self._rows: list[list[str | None]] = []
        self._waiting = 0
        self._batches: list[list[pa.Array]] = []

    @property
    def is_full(self) -> bool:
        """Whether as many rows are there as were asked for."""
        return 0 < self._limit <= self.row_count

    def add(self, cells: list[str | None]) -> None:
        """Add a row.

        Raises:
            UnreadableError: It is wider than any sheet is, or the rows span far more than they hold.
        """
        if len(cells) > WIDEST_SHEET:
            raise UnreadableError("too_wide")
        if self.is_full:
            return
        self._rows.append(cells)
        self.row_count += 1
        self.width = max(self.width, len(cells))
        self._waiting += len(cells)
        if len(self._rows) == BATCH_ROWS or self._waiting > _WAITING_ROOM:
            self._flush()

    def _flush(self) -> None:
        self._room.take(len(self._rows) * max(self.width, 1), sum(len(row) - row.count(None) for row in self._rows))
        width = max(map(len, self._rows), default=0)
        padded = [cells + [None] * (width - len(cells)) for cells in self._rows]
        columns = [pa.array([cell or None for cell in cells], pa.string()) for cells in zip(*padded, strict=True)]
        # Rows without any cell still are rows: one empty column holds their number.
        self._batches.append(columns or [pa.nulls(len(self._rows), pa.string())])
        self._rows, self._waiting = [], 0

    def batches(self) -> Iterator[Sequence[pa.Array]]:
        """Give the rows that were added, in batches."""
        if self._rows:
            self._flush()
        self.width = max([self.width, *map(len, self._batches)])
        return iter(self._batches)
