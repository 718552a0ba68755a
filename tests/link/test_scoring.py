"""Bits: what rare and common agreement is worth, what is counted once, what is learnt."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest
from tests.link.weighed import MODEL, weigh, weigh_with

from matcher.link.model_file import default_model
from matcher.link.scoring import COMPARISONS, match_probability
from matcher.link.weights import LEARNT, learn_model


def test_the_weights_add_up():
    """The sum is what decides; nothing hides in it."""
    row = weigh()

    assert row["match_weight"] == pytest.approx(sum(float(str(row[f"{name}_weight"])) for name in COMPARISONS))


def test_the_prior_is_one_of_the_known_persons():
    """Before looking, each of 100,000 is as likely."""
    assert weigh()["prior_weight"] == pytest.approx(-16.6096)


@pytest.mark.parametrize(
    ("comparison", "rare", "common"),
    [("person_name", 2, 400), ("birth_date", 2, 300), ("area", 100, 9000)],
)
def test_rare_agreement_weighs_more(comparison, rare, common):
    """A name that two bear says more than one that four hundred bear; so do days and villages."""
    few, many = (
        float(str(weigh(**{f"{comparison}_persons": persons})[f"{comparison}_weight"])) for persons in (rare, common)
    )

    assert few > many


def test_levels_of_a_name_fall_in_order_from_equal_to_different():
    """A slip of sound or shape still speaks for a person, another name against."""
    levels = ["exact", "homophone", "one_character", "surname_only", "different"]
    weights = [float(str(weigh(person_name_level=level)["person_name_weight"])) for level in levels]

    assert weights == sorted(weights, reverse=True)
    assert weights[1] > 0 > weights[4]
    assert weigh(person_name_level="missing")["person_name_weight"] == 0.0


def test_more_possible_repairs_weigh_less():
    """Each doubling of the choices costs one bit."""
    one, two = (float(str(weigh(citizen_id_level="wrong_digit", id_choices=k)["citizen_id_weight"])) for k in (1, 2))

    assert one - two == pytest.approx(1.0, abs=1e-3)


def test_what_the_id_tells_already_is_not_counted_again():
    """The birth date is part of the repaired ID: agreement adds nothing, disagreement still counts."""
    agreeing = weigh(citizen_id_level="wrong_digit")
    disagreeing = weigh(citizen_id_level="wrong_digit", birth_date_level="different")

    assert agreeing["birth_date_weight"] == 0.0
    assert float(str(disagreeing["birth_date_weight"])) < 0


def test_one_household_is_not_one_village_once_more():
    """People of one household live in one village anyway."""
    assert weigh(household_level="same", household_persons=4)["area_weight"] == 0.0


def test_a_damaged_id_that_is_another_id_speaks_against():
    """No slip turned the one into the other: name and place are for people to look at."""
    row = weigh(citizen_id_level="contradicts")

    assert float(str(row["citizen_id_weight"])) < -5
    assert (row["link_grade"], row["may_accept"]) == ("G8", False)


@pytest.mark.parametrize(("comparison", "explained"), [("area", 0.0), ("phone", 0.0), ("account", 0.0)])
def test_what_a_household_shares_is_counted_once(comparison, explained):
    """People of one household live in one village and share telephone and account."""
    level = {"area": "village"}.get(comparison, "same")
    row = weigh(**{"household_level": "same", "household_persons": 4, f"{comparison}_level": level})

    assert row[f"{comparison}_weight"] == explained


def test_one_account_makes_one_telephone_no_news():
    """Both are written on one form."""
    alone = weigh(phone_level="same", phone_persons=1)
    with_account = weigh(phone_level="same", phone_persons=1, account_level="same", account_persons=1)

    assert float(str(alone["phone_weight"])) > 10
    assert with_account["phone_weight"] == 0.0
    assert float(str(with_account["account_weight"])) > 10


def test_a_number_that_dozens_share_says_little():
    """The village cadre's telephone stands for everyone that he wrote down."""
    own, shared = (float(str(weigh(phone_level="same", phone_persons=persons)["phone_weight"])) for persons in (1, 400))

    assert own > 20
    assert 6 < shared < 8


def test_another_number_says_almost_nothing():
    """People change their telephone, and have several accounts."""
    row = weigh(phone_level="different", phone_persons=1, account_level="different", account_persons=1)

    assert -2.0 < float(str(row["phone_weight"])) < 0
    assert -2.0 < float(str(row["account_weight"])) < 0


