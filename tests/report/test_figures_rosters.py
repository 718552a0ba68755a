"""Two rosters side by side: everybody who entered, left or changed is told, and every count adds up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from matcher.report.figures import Flow, RosterComparison, compare_rosters
from matcher.systems.rosters import ROSTER

ALLOWANCE, DESTITUTE = "minimum_living_allowance", "destitute_support"
EAST, WEST = "180121100201", "180121101202"


def roster(*rows: tuple[str, str, str], **values: Any) -> pl.DataFrame:
    """Make a roster of the allowance: person, household, place; the other values are those of all rows."""
    shared = {"programme": ALLOWANCE, "month": 24310, "month_amount_cny": Decimal(500), "person_name": "甲"}
    made = [
        shared | values | {"person_id": person, "household_key": home, "area_code": area} for person, home, area in rows
    ]
    return pl.DataFrame([{name: row.get(name) for name in ROSTER} for row in made], schema=ROSTER)


def flows(compared: RosterComparison, kind: str) -> dict[tuple[str, str], Flow]:
    return {(one.programme, one.area_code[:9]): getattr(one, kind) for one in compared.flows}


def told(compared: RosterComparison) -> list[tuple[str, str, str, list[str], list[str]]]:
    columns = ("programme", "person_id", "change", "changed", "others")
    return compared.persons.select(columns).rows()


def test_a_member_leaves_a_household_that_stays_and_another_household_enters():
    before = roster(("p1", "one", EAST), ("p2", "one", EAST), ("p3", "two", EAST))
    after = roster(("p1", "one", EAST), ("p4", "three", EAST), ("p5", "three", EAST))

    compared = compare_rosters(before, after, digits=9)

    assert flows(compared, "persons")[ALLOWANCE, ""] == Flow(prior=3, left=2, entered=2, current=3)
    # Household one lost a member: it is one that changed, neither one that left nor one that entered.
    assert flows(compared, "households")[ALLOWANCE, ""] == Flow(prior=2, left=1, entered=1, current=2, changed=1)
    assert told(compared) == [
        (ALLOWANCE, "p4", "entered", [], []),
        (ALLOWANCE, "p5", "entered", [], []),
        (ALLOWANCE, "p2", "left", [], []),
        (ALLOWANCE, "p3", "left", [], []),
    ]


def test_who_moves_to_another_township_is_moved_out_of_one_and_into_the_other():
    compared = compare_rosters(roster(("p1", "one", EAST)), roster(("p1", "one", WEST)), digits=9)

    persons = flows(compared, "persons")
    assert persons[ALLOWANCE, ""] == Flow(prior=1, current=1, changed=1)
    assert persons[ALLOWANCE, EAST[:9]] == Flow(prior=1, moved_out=1)
    assert persons[ALLOWANCE, WEST[:9]] == Flow(moved_in=1, current=1, changed=1)
    assert compared.adds_up
    assert told(compared) == [(ALLOWANCE, "p1", "changed", ["area_code"], [])]


def test_a_move_within_a_township_is_no_move_between_townships():
    other = EAST[:9] + "202"

    compared = compare_rosters(roster(("p1", "one", EAST)), roster(("p1", "one", other)), digits=9)

    assert flows(compared, "persons")[ALLOWANCE, EAST[:9]] == Flow(prior=1, current=1, changed=1)


@pytest.mark.parametrize(
    ("column", "value"),
    [("category", "B"), ("residence", "urban"), ("care_level", "全护理"), ("month_amount_cny", Decimal("512.50"))],
)
def test_each_fact_that_differs_is_named(column: str, value: object):
    before, after = roster(("p1", "one", EAST)), roster(("p1", "one", EAST), **{column: value})

    compared = compare_rosters(before, after, digits=9)

    assert told(compared) == [(ALLOWANCE, "p1", "changed", [column], [])]
    assert flows(compared, "households")[ALLOWANCE, ""].changed == 1


def test_who_leaves_one_programme_for_another_is_told_so_on_both_sides():
    """Relocated people go from one benefit to the other: neither a loss nor a new case."""
    compared = compare_rosters(roster(("p1", "one", EAST)), roster(("p1", "t1", EAST), programme=DESTITUTE), digits=9)

    assert told(compared) == [
        (DESTITUTE, "p1", "entered", [], [ALLOWANCE]),
        (ALLOWANCE, "p1", "left", [], [DESTITUTE]),
    ]


def test_people_without_a_known_place_are_counted_under_zeros():
    compared = compare_rosters(roster(("p1", "one", None)), roster(("p1", "one", None)), digits=9)  # type: ignore[arg-type]

    assert flows(compared, "persons") == {
        (ALLOWANCE, ""): Flow(prior=1, current=1),
        (ALLOWANCE, "000000000"): Flow(prior=1, current=1),
    }


def test_the_same_roster_twice_has_no_changes():
    same = roster(("p1", "one", EAST), ("p2", "two", WEST))

    compared = compare_rosters(same, same, digits=9)

    assert told(compared) == []
    assert flows(compared, "persons")[ALLOWANCE, ""] == Flow(prior=2, current=2)


def test_the_recheck_of_a_county_on_a_new_standard():
    """R5: −1,197 households / −1,792 people, +1,723 / +3,692, now 7,117 / 15,146; before that 6,591 / 13,246."""
    stayed = people(13_246 - 1_792, 6_591 - 1_197, "stayed")
    left, entered = people(1_792, 1_197, "left"), people(3_692, 1_723, "entered")

    compared = compare_rosters(roster(*stayed, *left), roster(*entered, *stayed), digits=6)

    assert flows(compared, "households")[ALLOWANCE, ""] == Flow(prior=6_591, left=1_197, entered=1_723, current=7_117)
    assert flows(compared, "persons")[ALLOWANCE, ""] == Flow(prior=13_246, left=1_792, entered=3_692, current=15_146)
    assert compared.adds_up


def people(number: int, households: int, name: str) -> list[tuple[str, str, str]]:
    """Make so many people in so many households."""
    return [(f"{name}-{at}", f"{name}-home-{at % households}", EAST) for at in range(number)]
