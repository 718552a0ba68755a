"""What a ledger tells of its past: what was given out, what happened on which day, where its chain stood."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from matcher.ledger import Entry, open_ledger
from tests.ledger.made_up_entries import FIRST, SECOND, dispatched, enter, verdict
from tests.ledger.made_up_findings import finding, record

NIGHT = datetime(2025, 12, 20, 17, 30, tzinfo=UTC)
"""Half past one of the next day in China."""


@pytest.fixture
def told(sqlite_url):
    """Two clues, given out in two dispatches, one of them closed."""
    record(sqlite_url, "night-1", "a", finding("b", area_code=None))
    of_a_day = Entry(FIRST, "recovered", amount_cny=Decimal("4000.50"), details={"on": "2025-12-18"})
    of_the_day = Entry(FIRST, "recovered", amount_cny=Decimal("904.50"))
    enter(sqlite_url, dispatched(), verdict(), of_a_day, of_the_day, Entry(FIRST, "closed"))
    enter(
        sqlite_url,
        dispatched(SECOND, dispatch="D0002", receiver="civil_affairs", due_on="2026-01-15"),
        author="李科员",
        at=NIGHT,
    )
    with open_ledger(sqlite_url) as ledger:
        yield ledger


def test_what_happened_is_told_by_the_day_in_china(told):
    """The day that the run describes or a person names, else that of the entry; verdicts are told elsewhere."""
    assert [tuple(row.values()) for row in told.happenings().to_pylist()] == [
        ("a", "180121001001", "found", "2025-11-30", None),
        ("b", None, "found", "2025-11-30", None),
        ("a", "180121001001", "dispatched", "2025-12-20", None),
        ("a", "180121001001", "recovered", "2025-12-18", Decimal("4000.50")),
        ("a", "180121001001", "recovered", "2025-12-20", Decimal("904.50")),
        ("a", "180121001001", "closed", "2025-12-20", None),
        ("b", None, "dispatched", "2025-12-21", None),
    ]


def test_the_register_has_one_line_per_dispatch(told):
    """Who gave it to whom, when, by which day an answer is due, and how many clues."""
    lines = [
        (line.dispatch, line.receiver, line.due_on, line.author, line.recorded_at[:10], line.clues)
        for line in told.dispatches()
    ]

    assert lines == [
        ("D0001", "180121001000", "2025-12-31", "王科长", "2025-12-20", 1),
        ("D0002", "civil_affairs", "2026-01-15", "李科员", "2025-12-20", 1),
    ]


def test_a_dispatch_of_several_clues_counts_them(sqlite_url):
    """In one line."""
    record(sqlite_url, "night-1", "a", "b")
    enter(sqlite_url, dispatched(), dispatched(SECOND))

    with open_ledger(sqlite_url) as ledger:
        assert [(line.dispatch, line.clues) for line in ledger.dispatches()] == [("D0001", 2)]


def test_clues_are_asked_about_by_their_numbers(told):
    """A number of no clue, and what is no number, are left out."""
    found = told.told([FIRST, "B01-000009", "B01-x", "B01"])

    assert list(found) == [FIRST]
    assert found[FIRST].state == "closed"
    assert found[FIRST].verdict == "confirmed"
    assert found[FIRST].money_fen == {"recovered": 490_500}


def test_a_place_in_the_chain_is_found_again(told):
    """The end now, the beginning before anything, none beyond the end."""
    end = told.end()

    assert told.mark_at(end.number) == end
    assert told.mark_at(0).number == 0
    assert told.mark_at(1) != told.mark_at(2)
    assert told.mark_at(end.number + 1) is None
    assert told.last_recorded_at().startswith("2025-12-20T17:30")


def test_an_empty_ledger_has_no_past(sqlite_url):
    """Nothing was given out, and nothing happened."""
    with open_ledger(sqlite_url) as ledger:
        assert (ledger.dispatches(), ledger.happenings().num_rows, ledger.last_recorded_at()) == ([], 0, None)
        assert ledger.end() == ledger.mark_at(0)


@pytest.mark.parametrize("author", ["", "  "])
def test_an_entry_needs_an_author(told, author):
    """Nobody's word is no entry."""
    with pytest.raises(ValueError, match="author"):
        told.enter([verdict(SECOND)], author, NIGHT)


def test_only_clues_of_a_state_are_given(told):
    """Where one is asked for; they come by catalogue code and number."""
    assert told.clues()["clue_number"].to_pylist() == [FIRST, SECOND]
    assert told.clues(state="dispatched")["clue_number"].to_pylist() == [SECOND]
