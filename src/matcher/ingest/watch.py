"""Watch a file while it is read for what only all of its rows together can say: sums and repeated keys. Pure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matcher.config.source import SourceSchema
from matcher.ingest.account import SKIP_REASONS, RepeatedKey, WrongTotal
from matcher.ingest.header import Header
from matcher.ingest.normalise import ColumnReading, Lookups
from matcher.ingest.plan import Plan
from matcher.ingest.readers.rows import RawBatch
from matcher.ingest.repeats import RepeatWatch
from matcher.ingest.sums import SumWatch

_TOTAL = SKIP_REASONS.index("total")


class FileWatch:
    """Watches the sheets of one file, one after the other, batch by batch in the order of the rows."""

    def __init__(self, schema: SourceSchema, plan: Plan, lookups: Lookups) -> None:
        self._sums = SumWatch(schema, plan, lookups)
        self._repeats = RepeatWatch(schema.promise.keys)

    def start_sheet(self, name: str | None) -> None:
        """Begin a sheet."""
        self._sums.start_sheet()
        self._repeats.start_sheet(name)

    def add(
        self, batch: RawBatch, kinds: npt.NDArray[np.int8], readings: dict[str, ColumnReading], header: Header
    ) -> None:
        """Take a batch.

        Args:
            batch: All its rows.
            kinds: Kind of each row, as `row_kinds` gives it.
            readings: Columns of its rows of data, read; empty where it has none.
            header: Header of the sheet.
        """
        rows = batch.row_numbers[kinds < 0]
        is_total = kinds == _TOTAL
        # Nearly all batches have no total row: they are not filtered for them, column by column.
        totals = batch.take(is_total) if is_total.any() else RawBatch(batch.row_numbers[:0], ())
        self._sums.add(rows, readings, totals, header)
        self._repeats.add(rows, readings)

    def end_sheet(self, header: Header) -> tuple[int, tuple[WrongTotal, ...]]:
        """End a sheet: how many totals were compared, and which disagree."""
        return self._sums.end_sheet(header)

    def repeated_keys(self) -> tuple[RepeatedKey, ...]:
        """Give how often the promised keys repeat in the whole file."""
        return self._repeats.found()
