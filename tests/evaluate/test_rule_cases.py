"""Every rule's cases, as people who know the benefit wrote them, with the shipped rules and policy."""

from __future__ import annotations

from pathlib import Path

import pytest

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
