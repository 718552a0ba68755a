"""m learnt without any ID that proves a pair: it finds what was put in, and does not talk itself into nonsense."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from matcher.link.comparison import COMPARED, LEVELS
from matcher.link.expectation import expect_model
from matcher.link.model_file import default_model
from matcher.link.weights import LEARNT

PERSONS = 5000
TRUE_NAMES = {"exact": 0.7, "look_alike": 0.2, "one_character": 0.1}
TRUE_DATES = {"same": 0.8, "one_digit": 0.1, "different": 0.1}
FALSE_NAMES = {"exact": 0.002, "surname_only": 0.098, "different": 0.9}
FALSE_DATES = {"same": 0.001, "one_digit": 0.009, "different": 0.99}


def _pairs(matches: int, others: int, seed: int = 1) -> pa.Table:
    """Made-up pairs: so many of one person, so many of two, with an account that nearly all give."""
    random = np.random.default_rng(seed)

    def column(true: dict[str, float], false: dict[str, float]) -> list[str]:
        return [
            *random.choice(list(true), matches, p=list(true.values())).tolist(),
            *random.choice(list(false), others, p=list(false.values())).tolist(),
        ]

    count = matches + others
    columns = {f"{name}_level": ["missing"] * count for name in COMPARED} | {
        "person_name_level": column(TRUE_NAMES, FALSE_NAMES),
        "birth_date_level": column(TRUE_DATES, FALSE_DATES),
        "account_level": column({"same": 0.93, "different": 0.02, "missing": 0.05}, {"different": 0.9, "missing": 0.1}),
    }
    numbers = {f"{name}_persons": [1] * count for name in ("person_name", "birth_date", "account")}
    return pa.table({**columns, **numbers, "source": ["list"] * count})


def test_the_shares_that_were_put_in_are_found():
    """Within a few points, though nothing says which pairs are of one person: a third comparison tells."""
    model = expect_model(_pairs(4000, 20_000), replace(default_model(), persons=PERSONS))

    assert model.origin == "expected"
    assert 3600 < model.learning_pairs <= 4000
    for comparison, true in (("person_name", TRUE_NAMES), ("birth_date", TRUE_DATES)):
        for level, share in true.items():
            assert model.m[comparison][level] == pytest.approx(share, abs=0.03), (comparison, level)


def test_rows_in_another_order_teach_the_same():
    """To the last digit: patterns are counted, not rows."""
    pairs = _pairs(1000, 5000)
    shuffled = pairs.take(np.random.default_rng(2).permutation(pairs.num_rows))
    model = replace(default_model(), persons=PERSONS)

    assert expect_model(pairs, model) == expect_model(shuffled, model)


def test_too_few_expected_pairs_teach_nothing():
    """A hundred pairs of one person among thousands of others."""
    model = replace(default_model(), persons=PERSONS)

    assert expect_model(_pairs(100, 5000), model) == model


def test_pairs_of_nobody_do_not_become_one_person():
    """All pairs are of two people: nothing may talk itself into believing otherwise."""
    model = replace(default_model(), persons=PERSONS)

    assert expect_model(_pairs(0, 20_000), model) == model


@pytest.mark.parametrize("origin", ["learnt", "file"])
def test_what_ids_prove_or_a_person_chose_is_not_learnt_over(origin):
    """Expectation is for where there is nothing better."""
    model = replace(default_model(), persons=PERSONS, origin=origin)

    assert expect_model(_pairs(1000, 5000), model) is model


def test_a_comparison_that_nobody_gives_keeps_its_shares():
    """Nothing is learnt from nothing."""
    model = expect_model(_pairs(1000, 5000), replace(default_model(), persons=PERSONS))

    assert model.m["household"] == pytest.approx(default_model().m["household"])


def test_best_levels_speak_for_one_person_and_last_ones_against():
    """Whatever the pairs look like: here everyone bears one name."""
    pairs = _pairs(2000, 2000)
    place = pairs.column_names.index("person_name_level")
    alike = pairs.set_column(place, "person_name_level", pa.array(["exact"] * pairs.num_rows))

    model = expect_model(alike, replace(default_model(), persons=PERSONS))

    for name in LEARNT:
        best, last = LEVELS[name][0], LEVELS[name][-2]
        assert model.m[name][best] > model.u[name][best]
        assert model.m[name][last] < model.u[name][last]
