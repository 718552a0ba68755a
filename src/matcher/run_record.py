"""What reports and explanations need to know of a run beside its tables: `facts.json` of its folder."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field

from matcher.config.base import ConfigModel, Text
from matcher.config.policy import LocalValue
from matcher.config.rule import Exemption, Rule
from matcher.ingest import AcceptedBreach, DeliveryFigures, UnreadFile
from matcher.report import FileFacts, RunFacts
from matcher.report.facts import NotLookedUp, Unjudged


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
