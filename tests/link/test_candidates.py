"""Who an unresolved record could be: everyone whom nothing in it contradicts, and nobody else."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.link.made_up import (
    CARDS,
    CREMATIONS,
    FAR_VILLAGE,
    OTHER_VILLAGE,
    VILLAGE,
    County,
    link_of,
    made_up_id,
    persons_by_record,
)

from matcher.config.linkage import Linkage
from matcher.identity.name_comparison import LEVELS, name_levels
from matcher.link.name_keys import COMPATIBLE_LEVELS, compatible_names

TOWNSHIP = VILLAGE[:9] + "000"
COUNTY = VILLAGE[:6] + "000000"


def _candidates(linked, *record_ids: str) -> set[object]:
    return {row["person_id"] for row in linked.candidates.to_pylist() if row["record_id"] in record_ids}


def _persons(linked, record_ids) -> set[object]:
    return {persons_by_record(linked)[record_id]["person_id"] for record_id in record_ids}


def _namesakes(county: County, count: int, name: str = "王伟") -> list[str]:
    """Add so many residents of one name, each of another village and birth date."""
    return [
        county.resident(
            made_up_id(f"{1930 + number % 60}0314", 100 + number), name, f"18012110{number % 10}2{number:02d}"
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [1, 2, 4, 60])
def test_a_bare_name_could_be_each_of_its_bearers(populated, count):
    """The more bear a name, the less a record says; each of them may stand in it."""
    people = _namesakes(populated, count)
    payment = populated.paid("待核实", "王伟")

    linked = populated.link()

    assert link_of(linked, payment) == ("alone", None)
    assert _candidates(linked, payment) == _persons(linked, people)


def test_a_block_too_large_to_compare_hides_nobody(populated):
    """Linking compares none of them; each still is a candidate, for that reason."""
    people = _namesakes(populated, 60)
    payments = [populated.paid(None, "王伟") for _ in range(3)]

    linked = populated.link(Linkage(largest_block=10))

    assert all(_candidates(linked, payment) == _persons(linked, people) for payment in payments)
    assert {"could_be"} == {row["reason"] for row in linked.candidates.to_pylist()}


def test_too_many_rows_are_thinned_by_record_and_never_by_person(populated):
    """Fifty rows that say one name and sixty of that name: a few rows stand for all, for every person, by kind."""
    people = _namesakes(populated, 60)
    payments = [populated.paid(None, "王伟") for _ in range(50)]
    death = populated.add("death", CREMATIONS, None, "王伟")

    linked = populated.link(Linkage(largest_candidates=100))

    listed = {row["record_id"] for row in linked.candidates.to_pylist()}
    assert len(listed & set(payments)) == 20
    assert _candidates(linked, *payments) == _persons(linked, people)
    assert _candidates(linked, death) == _persons(linked, people)
    assert linked.counts["candidate_records_left_out"] == 30


@pytest.mark.parametrize("name", ["王伟", "王玮", "王威", "王?", "王偉", "WANG WEI"])
def test_a_name_written_otherwise_could_be_him(populated, name):
    """Equal, look-alike, like-sounding, half unread, traditional, in letters."""
    people = _namesakes(populated, 2)
    payment = populated.paid(None, name)

    linked = populated.link()

    assert _persons(linked, people) <= _candidates(linked, payment)


@pytest.mark.parametrize("name", ["王强", "李伟", "王伟国", "王国伟"])
def test_another_name_is_somebody_else(populated, name):
    """One character of another name is no slip of this one."""
    people = _namesakes(populated, 2)
    payment = populated.paid(None, name)

    linked = populated.link()

    assert not _persons(linked, people) & _candidates(linked, payment)


BORN = date(1952, 3, 14)
CONTRADICTIONS = {
    "birth date": {"birth_date": date(1971, 8, 5)},
    "sex": {"sex": "female"},
    "village": {"area_code": OTHER_VILLAGE},
    "township": {"area_code": FAR_VILLAGE[:9] + "000"},
    "county": {"area_code": "180122000000"},
}
AGREEMENTS = {
    "nothing": {},
    "birth date": {"birth_date": BORN},
    "day and month swapped": {"birth_date": date(1952, 12, 4)},
    "one digit of the birth date": {"birth_date": date(1952, 3, 15)},
    "sex": {"sex": "male"},
    "village": {"area_code": VILLAGE},
    "township": {"area_code": TOWNSHIP},
    "county": {"area_code": COUNTY},
    "prefecture": {"area_code": "180100000000"},
}


@pytest.mark.parametrize("said", CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_what_contradicts_rules_a_person_out(populated, said):
    """A record of one name that says something else about him is another man's."""
    resident = populated.resident(made_up_id("19520314", 123), "王伟", VILLAGE)
    payment = populated.paid(None, "王伟", **said)

    linked = populated.link(Linkage(review_weight=100.0))

    assert not _persons(linked, [resident]) & _candidates(linked, payment)


