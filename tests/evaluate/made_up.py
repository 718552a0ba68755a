"""Rows, cases and changed rules for tests that write their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from matcher.config.rule import Rule
from matcher.evaluate import RuleBook
from tests.evaluate.case_records import Case
from tests.evaluate.configuration import TRIAL, book

RULE = "minimum_living_allowance_paid_after_death"
Rows = dict[str, list[dict[str, str]]]


def case_of(rows: Rows, rule: str = RULE, **changes: Any) -> Case:
    plain = Case(
        rule=rule, name="", trial=TRIAL, rows=rows, people={}, horizons={}, policy={}, findings=[], cannot_tell=[]
    )
    return replace(plain, **changes)


def paid(person: str, months: str, **more: str) -> dict[str, str]:
    return {"person": person, "months": months, "programme": "minimum_living_allowance", "amount_cny": "500", **more}


def death(person: str, died_on: str, **more: str) -> dict[str, str]:
    return {"person": person, "kind": "cremation", "died_on": died_on, **more}


def changed(rule: str, **changes: Any) -> RuleBook:
    """Give one rule with changes; with other facts it has no lower severity that would look at its own."""
    whole = book()
    changes = {"lowered": None, **changes} if "facts" in changes else changes
    content = next(other for other in whole.rules if other.rule == rule).model_dump(exclude_unset=True)
    return RuleBook((Rule.model_validate({**content, **changes}),), whole.exemptions)
