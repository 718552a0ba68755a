"""Gathered facts: counts, sums, the greatest and least, some and every, of however many rows there are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from matcher.evaluate import Evaluated, RuleBook
from tests.evaluate.cases import evaluate_case, found_doubts, found_findings
from tests.evaluate.made_up import RULE, Rows, case_of, changed, paid


def pension(person: str, months: str, amount: str = "100", **more: str) -> dict[str, str]:
    return {"person": person, "months": months, "pension_kind": "worker", "amount_cny": amount, **more}


def rule_of(gather: dict[str, str], when: str, **fact: Any) -> RuleBook:
    """Payments on trial; of the pensions of the same month (or what `fact` says) something is gathered."""
    given = {"table": "pension", "expect": "any", "on": "pensions.benefit_month = trial_month", **fact}
    return changed(RULE, facts={"pensions": {**given, "gather": gather}}, when=when, parameters=[], exempt=[])


def judged(rows: Rows, rules: RuleBook, folder: Path) -> Evaluated:
    return evaluate_case(case_of(rows), folder, rules)


def hits(rows: Rows, rules: RuleBook, folder: Path) -> list[tuple[str, str]]:
    return [(row[0], row[2]) for row in found_findings(judged(rows, rules, folder))]


PENSIONS = [
    pension("zhao", "2025-04", "100"),
    pension("zhao", "2025-04", "250.50", pension_kind="survivor"),
    pension("zhao", "2025-03", "900"),
    pension("qian", "2025-04", "40"),
]


@pytest.mark.parametrize(
    ("gather", "when", "expected"),
    [
        ("count()", "pensions.found >= 2", ["zhao"]),
        ("count()", "pensions.found = 0", ["sun"]),
        ("count_distinct(pensions.pension_kind)", "pensions.found = 2", ["zhao"]),
        ("count_distinct(pensions.pension_kind)", "pensions.found = 0", ["sun"]),
        ("sum(pensions.amount_cny)", "pensions.found = 350.50", ["zhao"]),
        ("sum(pensions.amount_cny)", "pensions.found < 100", ["qian", "sun"]),
        ("sum(pensions.amount_cny * 2)", "pensions.found = 701.00", ["zhao"]),
        ("max(pensions.amount_cny)", "pensions.found = 250.50", ["zhao"]),
        ("min(pensions.amount_cny)", "pensions.found <= 100", ["qian", "zhao"]),
        ("max(pensions.benefit_month)", "pensions.found = trial_month", ["qian", "zhao"]),
        ("some(pensions.pension_kind = 'survivor')", "pensions.found", ["zhao"]),
        ("some(pensions.pension_kind = 'survivor')", "not pensions.found", ["qian", "sun"]),
        ("every(pensions.pension_kind = 'worker')", "pensions.found", ["qian", "sun"]),
        ("every(pensions.amount_cny < subject.amount_cny)", "not pensions.found", []),
    ],
)
def test_each_way_to_gather_gives_one_value_of_all_matching_rows(
    gather: str, when: str, expected: list[str], tmp_path: Path
):
    """Where no row matches: 0, 0.00, empty, false for `some`, true for `every`. Other months do not count."""
    rows: Rows = {"payment": [paid(person, "2025-04") for person in ("zhao", "qian", "sun")], "pension": PENSIONS}
    if when in ("pensions.found <= 100", "pensions.found = 250.50", "pensions.found = trial_month"):
        when = f"pensions.found is not null and {when}"  # of no rows the greatest is not known

    evaluated = judged(rows, rule_of({"found": gather}, when), tmp_path)

    assert [row[0] for row in found_findings(evaluated)] == expected


def test_what_is_gathered_is_a_column_of_later_expressions(tmp_path: Path):
    """Of later facts, of `when` and of the amount; one row per trial, so no amount is doubled."""
    rules = rule_of(
        {"total": "sum(pensions.amount_cny)", "rows_found": "count()"},
        "pensions.rows_found > 0 and spells.longest = trial_month",
    )
    content = rules.rules[0].model_dump(exclude_unset=True)
    content["facts"]["spells"] = {
        "table": "benefit_spell",
        "expect": "any",
        "on": "spells.month_amount_cny >= pensions.total and spells.first_month <= trial_month",
        "gather": {"longest": "max(spells.first_month)"},
    }
    content["amount"] = "pensions.total * 2"
    rules = RuleBook((type(rules.rules[0]).model_validate(content),), rules.exemptions)
    spell = {"programme": "minimum_living_allowance", "first_month": "2025-04"}
    rows: Rows = {
        "payment": [paid("zhao", "2025-04"), paid("zhao", "2025-04"), paid("qian", "2025-04")],
        "pension": PENSIONS,
        "benefit_spell": [
            {"person": "zhao", **spell, "month_amount_cny": "351"},
            {"person": "qian", **spell, "month_amount_cny": "1"},
        ],
    }

    assert [(row[0], row[5]) for row in found_findings(judged(rows, rules, tmp_path))] == [("zhao", "701.00")]


def test_rows_are_gathered_over_a_window_of_months(tmp_path: Path):
    """Three months in a row: the month on trial and the two before it."""
    rules = rule_of(
        {"months": "count_distinct(pensions.benefit_month)"},
        "pensions.months = 3",
        on="pensions.benefit_month between trial_month - 2 and trial_month",
    )
    rows: Rows = {
        "payment": [paid("zhao", "2025-03..2025-08")],
        "pension": [pension("zhao", "2025-02..2025-05"), pension("zhao", "2025-07..2025-08")],
    }

    assert found_findings(judged(rows, rules, tmp_path))[0][2:5] == ("2025-04", "2025-05", "2")


def test_rows_of_a_household_are_gathered_once_for_each_member(tmp_path: Path):
    """Who stands in two lists of one household is one member."""
    member = {"kind": "aid", "household_key": "H1"}
    rows: Rows = {
        "payment": [paid("zhao", "2025-04"), paid("sun", "2025-04")],
        "pension": [pension("zhao", "2025-04", "100"), pension("qian", "2025-04", "300")],
        "household_member": [
            {"person": "zhao", **member},
            {"person": "qian", **member},
            {"person": "zhao", **member, "file": "roster/2025-10"},
            {"person": "qian", **member, "file": "roster/2025-10"},
        ],
    }

    rules = rule_of({"total": "sum(pensions.amount_cny)"}, "pensions.total = 400", of="household")

    assert hits(rows, rules, tmp_path) == [("zhao", "2025-04")]


@pytest.mark.parametrize(
    ("when", "found", "doubts"),
    [
        ("spells.rows_found > 0", [], ["zhao"]),
        ("spells.sure_one", ["zhao"], []),
        ("not spells.sure_one", ["qian"], []),
        ("spells.any_big", [], ["zhao"]),
        ("not spells.all_small", [], ["zhao"]),
        ("spells.total > 1000000", [], ["zhao"]),
        ("spells.top = 5", ["zhao"], ["qian"]),
    ],
)
def test_a_row_that_cannot_be_told_leaves_open_what_it_could_change(
    when: str, found: list[str], doubts: list[str], tmp_path: Path
):
    """One spell without an amount: what was seen for sure stands, what it might change cannot be told."""
    spell = {"programme": "minimum_living_allowance"}
    gather = {
        "rows_found": "count()",
        "sure_one": "some(spells.first_month = trial_month)",
        "any_big": "some(spells.month_amount_cny > 100)",
        "all_small": "every(spells.month_amount_cny < 100)",
        "total": "sum(spells.month_amount_cny)",
        "top": "max(spells.month_amount_cny)",
    }
    where = "spells.residence = 'rural'" if "rows_found" in when else ""
    given = {"table": "benefit_spell", "where": where, "on": "spells.first_month <= trial_month"}
    rules = rule_of(gather, when, **given)
    rules = RuleBook(
        tuple(rule.model_copy(update={"facts": {"spells": rule.facts["pensions"]}}) for rule in rules.rules),
        rules.exemptions,
    )
    rows: Rows = {
        "payment": [paid("zhao", "2025-04"), paid("qian", "2025-04")],
        "benefit_spell": [
            {"person": "zhao", **spell, "first_month": "2025-04", "month_amount_cny": "5"},
            {"person": "zhao", **spell, "first_month": "2025-02"},
        ],
    }

    evaluated = judged(rows, rules, tmp_path)

    assert [row[0] for row in found_findings(evaluated)] == found
    assert [person for person, _ in found_doubts(evaluated)] == doubts


def test_a_complete_fact_judges_only_months_that_were_delivered(tmp_path: Path):
    """No pension in a month that nobody sent is not a month without a pension."""
    rules = rule_of({"rows_found": "count()"}, "pensions.rows_found = 0", complete=True)
    rows: Rows = {
        "payment": [paid("zhao", "2025-03..2025-11"), paid("sun", "2025-11")],
        "pension": [pension("other", "2024-12..2025-09")],
    }

    evaluated = judged(rows, rules, tmp_path)

    assert [row[:5] for row in found_findings(evaluated)] == [
        ("zhao", "minimum_living_allowance", "2025-03", "2025-09", "7")
    ]
    assert found_doubts(evaluated) == [("sun", "fact_not_seen")]


def test_a_complete_fact_over_a_window_needs_all_its_months(tmp_path: Path):
    """A window that reaches into a month that was not delivered says nothing."""
    rules = rule_of(
        {"rows_found": "count()"},
        "pensions.rows_found = 0",
        complete=True,
        window_months=3,
        on="pensions.benefit_month between trial_month - 2 and trial_month",
    )
    rows: Rows = {
        "payment": [paid("zhao", "2024-12..2025-11")],
        "pension": [pension("other", "2024-11..2025-05"), pension("other", "2025-07..2025-11")],
    }

    found = found_findings(judged(rows, rules, tmp_path))

    assert [row[2:5] for row in found] == [("2025-01", "2025-11", "8")]


def test_a_complete_fact_says_nothing_where_a_record_could_be_the_persons(tmp_path: Path):
    """An unresolved pension row of that month could be hers."""
    rules = rule_of({"rows_found": "count()"}, "pensions.rows_found = 0", complete=True)
    rows: Rows = {
        "payment": [paid("zhao", "2025-04"), paid("qian", "2025-05")],
        "pension": [
            pension("other", "2024-12..2025-11"),
            pension("stranger", "2025-04", could_be="zhao"),
            pension("stranger", "2025-04", could_be="qian"),
        ],
    }

    evaluated = judged(rows, rules, tmp_path)

    assert [row[0] for row in found_findings(evaluated)] == ["qian"]
    assert found_doubts(evaluated) == [("zhao", "unresolved_record")]


def test_the_rows_gathered_are_evidence_as_many_as_a_year_of_two_earners(tmp_path: Path):
    """Those reckoned with in the last month that is told, and the one that is linked worst: it decides the grade."""
    on = "pensions.benefit_month < trial_month and pensions.benefit_month >= trial_month - 24"
    rows: Rows = {
        "payment": [paid("zhao", "2025-10..2025-11")],
        "pension": [
            pension("zhao", "2023-10", grade="G3"),  # before the last month's window
            pension("zhao", "2023-10"),
            pension("zhao", "2023-11..2025-10"),
        ],
    }

    rules = rule_of({"rows_found": "count()"}, "pensions.rows_found > 12", on=on)
    (finding,) = judged(rows, rules, tmp_path).findings.to_pylist()

    places = [(place["source"], place["row"]) for place in finding["evidence"]]
    assert places == [("payment", 2), ("payment", 3), ("pension", 2), *(("pension", row) for row in range(4, 28))]
    assert (finding["link_grade"], finding["severity"]) == ("G3", "verify")
