"""Runs come and go in an open ledger."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from matcher.errors import UsageError
from matcher.ledger import CLUES, open_ledger
from tests.ledger.made_up_findings import (
    CITIZEN_ID,
    PERSON_NAME,
    RULE,
    SCOPE,
    counts,
    exempted,
    finding,
    findings,
    record,
    statuses,
)
from tests.ledger.rows import query


def events_of(url):
    return query(url, "SELECT run_number, event, finding_id FROM events WHERE event <> 'run' ORDER BY event_number")


def last_hash(url):
    return query(url, "SELECT last_event_hash FROM runs ORDER BY run_number DESC")[0][0]


def test_clues_come_stay_go_and_return(url):
    """Four nights in the life of two clues."""
    assert record(url, "night-1", "a", "b") == counts(new=2)
    assert record(url, "night-2", "a") == counts(continuing=1, gone=1)
    assert record(url, "night-3", "a") == counts(continuing=1)
    assert record(url, "night-4", "a", "b") == counts(continuing=1, returned=1)

    assert events_of(url) == [
        (1, "found", "a"),
        (1, "found", "b"),
        (2, "seen_again", "a"),
        (2, "gone", "b"),
        (3, "seen_again", "a"),
        (4, "seen_again", "a"),
        (4, "returned", "b"),
    ]


def test_a_run_without_findings_leaves_every_clue_gone(url):
    """The latest run counts even when it saw nothing."""
    record(url, "night-1", "a")

    assert record(url, "night-2") == counts(gone=1)
    assert record(url, "night-3", "a") == counts(returned=1)


OTHER = "minimum_living_allowance_and_destitute_support"


def test_a_run_of_other_rules_leaves_clues_as_they_are(url):
    """A pipeline with one rule says nothing of the clues of the others."""
    record(url, "night-1", "a", finding("b", rule_id=OTHER), rules=(RULE, OTHER))

    assert record(url, "night-2", rules=(OTHER,)) == counts(gone=1)
    assert record(url, "night-3", "a", rules=(RULE,)) == counts(continuing=1)
    assert record(url, "night-4", rules=()) == counts()
    with open_ledger(url) as ledger:
        assert ledger.clues(state="open")["finding_id"].to_pylist() == ["a"]
        assert ledger.clues(state="gone")["finding_id"].to_pylist() == ["b"]


def test_a_clue_whose_rule_ran_last_long_ago_is_continuing_when_it_is_seen_again(url):
    """Its rule did not run in between: it did not go, so it cannot return."""
    record(url, "night-1", "a", exempted("x"))
    record(url, "night-2", rules=(OTHER,))

    with open_ledger(url) as ledger:
        met = ledger.meet(findings("a", exempted("x")), SCOPE)
    assert statuses(met) == {"a": "continuing", "x": "continuing"}


def test_an_exempted_finding_that_its_rule_missed_once_has_returned(url):
    record(url, "night-1", exempted("x"))
    record(url, "night-2")

    with open_ledger(url) as ledger:
        assert statuses(ledger.meet(findings(exempted("x")), SCOPE)) == {"x": "returned"}


def test_a_run_of_an_earlier_day_makes_no_clue_of_a_later_day_gone(url):
    """Who asks about October does not see what began in November."""
    record(url, "night-1", "a", as_of=date(2025, 11, 30))

    assert record(url, "night-2", as_of=date(2025, 10, 31)) == counts()
    assert record(url, "night-3", as_of=date(2025, 11, 30)) == counts(gone=1)


def test_recorded_runs_are_named_in_their_order(url):
    record(url, "0002-2025-11-30")
    record(url, "0001-2025-11-30")
    with open_ledger(url) as ledger:
        assert ledger.run_ids() == ["0002-2025-11-30", "0001-2025-11-30"]


def test_exempted_findings_are_known_the_next_night(url):
    """Without being clues."""
    assert record(url, "night-1", exempted("a")) == counts(new=0, exempted=1)
    with open_ledger(url) as ledger:
        assert statuses(ledger.meet(findings(exempted("a")), SCOPE)) == {"a": "continuing"}
        assert statuses(ledger.meet(findings("a"), SCOPE)) == {"a": "new"}
        assert ledger.clues().num_rows == 0


def test_a_clue_gone_by_an_exemption_names_it(url):
    """So that its history says why."""
    record(url, "night-1", "a")
    record(url, "night-2", exempted("a", "E05"))

    gone = query(url, "SELECT exemption_code FROM events WHERE event = 'gone'")
    assert gone == [("E05",)]


def test_meeting_writes_nothing(url):
    """A run that fails later must not have been counted."""
    with open_ledger(url) as ledger:
        first = ledger.meet(findings("a"), SCOPE)
        second = ledger.meet(findings("a"), SCOPE)

    assert first.counts == second.counts == counts(new=1)


def test_the_same_run_again_changes_nothing(url):
    """A run that was killed after it was recorded is recorded again when it is taken up."""
    record(url, "night-1", "a", "b")
    first = record(url, "night-2", "b", "c")
    hash_before = last_hash(url)

    assert record(url, "night-2", "c", "b") == first
    assert last_hash(url) == hash_before


def test_a_run_can_be_met_again_as_if_it_were_not_recorded(url):
    """The same bytes are published, however often the run was taken up."""
    record(url, "night-1", "a")
    record(url, "night-2", "a", "b")

    with open_ledger(url) as ledger:
        met = ledger.meet(findings("a", "b"), SCOPE, before_run="night-2")

    assert statuses(met) == {"a": "continuing", "b": "new"}


def test_other_findings_under_a_known_run_are_refused(url):
    """Two runs of one name cannot both be the one in the ledger."""
    record(url, "night-1", "a")

    with pytest.raises(UsageError, match="run night-1 is already in the ledger with other findings"):
        record(url, "night-1", "b")


def test_the_order_of_rows_leaves_no_trace(tmp_path):
    """The same run gives the same chain, to the last hash."""
    forward, backward = f"sqlite:///{tmp_path / 'forward'}", f"sqlite:///{tmp_path / 'backward'}"
    names = ["d", "a", "c", "b"]
    for url, order in ((forward, names), (backward, names[::-1])):
        record(url, "night-1", *order)
        record(url, "night-2", *order[1:3])

    assert last_hash(forward) == last_hash(backward)


def test_numbers_are_given_by_code_programme_and_finding_and_kept(url):
    """People write them on paper: a number is never given again."""
    record(
        url, "night-1", finding("z", catalogue_code="A01"), finding("b"), finding("c", programme="destitute_support")
    )
    record(url, "night-2", "a")
    with open_ledger(url) as ledger:
        clues = ledger.clues()

    numbers = dict(zip(clues["clue_number"].to_pylist(), clues["finding_id"].to_pylist(), strict=True))
    assert numbers == {"A01-000001": "z", "B01-000001": "c", "B01-000002": "b", "B01-000003": "a"}


def test_clues_show_what_was_last_seen(url):
    """A clue that went keeps the figures of the run that saw it last."""
    record(url, "night-1", finding("a"), finding("b"))
    record(url, "night-2", finding("a", month_count=10, amount_cny=Decimal("5450.50")))
    with open_ledger(url) as ledger:
        clues = ledger.clues()
        gone = ledger.clues(state="gone")

    assert clues.schema.equals(CLUES.schema)
    shown = clues.select(["finding_id", "state", "first_run", "last_run", "month_count", "amount_cny"]).to_pylist()
    assert shown == [
        {
            "finding_id": "a",
            "state": "open",
            "first_run": "night-1",
            "last_run": "night-2",
            "month_count": 10,
            "amount_cny": Decimal("5450.50"),
        },
        {
            "finding_id": "b",
            "state": "gone",
            "first_run": "night-1",
            "last_run": "night-1",
            "month_count": 9,
            "amount_cny": Decimal("4905.00"),
        },
    ]
    assert gone["finding_id"].to_pylist() == ["b"]


def test_no_personal_value_is_written(sqlite_url, ledger_file):
    """The ledger outlives the exports: it may hold keyed hashes only."""
    record(sqlite_url, "night-1", "a", exempted("b"))
    content = b"".join(path.read_bytes() for path in sorted(ledger_file.parent.iterdir()))

    assert b"minimum_living_allowance_paid_after_death" in content
    assert PERSON_NAME.encode() not in content
    assert CITIZEN_ID.encode() not in content
    assert "民政局".encode() not in content


def test_evidence_is_told_apart_by_its_digest(url):
    """A verdict holds while the evidence is the same: an added row, another sheet, and no evidence all differ."""
    row = {"source": "cremations", "file": "a.xlsx", "sheet": "一", "row": 3}
    rows = [
        finding("a", evidence=[row]),
        finding("b", evidence=[row, row | {"row": 4}]),
        finding("c", evidence=[row | {"sheet": None}]),
        finding("d", evidence=[]),
        finding("e", evidence=[row]),
    ]
    record(url, "night-1", *rows)
    with open_ledger(url) as ledger:
        digests = ledger.clues()["evidence_digest"].to_pylist()

    assert digests[0] == digests[4]
    assert len(set(digests)) == 4


def test_a_time_without_a_zone_is_refused(url):
    """An event's time must mean one moment."""
    with pytest.raises(ValueError, match="time zone"), open_ledger(url) as ledger:
        ledger.record_run("night-1", SCOPE, findings("a"), datetime(2025, 12, 1))  # noqa: DTZ001 - the fault under test
