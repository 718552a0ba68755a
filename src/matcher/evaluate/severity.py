"""Write the SQL of a finding's severity: the rule's own, or lower where links or facts do not carry it.

A finding rests on its weakest record: below the grades that suffice for `certain` and `strong` it is lowered to
`verify`. A rule may also say what each month of a finding must meet (`lowered`). Pure: writes SQL.
Source: domain.md §3.3 (severities), §5.5 (grades).
"""

from __future__ import annotations

from typing import Final

from matcher.config.rule import SEVERITIES, Severity
from matcher.engine.base import SqlStep
from matcher.evaluate.compile import HIT
from matcher.evaluate.plan import RulePlan
from matcher.evaluate.views import GRADES_BY_STRENGTH
from matcher.evaluate.working import Window, equal, key_columns

LOWERED: Final = "rule_lowered"

_SUFFICIENT: Final = GRADES_BY_STRENGTH.index("G2") + 1
"""Ranks up to this one suffice for `certain` and `strong`."""


def lowered_steps(plan: RulePlan, window: Window, shown: str) -> list[SqlStep]:
    """Give the step that finds the outcomes with a month that does not carry the rule's own severity.

    Args:
        plan: The rule.
        window: Months of the rule.
        shown: Table of the hits that outcomes rest on (`person_id` and `programme` of the finding).

    Returns:
        `rule_lowered` (person_id, programme), where the rule says what it takes; else none.
    """
    if plan.lowered is None:
        return []
    sql = f"""WITH of_month AS (
    SELECT
        shown.person_id,
        shown.programme,
        shown.trial_month,
        coalesce(bool_or({plan.lowered.sql()}), FALSE) AS carries
    FROM {shown} AS shown
    JOIN {HIT} AS trial ON {equal(key_columns(plan), "trial", "shown")}
    GROUP BY shown.person_id, shown.programme, shown.trial_month
)
SELECT DISTINCT person_id, programme
FROM of_month
WHERE NOT carries"""
    return [window.step(LOWERED, sql, plan.lowered.values)]


def severities_sql(plan: RulePlan) -> tuple[str, str, str]:
    """Write the severity of an outcome (`gathered`) whose records are linked well, else, and the join that it takes."""
    own = plan.rule.severity
    if plan.rule.lowered is None:
        return f"'{own}'", f"'{_not_above_verify(own)}'", ""
    lower = plan.rule.lowered.to
    join = f"""
LEFT JOIN {LOWERED} AS lowered
    ON lowered.person_id = gathered.person_id AND lowered.programme = gathered.programme"""
    return _either(own, lower), _either(_not_above_verify(own), _not_above_verify(lower)), join


def linked_well(grade_rank: str) -> str:
    """Write whether records linked with a rank, the worst of a finding's, suffice for `certain` and `strong`."""
    return f"{grade_rank} <= {_SUFFICIENT}"


def _either(own: str, lower: str) -> str:
    return f"CASE WHEN lowered.person_id IS NULL THEN '{own}' ELSE '{lower}' END"


def _not_above_verify(severity: Severity) -> Severity:
    return max(severity, "verify", key=SEVERITIES.index)
