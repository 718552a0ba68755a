"""One published run as it lies on disk, and what its reports say beside its tables.

Everything a report or an explanation needs is in the run's own folder: neither pipeline, inputs nor network is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from pydantic import Field, TypeAdapter

from matcher.config.base import ConfigModel, Text
from matcher.config.policy import LocalValue
from matcher.config.rule import Exemption, Rule
from matcher.errors import Fault, UsageError
from matcher.ingest import AcceptedBreach, DeliveryFigures, History, UnreadFile, together
from matcher.ledger import Scope, open_ledger
from matcher.report import FileFacts, RunFacts, RunTables
from matcher.report.facts import NotLookedUp, Unjudged
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


class FileRecord(ConfigModel):
    """What became of one delivered file."""

    source: str
    agency: str
    source_file: str
    as_of_date: date
    rows_in: int
    record_rows: int
    rejected_rows: int
    skipped_rows: int
    valid_id_share: float | None
    id_statuses: dict[str, int] = Field(default_factory=dict[str, int])
    """Citizen IDs of the column that names the person, by matcher.identity.citizen_id.STATUSES."""
    snapshot: str
    """Snapshot folder, relative to the folder of snapshots."""
    unread_headers: tuple[str, ...] = ()
    """Headers that nobody reads, with what they may have been meant for."""
    figures: DeliveryFigures | None = None
    """What the next delivery of its source is held against; none in runs of earlier versions."""


class UnjudgedRule(ConfigModel):
    """A rule that was not judged."""

    rule_id: str
    lack: str
    """What it lacks: matcher.evaluate.Lack."""
    reason: Text


class UntriedExemption(ConfigModel):
    """An exemption that could not be looked up for a rule."""

    rule_id: str
    exemption_id: str
    reason: Text
    programmes: tuple[str, ...] = ()
    """Programmes whose findings are `verify` at most for it."""


class RunRecord(ConfigModel):
    """What reports and explanations need to know of a run beside its tables."""

    run_id: str
    pipeline_title: Text
    as_of: date
    first_month: str
    last_month: str
    program_version: str
    files: tuple[FileRecord, ...]
    rules: tuple[Rule, ...]
    exemptions: tuple[Exemption, ...]
    area_names: dict[str, str]
    programme_titles: dict[str, Text]
    source_titles: dict[str, Text]
    agency_titles: dict[str, Text]
    gone: int
    link_counts: dict[str, int]
    code_titles: dict[str, dict[str, Text]] = Field(default_factory=dict[str, dict[str, Text]])
    """Names of codes by code system."""
    column_titles: dict[str, Text] = Field(default_factory=dict[str, Text])
    """What columns of the data model mean, by `table.column`."""
    column_codes: dict[str, str] = Field(default_factory=dict[str, str])
    """Code systems of the columns of the data model whose values are codes, by `table.column`."""
    local_policy: dict[str, LocalValue] = Field(default_factory=dict[str, LocalValue])
    """What local policy says at the end of the run, by parameter."""
    rules_that_ran: tuple[str, ...] = ()
    """Rules whose every source came: of their clues alone this run can say that they are gone."""
    accepted: tuple[AcceptedBreach, ...] = ()
    """Broken promises that a person let through: who, why, what was measured."""
    unjudged: tuple[UnjudgedRule, ...] = ()
    """Rules that were not judged, since what they need was not delivered."""
    untried: tuple[UntriedExemption, ...] = ()
    """Exemptions that could not be looked up."""
    unread: tuple[UnreadFile, ...] = ()
    """Files of the input folder that were not read."""
    warnings: tuple[Text, ...] = ()
    """What a reader should know of the deliveries: sources that are out of date."""
    linkage: dict[str, Any] | None = None
    """What linking says of itself: matcher.link.LinkFigures as plain data; None in runs of before it was counted."""
    checkpoint: str | None = None
    """What reports bear on their covers (matcher.checkpoint); None in runs of before there were any."""

    def report_facts(self) -> RunFacts:
        """Give the facts in the shape of the report room."""
        files = tuple(
            FileFacts(
                source=file.source,
                source_title=self.source_titles[file.source],
                agency=file.agency,
                source_file=file.source_file,
                as_of_date=file.as_of_date,
                rows_in=file.rows_in,
                record_rows=file.record_rows,
                rejected_rows=file.rejected_rows,
                skipped_rows=file.skipped_rows,
                valid_id_share=file.valid_id_share,
                id_statuses=file.id_statuses,
            )
            for file in self.files
        )
        untried: dict[str, tuple[NotLookedUp, ...]] = {}
        for one in self.untried:
            untried[one.rule_id] = (*untried.get(one.rule_id, ()), NotLookedUp(one.exemption_id, one.reason))
        return RunFacts(
            run_id=self.run_id,
            pipeline_title=self.pipeline_title,
            as_of=self.as_of,
            first_month=self.first_month,
            last_month=self.last_month,
            program_version=self.program_version,
            files=files,
            rules=self.rules,
            exemptions=self.exemptions,
            area_names=self.area_names,
            programme_titles=self.programme_titles,
            source_titles=self.source_titles,
            agency_titles=self.agency_titles,
            gone=self.gone,
            link_counts=self.link_counts,
            local_policy=self.local_policy,
            unjudged=tuple(Unjudged(one.rule_id, one.reason) for one in self.unjudged),
            not_looked_up=untried,
            warnings=self.warnings,
            linkage=self.linkage,
            checkpoint=self.checkpoint,
        )


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
