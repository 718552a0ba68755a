"""Write the SQL of what stands between a trial and an answer: records in doubt, months not seen, values missing.

A missing benefit is not claimed where a record in doubt could be the benefit. Pure: writes SQL.
Source: domain.md §7.1 (absent is not unmatchable).
"""

from __future__ import annotations

from typing import Final

from matcher.config.rule import Whose
from matcher.engine.base import SqlStep, quote_identifier
from matcher.evaluate.absence import not_seen_name
from matcher.evaluate.amounts import GATHERED, MONTH
from matcher.evaluate.compile import PARAMETER_MISSING
from matcher.evaluate.exemptions import POSSIBLE
from matcher.evaluate.plan import FactPlan, RulePlan
from matcher.evaluate.relations import has_kin, unnamed_name
from matcher.evaluate.views import CANDIDATES_NAME, PERSONS_NAME
from matcher.evaluate.working import fact_step_name, whose_finding

DOUBT: Final = "rule_doubt"


def blocking_reasons(plan: RulePlan) -> list[str]:
    """Give the reasons for which nothing is claimed of a person, where something must not be there."""
    kin = any(has_kin(fact.fact.of) for fact in plan.relying())
    return ["unresolved_record", "no_citizen_id", *(["relative_not_found"] if kin else [])]


def doubt_step(plan: RulePlan) -> SqlStep:
    """Give the step that says what stands between a trial and an answer, one row per person and record."""
    doubts: list[str] = []
    for fact in plan.relying():
        doubts.append(_unresolved_sql(plan, fact))
        doubts.append(_unseen(plan, not_seen_name(fact), "fact_not_seen"))
        if has_kin(fact.fact.of):
            doubts.append(_not_found_sql(plan, fact.fact.of))
    if plan.relying():
        doubts.append(f"""SELECT shown.person_id, shown.record_id, candidate.match_weight, 'unresolved_record' AS reason
FROM rule_shown AS shown
JOIN {CANDIDATES_NAME} AS candidate ON candidate.record_id = shown.record_id
WHERE shown.stands""")
        doubts.append(f"""SELECT shown.person_id, shown.record_id, NULL AS match_weight, 'no_citizen_id' AS reason
FROM rule_shown AS shown
JOIN {PERSONS_NAME} AS person ON person.record_id = shown.record_id
WHERE shown.stands AND person.is_nameless""")
    if plan.parameters:
        doubts.append(_unseen(plan, PARAMETER_MISSING, "parameter_missing"))
    doubts.append(_value_missing_sql(plan.rule.min_months))
    union = "\nUNION ALL\n".join(doubts)
    sql = f"""SELECT
    person_id,
    record_id,
    reason,
    max(CAST(match_weight AS DOUBLE)) AS match_weight
FROM (
{union}
)
GROUP BY person_id, record_id, reason"""
    return SqlStep(DOUBT, sql)


def _unresolved_sql(plan: RulePlan, fact: FactPlan) -> str:
    """Records that could be the benefit: those of the months that are missing, where records are of one month."""
    months, of_month = "", ""
    if fact.month_column:
        months = f"""
JOIN {MONTH} AS month
    ON month.person_id = gathered.person_id
    AND month.programme = gathered.programme
    AND month.stands = gathered.stands"""
        back = fact.fact.window_months - 1
        of_month = " AND doubt.trial_month = month.trial_month"
        if back:
            of_month = f" AND doubt.trial_month BETWEEN month.trial_month - {back} AND month.trial_month"
    return f"""SELECT gathered.person_id, doubt.record_id, doubt.match_weight, 'unresolved_record' AS reason
FROM {GATHERED} AS gathered{months}
JOIN {_told_of(plan, f"{fact_step_name(fact)}_unresolved")} AS doubt ON doubt.person_id = gathered.person_id{of_month}
WHERE gathered.stands"""


def _not_found_sql(plan: RulePlan, of: Whose) -> str:
    """Persons of whom a finding would say that their kin have none, and one of these kin was not found."""
    return f"""SELECT gathered.person_id, lost.record_id, NULL AS match_weight, 'relative_not_found' AS reason
FROM {GATHERED} AS gathered
JOIN {_told_of(plan, unnamed_name(of))} AS lost ON lost.person_id = gathered.person_id
WHERE gathered.stands"""


def _value_missing_sql(min_months: int) -> str:
    """Persons with enough months for a finding if the missing values were so, of whom the rule says nothing else."""
    return f"""SELECT
    possible.person_id,
    min(possible.record_id) AS record_id,
    NULL AS match_weight,
    'value_missing' AS reason
FROM {POSSIBLE} AS possible
ANTI JOIN {GATHERED} AS gathered ON gathered.person_id = possible.person_id
GROUP BY possible.person_id
HAVING count(DISTINCT possible.trial_month) >= {min_months}"""


def _unseen(plan: RulePlan, step: str, reason: str) -> str:
    return f"""SELECT person_id, min(record_id) AS record_id, NULL AS match_weight, '{reason}' AS reason
FROM {_told_of(plan, step)}
GROUP BY person_id"""


def _told_of(plan: RulePlan, step: str) -> str:
    """Write a table of persons, each as the one that a finding would be told of."""
    table = quote_identifier(step)
    if plan.rule.per == "person":
        return table
    person, home = whose_finding(plan, "of_person")
    return f"(SELECT {person}, of_person.* EXCLUDE (person_id) FROM {table} AS of_person{home})"
