"""Write the SQL of one rule: who is on trial in which months, one step per fact, and the trials that hit.

Each step leaves a table that later steps read by name. The working table of a rule is called `trial` in every step:
one row per subject row, month and row of each present fact, with the columns that later expressions use, each under
"name.column". All joins are by equality (person, month, record): no nested loops. Pure: writes SQL.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from matcher.config.base import month_number
from matcher.config.rule import Rule
from matcher.engine.base import SqlStep, quote_identifier
from matcher.evaluate.book import Trial
from matcher.evaluate.expression import Expression
from matcher.evaluate.plan import FactPlan, RulePlan
from matcher.evaluate.views import CANDIDATES_NAME, HOUSEHOLD_PAIRS, view_name

PARAMETERS: Final = "rule_parameters"
TRIAL: Final = "rule_trial"
HIT: Final = "rule_hit"
_MET: Final = "rule_condition_met"
_BASE: Final = ("person_id", "record_id", "programme", "trial_month")


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


def trial_columns(plan: RulePlan, facts: Sequence[FactPlan]) -> list[str]:
    """Give the columns of the working table after some present facts were joined."""
    columns = [*_BASE, *(f"{plan.rule.subject.table}.{name}" for name in plan.carried(plan.rule.subject.table))]
    columns += plan.parameters
    for fact in facts:
        columns += [record_column(fact), *(f"{fact.name}.{name}" for name in plan.carried(fact.name))]
    return columns


def record_column(fact: FactPlan) -> str:
    """Give the working table's column that holds the record of a present fact."""
    return f"{fact.name}.record_id"


def key_columns(plan: RulePlan) -> list[str]:
    """Give the columns that tell the rows of the working table of a rule apart."""
    return ["record_id", "trial_month", *(record_column(fact) for fact in plan.present())]


def selected(columns: Iterable[str], relation: str = "trial") -> str:
    """Write a list of columns of one relation."""
    return ",\n    ".join(f"{relation}.{quote_identifier(column)}" for column in columns)


def equal(columns: Iterable[str], left: str, right: str) -> str:
    """Write that two relations agree in columns."""
    pairs = (f"{left}.{quote_identifier(column)} = {right}.{quote_identifier(column)}" for column in columns)
    return " AND ".join(pairs)


def compile_rule(plan: RulePlan, window: Window) -> list[SqlStep]:
    """Give the steps from subject rows to hits (`rule_hit`: working table and `amount_cny`)."""
    steps = [_subject_step(plan, window), _month_step(plan, window), *_trial_steps(plan)]
    before, joined = TRIAL, list[FactPlan]()
    for fact in plan.present():
        steps.append(_present_step(plan, window, fact, before, joined))
        joined.append(fact)
        before = fact_step_name(fact)
    columns = selected(trial_columns(plan, joined))
    if plan.when is not None:
        sql = f"SELECT\n    {columns}\nFROM {quote_identifier(before)} AS trial{_where([plan.when])}"
        steps.append(window.step(_MET, sql, plan.when.values))
        before = _MET
    for fact in plan.absent():
        steps += _absent_steps(plan, window, fact, before)
        before = fact_step_name(fact)
    amount = f"CAST({plan.amount.sql()} AS DECIMAL(14, 2)) AS amount_cny"
    sql = f"SELECT\n    {columns},\n    {amount}\nFROM {quote_identifier(before)} AS trial"
    return [*steps, window.step(HIT, sql, plan.amount.values)]


def _subject_step(plan: RulePlan, window: Window) -> SqlStep:
    subject = plan.rule.subject.table
    table = quote_identifier(subject)
    of_row = plan.has_programme and not plan.rule.subject.programmes
    programme = f'{table}."programme"' if of_row else f"'{plan.rule.programmes[0]}'"
    names = ", ".join(f"'{name}'" for name in plan.rule.subject.programmes or plan.rule.programmes)
    conditions = [f"{plan.first.sql({subject})} IS NOT NULL"]
    conditions += [f'{table}."programme" IN ({names})'] if plan.has_programme else []
    conditions += [plan.where.sql({subject})] if plan.where else []
    carried = [
        f"{table}.{quote_identifier(name)} AS {quote_identifier(f'{subject}.{name}')}" for name in plan.carried(subject)
    ]
    columns = [
        f"{table}.person_id",
        f"{table}.record_id",
        f"{table}.region_code",
        f"{programme} AS programme",
        f"{plan.first.sql({subject})} AS first_month",
        f"{_last_month(plan, subject)} AS last_month",
        *carried,
    ]
    sql = f"""SELECT
    {_SEPARATOR.join(columns)}
FROM {quote_identifier(view_name(subject))} AS {table}
WHERE {_AND.join(conditions)}"""
    values = _values([plan.first, plan.last, plan.where]) | ({"last_month"} if plan.last else set())
    return window.step("rule_subject", sql, values)


def _last_month(plan: RulePlan, subject: str) -> str:
    """Write the last month of a row: a stretch ends where the subject's file has not seen further."""
    if plan.last is None:
        return plan.first.sql({subject})
    last = f"coalesce({plan.last.sql({subject})}, $last_month)"
    return f"least({last}, {quote_identifier(subject)}.horizon_month)"


def _month_step(plan: RulePlan, window: Window) -> SqlStep:
    """One row per subject row and month on trial."""
    columns = ["person_id", "record_id", "region_code", "programme"]
    columns += [f"{plan.rule.subject.table}.{name}" for name in plan.carried(plan.rule.subject.table)]
    sql = f"""SELECT
    {selected(columns, "subject")},
    CAST(unnest(generate_series(
        greatest(subject.first_month, $first_month), least(subject.last_month, $last_month)
    )) AS INTEGER) AS trial_month
FROM rule_subject AS subject"""
    return window.step("rule_month_on_trial", sql, {"first_month", "last_month"})


