"""What the evaluate room takes and gives: rules, records, the run's dates; faults, findings. Pure: plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

import pyarrow as pa

from matcher.config.base import Text
from matcher.config.rule import Exemption, Rule
from matcher.config.source import SourceSchema


@dataclass(frozen=True)
class RuleBook:
    """All rules of a run, and the exemptions that they may name."""

    rules: tuple[Rule, ...]
    """Rules, in the order of their files."""
    exemptions: tuple[Exemption, ...]
    """Exemptions."""

    def exemption(self, name: str) -> Exemption | None:
        """Find an exemption by name."""
        return next((exemption for exemption in self.exemptions if exemption.exemption == name), None)


@dataclass(frozen=True)
class Trial:
    """What the run is about."""

    region: str
    """Area code of the run's place (2, 4 or 6 digits); its parameters hold for rows that name no place below it."""
    first_month: int
    """First benefit month on trial, as a month number."""
    as_of: date
    """Day that the run describes; its month is the last on trial."""
    buckets: int | None = None
    """In how many parts people are judged (at most 255), which no result depends on; None: as many as their records
    call for."""

    @property
    def last_month(self) -> int:
        """Last benefit month on trial, as a month number."""
        return self.as_of.year * 12 + self.as_of.month - 1


@dataclass(frozen=True)
class Sources:
    """What the run's sources promise, and what of it was not there."""

    declared: tuple[SourceSchema, ...] = ()
    """All sources of the pipeline, delivered or not; none: nothing is known of them, and all is taken to be there."""
    absent_columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """By file_id: columns of its schema whose header is not in the file."""
    fresh_days: Mapping[str, int] = field(default_factory=dict[str, int])
    """By source: days after which findings that rest on its newest file are lowered."""


@dataclass(frozen=True)
class Records:
    """What ingest and link give."""

    tables: Mapping[str, Sequence[Path]]
    """Parquet files by model table (matcher.tables.model_schema)."""
    files: pa.Table
    """Delivered files (matcher.tables.FILES)."""
    persons: pa.Table | Path
    """Who is who (matcher.tables.PERSONS): a table, or its Parquet file in a folder that the kernel may read."""
    candidates: pa.Table
    """Records that could be someone's (matcher.tables.CANDIDATES)."""
    sources: Sources = Sources()
    """What the sources promise, and what of it was not there."""
    kept: Path | None = None
    """Folder of what an earlier judging left, which the kernel may read: only whom a difference reaches is judged
    again, and this judging is left there for the next. None: everybody is judged, and nothing is kept."""


@dataclass(frozen=True)
class RuleFault:
    """One thing that is wrong in a rule, an exemption or the policy."""

    rule: str
    """Rule, exemption or policy."""
    key: str
    """Key in it: `facts.death.on`."""
    what: str
    """What is wrong."""
    mend: str
    """What to do about it."""


Lack = Literal["column_absent", "source_absent", "fact_too_rare"]
"""Why a rule is not judged: a column that it needs is not in a file, no source of what it needs was delivered, or what
should exist for most people exists for few."""


@dataclass(frozen=True)
class NotJudged:
    """A rule that was not judged: it has no findings, and is not clean."""

    rule: str
    """The rule."""
    lack: Lack
    """What it lacks."""
    reason: Text
    """The same for people: which column, which source, which numbers."""


@dataclass(frozen=True)
class NotLookedUp:
    """An exemption that could not be looked up for a rule that was judged."""

    rule: str
    """The rule."""
    exemption: str
    """The exemption; `exemption` for the register of human decisions."""
    reason: Text
    """What is missing, for people."""
    programmes: tuple[str, ...] = ()
    """Programmes whose findings are `verify` at most, since they may be exempt by it; none: no source of the pipeline
    was ever to show it, and findings keep their severity."""


@dataclass(frozen=True)
class Evaluated:
    """What the rules said of one run."""

    findings: pa.Table
    """Findings (matcher.tables.FINDINGS), exempted ones with their code, `status` all `new`; one row per rule, person
    and programme, sorted by catalogue code, rule, programme, person."""
    review: pa.Table
    """What rules could not decide (matcher.tables.REVIEW, kind `cannot_tell`, but texts that repeat are dictionaries),
    sorted by catalogue code, rule, person, reason, record."""
    exempted: pa.Table
    """What lifts each exempted finding (matcher.tables.EXEMPTED), sorted by finding."""
    calculations: pa.Table
    """How the amount of each finding came about (matcher.tables.CALCULATIONS), sorted by finding."""
    outcomes: dict[str, dict[str, int]]
    """By rule: `trials` (a subject row in a month), `hits`, `findings` (that stand), `exempted:<code>` and
    `cannot_tell:<reason>` (persons). A rule that was not judged has `not_judged:<lack>` alone."""
    not_judged: tuple[NotJudged, ...] = ()
    """Rules that were not judged, in the order of the rules."""
    not_looked_up: tuple[NotLookedUp, ...] = ()
    """Exemptions that could not be looked up, in the order of the rules."""
