"""A person keeps the person_id that most of the records had in the published run."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.link.made_up import CARDS, VILLAGE, County, ExplainingKernel, link_of, made_up_id, persons_by_record
from tests.link.test_steps import realistic_county, slow_joins

from matcher.link import Previous
from matcher.link.carried import FILE_NAME, settle_ids
from matcher.storage.parquet import write_table

BORN = date(1952, 3, 14)
OLD, NEW = made_up_id(), made_up_id(sequence=401)


@pytest.fixture
def nights(tmp_path):
    """Counties of following nights, each with 300 residents."""

    def night(number):
        folder = tmp_path / f"night_{number}"
        folder.mkdir()
        county = County(folder)
        county.residents(300)
        return county

    return [night(number) for number in range(3)]


def published(linked):
    """What the next run sees of a run."""
    write_table(linked.person_ids, linked.persons_file.parent / FILE_NAME)
    return Previous(linked.persons_file.parent)


def ids_of(linked):
    """The person_id of each record."""
    return {record_id: row["person_id"] for record_id, row in persons_by_record(linked).items()}


def change_id(county):
    """The register changes an ID, and says so."""
    county.add("id_alias", "id_changes", NEW, "赵国华", record_id="alias", old_citizen_id=OLD)


def test_a_changed_id_keeps_the_person(nights):
    """In the night of the change, and in every night after it, when nobody bears the old ID any more."""
    first, second, third = nights
    first.resident(OLD, "赵国华", record_id="r")
    second.resident(NEW, "赵国华", record_id="r")
    second.paid(OLD, "赵国华", record_id="p")
    change_id(second)
    third.resident(NEW, "赵国华", record_id="r")

    before = first.link()
    change = second.link(previous=published(before))
    after = third.link(previous=published(change))

    assert {ids_of(change)[one] for one in ("r", "p", "alias")} == {ids_of(before)["r"]}
    assert ids_of(after)["r"] == ids_of(before)["r"]
    assert change.counts["person_ids_carried"] >= 1


def test_a_record_that_turns_out_to_have_an_id_keeps_the_person(nights):
    """It was somebody's without an ID; tonight its person is found, in the register, for the first time."""
    first, second, third = nights
    for night in nights:
        night.paid(None, "赵国华", birth_date=BORN, area_code=VILLAGE, record_id="p")
    for night in (second, third):
        night.resident(OLD, "赵国华", record_id="r")

    before = first.link()
    found = second.link(previous=published(before))
    after = third.link(previous=published(found))

    assert link_of(found, "p")[0] == "scored"
    assert ids_of(found)["p"] == ids_of(found)["r"] == ids_of(before)["p"]
    assert ids_of(after)["r"] == ids_of(before)["p"]


def test_who_is_known_by_an_id_keeps_the_person(nights):
    """However many payments, somebody's until tonight, are found to be theirs."""
    first, second, _ = nights
    for night, name in ((first, "赵国花"), (second, "赵国华")):
        night.resident(OLD, name, record_id="r")
        for number in range(3):
            night.paid(None, "赵国华", birth_date=BORN, area_code=VILLAGE, record_id=f"p{number}")

    before = first.link()
    after = second.link(previous=published(before))

    assert ids_of(before)["p0"] != ids_of(before)["r"]
    assert ids_of(after)["p0"] == ids_of(after)["r"] == ids_of(before)["r"]
    assert "person_ids_carried" not in after.counts


def test_when_a_person_is_split_the_larger_part_keeps_the_id(nights):
    """The alias was a mistake and is taken back: who has more records keeps it, nobody shares it."""
    first, second, third = nights
    for night, with_alias in ((first, False), (second, True), (third, False)):
        night.resident(OLD, "赵国华", record_id="old")
        if night is not first:
            night.add("insurance", "insurance", NEW, "赵国华", record_id="new-1")
            night.paid(NEW, "赵国华", record_id="new-2")
        if with_alias:
            change_id(night)

    before = first.link()
    joined = second.link(previous=published(before))
    split = third.link(previous=published(joined))

    assert len({ids_of(joined)[one] for one in ("old", "new-1", "new-2")}) == 1
    assert ids_of(split)["new-1"] == ids_of(split)["new-2"] == ids_of(joined)["new-1"]
    assert ids_of(split)["old"] != ids_of(split)["new-1"]


