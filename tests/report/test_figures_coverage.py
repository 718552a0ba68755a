"""A target group against programmes: each person once in every line, and what is left over is told."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from matcher.report.figures import (
    CoverageLine,
    CoverageQuestion,
    CoverageTable,
    Overlap,
    ProgrammeShare,
    count_coverage,
)

ALLOWANCE, DESTITUTE = "minimum_living_allowance", "destitute_support"
EAST, WEST = "180121100201", "180121101202"


def group(*rows: tuple[str, str, str | None]) -> pl.DataFrame:
    schema = {"person_id": pl.String, "state": pl.String, "area_code": pl.String}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def roster(*rows: tuple[str, str, str]) -> pl.DataFrame:
    schema = {"programme": pl.String, "person_id": pl.String, "household_key": pl.String}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def explained(*rows: tuple[str, str]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema={"person_id": pl.String, "reason": pl.String}, orient="row")


def count(target: pl.DataFrame, held: pl.DataFrame, why: pl.DataFrame | None = None, **asked: Any) -> CoverageTable:
    question: dict[str, Any] = {
        "states": ["lifted", "not_lifted"],
        "programmes": [ALLOWANCE, DESTITUTE],
        "disjoint": [(ALLOWANCE, DESTITUTE)],
        "reasons": ["dead", "moved_out"],
        "digits": 9,
    }
    return count_coverage(target, held, explained() if why is None else why, CoverageQuestion(**(question | asked)))


def line(table: CoverageTable, area: str = "", state: str = "") -> CoverageLine:
    (found,) = (one for one in table.lines if (one.area_code, one.state) == (area, state))
    return found


def test_every_place_and_state_has_a_line_and_they_add_up():
    target = group(("p1", "lifted", EAST), ("p2", "not_lifted", EAST), ("p3", "lifted", WEST), ("p4", "lifted", None))
    held = roster((ALLOWANCE, "p1", "h1"), (DESTITUTE, "p3", "h3"), (ALLOWANCE, "p9", "h1"))

    table = count(target, held)

    assert [(one.area_code[:9], one.state, one.target, one.covered) for one in table.lines] == [
        ("", "", 4, 2), ("", "lifted", 3, 2), ("", "not_lifted", 1, 0),
        ("000000000", "", 1, 0), ("000000000", "lifted", 1, 0), ("000000000", "not_lifted", 0, 0),
        (EAST[:9], "", 2, 1), (EAST[:9], "lifted", 1, 1), (EAST[:9], "not_lifted", 1, 0),
        (WEST[:9], "", 1, 1), (WEST[:9], "lifted", 1, 1), (WEST[:9], "not_lifted", 0, 0),
    ]  # fmt: skip


def test_who_is_on_both_programmes_counts_once_and_is_the_residual():
    table = count(group(("p1", "lifted", EAST)), roster((ALLOWANCE, "p1", "h1"), (DESTITUTE, "p1", "t1")))

    whole = line(table)
    assert (whole.by_programme, whole.covered, whole.residual) == ({ALLOWANCE: 1, DESTITUTE: 1}, 1, 1)
    assert table.overlaps == (Overlap(ALLOWANCE, DESTITUTE, 1, is_forbidden=True),)
    assert not table.is_disjoint


def test_an_allowed_overlap_is_told_and_breaks_nothing():
    held = roster((ALLOWANCE, "p1", "h1"), (DESTITUTE, "p1", "t1"))

    table = count(group(("p1", "lifted", EAST)), held, disjoint=[])

    assert table.overlaps == (Overlap(ALLOWANCE, DESTITUTE, 1, is_forbidden=False),)
    assert table.is_disjoint


def test_a_forbidden_pair_that_nobody_is_on_is_told_as_well():
    table = count(group(("p1", "lifted", EAST)), roster())

    assert table.overlaps == (Overlap(ALLOWANCE, DESTITUTE, 0, is_forbidden=True),)
    assert table.is_disjoint


def test_who_is_covered_needs_no_explanation_and_one_reason_counts_once():
    people = [("p1", "lifted", EAST), ("p2", "lifted", EAST), ("p3", "lifted", EAST), ("p4", "lifted", EAST)]
    why = explained(("p1", "dead"), ("p2", "moved_out"), ("p2", "dead"), ("p3", "moved_out"), ("p9", "dead"))

    table = count(group(*people), roster((ALLOWANCE, "p1", "h1")), why)

    whole = line(table)
    assert (whole.covered, whole.explained, whole.uncovered, whole.rate) == (1, 2, 1, 0.5)
    assert table.reasons == {"dead": 1, "moved_out": 1}


def test_programmes_say_how_much_of_them_is_of_the_group():
    held = roster((ALLOWANCE, "p1", "h1"), (ALLOWANCE, "p2", "h1"), (ALLOWANCE, "p3", "h2"), (ALLOWANCE, "p4", "h3"))

    table = count(group(("p1", "lifted", EAST), ("p3", "lifted", EAST)), held, programmes=[ALLOWANCE], disjoint=[])

    assert table.shares == (
        ProgrammeShare(ALLOWANCE, persons=4, households=3, target_persons=2, target_households=2),
    )  # fmt: skip


def test_nobody_in_the_group_is_a_table_of_noughts():
    table = count(group(), roster((ALLOWANCE, "p1", "h1")))

    assert [(one.target, one.covered, one.rate) for one in table.lines] == [(0, 0, None)] * 3


HUBEI = {
    (ALLOWANCE, "lifted"): 26_600, (ALLOWANCE, "not_lifted"): 44_800,
    (DESTITUTE, "lifted"): 4_300, (DESTITUTE, "not_lifted"): 10_400,
}  # fmt: skip


@pytest.mark.parametrize("on_both", [0, 3])
def test_the_coverage_table_of_a_province(on_both: int):
    """R3: 71.4 = 26.6 + 44.8 and 14.7 = 4.3 + 10.4, together 86.1, as long as nobody is on both rosters."""
    people, held = [], []
    for (programme, state), number in HUBEI.items():
        names = [f"{programme}-{state}-{at}" for at in range(number)]
        people += [(name, state, EAST) for name in names]
        held += [(programme, name, name) for name in names]
    people += [(f"uncovered-{at}", "lifted", EAST) for at in range(9_000)]
    double = [(DESTITUTE, f"{ALLOWANCE}-lifted-{at}", f"both-{at}") for at in range(on_both)]

    table = count(group(*people), roster(*held, *double))

    whole = line(table)
    assert whole.by_programme == {ALLOWANCE: 71_400, DESTITUTE: 14_700 + on_both}
    assert (whole.covered, whole.residual, table.is_disjoint) == (86_100, on_both, on_both == 0)
    assert line(table, state="not_lifted").by_programme == {ALLOWANCE: 44_800, DESTITUTE: 10_400}


def test_the_overlap_of_a_programme_with_the_registered_poor():
    """Weng'an 2018: 3,650 of 7,117 households and 9,357 of 15,146 people on the allowance are registered poor."""
    poor = [(ALLOWANCE, f"poor-{at}", f"poor-home-{at % 3_650}") for at in range(9_357)]
    others = [(ALLOWANCE, f"other-{at}", f"other-home-{at % 3_467}") for at in range(15_146 - 9_357)]
    people = group(*((person, "lifted", EAST) for _, person, _ in poor))

    table = count(people, roster(*poor, *others), programmes=[ALLOWANCE], disjoint=[])

    assert table.shares == (
        ProgrammeShare(ALLOWANCE, persons=15_146, households=7_117, target_persons=9_357, target_households=3_650),
    )
