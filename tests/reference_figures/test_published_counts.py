"""R2, R3, R5, R6, R8: counts that were published, on made-up people of the same number and shape."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import count

import polars as pl
import pyarrow as pa
import pytest

from matcher.report.figures import (
    CoverageLine,
    CoverageQuestion,
    CoverageTable,
    Flow,
    RosterComparison,
    break_down,
    compare_rosters,
    count_coverage,
    household_counts,
    reconcile_batches,
    reconcile_rate,
)
from tests.reference_figures.made_up import people


def households(sizes: list[int], first: int = 0) -> pa.Table:
    """Make households of these sizes, their people numbered from `first` on."""
    number, keys, members = count(first), [], []
    for place, size in enumerate(sizes):
        keys += [f"h{first}-{place:05d}"] * size
        members += [f"p{next(number):06d}" for _ in range(size)]
    return pa.table({"household_key": keys, "person_id": members})


def shared_out(persons: int, number: int) -> list[int]:
    """Share people out to so many households, as evenly as can be."""
    return [persons // number + (place < persons % number) for place in range(number)]


def test_a_checked_household_counts_once_and_its_members_are_listed():
    """R2: 12,957 households of 28,204 people were checked; 2,157 households of 7,389 people had a hit."""
    hit = households(shared_out(7_389, 2_157))
    clean = households(shared_out(28_204 - 7_389, 12_957 - 2_157), first=100_000)
    repeated = hit.slice(0, 500)  # heads who are in the table of members again
    one_each = [members[0] for members in _by_household(hit).values()]
    others = hit["person_id"].to_pylist()[1:3]

    counts = household_counts(pa.concat_tables([hit, clean, repeated]), pa.table({"person_id": one_each + others}))

    assert (counts.households, counts.persons) == (12_957, 28_204)
    assert (counts.hit_households, counts.persons_of_hit_households) == (2_157, 7_389)
    assert counts.hit_persons == len({*one_each, *others})
    assert counts.members.num_rows == 7_389
    assert sum(counts.members["is_hit"].to_pylist()) == counts.hit_persons
    assert counts.household_share == pytest.approx(0.1665, abs=0.0001)


def test_two_hits_in_one_household_are_one_household():
    members = pa.table({"household_key": ["one", "one", "two", None], "person_id": ["p1", "p2", "p3", "p4"]})

    counts = household_counts(members, pa.table({"person_id": ["p1", "p2", "p4", "p4"]}))

    assert (counts.households, counts.persons) == (3, 4)
    assert (counts.hit_households, counts.hit_persons) == (2, 3)


HUBEI = {
    ("minimum_living_allowance", "lifted"): 26_600, ("minimum_living_allowance", "not_lifted"): 44_800,
    ("destitute_support", "lifted"): 4_300, ("destitute_support", "not_lifted"): 10_400,
}  # fmt: skip
"""R3 in tens: 71.4 = 26.6 + 44.8 and 14.7 = 4.3 + 10.4 ten-thousands, together 86.1."""
PROGRAMMES = ("minimum_living_allowance", "destitute_support")


def hubei() -> tuple[pa.Table, pa.Table]:
    """Make the registered poor and the rosters of both programmes; some people are on neither side."""
    target: list[tuple[str, str]] = []
    covered: list[tuple[str, str]] = []
    first = 0
    for (programme, state), number in HUBEI.items():
        found, first = people(first, number), first + number
        target += [(person, state) for person in found]
        covered += [(person, programme) for person in found]
    target += [(person, "lifted") for person in people(first, 9_000)]
    covered += [(person, "minimum_living_allowance") for person in people(first + 9_000, 5_000)]
    return _pairs(target, "state"), _pairs(covered + covered[:1_000], "programme")


def covered_by(
    target: pa.Table, covered: pa.Table, programmes: Sequence[str], explained: Sequence[str] = ()
) -> CoverageTable:
    """Count a target group that has no places against programmes that know no households."""
    group = pl.DataFrame(target).with_columns(area_code=pl.lit(None, pl.String))
    held = pl.DataFrame(covered).with_columns(household_key=pl.lit(None, pl.String))
    reasons = pl.DataFrame(
        {"person_id": explained, "reason": ["known"] * len(explained)}, {"person_id": pl.String, "reason": pl.String}
    )
    question = CoverageQuestion(sorted(group["state"].unique()), programmes, [], ["known"], 9)
    return count_coverage(group, held, reasons, question)


def line(table: CoverageTable, state: str = "") -> CoverageLine:
    return next(one for one in table.lines if (one.area_code, one.state) == ("", state))


def test_the_coverage_of_the_registered_poor_adds_up():
    """R3: the sum of both programmes is the number of people, since nobody is in both."""
    target, covered = hubei()

    table = covered_by(target, covered, PROGRAMMES)

    whole = line(table)
    assert {(name, state): line(table, state).by_programme[name] for name, state in HUBEI} == HUBEI
    assert whole.by_programme == {"minimum_living_allowance": 71_400, "destitute_support": 14_700}
    assert whole.covered == 86_100
    assert whole.residual == 0
    assert table.overlaps == ()


def test_an_overlap_of_programmes_that_exclude_one_another_is_told():
    """Three people on both rosters: the programmes' sum is no longer the number of people."""
    target, covered = hubei()
    double = pa.table({"person_id": people(0, 3), "programme": ["destitute_support"] * 3})

    table = covered_by(target, pa.concat_tables([covered, double]), PROGRAMMES)

    whole = line(table)
    assert whole.residual == 3
    assert {(pair.one, pair.other): pair.persons for pair in table.overlaps} == {PROGRAMMES: 3}
    assert whole.covered == 86_100
    assert sum(whole.by_programme.values()) == 86_103


