"""What the systems on top of runs are declared by: YAML files beside the pipelines. Pure: plain data.

Conditions are expressions of rules (docs/rules.md) over one model table, with `as_of` for the run's day and
`trial_month` for the month that is asked about.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from matcher.config.base import ConfigModel, Identifier, Text
from matcher.config.rule import Severity


class SystemFile(ConfigModel):
    """What every such file says; its first key, in the classes below, is its name."""

    title: Text
    """What people call it."""
    schemas: str = "../schemas"
    """Folder of model tables and codes, relative to the file."""


class Selection(ConfigModel):
    """Rows of one model table."""

    table: Identifier
    """Model table."""
    where: str = "true"
    """Which of its rows."""


class State(ConfigModel):
    """One state of a target group; the first whose condition holds is a person's."""

    state: Identifier
    """Name."""
    title: Text
    """What people call it."""
    where: str = "true"
    """Rows of the group's table that are in it."""


class Explanation(Selection):
    """Why somebody of a target group lawfully has none of the programmes."""

    reason: Identifier
    """Name."""
    title: Text
    """What people call it."""


class Target(Selection):
    """A group of people who should be looked after, and the programmes that may do so."""

    target: Identifier
    """Name."""
    title: Text
    """What people call it."""
    states: tuple[State, ...] = Field(min_length=1)
    """States that are told apart, in the order in which they are tried and shown."""
    programmes: tuple[Identifier, ...] = Field(min_length=1)
    """Programmes, in the order of the table."""
    disjoint: tuple[Annotated[tuple[Identifier, ...], Field(min_length=2, max_length=2)], ...] = ()
    """Pairs of programmes that nobody may be on at once."""
    explained: tuple[Explanation, ...] = ()
    """Lawful reasons for being on none; the first that holds is told."""


class CoverageFile(SystemFile):
    """`matcher coverage`: target groups against programmes."""

    coverage: Identifier
    """Name."""
    smallest_public_count: int = Field(default=5, ge=3)
    """Smallest count but zero that a table for the public shows (k >= 5 is usual, 3 the least)."""
    targets: tuple[Target, ...] = Field(min_length=1)
    """Target groups."""


class Check(Selection):
    """One thing that is looked up of everybody in a household."""

    check: Identifier
    """Name."""
    title: Text
    """What people call it."""
    counts: Literal["hit", "information"] = "hit"
    """Whether a row makes the household one with a hit, or is only told."""
    shows: tuple[Identifier, ...] = Field(min_length=1)
    """Columns that are told of a row, as written: none that says who somebody is."""


class ApplicantsFile(SystemFile):
    """`matcher verify-applicants`: what is looked up of households that apply for aid."""

    verify_applicants: Identifier
    """Name."""
    pipeline: str = "nightly.yaml"
    """Pipeline of the runs that are looked up in, relative to the file."""
    source: Identifier
    """Source schema that applications are read with."""
    checks: tuple[Check, ...] = Field(min_length=1)
    """What is looked up, in the order in which it is told."""


class Category(Selection):
    """One group of people who are watched."""

    category: Identifier
    """Name."""
    title: Text
    """What people call it."""


Level = Literal["red", "orange"]
Direction = Literal["forward", "backward"]
"""`forward`: who may need help; `backward`: who may be paid against the rules."""


class FindingChoice(ConfigModel):
    """Findings of the run that stand."""

    kinds: tuple[Literal["missing", "ineligible", "duplicate", "amount"], ...] = Field(min_length=1)
    severities: tuple[Severity, ...] = Field(min_length=1)


class Signal(ConfigModel):
    """What raises an alert: findings of the run, or rows of one model table."""

    signal: Identifier
    """Name."""
    title: Text
    """What people call it."""
    direction: Direction
    level: Level
    findings: FindingChoice | None = None
    """Findings that raise it; none: rows of `table`."""
    table: Identifier | None = None
    """Model table whose rows raise it."""
    where: str = "true"
    """Which of its rows."""
    unless_on: tuple[Identifier, ...] = ()
    """Programmes: whoever is on one of them is helped already, and raises nothing."""
    agency: Identifier | None = None
    """Agency that is told; of findings, the rule's own."""

    @model_validator(mode="after")
    def _has_one_origin(self) -> Self:
        if (self.findings is None) == (self.table is None):
            raise ValueError("give either `findings` or `table`")
        if self.table is not None and self.agency is None:
            raise ValueError("rows of a table need an `agency` that is told")
        return self


class WarningsFile(SystemFile):
    """`matcher warn`: who is watched, what raises an alert, and when somebody is visited again."""

    warn: Identifier
    """Name."""
    population: tuple[Category, ...] = Field(min_length=1)
    """Groups, the first that somebody is in being the one that the alert is counted under."""
    signals: tuple[Signal, ...] = Field(min_length=1)
    """What raises alerts, in the order in which they are told."""
    aid: tuple[Identifier, ...] = Field(min_length=1)
    """Programmes that count as aid: an alert is answered when a later month shows one of them."""
    visit_days: dict[Level, int]
    """Days from the run's day to the next visit of those who are watched and not yet entitled, by level."""
