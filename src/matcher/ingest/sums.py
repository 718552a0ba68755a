"""Hold the total rows of a file against the rows that they cover.

Sums columns batch by batch, whatever the size of the file. A total row agrees if it is the sum of the rows since the
sheet began, since any total row before it, of the file so far, or, standing above its rows, of those below it. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.config.source import SourceColumn, SourceSchema
from matcher.ingest.account import WrongTotal
from matcher.ingest.header import Header
from matcher.ingest.normalise import ColumnReading, Lookups, read_column
from matcher.ingest.plan import Plan
from matcher.ingest.readers.rows import RawBatch

SUMMED_TYPES: Final = ("money", "integer", "decimal")
"""Types of column that a total row can be the sum of."""

_MOST_TOLD: Final = 20


@dataclass
class _Sum:
    """One column while a sheet is read."""

    so_far: Decimal = Decimal(0)
    """Sum of the sheet's rows so far."""
    boundaries: set[Decimal] = field(default_factory=lambda: {Decimal(0)})
    """That sum where the sheet began and at each total row."""
    pending: list[tuple[int, Decimal, Decimal]] = field(default_factory=list)
    """Total rows not explained yet: row, what it says, sum of the sheet there."""


class SumWatch:
    """Sums the columns of one file that total rows may speak of."""

    def __init__(self, schema: SourceSchema, plan: Plan, lookups: Lookups) -> None:
        read = {step.key for step in plan.steps}
        self._columns: Sequence[SourceColumn] = [
            column
            for column in schema.columns
            if column.column in read and (column.type == "money" or column.column in schema.promise.totals)
        ]
        self._lookups = lookups
        self._of_file = {column.column: Decimal(0) for column in self._columns}
        self._sums: dict[str, _Sum] = {}
        self._compared = 0
        self._wrong: list[WrongTotal] = []

    def start_sheet(self) -> None:
        """Begin a sheet."""
        self._sums = {column.column: _Sum() for column in self._columns}
        self._compared, self._wrong = 0, []

    def add(
        self, rows: npt.NDArray[np.int32], readings: dict[str, ColumnReading], totals: RawBatch, header: Header
    ) -> None:
        """Take the rows of a batch.

        Args:
            rows: Physical rows of its data.
            readings: Their columns, read.
            totals: Its total rows.
            header: Header of the sheet.
        """
        for column in self._columns:
            name = column.column
            if name not in header.columns:
                continue
            values = readings[name].values if name in readings else pa.array([], pa.int64())
            self._add_column(name, (rows, values), totals.row_numbers, self._stated(column, totals, header))

    def end_sheet(self, header: Header) -> tuple[int, tuple[WrongTotal, ...]]:
        """End a sheet: how many totals were compared, and those that disagree, at most some of them."""
        for name, watched in self._sums.items():
            self._of_file[name] += watched.so_far
            for row, stated, at in watched.pending:
                if stated not in {watched.so_far, watched.so_far - at, self._of_file[name]}:
                    self._wrong.append(WrongTotal(row, name, header.text(name), str(stated), str(watched.so_far)))
        return self._compared, tuple(sorted(self._wrong, key=lambda wrong: (wrong.row, wrong.column))[:_MOST_TOLD])

    def _stated(self, column: SourceColumn, totals: RawBatch, header: Header) -> list[Decimal | None]:
        """Read what the total rows say of a column."""
        if not len(totals.row_numbers):
            return []
        unit = header.units.get(column.column, column.unit)
        found = read_column(totals.columns[header.columns[column.column]], column, None, unit, self._lookups)
        return [None if said is None else Decimal(said) for said in found[column.column].values.to_pylist()]

    def _add_column(
        self,
        name: str,
        data: tuple[npt.NDArray[np.int32], pa.Array],
        total_rows: npt.NDArray[np.int32],
        stated: list[Decimal | None],
    ) -> None:
        watched = self._sums[name]
        rows, values = data
        start = 0
        for row, said in zip(total_rows.tolist(), stated, strict=True):
            end = int(np.searchsorted(rows, row))
            watched.so_far += _sum_of(values.slice(start, end - start))
            start = end
            if said is not None:
                self._compared += 1
                self._hold(watched, row, said, self._of_file[name])
            watched.boundaries.add(watched.so_far)
        watched.so_far += _sum_of(values.slice(start))

    @staticmethod
    def _hold(watched: _Sum, row: int, said: Decimal, of_file: Decimal) -> None:
        """Hold one total against the rows above it; keep it for the rows below it where those do not explain it."""
        watched.pending = [one for one in watched.pending if one[1] != watched.so_far - one[2]]
        if watched.so_far - said not in watched.boundaries and said != of_file + watched.so_far:
            watched.pending.append((row, said, watched.so_far))


def _sum_of(values: pa.Array) -> Decimal:
    total = pc.sum(values).as_py()
    return Decimal(0) if total is None else Decimal(total)
