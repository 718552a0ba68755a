"""The working table of a rule, called `trial` in every step: its columns, its keys, and how rows of a fact join it.

One row per subject row, month and row of each present fact, with the columns that later expressions use, each under
"name.column", and `unknown`: whether a value is missing without which the trial cannot be decided. All joins are by
equality (person, month, record): no nested loops. Pure: writes SQL.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from matcher.config.base import month_number
from matcher.config.rule import Rule
from matcher.engine.base import SqlStep, quote_identifier
from matcher.evaluate.book import Trial
from matcher.evaluate.deliveries import is_newest
from matcher.evaluate.expression import Expression
from matcher.evaluate.plan import FactPlan, RulePlan
from matcher.evaluate.relations import HOUSEHOLDS, trials_with_members
from matcher.evaluate.views import view_name

UNKNOWN: Final = "unknown"
SEPARATOR: Final = ",\n    "
AND: Final = "\n    AND "
_BASE: Final = ("person_id", "record_id", "programme", "trial_month", UNKNOWN)


@dataclass(frozen=True)
class Window:
    """Months in which a rule judges, and the day of the run."""

    first_month: int
    last_month: int
    as_of: date

    @classmethod
    def of(cls, rule: Rule, trial: Trial) -> Window:
        """Cut the run's months to those in which the rule is valid."""
        until = [trial.last_month] + ([month_number(rule.valid_until)] if rule.valid_until else [])
        return cls(max(trial.first_month, month_number(rule.valid_from)), min(until), trial.as_of)

    def months(self) -> range:
        """Give the months, none where the rule is not valid in the run."""
        return range(self.first_month, self.last_month + 1)

    def of_months(self, fact: FactPlan) -> Window:
        """Give it with the months before its first that a fact looks back on."""
        return replace(self, first_month=self.first_month - fact.fact.window_months + 1)

    def step(self, name: str, sql: str, values: Collection[str] = ()) -> SqlStep:
        """Give a step with the values that its SQL binds."""
        known: dict[str, object] = {
            "first_month": self.first_month,
            "last_month": self.last_month,
            "as_of": self.as_of,
        }
        return SqlStep(name, sql, {value: known[value] for value in sorted(values)})


def fact_step_name(fact: FactPlan) -> str:
    """Give the name of the step that a fact leaves."""
    return f"fact_{fact.name}"


def subject_columns(plan: RulePlan) -> list[str]:
    """Give the columns of the working table before parameters and facts were joined."""
    return [*_BASE, *(f"{plan.rule.subject.table}.{name}" for name in plan.carried(plan.rule.subject.table))]


def trial_columns(plan: RulePlan, facts: Iterable[FactPlan]) -> list[str]:
    """Give the columns of the working table after some facts were joined."""
    columns = [*subject_columns(plan), *plan.parameters]
    for fact in facts:
        columns += fact_columns(plan, fact)
    return columns


def fact_columns(plan: RulePlan, fact: FactPlan) -> list[str]:
    """Give the columns that a fact adds to the working table, the record of a present one first."""
    if fact.gathered:
        return [f"{fact.name}.{name}" for name in plan.carried(fact.name)]
    return [record_column(fact), *(f"{fact.name}.{name}" for name in plan.carried(fact.name))]


def record_column(fact: FactPlan) -> str:
    """Give the working table's column that holds the record of a present fact."""
    return f"{fact.name}.record_id"


def key_columns(plan: RulePlan, facts: Sequence[FactPlan] | None = None) -> list[str]:
    """Give the columns that tell the rows of the working table apart, once all (or some) present facts are in it."""
    joined = plan.present() if facts is None else facts
    return ["record_id", "trial_month", *(record_column(fact) for fact in joined if not fact.gathered)]


def selected(columns: Iterable[str], relation: str = "trial") -> str:
    """Write a list of columns of one relation."""
    return SEPARATOR.join(f"{relation}.{quote_identifier(column)}" for column in columns)


def selected_with_doubt(columns: Iterable[str], doubts: Sequence[str]) -> str:
    """Write a list of columns of the working table, `unknown` also where one of some conditions holds."""
    unknown = f"{' OR '.join(['trial.unknown', *doubts])} AS unknown"
    return SEPARATOR.join(
        unknown if column == UNKNOWN and doubts else f"trial.{quote_identifier(column)}" for column in columns
    )


def equal(columns: Iterable[str], left: str, right: str) -> str:
    """Write that two relations agree in columns."""
    pairs = (f"{left}.{quote_identifier(column)} = {right}.{quote_identifier(column)}" for column in columns)
    return " AND ".join(pairs)


def where(conditions: Iterable[str]) -> str:
    """Write WHERE, where there is any condition."""
    written = AND.join(conditions)
    return f"\nWHERE {written}" if written else ""


def sure(expressions: Iterable[Expression | None], *fresh: str) -> list[str]:
    """Write the conditions that there are."""
    return [expression.sql(fresh) for expression in expressions if expression is not None]


def possible(expressions: Iterable[Expression | None], *fresh: str) -> list[str]:
    """Write the conditions that there are: that they hold, or a value that they need is missing."""
    return [expression.possible(fresh) for expression in expressions if expression is not None]


def missing(expressions: Iterable[Expression | None], *fresh: str) -> list[str]:
    """Write, for each of the expressions that may be null, that it is."""
    return [f"({one.sql(fresh)}) IS NULL" for one in expressions if one is not None and one.nullable]


def values(expressions: Iterable[Expression | None]) -> set[str]:
    """Give the bound values that expressions use."""
    return {value for expression in expressions if expression is not None for value in expression.values}


def fact_join(fact: FactPlan, before: str) -> str:
    """Write FROM: the working table `before` joined with a fact's rows under the fact's name."""
    name = quote_identifier(fact.name)
    trials, members = trials_with_members(quote_identifier(before), [fact.whose()])
    view = quote_identifier(view_name(fact.fact.table))
    ties = AND.join([f"{name}.person_id = {members[fact.name]}", *is_newest(name, fact.fact.newest_by)])
    return f"{trials}\nJOIN {view} AS {name} ON {ties}"


def whose_finding(plan: RulePlan, relation: str = "trial") -> tuple[str, str]:
    """Write the person that a finding is told of, and the join that it takes: a household's is told of who leads it."""
    if plan.rule.per == "person":
        return f"{relation}.person_id", ""
    person = f"coalesce(home.lead_id, {relation}.person_id) AS person_id"
    return person, f"\nLEFT JOIN {HOUSEHOLDS} AS home ON home.person_id = {relation}.person_id"


def fact_values(fact: FactPlan) -> set[str]:
    """Give the bound values that a fact's expressions use."""
    return values([fact.where, *fact.ties()])
