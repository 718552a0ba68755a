"""What verdicts say of rules, places and links, and what became of everything."""

from decimal import Decimal

import pyarrow as pa
import pytest

from matcher.casework.figures import fates_of, funnel_of, shares_of, shares_over_time
from matcher.ledger import CLUES


def clue(number, verdict=None, **given):
    """One row of CLUES."""
    row = {
        "clue_number": f"B01-{number:06d}",
        "catalogue_code": "B01",
        "area_code": "180121100201",
        "link_grade": "G1",
        "dispatch": "D0001",
        "verdict": verdict,
        "verdict_on": "2025-12-15" if verdict else None,
    }
    return row | given


def clues(*rows):
    """A table of clues."""
    return pa.Table.from_pylist(list(rows), schema=CLUES.schema)


SOME = clues(
    clue(1, "confirmed", recovered_cny=Decimal("600.00"), accountable_count=1),
    clue(2, "partly", paid_back_cny=Decimal("80.50")),
    clue(3, "disproved", reason_code="E05", link_grade="G5", verdict_on="2026-01-03"),
    clue(4, "disproved", reason_code="E09", catalogue_code="B25", area_code="180122100201"),
    clue(5, "pending"),
    clue(6),
    clue(7, dispatch=None, area_code=None),
)


def test_shares_are_told_by_rule_county_link_grade_and_month():
    """Pending and unanswered clues say nothing."""
    told = {(one.by, one.group): (one.count, one.judged) for one in shares_of(SOME)}

    assert told == {
        ("all", "all"): (2, 4),
        ("rule", "B01"): (2, 3),
        ("rule", "B25"): (0, 1),
        ("county", "180121"): (2, 3),
        ("county", "180122"): (0, 1),
        ("link_grade", "G1"): (2, 3),
        ("link_grade", "G5"): (0, 1),
        ("month", "2025-12"): (2, 3),
        ("month", "2026-01"): (0, 1),
        ("reason", "E05"): (1, 4),
        ("reason", "E09"): (1, 4),
    }


def test_shares_are_told_for_each_month_of_verification():
    """So that one sees whether a rule, a place or a kind of link gets better."""
    told = {
        month: {(one.by, one.group): (one.count, one.judged) for one in shares}
        for month, shares in shares_over_time(SOME).items()
    }

    assert told == {
        "2025-12": {
            ("all", "all"): (2, 3),
            ("rule", "B01"): (2, 2),
            ("rule", "B25"): (0, 1),
            ("county", "180121"): (2, 2),
            ("county", "180122"): (0, 1),
            ("link_grade", "G1"): (2, 3),
            ("reason", "E09"): (1, 3),
        },
        "2026-01": {
            ("all", "all"): (0, 1),
            ("rule", "B01"): (0, 1),
            ("county", "180121"): (0, 1),
            ("link_grade", "G5"): (0, 1),
            ("reason", "E05"): (1, 1),
        },
    }


def test_every_clue_has_one_fate():
    """By its latest verdict; without one, by its state."""
    some = clues(
        clue(1, "partly", state="closed"),
        clue(2, "disproved", state="open"),  # reopened, and not judged anew
        clue(3, "pending", state="dispatched"),
        clue(4, state="dispatched"),
        clue(5, state="exempted", area_code="180122100201"),
        clue(6, state="gone", area_code=None),
    )

    told = {county: {fate: count for fate, count in fates.items() if count} for county, fates in fates_of(some).items()}

    assert told == {
        "180121": {"confirmed": 1, "disproved": 1, "pending": 2},
        "180122": {"exempted": 1},
        "unknown": {"gone": 1},
    }


def test_few_verdicts_give_a_wide_interval():
    """Wilson, 95 %: 2 of 4 are between 15.0 % and 85.0 %."""
    (of_all, *_) = shares_of(SOME)

    assert (of_all.share, of_all.low, of_all.high) == pytest.approx((0.5, 0.1500, 0.8500), abs=5e-5)


def test_the_funnel_counts_from_rows_to_money():
    found = funnel_of(SOME, rows=12_000, findings=40, standing=20)

    assert (found.rows, found.findings, found.standing, found.clues, found.dispatched) == (12_000, 40, 20, 7, 6)
    assert (found.confirmed, found.disproved, found.pending) == (2, 2, 2)
    assert (found.recovered_cny, found.paid_back_cny) == (Decimal("600.00"), Decimal("80.50"))
    assert found.accountable_count == 1


def test_without_verdicts_nothing_is_claimed():
    assert shares_of(clues(clue(1), clue(2, "pending"))) == []
