"""One published run as it lies on disk, and what its reports say beside its tables.

Everything a report or an explanation needs is in the run's own folder: neither pipeline, inputs nor network is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import pyarrow as pa
from pydantic import TypeAdapter

from matcher.errors import Fault, UsageError
from matcher.ingest import DeliveryFigures, History, together
from matcher.ledger import Scope, open_ledger
from matcher.report import RunTables
from matcher.run_record import RunRecord
from matcher.storage import manifest
from matcher.storage.disk import share_file
from matcher.storage.parquet import read_table, write_table
from matcher.storage.workspace import Workspace, run_number
from matcher.tables import CALCULATIONS, EXEMPTED

TABLES: Final = (
    "persons", "findings", "rejects", "conflicts", "review", "link_weights", "files", "exempted", "calculations",
)  # fmt: skip
_LATER: Final = {table.name: table for table in (EXEMPTED, CALCULATIONS)}
_FACTS, _EVIDENCE = "facts.json", "evidence.parquet"


@dataclass(frozen=True)
class PublishedRun:
    """A run's folder, its record, and its tables by name."""

    folder: Path
    record: RunRecord
    tables: Mapping[str, pa.Table]

    def report_tables(self) -> RunTables:
        """Give the tables that reports are written from."""
        return RunTables(
            findings=self.tables["findings"],
            rejects=self.tables["rejects"],
            conflicts=self.tables["conflicts"],
            review=self.tables["review"],
        )


def personal_rows(run: PublishedRun) -> int:
    """Count the rows of a run's reports that bear a name or a citizen ID."""
    return sum(int(run.tables[name].num_rows) for name in ("findings", "conflicts", "review"))


def save_tables(run: PublishedRun, written: Mapping[str, Path], texts: Mapping[str, str]) -> None:
    """Write a run's tables into its folder.

    Args:
        run: The run.
        written: Tables that are files already, by name; they stay there too.
        texts: Texts beside the tables, by file name.
    """
    for name in TABLES:
        path = run.folder / f"{name}.parquet"
        if name in written:
            share_file(written[name], path)
        else:
            write_table(run.tables[name], path)
    for name, text in texts.items():
        manifest.write_text(text, run.folder / name)


def save_record(record: RunRecord, folder: Path) -> None:
    """Write a run's record beside its tables."""
    manifest.write_json(record.model_dump(mode="json"), folder / _FACTS)


def open_run(folder: Path) -> PublishedRun:
    """Read a published run."""
    return PublishedRun(folder, read_record(folder), {name: _read(folder / f"{name}.parquet") for name in TABLES})


def _read(path: Path) -> pa.Table:
    """Read a table; runs of before it was published have none of it."""
    later = _LATER.get(path.stem)
    return later.empty() if later and not path.is_file() else read_table(path)


def read_findings(folder: Path) -> pa.Table:
    """Read the findings of a published run without its other tables."""
    return read_table(folder / "findings.parquet")


def save_evidence(digests: Mapping[str, str], folder: Path) -> None:
    """Write the digests of the facts that decide findings beside a run's tables."""
    rows = {"finding_id": sorted(digests), "evidence_digest": [digests[name] for name in sorted(digests)]}
    write_table(
        pa.table(rows, pa.schema([("finding_id", pa.string()), ("evidence_digest", pa.string())])), folder / _EVIDENCE
    )


def read_evidence(folder: Path) -> dict[str, str]:
    """Read the digests of the facts that decide findings; none in runs of before they were kept."""
    path = folder / _EVIDENCE
    table = read_table(path) if path.is_file() else pa.table({"finding_id": [], "evidence_digest": []})
    return dict(zip(table["finding_id"].to_pylist(), table["evidence_digest"].to_pylist(), strict=True))


def read_record(folder: Path) -> RunRecord:
    """Read the record of a published run without its tables."""
    with told_unreadable(folder):
        return TypeAdapter(RunRecord).validate_python(manifest.read_json(folder / _FACTS))


def read_facts(folder: Path) -> dict[str, object]:
    """Read the record of a published run as it was written, by whatever version of this program."""
    with told_unreadable(folder):
        return manifest.read_json(folder / _FACTS)


@contextmanager
def told_unreadable(folder: Path) -> Iterator[None]:
    """Turn what is wrong with a file of a run within the block into an error that a person can mend."""
    try:
        yield
    except (FileNotFoundError, ValueError) as error:
        mend = f"`matcher verify {folder.name}` names what is damaged; restore it from a backup"
        raise UsageError(Fault("a run cannot be read (批次无法读取)", str(folder), mend)) from error


def earlier_deliveries(workspace: Workspace) -> History:
    """Give the deliveries of the published run, for the next one to be held against; none before the first."""
    current = workspace.current()
    files = read_record(workspace.run_folder(current)).files if current else ()
    return together(
        ((file.source, file.as_of_date), file.figures or DeliveryFigures(file.record_rows, file.rejected_rows))
        for file in files
    )


def catch_up_ledger(workspace: Workspace, recorded_at: datetime) -> list[str]:
    """Tell the ledger of published runs that it does not know: a run killed after publishing is told here.

    Returns:
        The runs that the ledger knows now; it may know more than a workspace that was restored from a backup.

    Raises:
        UsageError: The ledger and the published run are not of one workspace.
    """
    current = workspace.current()
    with open_ledger(workspace.ledger_url) as ledger:
        recorded = ledger.run_ids()
        last = max(map(run_number, recorded), default=0)
        published = [] if current is None else workspace.run_ids()[: workspace.run_ids().index(current) + 1]
        if current is not None and current not in recorded and run_number(current) <= last:
            what = f"the ledger knows later runs than {current}, but not {current} itself"
            mend = "restore the workspace's runs and its ledger from the same backup"
            raise UsageError(Fault(what, str(workspace.root), mend))
        for run_id in published:
            if run_id == current or run_number(run_id) > last:
                folder = workspace.run_folder(run_id)
                record = read_record(folder)
                scope = Scope(record.as_of, record.rules_that_ran)
                ledger.record_run(run_id, scope, read_findings(folder), recorded_at, read_evidence(folder))
        return ledger.run_ids()
