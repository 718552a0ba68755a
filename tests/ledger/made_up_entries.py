"""Small made-up entries of people for the tests of the ledger."""

from datetime import UTC, datetime

from matcher.ledger import Entry, open_ledger

ENTERED_AT = datetime(2025, 12, 20, 8, 0, tzinfo=UTC)
FIRST = "B01-000001"
SECOND = "B01-000002"


def enter(url, *entries, author="王科长", at=ENTERED_AT):
    """Write entries; give what became of each."""
    with open_ledger(url) as ledger:
        return ledger.enter(entries, author, at)


def dispatched(number=FIRST, **details):
    """A clue goes to a receiver."""
    told = {"dispatch": "D0001", "receiver": "180121001000", "due_on": "2025-12-31"} | details
    return Entry(number, "dispatched", details=told)


def verdict(number=FIRST, said="confirmed", **given):
    """A receiver's answer."""
    return Entry(number, "verdict", verdict=said, **given)


def clue(url, number=FIRST):
    """The clue of a number as a mapping."""
    with open_ledger(url) as ledger:
        rows = ledger.clues().to_pylist()
    return next(row for row in rows if row["clue_number"] == number)
