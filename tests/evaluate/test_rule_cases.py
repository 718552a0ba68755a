"""Every rule's cases, as people who know the benefit wrote them, with the shipped rules and policy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from matcher.evaluate import RuleBook
from tests.evaluate.case_records import Case
from tests.evaluate.cases import (
    Found,
    evaluate_case,
    evaluate_together,
    expected_doubts,
    expected_findings,
    found_findings,
    read_cases,
)
from tests.evaluate.configuration import book

RULES = [rule.rule for rule in book().rules]


def cases_of(rule: str) -> list[Case]:
    return [case for case in read_cases() if case.rule == rule]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, Found]]:
    """What each case of a rule gave, by its name; a rule is judged once, for all of its cases."""

    @cache
    def of_rule(rule: str) -> dict[str, Found]:
        results = evaluate_together(cases_of(rule), tmp_path_factory.mktemp(rule))
        return {str(case): result for case, result in zip(cases_of(rule), results, strict=True)}

    return of_rule


@pytest.mark.parametrize("case", read_cases(), ids=str)
def test_a_rule_finds_what_its_case_says(case: Case, found: Callable[[str], dict[str, Found]]):
    """The same months, amounts and exemptions as a person would find, and nothing else."""
    given = found(case.rule)[str(case)]

    assert expected_findings(case) == given.findings
    assert expected_doubts(case) == given.doubts


def test_every_rule_has_cases_and_every_case_its_own_name():
    """A rule without cases is a rule that nobody has tried."""
    names = [str(case) for case in read_cases()]

    assert set(RULES) == {case.rule for case in read_cases()}
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("rule", "exemption"), [(rule.rule, name) for rule in book().rules for name in rule.exempt])
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
    cases = [case for case in cases_of(rule) if code in {row.get("exemption") for row in case.findings}]

    results = evaluate_together(cases, tmp_path, mutated)

    failed = [
        str(case) for case, result in zip(cases, results, strict=True) if expected_findings(case) != result.findings
    ]
    assert failed


@pytest.mark.parametrize(("rule", "other"), [(rule.rule, name) for rule in book().rules for name in rule.yields_to])
def test_a_rule_that_does_not_yield_to_another_fails_a_case(rule: str, other: str, tmp_path: Path):
    """That one cause makes one finding is held by a case, for each rule that tells it first."""
    mutated = RuleBook(
        tuple(
            one.model_copy(update={"yields_to": tuple(name for name in one.yields_to if name != other)})
            if one.rule == rule
            else one
            for one in book().rules
        ),
        book().exemptions,
    )

    results = evaluate_together(cases_of(rule), tmp_path, mutated)

    pairs = zip(cases_of(rule), results, strict=True)
    assert [str(case) for case, result in pairs if expected_findings(case) != result.findings]


@pytest.mark.parametrize("rule", [rule.rule for rule in book().rules if rule.kind == "missing"])
def test_a_rule_for_missing_benefits_without_the_register_fails_a_case(rule: str, tmp_path: Path):
    """The register of human decisions is held by a case of every rule that visits rest on."""
    cases = [case for case in cases_of(rule) if "exemption" in case.rows]

    without = [replace(case, rows={**case.rows, "exemption": []}) for case in cases]
    findings = [found_findings(evaluate_case(case, tmp_path)) for case in without]

    assert findings
    assert all(expected_findings(case) != result for case, result in zip(cases, findings, strict=True))
