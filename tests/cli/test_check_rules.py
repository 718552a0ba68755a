"""`matcher check` says what is wrong with a rule or the policy: in words, with file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from matcher.cli.check import load_checked
from matcher.errors import ConfigurationError

GOOD = Path(__file__).parent.parent / "config/good_project"
RULE_FILE = "pipelines/rules/allowance.yaml"
POLICY_FILE = "pipelines/policy/region.yaml"
RULE = """rules:
  - rule: allowance_with_void_certificate
    code: B40
    title: {zh: 某, en: some}
    kind: ineligible
    severity: strong
    reason: {zh: 疑似, en: perhaps}
    to_verify: {zh: 核对, en: check}
    legal_reference: {title: 某办法}
    valid_from: 2021-07
    programmes: [minimum_living_allowance]
    subject:
      table: payment
      months: {first: payment.benefit_month}
    facts:
      certificate:
        table: disability_certificate
        expect: present
        on: month(certificate.birth_date) < trial_month
      other:
        table: payment
        expect: any
        on: other.benefit_month = trial_month
        gather:
          total: sum(other.amount_cny)
    when: other.total > 0 and trial_month > month(certificate.birth_date) + stop_lag_months
    parameters: [stop_lag_months]
    amount: payment.amount_cny
    responsible: civil_affairs
    receives: [civil_affairs]
"""


def faults_of(folder: Path, changes: dict[str, tuple[str, str]]) -> list[tuple[str, str]]:
    """Give place and words of what is wrong once one text in some files was changed."""
    project = shutil.copytree(GOOD, folder / "project")
    (project / RULE_FILE).write_text(RULE, encoding="utf-8")
    for file, (before, after) in changes.items():
        text = (project / file).read_text(encoding="utf-8")
        assert before in text
        (project / file).write_text(text.replace(before, after), encoding="utf-8")
    try:
        load_checked(project / "pipelines/nightly.yaml", None)
    except ConfigurationError as error:
        return [(fault.where, fault.what) for fault in error.faults]
    return []


def line_of(part: str) -> int:
    return next(number for number, line in enumerate(RULE.splitlines(), start=1) if part in line)


def test_the_rule_as_written_is_good(tmp_path: Path):
    """Else each fault below might be another's."""
    assert not faults_of(tmp_path, {})


FAULTS = [
    ("amount: payment.amount_cny", "amount: payment.amount", "    amount:", "unknown column 'payment.amount'"),
    ("month(certificate.birth_date) <", "mont(certificate.birth_date) <", "on: month", "unknown function 'mont'"),
    ("+ stop_lag_months", "+ stop_lag_month", "when:", "unknown parameter 'stop_lag_month'"),
    ("[stop_lag_months]", "[stop_lag_month, stop_lag_months]", "parameters:", "unknown parameter 'stop_lag_month'"),
    ("< trial_month", "< trial_month and other.total > 0", "on: month", "which comes after it"),
    ("_month = trial_month", "_month = as_of", "on: other", "a month is compared with a date"),
    ("sum(other.amount_cny)", "sum(other.amount)", "total:", "unknown column 'other.amount'"),
    ("sum(other.amount_cny)", "total(other.amount_cny)", "total:", "does not say how rows are gathered"),
    ("other.total > 0", "2 > 1", "when:", "is the same for every row and month"),
    ("other.total > 0", "other.total = other.total", "when:", "is the same for every row and month"),
    ("valid_from: 2021-07", "valid_from: 2021-01", "parameters:", "has no value in region"),
    (
        "    amount: p",
        "    limits: {back_pay_months: months}\n    amount: p",
        "    amount:",
        "unknown parameter 'months'",
    ),
]


@pytest.mark.parametrize(("before", "after", "marked", "what"), FAULTS)
def test_a_fault_of_a_rule_is_told_with_its_line(before: str, after: str, marked: str, what: str, tmp_path: Path):
    """Whoever wrote the rule finds the place without reading code."""
    changes = {RULE_FILE: (before, after)}
    if "2021-01" in after:
        changes["pipelines/nightly.yaml"] = ("first_month: ", "first_month: 2021-01 # ")

    found = faults_of(tmp_path, changes)

    assert what in found[0][1]
    assert found[0][0] == f"{RULE_FILE}:{line_of(marked)}"


@pytest.mark.parametrize(
    ("before", "after", "marked", "table"),
    [
        ("table: disability_certificate", "table: death", "certificate:", "death"),
        ("expect: any", "of: spouse\n        expect: any", "other:", "kinship"),
        ("    amount: p", "    per: household\n    amount: p", "    amount:", "household_member"),
    ],
)
def test_a_table_that_no_source_fills_is_told_with_its_line(
    before: str, after: str, marked: str, table: str, tmp_path: Path
):
    """An absent list would make everybody look unpaid."""
    found = faults_of(tmp_path, {RULE_FILE: (before, after)})

    assert found == [(f"{RULE_FILE}:{line_of(marked)}", f"no source of the pipeline fills the table '{table}'")]


POLICY_FAULTS = [
    ("{since: 2021-07, value: 0, programmes: [elder_alowance]}", "unknown programme 'elder_alowance'"),
    ("{since: 2021-07, value: many}", "is not of type integer"),
    (
        "{since: 2021-07, until: 2023-01, value: 1}\n        - {since: 2022-01, value: 2}",
        "the value until 2023-01 overlaps the one since 2022-01",
    ),
]


@pytest.mark.parametrize(("after", "what"), POLICY_FAULTS)
def test_a_fault_of_the_policy_is_told_with_its_line(after: str, what: str, tmp_path: Path):
    """Values overlap, are of another type, or for a programme that there is not."""
    found = faults_of(tmp_path, {POLICY_FILE: ("{since: 2021-07, value: 0, reference: 和州民发〔2021〕1号}", after)})

    assert what in found[0][1]
    assert found[0][0].startswith(f"{POLICY_FILE}:")
