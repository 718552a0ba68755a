"""Bits: what rare and common agreement is worth, what is counted once, what is learnt."""

from __future__ import annotations

import pyarrow as pa
import pytest

from matcher.link.scoring import COMPARISONS, match_probability, weigh_pairs
from matcher.link.weights import DEFAULT_M, LEARNT, Model, learn_model

PAIR: dict[str, object] = {
    "identity": 1,
    "person": 1,
    "canonical_id": "180121195203141232",
    "citizen_id_raw": None,
    "id_level": "missing",
    "id_choices": 1,
    "id_persons": 90_000,
    "person_name_level": "exact",
    "person_name_persons": 50,
    "birth_date_level": "same",
    "birth_date_persons": 4,
    "sex_level": "missing",
    "area_level": "village",
    "area_persons": 500,
    "household_level": "missing",
    "household_persons": None,
}
TYPES = {name: pa.string() for name, value in PAIR.items() if isinstance(value, str) or name == "citizen_id_raw"}
MODEL = Model(DEFAULT_M, persons=100_000, learning_pairs=0)


def _weigh(**changed: object) -> dict[str, object]:
    row = PAIR | changed
    columns = {name: pa.array([value], type=TYPES.get(name, pa.int64())) for name, value in row.items()}
    rows: list[dict[str, object]] = weigh_pairs(pa.table(columns), MODEL).to_pylist()
    return rows[0]


def test_the_weights_add_up():
    """The sum is what decides; nothing hides in it."""
    row = _weigh()

    assert row["match_weight"] == pytest.approx(sum(float(str(row[f"{name}_weight"])) for name in COMPARISONS))


def test_the_prior_is_one_of_the_known_persons():
    """Before looking, each of 100,000 is as likely."""
    assert _weigh()["prior_weight"] == pytest.approx(-16.6096)


@pytest.mark.parametrize(
    ("comparison", "rare", "common"),
    [("person_name", 2, 400), ("birth_date", 2, 300), ("area", 100, 9000)],
)
def test_rare_agreement_weighs_more(comparison, rare, common):
    """A name that two bear says more than one that four hundred bear; so do days and villages."""
    few, many = (
        float(str(_weigh(**{f"{comparison}_persons": persons})[f"{comparison}_weight"])) for persons in (rare, common)
    )

    assert few > many


def test_levels_of_a_name_fall_in_order_from_equal_to_different():
    """A slip of sound or shape still speaks for a person, another name against."""
    levels = ["exact", "homophone", "one_character", "surname_only", "different"]
    weights = [float(str(_weigh(person_name_level=level)["person_name_weight"])) for level in levels]

    assert weights == sorted(weights, reverse=True)
    assert weights[1] > 0 > weights[4]
    assert _weigh(person_name_level="missing")["person_name_weight"] == 0.0


def test_more_possible_repairs_weigh_less():
    """Each doubling of the choices costs one bit."""
    one, two = (float(str(_weigh(id_level="wrong_digit", id_choices=k)["citizen_id_weight"])) for k in (1, 2))

    assert one - two == pytest.approx(1.0, abs=1e-3)


def test_what_the_id_tells_already_is_not_counted_again():
    """The birth date is part of the repaired ID: agreement adds nothing, disagreement still counts."""
    agreeing = _weigh(id_level="wrong_digit")
    disagreeing = _weigh(id_level="wrong_digit", birth_date_level="different")

    assert agreeing["birth_date_weight"] == 0.0
    assert float(str(disagreeing["birth_date_weight"])) < 0


def test_one_household_is_not_one_village_once_more():
    """People of one household live in one village anyway."""
    assert _weigh(household_level="same", household_persons=4)["area_weight"] == 0.0


def test_a_damaged_id_that_is_another_id_speaks_against():
    """Eight of its characters differ: no slip turned the one into the other."""
    row = _weigh(citizen_id_raw="180121197809015678")

    assert row["citizen_id_level"] == "contradicts"
    assert (row["link_grade"], row["may_accept"]) == ("G8", False)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, ("G4", True)),
        ({"area_level": "missing", "household_level": "same", "household_persons": 4}, ("G4", True)),
        ({"area_level": "county"}, (None, False)),
        ({"birth_date_level": "missing"}, ("G8", False)),
        ({"birth_date_level": "one_digit"}, ("G8", False)),
        ({"person_name_level": "homophone"}, (None, False)),
        ({"person_name_level": "variant"}, ("G4", True)),
        ({"sex_level": "different"}, ("G8", False)),
        ({"id_level": "wrong_digit", "birth_date_level": "missing"}, ("G5", True)),
        ({"id_level": "wrong_digit", "person_name_level": "homophone"}, ("G5", True)),
        ({"id_level": "wrong_digit", "person_name_level": "look_alike", "birth_date_level": "missing"}, ("G5", True)),
        ({"id_level": "wrong_digit", "person_name_level": "one_character"}, ("G5", True)),
        (
            {"id_level": "wrong_digit", "person_name_level": "one_character", "birth_date_level": "missing"},
            (None, False),
        ),
        (
            {
                "id_level": "wrong_digit",
                "person_name_level": "one_character",
                "birth_date_level": "missing",
                "household_level": "same",
                "household_persons": 4,
            },
            ("G5", True),
        ),
        ({"id_level": "wrong_digit", "person_name_level": "missing"}, (None, False)),
        ({"id_level": "lost_digits", "birth_date_level": "different", "area_level": "missing"}, (None, False)),
    ],
)
def test_grades(changed, expected):
    """What each combination may become; G8 is for people only."""
    row = _weigh(**changed)

    assert (row["link_grade"], row["may_accept"]) == expected


def test_probabilities_are_odds_in_bits():
    """No bits are even odds; ten are a thousand to one."""
    assert match_probability(pa.array([0.0, 10.0, -10.0]).to_numpy()).tolist() == [0.5, 0.999024, 0.000976]


def _compared(**levels: list[str]) -> pa.Table:
    count = max(len(column) for column in levels.values())
    return pa.table({f"{name}_level": levels.get(name, ["missing"] * count) for name in LEARNT})


def test_few_pairs_teach_nothing():
    """A hundred pairs are an anecdote: the shipped defaults stay."""
    assert learn_model(_compared(sex=["same"] * 199), persons=10) == Model(DEFAULT_M, 10, 0)


def test_shares_are_learnt_and_lean_on_the_defaults():
    """950 of 1,000 names are equal, and 50 pairs' worth of the default."""
    model = learn_model(_compared(person_name=["exact"] * 950 + ["homophone"] * 50), persons=10)

    assert model.learning_pairs == 1000
    assert model.m["person_name"]["exact"] == pytest.approx((950 + 50 * 0.955) / 1050)
    assert model.m["person_name"]["homophone"] == pytest.approx((50 + 50 * 0.010) / 1050)
    assert model.m["birth_date"] == pytest.approx(DEFAULT_M["birth_date"])


def test_places_count_only_where_they_are_named_finely_enough():
    """Rows that name a township only say nothing on how often villages agree."""
    model = learn_model(_compared(area=["village"] * 300 + ["township_only"] * 300), persons=10)

    assert model.m["area"]["village"] == pytest.approx((300 + 50 * 0.8) / 350)
    assert model.m["area"]["township_only"] == pytest.approx((600 + 50 * 0.88) / 650)
