"""Payments that follow no monthly right: a month without any is no gap in the list."""

from __future__ import annotations

from pathlib import Path

from matcher.evaluate import RuleBook
from tests.evaluate.cases import evaluate_case, found_doubts, found_findings
from tests.evaluate.configuration import book
from tests.evaluate.made_up import Rows, case_of, death
from tests.evaluate.test_check import changed, faults_of
from tests.evaluate.test_coverage import CERTIFICATE, RULE

ONE_OFF = "facts__nursing_subsidy__one_off"


def rows(*payments: dict[str, str]) -> Rows:
    """One certificate, payments in one file seen to September, and a list of deaths."""
    row = {"programme": "disability_nursing_subsidy", "amount_cny": "100", "file": "subsidy/2025-09"}
    return {
        "disability_certificate": [{"person": "zhao", **CERTIFICATE}],
        "payment": [{**row, **payment} for payment in payments],
        "death": [death("wu", "2025-01-05")],
    }


def months_of(given: Rows, rules: RuleBook, folder: Path) -> list[tuple[str, ...]]:
    return [row[2:5] for row in found_findings(evaluate_case(case_of(given, RULE), folder, rules))]


def test_a_month_without_payments_was_seen_as_far_as_the_file_reaches(tmp_path: Path):
    """Of a monthly benefit only the two months with rows would be judged."""
    given = rows({"person": "zhou", "months": "2025-02..2025-03"})
    changes = {ONE_OFF: True}

    assert months_of(given, book(), tmp_path) == [("2025-02", "2025-03", "2")]
    assert months_of(given, changed(RULE, **changes), tmp_path) == [("2024-12", "2025-09", "10")]


def test_a_record_in_doubt_counts_in_whatever_month_it_is(tmp_path: Path):
    """A grant of February in doubt could be the one that is missed in November."""
    given = rows({"person": "stranger", "months": "2025-02", "could_be": "zhao"})
    evaluated = evaluate_case(case_of(given, RULE), tmp_path, changed(RULE, **{ONE_OFF: True}))

    assert not found_findings(evaluated)
    assert found_doubts(evaluated) == [("zhao", "unresolved_record")]


def test_it_is_said_of_payments_that_must_be_absent():
    (fault,) = faults_of(changed(RULE, facts__death__one_off=True))

    assert fault.key == "facts.death"
    assert "one_off" in fault.what
