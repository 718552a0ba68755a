"""Ingest all deliveries of a run: snapshots, promises, and the tables that the other rooms read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyarrow as pa

from matcher.config.areas import Area
from matcher.config.base import month_number
from matcher.config.model import CodeSystem, ModelTable
from matcher.errors import ContractError, Fault
from matcher.identity.area import AreaTable
from matcher.ingest.acceptance import Acceptance, Breach, sort_out, unneeded_words
from matcher.ingest.account import BrokenPromisesError, FileReport, Ingested
from matcher.ingest.changes import History, delivery_changes
from matcher.ingest.delivery import Delivery
from matcher.ingest.normalise import Lookups
from matcher.ingest.promises import file_breaches, total_notes
from matcher.ingest.sheets import look_at_headers
from matcher.ingest.snapshot import Snapshot, areas_digest, take_snapshot
from matcher.storage.parquet import read_table
from matcher.tables import FILES

Progress = Callable[[str, int, int], None]
"""Told of each file: its name, how much of it is done, of how much: 0 of 1 before, 1 of 1 when it is read."""
_MOST_REJECTS: Final = 5
"""Rejected rows that a broken promise names; the data-quality page and rejects.parquet have more."""


@dataclass(frozen=True)
class HeaderCheck:
    """What reading only the headers of delivered files found."""

    faults: tuple[Fault, ...]
    """What is wrong with them."""
    notes: Mapping[str, tuple[str, ...]]
    """By file: headers that nobody reads, with what they may have been meant for."""


def area_table(areas: Sequence[Area]) -> AreaTable:
    """Give the area table of a site in the shape that places are read with."""
    return AreaTable.from_rows(
        [area.area_code for area in areas],
        [area.name for area in areas],
        [area.parent_code for area in areas],
        [area.former_codes for area in areas],
        [area.former_names for area in areas],
    )


def check_headers(deliveries: Sequence[Delivery]) -> list[Fault]:
    """Read only the headers of delivered files, and say what is wrong with them."""
    return list(read_headers(deliveries).faults)


def read_headers(deliveries: Sequence[Delivery]) -> HeaderCheck:
    """Read only the headers of delivered files; say what is wrong with them, and which of them nobody reads."""
    faults: list[Fault] = []
    notes: dict[str, tuple[str, ...]] = {}
    with TemporaryDirectory() as folder:
        for delivery in deliveries:
            wrong, unread = look_at_headers(delivery, Path(folder) / "text")
            faults.extend(wrong)
            if unread:
                notes[delivery.source_file] = tuple(unread)
    return HeaderCheck(tuple(faults), notes)


def ingest_sources(  # noqa: PLR0913 (the door of the room: each is a thing of its own, all but one by name)
    deliveries: Sequence[Delivery],
    *,
    model: Mapping[str, ModelTable],
    codes: Mapping[str, CodeSystem],
    areas: AreaTable,
    region: str,
    snapshots: Path,
    previous: History | None = None,
    acceptances: Sequence[Acceptance] = (),
    progress: Progress | None = None,
) -> Ingested:
    """Read all deliveries into model tables and rejects.

    Args:
        deliveries: Files to read, in order.
        model: Model tables by name.
        codes: Code systems by name.
        areas: Area table.
        region: Area code of the place that the run is for.
        snapshots: Folder of the snapshots.
        previous: Deliveries of the last published run; none: there is no run.
        acceptances: Broken promises that a person lets through.
        progress: Told before each file, and after each that could be read.

    Returns:
        Accounts, the Parquet files of each model table, rejects, and the files table.

    Raises:
        BrokenPromisesError: Files cannot be read or broke their promises; all faults of all files, and what was read
            of them, are in it.
        ConfigurationError: A source schema fills what the model does not have.
    """
    lookups = Lookups(codes, areas, region)
    digest = areas_digest(lookups)
    taken: list[tuple[Delivery, Snapshot]] = []
    faults: list[Fault] = []
    for delivery in deliveries:
        if progress:
            progress(delivery.source_file, 0, 1)
        try:
            snapshot = take_snapshot(delivery, model=model, lookups=lookups, areas_digest=digest, snapshots=snapshots)
        except ContractError as error:
            faults.extend(error.faults)
            continue
        taken.append((delivery, snapshot))
        if progress:
            progress(delivery.source_file, 1, 1)
    read, kept = [delivery for delivery, _ in taken], [snapshot for _, snapshot in taken]
    return _judged(kept, read, faults, breaches_of(kept, deliveries, previous or {}), acceptances)


def _judged(
    taken: Sequence[Snapshot],
    deliveries: Sequence[Delivery],
    unreadable: Sequence[Fault],
    breaches: Sequence[Breach],
    acceptances: Sequence[Acceptance],
) -> Ingested:
    """Give what was read, if nothing is left that stops the run.

    Raises:
        BrokenPromisesError: With every fault of every file, and what was read.
    """
    stopping, accepted = sort_out(breaches, acceptances)
    digests = (snapshot.report.sha256 for snapshot in taken)
    copies = delivered_twice(zip(deliveries, digests, strict=True))
    faults = [*unreadable, *(breach.fault for breach in stopping), *copies]
    gathered = gathered_from(_noted(taken, deliveries, breaches), deliveries)
    if faults:
        raise BrokenPromisesError(faults, gathered)
    let_through = (*(one for delivery in deliveries for one in delivery.accepted), *accepted)
    return replace(gathered, accepted=let_through, unneeded=unneeded_words(let_through, acceptances))


def gathered_from(taken: Sequence[Snapshot], deliveries: Sequence[Delivery]) -> Ingested:
    """Give what all snapshots hold, by model table."""
    tables: dict[str, tuple[Path, ...]] = {}
    for snapshot in taken:
        for table in snapshot.tables:
            tables[table] = (*tables.get(table, ()), snapshot.folder / f"{table}.parquet")
    reports = tuple(snapshot.report for snapshot in taken)
    rejects = tuple(snapshot.folder / "rejects.parquet" for snapshot in taken)
    return Ingested(reports, dict(sorted(tables.items())), rejects, _files_table(reports, deliveries))


def breaches_of(taken: Sequence[Snapshot], deliveries: Sequence[Delivery], previous: History) -> list[Breach]:
    """Hold every file, and every delivery of several files, to what its source promises."""
    found: list[Breach] = []
    by_source: dict[str, list[FileReport]] = {}
    schemas = {delivery.source.source: delivery.source for delivery in deliveries}
    for snapshot in taken:
        broken = file_breaches(snapshot.report, schemas[snapshot.report.source])
        found.extend(_with_rows(breach, snapshot) if breach.check == "reject_share" else breach for breach in broken)
        by_source.setdefault(snapshot.report.source, []).append(snapshot.report)
    for source, reports in by_source.items():
        is_whole = len(reports) == sum(delivery.source.source == source for delivery in deliveries)
        # A delivery of which a file could not be read is short for that, and nothing else is to be said of it.
        found.extend(delivery_changes(reports, schemas[source], previous) if is_whole else ())
    return found


def _with_rows(breach: Breach, snapshot: Snapshot) -> Breach:
    """Name the first rejected rows of a file that has too many of them."""
    rejects = read_table(snapshot.folder / "rejects.parquet", ["sheet", "row_number"])
    by_sheet: dict[str | None, list[str]] = {}
    for row in rejects.slice(0, _MOST_REJECTS).to_pylist():
        by_sheet.setdefault(row["sheet"], []).append(str(row["row_number"]))
    places = [("" if sheet is None else f"sheet '{sheet}' ") + ", ".join(rows) for sheet, rows in by_sheet.items()]
    return replace(breach, what=f"{breach.what}; first rejected rows: {'; '.join(places)}")


def _noted(taken: Sequence[Snapshot], deliveries: Sequence[Delivery], breaches: Sequence[Breach]) -> list[Snapshot]:
    """Give the snapshots with what there is to know of their deliveries: breaches that did not stop the run too."""
    noted = []
    for snapshot, delivery in zip(taken, deliveries, strict=True):
        report = snapshot.report
        broken = [breach.what for breach in breaches if report.source_file in breach.source_files]
        notes = (*delivery.notes, *report.notes, *total_notes(report, delivery.source), *broken)
        noted.append(replace(snapshot, report=replace(report, notes=notes)))
    return noted


def delivered_twice(files: Iterable[tuple[Delivery, str]]) -> list[Fault]:
    """Find files of one source with the same content: one was copied under another day's name.

    Args:
        files: Delivered files with the SHA-256 of each.
    """
    same: dict[tuple[str, str], list[str]] = {}
    for delivery, sha256 in files:
        same.setdefault((delivery.source.source, sha256), []).append(delivery.source_file)
    return [
        Fault(
            f"{len(names)} files of source '{source}' have the same content",
            ", ".join(names),
            "take away the copy, or deliver the file that was meant",
        )
        for (source, _), names in same.items()
        if len(names) > 1
    ]


def _files_table(reports: Sequence[FileReport], deliveries: Sequence[Delivery]) -> pa.Table:
    """Give one row per delivered file, in the order of reading."""
    rows = [
        {
            "file_id": report.file_id,
            "source": report.source,
            "agency": report.agency,
            "source_file": report.source_file,
            "sha256": report.sha256,
            "as_of_date": report.as_of_date,
            "horizon_month": _last_whole_month(report.as_of_date) - delivery.source.lag_months,
            "once_only": delivery.source.once_only,
        }
        for report, delivery in zip(reports, deliveries, strict=True)
    ]
    return pa.Table.from_pylist(rows, schema=FILES.schema)


def _last_whole_month(as_of: date) -> int:
    """Give the last month that a file of a day can show in full: a file of 15 November shows October."""
    month = month_number(f"{as_of:%Y-%m}")
    return month if (as_of + timedelta(days=1)).day == 1 else month - 1
