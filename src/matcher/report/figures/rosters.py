"""Two rosters of different days: who entered, left and changed, by programme and place, as households and as persons.

Pure: takes two tables of matcher.systems.rosters.ROSTER, gives counts that add up and the rows behind them. In every
place, for persons and for households, prior − left − moved out + entered + moved in = current.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

COMPARED: Final = ("household_key", "area_code", "category", "residence", "care_level", "month_amount_cny")
"""What can change of a person who stays, in the order in which it is told."""

WHOLE: Final = ""
"""Place of the line that is all places together."""


@dataclass(frozen=True)
class Flow:
    """One count before and after, and what lies between."""

    prior: int = 0
    left: int = 0
    moved_out: int = 0
    """Those who stay in the programme and go to another place; none where all places are told together."""
    entered: int = 0
    moved_in: int = 0
    current: int = 0
    changed: int = 0
    """Of those who stay: whose facts differ."""

    @property
    def adds_up(self) -> bool:
        """Whether the count after is what the count before and the moves make."""
        return self.prior - self.left - self.moved_out + self.entered + self.moved_in == self.current


@dataclass(frozen=True)
class ProgrammeFlow:
    """What became of one programme in one place."""

    programme: str
    area_code: str
    """Code of the place, 12 digits; `WHOLE` for all together; zeros where no place is known."""
    persons: Flow
    households: Flow


@dataclass(frozen=True)
class RosterComparison:
    """What became of all rosters."""

    flows: tuple[ProgrammeFlow, ...]
    """By programme: all places together, then each place by its code."""
    persons: pl.DataFrame
    """One row per programme and person who entered, left or changed: `programme`, `person_id`, `change`, for each of
    `COMPARED` and `person_name` its value before (`…_before`) and after, `changed` (names of what differs), `others`
    (programmes that the person entered on leaving, or left on entering)."""

    @property
    def adds_up(self) -> bool:
        """Whether every count does."""
        return all(flow.persons.adds_up and flow.households.adds_up for flow in self.flows)


def compare_rosters(before: pl.DataFrame, after: pl.DataFrame, digits: int) -> RosterComparison:
    """Compare two rosters.

    Args:
        before: `ROSTER` of the earlier day.
        after: `ROSTER` of the later day.
        digits: Digits of the area code by which places are told: 6 county, 9 township, 12 village.
    """
    earlier, later = _members(before), _members(after)
    persons = _joined(earlier, later, "person_id")
    households = _joined(_households(earlier), _households(later), "household_key")
    # A household's key is what it is known by; that of a person is one of the facts that may change.
    flows_of_persons = _flows(persons.with_columns(changed=_differs(COMPARED)), digits)
    flows_of_households = _flows(households.with_columns(changed=_differs(_OF_HOUSEHOLD)), digits)
    keys = sorted({*flows_of_persons, *flows_of_households})
    flows = tuple(
        ProgrammeFlow(*key, flows_of_persons.get(key, Flow()), flows_of_households.get(key, Flow())) for key in keys
    )
    return RosterComparison(flows, _moves(persons))


_OF_HOUSEHOLD: Final = ("area_code", "category", "residence", "care_level", "month_amount_cny", "members")


def _members(roster: pl.DataFrame) -> pl.DataFrame:
    """Give each person of a programme once, however many rows a roster has of them."""
    rows = roster.select("programme", "person_id", *COMPARED, "person_name")
    return rows.sort(rows.columns, nulls_last=True).unique(["programme", "person_id"], keep="first")


def _households(roster: pl.DataFrame) -> pl.DataFrame:
    """Give each household of a programme once, with what its rows say first and who belongs to it."""
    said = (pl.col(name).min() for name in ("area_code", "category", "residence", "care_level", "month_amount_cny"))
    members = pl.col("person_id").sort().str.join(" ").alias("members")
    return roster.group_by("programme", "household_key").agg(*said, members)


def _joined(before: pl.DataFrame, after: pl.DataFrame, key: str) -> pl.DataFrame:
    """Put before and after side by side, with `change`: left, entered, stayed."""
    earlier = before.rename({name: f"{name}_before" for name in before.columns if name not in {"programme", key}})
    earlier, later = earlier.with_columns(was=True), after.with_columns(now=True)
    both = earlier.join(later, on=["programme", key], how="full", coalesce=True)
    change = pl.when(pl.col("now").is_null()).then(pl.lit("left")).when(pl.col("was").is_null())
    return both.with_columns(change=change.then(pl.lit("entered")).otherwise(pl.lit("stayed"))).drop("was", "now")


def _differs(names: tuple[str, ...]) -> pl.Expr:
    differences = [pl.col(f"{name}_before").ne_missing(pl.col(name)) for name in names]
    return (pl.col("change") == "stayed") & pl.any_horizontal(differences)


def _flows(pairs: pl.DataFrame, digits: int) -> dict[tuple[str, str], Flow]:
    """Count by programme and place."""
    pairs = pairs.with_columns(
        place_before=_place("area_code_before", digits), place=_place("area_code", digits), whole=pl.lit(WHOLE)
    )
    places = _counted(pairs, "place_before", "place")
    return {**places, **_counted(pairs, "whole", "whole")}


def _place(column: str, digits: int) -> pl.Expr:
    code = pl.col(column).fill_null("")
    return code.str.slice(0, digits).str.pad_end(12, "0")


def _counted(pairs: pl.DataFrame, before: str, after: str) -> dict[tuple[str, str], Flow]:
    change, moved = pl.col("change"), pl.col(before) != pl.col(after)
    stayed = change == "stayed"
    earlier = pairs.filter(change != "entered").group_by("programme", pl.col(before).alias("at")).agg(
        prior=pl.len(), left=(change == "left").sum(), moved_out=(stayed & moved).sum()
    )  # fmt: skip
    later = pairs.filter(change != "left").group_by("programme", pl.col(after).alias("at")).agg(
        current=pl.len(), entered=(change == "entered").sum(), moved_in=(stayed & moved).sum(),
        changed=pl.col("changed").sum(),
    )  # fmt: skip
    both = earlier.join(later, on=["programme", "at"], how="full", coalesce=True).fill_null(0)
    return {
        (row.pop("programme"), row.pop("at")): Flow(**{name: int(count) for name, count in row.items()})
        for row in both.iter_rows(named=True)
    }


def _moves(persons: pl.DataFrame) -> pl.DataFrame:
    """Give those who entered, left or changed, with what differs and what they went to or came from."""
    changed = pl.concat_list(
        pl.when(pl.col(f"{name}_before").ne_missing(pl.col(name))).then(pl.lit(name)) for name in COMPARED
    ).list.drop_nulls()
    stayed = pl.col("change") == "stayed"
    listed = persons.with_columns(changed=pl.when(stayed).then(changed).otherwise(pl.lit([], pl.List(pl.String))))
    listed = listed.filter(~stayed | (pl.col("changed").list.len() > 0))
    listed = listed.with_columns(change=pl.when(stayed).then(pl.lit("changed")).otherwise(pl.col("change")))
    across = listed.filter(pl.col("change") != "changed").select("person_id", "change", other="programme")
    across = across.with_columns(
        change=pl.when(pl.col("change") == "left").then(pl.lit("entered")).otherwise(pl.lit("left"))
    )
    others = across.group_by("person_id", "change").agg(others=pl.col("other").sort())
    listed = listed.join(others, on=["person_id", "change"], how="left")
    listed = listed.with_columns(pl.col("others").fill_null(pl.lit([], pl.List(pl.String))))
    return listed.sort("programme", "change", "area_code", "area_code_before", "person_id", nulls_last=True)
