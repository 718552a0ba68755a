"""Inputs that nobody should deliver, and that somebody will: each has a stated outcome, and ends."""

from __future__ import annotations

from datetime import date

import pytest
from tests.link.made_up import CARDS, CREMATIONS, ROSTER, VILLAGE, County, are_one_person, link_of, made_up_id

from matcher.config.linkage import Linkage

DEFAULT_DAY = date(1900, 1, 1)


def _methods(linked, source):
    return {row["link_method"] for row in linked.persons.to_pylist() if row["source"] == source}


def test_no_valid_id_anywhere_links_what_names_and_dates_link(county):
    """Two lists of forty people without an ID: forty persons."""
    records = []
    for number in range(40):
        said = {"birth_date": date(1950, 1, 1 + number % 28), "area_code": VILLAGE}
        name = f"赵{chr(0x4E00 + number)}华"
        records.append((county.add("benefit_spell", ROSTER, None, name, **said), county.paid(None, name, **said)))

    linked = county.link()

    assert all(are_one_person(linked, *pair) for pair in records)
    assert len({row["person_id"] for row in linked.persons.to_pylist()}) == 40
    assert _methods(linked, CARDS) == {"scored"}


def test_one_name_for_everybody_links_nobody(county):
    """A column that was filled down: the name says nothing, and nothing else is given."""
    for number in range(300):
        county.resident(made_up_id("19520314", number), "赵国华")
        county.paid(None, "赵国华", area_code=VILLAGE)

    linked = county.link(Linkage(largest_candidates=10_000))

    assert _methods(linked, CARDS) == {"alone"}
    assert linked.counts["candidate_records_left_out"] > 0


def test_one_birth_date_for_everybody_is_no_evidence(county):
    """A system's default day: names that are borne once still tell people apart, those borne twice do not."""
    for number in range(200):
        county.resident(made_up_id("19000101", number), f"王{chr(0x4E00 + number // 2)}")
    records = [county.paid(None, f"王{chr(0x4E00 + number)}", birth_date=DEFAULT_DAY) for number in range(100)]

    linked = county.link()

    assert {link_of(linked, record_id) for record_id in records} == {("alone", None)}


def test_a_default_birth_date_on_both_sides_without_ids_is_no_evidence(county):
    """Two lists, one day, names that are borne twice in each: nobody is linked."""
    for number in range(200):
        for table, source, phone in (("benefit_spell", ROSTER, 13_800_000_000), ("payment", CARDS, 15_712_345_678)):
            said = {"birth_date": DEFAULT_DAY, "phone": str(phone + 7919 * number)}
            county.add(table, source, None, f"王{chr(0x4E00 + number // 2)}", **said)

    linked = county.link()

    assert _methods(linked, CARDS) == _methods(linked, ROSTER) == {"alone"}


def test_masked_ids_on_both_sides_join_nobody(county):
    """What a mask leaves is shared by many: the pair stays two persons."""
    masked = made_up_id()[:6] + "********" + made_up_id()[14:]
    records = [
        county.add(table, source, masked, "赵国华") for table, source in (("payment", CARDS), ("death", CREMATIONS))
    ]

    linked = county.link()

    assert not are_one_person(linked, *records)


def test_a_person_listed_twice_in_a_once_only_list_is_linked_once_by_id_and_told(county):
    """Both rows bear the ID: both are that person, and the second is a conflict to look at."""
    rows = [county.add("benefit_spell", ROSTER, made_up_id(), "赵国华") for _ in range(2)]

    linked = county.link()

    assert are_one_person(linked, *rows)
    assert [(row["record_id"], row["reason"]) for row in linked.conflicts.to_pylist()] == [(rows[1], "listed_twice")]


@pytest.mark.slow
def test_a_block_of_a_million_is_bounded(tmp_path):
    """A thousand rows of one name and day on each side, a million pairs: refined, counted, and nobody linked."""
    county = County(tmp_path)
    for _ in range(1000):
        for number, (table, source) in enumerate((("benefit_spell", ROSTER), ("payment", CARDS))):
            phone = str(13_800_000_000 + county.sources.get(source, 1) * 2 + number)
            county.add(table, source, None, "赵国华", birth_date=date(1952, 3, 14), phone=phone)

    linked = county.link(Linkage(largest_block=2000))

    assert linked.counts["block_without_ids_name_birth_pairs_left_out"] == 2000 * 2000
    assert _methods(linked, CARDS) == {"alone"}
