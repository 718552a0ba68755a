"""Households that sure links make one: what a name alone is worth there, and what it is not."""

from __future__ import annotations

from datetime import date

import pytest
from tests.link.made_up import CARDS, ROSTER, VILLAGE, are_one_person, link_of, made_up_id, persons_by_record

from matcher.config.linkage import Linkage

REGISTERED, AIDED = "18012100123", "DB-000777"
HEAD, WIFE, SON = made_up_id("19520314", 123), made_up_id("19540506", 124), made_up_id("19780901", 125)


@pytest.fixture
def family(populated):
    """A registered family of three, whose head stands in the roster under the number of the aided household."""
    for citizen_id, name in ((HEAD, "赵国华"), (WIFE, "钱素贞"), (SON, "赵明海")):
        populated.resident(citizen_id, name, VILLAGE, household_key=REGISTERED)
    populated.add("benefit_spell", ROSTER, HEAD, "赵国华", household_key=AIDED)
    return populated


def _person_of(linked, citizen_id):
    return {row["person_id"] for row in linked.persons.to_pylist() if row["citizen_id"] == citizen_id}


def test_a_name_in_a_household_that_a_sure_link_makes_one_is_linked_as_weakly_as_can_be(family):
    """The wife stands in the roster by name only: grade G8, and her household number is the one carried over."""
    record = family.add("benefit_spell", ROSTER, None, "钱素贞", household_key=AIDED)

    linked = family.link()

    assert link_of(linked, record) == ("scored", "G8")
    assert {persons_by_record(linked)[record]["person_id"]} == _person_of(linked, WIFE)
    levels = {row["comparison"]: row["level"] for row in linked.weights.to_pylist() if row["record_id"] == record}
    assert levels["household"] == "carried"


def test_a_weak_link_leaves_the_record_among_the_candidates(family):
    """Whoever else bears the name there is not accused for a row that may be theirs."""
    family.resident(made_up_id("19610101", 300), "钱素贞", VILLAGE)
    record = family.add("benefit_spell", ROSTER, None, "钱素贞", household_key=AIDED)

    linked = family.link()

    assert link_of(linked, record) == ("scored", "G8")
    assert len({row["person_id"] for row in linked.candidates.to_pylist() if row["record_id"] == record}) == 2


def test_no_review_is_asked_for_what_the_household_decides(family):
    """The record is linked; it is no doubt of people's any more."""
    record = family.add("benefit_spell", ROSTER, None, "钱素贞", household_key=AIDED, area_code=VILLAGE)

    assert record not in {row["record_id"] for row in family.link().review.to_pylist()}


FORBIDDEN = [
    ("another birth date", {"birth_date": date(1960, 1, 1)}),
    ("another sex", {"sex": "male"}),
    ("a name that is only alike", {"name": "钱素珍"}),
    ("another household", {"household_key": "DB-000778"}),
]


@pytest.mark.parametrize("instead", [case[1] for case in FORBIDDEN], ids=[case[0] for case in FORBIDDEN])
def test_what_contradicts_forbids_the_link(family, instead):
    """A household is no proof against what is said."""
    said = {"name": "钱素贞", "household_key": AIDED} | instead
    record = family.add("benefit_spell", ROSTER, None, **said)

    assert link_of(family.link(), record) == ("alone", None)


def test_father_and_son_of_one_name_are_a_near_tie(family):
    """The household cannot tell them apart."""
    family.resident(made_up_id("19900909", 301), "钱素贞", VILLAGE, household_key=REGISTERED)
    record = family.add("benefit_spell", ROSTER, None, "钱素贞", household_key=AIDED)

    assert link_of(family.link(), record) == ("alone", None)


def test_a_person_is_not_listed_twice_for_the_households_sake(family):
    """The roster names the wife by her ID already; another row of her name is somebody else, or an error."""
    family.add("benefit_spell", ROSTER, WIFE, "钱素贞", household_key=AIDED)
    record = family.add("benefit_spell", ROSTER, None, "钱素贞", household_key=AIDED)

    assert link_of(family.link(), record) == ("alone", None)


def test_households_of_many_are_no_families(family):
    """A home for the aged: thirty people under one number prove nothing of one another."""
    for number in range(30):
        citizen_id = made_up_id("19450607", 400 + number)
        family.resident(citizen_id, f"孙{chr(0x4E00 + number)}", VILLAGE, household_key="18012100999")
    family.add("payment", CARDS, made_up_id("19450607", 400), "孙一", household_key="YL-00001")
    record = family.add("payment", CARDS, None, "孙丁", household_key="YL-00001")

    assert link_of(family.link(), record) == ("alone", None)


def test_without_use_of_households_nothing_is_carried(family):
    """The switch by which its worth is measured."""
    record = family.add("benefit_spell", ROSTER, None, "钱素贞", household_key=AIDED)

    linked = family.link(Linkage(use_households=False))

    assert link_of(linked, record) == ("alone", None)
    assert not are_one_person(linked, record, next(iter(persons_by_record(linked))))
