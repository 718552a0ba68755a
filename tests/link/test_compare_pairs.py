"""Levels of agreement of pairs, from what is known of both sides: the best of a person's many facts counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from matcher.link.comparison import COMPARED, LEVELS, compare_pairs
from matcher.link.facts import Facts

WHOLE = "180121195203141232"
VILLAGE, NEXT_VILLAGE, OTHER_COUNTY = 180121102203, 180121102204, 180122102203
OURS = {
    # two identities: a damaged ID beside much else, and a bare name
    "source": ["card_payments", "cremations"],
    "citizen_id_raw": ["180121195203141239", None],
    "person_name": ["王建军", "李红"],
    "birth_date": [date(1952, 3, 14), None],
    "birth_is_in_raw": [False, True],
    "sex": [1, 0],
    "agency": [5, 6],
    "household": [77, None],
    "area": [VILLAGE, VILLAGE],
    "phone": ["13812345678", None],
    "account": ["6217000000000000123", None],
    "person_name_persons": [50, 7],
    "birth_date_persons": [4, None],
    "household_persons": [3, None],
    "phone_persons": [1, None],
    "account_persons": [2, None],
    "village_persons": [500, 500],
    "township_persons": [9000, 9000],
    "county_persons": [90000, 90000],
}
TYPES = {
    "birth_date": pa.date32(), "agency": pa.uint64(), "household": pa.uint64(), "area": pa.int64(),
    "their_place": pa.int64(), "our_place": pa.int64(), "id_level": pa.string(), "citizen_id_raw": pa.string(),
    "canonical_id": pa.string(), "phone": pa.string(), "account": pa.string(), "person_name": pa.string(),
}  # fmt: skip


def table_of(**columns: Any) -> pa.Table:
    return pa.table({name: pa.array(values, TYPES.get(name)) for name, values in columns.items()})


FACTS = Facts(
    pairs=table_of(
        identity=[1, 1, 2], person=[11, 12, 12], our_place=[0, 0, 1], their_place=[0, 1, 1],
        id_level=["wrong_digit", None, None], id_choices=[2, 1, 1],
    ),
    ours=table_of(**OURS),
    theirs=table_of(
        canonical_id=[WHOLE, "190203200112310011"], birth_date=[date(1952, 3, 14), date(2001, 12, 31)], sex=[1, 2],
        id_persons=[800, 3],
    ),
    names=table_of(their_place=[1, 0, 0], person_name=["李红", "张三", "王建军"]),
    areas=table_of(their_place=[0, 1, 0], area=[NEXT_VILLAGE, OTHER_COUNTY, VILLAGE]),
    households=table_of(their_place=[0, 0], agency=[5, 9], household=[78, 77]),
    phones=table_of(their_place=[0, 0], phone=["15900000000", "13812345679"]),
    accounts=table_of(their_place=[1], account=["6228480000000000000"]),
)  # fmt: skip


def levels_of(facts: Facts) -> dict[str, list[str]]:
    compared = compare_pairs(facts)
    return {name: compared[f"{name}_level"].to_pylist() for name in COMPARED}


def test_the_best_of_a_persons_facts_counts():
    """The second name, the second village, the number of another office's household, the nearer telephone."""
    assert levels_of(FACTS) == {
        "citizen_id": ["wrong_digit", "contradicts", "missing"],
        "person_name": ["exact", "different", "exact"],
        "birth_date": ["same", "different", "missing"],
        "sex": ["same", "different", "missing"],
        "area": ["village", "prefecture", "prefecture"],
        "household": ["same", "missing", "missing"],
        "phone": ["one_slip", "missing", "missing"],
        "account": ["missing", "different", "missing"],
    }