def test_a_source_with_pairs_of_its_own_is_weighed_by_them():
    """Where a source writes villages carelessly, another village says less."""
    careless = {**MODEL.m, "area": {**MODEL.m["area"], "different": 0.3}}
    model = replace(MODEL, m_by_source={"card_payments": careless})

    strict, own = (
        float(str(weigh_with(model, source=source, area_level="different")["area_weight"]))
        for source in ("cremations", "card_payments")
    )

    assert strict == weigh(area_level="different")["area_weight"]
    assert own > strict + 3


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
        ({"citizen_id_level": "wrong_digit", "birth_date_level": "missing"}, ("G5", True)),
        ({"citizen_id_level": "wrong_digit", "person_name_level": "homophone"}, ("G5", True)),
        (
            {"citizen_id_level": "wrong_digit", "person_name_level": "look_alike", "birth_date_level": "missing"},
            ("G5", True),
        ),
        ({"citizen_id_level": "wrong_digit", "person_name_level": "one_character"}, ("G5", True)),
        (
            {"citizen_id_level": "wrong_digit", "person_name_level": "one_character", "birth_date_level": "missing"},
            (None, False),
        ),
        (
            {
                "citizen_id_level": "wrong_digit",
                "person_name_level": "one_character",
                "birth_date_level": "missing",
                "household_level": "same",
                "household_persons": 4,
            },
            ("G5", True),
        ),
        ({"citizen_id_level": "wrong_digit", "person_name_level": "missing"}, (None, False)),
        ({"citizen_id_level": "lost_digits", "birth_date_level": "different", "area_level": "missing"}, (None, False)),
    ],
)
def test_grades(changed, expected):
    """What each combination may become; G8 is for people only."""
    row = weigh(**changed)

    assert (row["link_grade"], row["may_accept"]) == expected


def test_probabilities_are_odds_in_bits():
    """No bits are even odds; ten are a thousand to one."""
    assert match_probability(pa.array([0.0, 10.0, -10.0]).to_numpy()).tolist() == [0.5, 0.999024, 0.000976]


def _compared(source: str = "card_payments", **levels: list[str]) -> pa.Table:
    count = max(len(column) for column in levels.values())
    return pa.table(
        {f"{name}_level": levels.get(name, ["missing"] * count) for name in LEARNT} | {"source": [source] * count}
    )


def test_few_pairs_teach_nothing():
    """A hundred pairs are an anecdote: the shipped model stays."""
    learnt = learn_model(_compared(sex=["same"] * 199), 10, default_model())

    assert learnt == replace(default_model(), persons=10)


def test_shares_are_learnt_and_lean_on_what_is_given():
    """950 of 1,000 names are equal, and 50 pairs' worth of the shipped model."""
    model = learn_model(_compared(person_name=["exact"] * 950 + ["homophone"] * 50), 10, default_model())

    assert (model.origin, model.learning_pairs) == ("learnt", 1000)
    assert model.counts["person_name"]["homophone"] == 50
    assert model.m["person_name"]["exact"] == pytest.approx((950 + 50 * 0.953) / 1050, abs=1e-6)
    assert model.m["person_name"]["homophone"] == pytest.approx((50 + 50 * 0.010) / 1050, abs=1e-6)
    assert model.m["birth_date"] == pytest.approx(default_model().m["birth_date"])


def test_places_count_only_where_they_are_named_finely_enough():
    """Rows that name a township only say nothing on how often villages agree."""
    model = learn_model(_compared(area=["village"] * 300 + ["township_only"] * 300), 10, default_model())

    assert model.m["area"]["village"] == pytest.approx((300 + 50 * 0.8) / 350, abs=1e-6)
    assert model.m["area"]["township_only"] == pytest.approx((600 + 50 * 0.88) / 650, abs=1e-6)


def test_places_of_a_county_count_among_all_that_name_one():
    """Two in five of those agree in the county; villages, which nobody names here, stay as they were given."""
    given = default_model()
    area = ["county_only"] * 200 + ["prefecture"] * 200 + ["different"] * 100

    model = learn_model(_compared(area=area), 10, given)

    counted = {"county_only": 200, "prefecture": 200, "different": 100}
    for level, count in counted.items():
        assert model.m["area"][level] == pytest.approx((count + 50 * given.m["area"][level]) / 550, abs=1e-6)
    # Another prefecture or place is another township and village as well.
    assert model.m["area"]["county"] == pytest.approx(50 * given.m["area"]["county"] / 350, abs=1e-6)
    assert model.m["area"]["village"] == pytest.approx(50 * given.m["area"]["village"] / 350, abs=1e-6)


def test_a_source_with_two_thousand_pairs_has_shares_of_its_own():
    """With fewer, what all sources show is the better guess."""
    careful = _compared("rosters", sex=["same"] * 2000)
    careless = _compared("lists", sex=["same"] * 1000 + ["different"] * 999)

    model = learn_model(pa.concat_tables([careful, careless]), 10, default_model())

    assert model.pairs_by_source == {"rosters": 2000}
    assert model.m_by_source["rosters"]["sex"]["same"] > 0.98 > model.m["sex"]["same"]


def test_a_chosen_model_is_not_learnt_over():
    """Who names a file wants the weights of the file."""
    chosen = replace(default_model(), origin="file")

    assert learn_model(_compared(sex=["same"] * 5000), 10, chosen) == replace(chosen, persons=10)
