"""Households and people that were checked, and those with a hit: a household once, its members beside it. Pure.

Reads tables of members and hits; gives HouseholdCounts. A hit of one member is a hit of the household; the members that
are listed under it are all of its members, with those who have a hit of their own marked.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
import pyarrow as pa


@dataclass(frozen=True)
class HouseholdCounts:
    """How many households and people were checked, and how many of them have a hit."""

    households: int
    persons: int
    hit_households: int
    """Households of which at least one member has a hit, each once."""
    hit_persons: int
    """Members with a hit of their own, each once."""
    persons_of_hit_households: int
    """Members of the households with a hit."""
    members: pa.Table
    """`household_key`, `person_id`, `is_hit` of the households with a hit, sorted."""

    @property
    def household_share(self) -> float | None:
        """Share of the households with a hit."""
        return self.hit_households / self.households if self.households else None


def household_counts(members: pa.Table, hits: pa.Table) -> HouseholdCounts:
    """Roll hits up to households.

    Args:
        members: `household_key` and `person_id`, in any number of rows: a head who is listed as a member again counts
            once. A person without a household is one of their own.
        hits: `person_id`, in any number of rows.
    """
    frame = pl.DataFrame(members.select(["household_key", "person_id"]))
    frame = frame.with_columns(pl.coalesce("household_key", pl.lit("person ") + pl.col("person_id"))).unique()
    frame = frame.with_columns(is_hit=pl.col("person_id").is_in(set(hits["person_id"].to_pylist())))
    found = frame.filter(pl.col("is_hit").any().over("household_key")).sort("household_key", "person_id")
    return HouseholdCounts(
        households=frame["household_key"].n_unique(),
        persons=frame["person_id"].n_unique(),
        hit_households=found["household_key"].n_unique(),
        hit_persons=found.filter(pl.col("is_hit"))["person_id"].n_unique(),
        persons_of_hit_households=found["person_id"].n_unique(),
        members=found.to_arrow(),
    )
