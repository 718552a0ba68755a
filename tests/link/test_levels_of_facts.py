"""Levels of agreement between places, households, telephone and account numbers."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA
from tests.link.made_up import CREMATIONS, ROSTER, VILLAGE

from matcher.identity.number_comparison import LEVELS as NUMBER_LEVELS
from matcher.identity.number_comparison import number_levels
from matcher.link.comparison import LEVELS, area_levels

AREAS = [
    # left, right, level, why
    ("180121102203", "180121102203", "village", "one village"),
    ("180121102203", "180121102204", "township", "two villages of a township"),
    ("180121102203", "180121102000", "township_only", "the village not named on the right"),
    ("180121102000", "180121102000", "township_only", "the village named on neither side"),
    ("180121102203", "180121103203", "county", "two townships of a county"),
    ("180121102000", "180121103000", "county", "two townships, no village named"),
    ("180121102203", "180121000000", "county_only", "the township not named on the right"),
    ("180121000000", "180121000000", "county_only", "the township named on neither side"),
    ("180121102203", "180122102203", "prefecture", "two counties, the rest alike by chance"),
    ("180121000000", "180122000000", "prefecture", "two counties, no more named"),
    ("180121102203", "180221102203", "different", "two prefectures"),
    ("180121102203", "190121102203", "different", "two provinces"),
    ("180121102203", "180100000000", "missing", "only the prefecture named"),
    ("180000000000", "180121102203", "missing", "only the province named"),
    ("0", "180121102203", "missing", "nothing named on the left"),
    ("0", "0", "missing", "nothing named"),
]

NUMBERS = [
    # left, right, level, why
    ("13812345678", "13812345678", "same", "a telephone"),
    ("6217000000000000123", "6217000000000000123", "same", "an account"),
    ("13812345678", "13812345679", "one_slip", "last digit wrong"),
    ("13812345678", "23812345678", "one_slip", "first digit wrong"),
    ("13812345678", "13821345678", "one_slip", "two neighbours swapped"),
    ("13812345678", "1381234567", "one_slip", "last digit missing"),
    ("13812345678", "3812345678", "one_slip", "first digit missing"),
    ("13812345678", "138123456788", "one_slip", "a digit twice"),
    ("13812345678", "138123945678", "one_slip", "a digit too many inside"),
    ("6217000000000000123", "621700000000000123", "one_slip", "one zero of many missing"),
    ("13812345678", "13812345687", "one_slip", "the last two swapped"),
    ("13812345678", "13812345699", "different", "two digits wrong"),
    ("13812345678", "13812354687", "different", "two swaps"),
    ("13812345678", "138123456", "different", "two digits missing"),
    ("13812345678", "15900000000", "different", "another telephone"),
    ("13812345678", "6217000000000000123", "different", "a telephone and an account"),
    ("123456", "123457", "different", "too short to be known by the rest"),
    (None, "13812345678", "missing", "left missing"),
    ("13812345678", None, "missing", "right missing"),
    (None, None, "missing", "both missing"),
]


@pytest.mark.parametrize(("left", "right", "level", "why"), AREAS, ids=[pair[-1] for pair in AREAS])
def test_a_pair_of_places_agrees_to_a_level(left, right, level, why):
    """Both ways round."""
    first, second = (np.array([int(code)], dtype=np.int64) for code in (left, right))

    assert [LEVELS["area"][area_levels(*pair)[0]] for pair in ((first, second), (second, first))] == [level] * 2


@pytest.mark.parametrize(("left", "right", "level", "why"), NUMBERS, ids=[pair[-1] for pair in NUMBERS])
def test_a_pair_of_numbers_agrees_to_a_level(left, right, level, why):
    """Both ways round."""
    first, second = pa.array([left], pa.string()), pa.array([right], pa.string())

    assert [NUMBER_LEVELS[number_levels(*pair)[0]] for pair in ((first, second), (second, first))] == [level] * 2


def test_the_tables_reach_every_level():
    """No level without a pair."""
    assert {pair[2] for pair in AREAS} == set(LEVELS["area"])
    assert {pair[2] for pair in NUMBERS} == set(NUMBER_LEVELS)


_NUMBER = st.text("0123", min_size=7, max_size=12)


@given(st.lists(st.tuples(_NUMBER, _NUMBER), min_size=1, max_size=20))
def test_one_slip_is_one_edit(pairs):
    """As the textbook counts edits, in every row of a column."""
    left, right = zip(*pairs, strict=True)

    edits = [min(OSA.distance(*pair), 2) for pair in pairs]

    assert number_levels(pa.array(left), pa.array(right)).tolist() == edits


HOUSEHOLDS = [
    # source of the other record, its household number, level, why
    (ROSTER, "18012100123", "same", "one number"),
    (ROSTER, "18012100999", None, "another office's number says nothing when it differs"),
    (ROSTER, None, None, "no number"),
    (CREMATIONS, "18012100123", "same", "one number at another office"),
    (ROSTER, "7", None, "a short number counts for one office alone"),
]


@pytest.mark.parametrize(("source", "number", "level", "why"), HOUSEHOLDS, ids=[pair[-1] for pair in HOUSEHOLDS])
def test_a_household_agrees_to_a_level(populated, source, number, level, why):
    """The resident's household has the number 18012100123 in the register."""
    whole = "180121195203141232"
    populated.resident(whole, "王建军", household_key="18012100123")
    damaged = whole[:9] + "9" + whole[10:]
    record = populated.add("benefit_spell", source, damaged, "王建军", area_code=VILLAGE, household_key=number)

    weights = populated.link().weights.to_pylist()

    levels = {row["comparison"]: row["level"] for row in weights if row["record_id"] == record}
    assert levels.get("household") == level
    assert levels["citizen_id"] == "wrong_digit"
