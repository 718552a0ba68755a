"""What people write of clues: appended, checked against the states, never twice."""

import json
from datetime import datetime
from decimal import Decimal

import pytest

from matcher.ledger import Entry, open_ledger
from tests.ledger.made_up_entries import ENTERED_AT, FIRST, SECOND, clue, dispatched, enter, verdict
from tests.ledger.made_up_findings import finding, record
from tests.ledger.rows import change, query, row_count


@pytest.fixture
def two_clues(url):
    """Clues B01-000001 and B01-000002 were found."""
    record(url, "night-1", "a", "b")
    return url


def test_the_life_of_a_confirmed_clue(two_clues):
    """Found, dispatched, confirmed, recovered in two parts, closed."""
    steps = [
        dispatched(),
        verdict(amount_cny=Decimal("4360.00"), reason="本人确认", details={"accountable_count": 1}),
        Entry(FIRST, "recovered", amount_cny=Decimal("1000.00"), details={"on": "2025-12-10"}),
        Entry(FIRST, "recovered", amount_cny=Decimal("3360.00"), details={"on": "2025-12-18"}),
        Entry(FIRST, "closed", reason="已追缴到账"),
    ]

    assert [enter(two_clues, step) for step in steps] == [["written"]] * 5
    found = clue(two_clues)
    shown = ("state", "dispatch", "receiver", "verdict", "confirmed_cny", "recovered_cny", "accountable_count")
    assert {name: found[name] for name in shown} == {
        "state": "closed",
        "dispatch": "D0001",
        "receiver": "180121001000",
        "verdict": "confirmed",
        "confirmed_cny": Decimal("4360.00"),
        "recovered_cny": Decimal("4360.00"),
        "accountable_count": 1,
    }
    assert clue(two_clues, SECOND)["state"] == "open"


def test_an_event_keeps_author_time_reason_and_what_was_seen(two_clues):
    """Years later it must be told who said what on what grounds."""
    enter(two_clues, dispatched())
    enter(two_clues, verdict(said="disproved", exemption_code="E05", reason="火化日期有误"), author="李四")

    columns = "author, recorded_at, exemption_code, first_month, last_month, month_count, details"
    ((author, at, code, first, last, count, details),) = query(
        two_clues, f"SELECT {columns} FROM events WHERE event = 'verdict'"
    )
    assert (author, at, code) == ("李四", "2025-12-20T08:00:00+00:00", "E05")
    assert (first, last, count) == ("2025-03", "2025-11", 9)
    assert json.loads(details) == {"reason": "火化日期有误", "verdict": "disproved"}
    ((digest,),) = query(two_clues, "SELECT evidence_digest FROM events WHERE event = 'verdict'")
    assert digest == clue(two_clues)["evidence_digest"]


def test_the_same_entry_again_changes_nothing(two_clues):
    """A returned workbook may be read twice, by two people."""
    enter(two_clues, dispatched(), verdict())

    assert enter(two_clues, dispatched(), verdict(), author="赵六") == ["unchanged", "unchanged"]
    assert row_count(two_clues, "events") == 5


def test_entries_that_are_not_allowed_are_refused_one_by_one(two_clues):
    """The others are written."""
    outcomes = enter(
        two_clues,
        verdict(FIRST),  # never dispatched
        dispatched(SECOND),
        verdict("B01-000099"),  # never found
        verdict("nonsense"),
        Entry(SECOND, "found"),  # not a person's to say
        verdict(SECOND, "perhaps"),
        verdict(SECOND),
        Entry(SECOND, "recovered"),
        Entry(SECOND, "recovered", amount_cny=Decimal("-5.00")),
    )

    assert outcomes == [
        "not_allowed",
        "written",
        "unknown_clue",
        "unknown_clue",
        "not_an_entry",
        "not_an_entry",
        "written",
        "no_amount",
        "no_amount",
    ]
    assert (clue(two_clues)["state"], clue(two_clues, SECOND)["state"]) == ("open", "confirmed")


def test_a_verdict_can_be_corrected_by_a_later_one(two_clues):
    """Both stay in the chain; the later one holds."""
    enter(two_clues, dispatched(), verdict(said="confirmed"))

    assert enter(two_clues, verdict(said="disproved", exemption_code="E06")) == ["written"]
    assert (clue(two_clues)["state"], clue(two_clues)["reason_code"]) == ("disproved", "E06")
    assert query(two_clues, "SELECT count(*) FROM events WHERE event = 'verdict'") == [(2,)]


def test_a_clue_that_is_with_a_receiver_stays_there_when_a_run_misses_it(two_clues):
    """What was asked is to be answered."""
    enter(two_clues, dispatched())
    record(two_clues, "night-2", "b")

    assert clue(two_clues)["state"] == "dispatched"
    assert enter(two_clues, verdict(said="disproved", exemption_code="E02")) == ["written"]


def test_a_confirmed_clue_accrues_months_and_amounts(two_clues):
    """Until the payments stop, each run adds to what is to be recovered."""
    enter(two_clues, dispatched(), verdict())
    record(two_clues, "night-2", finding("a", last_month="2025-12", month_count=10, amount_cny=Decimal("5450.00")))

    found = clue(two_clues)
    assert (found["state"], found["month_count"], found["amount_cny"]) == ("confirmed", 10, Decimal("5450.00"))


def test_people_and_runs_share_one_whole_chain(two_clues):
    """Runs written before and after entries of people."""
    enter(two_clues, dispatched(), verdict())
    record(two_clues, "night-2", "b")
    enter(two_clues, Entry(FIRST, "closed"))

    with open_ledger(two_clues) as ledger:
        assert ledger.verify() == []


def test_a_tampered_entry_is_named(two_clues):
    """A verdict that was turned round behind the program's back."""
    enter(two_clues, dispatched(), verdict())
    change(two_clues, "UPDATE events SET details = replace(details, 'confirmed', 'disproved') WHERE event = 'verdict'")

    with open_ledger(two_clues) as ledger:
        assert [fault.what for fault in ledger.verify()] == ["event 5 (verdict, run 1) is not as it was written"]


def test_entries_need_an_author_and_a_zone(two_clues):
    """Nobody, and no moment in particular, cannot be asked."""
    with open_ledger(two_clues) as ledger:
        with pytest.raises(ValueError, match="author"):
            ledger.enter([dispatched()], " ", ENTERED_AT)
        with pytest.raises(ValueError, match="time zone"):
            ledger.enter([dispatched()], "王科长", datetime(2025, 12, 1))  # noqa: DTZ001 - the fault under test


def test_many_clues_are_written_at_once(url):
    """More than one query may name."""
    record(url, "night-1", *(f"{number:04d}" for number in range(1201)))

    outcomes = enter(url, *(dispatched(f"B01-{number:06d}") for number in range(1, 1202)))

    assert outcomes == ["written"] * 1201
    with open_ledger(url) as ledger:
        assert ledger.clues(state="dispatched").num_rows == 1201
