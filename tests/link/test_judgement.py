"""Judgements find their records again: in the same file, in another one, and nowhere."""

from __future__ import annotations

from datetime import date

import pytest
from tests.link.made_up import (
    CARDS,
    CREMATIONS,
    OTHER_VILLAGE,
    SITE_KEY,
    VILLAGE,
    County,
    ExplainingKernel,
    are_one_person,
    link_of,
    made_up_id,
    persons_by_record,
)
from tests.link.test_steps import slow_joins

from matcher.link.calibration import Calibration, Step
from matcher.link.judgement import Asked, Book, Given, append_asked, append_given, pair_code, read_book, side_of
from matcher.link.replay import Replay, read_replay

BORN = date(1952, 3, 14)
OLD = made_up_id()


def row_of(county, record_id):
    """The row of a record."""
    return next(row for rows in county.rows.values() for row in rows if row["record_id"] == record_id)


def asked_of(county, left, right):
    """What is noted when people are asked about two records."""
    left_side, right_side = (side_of(row_of(county, record_id), SITE_KEY) for record_id in (left, right))
    code = pair_code(left_side, right_side, SITE_KEY)
    return Asked(code, left_side, right_side, "below_threshold", "below_threshold", 4.0, 1, True, "0001", "2025-12-01")


def replay(*judged, by="王科长"):
    """What earlier runs kept: (asked, verdict)."""
    asked = {one.pair: one for one, _ in judged}
    return Replay(Book(asked, tuple(Given(one.pair, said, by, "2025-12-02") for one, said in judged)), SITE_KEY, None)


@pytest.fixture
def next_month(tmp_path):
    """The same county as other files bring it."""
    folder = tmp_path / "next_month"
    folder.mkdir()
    county = County(folder)
    county.residents(300)
    return county


def test_a_judgement_is_followed_when_the_same_files_come(populated):
    """By the record ids."""
    resident = populated.resident(made_up_id(), "赵国华")
    payment = populated.paid(None, "赵国华")

    linked = populated.link(judgements=replay((asked_of(populated, payment, resident), "same")))

    assert are_one_person(linked, payment, resident)
    assert link_of(linked, payment) == ("judged", "G2")
    assert linked.counts["judged_pairs_in_this_run"] == 1


def test_a_judgement_is_followed_in_other_files(populated, next_month):
    """The record says the same, the person bears the same ID and gives another place; neither record id is left."""
    asked = asked_of(
        populated,
        populated.paid(None, "赵国华", birth_date=BORN, phone="13800000000"),
        populated.resident(made_up_id(), "赵国花"),
    )
    next_month.resident(made_up_id(), "赵国花", OTHER_VILLAGE, record_id="new-1")
    next_month.paid(None, "赵国华", birth_date=BORN, phone="13800000000", record_id="new-2")

    linked = next_month.link(judgements=replay((asked, "same")))

    assert are_one_person(linked, "new-1", "new-2")
    assert link_of(linked, "new-2") == ("judged", "G2")


def test_of_those_who_bear_an_id_the_record_that_was_seen_is_meant(populated, next_month):
    """One ID is borrowed: the record that people saw is found by what it says, whoever comes first."""
    payment = populated.paid(None, "赵国华", phone="13800000000")
    asked = asked_of(populated, payment, populated.add("death", CREMATIONS, made_up_id(), "赵国华"))
    next_month.paid(made_up_id(), "欧阳明珠", record_id="new-0")
    next_month.resident(made_up_id(), "赵国华", record_id="new-1")
    next_month.add("death", CREMATIONS, made_up_id(), "赵国华", record_id="new-2")
    next_month.paid(None, "赵国华", phone="13800000000", record_id="new-3")

    linked = next_month.link(judgements=replay((asked, "same")))

    assert link_of(linked, "new-0")[0] == "conflict"
    assert are_one_person(linked, "new-1", "new-2", "new-3")


@pytest.mark.parametrize(("rows", "method"), [(1, "judged"), (2, "alone")])
def test_a_bare_name_is_found_again_only_where_one_row_bears_it(populated, next_month, rows, method):
    """Two rows of one name and village: nobody knows which of them was meant."""
    resident = populated.resident(made_up_id(), "赵国华", OTHER_VILLAGE)
    asked = asked_of(populated, populated.paid(None, "赵国华", area_code=VILLAGE), resident)
    next_month.resident(made_up_id(), "赵国华", OTHER_VILLAGE, record_id="new-0")
    for number in range(rows):
        next_month.paid(None, "赵国华", area_code=VILLAGE, record_id=f"new-{number + 1}")

    linked = next_month.link(judgements=replay((asked, "same")))

    assert link_of(linked, "new-1")[0] == method


def test_what_says_something_else_now_is_not_found(populated, next_month):
    """Another birth date is another record; the judgement waits."""
    resident = populated.resident(made_up_id(), "赵国花")
    asked = asked_of(populated, populated.paid(None, "赵国华", birth_date=BORN), resident)
    next_month.resident(made_up_id(), "赵国花", record_id="new-1")
    next_month.paid(None, "赵国华", birth_date=date(1960, 1, 1), record_id="new-2")

    linked = next_month.link(judgements=replay((asked, "same")))

    assert not are_one_person(linked, "new-1", "new-2")
    assert linked.counts["judged_pairs"] == 1
    assert linked.counts["judged_pairs_in_this_run"] == 0


