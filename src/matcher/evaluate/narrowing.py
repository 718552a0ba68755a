"""Write the SQL of who could be hit at all: of a province, most are on lists that no fact of a rule speaks of.

A rule whose fact must exist looks at those persons first who have a row of it, or whose household or kin have. What it
finds is the same: others would be left out when the fact is joined. Pure: writes SQL.
"""

from __future__ import annotations

from dataclasses import dataclass

from matcher.engine.base import quote_identifier
from matcher.evaluate.plan import FactPlan
from matcher.evaluate.relations import persons_near
from matcher.evaluate.views import view_name
from matcher.evaluate.working import possible, where


@dataclass(frozen=True)
class Persons:
    """A query of persons."""

    sql: str
    """Gives `person_id`, each as often as there are rows."""
    bound: frozenset[str]
    """Values that it binds."""


def persons_with(fact: FactPlan) -> Persons | None:
    """Give the persons for whom a fact that must exist may exist; None where it says nothing of the trials."""
    if fact.fact.without == "cannot_tell" or fact.fact.of == "account":
        return None
    own = fact.where
    if own is not None and (own.uses_month or own.parameters or {table for table, _ in own.columns} - {fact.name}):
        own = None
    name = quote_identifier(fact.name)
    near = persons_near(fact.fact.of, f"{name}.person_id")
    sql = f"""    SELECT {near.member}
    FROM {quote_identifier(view_name(fact.fact.table))} AS {name}{near.sql}{where(possible([own], fact.name))}"""
    return Persons(sql, frozenset(own.values) if own is not None else frozenset())
