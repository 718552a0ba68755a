"""Links without a usable ID: by name, birth date, place and household; and the look-alikes that must stay apart."""

from __future__ import annotations

from datetime import date

import pytest
from tests.link.made_up import (
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

from matcher.config.linkage import Linkage

BORN = date(1952, 3, 14)
HOUSEHOLD = "18012100123"


def _reviewed(linked, record_id):
    return {(row["person_id"], row["reason"]) for row in linked.review.to_pylist() if row["record_id"] == record_id}


def test_name_birth_date_and_village_make_a_link(populated):
    """No ID at all; the three together are one person: grade G4."""
    resident = populated.resident(made_up_id(), "王建军")
    payment = populated.paid(None, "王建军", birth_date=BORN, area_code=VILLAGE)

    linked = populated.link()

    assert are_one_person(linked, resident, payment)
    assert link_of(linked, payment) == ("scored", "G4")
    assert float(str(persons_by_record(linked)[payment]["match_probability"])) > 0.999


def test_name_birth_date_and_household_make_a_link(populated):
    """The household number stands for the place."""
    resident = populated.resident(made_up_id(), "王建军", household_key=HOUSEHOLD)
    payment = populated.paid(None, "王建军", birth_date=BORN, household_key=HOUSEHOLD)

    linked = populated.link()

    assert are_one_person(linked, resident, payment)
    assert link_of(linked, payment) == ("scored", "G4")


def test_name_and_village_alone_go_to_people(populated):
    """Grade G8 is never a link by itself: such joins made the false clues of the past."""
    resident = populated.resident(made_up_id(), "王建军")
    payment = populated.paid(None, "王建军", area_code=VILLAGE)

    linked = populated.link()

    assert link_of(linked, payment) == ("alone", None)
    assert {(persons_by_record(linked)[resident]["person_id"], "below_threshold")} == _reviewed(linked, payment)


def test_another_birth_date_keeps_people_of_one_name_and_village_apart(populated):
    """Father and son of one name: the date tells, and the village is no proof."""
    father = populated.resident(made_up_id("19520314", 123), "王建军", household_key=HOUSEHOLD)
    son = populated.resident(made_up_id("19780901", 125), "王建军", household_key=HOUSEHOLD)
    payment = populated.paid(None, "王建军", birth_date=date(1978, 9, 1), area_code=VILLAGE, household_key=HOUSEHOLD)

    linked = populated.link()

    assert not are_one_person(linked, father, son)
    assert are_one_person(linked, son, payment)


def test_father_and_son_of_one_name_without_a_date_are_a_doubt(populated):
    """Either could be meant, so both are named and neither is linked."""
    people = [
        populated.resident(made_up_id("19520314", 123), "王建军", household_key=HOUSEHOLD),
        populated.resident(made_up_id("19780901", 125), "王建军", household_key=HOUSEHOLD),
    ]
    payment = populated.paid(None, "王建军", area_code=VILLAGE, household_key=HOUSEHOLD)

    linked = populated.link()

    assert link_of(linked, payment) == ("alone", None)
    assert {persons_by_record(linked)[record_id]["person_id"] for record_id in people} == {
        person_id for person_id, _ in _reviewed(linked, payment)
    }


@pytest.mark.parametrize("twin_name", ["王小双", "王玮", "王伟国"])
def test_a_twin_is_not_the_other_twin(populated, twin_name):
    """One surname, one birth date, one village, one household: only the given name is another."""
    twin = populated.resident(made_up_id("19900101", 123), "王伟", household_key=HOUSEHOLD)
    other = populated.paid(
        None, twin_name, birth_date=date(1990, 1, 1), sex="male", area_code=VILLAGE, household_key=HOUSEHOLD
    )

    linked = populated.link()

    assert not are_one_person(linked, twin, other)
    assert link_of(linked, other) == ("alone", None)


@pytest.mark.parametrize("name", ["王小妮", "王小莉"])
def test_sisters_who_share_all_but_the_given_name_are_not_one_person(populated, name):
    """Twins of nearly one sound, with one household, telephone and account: nothing else is left to tell them."""
    shared = {"household_key": HOUSEHOLD, "phone": "13800000001", "account": "6217000000000000123"}
    elder = populated.resident(made_up_id("19900101", 124), "王小丽", **shared)
    other = populated.paid(None, name, birth_date=date(1990, 1, 1), sex="female", area_code=VILLAGE, **shared)

    linked = populated.link()

    assert not are_one_person(linked, elder, other)
    assert link_of(linked, other) == ("alone", None)


@pytest.mark.parametrize("given", [{"phone": "13800000001"}, {"account": "6217000000000000123"}])
def test_a_name_and_a_number_alone_go_to_people(populated, given):
    """Father and son of one name have one telephone, and the son's card is the father's."""
    resident = populated.resident(made_up_id(), "王建军", **given)
    payment = populated.paid(None, "王建军", area_code=VILLAGE, **given)

    linked = populated.link()

    assert link_of(linked, payment) == ("alone", None)
    assert {(persons_by_record(linked)[resident]["person_id"], "below_threshold")} == _reviewed(linked, payment)


def test_twins_with_valid_ids_stay_two_persons(populated):
    """Adjacent sequence numbers, all else one but a character that looks alike."""
    twins = [
        populated.resident(made_up_id("19900101", 123), "王伟", household_key=HOUSEHOLD),
        populated.resident(made_up_id("19900101", 125), "王玮", household_key=HOUSEHOLD),
    ]
    payment = populated.paid(None, "王玮", birth_date=date(1990, 1, 1), area_code=VILLAGE)

    linked = populated.link()

    assert not are_one_person(linked, *twins)
    assert are_one_person(linked, twins[1], payment)


def test_siblings_are_not_one_person(populated):
    """Surname, village and household are theirs together; birth dates and given names are not."""
    elder = populated.resident(made_up_id("19520314", 123), "王建军", household_key=HOUSEHOLD)
    younger = populated.paid(None, "王建国", birth_date=date(1954, 5, 6), area_code=VILLAGE, household_key=HOUSEHOLD)

    linked = populated.link()

    assert not are_one_person(linked, elder, younger)


def test_a_like_sounding_name_without_an_id_is_a_doubt_not_a_link(populated):
    """Birth date and village agree and the name sounds the same: a slip, or a twin; people decide."""
    resident = populated.resident(made_up_id(), "王建军")
    payment = populated.paid(None, "王健君", birth_date=BORN, area_code=VILLAGE)

    linked = populated.link()

    assert link_of(linked, payment) == ("alone", None)
    assert {(persons_by_record(linked)[resident]["person_id"], "below_threshold")} == _reviewed(linked, payment)


def test_a_variant_character_in_the_name_is_the_same_name(populated):
    """Traditional and simplified writing of one name."""
    resident = populated.resident(made_up_id(), "陈国华")
    payment = populated.paid(None, "陳國華", birth_date=BORN, area_code=VILLAGE)

    linked = populated.link()

    assert are_one_person(linked, resident, payment)


def test_another_village_speaks_against(populated):
    """One name and birth date in another township: not enough, and not nothing."""
    resident = populated.resident(made_up_id(), "王建军")
    payment = populated.paid(None, "王建军", birth_date=BORN, area_code=FAR_VILLAGE)

    linked = populated.link()

    assert link_of(linked, payment) == ("alone", None)
    assert persons_by_record(linked)[resident]["person_id"] in {person for person, _ in _reviewed(linked, payment)}


def test_another_sex_speaks_against(populated):
    """A woman of the same name and day is another person."""
    populated.resident(made_up_id(sequence=123), "王春华")
    payment = populated.paid(None, "王春华", birth_date=BORN, sex="female", area_code=VILLAGE)

    assert link_of(populated.link(), payment) == ("alone", None)


def test_two_claims_of_a_once_only_list_on_one_person_are_both_doubted(populated):
    """Two rows of a list that names each person once are two persons, and nothing says which is he."""
    populated.resident(made_up_id(), "王建军")
    rows = [
        populated.add("benefit_spell", ROSTER, None, "王建军", birth_date=BORN, area_code=VILLAGE, phone=phone, **extra)
        for phone, extra in (("13800000001", {}), ("13800000002", {"household_key": "7"}))
    ]

    linked = populated.link()

    assert [link_of(linked, record_id) for record_id in rows] == [("alone", None)] * 2
    assert {"listed_twice"} == {reason for record_id in rows for _, reason in _reviewed(linked, record_id)}


def test_the_heavier_of_two_claims_stays(populated):
    """One of the two also has the household: it is he, the other is not."""
    resident = populated.resident(made_up_id(), "王建军", household_key=HOUSEHOLD)
    heavier = populated.add(
        "benefit_spell", ROSTER, None, "王建军", birth_date=BORN, area_code=VILLAGE, household_key=HOUSEHOLD
    )
    lighter = populated.add("benefit_spell", ROSTER, None, "王建军", birth_date=BORN)

    linked = populated.link()

    assert are_one_person(linked, resident, heavier)
    assert link_of(linked, lighter) == ("alone", None)


def test_a_name_alone_links_to_nobody(populated):
    """Two rows that say only a common name are not even one person with one another."""
    rows = [populated.add("death", CREMATIONS, None, "王建军") for _ in range(2)]
    populated.resident(made_up_id(), "王建军")

    linked = populated.link()

    assert [link_of(linked, record_id) for record_id in rows] == [("alone", None)] * 2
    assert not are_one_person(linked, *rows)


def test_no_valid_id_anywhere_leaves_everyone_alone(county):
    """There is nobody to link to; nothing breaks."""
    rows = [county.paid(None, "王建军", birth_date=BORN, area_code=VILLAGE), county.paid("180121", "李秀英")]

    linked = county.link()

    assert [link_of(linked, record_id) for record_id in rows] == [("alone", None)] * 2


def test_a_block_that_is_too_large_is_refined_and_counted(county):
    """Everyone is born on one day: the village refines the block, and what is left out is told."""
    for number in range(40):
        county.resident(
            made_up_id("19000101", number), f"王{chr(0x4E00 + number)}", VILLAGE if number % 2 else OTHER_VILLAGE
        )
    for number in range(40):
        county.paid(None, f"王{chr(0x4E00 + number)}", birth_date=date(1900, 1, 1), sex="male", area_code=VILLAGE)

    linked = county.link(Linkage(largest_block=500))

    assert linked.counts["block_surname_birth_sex_refined_blocks"] == 1
    assert linked.counts["block_surname_birth_sex_pairs_left_out"] > 0
