"""Write the SQL of who could be hit at all: of a province, most are on lists that no fact of a rule speaks of.

A rule whose fact must exist looks at those persons first who have a row of it, or whose household or kin have. What it
finds is the same: others would be left out when the fact is joined. Pure: writes SQL.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from matcher.engine.base import quote_identifier
from matcher.evaluate.plan import FactPlan, RulePlan
from matcher.evaluate.relations import RELATIONS, persons_near
from matcher.evaluate.views import view_name
from matcher.evaluate.working import possible, where


@dataclass(frozen=True)
class Persons:
    """A query of persons."""

    sql: str
    """Gives `person_id`, each as often as there are rows."""
    bound: frozenset[str]
    """Values that it binds."""


def persons_with(plan: RulePlan, fact: FactPlan) -> Persons | None:
    """Give the persons for whom a fact that must exist may exist; None where it says nothing of the trials."""
    if fact.fact.without == "cannot_tell" or fact.fact.of == "account" or _every_trial_has_one(plan, fact):
        return None
    own = fact.where
    if own is not None and (own.uses_month or own.parameters or {table for table, _ in own.columns} - {fact.name}):
        own = None
    name = quote_identifier(fact.name)
    near = persons_near(fact.fact.of, f"{name}.person_id")
    sql = f"""    SELECT {near.member}
    FROM {quote_identifier(view_name(fact.fact.table))} AS {name}{near.sql}{where(possible([own], fact.name))}"""
    return Persons(sql, frozenset(own.values) if own is not None else frozenset())


def hits_nobody(plan: RulePlan, empty_tables: Collection[str]) -> bool:
    """Tell whether a rule can hit nobody, since tables are empty that a fact of it must have a row of."""
    return any(fact.fact.table in empty_tables and persons_with(plan, fact) for fact in plan.present())


def _every_trial_has_one(plan: RulePlan, fact: FactPlan) -> bool:
    """Tell whether a row on trial is itself a row that the fact asks for, as in rules of what there is twice."""
    subject, of = plan.rule.subject.table, fact.fact.of
    if fact.fact.table != subject or (of != "person" and not RELATIONS[of].household_kind):
        return False
    if fact.where is None:
        return True
    asked = fact.where.renamed(fact.name, subject).conjuncts
    return plan.where is not None and set(asked) <= set(plan.where.conjuncts)