@pytest.mark.parametrize("said", AGREEMENTS.values(), ids=AGREEMENTS.keys())
def test_what_agrees_or_may_be_a_slip_leaves_a_person_in(populated, said):
    """However light the pair: no weight is asked for."""
    born = date(1952, 4, 12) if said.get("birth_date") == date(1952, 12, 4) else BORN
    resident = populated.resident(made_up_id(f"{born:%Y%m%d}", 123), "王伟", VILLAGE)
    payment = populated.paid(None, "王伟", **said)

    linked = populated.link(Linkage(accept_weight=1000.0, review_weight=1000.0))

    assert _candidates(linked, payment) == _persons(linked, [resident])


@pytest.mark.parametrize(
    ("place", "said"), [(TOWNSHIP, VILLAGE), (COUNTY, VILLAGE), (COUNTY, TOWNSHIP), (None, VILLAGE)]
)
def test_a_person_whose_place_is_known_less_finely_stays_in(populated, place, said):
    """The finest that both sides say is what is compared."""
    resident = populated.resident(made_up_id("19520314", 123), "王伟", area_code=place)
    payment = populated.paid(None, "王伟", area_code=said)

    linked = populated.link()

    assert _candidates(linked, payment) == _persons(linked, [resident])


def test_any_place_of_a_person_may_agree(populated):
    """Registered in one village, on the roster of another."""
    identifier = made_up_id("19520314", 123)
    resident = populated.resident(identifier, "王伟", VILLAGE)
    populated.add("benefit_spell", "minimum_living_allowance_roster", identifier, "王伟", area_code=FAR_VILLAGE)
    payment = populated.paid(None, "王伟", area_code=FAR_VILLAGE)

    linked = populated.link(Linkage(review_weight=1000.0))

    assert _candidates(linked, payment) == _persons(linked, [resident])


def test_a_damaged_id_that_is_another_id_rules_a_person_out(populated):
    """Most of an ID is left, and it is not his."""
    whole = made_up_id("19520314", 123)
    resident = populated.resident(whole, "王伟")
    other = made_up_id("19780901", 654)
    far = populated.paid(other[:17] + ("0" if other[17] != "0" else "1"), "王伟")
    near = populated.paid(whole[:9] + "99" + whole[11:16] + "99", "王伟")

    linked = populated.link(Linkage(review_weight=1000.0))

    assert _candidates(linked, far) == set()
    assert _candidates(linked, near) == _persons(linked, [resident])


def test_a_nameless_record_with_a_damaged_id_could_be_its_owner(populated):
    """Whatever it weighs."""
    whole = made_up_id("19520314", 123)
    resident = populated.resident(whole, "王伟")
    payment = populated.paid(whole[:16] + "9" + whole[17:], None)

    linked = populated.link(Linkage(review_weight=1000.0))

    assert _candidates(linked, payment) == _persons(linked, [resident])


def test_a_linked_record_is_nobody_elses_candidate(populated):
    """It is surely his; the namesake elsewhere gets no doubt from it."""
    whole = made_up_id("19520314", 123)
    populated.resident(whole, "王伟")
    populated.resident(made_up_id("19780901", 125), "王伟", FAR_VILLAGE)
    payment = populated.paid(whole[:16] + "9" + whole[17:], "王伟", area_code=VILLAGE)

    linked = populated.link()

    assert link_of(linked, payment) == ("repair", "G5")
    assert _candidates(linked, payment) == set()


def test_people_are_shown_few_where_rules_see_all(populated):
    """Sixty could be meant: a person's eyes get the best few at most."""
    _namesakes(populated, 60)
    payment = populated.add("payment", CARDS, None, "王伟")

    linked = populated.link(Linkage(review_weight=-1000.0))

    assert len(_candidates(linked, payment)) == 60
    assert len([row for row in linked.review.to_pylist() if row["record_id"] == payment]) == 5


_NAMES = st.text("王汪李黎建健军君伟玮威维已己巳未末?", min_size=2, max_size=4) | st.sampled_from(
    ["买买提·吐尔逊", "吐尔逊·买买提", "买买提吐尔逊", "WANG WEI", "wang jian jun", "陳國華", "陈国华", "·", "?"]
)


@given(wanted=st.sets(_NAMES, max_size=12), known=st.sets(_NAMES, max_size=12))
@settings(max_examples=150, deadline=None)
def test_keys_find_what_comparing_everyone_finds(wanted, known):
    """Joining keys loses no pair, and adds none."""
    left, right = sorted(wanted), sorted(known)
    every = [(one, other) for one in left for other in right]
    columns = [pa.array([pair[side] for pair in every], type=pa.string()) for side in (0, 1)]
    levels = name_levels(*columns)
    expected = [pair for pair, level in zip(every, levels, strict=True) if LEVELS[level] in COMPATIBLE_LEVELS]

    found = compatible_names(pa.array(left, type=pa.string()), pa.array(right, type=pa.string()))

    assert sorted(expected) == [(row["wanted_name"], row["known_name"]) for row in found.to_pylist()]
