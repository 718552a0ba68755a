"""What a report is made from: the run's tables, and what is said of the run beside them. Pure: plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from matcher.config.base import Text
from matcher.config.policy import LocalValue
from matcher.config.rule import Exemption, Rule


@dataclass(frozen=True)
class FileFacts:
    """One delivered file and where its rows went: rows in = record rows + rejected + skipped."""

    source: str
    """Source schema."""
    source_title: Text
    """What people call the source."""
    agency: str
    """Agency that delivered it."""
    source_file: str
    """Path relative to the pipeline's input folder."""
    as_of_date: date
    """Day that the data describe."""
    rows_in: int
    """Rows of the file, of every sort."""
    record_rows: int
    """Rows that became records."""
    rejected_rows: int
    """Rows that failed a check."""
    skipped_rows: int
    """Titles, repeated headers, blanks and totals."""
    valid_id_share: float | None
    """Share of records with a valid citizen ID, 0..1; None where the source gives no IDs."""
    id_statuses: Mapping[str, int] = field(default_factory=dict[str, int])
    """Citizen IDs by status: matcher.identity.citizen_id.STATUSES."""


@dataclass(frozen=True)
class Unjudged:
    """A rule that was not judged: what it must read was not delivered. It shows no findings, and is not clean."""

    rule_id: str
    """The rule."""
    reason: Text
    """What is missing, in people's words: the column, the source, or what the fact covers too little of."""


@dataclass(frozen=True)
class NotLookedUp:
    """An exemption that a rule names and that could not be looked up: a finding of the rule may be exempt by it."""

    exemption_id: str
    """The exemption (`matcher.config.rule.Exemption.exemption`)."""
    reason: Text
    """What is missing, in people's words."""


@dataclass(frozen=True)
class RunFacts:
    """Everything that a report says beside the tables."""

    run_id: str
    """The run."""
    pipeline_title: Text
    """What people call the pipeline."""
    as_of: date
    """Day that the run describes; the only date that a report knows."""
    first_month: str
    """First month on trial, YYYY-MM."""
    last_month: str
    """Last month on trial, YYYY-MM."""
    program_version: str
    """Version of this program."""
    files: tuple[FileFacts, ...]
    """Delivered files, in the order in which they are to be shown."""
    rules: tuple[Rule, ...]
    """Rules that were applied."""
    exemptions: tuple[Exemption, ...]
    """Exemptions that the rules may name."""
    area_names: Mapping[str, str]
    """Full names of places by 12-digit code."""
    programme_titles: Mapping[str, Text]
    """Names of benefit programmes by code."""
    source_titles: Mapping[str, Text]
    """Names of sources by source schema."""
    agency_titles: Mapping[str, Text]
    """Names of agencies by identifier."""
    gone: int
    """Clues of the run before that this run does not show any more."""
    link_counts: Mapping[str, int]
    """Records by link grade or method."""
    unjudged: tuple[Unjudged, ...] = ()
    """Rules that were not judged, by rule."""
    not_looked_up: Mapping[str, tuple[NotLookedUp, ...]] = field(default_factory=dict[str, tuple[NotLookedUp, ...]])
    """By rule: exemptions that could not be looked up."""
    warnings: tuple[Text, ...] = ()
    """What a reader should know of the deliveries before the findings: sources that are out of date."""
    local_policy: Mapping[str, LocalValue] = field(default_factory=dict[str, LocalValue])
    """What local policy says at the end of the run, by parameter."""
    linkage: Mapping[str, Any] | None = None
    """What linking says of itself: matcher.link.LinkFigures as plain data; None in runs of before it was counted."""
    checkpoint: str | None = None
    """What covers bear, so that a reader can witness what lay in the run; None in runs of before there were any."""


@dataclass(frozen=True)
class RunTables:
    """The tables that a report shows."""

    findings: pa.Table
    """matcher.tables.FINDINGS, exempted ones included."""
    rejects: pa.Table
    """matcher.tables.REJECTS."""
    conflicts: pa.Table
    """matcher.tables.CONFLICTS."""
    review: pa.Table
    """matcher.tables.REVIEW."""


def title_of(titles: Mapping[str, Text], code: str) -> Text:
    """Give the name of a code, or the code itself where it has no name."""
    return titles.get(code) or Text(zh=code, en=code)
