"""Write the SQL of one rule: who is on trial in which months, one step per fact, and the trials that hit.

Each step leaves a table that later steps read by name. A condition that is null is neither met nor failed: the trial
goes on, marked `unknown`, and where it would hit, the rule cannot tell (matcher.evaluate.findings). Pure: writes SQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from matcher.engine.base import SqlStep, quote_identifier
from matcher.evaluate.absence import relied_step_name, relying_steps
from matcher.evaluate.deliveries import is_newest
from matcher.evaluate.gathered import gathered_step
from matcher.evaluate.narrowing import persons_with
from matcher.evaluate.plan import FactPlan, RulePlan
from matcher.evaluate.scope import MONTH_BY
from matcher.evaluate.views import IS_CORE, view_name
from matcher.evaluate.working import (
    AND,
    SEPARATOR,
    Window,
    equal,
    fact_columns,
    fact_join,
    fact_step_name,
    fact_values,
    key_columns,
    missing,
    possible,
    record_column,
    selected,
    selected_with_doubt,
    subject_columns,
    trial_columns,
    values,
    where,
)

PARAMETERS: Final = "rule_parameters"
SUBJECT: Final = "rule_subject"
PARAMETER_MISSING: Final = "rule_parameter_missing"
TRIAL: Final = "rule_trial"
HIT: Final = "rule_hit"
MET: Final = "rule_condition_met"


def compile_rule(plan: RulePlan, window: Window) -> list[SqlStep]:
    """Give the steps from subject rows to hits (`rule_hit`: working table, `amount_cny`, and its `parts` if several).

    What one further step reads once is no step of its own: rows that this one leaves out are never written down. No
    step looks up two facts: the engine might tie their rows to one another before it ties them to persons.
    """
    trial, *missing_parameters = _trial_steps(plan, window)
    steps = [_subject_step(plan, window), *missing_parameters]
    before, joined = TRIAL, list[FactPlan]()
    pending = [trial]
    for fact in plan.joined():
        if joined or fact.gathered:
            steps.append(together(pending))
            pending = []
        make = gathered_step if fact.gathered else _present_step
        pending.append(make(plan, window, fact, before, joined))
        joined.append(fact)
        before = fact_step_name(fact)
    if plan.when is not None:
        pending.append(window.step(MET, _when_sql(plan, before), plan.when.values))
        before = MET
    if plan.relying():
        steps.append(together(pending))
        pending = []
    for fact in plan.relying():
        steps += relying_steps(plan, window, fact, before)
        before = relied_step_name(fact)
    amount = f"CAST({plan.amount.sql()} AS DECIMAL(14, 2)) AS amount_cny"
    columns, told = selected(trial_columns(plan, joined)), plan.calculation.parts
    parts = f",\n    {told.sql()} AS parts" if told else ""
    sql = f"SELECT\n    {columns},\n    {amount}{parts}\nFROM {quote_identifier(before)} AS trial"
    return [*steps, together([*pending, window.step(HIT, sql, plan.amount.values)])]


def together(steps: Sequence[SqlStep]) -> SqlStep:
    """Put steps, each of which one later step reads once, into the last of them."""
    *inner, last = steps
    if not inner:
        return last
    parts = ",\n".join(f"{quote_identifier(step.name)} AS NOT MATERIALIZED (\n{step.sql}\n)" for step in inner)
    bound = {name: value for step in steps for name, value in step.values.items()}
    return SqlStep(last.name, f"WITH {parts}\nSELECT * FROM (\n{last.sql}\n)", dict(sorted(bound.items())))


def trials_step(plan: RulePlan, window: Window) -> SqlStep:
    """Give the query of how many trials there are: subject rows, each in every month on trial. One row, `trials`.

    Rules with the same rows on trial in the same months have the same query.
    """
    rows, bound = _subject_sql(plan, carrying=False)
    sql = f"""SELECT
    CAST(coalesce(sum(greatest(
        0, least(subject.last_month, $last_month) - greatest(subject.first_month, $first_month) + 1
    )), 0) AS BIGINT) AS trials
