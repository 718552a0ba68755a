"""Write the SQL that gathers judged hits: to subject rows, to months, to one outcome per person and programme.

Amounts are DECIMAL and are added up once per month or once per row, never once per fact row. Pure: writes SQL.
"""

from __future__ import annotations

from typing import Final

from matcher.config.rule import REGISTER, Limits
from matcher.engine.base import SqlStep, quote_identifier
from matcher.evaluate.compile import together
from matcher.evaluate.exemptions import JUDGED
from matcher.evaluate.plan import RulePlan

MONTH: Final = "rule_month"
GATHERED: Final = "rule_gathered"

COUNTED: Final = "rule_counted"


def _row_sql(unit: str, limits: str) -> str:
    return f"""SELECT
    person_id,
    programme,
    trial_month,
    {unit},
    bool_or(lifted IS NULL) AS stands,
    min(lifted) AS lifted,{limits}
    coalesce(max(amount_cny) FILTER (WHERE lifted IS NULL), max(amount_cny)) AS amount_cny
FROM {JUDGED}
GROUP BY person_id, programme, trial_month, {unit}"""


def _gathered_sql(plan: RulePlan, *, limited: bool) -> str:
    names = [*(one.exemption.exemption for one in plan.exemptions), REGISTER]
    named = ", ".join(f"'{name}'" for name in names)
    amount = "max(limited.amount_cny)" if limited else "sum(month.amount_cny)"
    join = f"""
JOIN {COUNTED} AS limited
    ON limited.person_id = month.person_id
    AND limited.programme = month.programme
    AND limited.stands = month.stands"""
    return f"""WITH counted AS (
    SELECT
        person_id,
        programme,
        count(*) AS month_count,
        count(*) FILTER (WHERE stands) >= $min_months AS stands
    FROM {MONTH}
    GROUP BY person_id, programme
    HAVING count(*) >= $min_months
)
SELECT
    month.person_id,
    month.programme,
    month.stands,
    min(month.trial_month) AS first_month,
    max(month.trial_month) AS last_month,
    CAST(count(*) AS INTEGER) AS month_count,
    CAST({amount} AS DECIMAL(14, 2)) AS amount_cny,
    CASE WHEN NOT month.stands THEN struct_extract(min(month.lifted), 'code') END AS exemption_code,
    CASE WHEN NOT month.stands THEN [{named}][struct_extract(min(month.lifted), 'position') + 1] END AS exemption_id
FROM {MONTH} AS month
JOIN counted
    ON counted.person_id = month.person_id
    AND counted.programme = month.programme
    AND counted.stands = month.stands{join if limited else ""}
GROUP BY month.person_id, month.programme, month.stands"""


def _counted_sql(limits: Limits) -> str:
    """Of the newest months so many, of each calendar year so much; a limit is that of the newest month found."""
    recent, cap = "", ""
    if limits.back_pay_months:
        newest = "PARTITION BY person_id, programme, stands ORDER BY trial_month DESC"
        most = quote_identifier(limits.back_pay_months)
        recent = f"\n    QUALIFY row_number() OVER ({newest}) <= first_value({most}) OVER ({newest})"
    if limits.year_cap_cny:
        of_month = f"{{'month': trial_month, 'cap': {quote_identifier(limits.year_cap_cny)}}}"
        cap = f",\n        struct_extract(max({of_month}), 'cap') AS cap_cny"
    amount = "CASE WHEN amount_cny > cap_cny THEN cap_cny ELSE amount_cny END" if cap else "amount_cny"
    return f"""WITH recent AS (
    SELECT *
    FROM {MONTH}{recent}
), of_year AS (
    SELECT
        person_id,
        programme,
        stands,
        trial_month // 12 AS calendar_year,
        sum(amount_cny) AS amount_cny{cap}
    FROM recent
    GROUP BY person_id, programme, stands, trial_month // 12
)
SELECT person_id, programme, stands, sum({amount}) AS amount_cny
FROM of_year
GROUP BY person_id, programme, stands"""


def gather_steps(plan: RulePlan) -> list[SqlStep]:
    """Give the steps from judged hits to outcomes.

    Returns:
        The last step is `rule_gathered`, one row per person and programme. Where enough months stand, they are the
        outcome. Else, where there were enough months with the lifted ones, the lifted months are, with the code and
        the name of what lifts them.
    """
    total = "max" if plan.rule.amount_per == "month" else "sum"
    unit = "member_id" if plan.rule.amount_per == "member" else "record_id"
    limits = plan.rule.limits
    of_limits = "".join(f"\n    max({name}) AS {name}," for name in map(quote_identifier, limits.parameters()))
    month = f"""SELECT
    person_id,
    programme,
    trial_month,
    bool_or(stands) AS stands,
    min(lifted) AS lifted,{of_limits}
    coalesce({total}(amount_cny) FILTER (WHERE stands), {total}(amount_cny)) AS amount_cny
FROM rule_row
GROUP BY person_id, programme, trial_month"""
    return [
        together([SqlStep("rule_row", _row_sql(unit, of_limits)), SqlStep(MONTH, month)]),
        *([SqlStep(COUNTED, _counted_sql(limits))] if of_limits else []),
        SqlStep(GATHERED, _gathered_sql(plan, limited=bool(of_limits)), {"min_months": plan.rule.min_months}),
    ]
