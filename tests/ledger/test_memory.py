"""Verdicts are remembered: a disproved clue stays closed until something is new."""

from datetime import date
from decimal import Decimal

import pytest

from matcher.ledger import Entry, Scope, open_ledger
from tests.ledger.made_up_entries import FIRST, clue, dispatched, enter, verdict
from tests.ledger.made_up_findings import AS_OF, RECORDED_AT, RULE, finding, findings
from tests.ledger.rows import query

CAR = {"a": "one car"}
TWO_CARS = {"a": "two cars"}


def night(url, run_id, *rows, evidence=CAR, as_of=AS_OF):
    """One run: what people decided is recalled, the rest is recorded; gives the exemption code of each finding."""
    scope = Scope(as_of, (RULE,))
    with open_ledger(url) as ledger:
        recalled = ledger.recall(findings(*rows), evidence, as_of)
        ledger.record_run(run_id, scope, recalled, RECORDED_AT, evidence)
    return dict(zip(recalled["finding_id"].to_pylist(), recalled["exemption_code"].to_pylist(), strict=True))


def reopenings(url):
    return [details for (details,) in query(url, "SELECT details FROM events WHERE event = 'reopened'")]


@pytest.fixture
def disproved(url):
    """Clue `a` was disproved: the car is a tricycle."""

    def decide(code="E09", **details):
        night(url, "night-1", "a")
        enter(url, dispatched(), verdict(said="disproved", exemption_code=code, details=details))
        return url

    return decide


def test_a_disproved_clue_does_not_come_back_while_its_evidence_is_the_same(disproved):
    """Not the next night, not after more months of payments, not after it was away for a while."""
    url = disproved()

    assert night(url, "night-2", "a") == {"a": "E30"}
    assert night(url, "night-3", finding("a", last_month="2025-12", month_count=10)) == {"a": "E30"}
    assert night(url, "night-4") == {}
    assert night(url, "night-5", "a") == {"a": "E30"}
    assert clue(url)["state"] == "disproved"
    assert reopenings(url) == []


def test_new_evidence_reopens_it_and_says_so(disproved):
    """A second car is another matter."""
    url = disproved()
    night(url, "night-2", "a")

    assert night(url, "night-3", "a", evidence=TWO_CARS) == {"a": None}
    assert clue(url)["state"] == "open"
    assert reopenings(url) == ['{"reason":"evidence_changed"}']
    assert enter(url, dispatched(FIRST, dispatch="D0002")) == ["written"]


def test_a_reason_that_explains_some_months_does_not_explain_others(disproved):
    """A month's lag was the reason; the payments went on."""
    url = disproved("E03")

    assert night(url, "night-2", "a") == {"a": "E30"}
    assert night(url, "night-3", finding("a", last_month="2025-12")) == {"a": None}
    assert reopenings(url) == ['{"reason":"other_months"}']


@pytest.mark.parametrize(
    ("code", "details", "still_holds", "over"),
    [
        ("E02", {"verified_on": "2025-12-20"}, date(2026, 3, 20), date(2026, 3, 21)),  # stale data: three months
        ("E21", {"verified_on": "2025-12-31"}, date(2026, 6, 30), date(2026, 7, 1)),  # certificate renewed: six
        ("E09", {"valid_until": "2026-01-31"}, date(2026, 1, 31), date(2026, 2, 1)),  # its own last day
    ],
)
def test_a_verdict_wears_out(disproved, code, details, still_holds, over):
    """By its reason, or on the day that it was given."""
    url = disproved(code, **details)

    assert night(url, "night-2", "a", as_of=still_holds) == {"a": "E30"}
    assert night(url, "night-3", "a", as_of=over) == {"a": None}
    assert reopenings(url) == ['{"reason":"expired"}']


def test_a_confirmed_clue_stays_in_sight(url):
    """It is true, and the payments go on."""
    night(url, "night-1", "a")
    enter(url, dispatched(), verdict())

    assert night(url, "night-2", "a", evidence=TWO_CARS) == {"a": None}
    assert clue(url)["state"] == "confirmed"


def test_a_closed_clue_comes_back_with_new_months_only(url):
    """What was recovered stays in the exports for a year; what is paid after that is new."""
    night(url, "night-1", "a")
    enter(
        url, dispatched(), verdict(), Entry(FIRST, "recovered", amount_cny=Decimal("4905.00")), Entry(FIRST, "closed")
    )

    assert night(url, "night-2", "a", evidence=TWO_CARS) == {"a": "E30"}
    assert night(url, "night-3", finding("a", last_month="2025-12")) == {"a": None}
    assert (clue(url)["state"], clue(url)["recovered_cny"]) == ("open", Decimal("4905.00"))


def test_an_exemption_that_a_person_granted_holds_until_its_last_day(url):
    """Whatever the evidence says by then."""
    night(url, "night-1", "a")
    granted = Entry(
        FIRST, "exemption_granted", "重残单人户", exemption_code="E14", details={"valid_until": "2026-06-30"}
    )
    enter(url, granted, author="王科长")

    assert night(url, "night-2", "a", evidence=TWO_CARS, as_of=date(2026, 6, 30)) == {"a": "E14"}
    assert night(url, "night-3", "a", as_of=date(2026, 7, 1)) == {"a": None}
    assert reopenings(url) == ['{"reason":"expired"}']


def test_what_a_rule_exempts_keeps_the_rules_code(disproved):
    """The law says so, whatever a verdict says."""
    url = disproved()

    assert night(url, "night-2", finding("a", exemption_code="E06")) == {"a": "E06"}


def test_a_recalled_run_can_be_recorded_again_and_the_chain_is_whole(disproved):
    """A run that was killed after publishing is recorded when the next one begins."""
    url = disproved()
    night(url, "night-2", "a", evidence=TWO_CARS)
    before = query(url, "SELECT count(*) FROM events")

    with open_ledger(url) as ledger:
        ledger.record_run("night-2", Scope(AS_OF, (RULE,)), findings("a"), RECORDED_AT, TWO_CARS)
        assert ledger.verify() == []
    assert query(url, "SELECT count(*) FROM events") == before
