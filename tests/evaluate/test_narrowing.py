"""Who is looked at first: persons who have a row of each fact that must exist; where there are none, nobody."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from matcher.evaluate.compile import SUBJECT, compile_rule
from matcher.evaluate.narrowing import hits_nobody
from matcher.evaluate.working import Window
from tests.evaluate.configuration import TRIAL, plan_of


@pytest.mark.parametrize(
    ("rule", "is_narrowed"),
    [
        pytest.param("elder_allowance_paid_after_death", True, id="the fact is of another table"),
        pytest.param("resident_pension_with_worker_pension", True, id="the fact asks for other rows of the same table"),
        pytest.param("benefit_paid_twice_in_a_month", False, id="a row on trial is one that the fact asks for"),
        pytest.param("aid_household_with_two_heads", False, id="everybody is of their own household"),
    ],
)
def test_rows_on_trial_are_narrowed_where_some_have_no_row_of_the_fact(rule: str, is_narrowed: bool):
    plan = plan_of(rule)
    (subject,) = [step for step in compile_rule(plan, Window.of(plan.rule, TRIAL)) if step.name == SUBJECT]

    assert ("SEMI JOIN" in subject.sql) == is_narrowed


@pytest.mark.parametrize(
    ("rule", "empty", "is_nobody"),
    [
        pytest.param("elder_allowance_paid_after_death", {"death"}, True, id="the fact must exist"),
        pytest.param("elder_allowance_paid_after_death", {"vehicle"}, False, id="the rule does not ask for that"),
        pytest.param("elder_allowance_missing", {"payment"}, False, id="the fact must not exist"),
    ],
)
def test_a_rule_hits_nobody_without_a_row_of_a_fact_that_must_exist(rule: str, empty: Collection[str], is_nobody: bool):
    assert hits_nobody(plan_of(rule), empty) == is_nobody
