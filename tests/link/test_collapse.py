"""Which rows without a valid ID are one person among themselves: those that share what can tell people apart."""

from __future__ import annotations

from datetime import date

import pytest
from tests.link.made_up import CREMATIONS, ROSTER, VILLAGE, are_one_person, link_of, made_up_id

DAMAGED = made_up_id("19520314", 123)[:16] + "99"
APART = {
    "nothing more": ({}, {}),
    "other accounts": ({"account": "6217001"}, {"account": "6217002"}),
    "other phones": ({"phone": "13800000001"}, {"phone": "13800000002"}),
    "an account and none": ({"account": "6217001"}, {}),
    "other birth dates": ({"birth_date": date(1952, 3, 14)}, {"birth_date": date(1952, 3, 15)}),
    "one birth date and other accounts": (
        {"birth_date": date(1952, 3, 14), "account": "6217001"},
        {"birth_date": date(1952, 3, 14), "account": "6217002"},
    ),
    "other households": ({"household_key": "18012100123"}, {"household_key": "18012100124"}),
}
TOGETHER = {
    "account": {"account": "6217001"},
    "phone": {"phone": "13800000001"},
    "birth date": {"birth_date": date(1952, 3, 14)},
    "household": {"household_key": "18012100123"},
}


@pytest.mark.parametrize(("first", "second"), APART.values(), ids=APART.keys())
def test_one_name_and_village_are_not_one_person(populated, first, second):
    """Two of one name live in many a village."""
    rows = [populated.paid(None, "王伟", area_code=VILLAGE, **said) for said in (first, second)]

    assert not are_one_person(populated.link(), *rows)


@pytest.mark.parametrize("said", TOGETHER.values(), ids=TOGETHER.keys())
def test_twelve_monthly_rows_of_one_payee_stay_one_person(populated, said):
    """What tells people apart is the same in each."""
    rows = [populated.paid(None, "王伟", area_code=VILLAGE, **said) for _ in range(12)]

    assert are_one_person(populated.link(), *rows)


@pytest.mark.parametrize("raw_id", ["0", "无", "待核实", "18012x", "1.80121E+17"])
def test_what_says_nothing_of_an_id_makes_no_person(populated, raw_id):
    """A filler, or the county alone."""
    rows = [populated.paid(raw_id, "王伟") for _ in range(2)]

    assert not are_one_person(populated.link(), *rows)


def test_a_damaged_id_makes_one_person_whatever_the_account(populated):
    """The money moved to a new card; name and ID are the same."""
    rows = [populated.paid(DAMAGED, "王伟", account=account) for account in ("6217001", "6217002")]

    assert are_one_person(populated.link(), *rows)


def test_tables_filled_by_one_row_hold_one_person(populated):
    """The spell takes the account, the household member does not: it is one row of one list."""
    spell = populated.add("benefit_spell", ROSTER, None, "王伟", area_code=VILLAGE, account="6217001", row_number=9)
    member = populated.add("household_member", ROSTER, None, "王伟", area_code=VILLAGE, part=1, row_number=9)

    assert are_one_person(populated.link(), spell, member)


def test_two_sources_with_one_damaged_id_and_name_speak_of_one_person(populated):
    """Nobody is known by it, and yet the two lists mean the same man."""
    payment = populated.paid(DAMAGED, "王伟", area_code=VILLAGE)
    death = populated.add("death", CREMATIONS, DAMAGED, "王伟", sex="male")
    other = populated.add("death", CREMATIONS, DAMAGED, "李秀英")

    linked = populated.link()

    assert are_one_person(linked, payment, death)
    assert not are_one_person(linked, payment, other)
    assert link_of(linked, payment) == ("alone", None)


@pytest.mark.parametrize("raw_id", [DAMAGED[:6] + "********" + DAMAGED[14:], DAMAGED[:15] + "000"])
def test_what_several_may_share_of_an_id_joins_no_sources(populated, raw_id):
    """Masks and lost tails fit many."""
    payment = populated.paid(raw_id, "王伟")
    death = populated.add("death", CREMATIONS, raw_id, "王伟")

    assert not are_one_person(populated.link(), payment, death)


def test_one_damaged_id_and_two_birth_dates_are_not_one_person(populated):
    """What contradicts keeps apart."""
    payment = populated.paid(DAMAGED, "王伟", birth_date=date(1952, 3, 14))
    death = populated.add("death", CREMATIONS, DAMAGED, "王伟", birth_date=date(1971, 8, 5))

    assert not are_one_person(populated.link(), payment, death)


def test_rows_that_say_the_same_are_one_question_to_people(populated):
    """Twelve bare rows of one name and village: twelve persons for the rules, one line to look at."""
    populated.resident(made_up_id("19520314", 123), "王伟")
    rows = [populated.paid(None, "王伟", area_code=VILLAGE) for _ in range(12)]

    linked = populated.link()

    assert {row["record_id"] for row in linked.candidates.to_pylist()} == set(rows)
    assert linked.review.num_rows == 1
