"""Tell conditions that hold for every row at hand, or for none: on a sample they decide nothing, and may be slips.

Asks of each `where` of subjects and facts how often each of its parts holds, on the views that a kernel still has from
judging the rules. Pure but for these questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from matcher.engine.base import quote_identifier
from matcher.engine.kernel import Kernel
from matcher.evaluate.book import RuleFault, Trial
from matcher.evaluate.expression import Expression
from matcher.evaluate.plan import FactPlan, RulePlan
from matcher.evaluate.views import view_name

_FEWEST: Final = 50
"""Rows below which it says nothing that a condition never varies."""

_MEND: Final = "look whether it says what is meant; rows of another county may differ"


def unvarying_conditions(plans: Sequence[RulePlan], trial: Trial, kernel: Kernel) -> list[RuleFault]:
    """Give the conditions that never vary on the rows at hand, in the order of the rules.

    Args:
        plans: Rules that were judged on this kernel.
        trial: What the run is about.
        kernel: Holds the views of the rules' tables.
    """
    known: dict[str, tuple[int, int, int]] = {}
    found: list[RuleFault] = []
    for plan in plans:
        for key, name, table, part in _parts(plan):
            condition = part.sql({name})
            sql = f"""SELECT
    count(*) AS all_rows,
    count(*) FILTER (WHERE {condition}) AS met,
    count(*) FILTER (WHERE NOT ({condition})) AS failed
FROM {quote_identifier(view_name(table))} AS {quote_identifier(name)}"""
            if sql not in known:
                bound = {"as_of": trial.as_of} if part.values else {}
                (row,) = kernel.fetch(sql, bound).to_pylist()
                known[sql] = (row["all_rows"], row["met"], row["failed"])
            rows, met, failed = known[sql]
            if rows >= _FEWEST and rows in (met, failed):
                often = "every" if rows == met else "none"
                what = f"a part of the condition holds for {often} of {rows} rows: {_told(condition)}"
                found.append(RuleFault(plan.rule.rule, key, what, _MEND))
    return found


def _parts(plan: RulePlan) -> Iterator[tuple[str, str, str, Expression]]:
    """Give the parts of conditions on rows alone: key, name of the rows, their table, the part."""
    subject = plan.rule.subject.table
    wheres: list[tuple[str, str, str, Expression | None]] = [("subject.where", subject, subject, plan.where)]
    wheres += [_of_fact(f"facts.{fact.name}", fact) for fact in plan.facts]
    for exemption in plan.exemptions:
        key = f"exempt.{exemption.exemption.exemption}.facts"
        wheres += [_of_fact(f"{key}.{fact.name}", fact) for fact in exemption.facts]
    for key, name, table, where in wheres:
        for part in (where.piece.conjuncts or (where.piece,)) if where is not None else ():
            yield key, name, table, Expression(part)


def _of_fact(key: str, fact: FactPlan) -> tuple[str, str, str, Expression | None]:
    return f"{key}.where", fact.name, fact.fact.table, fact.where


def _told(condition: str) -> str:
    return condition.replace('"', "")
