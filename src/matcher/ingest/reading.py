"""Read one delivered file from first to last row into model tables, rejects and an account of every row.

Reads a file in batches; writes Parquet into a folder that is given. Bounded memory, whatever the size of the file.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.errors import ContractError, Fault
from matcher.ingest.account import SKIP_REASONS, RepeatedKey, SheetReport
from matcher.ingest.contract import rejected_rows, rejects_table, row_checks
from matcher.ingest.delivery import Delivery
from matcher.ingest.header import Header, header_notes
from matcher.ingest.mapping import Origin, fill_table, read_batch, rows_to_fill
from matcher.ingest.normalise import ColumnReading, Lookups, status_counts
from matcher.ingest.parallel import in_order
from matcher.ingest.plan import Plan
from matcher.ingest.readers.delimited import UnevenRowsError
from matcher.ingest.readers.rows import RawBatch
from matcher.ingest.row_kinds import DATA, RowSigns, row_kinds, signs_of
from matcher.ingest.sheets import FoundSheet, no_data_faults, open_delivery, place_of, sheet_faults
from matcher.ingest.watch import FileWatch
from matcher.ingest.writers import TableWriters
from matcher.tables import REJECTS


@dataclass(frozen=True)
class FileContent:
    """What reading a file gave, beside the Parquet files."""

    encoding: str | None
    """Encoding of delimited text."""
    sheets: tuple[SheetReport, ...]
    """Account of each sheet."""
    notes: tuple[str, ...]
    """Things to know that stop nothing."""
    repeated_keys: tuple[RepeatedKey, ...]
    """How often the keys that the source promises repeat."""


@dataclass
class _Counts:
    """Counts of one sheet while it is read."""

    rows_in: int = 0
    record_rows: int = 0
    rejected_rows: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    model_rows: Counter[str] = field(default_factory=Counter)
    reject_checks: Counter[str] = field(default_factory=Counter)
    statuses: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, other: _Counts) -> None:
        """Add the counts of a batch."""
        self.rows_in += other.rows_in
        self.record_rows += other.record_rows
        self.rejected_rows += other.rejected_rows
        self.skipped.update(other.skipped)
        self.model_rows.update(other.model_rows)
        self.reject_checks.update(other.reject_checks)
        for key, statuses in other.statuses.items():
            self.statuses.setdefault(key, Counter()).update(statuses)


@dataclass(frozen=True)
class _Done:
    """What one batch gave."""

    batch: RawBatch
    kinds: npt.NDArray[np.int8]
    readings: dict[str, ColumnReading]
    counts: _Counts
    tables: list[tuple[str, pa.RecordBatch]]
    """Rows for each table, in the order of the fills."""


def read_delivery(delivery: Delivery, plan: Plan, lookups: Lookups, file_id: str, folder: Path) -> FileContent:
    """Read a file, in the fast tier where it allows that, else in the exact tier.

    Args:
        delivery: The file.
        plan: What to read and fill.
        lookups: Code systems and areas.
        file_id: Its ID.
        folder: An empty folder for `<table>.parquet` and `rejects.parquet`.

    Raises:
        ContractError: The file cannot be read, or no sheet of it has the promised header.
    """
    pa.set_memory_pool(pa.system_memory_pool())  # hands pages back to the machine less often than Arrow's own
    try:
        return _FileReader(delivery, plan, lookups, file_id, folder).read(exact=False)
    except UnevenRowsError:  # what was written so far is written again from the start
        return _FileReader(delivery, plan, lookups, file_id, folder).read(exact=True)


class _FileReader:
    """Reads the sheets of one file in one tier."""

    def __init__(self, delivery: Delivery, plan: Plan, lookups: Lookups, file_id: str, folder: Path) -> None:
        self.delivery = delivery
        self.plan = plan
        self.lookups = lookups
        self.file_id = file_id
        self.folder = folder
        self.watch = FileWatch(delivery.source, plan, lookups)

    def read(self, *, exact: bool) -> FileContent:
        """Read all sheets."""
        reports: list[SheetReport] = []
        notes: list[str] = []
        empty_handed: list[FoundSheet] = []
        faults: list[Fault] = []
        shapes = {**self.plan.tables, "rejects": REJECTS.schema}
        with (
            TableWriters(self.folder, shapes) as writers,
            open_delivery(self.delivery, self.folder / "text.part", exact=exact) as file,
        ):
            notes.extend(file.notes)
            for sheet in file.sheets:
                if not isinstance(sheet, FoundSheet):
                    notes.append(sheet.note)
                elif sheet.is_unread_data:
                    faults.extend(sheet_faults(self.delivery, sheet))
                elif sheet.search.header is None or not sheet.search.is_likely:
                    empty_handed.append(sheet)
                    reports.append(_unread(sheet))
                    notes.extend(_unread_notes(sheet))
                elif found := sheet_faults(self.delivery, sheet):
                    faults.extend(found)
                else:
                    reports.append(self._read_sheet(sheet, sheet.search.header, writers))
                    notes.extend(header_notes(sheet.search.header, self.delivery.source, sheet.raw.name))
        if not faults and all(report.header_row is None for report in reports):
            faults = no_data_faults(self.delivery, empty_handed)
        if faults:
            raise ContractError(faults)
        return FileContent(file.encoding, tuple(reports), tuple(notes), self.watch.repeated_keys())

    def _read_sheet(self, sheet: FoundSheet, header: Header, writers: TableWriters) -> SheetReport:
        counts = _Counts(rows_in=header.row + 1)
        for cells in sheet.raw.head[: header.first_row]:
            counts.skipped["title" if any(cell and cell.strip() for cell in cells) else "blank"] += 1
        counts.skipped["header"] += header.row + 1 - header.first_row
        for reason, rows in sheet.raw.skipped.items():
            counts.rows_in += rows
            counts.skipped[reason] += rows
        signs = signs_of(header, sheet.raw.head, self.delivery.source)
        self.watch.start_sheet(sheet.raw.name)
        work = partial(self._work, sheet=sheet, header=header, signs=signs)
        for done in in_order(work, sheet.raw.batches(header.row)):
            counts.add(done.counts)
            for name, rows in done.tables:
                writers.write(name, rows)
            self.watch.add(done.batch, done.kinds, done.readings, header)
        columns = self.delivery.source.columns
        absent = tuple(column.column for column in columns if column.column not in header.columns)
        compared, wrong = self.watch.end_sheet(header)
        header_row = sheet.raw.head_numbers[header.row] if header.row >= 0 else None
        report = _report(sheet.raw.name, header_row, counts, absent)
        return replace(report, totals_compared=compared, wrong_totals=wrong)

    def _work(self, batch: RawBatch, *, sheet: FoundSheet, header: Header, signs: RowSigns) -> _Done:
        """Read one batch: what its rows are, what they say, and the rows they give. Runs in any thread."""
        counts = _Counts(rows_in=len(batch.row_numbers))
        kinds = row_kinds(batch, signs)
        if batch.ends_inside_row and kinds[-1] == DATA:
            raise _cut_short(place_of(self.delivery, sheet.raw), int(batch.row_numbers[-1]))
        for kind, reason in enumerate(SKIP_REASONS):
            counts.skipped[reason] += int(np.count_nonzero(kinds == kind))
        data = batch.take(kinds == DATA)
        if len(data.row_numbers) == 0:
            return _Done(batch, kinds, {}, counts, [])
        readings = read_batch(data, header, self.plan, self.lookups)
        for key, reading in readings.items():
            counts.statuses[key] = Counter(status_counts(reading))
        tables = self._fill(data, readings, sheet, header, counts)
        return _Done(batch, kinds, readings, counts, tables)

    def _fill(
        self, data: RawBatch, readings: dict[str, ColumnReading], sheet: FoundSheet, header: Header, counts: _Counts
    ) -> list[tuple[str, pa.RecordBatch]]:
        """Give the rows of a batch to the model tables, or to the rejects."""
        source, rows = self.delivery.source, len(data.row_numbers)
        fills = [rows_to_fill(fill, readings, rows) for fill in self.plan.fills]
        checks = row_checks(source, self.plan, data, readings, fills)
        rejected = rejected_rows(checks, rows)
        counts.rejected_rows = int(rejected.sum())
        counts.record_rows = rows - counts.rejected_rows
        counts.reject_checks.update({check.name: int(check.failed.sum()) for check in checks})
        tables: list[tuple[str, pa.RecordBatch]] = []
        if checks:
            origin = (source.source, self.delivery.source_file, sheet.raw.name)
            tables.append(("rejects", rejects_table(checks, data, header, origin)))
        place = Origin(source.source, self.file_id, sheet.raw.name, sheet.raw.index, self.delivery.as_of_date)
        for fill, marked in zip(self.plan.fills, fills, strict=True):
            filled = fill_table(fill, readings, data.row_numbers, marked & ~rejected, place)
            counts.model_rows[fill.table] += filled.num_rows
            tables.append((fill.table, filled))
        return tables


def _cut_short(where: str, row: int) -> ContractError:
    """Make the error that refuses text whose rest is lost: nobody knows how many rows that is."""
    what = f"the file ends inside a row: row {row} has no line end, and fewer fields than the header"
    mend = "export and copy it again; if that line is a note, end it with a line break"
    return ContractError(Fault(what, where, mend))


def _unread(sheet: FoundSheet) -> SheetReport:
    """Account for a sheet without a header: an explanation, a cover, an empty sheet."""
    counts = _Counts()
    # Text without a header is refused as a whole; there is no need to read it to its end.
    for batch in sheet.raw.batches(-1) if sheet.raw.name is not None else ():
        counts.rows_in += len(batch.row_numbers)
        counts.skipped["note"] += len(batch.row_numbers)
    return _report(sheet.raw.name, None, counts, ())


def _unread_notes(sheet: FoundSheet) -> list[str]:
    return [f"sheet '{sheet.raw.name}' has no header of this source; it is not read"] if sheet.raw.head else []


def _report(name: str | None, header_row: int | None, counts: _Counts, absent: tuple[str, ...]) -> SheetReport:
    skipped = {reason: counts.skipped[reason] for reason in SKIP_REASONS if counts.skipped[reason]}
    return SheetReport(
        sheet=name,
        header_row=header_row,
        rows_in=counts.rows_in,
        record_rows=counts.record_rows,
        rejected_rows=counts.rejected_rows,
        skipped=skipped,
        model_rows=dict(sorted(counts.model_rows.items())),
        reject_checks=dict(sorted(counts.reject_checks.items())),
        statuses={name: dict(sorted(found.items())) for name, found in counts.statuses.items()},
        absent_columns=absent,
    )
