"""Write the SQL of facts that rely on rows not being there: who lacks them, in which months it can be said, doubts.

A month is seen when every source that has rows of the fact has seen it: the newest file of each source counts, and the
month that the slowest source has reached is the last that is judged. Of lists of months (payments) each month must have
been delivered as well: matcher.evaluate.coverage. A person of whom no month could be judged is told of, by name. Pure:
writes SQL.
"""

from __future__ import annotations

from matcher.engine.base import SqlStep, quote_identifier
from matcher.evaluate.coverage import covered_months_sql, shown_persons_sql
from matcher.evaluate.plan import FactPlan, RulePlan
from matcher.evaluate.relations import persons_near
from matcher.evaluate.views import CANDIDATES_NAME, IS_CORE, SOURCES_NAME, view_name
from matcher.evaluate.working import (
    AND,
    Window,
    equal,
    fact_join,
    fact_step_name,
    fact_values,
    key_columns,
    possible,
    selected,
    selected_with_doubt,
    sure,
    trial_columns,
    values,
    where,
)


def relied_step_name(fact: FactPlan) -> str:
    """Give the name of the step that the months which can be said leave."""
    return f"{fact_step_name(fact)}_complete" if fact.gathered else fact_step_name(fact)


def seen_name(fact: FactPlan) -> str:
    """Give the name of the step that says which months were seen; it depends on no other step of the rule."""
    return f"{fact_step_name(fact)}_seen"


def counted_name(fact: FactPlan) -> str:
    """Give the name of the step that counts what a bucket shows of each month."""
    return f"{fact_step_name(fact)}_counted"


def not_seen_name(fact: FactPlan) -> str:
    """Give the name of the step that holds the persons of whom no month was seen."""
    return f"{fact_step_name(fact)}_not_seen"


def relying_steps(plan: RulePlan, window: Window, fact: FactPlan, before: str) -> list[SqlStep]:
    """Give the steps of one fact that relies on rows not being there; what it gathers was gathered before.

    Returns:
        Those of an absent fact, or, with `…_complete` for its first, of a gathered one: there `…_found` is not needed.
    """
    if not fact.gathered:
        return _absent_steps(plan, window, fact, before)
    step = fact_step_name(fact)
    return [
        *seen_steps(window, fact),
        SqlStep(relied_step_name(fact), _rest_sql(plan, fact, before, has_maybe=False)),
        SqlStep(not_seen_name(fact), _not_seen_sql(plan, fact, before)),
        window.step(f"{step}_unresolved", _unresolved_sql(fact), values([fact.where])),
    ]


def _absent_steps(plan: RulePlan, window: Window, fact: FactPlan, before: str) -> list[SqlStep]:
    """Give the steps of one absent fact.

    Returns:
        `fact_<name>`: the trials without the fact, in months that were seen; `…_seen`: the last month seen, null where
        no source has a row of the fact; `…_found`: keys of the trials with it; `…_not_seen`: persons of whom no month
        was seen; `…_unresolved`: records of the fact that could be a person's.
    """
    step = fact_step_name(fact)
    keys = key_columns(plan)
    maybe = [one for one in (fact.where, fact.on) if one is not None and one.nullable]
    found = f"SELECT DISTINCT\n    {selected(keys)}\n{fact_join(fact, before)}"
    steps = [
        *seen_steps(window, fact),
        window.step(f"{step}_found", found + where(sure([fact.where, fact.on], fact.name)), fact_values(fact)),
    ]
    if maybe:
        sql = f"{found}{where(possible([fact.where, fact.on], fact.name))}"
        steps.append(window.step(f"{step}_maybe", sql, fact_values(fact)))
    return [
        *steps,
        SqlStep(step, _rest_sql(plan, fact, before, has_maybe=bool(maybe))),
        SqlStep(not_seen_name(fact), _not_seen_sql(plan, fact, before)),
        window.step(f"{step}_unresolved", _unresolved_sql(fact), values([fact.where])),
    ]


