"""Who is given whom: the clear, the tied, the contested; and the best of a few contested ones taken together."""

from __future__ import annotations

from itertools import product
from random import Random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.link.assignment import CLAIMS, Bounds, assign_persons, connected_components
from matcher.link.exact_assignment import Option, heaviest_assignment, margins

BOUNDS = Bounds(accept=10.0, near_tie=3.0)
LIST = "roster 2025-11-30"


def _ranked(pairs):
    """Pairs as (identity, person, weight) or (identity, person, weight, may_accept)."""
    rows = sorted(pairs, key=lambda pair: (pair[0], -pair[2], pair[1]))
    return pa.table(
        {
            "identity": pa.array([row[0] for row in rows], type=pa.int64()),
            "person": pa.array([row[1] for row in rows], type=pa.int64()),
            "match_weight": pa.array([float(row[2]) for row in rows], type=pa.float64()),
            "link_grade": pa.array(["G4"] * len(rows), type=pa.string()),
            "may_accept": pa.array([row[3] if len(row) > 3 else True for row in rows], type=pa.bool_()),
        }
    )


def _claims(pairs, listed=(), taken=()):
    """Give (person, outcome) by identity; `listed` identities stand in one once-only list, where `taken` persons do."""
    deliveries = pa.table(
        {
            "identity": pa.array(list(listed), type=pa.int64()),
            "delivery": pa.array([LIST] * len(listed), type=pa.string()),
        }
    )
    places = pa.table(
        {"person": pa.array(list(taken), type=pa.int64()), "delivery": pa.array([LIST] * len(taken), type=pa.string())}
    )
    claims = assign_persons(_ranked(pairs), deliveries, places, BOUNDS)
    assert claims.schema == CLAIMS
    return {row["identity"]: (row["person"], row["outcome"]) for row in claims.to_pylist()}


CASES = [
    ("the only person", [(1, 7, 20)], (), (), {1: (7, "accepted")}),
    ("too light", [(1, 7, 9.9)], (), (), {1: (7, "below_threshold")}),
    ("not fit to be accepted", [(1, 7, 20, False)], (), (), {1: (7, "below_threshold")}),
    ("clear of the second", [(1, 7, 20), (1, 8, 17)], (), (), {1: (7, "accepted")}),
    ("not clear of the second", [(1, 7, 20), (1, 8, 17.1)], (), (), {1: (7, "near_tie")}),
    ("a second that may not be accepted ties too", [(1, 7, 20), (1, 8, 18, False)], (), (), {1: (7, "near_tie")}),
    ("a heavier one may not be accepted", [(1, 7, 20), (1, 8, 25, False)], (), (), {1: (8, "below_threshold")}),
    ("two records of any list", [(1, 7, 20), (2, 7, 20)], (), (), {1: (7, "accepted"), 2: (7, "accepted")}),
    (
        "two rows of a once-only list",
        [(1, 7, 20), (2, 7, 19)],
        (1, 2),
        (),
        {1: (7, "listed_twice"), 2: (7, "listed_twice")},
    ),
    (
        "the clearly heavier of two rows",
        [(1, 7, 23), (2, 7, 20)],
        (1, 2),
        (),
        {1: (7, "accepted"), 2: (7, "listed_twice")},
    ),
    ("a person whose row is known", [(1, 7, 20)], (1,), (7,), {1: (7, "listed_twice")}),
    ("the other, where the one has a row", [(1, 7, 20), (1, 8, 19)], (1,), (7,), {1: (8, "accepted")}),
    ("no far lighter one in their place", [(1, 7, 30), (1, 8, 20)], (1,), (7,), {1: (7, "listed_twice")}),
    (
        "together, where one by one both would be in doubt",
        [(1, 7, 20), (1, 8, 15), (2, 7, 19)],
        (1, 2),
        (),
        {1: (8, "accepted"), 2: (7, "accepted")},
    ),
    (
        "twins with two rows that say the same",
        [(1, 7, 20), (1, 8, 20), (2, 7, 20), (2, 8, 20)],
        (1, 2),
        (),
        {1: (7, "near_tie"), 2: (7, "near_tie")},
    ),
    (
        "a chain is one question",
        [(1, 7, 20), (2, 7, 18), (2, 8, 20), (3, 8, 14)],
        (1, 2, 3),
        (),
        {1: (7, "accepted"), 2: (8, "accepted"), 3: (8, "listed_twice")},
    ),
]


