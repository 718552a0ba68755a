"""What judged pairs say of weights and of links."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.link.calibration import FEWEST_JUDGED, bucket_of, calibrate, isotonic, rates, wilson
from matcher.link.judgement import Asked, Side

SIDE = Side("a", "cards", "", None)


def asked(weight, group="G4", outcome="accepted", *, pairs=10, sampled=True):
    """A pair that was asked about."""
    return Asked("P", SIDE, SIDE, outcome, group, weight, pairs, sampled, "0001", "2025-12-01")


places = st.lists(st.tuples(st.floats(0, 1), st.integers(1, 50)), min_size=1, max_size=12)


@given(places)
def test_isotonic_rises_and_keeps_the_mean(rows):
    """Whatever it is given."""
    shares, weights = [row[0] for row in rows], [float(row[1]) for row in rows]

    fitted = isotonic(shares, weights)

    assert fitted == sorted(fitted)
    assert sum(a * b for a, b in zip(fitted, weights, strict=True)) == pytest.approx(
        sum(a * b for a, b in zip(shares, weights, strict=True))
    )


@given(places)
def test_isotonic_leaves_what_rises_already(rows):
    """A rising sequence is nearest to itself."""
    shares = sorted(row[0] for row in rows)

    assert isotonic(shares, [float(row[1]) for row in rows]) == pytest.approx(shares)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 3)), min_size=1, max_size=4))
def test_isotonic_is_the_nearest_rising_sequence(rows):
    """No rising sequence of a fine grid is nearer, by weighted squares."""
    shares, weights = [row[0] / 4 for row in rows], [float(row[1]) for row in rows]

    def distance(values):
        return sum(w * (a - b) ** 2 for a, b, w in zip(values, shares, weights, strict=True))

    grid = [place / 12 for place in range(13)]
    best = min(distance(values) for values in product(grid, repeat=len(rows)) if list(values) == sorted(values))

    assert distance(isotonic(shares, weights)) <= best + 1e-9


INTERVALS = [
    # of Wilson, as published tables give them
    (0, 10, 0.0, 0.2775),
    (1, 10, 0.0179, 0.4042),
    (5, 10, 0.2366, 0.7634),
    (81, 263, 0.2553, 0.3662),
    (0, 0, 0.0, 1.0),
]


@pytest.mark.parametrize(("wrong", "count", "low", "high"), INTERVALS)
def test_the_interval_is_that_of_wilson(wrong, count, low, high):
    """Also where nothing was wrong."""
    assert wilson(wrong / max(count, 1), count) == pytest.approx((low, high), abs=1e-4)


def test_too_few_judgements_calibrate_nothing():
    """The model stays."""
    assert calibrate([(asked(12.0), True)] * (FEWEST_JUDGED - 1), 10.0) is None


def test_probability_rises_with_the_weight_and_is_never_certain():
    """Buckets of two bits; one that is out of order is pooled with its neighbour."""
    outcomes = [
        *[(asked(4.5, "below_threshold", "below_threshold"), number < 4) for number in range(20)],
        *[(asked(10.5), number < 18) for number in range(20)],
        *[(asked(13.0), number < 16) for number in range(20)],
        *[(asked(20.0), True)] * 20,
    ]

    found = calibrate(outcomes, 10.0)

    assert found is not None
    assert [(step.from_bits, step.probability, step.pairs, step.same) for step in found.steps] == [
        (4, 0.2, 20, 4),
        (10, 0.85, 20, 18),
        (12, 0.85, 20, 16),
        (20, 0.987805, 20, 20),
    ]
    assert found.table().to_pydict() == {
        "from_bits": [4, 6, 8, 10, 12, 14, 16, 18, 20],
        "probability": [0.2, 0.2, 0.2, 0.85, 0.85, 0.85, 0.85, 0.85, 0.987805],
    }


def test_a_pair_that_its_weight_did_not_decide_calibrates_nothing():
    """A near tie, and a pair that was heavy enough and yet left to people."""
    heavy = asked(12.0, "below_threshold", "below_threshold")
    just = asked(10.0, "below_threshold", "below_threshold")
    outcomes = [(asked(12.0, "near_tie", "near_tie"), False), (heavy, False), (just, False), (asked(None), False)]

    found = calibrate([*outcomes, *[(asked(12.0), True)] * FEWEST_JUDGED], 10.0)

    assert found is not None
    assert found.pairs == FEWEST_JUDGED


def test_rates_are_weighted_by_what_each_bucket_holds():
    """One false link in the small bucket, none in the large one."""
    small, large = asked(10.5, pairs=100), asked(30.0, pairs=900)

    (found,) = rates([*[(small, number > 0) for number in range(10)], *[(large, True)] * 10])

    assert (found.kind, found.group, found.pairs, found.judged, found.wrong) == ("false_link", "G4", 1000, 20, 1)
    assert found.share == pytest.approx(0.01)
    assert found.low < found.share < found.high


def test_a_pair_left_to_people_that_is_one_person_was_missed():
    """Three of four."""
    pair = asked(4.5, "near_tie", "near_tie", pairs=4)

    (found,) = rates([(pair, True), (pair, True), (pair, True), (pair, False)])

    assert (found.kind, found.group, found.share, found.wrong) == ("missed_link", "near_tie", 0.75, 3)


def test_what_chance_did_not_choose_tells_no_rate():
    """The likeliest first is no sample."""
    assert rates([(asked(12.0, sampled=False), False)]) == []


@given(st.integers(0, 40), st.integers(1, 40))
def test_the_share_lies_within_its_interval(wrong, more):
    """And the interval within 0 and 1."""
    low, high = wilson(wrong / (wrong + more), wrong + more)

    assert 0 <= low <= wrong / (wrong + more) + 1e-12 <= high + 1e-12 <= 1 + 1e-12


@pytest.mark.parametrize(("weight", "start"), [(0.0, 0), (1.99, 0), (2.0, 2), (-0.1, -2), (13.7, 12)])
def test_buckets_are_two_bits_wide(weight, start):
    """From the even bit down."""
    assert bucket_of(weight) == start
