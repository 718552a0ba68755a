"""Which rows of `any_record` a run can use at all: the others are never laid out.

The table is every row of every model table, most of a province; its rules look at few of them. Each row that one rule
could put on trial, or that one fact could find, is kept. Pure: writes SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from matcher.config.rule import ANY_RECORD
from matcher.engine.base import SqlStep
from matcher.evaluate.expression import Expression
from matcher.evaluate.plan import RulePlan


def usable_rows(step: SqlStep, plans: Iterable[RulePlan], *, with_accounts: bool) -> SqlStep:
    """Cut the step that lays `any_record` out to the rows that are used.

    Args:
        step: The step with all rows.
        plans: Rules of the run.
        with_accounts: Whether people who share an account are looked for: then rows with an account are kept too.
    """
    conditions = ['"any_record"."account" IS NOT NULL'] if with_accounts else []
    for where in _conditions(plans):
        if where is None or where.values or where.uses_month:
            return step
        conditions.append(where.possible({ANY_RECORD}))
    if not conditions:
        return step
    either = "\n    OR ".join(f"({condition})" for condition in dict.fromkeys(conditions))
    return replace(step, sql=f"SELECT *\nFROM (\n{step.sql}\n) AS {ANY_RECORD}\nWHERE {either}")


def _conditions(plans: Iterable[RulePlan]) -> Iterator[Expression | None]:
    """Give what each rule and fact asks of its rows; None where it takes any."""
    for plan in plans:
        if plan.rule.subject.table == ANY_RECORD:
            yield plan.where
        for fact in plan.all_facts():
            if fact.fact.table == ANY_RECORD:
                yield None if fact.where is None else fact.where.renamed(fact.name, ANY_RECORD)
