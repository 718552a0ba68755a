"""The access log: who took names and IDs out in full; an entry that was changed or cut away is named."""

from dataclasses import asdict

import pytest

from matcher.ledger import Access, open_ledger
from tests.ledger.made_up_findings import RECORDED_AT, record
from tests.ledger.rows import change

FIRST = Access("王科长", "wang", "matcher report", "0001-2025-11-30", 812, "纪委调阅")
SECOND = Access("李科员", "li", "matcher explain", "0001-2025-11-30", 2, "复核线索")
THIRD = Access("王科长", "wang", "matcher ledger dispatch", "0002-2025-12-31", 40, "下发核查")


@pytest.fixture
def logged(url):
    """A ledger with three accesses; gives its address, and the end of the log as it was after each."""
    record(url, "0001-2025-11-30", "a")
    with open_ledger(url) as ledger:
        return url, [ledger.note_access(access, RECORDED_AT) for access in (FIRST, SECOND, THIRD)]


def found(url, mark):
    with open_ledger(url) as ledger:
        return [fault.what for fault in ledger.verify(mark)]


def test_the_log_says_who_when_what_how_many_and_why(logged):
    """In the order in which it was written."""
    url, _ = logged
    with open_ledger(url) as ledger:
        rows = ledger.accesses()

    expected = [
        {"event_number": number, "recorded_at": "2025-12-01T02:30:00+00:00", **asdict(access)}
        for number, access in enumerate((FIRST, SECOND, THIRD), start=1)
    ]
    assert expected == [{name: value for name, value in row.items() if name != "event_hash"} for row in rows]


def test_a_log_as_it_was_written_has_no_fault(logged):
    """With the newest end, with an earlier one that another workspace kept, and where none is known."""
    url, marks = logged

    assert [found(url, mark) for mark in (marks[2], marks[0], None)] == [[], [], []]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "UPDATE accesses SET reason = '例行' WHERE event_number = 2",
            ["access 2 (matcher explain) is not as it was written"],
        ),
        (
            "UPDATE accesses SET row_count = 1 WHERE event_number = 1",
            ["access 1 (matcher report) is not as it was written"],
        ),
        ("DELETE FROM accesses WHERE event_number = 1", ["access 1 is missing"]),
        ("DELETE FROM accesses WHERE event_number = 2", ["access 2 is missing"]),
        ("DELETE FROM accesses WHERE event_number = 3", ["access 3 is missing"]),
        ("DELETE FROM accesses WHERE event_number > 1", ["access 2 is missing", "access 3 is missing"]),
        ("DELETE FROM accesses", ["access 1 is missing", "access 2 is missing", "access 3 is missing"]),
    ],
)
def test_an_entry_that_was_changed_or_cut_away_is_named(logged, statement, expected):
    """The end as well: the workspace keeps which entry was the last."""
    url, marks = logged
    assert change(url, statement) > 0

    assert expected == found(url, marks[2])


def test_a_log_that_was_written_anew_is_noticed(logged):
    """A chain that fits together again does not end as the true one did."""
    url, marks = logged
    change(url, "DELETE FROM accesses WHERE event_number = 3")
    with open_ledger(url) as ledger:
        ledger.note_access(SECOND, RECORDED_AT)

    assert found(url, marks[2]) == ["access 3 is not as it was written"]
