"""One cause makes one finding: a rule leaves out the months that another rule tells first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from matcher.config.rule import Rule
from matcher.engine.kernel import Kernel
from matcher.evaluate import RuleBook, check_rules, evaluate_rules
from tests.evaluate.case_records import records_of
from tests.evaluate.configuration import TRIAL, book, codes, model, policies
from tests.evaluate.made_up import RULE, Rows, case_of, changed, death, paid


def rules(*yielding: str, of: str = "every_payment", **changes: Any) -> RuleBook:
    """The rule of payments after death, and, before it, one that hits every payment and yields to others."""
    after_death = changed(RULE).rules[0]
    content = {
        **after_death.model_dump(exclude_unset=True),
        "rule": of,
        "code": "C04",
        "severity": "strong",
        "facts": {},
        "parameters": [],
        "exempt": [],
        "lowered": None,
        "yields_to": yielding,
        **changes,
    }
    return RuleBook((Rule.model_validate(content), after_death), book().exemptions)


def found(book_of_two: RuleBook, rows: Rows, folder: Path) -> list[tuple[str, ...]]:
    with Kernel(folders=[folder], threads=1) as kernel:
        findings = evaluate_rules(
            records_of(case_of(rows), folder),
            book=book_of_two,
            policies=policies(),
            model=model(),
            trial=TRIAL,
            kernel=kernel,
        ).findings.to_pylist()
    return [
        (row["catalogue_code"], row["person_id"], row["first_month"], row["last_month"], str(row["amount_cny"]))
        for row in findings
    ]


PAID_ON: Rows = {"payment": [paid("zhao", "2025-01..2025-06")], "death": [death("zhao", "2025-03-10")]}
AFTER_DEATH = ("B01", "zhao", "2025-04", "2025-06", "1500.00")


@pytest.mark.parametrize("name", ["B01", RULE])
def test_a_month_that_another_rule_tells_is_left_to_it(name: str, tmp_path: Path):
    """By code or by name, though the yielding rule stands first in the files; months before the death are its own."""
    told = [AFTER_DEATH, ("C04", "zhao", "2025-01", "2025-03", "1500.00")]

    assert told == found(rules(name), PAID_ON, tmp_path)
    assert ("C04", "zhao", "2025-01", "2025-06", "3000.00") in found(rules(), PAID_ON, tmp_path)


def test_what_the_other_rule_lifts_is_told_here(tmp_path: Path):
    """A death that was withdrawn is no reason to keep silent about another cause."""
    rows: Rows = {**PAID_ON, "death": [death("zhao", "2025-03-10", withdrawn_on="2025-05-01")]}

    assert ("C04", "zhao", "2025-01", "2025-06", "3000.00") in found(rules("B01"), rows, tmp_path)


def test_what_others_tell_of_another_person_is_no_reason(tmp_path: Path):
    """Each finding is of one person: the neighbour's death says nothing."""
    rows: Rows = {"payment": [paid("zhao", "2025-04"), paid("qian", "2025-04")], "death": [death("qian", "2025-03-10")]}

    told = [("B01", "qian", "2025-04", "2025-04", "500.00"), ("C04", "zhao", "2025-04", "2025-04", "500.00")]
    assert told == found(rules("B01"), rows, tmp_path)


def test_too_few_months_left_make_no_finding(tmp_path: Path):
    """The fewest months count what is left: three of six are not five."""
    assert found(rules("B01", min_months=5), PAID_ON, tmp_path) == [AFTER_DEATH]


@pytest.mark.parametrize(
    ("book_of_two", "what"),
    [
        (rules("C04"), "the rule yields to itself"),
        (rules("every_payment"), "the rule yields to itself"),
        (rules("B01", per="household"), "tells of a person, this rule of a household"),
        (rules("B01", programmes=["destitute_support"]), "is never counted under a programme of this rule"),
    ],
)
def test_an_order_that_cannot_be_kept_is_refused(book_of_two: RuleBook, what: str):
    """Silence that nobody meant would lose clues."""
    faults = check_rules(
        book_of_two,
        model=model(),
        codes=codes(),
        policies=policies(),
        filled_tables=frozenset(model()),
        trial=TRIAL,
    )

    assert [(fault.rule, fault.key) for fault in faults] == [("every_payment", "yields_to")]
    assert what in faults[0].what
