"""Persons of whom no record has a valid ID: what makes two records one, and what never does."""

from __future__ import annotations

from datetime import date

import pytest
from tests.link.made_up import (
    CARDS,
    CREMATIONS,
    FAR_VILLAGE,
    OTHER_VILLAGE,
    ROSTER,
    VILLAGE,
    are_one_person,
    link_of,
    made_up_id,
    persons_by_record,
)

BORN = date(1952, 3, 14)
HOUSEHOLD = "18012100123"
ACCOUNT, PHONE = "6217000010001234567", "13800000001"
WHOLE = made_up_id("19520314", 123)


def _slip(citizen_id, place, by=1):
    """The ID with one digit wrong."""
    return citizen_id[:place] + str((int(citizen_id[place]) + by) % 10) + citizen_id[place + 1 :]


FIRST, SECOND = _slip(WHOLE, 8), _slip(WHOLE, 15)
"""Two damaged forms of one ID."""

HOLDS = [
    ("name, birth date and village", {"birth_date": BORN, "area_code": VILLAGE}, {}),
    ("name and birth date, one place not given", {"birth_date": BORN, "area_code": VILLAGE}, {"area_code": None}),
    ("name and account", {"account": ACCOUNT}, {}),
    ("name, telephone and village", {"phone": PHONE, "area_code": VILLAGE}, {}),
    ("name, household and a birth date with a slip", {"birth_date": BORN, "household_key": HOUSEHOLD},
     {"birth_date": date(1952, 3, 15)}),
    ("a variant of the name", {"birth_date": BORN, "area_code": VILLAGE}, {"name": "趙國華"}),
    ("two damaged forms of one ID", {"raw_id": FIRST}, {"raw_id": SECOND}),
    ("two damaged forms of one ID, and a like-sounding name in one village", {"raw_id": FIRST, "area_code": VILLAGE},
     {"raw_id": _slip(WHOLE, 9), "name": "赵果华"}),
]  # fmt: skip

FAILS = [
    ("a bare name", {}, {}),
    ("a name and a village", {"area_code": VILLAGE}, {}),
    ("a name and a household", {"household_key": HOUSEHOLD}, {}),
    ("a birth date and a village", {"birth_date": BORN, "area_code": VILLAGE}, {"name": "钱素贞"}),
    ("another sex", {"birth_date": BORN, "area_code": VILLAGE, "sex": "male"}, {"sex": "female"}),
    ("another village", {"birth_date": BORN, "area_code": VILLAGE}, {"area_code": FAR_VILLAGE}),
    ("another birth date", {"birth_date": BORN, "area_code": VILLAGE}, {"birth_date": date(1978, 9, 1)}),
    ("father and son of one name with one account", {"birth_date": BORN, "account": ACCOUNT},
     {"birth_date": date(1978, 9, 1)}),
    ("twins", {"birth_date": BORN, "household_key": HOUSEHOLD, "area_code": VILLAGE, "phone": PHONE},
     {"name": "赵国画"}),
    ("twins, paid to one account", {"birth_date": BORN, "account": ACCOUNT, "area_code": VILLAGE}, {"name": "赵国芳"}),
    ("neighbours born on one day", {"raw_id": FIRST}, {"raw_id": _slip(made_up_id("19520314", 541), 8)}),
]  # fmt: skip


def _both(county, given, other):
    """A row of the roster and a card payment: what both say, and what the second says instead."""
    said = {"name": "赵国华"} | given
    return (
        county.add("benefit_spell", ROSTER, **said),
        county.add("payment", CARDS, **(said | other)),
    )


@pytest.mark.parametrize(("given", "other"), [case[1:] for case in HOLDS], ids=[case[0] for case in HOLDS])
def test_one_person(populated, given, other):
    """Both records are linked, graded G4 and no better, and no ID is claimed for them."""
    records = _both(populated, given, other)

    linked = populated.link()

    assert are_one_person(linked, *records)
    assert [link_of(linked, record_id) for record_id in records] == [("scored", "G4")] * 2
    assert [persons_by_record(linked)[record_id]["citizen_id"] for record_id in records] == [None] * 2