def test_the_rate_of_coverage_leaves_out_those_who_are_explained():
    target, covered = (
        _pairs([("p1", "a"), ("p2", "a"), ("p3", "b"), ("p4", "b")], "state"),
        _pairs([("p1", "x")], "programme"),
    )

    assert line(covered_by(target, covered, ["x"])).rate == 0.25
    assert line(covered_by(target, covered, ["x"], explained=["p2", "p1", "p9"])).rate == pytest.approx(1 / 3)


def compared(before: pa.Table, after: pa.Table) -> RosterComparison:
    """Compare two days of one programme of which nothing is known but households."""
    unknown = ("area_code", "category", "residence", "care_level", "month_amount_cny", "person_name")
    nothing = [pl.lit(None, pl.String).alias(name) for name in unknown]
    first, second = (
        pl.DataFrame(roster).with_columns(pl.lit("one").alias("programme"), *nothing) for roster in (before, after)
    )
    return compare_rosters(first, second, 9)


def counts(flow: Flow) -> dict[str, int]:
    return {name: getattr(flow, name) for name in ("prior", "left", "entered", "current")}


def test_prior_less_left_plus_entered_is_the_current_roster():
    """R5: −1,197 households / −1,792 people, +1,723 / +3,692, now 7,117 / 15,146; before that 6,591 / 13,246."""
    stayed = households(shared_out(13_246 - 1_792, 6_591 - 1_197))
    left = households(shared_out(1_792, 1_197), first=100_000)
    entered = households(shared_out(3_692, 1_723), first=200_000)

    changes = compared(pa.concat_tables([stayed, left]), pa.concat_tables([entered, stayed, stayed.slice(0, 9)]))

    whole, gone = changes.flows[0], changes.persons.filter(pl.col("change") == "left")
    assert counts(whole.households) == {"prior": 6_591, "left": 1_197, "entered": 1_723, "current": 7_117}
    assert counts(whole.persons) == {"prior": 13_246, "left": 1_792, "entered": 3_692, "current": 15_146}
    assert (gone.height, changes.persons.filter(pl.col("change") == "entered").height) == (1_792, 3_692)
    assert gone["person_id"].to_list() == sorted(left["person_id"].to_pylist())


def test_a_member_who_leaves_takes_no_household_along():
    before = pa.table({"household_key": ["one", "one", "two"], "person_id": ["p1", "p2", "p3"]})
    after = pa.table({"household_key": ["one", "three"], "person_id": ["p1", "p3"]})

    whole = compared(before, after).flows[0]

    assert counts(whole.persons) == {"prior": 3, "left": 1, "entered": 0, "current": 2}
    assert counts(whole.households) == {"prior": 2, "left": 1, "entered": 1, "current": 2}


def test_the_breakdown_of_destitute_support_adds_up_twice():
    """R6: 764 = 89 in institutions + 675 scattered = 72 full care + 178 half care + 514 who care for themselves."""
    rows = [
        {"person_id": person, "place": "集中" if at < 89 else "分散", "care": _care(at)}
        for at, person in enumerate(people(0, 764))
    ]

    parts = break_down(pa.Table.from_pylist(rows + rows[:40]), ["place", "care"])

    assert parts.total == 764
    assert parts.by == {"place": {"分散": 675, "集中": 89}, "care": {"自理": 514, "半护理": 178, "全护理": 72}}
    assert parts.adds_up
    assert parts.several == {"place": 0, "care": 0}


def test_a_person_with_two_levels_of_care_is_told():
    rows = [
        {"person_id": "p1", "care": "全护理"},
        {"person_id": "p1", "care": "半护理"},
        {"person_id": "p2", "care": None},
    ]

    parts = break_down(pa.Table.from_pylist(rows), ["care"])

    assert parts.by == {"care": {"": 1, "全护理": 1, "半护理": 1}}
    assert not parts.adds_up
    assert parts.several == {"care": 1}


def test_a_published_total_that_does_not_reconcile_leaves_its_residual():
    """R8: 4,670 people at 1,500 yuan make 7,005,000, not the 7,453,300 that were published."""
    residual = reconcile_rate("relocation", 4_670, Decimal(1_500), Decimal(7_453_300))

    assert residual.residual == Decimal(448_300)
    assert residual.whole_units is False
    assert not residual.reconciles
    assert reconcile_rate("relocation", 4_670, Decimal(1_500), Decimal(7_005_000)).reconciles


def test_the_rows_of_a_batch_against_its_voucher():
    """A batch that agrees, one that is a fen off, one without a voucher, and a voucher without rows."""
    rows = {
        "batch": ["a", "a", "b", None],
        "amount_cny": [Decimal("0.10"), Decimal("0.20"), Decimal("5.01"), Decimal(1)],
    }
    schema = pa.schema([pa.field("batch", pa.string()), pa.field("amount_cny", pa.decimal128(14, 2))])

    found = reconcile_batches(
        pa.Table.from_pydict(rows, schema), {"a": Decimal("0.30"), "b": Decimal(5), "c": Decimal(7)}
    )

    assert [(one.name, one.residual, one.reconciles) for one in found] == [
        ("", Decimal(-1), False),
        ("a", Decimal(0), True),
        ("b", Decimal("-0.01"), False),
        ("c", Decimal(7), False),
    ]


def _care(at: int) -> str:
    return "全护理" if at % 764 < 72 else "半护理" if at < 72 + 178 else "自理"


def _by_household(members: pa.Table) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in members.to_pylist():
        found.setdefault(row["household_key"], []).append(row["person_id"])
    return found


def _pairs(pairs: list[tuple[str, str]], name: str) -> pa.Table:
    return pa.table({"person_id": [one for one, _ in pairs], name: [other for _, other in pairs]})