def test_how_many_share_a_value_is_that_of_our_side():
    """Of places, those of the part that agrees; of the ID's area, those of their side."""
    compared = compare_pairs(FACTS)

    assert compared.select(["identity", "person", "source", "id_choices", "id_persons"]).to_pydict() == {
        "identity": [1, 1, 2],
        "person": [11, 12, 12],
        "source": ["card_payments", "card_payments", "cremations"],
        "id_choices": [2, 1, 1],
        "id_persons": [800, 3, 3],
    }
    assert compared["area_persons"].to_pylist() == [500, 90000, 90000]
    assert compared["person_name_persons"].to_pylist() == [50, 50, 7]
    assert compared["birth_date_persons"].to_pylist() == [4, 4, None]
    assert compared["household_persons"].to_pylist() == [3, 3, None]
    assert compared["phone_persons"].to_pylist() == [1, 1, None]
    assert compared["account_persons"].to_pylist() == [2, 2, None]


@pytest.mark.parametrize(
    ("area", "level", "persons"),
    [
        (VILLAGE, "village", 500),
        (180121102000, "township_only", 9000),
        (NEXT_VILLAGE, "township", 9000),
        (180121000000, "county_only", 90000),
        (180121103201, "county", 90000),
        (OTHER_COUNTY, "prefecture", 90000),
        (None, "missing", 90000),
    ],
)
def test_the_finer_a_place_agrees_the_fewer_share_it(area, level, persons):
    """A village's five hundred say more than a county's ninety thousand."""
    compared = compare_pairs(replace(FACTS, areas=table_of(their_place=[0], area=[area])))

    assert compared["area_level"].to_pylist()[0] == level
    assert compared["area_persons"].to_pylist()[0] == persons


@pytest.mark.parametrize(
    ("agency", "household", "level"), [(5, 77, "same"), (5, 78, "different"), (9, 77, "same"), (9, 78, "missing")]
)
def test_another_number_of_a_household_says_something_at_one_office_only(agency, household, level):
    """Each numbers in its own way."""
    facts = replace(FACTS, households=table_of(their_place=[0], agency=[agency], household=[household]))

    assert levels_of(facts)["household"][0] == level


def test_where_nothing_is_known_of_anybody_all_is_missing():
    """Tables without a row."""
    nothing = {
        name: getattr(FACTS, name).slice(0, 0) for name in ("names", "areas", "households", "phones", "accounts")
    }

    levels = levels_of(replace(FACTS, **nothing))

    assert all(levels[name] == ["missing"] * 3 for name in ("person_name", "area", "household", "phone", "account"))


@pytest.mark.parametrize("id_level", ["wrong_digit", "lost_digits", "masked"])
def test_a_birth_date_within_a_damaged_id_is_no_second_witness(id_level):
    """It speaks where the ID itself does not."""
    ours = table_of(**{**OURS, "birth_is_in_raw": [True, True]})
    pairs = FACTS.pairs.set_column(4, "id_level", pa.array([id_level, None, None]))

    levels = levels_of(replace(FACTS, ours=ours, pairs=pairs))

    assert levels["birth_date"] == ["missing", "different", "missing"]
    assert levels["citizen_id"][0] == id_level


@pytest.mark.parametrize(
    ("raw", "level"),
    [
        ("180121195203141239", "missing"),
        ("18012119520314", "missing"),
        ("18012119520314ABCD", "missing"),
        ("180121198811300000", "contradicts"),
        ("18012119881130000", "contradicts"),
    ],
)
def test_a_damaged_id_contradicts_where_no_two_slips_explain_it(raw, level):
    """Only what is nearly an ID, against a whole one: of two slips it says nothing, of six that it is another."""
    ours = table_of(**{**OURS, "citizen_id_raw": [raw, None]})
    pairs = FACTS.pairs.set_column(4, "id_level", pa.array([None, None, None], pa.string()))

    assert levels_of(replace(FACTS, ours=ours, pairs=pairs))["citizen_id"][0] == level


def test_the_words_of_levels_are_those_that_models_know():
    """`missing` is the last of each."""
    assert {name: words[-1] for name, words in LEVELS.items()} == dict.fromkeys(COMPARED, "missing")
