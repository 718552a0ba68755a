"""What is found of households that apply for aid: plain data that the workbook and the pages are written from.

A hit is information, never a refusal. "Nothing found" and "could not be looked up" are two outcomes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from matcher.config.base import Text
from matcher.report.masking import mask_citizen_id, mask_name

HouseholdResult = Literal["hit", "nothing", "in_part", "exempt"]
"""`in_part`: nothing found, but a member could not be looked up. `exempt`: emergency aid, which comes first."""

Basis = Literal["as_written", "repaired", "register", "conflict", "unknown"]
"""How a member was found: by the ID as written; by an ID that was put right; as a member of the register's household.
Not at all: the ID is borne by another name; no usable ID, and nobody could be told from the rest."""


@dataclass(frozen=True)
class LookedUp:
    """One thing that was looked up, and in which deliveries."""

    check: str
    title: Text
    counts: str
    """hit or information."""
    deliveries: tuple[tuple[Text, date], ...]
    """Sources with their as-of dates; none: no file of the run says anything of it."""


@dataclass(frozen=True)
class Hit:
    """One row that was found of one member."""

    check: str
    facts: tuple[tuple[Text, Text], ...]
    """What the row says: title and value."""
    source: Text
    as_of: date
    file: str
    sheet: str | None
    row: int


@dataclass(frozen=True)
class Member:
    """One member of a household, as applied or as the register has it."""

    person_name: str
    citizen_id: str
    relation: Text
    is_listed: bool
    """Whether the application names the member; otherwise the register does."""
    basis: Basis
    hits: tuple[Hit, ...]

    @property
    def is_known(self) -> bool:
        """Whether the member could be looked up."""
        return self.basis not in {"conflict", "unknown"}


@dataclass(frozen=True)
class ApplicantHousehold:
    """One application."""

    application: str
    """Its number."""
    programme: Text
    applied_on: date | None
    area_code: str | None
    result: HouseholdResult
    members: tuple[Member, ...]
    """The applicant first."""
    row: int
    """First row of the application in the file."""


@dataclass(frozen=True)
class HouseholdsAndPersons:
    """One count of both."""

    households: int
    persons: int


@dataclass(frozen=True)
class ApplicantFacts:
    """Everything that is said of one file of applications."""

    title: Text
    run_id: str
    as_of: date
    """Day of the run that was looked up in."""
    file: str
    """Name of the file of applications."""
    households: tuple[ApplicantHousehold, ...]
    looked_up: tuple[LookedUp, ...]
    totals: Mapping[str, HouseholdsAndPersons]
    """By `applied`, `exempt`, `checked`, `hit`, `nothing`, `in_part`: each household once, each person once in it."""
    hit_members: int
    """Members with a hit of their own; the others live with one."""
    by_check: Mapping[str, HouseholdsAndPersons]
    """By check: households with a row, and members with one."""
    rejected_rows: int
    """Rows of the file that could not be read as applications."""
    area_names: Mapping[str, str]

    @property
    def members(self) -> int:
        """Members of all households."""
        return sum(len(one.members) for one in self.households)


def masked_facts(facts: ApplicantFacts) -> ApplicantFacts:
    """Give the facts with names and IDs masked."""
    return replace(facts, households=tuple(_masked(household) for household in facts.households))


def _masked(household: ApplicantHousehold) -> ApplicantHousehold:
    members = tuple(
        replace(member, person_name=mask_name(member.person_name), citizen_id=mask_citizen_id(member.citizen_id))
        for member in household.members
    )
    return replace(household, members=members)
