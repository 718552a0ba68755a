"""Write the SQL that gathers judged hits: to subject rows, to months, to one outcome per person and programme.

Amounts are DECIMAL and are added up once per month or once per row, never once per fact row. Pure: writes SQL.
"""

from __future__ import annotations

from typing import Final

from matcher.engine.base import SqlStep
from matcher.evaluate.exemptions import JUDGED
from matcher.evaluate.plan import RulePlan

MONTH: Final = "rule_month"
GATHERED: Final = "rule_gathered"

_ROW_SQL: Final = f"""SELECT
    person_id,
    programme,
    trial_month,
    {{unit}},
    bool_or(lifted IS NULL) AS stands,
    min(lifted) AS lifted,
    coalesce(max(amount_cny) FILTER (WHERE lifted IS NULL), max(amount_cny)) AS amount_cny
FROM {JUDGED}
GROUP BY person_id, programme, trial_month, {{unit}}"""

_GATHERED_SQL: Final = f"""WITH counted AS (
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
    CAST(sum(month.amount_cny) AS DECIMAL(14, 2)) AS amount_cny,
    CASE WHEN NOT month.stands THEN struct_extract(min(month.lifted), 'code') END AS exemption_code
FROM {MONTH} AS month
JOIN counted
    ON counted.person_id = month.person_id
    AND counted.programme = month.programme
    AND counted.stands = month.stands
GROUP BY month.person_id, month.programme, month.stands"""


def gather_steps(plan: RulePlan) -> list[SqlStep]:
    """Give the steps from judged hits to outcomes.

    Returns:
        The last step is `rule_gathered`, one row per person and programme. Where enough months stand, they are the
        outcome. Else, where there were enough months with the lifted ones, the lifted months are, with their code.
    """
    total = "max" if plan.rule.amount_per == "month" else "sum"
    unit = "member_id" if plan.rule.amount_per == "member" else "record_id"
    month = f"""SELECT
    person_id,
    programme,
    trial_month,
    bool_or(stands) AS stands,
    min(lifted) AS lifted,
    coalesce({total}(amount_cny) FILTER (WHERE stands), {total}(amount_cny)) AS amount_cny
FROM rule_row
GROUP BY person_id, programme, trial_month"""
    return [
        SqlStep("rule_row", _ROW_SQL.format(unit=unit)),
        SqlStep(MONTH, month),
        SqlStep(GATHERED, _GATHERED_SQL, {"min_months": plan.rule.min_months}),
    ]
