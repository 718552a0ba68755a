"""How many bits a level is worth, reckoned by hand: by the structure of the code, and by how many share a value."""

from __future__ import annotations

from dataclasses import replace
from math import log2

import pyarrow as pa
import pytest
from tests.link.weighed import MODEL, PAIR, pairs_of, weigh, weigh_with

from matcher.link.scoring import bits_without_m, weigh_pairs


def _bits(m: float, u: float) -> object:
    return pytest.approx(log2(m / u), abs=1e-4)


@pytest.mark.parametrize(
    ("level", "u"),
    [
        ("wrong_digit", 3 * 0.9 / (29_220 * 500)),  # three repairs; a birth day and a sequence number
        ("extra_digit", 3 * 0.9 / (29_220 * 500)),
        ("lost_digits", 0.9 / (29_220 * 5)),  # a birth day and the first digit of a sequence number
        ("masked", 3 / 100_000),  # three persons show what the mask leaves to be seen
    ],
)
def test_a_damaged_id_weighs_by_the_structure_of_the_code(level, u):
    """Nine in ten of the 100,000 persons have an ID of this area."""
    row = weigh(citizen_id_level=level, id_choices=3)

    assert row["citizen_id_weight"] == _bits(MODEL.m["citizen_id"][level], u)


def test_an_area_of_ids_never_holds_more_persons_than_there_are():
    """Persons are counted before those without a valid ID are left out."""
    row = weigh(citizen_id_level="lost_digits", id_persons=250_000)

    assert row["citizen_id_weight"] == _bits(MODEL.m["citizen_id"]["lost_digits"], 1 / (29_220 * 5))


def test_a_value_weighs_by_how_many_others_share_it():
    """Fifty of 100,000, and a thousand persons' worth of the shipped frequency; the pair itself is not counted."""
    frequency = (49 + 1000 * MODEL.u["person_name"]["exact"]) / (99_999 + 1000)

    assert weigh()["person_name_weight"] == _bits(MODEL.m["person_name"]["exact"], frequency)


def test_without_frequencies_all_values_weigh_alike():
    """A choice of the pipeline, to see what they are worth."""
    model = replace(MODEL, use_frequencies=False)
    rare, common = (weigh_with(model, person_name_persons=count)["person_name_weight"] for count in (2, 400))

    assert rare == common == _bits(MODEL.m["person_name"]["exact"], MODEL.u["person_name"]["exact"])


def test_without_levels_of_names_they_are_the_same_or_not():
    """A slip of sound or shape is then another name; no name stays none."""
    model = replace(MODEL, use_name_levels=False)
    found = {
        level: weigh_with(model, person_name_level=level)["person_name_level"]
        for level in ("exact", "homophone", "surname_only", "different", "missing")
    }

    assert found == {
        "exact": "exact", "homophone": "different", "surname_only": "different", "different": "different",
        "missing": "missing",
    }  # fmt: skip


@pytest.mark.parametrize(("is_personal", "is_news"), [(True, True), (False, False)])
def test_an_account_of_ones_own_counts_beside_the_household(is_personal, is_news):
    """Where nothing says that accounts are each one person's, a household may share one."""
    row = weigh(
        household_level="same", household_persons=4, account_level="same", account_persons=1,
        account_is_personal=is_personal,
    )  # fmt: skip

    assert (float(str(row["account_weight"])) > 10) == is_news


def test_a_comparison_that_was_not_made_is_missing():
    """Pairs of a stage that compares less."""
    columns = {name: [value] for name, value in PAIR.items() if not name.startswith(("phone", "account"))}

    row = weigh_pairs(pa.table(columns), MODEL).to_pylist()[0]

    assert (row["phone_level"], row["account_level"], row["phone_weight"]) == ("missing", "missing", 0.0)


def test_bits_without_m_are_what_the_data_alone_say():
    """With the bits of each level's m they are the weight, where nothing is counted twice."""
    row = weigh()
    of_m = sum(log2(MODEL.m[name][str(PAIR[f"{name}_level"])]) for name in ("person_name", "birth_date", "area"))

    assert bits_without_m(pairs_of(), MODEL)[0] + of_m == pytest.approx(row["match_weight"], abs=1e-3)


def test_a_few_persons_are_taken_for_a_thousand():
    """A list of ten says little about how many there are."""
    assert weigh_with(replace(MODEL, persons=10))["prior_weight"] == pytest.approx(-9.9658)


def test_a_row_names_its_pair():
    """Whose bits they are."""
    row = weigh(identity=7, person=9)

    assert (row["identity"], row["person"], row["prior_level"]) == (7, 9, "one_of_known_persons")


def test_an_account_with_a_slip_makes_the_telephone_no_news_either():
    """It stood on the same form."""
    row = weigh(phone_level="same", phone_persons=1, account_level="one_slip", account_persons=1)

    assert row["phone_weight"] == 0.0
