"""Write the SQL of gathered facts: one row of counts, sums and answers per trial, and the rows that they rest on.

What trials of one person (or household, or bank account) and month ask alike is reckoned once. A row whose own
condition cannot be told leaves open what is gathered, where it could change it. Pure: writes SQL.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from matcher.engine.base import SqlStep, quote_identifier
from matcher.evaluate.expression import Expression
from matcher.evaluate.gathering import OF_NO_ROWS, aggregate_sql
from matcher.evaluate.plan import FactPlan, RulePlan
from matcher.evaluate.relations import RELATIONS
from matcher.evaluate.scope import MONTH_BY
from matcher.evaluate.views import PERSONS_NAME
from matcher.evaluate.working import (
    SEPARATOR,
    Window,
    fact_join,
    fact_step_name,
    fact_values,
    missing,
    possible,
    selected,
    sure,
    trial_columns,
    where,
)

MOST_ROWS: Final = 24
"""Most rows of one gathered fact that a finding shows, beside the one that is linked worst: a year of two earners."""

_NEVER_EMPTY: Final = ("person_id", "trial_month")


def gathered_step(plan: RulePlan, window: Window, fact: FactPlan, before: str, joined: Iterable[FactPlan]) -> SqlStep:
    """Give the step that adds to each trial what a fact gathers."""
    keys = asked_columns(fact)
    in_doubt = fact.rows_in_doubt
    inner = [f"trial.{quote_identifier(key)}" for key in keys]
    if in_doubt:
        inner.append(f"NOT ({' OR '.join(missing([fact.where, fact.on], fact.name))}) AS sure")
    inner += [f"{one.value.sql({fact.name})} AS {_of(one.name)}" for one in fact.gathered if one.value]
    outer = [quote_identifier(key) for key in keys]
    outer += [
        f"{aggregate_sql(one, _of(one.name), rows_in_doubt=in_doubt)} AS {quote_identifier(one.name)}"
        for one in fact.gathered
    ]
    rows = fact_join(fact, "asked") + where([*possible([fact.where, fact.on], fact.name), *_seen_by_its_file(fact)])
    columns = [
        f"{_or_of_nothing(OF_NO_ROWS[one.how], one.name)} AS {quote_identifier(f'{fact.name}.{one.name}')}"
        for one in fact.gathered
        if one.name in plan.carried(fact.name)
    ]
    sql = f"""WITH asked AS (
    SELECT DISTINCT
    {selected(keys)}
    FROM {quote_identifier(before)} AS trial
), matching AS (
SELECT
    {SEPARATOR.join(inner)}
{rows}
), gathered AS (
SELECT
    {SEPARATOR.join(outer)},
    TRUE AS is_there
FROM matching
GROUP BY {", ".join(quote_identifier(key) for key in keys)}
)
SELECT
    {SEPARATOR.join([selected(trial_columns(plan, joined)), *columns])}
FROM {quote_identifier(before)} AS trial
LEFT JOIN gathered ON {_the_same(keys)}"""
    return window.step(fact_step_name(fact), sql, fact_values(fact))


def asked_columns(fact: FactPlan) -> list[str]:
    """Give the columns of the working table that decide what a fact gathers for a trial."""
    used = {name for expression in _expressions(fact) for name in expression.parameters}
    used |= {
        f"{table}.{column}"
        for expression in _expressions(fact)
        for table, column in expression.columns
        if table != fact.name
    }
    of = fact.fact.of
    used.add(fact.account if of == "account" else "person_id")
    by_month = any(expression.uses_month for expression in _expressions(fact)) or bool(_seen_by_its_file(fact))
    if by_month or (of != "person" and RELATIONS[of].has_months):
        used.add("trial_month")
    return [column for column in ("person_id", "trial_month") if column in used] + sorted(used - set(_NEVER_EMPTY))


def gathered_rows_steps(plan: RulePlan, window: Window, shown: str, hits: str, keys: str) -> list[SqlStep]:
    """Give the steps that find the rows which findings rest on: those of the last month told, and the one linked worst.

    Args:
        plan: The rule.
        window: Months of the rule.
        shown: Table of the hits that outcomes rest on (`person_id` and `programme` of the finding).
        hits: Table of all hits.
        keys: Condition that ties `shown` to `trial`, a row of `hits`.

    Returns:
        `rule_trial_shown`, and `rule_rows_<fact>` (person_id, programme, record_id) for each gathered fact.
    """
    facts = plan.gathered()
    if not facts:
        return []
    columns = sorted({"person_id", *(column for fact in facts for column in asked_columns(fact))})
    trials = f"""SELECT DISTINCT
    {selected(columns)},
    shown.person_id AS finding_person_id,
    shown.programme AS finding_programme
FROM {shown} AS shown
JOIN {hits} AS trial ON {keys}"""
    return [SqlStep("rule_trial_shown", trials), *(_rows_step(window, fact) for fact in facts)]


def rows_name(fact: FactPlan) -> str:
    """Give the name of the table of rows that findings rest on."""
    return f"rule_rows_{fact.name}"


def _rows_step(window: Window, fact: FactPlan) -> SqlStep:
    """Rows of the last month that is told come first: with them its reckoning can be followed."""
    conditions = where([*sure([fact.where, fact.on], fact.name), *_seen_by_its_file(fact)])
    counts_in = "trial.trial_month" if "trial_month" in asked_columns(fact) else "0"
    sql = f"""WITH matching AS (
SELECT
    trial.finding_person_id AS person_id,
    trial.finding_programme AS programme,
    {quote_identifier(fact.name)}.record_id,
    max({counts_in}) AS last_month
{fact_join(fact, "rule_trial_shown")}{conditions}
GROUP BY trial.finding_person_id, trial.finding_programme, {quote_identifier(fact.name)}.record_id
)
SELECT
    matching.person_id,
    matching.programme,
    matching.record_id
FROM matching
JOIN {PERSONS_NAME} AS person ON person.record_id = matching.record_id
QUALIFY row_number() OVER (
        PARTITION BY matching.person_id, matching.programme ORDER BY matching.last_month DESC, matching.record_id
    ) <= {MOST_ROWS}
    OR row_number() OVER (
        PARTITION BY matching.person_id, matching.programme
        ORDER BY person.grade_rank DESC, matching.record_id
    ) = 1"""
    return window.step(rows_name(fact), sql, fact_values(fact))


def _expressions(fact: FactPlan) -> list[Expression]:
    return [one for one in (fact.where, *fact.ties()) if one is not None]


def _seen_by_its_file(fact: FactPlan) -> list[str]:
    """A stretch without an end is not taken further than its file has seen; a row of one month was seen."""
    if fact.fact.lasting or fact.fact.table in MONTH_BY:
        return []
    return [f"trial.trial_month <= {quote_identifier(fact.name)}.horizon_month"]


def _of(name: str) -> str:
    return quote_identifier(f"of {name}")


def _or_of_nothing(nothing: str, name: str) -> str:
    column = f"gathered.{quote_identifier(name)}"
    return column if nothing == "NULL" else f"CASE WHEN gathered.is_there THEN {column} ELSE {nothing} END"


def _the_same(keys: Iterable[str]) -> str:
    def tie(key: str) -> str:
        name = quote_identifier(key)
        word = "=" if key in _NEVER_EMPTY else "IS NOT DISTINCT FROM"
        return f"gathered.{name} {word} trial.{name}"

    return " AND ".join(tie(key) for key in keys)