def seen_steps(window: Window, fact: FactPlan) -> list[SqlStep]:
    """Give the steps that tell which months were seen: `…_counted`, of each bucket, and `…_seen`, of them all."""
    months = window.of_months(fact)
    bound = {"first_month", "last_month"}
    conditions = values([fact.where])
    if fact.month_column:
        covered = covered_months_sql(counted_name(fact))
        several = fact.fact.window_months > 1
        sql = _all_covered_sql(covered, fact.fact.window_months) if several else covered
        return [
            months.step(counted_name(fact), shown_persons_sql(fact), bound | conditions),
            months.step(seen_name(fact), sql, bound),
        ]
    name = quote_identifier(fact.name)
    sources = f"""SELECT {name}.source, count(*) AS shown
FROM {quote_identifier(view_name(fact.fact.table))} AS {name}
WHERE {AND.join([f"{name}.{IS_CORE}", *possible([fact.where], fact.name)])}
GROUP BY {name}.source"""
    sql = f"""SELECT CAST(unnest(generate_series($first_month, $last_month)) AS INTEGER) AS trial_month, horizon_month
FROM (
    SELECT min(source.horizon_month) AS horizon_month
    FROM {SOURCES_NAME} AS source
    WHERE source.source IN (SELECT source FROM {counted_name(fact)} GROUP BY source HAVING sum(shown) > 0)
)"""
    return [window.step(counted_name(fact), sources, conditions), months.step(seen_name(fact), sql, bound)]


def _all_covered_sql(covered: str, months: int) -> str:
    """A month can be judged where it and those before it, so many in all, were delivered."""
    return f"""WITH month_by_month AS (
{covered}
)
SELECT
    trial_month,
    CASE
        WHEN count(horizon_month) OVER (ORDER BY trial_month ROWS {months - 1} PRECEDING) = {months} THEN trial_month
    END AS horizon_month
FROM month_by_month"""


def _rest_sql(plan: RulePlan, fact: FactPlan, before: str, *, has_maybe: bool) -> str:
    step, keys = fact_step_name(fact), key_columns(plan)
    join, doubts = "", []
    if has_maybe:
        join = f"\nLEFT JOIN {step}_maybe AS maybe ON {equal(keys, 'maybe', 'trial')}"
        doubts = ["maybe.record_id IS NOT NULL"]
    if fact.fact.of == "account":
        doubts.append(f"trial.{quote_identifier(fact.account)} IS NULL")
    return f"""SELECT
    {selected_with_doubt(trial_columns(plan, plan.joined()), doubts)}
FROM {quote_identifier(before)} AS trial
JOIN {seen_name(fact)} AS seen ON seen.trial_month = trial.trial_month{join}{_without_found(plan, fact)}
WHERE trial.trial_month <= seen.horizon_month"""


def _without_found(plan: RulePlan, fact: FactPlan) -> str:
    if fact.gathered:
        return ""
    return f"\nANTI JOIN {fact_step_name(fact)}_found AS found ON {equal(key_columns(plan), 'found', 'trial')}"


def _not_seen_sql(plan: RulePlan, fact: FactPlan, before: str) -> str:
    """Persons with enough months on trial for a finding, none of them seen."""
    trial = f"""FROM {quote_identifier(before)} AS trial
JOIN {seen_name(fact)} AS seen ON seen.trial_month = trial.trial_month"""
    return f"""SELECT trial.person_id, min(trial.record_id) AS record_id
{trial}{_without_found(plan, fact)}
ANTI JOIN (
    SELECT DISTINCT trial.person_id
    {trial}
    WHERE trial.trial_month <= seen.horizon_month
) AS judged ON judged.person_id = trial.person_id
WHERE NOT trial.unknown
GROUP BY trial.person_id
HAVING count(DISTINCT trial.trial_month) >= {plan.rule.min_months}"""


def _unresolved_sql(fact: FactPlan) -> str:
    """Records in doubt, with the month that each is of, where rows of the table are of one month."""
    name = quote_identifier(fact.name)
    near = persons_near(fact.fact.of, "candidate.person_id")
    person, pairs = near.member, near.sql
    month = fact.month_column
    columns = [person, "candidate.record_id", *([f"{name}.{quote_identifier(month)}"] if month else [])]
    named = person if person.endswith(".person_id") else f"{person} AS person_id"
    written = f"{named}, {columns[1]}, {f'{columns[2]} AS trial_month' if month else 'NULL AS trial_month'}"
    of_fact = where(possible([fact.where], fact.name))
    return f"""SELECT {written}, max(candidate.match_weight) AS match_weight
FROM {quote_identifier(view_name(fact.fact.table))} AS {name}
JOIN {CANDIDATES_NAME} AS candidate ON candidate.record_id = {name}.record_id{pairs}{of_fact}
GROUP BY {", ".join(columns)}"""
