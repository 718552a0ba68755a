"""The figures of data quality: what is counted of a source, its files and its columns. Pure: counts and row numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from matcher.ingest.quality_values import Place

StatusKind = Literal["read", "changed", "lost", "absent"]
"""What a status means for a value: read as it was meant; read, but something of it was added, lost or guessed; not
read; nothing written."""

ABSENT: Final = frozenset({"empty", "placeholder"})
"""Statuses of cells in which nothing is written."""

_READ: Final = frozenset({"as_written", "valid", "cleaned", "permit", "permanent_resident", "open_ended"})
_LOST: Final = frozenset(
    {
        *(
            "unreadable",
            "unknown",
            "ambiguous_year",
            "landline",
            "masked",
            "lost_digits",
            "wrong_check",
            "wrong_date",
            "wrong_length",
        ),
        *("wrong_characters", "other_document", "several_ids", "several_names", "description", "no_place"),
    }
)


@dataclass(frozen=True)
class StatusCount:
    """Values of one column that have one status."""

    status: str
    """Word of the kernel that read them."""
    kind: StatusKind
    """What it means."""
    rows: int
    """Rows of data, rejected ones included."""
    examples: tuple[Place, ...]
    """A few rows among the records; none for values that are as they should be."""


@dataclass(frozen=True)
class ColumnQuality:
    """How whole and how readable a column is."""

    column: str
    """Source column."""
    header: str
    """First header of its schema."""
    type: str
    """Source column type."""
    is_required: bool
    """Whether the header is promised."""
    fills: tuple[str, ...]
    """Model columns that it fills: `payment.amount_cny`."""
    absent_in: tuple[str, ...]
    """Files without its header."""
    rows: int
    """Rows of data in the files that have it."""
    filled: int
    """Rows in which something is written."""
    readable: int
    """Rows in which what is written was read."""
    statuses: tuple[StatusCount, ...]
    """Every status that occurs but `as_written`, the most frequent first."""


@dataclass(frozen=True)
class CheckCount:
    """Rows that failed one check."""

    check: str
    """What is true of a good row."""
    rows: int
    """Rejected rows."""
    examples: tuple[Place, ...]
    """A few of them."""


@dataclass(frozen=True)
class RepeatCount:
    """Rows that repeat something of an earlier row of the same file."""

    what: Literal["citizen_id", "row", "key"]
    """A valid citizen ID, every value, or a promised key."""
    columns: tuple[str, ...]
    """Source columns of the key; empty for the others."""
    is_promised: bool
    """Whether the source promises that there is none."""
    rows: int
    """How many."""
    examples: tuple[Place, ...]
    """A few of them; of keys the accounts name the rows in words."""


@dataclass(frozen=True)
class FileQuality:
    """One delivered file in figures."""

    source_file: str
    as_of_date: date
    age_days: int
    """Days from the day that it describes to that of the run."""
    encoding: str | None
    rows_in: int
    record_rows: int
    rejected_rows: int
    skipped: dict[str, int]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class SourceQuality:
    """One source in figures, all its files together."""

    source: str
    agency: str
    files: tuple[FileQuality, ...]
    rows_in: int
    record_rows: int
    rejected_rows: int
    skipped: dict[str, int]
    model_rows: dict[str, int]
    columns: tuple[ColumnQuality, ...]
    """In the order of the schema."""
    id_columns: tuple[str, ...]
    """Columns of citizen IDs, those of certificate numbers included; their states are among `columns`."""
    joinable_ids: int
    """IDs that can be joined on as they were read."""
    given_ids: int
    """IDs that were written at all."""
    rejects: tuple[CheckCount, ...]
    """Checks that some row failed, the most frequent first."""
    repeats: tuple[RepeatCount, ...]
    """What repeats; counts of nought included, since they are good news."""


def status_kind(status: str) -> StatusKind:
    """Say what a status means for a value."""
    if status in ABSENT:
        return "absent"
    if status in _READ:
        return "read"
    return "lost" if status in _LOST else "changed"
