"""What people have judged: believed at every stage, unless it contradicts itself."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.link.made_up import CARDS, CREMATIONS, REGISTER, VILLAGE, are_one_person, link_of, made_up_id

from matcher.link.judged import JUDGEMENTS, follow_judgements

BORN = date(1952, 3, 14)


def judgements(*rows):
    """A table of (left record, right record, verdict)."""
    columns = zip(*rows, strict=True) if rows else ([], [], [])
    return pa.table([pa.array(column, type=pa.string()) for column in columns], schema=JUDGEMENTS)


def _reviewed(linked):
    return {(row["record_id"], row["reason"]) for row in linked.review.to_pylist()}


def test_the_same_is_linked_whatever_it_weighs(populated):
    """A bare name, and somebody who asked: the link is shown as judged, and has no weight."""
    resident = populated.resident(made_up_id(), "赵国华")
    payment = populated.paid(None, "赵国华")

    linked = populated.link(judgements=judgements((payment, resident, "same")))

    assert are_one_person(linked, resident, payment)
    assert link_of(linked, payment) == ("judged", "G2")
    assert [row["match_weight"] for row in linked.persons.to_pylist() if row["record_id"] == payment] == [None]


def test_different_is_not_linked_whatever_it_weighs(populated):
    """All agrees, and yet they are two."""
    resident = populated.resident(made_up_id(), "赵国华")
    payment = populated.paid(None, "赵国华", birth_date=BORN, area_code=VILLAGE)

    linked = populated.link(judgements=judgements((payment, resident, "different")))

    assert not are_one_person(linked, resident, payment)


def test_unsure_says_nothing(populated):
    """The pair is linked as it would be."""
    resident = populated.resident(made_up_id(), "赵国华")
    payment = populated.paid(None, "赵国华", birth_date=BORN, area_code=VILLAGE)

    linked = populated.link(judgements=judgements((payment, resident, "unsure")))

    assert link_of(linked, payment) == ("scored", "G4")


def test_a_conflict_that_people_settled_is_a_link(populated):
    """One ID, two names: the bearer changed the name, as a person found out."""
    resident = populated.resident(made_up_id(), "赵国华")
    payment = populated.paid(made_up_id(), "李素贞")

    linked = populated.link(judgements=judgements((payment, resident, "same")))

    assert are_one_person(linked, resident, payment)
    assert link_of(linked, payment) == ("judged", "G2")


def test_records_without_an_id_are_joined_and_kept_apart(populated):
    """Two bare names are one person by judgement; two that all agrees for are not."""
    joined = [populated.paid(None, "赵国华"), populated.add("death", CREMATIONS, None, "赵国华")]
    kept = [
        populated.add(table, source, None, "钱素贞", birth_date=BORN, area_code=VILLAGE)
        for table, source in (("payment", CARDS), ("death", CREMATIONS))
    ]

    linked = populated.link(judgements=judgements((*joined, "same"), (*kept, "different")))

    assert are_one_person(linked, *joined)
    assert [link_of(linked, record_id) for record_id in joined] == [("judged", "G4")] * 2
    assert not are_one_person(linked, *kept)


CONTRADICTIONS = [
    ("the same and different", [(0, 1, "same"), (0, 1, "different")]),
    ("the same by a chain, and different", [(0, 1, "same"), (1, 2, "same"), (0, 2, "different")]),
    ("two valid IDs", [(1, 0, "same"), (1, 3, "same")]),
]


@pytest.mark.parametrize("rows", [case[1] for case in CONTRADICTIONS], ids=[case[0] for case in CONTRADICTIONS])
def test_judgements_that_contradict_are_not_believed_and_seen_again(populated, rows):
    """Neither the one nor the other."""
    records = [
        populated.add("person", REGISTER, made_up_id(), "赵国华"),
        populated.paid(None, "赵国华"),
        populated.add("death", CREMATIONS, None, "赵国华"),
        populated.add("person", REGISTER, made_up_id(sequence=301), "赵国华"),
    ]

    linked = populated.link(judgements=judgements(*((records[a], records[b], verdict) for a, b, verdict in rows)))

    assert link_of(linked, records[1]) == ("alone", None)
    assert (records[1], "judgements_contradict") in _reviewed(linked)


pairs = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.booleans()).filter(lambda p: p[0] != p[1]))


@given(rows=pairs, persons=st.dictionaries(st.integers(0, 6), st.integers(100, 103), max_size=4))
def test_what_is_concluded_holds_together(rows, persons):
    """Nobody is linked to two persons, nor united with whom they are kept apart from."""
    table = pa.table(
        {
            "identity": pa.array([row[0] for row in rows], type=pa.int64()),
            "other": pa.array([row[1] for row in rows], type=pa.int64()),
            "is_same": pa.array([row[2] for row in rows], type=pa.bool_()),
        }
    )
    settled = pa.table(
        {
            "identity": pa.array(sorted(persons), type=pa.int64()),
            "person": pa.array([persons[one] for one in sorted(persons)], type=pa.int64()),
        }
    )

    judged = follow_judgements(table, settled)

    links = judged.links["identity"].to_pylist()
    united = {(row["identity"], row["other"]) for row in judged.united.to_pylist()}
    apart = {(row["identity"], row["other"]) for row in judged.apart.to_pylist()}
    assert len(links) == len(set(links) - set(persons))
    assert not united & apart
    assert apart == {(other, one) for one, other in apart}
    assert {one for pair in united for one in pair} & set(persons) == set()
