"""Whose judging depends on rows that differ, and who is looked up for them: households, kin, accounts, doubts.

Read from what both nights laid out and paired. A household is judged whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from matcher.evaluate.laying_out import Laid
from matcher.evaluate.relations import HOLDERS
from matcher.evaluate.views import CANDIDATES_NAME, LARGEST_HOUSEHOLD, PERSONS_NAME
from matcher.storage.parquet import read_frame, read_schema, scan_tables

_MEMBERS: Final = "household_member"
_HOUSEHOLD: Final = ["kind", "source", "household_key"]


@dataclass(frozen=True)
class Night:
    """What one night laid out, and whom it paired."""

    laid: Laid
    paired: Mapping[str, Path]
    """By table: pairs of kin, holders of accounts, records in doubt, and what else reaches beyond households."""

    def records_of(self, persons: pl.Series | None = None) -> int:
        """Count the records that were laid out, of some persons or of all."""
        paths = self.laid.paths(PERSONS_NAME)
        if not paths:
            return 0
        records = scan_tables(paths).select("person_id")
        wanted = records if persons is None else records.filter(among("person_id", persons))
        return int(wanted.select(pl.len()).collect().item())

    def pairs(self) -> list[pl.DataFrame]:
        """Give each table of pairs (`person_id`, `member_id`)."""
        return [
            read_frame(path, ["person_id", "member_id"])
            for name, path in sorted(self.paired.items())
            if {"person_id", "member_id"} <= set(read_schema(path).names)
        ]

    def candidates(self) -> pl.DataFrame:
        """Give who is in doubt about whose records (`person_id`, `record_person_id`)."""
        return read_frame(self.paired[CANDIDATES_NAME], ["person_id", "record_person_id"])

    def holders(self) -> pl.DataFrame:
        """Give who has which account (`account`, `member_id`)."""
        path = self.paired.get(HOLDERS)
        return read_frame(path) if path else pl.DataFrame(schema={"account": pl.String, "member_id": pl.UInt64})


def judged_again(differing: pl.Series, nights: Sequence[Night]) -> pl.Series:
    """Give those whose judging depends on the rows of some persons, of one night or the other; they are among them."""
    reached = [differing]
    for night in nights:
        candidates = night.candidates()
        reached.append(candidates.filter(among("record_person_id", differing))["person_id"])
    doubted = _all(reached)
    reached = [doubted]
    for night in nights:
        reached += [pairs.filter(among("member_id", doubted))["person_id"] for pairs in night.pairs()]
        reached.append(_sharing(night.holders(), doubted))
    return _with_households(_all(reached), nights)


def looked_up(persons: pl.Series, night: Night) -> pl.Series:
    """Give those whose rows are looked up for some persons, without these: beyond their households."""
    found = [pairs.filter(among("person_id", persons))["member_id"] for pairs in night.pairs()]
    found.append(_sharing(night.holders(), persons))
    near = _all([persons, *found])
    doubts = night.candidates().filter(among("person_id", near))["record_person_id"]
    both = _all([near, doubts])
    return both.filter(~both.is_in(persons.implode()))


def _sharing(holders: pl.DataFrame, persons: pl.Series) -> pl.Series:
    accounts = holders.filter(among("member_id", persons))["account"]
    return holders.filter(among("account", accounts))["member_id"]


def _with_households(persons: pl.Series, nights: Iterable[Night]) -> pl.Series:
    """Add the members of their households, of these members' other households, and so on."""
    members = pl.concat([_members(night.laid) for night in nights]).unique()
    # A number that is no household's in both nights ties nobody; one that becomes too large unties all of them.
    members = members.filter(~pl.col("is_large").all().over("home"))
    while True:
        homes = members.filter(among("person_id", persons))["home"].unique()
        found = _all([persons, members.filter(among("home", homes))["person_id"]])
        if len(found) == len(persons):
            return found
        persons = found


def _members(laid: Laid) -> pl.DataFrame:
    """Give the members of households (`person_id`, `home`), and whether the number is no household's (`is_large`)."""
    if _MEMBERS not in laid.schemas or not laid.paths(_MEMBERS):
        return pl.DataFrame(schema={"person_id": pl.UInt64, "home": pl.UInt64, "is_large": pl.Boolean})
    rows = scan_tables(laid.paths(_MEMBERS)).select("person_id", *_HOUSEHOLD)
    listed = rows.filter(pl.col("household_key").is_not_null()).unique().collect()
    members = listed.select("person_id", home=listed.select(_HOUSEHOLD).hash_rows())
    return members.with_columns(is_large=pl.len().over("home") > LARGEST_HOUSEHOLD)


def among(column: str, values: pl.Series) -> pl.Expr:
    """Tell of each row whether the value of a column is one of some values."""
    return pl.col(column).is_in(values.implode())


def _all(parts: Sequence[pl.Series]) -> pl.Series:
    return pl.concat([part.rename("person_id") for part in parts]).unique().sort()
