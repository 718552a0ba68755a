"""The account that ingest gives of every file: what became of each row and of each value. Pure: counts only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from matcher.errors import ContractError, Fault
from matcher.ingest.acceptance import Acceptance, AcceptedBreach
from matcher.ingest.unread import UnreadFile

SKIP_REASONS: Final = ("title", "header", "repeated_header", "blank", "total", "note", "deleted")
"""Why a row is no data: before the header, the header, the header again on a printed page, nothing in it, a sum over
other rows, a signature or explanation, marked as deleted by the program that kept the table."""


EMPTY_STATUSES: Final = ("empty", "placeholder")
"""Statuses of cells in which nothing stands, or what says nothing."""


@dataclass(frozen=True)
class WrongTotal:
    """A total row that is not the sum of the rows that it covers. Sums of many rows are no personal values."""

    row: int
    """Physical row."""
    column: str
    """Source column."""
    header: str
    """Its header as written."""
    stated: str
    """What the row says, in yuan where money."""
    summed: str
    """What the rows of the sheet add up to."""


@dataclass(frozen=True)
class RepeatedKey:
    """How often rows of a file repeat a key that they are promised not to repeat."""

    columns: tuple[str, ...]
    """Source columns of the key."""
    rows: int
    """Rows in which all of them are written."""
    repeated: int
    """Rows whose key stands in an earlier row."""
    examples: tuple[str, ...]
    """The first of these rows."""


@dataclass(frozen=True)
class SheetReport:
    """What became of the rows of one sheet, or of one delimited file."""

    sheet: str | None
    """Sheet name; null for delimited text."""
    header_row: int | None
    """Physical row of the header; null where the sheet holds no data."""
    rows_in: int
    """Rows of the sheet; a delimited row with quoted line breaks is one."""
    record_rows: int
    """Rows that gave model rows."""
    rejected_rows: int
    """Rows that failed a check."""
    skipped: dict[str, int]
    """Rows that are no data, by reason (`SKIP_REASONS`); only reasons that occur."""
    model_rows: dict[str, int]
    """Rows given to each model table."""
    reject_checks: dict[str, int]
    """Rejected rows by check; a row may fail several."""
    statuses: dict[str, dict[str, int]]
    """Source column → status → values, over all data rows; `as_written` where nothing had to be done."""
    absent_columns: tuple[str, ...] = ()
    """Columns of the schema whose header is not there: rules that need them cannot decide."""
    totals_compared: int = 0
    """Cells of total rows that were held against the rows that they cover."""
    wrong_totals: tuple[WrongTotal, ...] = ()
    """Those that disagree; the first of them where there are many."""

    @property
    def adds_up(self) -> bool:
        """Whether every row is a record, a reject or a counted skip."""
        return self.rows_in == self.record_rows + self.rejected_rows + sum(self.skipped.values())


@dataclass(frozen=True)
class FileReport:
    """What became of one delivered file."""

    source: str
    """Source schema."""
    agency: str
    """Agency that delivered it."""
    source_file: str
    """Path relative to the input folder."""
    file_id: str
    """First 16 hex digits of SHA-256 over source name and content hash."""
    sha256: str
    """SHA-256 of the content."""
    byte_count: int
    """Size."""
    as_of_date: date
    """Day that the data describe."""
    encoding: str | None
    """Encoding of delimited text; null for a workbook."""
    sheets: tuple[SheetReport, ...]
    """One account per sheet, in the order of the file."""
    reused: bool
    """Whether an earlier snapshot of the same content stood in, so that no row was read."""
    notes: tuple[str, ...]
    """Things to know that stop nothing: unknown columns, hidden sheets, warnings of promises."""
    repeated_keys: tuple[RepeatedKey, ...] = ()
    """How often the keys that the source promises repeat."""
    table_digests: dict[str, str] = field(default_factory=dict[str, str])
    """SHA-256 of each Parquet file of the snapshot, by file name."""

    @property
    def rows_in(self) -> int:
        """Rows of the file."""
        return sum(sheet.rows_in for sheet in self.sheets)

    @property
    def record_rows(self) -> int:
        """Rows that gave model rows."""
        return sum(sheet.record_rows for sheet in self.sheets)

    @property
    def rejected_rows(self) -> int:
        """Rows that failed a check."""
        return sum(sheet.rejected_rows for sheet in self.sheets)

    @property
    def skipped(self) -> dict[str, int]:
        """Rows that are no data, by reason."""
        return sum_counts(sheet.skipped for sheet in self.sheets)

    @property
    def model_rows(self) -> dict[str, int]:
        """Rows given to each model table."""
        return sum_counts(sheet.model_rows for sheet in self.sheets)

    @property
    def reject_checks(self) -> dict[str, int]:
        """Rejected rows by check."""
        return sum_counts(sheet.reject_checks for sheet in self.sheets)

    @property
    def adds_up(self) -> bool:
        """Whether every row of every sheet is a record, a reject or a counted skip."""
        return all(sheet.adds_up for sheet in self.sheets)

    def to_json(self) -> str:
        """Write the account as JSON, the same bytes for the same account."""
        return json.dumps(asdict(self), default=str, ensure_ascii=False, indent=1, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> FileReport:
        """Read an account that `to_json` wrote."""
        found: dict[str, Any] = json.loads(text)
        sheets = tuple(_sheet_from(sheet) for sheet in found.pop("sheets"))
        keys = tuple(
            RepeatedKey(**{**key, "columns": tuple(key["columns"]), "examples": tuple(key["examples"])})
            for key in found.pop("repeated_keys")
        )
        day = date.fromisoformat(found.pop("as_of_date"))
        notes = tuple(found.pop("notes"))
        return cls(**found, notes=notes, sheets=sheets, as_of_date=day, repeated_keys=keys)


def _sheet_from(found: dict[str, Any]) -> SheetReport:
    wrong = tuple(WrongTotal(**total) for total in found["wrong_totals"])
    return SheetReport(**{**found, "absent_columns": tuple(found["absent_columns"]), "wrong_totals": wrong})


@dataclass(frozen=True)
class Ingested:
    """What ingest hands to the other rooms."""

    reports: tuple[FileReport, ...]
    """One account per delivered file, in the order of reading."""
    tables: dict[str, tuple[Path, ...]]
    """Model table → its Parquet files, one per delivered file that fills it."""
    rejects: tuple[Path, ...]
    """One Parquet file of rejected rows per delivered file."""
    files: pa.Table
    """One row per delivered file (matcher.tables.FILES)."""
    accepted: tuple[AcceptedBreach, ...] = ()
    """Broken promises that a person let through."""
    unneeded: tuple[Acceptance, ...] = ()
    """What a person let through that nothing broke."""
    unread: tuple[UnreadFile, ...] = ()
    """Files of the input folder that were not read."""


class BrokenPromisesError(ContractError):
    """Delivered files cannot be read or broke their promises; what was read of the others and of them is kept.

    Attributes:
        ingested: What was read, for a report on its quality; nothing may be published from it.
    """

    def __init__(self, faults: Sequence[Fault], ingested: Ingested) -> None:
        super().__init__(faults)
        self.ingested = ingested


def sum_counts(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    """Add up counts by name; names sorted."""
    total: dict[str, int] = {}
    for part in counts:
        for name, count in part.items():
            total[name] = total.get(name, 0) + count
    return dict(sorted(total.items()))
