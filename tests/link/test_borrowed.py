"""A valid ID under the name of somebody else: refused, and the record is known by what else it says, or by nothing."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from tests.link.made_up import (
    FAR_VILLAGE,
    ROSTER,
    VILLAGE,
    are_one_person,
    link_of,
    made_up_id,
    persons_by_record,
)

from matcher.link.judged import JUDGEMENTS

BORN = date(1961, 7, 9)
BEARER, OWN = made_up_id("19520314", 123), made_up_id("19610709", 124)
HOUSEHOLD = "18012100123"


@pytest.fixture
def known(populated):
    """The bearer of an ID, and the woman who is paid under it; both are registered."""
    populated.resident(BEARER, "王建军")
    populated.resident(OWN, "李秀英")
    return populated


def _person_of(linked, citizen_id):
    return {row["person_id"] for row in linked.persons.to_pylist() if row["citizen_id"] == citizen_id}


def _conflicts(linked, record_id):
    return [(row["citizen_id"], row["reason"]) for row in linked.conflicts.to_pylist() if row["record_id"] == record_id]


def test_name_birth_date_and_village_tell_who_borrowed_an_id(known):
    """She is herself, whatever ID she gives; the conflict is reported all the same, and he is not said to be paid."""
    payment = known.paid(BEARER, "李秀英", birth_date=BORN, area_code=VILLAGE)

    linked = known.link()

    assert link_of(linked, payment) == ("scored", "G4")
    assert {persons_by_record(linked)[payment]["person_id"]} == _person_of(linked, OWN)
    assert _conflicts(linked, payment) == [(BEARER, "borrowed")]
    assert _person_of(linked, BEARER) == {
        row["person_id"] for row in linked.candidates.to_pylist() if row["record_id"] == payment
    }


def test_who_was_judged_to_be_the_bearer_did_not_borrow(known):
    """People may say that the name is the bearer's as well: his record, and names that still differ."""
    bearer = known.resident(BEARER, "王建军")
    payment = known.paid(BEARER, "李秀英", birth_date=BORN, area_code=VILLAGE)
    same = {"left_record_id": payment, "right_record_id": bearer, "verdict": "same"}

    linked = known.link(judgements=pa.Table.from_pylist([same], schema=JUDGEMENTS))

    assert link_of(linked, payment) == ("judged", "G2")
    assert "borrowed" not in [reason for _, reason in _conflicts(linked, payment)]


WEAK = [
    ("name", {}),
    ("name and village", {"area_code": VILLAGE}),
    ("name and birth date in another township", {"birth_date": BORN, "area_code": FAR_VILLAGE}),
    ("another birth date", {"birth_date": date(1963, 2, 1), "area_code": VILLAGE}),
    ("another sex", {"birth_date": BORN, "sex": "male", "area_code": VILLAGE}),
]


@pytest.mark.parametrize("said", [case[1] for case in WEAK], ids=[case[0] for case in WEAK])
def test_weak_evidence_leaves_the_conflict_as_it_is(known, said):
    """Somebody uses the ID of another, and nobody knows who."""
    payment = known.paid(BEARER, "李秀英", **said)

    linked = known.link()

    assert link_of(linked, payment) == ("conflict", "G3")
    assert [citizen_id for citizen_id, _ in _conflicts(linked, payment)] == [BEARER]


def test_a_household_and_a_name_do_not_outweigh_a_refused_id(known):
    """The husband's name in his wife's household, under her ID: such links are for records that give no ID."""
    known.resident(made_up_id("19590203", 125), "赵国华", household_key=HOUSEHOLD)
    known.resident(made_up_id("19600304", 126), "钱素贞", household_key=HOUSEHOLD)
    known.add("benefit_spell", ROSTER, made_up_id("19590203", 125), "赵国华", household_key="DB-000777")
    row = known.add("benefit_spell", ROSTER, BEARER, "钱素贞", household_key="DB-000777")

    assert link_of(known.link(), row) == ("conflict", "G3")


def test_the_bearer_never_gets_what_was_refused(known):
    """All but the name is the bearer's: birth date, village, household, telephone."""
    said = {"household_key": HOUSEHOLD, "phone": "13800000001"}
    bearer = known.resident(made_up_id("19700101", 127), "陈志明", **said)
    payment = known.paid(made_up_id("19700101", 127), "周玉兰", birth_date=date(1970, 1, 1), area_code=VILLAGE, **said)

    linked = known.link()

    assert not are_one_person(linked, bearer, payment)
    assert link_of(linked, payment) == ("conflict", "G3")
    assert not [row for row in linked.review.to_pylist() if row["record_id"] == payment]


def test_a_twin_under_the_id_of_the_other_twin_is_still_herself(known):
    """Names that are two names, and all else alike: name, birth date and village are hers."""
    twins = [made_up_id("19900101", 124), made_up_id("19900101", 126)]
    known.resident(twins[0], "王春华", household_key=HOUSEHOLD)
    known.resident(twins[1], "王秋月", household_key=HOUSEHOLD)
    payment = known.paid(twins[0], "王秋月", birth_date=date(1990, 1, 1), area_code=VILLAGE, household_key=HOUSEHOLD)

    linked = known.link()

    assert {persons_by_record(linked)[payment]["person_id"]} == _person_of(linked, twins[1])
    assert link_of(linked, payment) == ("scored", "G4")


def test_a_list_that_has_her_already_does_not_get_her_twice(known):
    """A list that names people once has her under her own ID: the second row is somebody nobody knows."""
    known.add("benefit_spell", ROSTER, OWN, "李秀英", birth_date=BORN, area_code=VILLAGE)
    row = known.add("benefit_spell", ROSTER, BEARER, "李秀英", birth_date=BORN, area_code=VILLAGE)

    linked = known.link()

    assert link_of(linked, row) == ("conflict", "G3")


@pytest.mark.parametrize("seed", [1, 2])
def test_row_order_changes_nothing(known, seed):
    """Who borrowed and who was refused does not depend on which row came first."""
    for number in range(3):
        known.paid(BEARER, "李秀英", birth_date=BORN, area_code=VILLAGE, phone=f"1380000000{number}")
    known.paid(OWN, "王建军", birth_date=date(1952, 3, 14), area_code=VILLAGE)

    first, second = known.link(), known.link(shuffle=seed)

    assert first.persons.equals(second.persons)
    assert first.conflicts.equals(second.conflicts)
    assert first.candidates.equals(second.candidates)
