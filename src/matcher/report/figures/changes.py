"""Two rosters of different days: who entered, who left, by household and by person. Pure.

Reads tables of persons and their households; gives RosterChanges. For households and for persons alike,
prior − left + entered = current. A person who leaves a household that stays is a person who left, and no household.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
import pyarrow as pa


@dataclass(frozen=True)
class Change:
    """One count, before and after."""

    prior: int
    left: int
    entered: int
    current: int


@dataclass(frozen=True)
class RosterChanges:
    """What became of a roster between two days."""

    households: Change
    persons: Change
    left: pa.Table
    """`person_id` and `household_key` (as before) of those who left, sorted."""
    entered: pa.Table
    """The same of those who entered, with the household that they are in now."""


def roster_changes(before: pa.Table, after: pa.Table) -> RosterChanges:
    """Compare two rosters.

    Args:
        before: `person_id` and `household_key` of the earlier day, in any number of rows.
        after: The same of the later day.
    """
    old, new = _members(before), _members(after)
    left = old.join(new, on="person_id", how="anti")
    entered = new.join(old, on="person_id", how="anti")
    return RosterChanges(
        households=_change(set(old["household_key"].drop_nulls()), set(new["household_key"].drop_nulls())),
        persons=_change(set(old["person_id"]), set(new["person_id"])),
        left=left.to_arrow().cast(_SCHEMA),
        entered=entered.to_arrow().cast(_SCHEMA),
    )


_SCHEMA = pa.schema([pa.field("person_id", pa.string()), pa.field("household_key", pa.string())])


def _members(roster: pa.Table) -> pl.DataFrame:
    """Give each person once, with one household."""
    frame = pl.DataFrame(roster.select(_SCHEMA.names).cast(_SCHEMA))
    return frame.group_by("person_id").agg(pl.col("household_key").min()).sort("person_id")


def _change(old: set[str], new: set[str]) -> Change:
    return Change(prior=len(old), left=len(old - new), entered=len(new - old), current=len(new))
