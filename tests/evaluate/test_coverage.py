"""A month that was never delivered accuses nobody; a rule that would accuse nearly everybody is withheld."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evaluate.cases import evaluate_case, found_findings
from tests.evaluate.made_up import Rows, case_of, death

RULE = "severe_disability_without_nursing_subsidy"
WHOLE = "2024-12..2025-11"
CERTIFICATE = {
    "certificate_status": "valid",
    "level": "1",
    "category": "physical",
    "issued_on": "2020-03-01",
    "valid_until": "2030-02-28",
}


def paid(count: int, months: str, source: str = "subsidy", first: int = 0) -> list[dict[str, str]]:
    """Payments to so many persons in each of some months."""
    row = {"months": months, "programme": "disability_nursing_subsidy", "amount_cny": "100"}
    return [{"person": f"p{number}", "file": f"{source}/2025-11", **row} for number in range(first, first + count)]


def rows(*payments: list[dict[str, str]], unpaid: int = 1, covered: int = 0) -> Rows:
    persons = [f"unpaid{number}" for number in range(unpaid)] + [f"p{number}" for number in range(covered)]
    return {
        "disability_certificate": [{"person": person, **CERTIFICATE} for person in persons],
        "payment": [row for part in payments for row in part],
        "death": [death("wu", "2025-01-05")],
    }


def months_of(given: Rows, folder: Path) -> list[tuple[str, str, str]]:
    """First and last month and count of the first unpaid person's finding."""
    found = found_findings(evaluate_case(case_of(given, RULE), folder))
    return [(row[2], row[3], row[4]) for row in found if row[0] == "unpaid0"]


@pytest.mark.parametrize(
    ("payments", "expected"),
    [
        pytest.param([paid(20, WHOLE)], ("2024-12", "2025-11", "12"), id="whole"),
        pytest.param([paid(20, "2025-06..2025-11")], ("2025-06", "2025-11", "6"), id="a file never came"),
        pytest.param(
            [paid(20, "2024-12..2025-03"), paid(9, "2025-04"), paid(20, "2025-05..2025-11")],
            ("2024-12", "2025-11", "11"),
            id="a month with fewer than half",
        ),
        pytest.param(
            [paid(20, "2024-12..2025-03"), paid(10, "2025-04"), paid(20, "2025-05..2025-11")],
            ("2024-12", "2025-11", "12"),
            id="a month with half",
        ),
        pytest.param(
            [paid(20, "2024-12..2025-05", "card"), paid(20, "2025-06..2025-11", "list")],
            ("2024-12", "2025-11", "12"),
            id="the programme moved to another list",
        ),
        pytest.param(
            [paid(40, WHOLE, "card"), paid(12, "2025-06..2025-11", "list", first=40)],
            ("2025-06", "2025-11", "6"),
            id="the smaller of two lists did not come",
        ),
        pytest.param(
            [paid(40, "2025-06..2025-11", "list"), paid(1, WHOLE, "card", first=40)],
            ("2025-06", "2025-11", "6"),
            id="a stray row in another list is no list",
        ),
        pytest.param(
            [paid(40, WHOLE, "list"), paid(1, "2025-01", "card", first=40)],
            ("2024-12", "2025-11", "12"),
            id="a stray row holds nothing back",
        ),
        pytest.param(
            [paid(3, WHOLE), paid(5, "2025-01..2025-09", first=3)],
            ("2024-12", "2025-11", "12"),
            id="half of a few says nothing",
        ),
    ],
)
def test_only_months_that_were_delivered_are_on_trial(
    payments: list[list[dict[str, str]]], expected: tuple[str, str, str], tmp_path: Path
):
    assert months_of(rows(*payments, covered=20), tmp_path) == [expected]


def test_a_rule_that_finds_most_persons_missing_is_withheld_with_both_numbers(tmp_path: Path):
    """Twenty-one of forty is more than half: the list is not whole."""
    evaluated = evaluate_case(case_of(rows(paid(19, WHOLE), unpaid=21, covered=19), RULE), tmp_path)

    (told,) = evaluated.not_judged
    assert (told.rule, told.lack) == (RULE, "fact_too_rare")
    assert told.reason.en.startswith("21 of 40 entitled persons show no payment")
    assert "40 人中有 21 人" in told.reason.zh
    assert evaluated.outcomes == {RULE: {"not_judged:fact_too_rare": 1}}
    assert (evaluated.findings.num_rows, evaluated.review.num_rows) == (0, 0)


@pytest.mark.parametrize(("unpaid", "covered"), [(20, 20), (19, 2)])
def test_half_the_persons_or_a_handful_are_findings(unpaid: int, covered: int, tmp_path: Path):
    """A county may well leave out one in two; of a few, most."""
    evaluated = evaluate_case(case_of(rows(paid(covered, WHOLE), unpaid=unpaid, covered=covered), RULE), tmp_path)

    assert evaluated.not_judged == ()
    assert evaluated.findings.num_rows == unpaid