def test_a_night_like_the_last_changes_nothing(nights):
    """Every record bears what it bore; nothing is carried where nothing moved."""
    for night in nights[:2]:
        night.resident(OLD, "赵国华", record_id="r")
        night.paid(None, "钱素贞", birth_date=BORN, record_id="p")
        night.paid(OLD, "欧阳明珠", record_id="conflict")

    before = nights[0].link()
    after = nights[1].link(previous=published(before))

    assert ids_of(after) == ids_of(before)
    assert "person_ids_carried" not in after.counts


def test_a_whole_county_is_the_same_the_next_night(tmp_path):
    """Damage of each kind, conflicts, doubts, aliases: the same files, the same persons; no plan multiplies rows."""
    county = realistic_county(tmp_path, residents=60)
    ExplainingKernel.plans.clear()

    before = county.link()
    after = county.link(previous=published(before), kernel=ExplainingKernel)

    assert after.persons.equals(before.persons)
    assert after.person_ids.equals(before.person_ids)
    assert [name for name, plan in ExplainingKernel.plans.items() if slow_joins(plan)] == []


def test_weights_and_candidates_name_the_carried_id(nights):
    """Every table of the run speaks of the same persons."""
    first, second, _ = nights
    for night in (first, second):
        night.paid(None, "赵国华", birth_date=BORN, area_code=VILLAGE, record_id="p")
    second.resident(OLD, "赵国华", record_id="r")

    after = second.link(previous=published(first.link()))

    persons = set(ids_of(after).values())
    assert set(after.weights["person_id"].to_pylist()) <= persons
    assert set(after.candidates["person_id"].to_pylist()) <= persons


def test_carried_ids_do_not_depend_on_row_order(nights):
    """Same bytes."""
    first, second, _ = nights
    first.resident(OLD, "赵国华", record_id="r")
    second.add("payment", CARDS, NEW, "赵国华", record_id="r")
    change_id(second)
    before = published(first.link())

    one, other = (second.link(previous=before, shuffle=seed) for seed in (None, 5))

    assert one.persons.equals(other.persons)
    assert one.person_ids.equals(other.person_ids)


votes = st.dictionaries(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("abcdef")), st.tuples(st.booleans(), st.integers(1, 3))
)


@given(votes)
def test_no_two_persons_share_an_id(found):
    """Whoever is carried, and whoever keeps the own id."""
    carried = settle_ids(found)

    borne = [carried.get(own, own) for own in "abcdef"]
    assert len(set(borne)) == len(borne)


SETTLED = [
    ({("b", "a"): (True, 2), ("b", "b"): (True, 1)}, {"a": "apart", "b": "a"}),
    ({("b", "a"): (True, 1), ("b", "b"): (True, 1)}, {"a": "apart", "b": "a"}),
    ({("b", "a"): (True, 1), ("a", "a"): (True, 1)}, {}),
    ({("b", "a"): (True, 2), ("a", "a"): (True, 1)}, {"a": "apart", "b": "a"}),
    ({("a", "a"): (True, 1), ("b", "b"): (True, 1)}, {}),
    ({("b", "a"): (False, 12), ("b", "b"): (True, 1)}, {}),
    ({("b", "a"): (False, 1)}, {"a": "apart", "b": "a"}),
]


@pytest.mark.parametrize(("found", "expected"), SETTLED)
def test_a_known_citizen_id_wins_then_most_records_then_the_smallest_id(found, expected):
    """An id that went to somebody else is closed to whose own it would be."""
    carried = settle_ids(found)

    assert {own: "apart" if len(person_id) > 1 else person_id for own, person_id in carried.items()} == expected
