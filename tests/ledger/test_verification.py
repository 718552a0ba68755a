"""A ledger that was changed behind the program's back says so."""

import pytest
from sqlalchemy import make_url

from matcher.ledger import open_ledger
from tests.ledger.made_up_findings import exempted, record
from tests.ledger.rows import change


@pytest.fixture
def three_nights(url):
    record(url, "night-1", "a", "b", exempted("x"))  # events 1 (run) to 4
    record(url, "night-2", "a")  # events 5 to 7
    record(url, "night-3", "a", "b")  # events 8 to 10
    return url


def tamper(url, statement):
    assert change(url, statement) > 0


def found(url):
    with open_ledger(url) as ledger:
        return [fault.what for fault in ledger.verify()]


def test_an_untouched_ledger_has_no_fault(three_nights):
    """Otherwise the faults below would prove nothing."""
    assert found(three_nights) == []


def test_an_empty_ledger_has_no_fault(url):
    """There is nothing to have been changed."""
    assert found(url) == []


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "UPDATE events SET amount_fen = 1 WHERE event_number = 3",
            ["event 3 (found, run 1) is not as it was written"],
        ),
        (
            "UPDATE events SET event = 'gone' WHERE event_number = 9",
            ["event 9 (gone, run 3) is not as it was written"],
        ),
        (
            "UPDATE events SET event_hash = '00' WHERE event_number = 6",
            ["event 6 (seen_again, run 2) is not as it was written"],
        ),
        (
            "UPDATE events SET details = replace(details, 'night-2', 'night-9') WHERE event_number = 5",
            ["event 5 (run, run 2) is not as it was written"],
        ),
        ("DELETE FROM events WHERE event_number = 4", ["event 4 is missing"]),
        ("DELETE FROM events WHERE event_number = 10", ["run 3 does not agree with its events"]),
        ("UPDATE runs SET as_of_date = '2025-10-31' WHERE run_number = 2", ["run 2 does not agree with its events"]),
        ("UPDATE clues SET person_id = 'z' WHERE finding_id = 'a'", ["clue B01-000001 does not agree with its events"]),
        ("UPDATE clues SET sequence = 9 WHERE finding_id = 'b'", ["clue B01-000009 does not agree with its events"]),
    ],
)
def test_what_was_changed_is_named(three_nights, statement, expected):
    """The first event that is not as it was written, or the row that the events speak against."""
    tamper(three_nights, statement)

    assert found(three_nights) == expected


def test_a_fault_names_the_ledger(three_nights):
    """An office may keep several."""
    tamper(three_nights, "UPDATE events SET amount_fen = 1 WHERE event_number = 3")
    with open_ledger(three_nights) as ledger:
        (fault,) = ledger.verify()

    assert str(make_url(three_nights).database) in fault.where
