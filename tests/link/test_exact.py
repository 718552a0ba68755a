"""Links by one valid citizen ID."""

from __future__ import annotations

import hashlib
import hmac

import pyarrow as pa
import pytest
from tests.link.made_up import (
    CARDS,
    CREMATIONS,
    REGISTER,
    ROSTER,
    SITE_KEY,
    are_one_person,
    link_of,
    made_up_id,
    persons_by_record,
)

from matcher.link.alias import ALIASES, settle_aliases


def test_records_of_one_valid_id_are_one_person(county):
    """The ID is written in four ways that mean the same."""
    identifier = made_up_id(sequence=123)
    written = [identifier, f" {identifier}", identifier.lower(), "-".join((identifier[:6], identifier[6:]))]
    resident = county.resident(identifier, "王建军")
    payments = [county.paid(text, "王建军") for text in written]

    linked = county.link()

    assert are_one_person(linked, resident, *payments)
    assert [link_of(linked, record_id) for record_id in payments] == [("exact", "G1")] * 4


def test_person_id_is_the_keyed_hash_of_the_citizen_id(county):
    """Written out with the standard library, so that a change of the formula is seen."""
    identifier = made_up_id()
    resident = county.resident(identifier, "王建军")

    linked = county.link()

    expected = hmac.new(SITE_KEY, f"id:{identifier}".encode(), hashlib.sha256).hexdigest()[:32]
    row = persons_by_record(linked)[resident]
    assert (expected, identifier, 1.0) == (row["person_id"], row["citizen_id"], row["match_probability"])


def test_a_record_without_a_name_is_linked_by_its_id_alone(county):
    """Nothing speaks against the ID."""
    resident = county.resident(made_up_id(), "王建军")
    death = county.add("death", CREMATIONS, made_up_id())

    linked = county.link()

    assert are_one_person(linked, resident, death)
    assert link_of(linked, death) == ("exact", "G1")


def test_an_upgraded_id_is_grade_six(county):
    """Fifteen digits of before 1999 are the same person."""
    identifier = made_up_id()
    resident = county.resident(identifier, "王建军")
    old = county.paid(identifier[:6] + identifier[8:17], "王建军")

    linked = county.link()

    assert are_one_person(linked, resident, old)
    assert link_of(linked, old) == ("exact", "G6")


def test_a_name_that_differs_a_little_is_grade_two(county):
    """One character of three is another: a slip, not another person."""
    resident = county.resident(made_up_id(), "王建军")
    payment = county.paid(made_up_id(), "王建国")

    linked = county.link()

    assert are_one_person(linked, resident, payment)
    assert link_of(linked, payment) == ("exact", "G2")
    assert linked.conflicts.num_rows == 0


@pytest.mark.parametrize(("sex", "reason"), [(None, "name"), ("female", "name_and_sex"), ("male", "name")])
def test_one_id_with_two_names_is_a_conflict(county, sex, reason):
    """Two people use one ID: the second is not linked to it, and the auditor is told."""
    identifier = made_up_id(sequence=123)  # 3 is odd: male
    resident = county.resident(identifier, "王建军")
    payment = county.paid(identifier, "李秀英", sex=sex)

    linked = county.link()

    assert not are_one_person(linked, resident, payment)
    assert link_of(linked, payment) == ("conflict", "G3")
    assert persons_by_record(linked)[payment]["citizen_id"] is None
    assert [(identifier, payment, resident, reason)] == [
        (row["citizen_id"], row["record_id"], row["reference_record_id"], row["reason"])
        for row in linked.conflicts.to_pylist()
    ]
    assert [(payment, persons_by_record(linked)[resident]["person_id"], "conflict")] == [
        (row["record_id"], row["person_id"], row["reason"]) for row in linked.candidates.to_pylist()
    ]