FROM (
{rows}
) AS subject"""
    return window.step("rule_trials", sql, bound | {"first_month", "last_month"})


def _subject_step(plan: RulePlan, window: Window) -> SqlStep:
    """The rows on trial of persons who have a row of each fact that must exist: nobody else can be hit."""
    subject = quote_identifier(plan.rule.subject.table)
    near = [(fact.name, persons_with(plan, fact)) for fact in plan.present()]
    joins, bound = "", set[str]()
    for name, people in near:
        if people is not None:
            alias = quote_identifier(f"{name} near")
            joins += f"\nSEMI JOIN (\n{people.sql}\n) AS {alias} ON {alias}.person_id = {subject}.person_id"
            bound |= people.bound
    sql, own = _subject_sql(plan, joins)
    return window.step(SUBJECT, sql, own | bound)


def _subject_sql(plan: RulePlan, joins: str = "", *, carrying: bool = True) -> tuple[str, set[str]]:
    """Write the rows on trial, and the values that this binds.

    One whose months or condition cannot be told is on trial in all months, as unknown.
    """
    subject = plan.rule.subject.table
    table = quote_identifier(subject)
    of_row = plan.has_programme and not plan.rule.subject.programmes
    programme = f'{table}."programme"' if of_row else f"'{plan.rule.programmes[0]}'"
    names = ", ".join(f"'{name}'" for name in plan.rule.subject.programmes or plan.rule.programmes)
    conditions = [f'{table}."programme" IN ({names})'] if plan.has_programme else []
    conditions += [f"{table}.{IS_CORE}", *possible([plan.where], subject)]
    conditions += is_newest(table, plan.rule.subject.newest_by)
    unknown = " OR ".join(missing([plan.first, plan.where], subject)) or "FALSE"
    carried = [
        f"{table}.{quote_identifier(name)} AS {quote_identifier(f'{subject}.{name}')}" for name in plan.carried(subject)
    ]
    first, last = _first_and_last_month(plan, subject)
    columns = [f"{first} AS first_month", f"{last} AS last_month"]
    if carrying:
        whose = [f"{table}.person_id", f"{table}.record_id", f"{table}.region_code", f"{programme} AS programme"]
        columns = [*whose, *columns, f"{unknown} AS unknown", *carried]
    view = quote_identifier(view_name(subject))
    sql = f"SELECT\n    {SEPARATOR.join(columns)}\nFROM {view} AS {table}{joins}{where(conditions)}"
    bound = {name for name in ("first_month", "last_month") if any(f"${name}" in one for one in (first, last))}
    return sql, bound | values([plan.first, plan.last, plan.where])


def _first_and_last_month(plan: RulePlan, subject: str) -> tuple[str, str]:
    """Write the months of a row: a stretch ends where the subject's file has not seen further."""
    first = last = plan.first.sql({subject})
    if plan.first.nullable:
        first, last = f"coalesce({first}, $first_month)", f"coalesce({first}, $last_month)"
    if plan.last is None:
        return first, last
    last = f"coalesce({plan.last.sql({subject})}, $last_month)"
    return first, f"least({last}, {quote_identifier(subject)}.horizon_month)"


def _months_sql(plan: RulePlan, subject: str) -> str:
    """One row per subject row and month on trial."""
    columns = ["region_code", *(column for column in subject_columns(plan) if column != "trial_month")]
    if plan.last is None and not plan.first.nullable:  # each row is of one month
        return f"""    SELECT
    {selected(columns, "subject")},
    CAST(subject.first_month AS INTEGER) AS trial_month
    FROM {subject} AS subject
    WHERE subject.first_month BETWEEN $first_month AND $last_month"""
    return f"""    SELECT
    {selected(columns, "subject")},
    CAST(unnest(generate_series(
        greatest(subject.first_month, $first_month), least(subject.last_month, $last_month)
    )) AS INTEGER) AS trial_month
    FROM {subject} AS subject"""


