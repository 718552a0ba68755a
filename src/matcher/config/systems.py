"""What the systems on top of runs are declared by: YAML files beside the pipelines. Pure: plain data.

Conditions are expressions of rules (docs/rules.md) over one model table, with `as_of` for the run's day and
`trial_month` for the month that is asked about.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from matcher.config.base import ConfigModel, Identifier, Text


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
    targets: tuple[Target, ...] = Field(min_length=1)
    """Target groups."""
