"""Levels of agreement between damaged IDs and whole ones: explained by one slip, another ID, or neither."""

from __future__ import annotations

from datetime import date

import pytest
from tests.link.id_pairs import ID_PAIRS
from tests.link.made_up import CARDS, VILLAGE, County

SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫", "国秀建玉志桂文春明海军英"


@pytest.fixture(scope="module")
def levels(tmp_path_factory):
    """Everyone's whole ID stands in the register, the damaged one in a list with name, birth date and village."""
    county = County(tmp_path_factory.mktemp("county"))
    records = {}
    for number, (damaged, whole, _, _) in enumerate(ID_PAIRS):
        name = SURNAMES[number % 12] + GIVEN[number // 12] + GIVEN[number * 5 % 12]
        born = date(int(whole[6:10]), int(whole[10:12]), int(whole[12:14]))
        county.resident(whole, name)
        records[damaged] = county.add("payment", CARDS, damaged, name, birth_date=born, area_code=VILLAGE)
    weights = county.link().weights.to_pylist()
    found = {row["record_id"]: row["level"] for row in weights if row["comparison"] == "citizen_id"}
    return {damaged: found.get(record) for damaged, record in records.items()}


@pytest.mark.parametrize(("damaged", "whole", "level", "why"), ID_PAIRS, ids=[pair[-1] for pair in ID_PAIRS])
def test_a_damaged_id_agrees_to_a_level(levels, damaged, whole, level, why):
    """With the person of that name, birth date and village."""
    assert levels[damaged] == level


def test_the_table_is_long_and_says_nothing_twice():
    """At least eighty pairs, each of another person."""
    assert len(ID_PAIRS) >= 80
    assert len({pair[0] for pair in ID_PAIRS}) == len({pair[1] for pair in ID_PAIRS}) == len(ID_PAIRS)
