"""Every rule's cases, as people who know the benefit wrote them, with the shipped rules and policy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from matcher.evaluate import RuleBook
from tests.evaluate.cases import Case, evaluate_case, expected_findings, found_doubts, found_findings, read_cases
from tests.evaluate.configuration import book


@pytest.mark.parametrize("case", read_cases(), ids=str)
def test_a_rule_finds_what_its_case_says(case: Case, tmp_path: Path):
    """The same months, amounts and exemptions as a person would find, and nothing else."""
    evaluated = evaluate_case(case, tmp_path)

    assert expected_findings(case) == found_findings(evaluated)
    assert sorted((doubt["person"], doubt["reason"]) for doubt in case.cannot_tell) == found_doubts(evaluated)


def test_every_rule_has_cases():
    """A rule without cases is a rule that nobody has tried."""
    assert {rule.rule for rule in book().rules} == {case.rule for case in read_cases()}


@pytest.mark.parametrize(
    ("rule", "exemption"),
    [(rule.rule, name) for rule in book().rules for name in rule.exempt],
    ids=str,
)
def test_a_rule_without_one_of_its_exemptions_fails_a_case(rule: str, exemption: str, tmp_path: Path):
    """Every exemption of every rule is held by a case: none can be lost unseen."""
    mutated = RuleBook(
        tuple(
            other.model_copy(update={"exempt": tuple(name for name in other.exempt if name != exemption)})
            for other in book().rules
        ),
        book().exemptions,
    )
    code = exemption[:3].upper()
    cases = [
        case for case in read_cases() if case.rule == rule and code in {row.get("exemption") for row in case.findings}
    ]

    passed = [expected_findings(case) == found_findings(evaluate_case(case, tmp_path, mutated)) for case in cases]

    assert False in passed


def test_the_register_of_decisions_is_held_by_a_case(tmp_path: Path):
    """Without the register's rows, the cases that rest on it fail."""
    cases = [
        case for case in read_cases() if "exemption" in case.rows and any("exemption" in row for row in case.findings)
    ]

    for number, case in enumerate(cases):
        rows = {table: rows for table, rows in case.rows.items() if table != "exemption"}
        evaluated = evaluate_case(replace(case, rows=rows), tmp_path / str(number))
        assert expected_findings(case) != found_findings(evaluated)

    assert len(cases) >= 4