def _trial_steps(plan: RulePlan, window: Window) -> list[SqlStep]:
    """The months, with the parameters of the month and place; where one is missing, the trial cannot be judged."""
    join = ""
    if plan.parameters:
        join = f"""
JOIN {PARAMETERS} AS parameter
    ON parameter.region_code = trial.region_code AND parameter."month" = trial.trial_month"""
        join += "\n    AND parameter.programme = trial.programme" if plan.by_programme else ""
    given = [f"parameter.{quote_identifier(name)} IS NOT NULL" for name in plan.parameters]
    columns = selected(subject_columns(plan))
    columns += "".join(f",\n    parameter.{quote_identifier(name)}" for name in plan.parameters)
    sql = f"SELECT\n    {columns}\nFROM (\n{_months_sql(plan, SUBJECT)}\n) AS trial{join}{where(given)}"
    steps = [window.step(TRIAL, sql, {"first_month", "last_month"})]
    if given:
        rows, bound = _subject_sql(plan)
        sql = f"""SELECT DISTINCT trial.person_id, trial.record_id
FROM (
{_months_sql(plan, f"({rows})")}
) AS trial{join}
WHERE NOT ({AND.join(given)})"""
        steps.append(window.step(PARAMETER_MISSING, sql, bound | {"first_month", "last_month"}))
    return steps


def _present_step(plan: RulePlan, window: Window, fact: FactPlan, before: str, joined: Sequence[FactPlan]) -> SqlStep:
    """The trials with the fact, in months that the fact's own file has seen (a month that a row is of was seen)."""
    name = quote_identifier(fact.name)
    carried = [
        f"{name}.{quote_identifier(column)} AS {quote_identifier(f'{fact.name}.{column}')}"
        for column in ("record_id", *plan.carried(fact.name))
    ]
    expressions = [fact.where, fact.on]
    conditions = possible(expressions, fact.name)
    if not fact.fact.lasting and fact.fact.table not in MONTH_BY:
        conditions.append(f"trial.trial_month <= {name}.horizon_month")
    columns = trial_columns(plan, joined)
    sql = f"""SELECT
    {selected_with_doubt(columns, missing(expressions, fact.name))},
    {SEPARATOR.join(carried)}
{fact_join(fact, before)}{where(conditions)}"""
    if fact.fact.latest_by:
        keys = selected(key_columns(plan, joined)).replace("\n    ", " ")
        column = f"{name}.{quote_identifier(fact.fact.latest_by)}"
        sql += f"\nQUALIFY rank() OVER (PARTITION BY {keys} ORDER BY {column} DESC NULLS LAST) = 1"
    if fact.fact.without == "cannot_tell":
        sql = _or_unknown(plan, fact, before, joined, sql)
    return window.step(fact_step_name(fact), sql, fact_values(fact))


def _or_unknown(plan: RulePlan, fact: FactPlan, before: str, joined: Sequence[FactPlan], found: str) -> str:
    """Add the trials without the fact, as unknown; their record is none, -1, so that keys can be compared."""
    nothing = ["-1", *("NULL" for _ in plan.carried(fact.name))]
    columns = (
        f"{value} AS {quote_identifier(name)}" for value, name in zip(nothing, fact_columns(plan, fact), strict=True)
    )
    return f"""WITH found AS (
{found}
)
SELECT * FROM found
UNION ALL
SELECT
    {selected_with_doubt(trial_columns(plan, joined), ["TRUE"])},
    {SEPARATOR.join(columns)}
FROM {quote_identifier(before)} AS trial
ANTI JOIN found ON {equal(key_columns(plan, joined), "found", "trial")}"""


def _when_sql(plan: RulePlan, before: str) -> str:
    """The trials that meet the last condition; unknown where rows of one fact, of which one counts, disagree on it."""
    expressions = [plan.when]
    columns = trial_columns(plan, plan.joined())
    doubts = missing(expressions)
    source = f"FROM {quote_identifier(before)} AS trial"
    alternatives = [record_column(fact) for fact in plan.present() if fact.fact.latest_by]
    if not alternatives:
        return f"SELECT\n    {selected_with_doubt(columns, doubts)}\n{source}{where(possible(expressions))}"
    keys = selected(key for key in key_columns(plan) if key not in alternatives).replace("\n    ", " ")
    met = AND.join(possible(expressions))
    doubts.append(f"NOT bool_and({met}) OVER (PARTITION BY {keys})")
    return f"SELECT\n    {selected_with_doubt(columns, doubts)}\n{source}\nQUALIFY {met}"
