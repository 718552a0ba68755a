"""How long what people decided about a clue holds, day by day and month by month."""

from __future__ import annotations

from datetime import date

import pytest

from matcher.ledger.memory import Seen, reopening
from matcher.ledger.standing import Standing

DECIDED = {"first_month": "2025-03", "last_month": "2025-11", "evidence_digest": "one car"}


def standing(state, kind, **event):
    """A clue with one event that decided about it."""
    details = event.pop("details", {})
    return Standing(
        state,
        {kind: {**DECIDED, "exemption_code": None, "recorded_at": "2025-12-20T08:00:00Z", **event, "details": details}},
    )


def disproved(code=None, **event):
    details = {"verdict": "disproved", **event.pop("details", {})}
    return standing("disproved", "verdict", exemption_code=code, details=details, **event)


def seen(as_of=date(2025, 12, 31), first="2025-03", last="2025-11", evidence="one car"):
    return Seen(first, last, evidence, as_of)


@pytest.mark.parametrize(
    ("code", "day", "over"),
    [
        ("E02", date(2026, 3, 20), False),
        ("E02", date(2026, 3, 21), True),
        ("E20", date(2026, 12, 20), False),
        ("E20", date(2026, 12, 21), True),
        ("E21", date(2026, 6, 21), True),
        ("E22", date(2026, 12, 21), True),
        ("E25", date(2026, 12, 21), True),
        ("E28", date(2026, 6, 20), False),
        ("E28", date(2026, 6, 21), True),
        ("E09", date(2099, 1, 1), False),
        (None, date(2099, 1, 1), False),
    ],
)
def test_reasons_that_wear_out_do_so_after_their_months(code, day, over):
    """From the day on which the verdict was entered, where it names none on which it was found out."""
    assert (reopening(disproved(code), seen(day)) == "expired") == over


def test_the_day_of_verification_counts_before_that_of_entry():
    """Months of a year that ends in between."""
    verdict = disproved("E28", details={"verified_on": "2025-07-15"})

    assert reopening(verdict, seen(date(2026, 1, 15))) is None
    assert reopening(verdict, seen(date(2026, 1, 16))) == "expired"


def test_a_last_day_of_its_own_counts_before_that_of_the_reason():
    """Sooner or later than the reason would wear out."""
    verdict = disproved("E02", details={"valid_until": "2027-01-31"})

    assert reopening(verdict, seen(date(2027, 1, 31))) is None
    assert reopening(verdict, seen(date(2027, 2, 1))) == "expired"


@pytest.mark.parametrize("code", ["E03", "E04", "E06", "E18", "E19", "E24"])
@pytest.mark.parametrize(
    ("first", "last", "is_new"),
    [
        ("2025-03", "2025-11", False),
        ("2025-04", "2025-10", False),
        ("2025-02", "2025-11", True),
        ("2025-03", "2025-12", True),
        (None, None, False),
    ],
)
def test_reasons_of_some_months_hold_for_those_only(code, first, last, is_new):
    """Earlier or later ones are another matter."""
    assert (reopening(disproved(code), seen(first=first, last=last)) == "other_months") == is_new


def test_other_reasons_hold_for_every_month():
    """A car that is a tricycle is one next year too."""
    assert reopening(disproved("E09"), seen(first="2024-01", last="2026-12")) is None


@pytest.mark.parametrize("verdict", [disproved("E09"), disproved("E03")])
def test_other_evidence_reopens_a_disproved_clue(verdict):
    """Whatever the reason was."""
    assert reopening(verdict, seen(evidence="two cars")) == "evidence_changed"
    assert reopening(verdict, seen(evidence=None)) == "evidence_changed"


def test_a_granted_exemption_holds_whatever_is_seen_until_its_last_day():
    """Without one it holds for good."""
    granted = standing("exempted", "exemption_granted", details={"valid_until": "2026-06-30"})
    other = seen(date(2026, 6, 30), first="2024-01", last="2026-06", evidence="two cars")

    assert reopening(granted, other) is None
    assert reopening(granted, seen(date(2026, 7, 1))) == "expired"
    assert reopening(standing("exempted", "exemption_granted"), seen(date(2099, 1, 1))) is None


@pytest.mark.parametrize(("last", "expected"), [("2025-11", None), ("2025-12", "other_months")])
def test_a_closed_clue_comes_back_with_other_months_alone(last, expected):
    """Whether it was confirmed or nobody judged it; other evidence of the same months changes nothing."""
    unjudged = standing("closed", "closed")
    confirmed = standing("closed", "closed")
    confirmed.last["verdict"] = {**DECIDED, "exemption_code": None, "details": {"verdict": "confirmed"}}

    found = [reopening(one, seen(last=last, evidence="two cars")) for one in (unjudged, confirmed)]

    assert found == [expected, expected]
