"""A value that is missing is neither yes nor no: the person is named for review, once, where nothing else decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evaluate.cases import evaluate_case, found_doubts, found_findings
from tests.evaluate.made_up import Rows, case_of, death, paid

CERTIFICATE = {
    "person": "zhao",
    "certificate_status": "valid",
    "level": "1",
    "category": "physical",
    "issued_on": "2020-03-01",
    "valid_until": "2030-02-28",
}
NURSING = {"programme": "disability_nursing_subsidy", "amount_cny": "100"}
WHOLE = "2024-12..2025-11"
BACKGROUND: Rows = {"payment": [{"person": "zhou", "months": WHOLE, **NURSING}], "death": [death("wu", "2025-01-05")]}
PENSION = {"person": "zhao", "months": "2025-01..2025-03", "pension_kind": "worker", "amount_cny": "5000"}
SPELL = {
    "person": "zhao",
    "programme": "minimum_living_allowance",
    "first_month": "2020-01",
    "covered_count": "1",
    "residence": "urban",
}


def without(row: dict[str, str], *names: str) -> dict[str, str]:
    return {key: value for key, value in row.items() if key not in names}


CASES: dict[str, tuple[str, Rows]] = {
    "a death without a day": (
        "minimum_living_allowance_paid_after_death",
        {"payment": [paid("zhao", "2025-01..2025-03")], "death": [{"person": "zhao", "kind": "cremation"}]},
    ),
    "a post without a first month": (
        "public_payroll_member_paid",
        {
            "payment": [paid("zhao", "2025-01..2025-03")],
            "employment": [{"person": "zhao", "kind": "public_payroll", "status": "serving"}],
        },
    ),
    "a certificate without a level, nothing paid": (
        "severe_disability_without_nursing_subsidy",
        {**BACKGROUND, "disability_certificate": [without(CERTIFICATE, "level")]},
    ),
    "a certificate without a day, nothing paid": (
        "severe_disability_without_nursing_subsidy",
        {**BACKGROUND, "disability_certificate": [without(CERTIFICATE, "issued_on")]},
    ),
    "a certificate without a state, nothing paid": (
        "severe_disability_without_nursing_subsidy",
        {**BACKGROUND, "disability_certificate": [without(CERTIFICATE, "certificate_status")]},
    ),
    "a certificate without a day, of a person on the allowance": (
        "minimum_living_allowance_disabled_without_living_subsidy",
        {
            "payment": [
                paid("zhao", "2025-01..2025-06"),
                {"person": "li", "months": WHOLE, "programme": "disability_living_subsidy", "amount_cny": "80"},
            ],
            "death": [death("wu", "2025-01-05")],
            "disability_certificate": [without(CERTIFICATE, "issued_on")],
        },
    ),
    "a pension without a spell on the roster": (
        "minimum_living_allowance_with_worker_pension",
        {"payment": [paid("zhao", "2025-01..2025-03")], "pension": [PENSION]},
    ),
    "a spell without covered persons": (
        "minimum_living_allowance_with_worker_pension",
        {
            "payment": [paid("zhao", "2025-01..2025-03")],
            "pension": [PENSION],
            "benefit_spell": [without(SPELL, "covered_count")],
        },
    ),
    "a cancelled certificate without the day": (
        "disability_subsidy_with_void_certificate",
        {
            "payment": [{"person": "zhao", "months": "2025-01..2025-03", **NURSING}],
            "disability_certificate": [{**CERTIFICATE, "certificate_status": "cancelled"}],
        },
    ),
    "an expired certificate without the day": (
        "disability_subsidy_with_void_certificate",
        {
            "payment": [{"person": "zhao", "months": "2025-01..2025-03", **NURSING}],
            "disability_certificate": [{**without(CERTIFICATE, "valid_until"), "certificate_status": "expired"}],
        },
    ),
    "a certificate without a level, paid": (
        "nursing_subsidy_level_not_covered",
        {
            "payment": [{"person": "zhao", "months": "2025-01..2025-03", **NURSING}],
            "disability_certificate": [without(CERTIFICATE, "level")],
        },
    ),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_missing_value_that_would_decide_is_told_of(name: str, tmp_path: Path):
    """One row for review, for the person, and no finding."""
    rule, rows = CASES[name]

    evaluated = evaluate_case(case_of(rows, rule), tmp_path)

    assert found_findings(evaluated) == []
    assert found_doubts(evaluated) == [("zhao", "value_missing")]
    assert evaluated.review.num_rows == 1
    assert evaluated.outcomes[rule]["cannot_tell:value_missing"] == 1


def test_an_elder_without_any_birth_date_is_told_of(tmp_path: Path):
    """Neither the register nor an ID says how old the person is."""
    rows: Rows = {
        "person": [{"person": "zhao", "registration_status": "registered"}],
        "payment": [{"person": "zhou", "months": WHOLE, "programme": "elder_allowance", "amount_cny": "50"}],
        "death": [death("wu", "2025-01-05")],
    }
    case = case_of(rows, "elder_allowance_missing", people={"zhao": {"citizen_id": "none"}})

    assert found_doubts(evaluate_case(case, tmp_path)) == [("zhao", "value_missing")]


def test_a_missing_value_is_no_doubt_where_something_else_decides(tmp_path: Path):
    """A second report of the death has a day: the finding stands, and nobody is asked."""
    rows: Rows = {
        "payment": [paid("zhao", "2025-01..2025-03")],
        "death": [{"person": "zhao", "kind": "certificate"}, death("zhao", "2025-01-10")],
    }

    evaluated = evaluate_case(case_of(rows), tmp_path)

    assert [(one[0], one[2], one[3]) for one in found_findings(evaluated)] == [("zhao", "2025-02", "2025-03")]
    assert found_doubts(evaluated) == []


@pytest.mark.parametrize(
    ("rule", "rows"),
    [
        (
            "severe_disability_without_nursing_subsidy",
            {
                **BACKGROUND,
                "payment": [*BACKGROUND["payment"], {"person": "zhao", "months": WHOLE, **NURSING}],
                "disability_certificate": [without(CERTIFICATE, "level", "issued_on")],
            },
        ),
        (
            "disability_subsidy_with_void_certificate",
            {
                "payment": [{"person": "zhao", "months": "2025-01..2025-03", **NURSING}],
                "disability_certificate": [without(CERTIFICATE, "valid_until")],
            },
        ),
        (
            "minimum_living_allowance_paid_after_death",
            {"payment": [paid("zhao", "2025-01..2025-03")], "death": [death("zhao", "2025-11-02")]},
        ),
        (
            "minimum_living_allowance_paid_after_death",
            {
                "payment": [paid("zhao", "2025-01..2025-03")],
                "death": [{"person": "zhao", "kind": "cremation", "withdrawn_on": "2025-01-01"}],
            },
        ),
    ],
)
def test_a_missing_value_that_would_change_nothing_is_no_doubt(rule: str, rows: Rows, tmp_path: Path):
    """Paid in every month; valid without an end; withdrawn: whatever the value, there is no finding."""
    evaluated = evaluate_case(case_of(rows, rule), tmp_path)

    assert found_findings(evaluated) == []
    assert found_doubts(evaluated) == []


@pytest.mark.parametrize(
    ("counts", "doubts", "found"),
    [
        (("1", "4"), [("zhao", "value_missing")], 0),
        (("1", "2"), [], 1),
        (("7", "8"), [], 0),
    ],
)
def test_spells_that_disagree_decide_nothing(
    counts: tuple[str, str], doubts: list[tuple[str, str]], found: int, tmp_path: Path
):
    """Two spells begin in one month with other numbers of covered persons: only where both say the same is it said."""
    rows: Rows = {
        "payment": [paid("zhao", "2025-01")],
        "pension": [{**PENSION, "months": "2025-01", "amount_cny": "1500"}],
        "benefit_spell": [{**SPELL, "covered_count": count} for count in counts],
    }

    evaluated = evaluate_case(case_of(rows, "minimum_living_allowance_with_worker_pension"), tmp_path)

    assert found_doubts(evaluated) == doubts
    assert len(found_findings(evaluated)) == found


@pytest.mark.parametrize(("first_month", "found"), [("2019-01", 1), ("2024-06", 0)])
def test_the_latest_spell_in_force_counts(first_month: str, found: int, tmp_path: Path):
    """A household of four since June is no longer the household of one of 2020."""
    rows: Rows = {
        "payment": [paid("zhao", "2025-01")],
        "pension": [{**PENSION, "months": "2025-01", "amount_cny": "1500"}],
        "benefit_spell": [SPELL, {**SPELL, "covered_count": "4", "first_month": first_month}],
    }

    evaluated = evaluate_case(case_of(rows, "minimum_living_allowance_with_worker_pension"), tmp_path)

    assert len(found_findings(evaluated)) == found
    assert found_doubts(evaluated) == []
