"""Read one delivered file from first to last row into model tables, rejects and an account of every row.

Reads a file in batches; writes Parquet into a folder that is given. Bounded memory, whatever the size of the file.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from matcher.errors import ContractError, Fault
from matcher.ingest.account import SKIP_REASONS, SheetReport
from matcher.ingest.contract import rejected_rows, rejects_table, row_checks
from matcher.ingest.delivery import Delivery
from matcher.ingest.header import Header, header_notes
from matcher.ingest.mapping import Origin, fill_table, read_batch, rows_to_fill
from matcher.ingest.normalise import Lookups, status_counts
from matcher.ingest.plan import Plan
from matcher.ingest.readers.delimited import UnevenRowsError
from matcher.ingest.readers.rows import RawBatch
from matcher.ingest.row_kinds import DATA, row_kinds, signs_of
from matcher.ingest.sheets import FoundSheet, holds_data_without_header, no_data_faults, open_delivery, sheet_faults
from matcher.storage.parquet import COMPRESSION
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


class _Writers:
    """One open Parquet file per model table, and one for rejects."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        shapes = {**plan.tables, "rejects": REJECTS.schema}
        self._writers = {
            name: pq.ParquetWriter(folder / f"{name}.parquet", shape, compression=COMPRESSION)
            for name, shape in shapes.items()
        }

    def write(self, name: str, rows: pa.RecordBatch) -> None:
        """Add rows to a table."""
        if rows.num_rows:
            self._writers[name].write_batch(rows)

    def close(self) -> None:
        """Finish all files."""
        for writer in self._writers.values():
            writer.close()


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

    def read(self, *, exact: bool) -> FileContent:
        """Read all sheets."""
        reports: list[SheetReport] = []
        notes: list[str] = []
        empty_handed: list[FoundSheet] = []
        faults: list[Fault] = []
        writers = _Writers(self.folder, self.plan)
        try:
            with open_delivery(self.delivery, self.folder / "text.part", exact=exact) as file:
                notes.extend(file.notes)
                for sheet in file.sheets:
                    if not isinstance(sheet, FoundSheet):
                        notes.append(f"sheet '{sheet.name}' is not read ({sheet.reason}, {sheet.row_count} rows)")
                    elif holds_data_without_header(sheet):
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
        finally:
            writers.close()
        if not faults and all(report.header_row is None for report in reports):
            faults = no_data_faults(self.delivery, empty_handed)
        if faults:
            raise ContractError(faults)
        return FileContent(file.encoding, tuple(reports), tuple(notes))

    def _read_sheet(self, sheet: FoundSheet, header: Header, writers: _Writers) -> SheetReport:
        counts = _Counts(rows_in=header.row + 1)
        for cells in sheet.raw.head[: header.row]:
            counts.skipped["title" if any(cell and cell.strip() for cell in cells) else "blank"] += 1
        counts.skipped["header"] += 1
        signs = signs_of(header, sheet.raw.head, self.delivery.source)
        for batch in sheet.raw.batches(header.row):
            counts.rows_in += len(batch.row_numbers)
            kinds = row_kinds(batch, signs)
            for kind, reason in enumerate(SKIP_REASONS):
                counts.skipped[reason] += int(np.count_nonzero(kinds == kind))
            self._read_rows(batch.take(kinds == DATA), sheet, header, counts, writers)
        columns = self.delivery.source.columns
        absent = tuple(column.column for column in columns if column.column not in header.columns)
        return _report(sheet.raw.name, sheet.raw.head_numbers[header.row], counts, absent)

    def _read_rows(
        self, batch: RawBatch, sheet: FoundSheet, header: Header, counts: _Counts, writers: _Writers
    ) -> None:
        source = self.delivery.source
        rows = len(batch.row_numbers)
        if rows == 0:
            return
        readings = read_batch(batch, header, self.plan, self.lookups)
        fills = [rows_to_fill(fill, readings, rows) for fill in self.plan.fills]
        checks = row_checks(source, self.plan, batch, readings, fills)
        rejected = rejected_rows(checks, rows)
        counts.rejected_rows += int(rejected.sum())
        counts.record_rows += rows - int(rejected.sum())
        counts.reject_checks.update({check.name: int(check.failed.sum()) for check in checks})
        for key, reading in readings.items():
            counts.statuses.setdefault(key, Counter()).update(status_counts(reading))
        if checks:
            origin = (source.source, self.delivery.source_file, sheet.raw.name)
            writers.write("rejects", rejects_table(checks, batch, header, origin))
        place = Origin(source.source, self.file_id, sheet.raw.name, sheet.raw.index, self.delivery.as_of_date)
        for fill, marked in zip(self.plan.fills, fills, strict=True):
            filled = fill_table(fill, readings, batch.row_numbers, marked & ~rejected, place)
            counts.model_rows[fill.table] += filled.num_rows
            writers.write(fill.table, filled)


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