def _trial_steps(plan: RulePlan) -> list[SqlStep]:
    """The parameters of the month and place; where one is missing, the trial cannot be judged."""
    subject = [*_BASE, *(f"{plan.rule.subject.table}.{name}" for name in plan.carried(plan.rule.subject.table))]
    join = ""
    if plan.parameters:
        join = f"""
JOIN {PARAMETERS} AS parameter
    ON parameter.region_code = trial.region_code AND parameter."month" = trial.trial_month"""
    given = [f"parameter.{quote_identifier(name)} IS NOT NULL" for name in plan.parameters]
    columns = selected(subject) + "".join(f",\n    parameter.{quote_identifier(name)}" for name in plan.parameters)
    where = f"\nWHERE {_AND.join(given)}" if given else ""
    steps = [SqlStep(TRIAL, f"SELECT\n    {columns}\nFROM rule_month_on_trial AS trial{join}{where}")]
    if given:
        sql = f"""SELECT DISTINCT trial.person_id, trial.record_id
FROM rule_month_on_trial AS trial{join}
WHERE NOT ({_AND.join(given)})"""
        steps.append(SqlStep("rule_parameter_missing", sql))
    return steps


def _present_step(plan: RulePlan, window: Window, fact: FactPlan, before: str, joined: Sequence[FactPlan]) -> SqlStep:
    name = quote_identifier(fact.name)
    carried = [
        f"{name}.{quote_identifier(column)} AS {quote_identifier(f'{fact.name}.{column}')}"
        for column in ("record_id", *plan.carried(fact.name))
    ]
    sql = f"""SELECT
    {selected(trial_columns(plan, joined))},
    {_SEPARATOR.join(carried)}
{fact_join(fact, before)}"""
    return window.step(fact_step_name(fact), sql, fact_values(fact))


def fact_join(fact: FactPlan, before: str) -> str:
    """Write FROM and WHERE: the working table `before` joined with a fact's rows under the fact's name."""
    name = quote_identifier(fact.name)
    person, pairs = "trial.person_id", ""
    if fact.fact.of == "household":
        pairs = f"\nJOIN {HOUSEHOLD_PAIRS} AS pair ON pair.person_id = trial.person_id"
        person = "pair.member_id"
    return (
        f"FROM {quote_identifier(before)} AS trial{pairs}\n"
        f"JOIN {quote_identifier(view_name(fact.fact.table))} AS {name} ON {name}.person_id = {person}"
        f"{_where([fact.where, fact.on], fact.name)}"
    )


def fact_values(fact: FactPlan) -> set[str]:
    """Give the bound values that a fact's expressions use."""
    return _values([fact.where, fact.on])


def _absent_steps(plan: RulePlan, window: Window, fact: FactPlan, before: str) -> list[SqlStep]:
    """The trials without the fact, in months that its files have seen; and what was not seen or not resolved."""
    name = quote_identifier(fact.name)
    step = fact_step_name(fact)
    view = f"FROM {quote_identifier(view_name(fact.fact.table))} AS {name}"
    of_fact = _where([fact.where], fact.name)
    keys = key_columns(plan)
    seen = f"""SELECT CAST(unnest(generate_series($first_month, $last_month)) AS INTEGER) AS trial_month, horizon_month
FROM (
    SELECT max({name}.horizon_month) AS horizon_month
    {view}{of_fact}
)"""
    found = f"SELECT DISTINCT\n    {selected(keys)}\n{fact_join(fact, before)}"
    rest = f"""SELECT
    {selected(trial_columns(plan, plan.present()))}
FROM {quote_identifier(before)} AS trial
JOIN {step}_seen AS seen ON seen.trial_month = trial.trial_month
ANTI JOIN {step}_found AS found ON {equal(keys, "found", "trial")}
WHERE trial.trial_month <= seen.horizon_month"""
    not_seen = f"""SELECT DISTINCT trial.person_id, trial.record_id
FROM {quote_identifier(before)} AS trial
JOIN {step}_seen AS seen ON seen.trial_month = trial.trial_month
WHERE seen.horizon_month IS NULL"""
    person, pairs = "candidate.person_id", ""
    if fact.fact.of == "household":
        person, pairs = "pair.person_id", f"\nJOIN {HOUSEHOLD_PAIRS} AS pair ON pair.member_id = candidate.person_id"
    unresolved = f"""SELECT {person}, candidate.record_id, max(candidate.match_weight) AS match_weight
{view}
JOIN {CANDIDATES_NAME} AS candidate ON candidate.record_id = {name}.record_id{pairs}{of_fact}
GROUP BY {person}, candidate.record_id"""
    return [
        window.step(f"{step}_seen", seen, {"first_month", "last_month"} | _values([fact.where])),
        window.step(f"{step}_found", found, fact_values(fact)),
        SqlStep(step, rest),
        SqlStep(f"{step}_not_seen", not_seen),
        window.step(f"{step}_unresolved", unresolved, _values([fact.where])),
    ]


_SEPARATOR: Final = ",\n    "
_AND: Final = "\n    AND "


def _where(expressions: Iterable[Expression | None], *fresh: str) -> str:
    conditions = [expression.sql(fresh) for expression in expressions if expression is not None]
    return f"\nWHERE {_AND.join(conditions)}" if conditions else ""


def _values(expressions: Iterable[Expression | None]) -> set[str]:
    return {value for expression in expressions if expression is not None for value in expression.values}
