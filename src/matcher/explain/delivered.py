"""What the delivered rows behind records say, from the snapshots: read, as written, and masked where asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from matcher.config.base import month_text
from matcher.published import PublishedRun
from matcher.report.masking import mask_birth_date, mask_text, mask_value
from matcher.storage.parquet import read_table
from matcher.tables import IDENTITY, PROVENANCE

Row = dict[str, Any]
"""One row of a table, by column."""

_MONTH_SUFFIX = "_month"
_NEWBORN_DAYS: Final = 60
"""A child is registered, and its benefits are approved, within so many days: such a day tells its birth."""
_TECHNICAL = {*PROVENANCE.columns, "value_notes", "citizen_id_status", "citizen_id_raw"}


@dataclass(frozen=True)
class Value:
    """One value of a delivered row."""

    column: str
    read_as: str
    written: str | None
    """Raw text, where it was not read as written."""
    status: str | None
    """What was noticed on reading."""


def delivered_rows(
    run: PublishedRun, snapshots: Path, file: tuple[str, str], record_ids: Collection[str]
) -> Iterable[tuple[str, Row]]:
    """Give the rows of some records of one file, each with the model table that it stands in.

    Args:
        run: Published run.
        snapshots: Folder of the snapshots that it was made from.
        file: Source, and path of the file relative to the input folder.
        record_ids: The records.
    """
    wanted = pa.array(sorted(record_ids), pa.string())
    for path in _snapshot_tables(run, snapshots, file):
        rows = read_table(path)
        rows = rows.filter(pc.is_in(rows["record_id"], wanted))
        for row in rows.to_pylist():
            yield path.stem, row


def _snapshot_tables(run: PublishedRun, snapshots: Path, file: tuple[str, str]) -> list[Path]:
    """Give the model tables of the snapshot of a file."""
    folders = [one.snapshot for one in run.record.files if (one.source, one.source_file) == file]
    return sorted(
        path for folder in folders for path in (snapshots / folder).glob("*.parquet") if path.stem != "rejects"
    )


def values_of(row: Row, *, masked: bool) -> Iterable[Value]:
    """Give the values of a model row that say something, identity first."""
    notes = {note["column"]: (note["raw"], note["status"]) for note in row.get("value_notes") or ()}
    if row.get("citizen_id_raw"):
        notes["citizen_id"] = (row["citizen_id_raw"], row["citizen_id_status"])
    identity = [name for name in IDENTITY.columns if name in row]
    born = _born_on(row) if masked else None
    for name in [*identity, *(name for name in row if name not in identity)]:
        if name in _TECHNICAL or (row[name] is None and name not in notes):
            continue
        written, status = notes.get(name, (None, None))
        raw = mask_text(written) if masked and written else written
        shown = _shown(name, row[name], masked)
        yield Value(name, mask_birth_date(shown) if _tells_birth(row[name], born) else shown, raw or None, status)


def identity_of(row: Row, *, masked: bool) -> dict[str, str]:
    """Give what a row says of who it is about, by column; what could not be read, as it was written."""
    return {
        value.column: value.read_as or value.written or ""
        for value in values_of(row, masked=masked)
        if value.column in IDENTITY.columns and (value.read_as or value.written)
    }


def _shown(name: str, value: object, masked: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool) and name.endswith(_MONTH_SUFFIX):
        return month_text(value)
    return mask_value(name, value) if masked else str(value)


def _born_on(row: Row) -> date | None:
    """Give the birth date that a row says, in its own column or in the ID."""
    written = str(row.get("citizen_id") or "")[6:14]
    try:
        return row.get("birth_date") or date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError:
        return None


def _tells_birth(value: object, born: date | None) -> bool:
    return born is not None and type(value) is date and abs((value - born).days) <= _NEWBORN_DAYS
