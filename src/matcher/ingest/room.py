"""Ingest all deliveries of a run: snapshots, promises, and the tables that the other rooms read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from matcher.config.base import month_number
from matcher.config.model import CodeSystem, ModelTable
from matcher.errors import ContractError, Fault
from matcher.identity.area import AreaTable
from matcher.ingest.account import FileReport, Ingested
from matcher.ingest.contract import broken_promises
from matcher.ingest.delivery import Delivery
from matcher.ingest.normalise import Lookups
from matcher.ingest.sheets import delivery_header_faults
from matcher.ingest.snapshot import Snapshot, areas_digest, take_snapshot
from matcher.tables import FILES

Progress = Callable[[str, int, int], None]
"""Told before each file: its name, its position from 1, and how many there are."""


def check_headers(deliveries: Sequence[Delivery]) -> list[Fault]:
    """Read only the headers of delivered files, and say what is wrong with them."""
    with TemporaryDirectory() as folder:
        scratch = Path(folder) / "text"
        return [fault for delivery in deliveries for fault in delivery_header_faults(delivery, scratch)]


def ingest_sources(  # noqa: PLR0913 (the door of the room: each is a thing of its own, all but one by name)
    deliveries: Sequence[Delivery],
    *,
    model: Mapping[str, ModelTable],
    codes: Mapping[str, CodeSystem],
    areas: AreaTable,
    region: str,
    snapshots: Path,
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
        progress: Told before each file.

    Returns:
        Accounts, the Parquet files of each model table, rejects, and the files table.

    Raises:
        ContractError: Files cannot be read or broke their promises; all faults of all files are in it.
        ConfigurationError: A source schema fills what the model does not have.
    """
    lookups = Lookups(codes, areas, region)
    digest = areas_digest(lookups)
    taken: list[Snapshot] = []
    faults: list[Fault] = []
    for position, delivery in enumerate(deliveries, start=1):
        if progress:
            progress(delivery.source_file, position, len(deliveries))
        try:
            snapshot = take_snapshot(delivery, model=model, lookups=lookups, areas_digest=digest, snapshots=snapshots)
        except ContractError as error:
            faults.extend(error.faults)
        else:
            kept, broken = _held_to_promises(snapshot, delivery)
            taken.append(kept)
            faults.extend(broken)
    faults.extend(_delivered_twice(taken))
    if faults:
        raise ContractError(faults)
    return _gathered(taken, deliveries)


def _gathered(taken: Sequence[Snapshot], deliveries: Sequence[Delivery]) -> Ingested:
    """Give what all snapshots hold, by model table."""
    tables: dict[str, tuple[Path, ...]] = {}
    for snapshot in taken:
        for table in snapshot.tables:
            tables[table] = (*tables.get(table, ()), snapshot.folder / f"{table}.parquet")
    reports = tuple(snapshot.report for snapshot in taken)
    rejects = tuple(snapshot.folder / "rejects.parquet" for snapshot in taken)
    return Ingested(reports, dict(sorted(tables.items())), rejects, _files_table(reports, deliveries))


def _held_to_promises(snapshot: Snapshot, delivery: Delivery) -> tuple[Snapshot, list[Fault]]:
    """Give the snapshot with what its delivery broke: as faults where that stops the run, else as notes."""
    broken = broken_promises(snapshot.report, delivery.source)
    stops = delivery.source.promise.on_breach == "stop"
    warnings = () if stops else tuple(fault.what for fault in broken)
    report = replace(snapshot.report, notes=(*delivery.notes, *snapshot.report.notes, *warnings))
    return replace(snapshot, report=report), broken if stops else []


def _delivered_twice(taken: Sequence[Snapshot]) -> list[Fault]:
    """Find files of one source with the same content: one was copied under another day's name."""
    by_id: dict[str, list[FileReport]] = {}
    for snapshot in taken:
        by_id.setdefault(snapshot.report.file_id, []).append(snapshot.report)
    return [
        Fault(
            f"{len(reports)} files of source '{reports[0].source}' have the same content",
            ", ".join(report.source_file for report in reports),
            "take away the copy, or deliver the file that was meant",
        )
        for reports in by_id.values()
        if len(reports) > 1
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
            "horizon_month": month_number(f"{report.as_of_date:%Y-%m}") - delivery.source.lag_months,
            "once_only": delivery.source.once_only,
        }
        for report, delivery in zip(reports, deliveries, strict=True)
    ]
    return pa.Table.from_pylist(rows, schema=FILES.schema)