def test_two_people_who_contradict_each_other_are_not_believed(populated):
    """The pair goes back to people."""
    resident = populated.resident(made_up_id(), "赵国华")
    payment = populated.paid(None, "赵国华", birth_date=BORN, area_code=VILLAGE)
    asked = asked_of(populated, payment, resident)
    said = (Given(asked.pair, "same", "甲", "2025-12-02"), Given(asked.pair, "different", "乙", "2025-12-03"))

    linked = populated.link(judgements=Replay(Book({asked.pair: asked}, said), SITE_KEY, None))

    reasons = {(row["record_id"], row["reason"]) for row in linked.review.to_pylist()}
    assert (payment, "judgements_contradict") in reasons


def test_who_judges_again_takes_the_first_judgement_back(populated):
    """The last one stands."""
    resident = populated.resident(made_up_id(), "赵国华")
    payment = populated.paid(None, "赵国华", birth_date=BORN, area_code=VILLAGE)
    asked = asked_of(populated, payment, resident)

    linked = populated.link(judgements=replay((asked, "same"), (asked, "different")))

    assert not are_one_person(linked, payment, resident)


def test_weighed_links_bear_the_probability_of_judged_pairs(populated):
    """Other links keep theirs."""
    resident = populated.resident(made_up_id(), "赵国华")
    payment = populated.paid(None, "赵国华", birth_date=BORN, area_code=VILLAGE)
    calibration = Calibration((Step(4, 0.2, 20, 4), Step(8, 0.9, 30, 27), Step(60, 0.98, 1, 1)), 51)

    linked = populated.link(judgements=Replay(Book({}, ()), SITE_KEY, calibration))

    persons = persons_by_record(linked)
    assert persons[payment]["link_method"] == "scored"
    assert [persons[one]["match_probability"] for one in (payment, resident)] == [0.9, 1.0]
    assert linked.counts["calibration_pairs"] == 51


def test_no_step_compares_everyone_with_everyone(populated, next_month):
    """Sides are found by joins on equal hashes, probabilities by the one join that is made for steps."""
    asked = asked_of(populated, populated.paid(None, "赵国华", phone="13800000000"), populated.resident(OLD, "赵国华"))
    next_month.resident(OLD, "赵国华", record_id="new-1")
    next_month.paid(None, "赵国华", phone="13800000000", record_id="new-2")
    kept = Replay(replay((asked, "same")).book, SITE_KEY, Calibration((Step(4, 0.2, 60, 12),), 60))
    ExplainingKernel.plans.clear()

    next_month.link(judgements=kept, kernel=ExplainingKernel)

    assert "link_sides_here" in ExplainingKernel.plans
    assert [name for name, plan in ExplainingKernel.plans.items() if slow_joins(plan)] == []


def test_another_row_order_finds_the_same_records(populated, next_month):
    """Same bytes."""
    resident = populated.resident(made_up_id(), "赵国华")
    asked = asked_of(populated, populated.paid(None, "赵国华", phone="13800000000"), resident)
    for number in range(3):
        next_month.resident(made_up_id(), "赵国华", record_id=f"new-{number}", area_code=f"18012110220{number}")
        next_month.add("payment", CARDS, None, "赵国华", phone="13800000000", record_id=f"paid-{number}")

    first, second = (next_month.link(judgements=replay((asked, "same")), shuffle=seed) for seed in (None, 3))

    assert first.persons.equals(second.persons)


def test_the_code_of_a_pair_does_not_depend_on_which_side_comes_first(county):
    """It begins with a letter, so that no program makes a number of it."""
    left, right = (side_of(row_of(county, county.paid(None, name)), SITE_KEY) for name in ("赵国华", "赵国花"))

    assert pair_code(left, right, SITE_KEY) == pair_code(right, left, SITE_KEY)
    assert pair_code(left, right, SITE_KEY).startswith("P")


def test_what_is_kept_holds_nothing_personal(county, tmp_path):
    """Neither ID nor name, nor anything that can be reckoned from them without the key."""
    asked = asked_of(county, county.paid(None, "赵国华"), county.resident(made_up_id(), "赵国华"))

    append_asked([asked], tmp_path / "kept")
    append_given([Given(asked.pair, "same", "王科长", "2025-12-02", "查过户口簿")], tmp_path / "kept")

    text = (tmp_path / "kept" / "asked.jsonl").read_text(encoding="utf-8")
    assert "赵国华" not in text
    assert made_up_id() not in text
    assert read_book(tmp_path / "kept").standing() == {
        (asked.pair, "王科长"): Given(asked.pair, "same", "王科长", "2025-12-02", "查过户口簿")
    }
    replayed = read_replay(tmp_path / "kept", SITE_KEY, 10.0)
    assert replayed is not None
    assert replayed.calibration is None


def test_where_nobody_was_asked_nothing_is_replayed(tmp_path):
    """The run is as it would be."""
    assert read_replay(tmp_path / "nowhere", SITE_KEY, 10.0) is None