def test_the_register_names_the_person_even_against_many_payments(county):
    """Who is wrong does not depend on who writes more often."""
    resident = county.resident(made_up_id(), "王建军")
    payments = [county.paid(made_up_id(), "李秀英") for _ in range(3)]

    linked = county.link()

    assert link_of(linked, resident) == ("exact", "G1")
    assert [link_of(linked, record_id) for record_id in payments] == [("conflict", "G3")] * 3


def test_without_a_register_most_sources_name_the_person(county):
    """Three payments of one source weigh less than two sources."""
    payments = [county.paid(made_up_id(), "李秀英") for _ in range(3)]
    others = [
        county.add("benefit_spell", ROSTER, made_up_id(), "王建军"),
        county.add("death", CREMATIONS, made_up_id(), "王建军"),
    ]

    linked = county.link()

    assert [link_of(linked, record_id) for record_id in others] == [("exact", "G1")] * 2
    assert [link_of(linked, record_id) for record_id in payments] == [("conflict", "G3")] * 3


def test_a_changed_id_is_followed_to_the_one_in_force(county):
    """Pension and bank keep old numbers for years: oldest and old lead to the new one."""
    oldest, old, new = (made_up_id(sequence=number) for number in (101, 103, 105))
    resident = county.resident(new, "王建军")
    payments = [county.paid(oldest, "王建军"), county.paid(old, "王建军")]
    county.add("id_alias", "id_changes", old, "王建军", old_citizen_id=oldest)
    county.add("id_alias", "id_changes", new, "王建军", old_citizen_id=old)

    linked = county.link()

    assert are_one_person(linked, resident, *payments)
    assert [link_of(linked, record_id) for record_id in payments] == [("alias", "G7")] * 2
    assert {new} == {persons_by_record(linked)[record_id]["citizen_id"] for record_id in (resident, *payments)}


def test_a_circle_of_changed_ids_ends_at_its_smallest():
    """Two clerks corrected in opposite directions; linking must still end, and end the same way."""
    pairs = pa.table({"old_id": ["a", "b", "c"], "new_id": ["b", "a", "a"]})

    settled = settle_aliases(pairs)

    assert pa.table({"old_id": ["b", "c"], "canonical_id": ["a", "a"]}, schema=ALIASES) == settled


def test_two_valid_ids_one_digit_apart_are_two_persons(county):
    """The check digit proves that neither is a slip of the other."""
    first = county.resident(made_up_id(sequence=123), "王建军")
    second = county.paid(made_up_id(sequence=124), "王建军", area_code="180121102203")

    linked = county.link()

    assert not are_one_person(linked, first, second)
    assert [link_of(linked, first), link_of(linked, second)] == [("exact", "G1")] * 2


def test_a_person_listed_twice_in_a_once_only_source_is_reported_and_stays_linked(county):
    """The second row is the one reported, with the first beside it."""
    rows = [county.add("benefit_spell", ROSTER, made_up_id(), "王建军") for _ in range(2)]

    linked = county.link()

    assert are_one_person(linked, *rows)
    assert [(rows[1], rows[0], "listed_twice")] == [
        (row["record_id"], row["reference_record_id"], row["reason"]) for row in linked.conflicts.to_pylist()
    ]


def test_one_row_that_fills_two_model_tables_is_not_listed_twice(county):
    """A roster's row is a spell and a household member; it is one row."""
    spell = county.add("benefit_spell", ROSTER, made_up_id(), "王建军", row_number=4, part=0)
    member = county.add("household_member", ROSTER, made_up_id(), "王建军", row_number=4, part=1)

    linked = county.link()

    assert are_one_person(linked, spell, member)
    assert linked.conflicts.num_rows == 0


def test_each_record_with_an_identity_has_one_row(county):
    """A row with neither ID nor name is nobody, and has none."""
    records = [county.resident(made_up_id(), "王建军"), county.paid(None, "王建军"), county.paid("无", None)]
    county.add("payment", CARDS)

    linked = county.link()

    assert sorted(records) == linked.persons["record_id"].to_pylist()
    assert {REGISTER, CARDS} == set(linked.persons["source"].to_pylist())
