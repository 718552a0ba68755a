"""Withhold a rule of missing benefits that would say so of most people: then it is the lists that are missing.

Reasons: docs/decisions/0005-months-that-were-never-delivered.md. Pure: writes SQL, and weighs two numbers.
"""

from __future__ import annotations

from typing import Final

from matcher.config.base import Text
from matcher.engine.base import quote_identifier
from matcher.evaluate.absence import seen_name
from matcher.evaluate.book import NotJudged
from matcher.evaluate.compile import MET, TRIAL
from matcher.evaluate.plan import RulePlan
from matcher.evaluate.scope import MONTH_BY
from matcher.evaluate.working import fact_step_name

_FEWEST: Final = 20
"""Fewest findings for which a rule is withheld: of a handful of people, most may well be missing."""


def tried_persons_sql(plan: RulePlan) -> str | None:
    """Write how many persons a rule of missing benefits tried, to hold those against whom it finds.

    Persons tried are those on trial, of whom nothing is unknown, in enough months that were seen for a finding.

    Returns:
        A query of one row (`tried`) on the step `before_absence`; None for other rules, and where no month of a list
        must be shown.
    """
    facts = [fact for fact in plan.absent() if fact.fact.table in MONTH_BY]
    if plan.rule.kind != "missing" or not facts:
        return None
    seen = "".join(
        f"""
    JOIN {seen_name(fact)} AS {quote_identifier(f"{fact.name}_seen")}
        ON {quote_identifier(f"{fact.name}_seen")}.horizon_month >= trial.trial_month
        AND {quote_identifier(f"{fact.name}_seen")}.trial_month = trial.trial_month"""
        for fact in facts
    )
    return f"""SELECT count(*) AS tried
FROM (
    SELECT trial.person_id
    FROM {quote_identifier(before_absence(plan))} AS trial{seen}
    WHERE NOT trial.unknown
    GROUP BY trial.person_id
    HAVING count(DISTINCT trial.trial_month) >= {plan.rule.min_months}
) AS person"""


def too_rare(rule: str, tried: int, missing: int) -> NotJudged | None:
    """Withhold a rule that would accuse the office of leaving out most of the persons who are entitled."""
    if missing < _FEWEST or 2 * missing <= tried:
        return None
    reason = Text(
        zh=f"符合条件的 {tried} 人中有 {missing} 人未见发放记录，超过一半，疑为数据未报全",
        en=f"{missing} of {tried} entitled persons show no payment, more than half: the lists are probably not whole",
    )
    return NotJudged(rule, "fact_too_rare", reason)


def before_absence(plan: RulePlan) -> str:
    """Name the step that holds the trials on which absent facts are looked up."""
    if plan.when is not None:
        return MET
    return fact_step_name(plan.joined()[-1]) if plan.joined() else TRIAL