@pytest.mark.parametrize(("given", "other"), [case[1:] for case in FAILS], ids=[case[0] for case in FAILS])
def test_two_persons(populated, given, other):
    """Each record stays a person of its own."""
    records = _both(populated, given, other)

    linked = populated.link()

    assert not are_one_person(linked, *records)
    assert [link_of(linked, record_id) for record_id in records] == [("alone", None)] * 2


def test_a_third_source_joins_the_person_of_the_first_two(populated):
    """By what the second said, which the first did not."""
    records = [
        populated.add("benefit_spell", ROSTER, None, "赵国华", birth_date=BORN, area_code=VILLAGE),
        populated.paid(None, "赵国华", birth_date=BORN, account=ACCOUNT),
        populated.add("death", CREMATIONS, None, "赵国华", account=ACCOUNT),
    ]

    assert are_one_person(populated.link(), *records)


def test_a_third_source_that_contradicts_the_first_does_not_join_by_the_second(populated):
    """The second says neither birth date nor sex; the person has them from the first."""
    first = populated.add("benefit_spell", ROSTER, None, "赵国华", birth_date=BORN, account=ACCOUNT)
    second = populated.paid(None, "赵国华", account=ACCOUNT, phone=PHONE)
    third = populated.add("death", CREMATIONS, None, "赵国华", birth_date=date(1978, 9, 1), phone=PHONE)
    for number in range(3):
        populated.add("benefit_spell", ROSTER, None, f"钱{chr(0x4E00 + number)}")
        populated.paid(None, f"孙{chr(0x4E00 + number)}", area_code=OTHER_VILLAGE)

    linked = populated.link()

    assert are_one_person(linked, first, second)
    assert not are_one_person(linked, first, third)


def test_two_rows_of_a_once_only_list_are_never_one_person(populated):
    """Both agree with one payment alike: neither is it, and both are seen by people."""
    said = {"birth_date": BORN, "household_key": HOUSEHOLD}
    rows = [
        populated.add("benefit_spell", ROSTER, None, "赵国华", area_code=place, **said)
        for place in (VILLAGE, VILLAGE[:9] + "000")
    ]
    payment = populated.paid(None, "赵国华", **said)

    linked = populated.link()

    assert len({persons_by_record(linked)[record_id]["person_id"] for record_id in (*rows, payment)}) == 3
    reviewed = {(row["record_id"], row["person_id"]) for row in linked.review.to_pylist()}
    assert {(payment, persons_by_record(linked)[row]["person_id"]) for row in rows} <= reviewed


def test_whoever_could_be_a_person_with_an_id_stays_a_candidate_of_that_person(populated):
    """Two records are one person; that it is the resident of the next village is not ruled out by that."""
    resident = populated.resident(made_up_id(), "赵国华", FAR_VILLAGE)
    records = _both(populated, {"account": ACCOUNT}, {})

    linked = populated.link()

    assert are_one_person(linked, *records)
    person = persons_by_record(linked)[resident]["person_id"]
    assert {(record_id, person) for record_id in records} <= {
        (row["record_id"], row["person_id"]) for row in linked.candidates.to_pylist()
    }


def test_the_weights_of_a_link_without_ids_are_told(populated):
    """What explains it, comparison by comparison; they add up."""
    roster, payment = _both(populated, {"birth_date": BORN, "area_code": VILLAGE}, {})

    linked = populated.link()

    person = persons_by_record(linked)[payment]
    rows = [row for row in linked.weights.to_pylist() if row["record_id"] in (roster, payment)]
    assert {row["person_id"] for row in rows} == {person["person_id"]}
    assert abs(sum(row["weight"] for row in rows) - float(str(person["match_weight"]))) < 1e-6
    assert {"person_name", "birth_date", "area"} <= {row["comparison"] for row in rows}