@pytest.mark.parametrize(("pairs", "listed", "taken", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_who_is_given_whom(pairs, listed, taken, expected):
    """One line a case: weights in bits, accepted from 10, clear by 3."""
    assert _claims(pairs, listed, taken) == expected


def test_nothing_to_decide_gives_nothing():
    """An empty stage is no fault."""
    assert _claims([]) == {}


def test_persons_of_large_numbers_are_not_taken_for_one_another_in_many_deliveries():
    """128 deliveries times 2**57 is 2**64: multiplied as they are, the numbers of the two persons would be one."""
    one, other = 7, 7 + 2**57
    lists = [(identity, f"roster {month:03}") for identity in (1, 2) for month in range(128)]
    deliveries = pa.table(
        {
            "identity": pa.array([identity for identity, _ in lists], type=pa.int64()),
            "delivery": pa.array([name for _, name in lists], type=pa.string()),
        }
    )
    nobody = pa.table({"person": pa.array([], type=pa.int64()), "delivery": pa.array([], type=pa.string())})
    claims = assign_persons(_ranked([(1, one, 20), (2, other, 20)]), deliveries, nobody, BOUNDS)

    assert claims["outcome"].to_pylist() == ["accepted", "accepted"]


def test_too_many_for_the_exact_way_are_believed_only_where_both_sides_are_clear():
    """Forty rows, forty persons: each heaviest with its own, by far; one pair of rows is not to be told apart."""
    pairs = [(row, person, 30 if row == person else 25) for row in range(40) for person in range(40)]
    pairs = [(row, 0 if person == 1 and row == 1 else person, weight) for row, person, weight in pairs if row != 1]
    pairs += [(1, 0, 30), (1, 2, 25)]

    claims = _claims(pairs, listed=range(40))

    assert {claims[row] for row in (0, 1)} == {(0, "listed_twice")}
    assert [claims[row] for row in range(2, 40)] == [(row, "accepted") for row in range(2, 40)]


def test_everyone_alike_is_everyone_in_doubt():
    """A thousand rows of one name and day: nobody is given anybody, and it ends."""
    pairs = [(row, person, 20) for row in range(300) for person in range(300)]

    assert {outcome for _, outcome in _claims(pairs, listed=range(300)).values()} == {"near_tie"}


pairs_of_lists = st.dictionaries(
    st.tuples(st.integers(0, 5), st.integers(0, 4)), st.integers(5, 30), min_size=1, max_size=16
)


@given(weights=pairs_of_lists, taken=st.sets(st.integers(0, 4), max_size=2), seed=st.integers(0, 999))
def test_order_of_rows_changes_nothing_and_nobody_is_listed_twice(weights, taken, seed):
    """Identities and persons renumbered, pairs shuffled: the same is given to the same."""
    pairs = [(identity, person, weight) for (identity, person), weight in weights.items()]
    claims = _claims(pairs, range(6), sorted(taken))
    random = Random(seed)
    new = random.sample(range(100), 6)
    renumbered = [(new[identity], person, weight) for identity, person, weight in pairs]

    again = _claims(renumbered, new, sorted(taken))

    given = [person for person, outcome in claims.values() if outcome == "accepted"]
    assert len(given) == len(set(given) - taken)
    assert {new[identity]: claim for identity, claim in claims.items()} == again


options_of_claimants = st.lists(
    st.lists(st.tuples(st.integers(1, 40), st.integers(1, 15)), max_size=4), min_size=1, max_size=5
)


def _by_trying_all(claimants):
    """The heaviest total of all assignments that take no place twice."""
    best = 0
    for choice in product(*([None, *options] for options in claimants)):
        taken, total = 0, 0
        for option in filter(None, choice):
            if taken & option.places:
                break
            taken, total = taken | option.places, total + option.weight
        else:
            best = max(best, total)
    return best


def _options(described):
    numbers = iter(range(1000))
    return [[Option(next(numbers), weight, places) for weight, places in options] for options in described]


@given(described=options_of_claimants)
def test_the_best_assignment_is_as_heavy_as_any(described):
    """Checked by trying all, with options that take several places at once too."""
    claimants = _options(described)
    total, chosen = heaviest_assignment(claimants)

    assert total == _by_trying_all(claimants)
    assert total == sum(option.weight for option in chosen)
    assert len({option.name for option in chosen}) == len(chosen)
    assert sum(option.places for option in chosen) == int(np.bitwise_or.reduce([0, *(o.places for o in chosen)]))


@given(described=options_of_claimants)
def test_a_margin_is_what_the_assignment_loses_without_the_option(described):
    """Checked by trying all."""
    claimants = _options(described)

    for name, margin in margins(claimants):
        without = [[option for option in options if option.name != name] for options in claimants]
        assert margin == _by_trying_all(claimants) - _by_trying_all(without)


def test_components_hold_together_what_is_joined_by_any_chain():
    """Two chains that share nothing, the longer of nine links."""
    left = np.array([0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 7])
    right = np.array([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 9, 9, 8])

    labels = connected_components(left, right)

    assert labels.tolist() == [0] * 10 + [6] * 3
