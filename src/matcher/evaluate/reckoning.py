"""Tell how the amounts of findings came about: stretches of months of one amount, limits, and the parts of each amount.

Rules give months; these are put together once, for all rules. Most findings are of one stretch, which its rule gives as
such. Pure: writes SQL.
"""

from __future__ import annotations

from typing import Any, Final

from matcher.evaluate.calculation import NO_PARTS, part_sql
from matcher.evaluate.plan import RulePlan

NOTHING_AT_STAKE: Final = "nothing_at_stake"
NOT_KNOWN: Final = "amount_not_known"

_ONLY_NUMBERS: Final = """coalesce(len(list_filter(told.addends, lambda addend:
            addend.parts IS NULL OR len(list_filter(addend.parts, lambda part: part.kind <> 'number')) > 0)), 0) = 0"""
"""No part of the amount is a value of a row or of policy: the rule writes nought, for all months or for some rows."""
_OWN: Final = "found.rule_number, found.person_id, found.programme"


def of_rule(plan: RulePlan) -> dict[str, Any]:
    """Give what is the same for all findings of a rule: its one value, and the parameters that limit amounts."""
    kind, name = plan.calculation.only or (None, None)
    limits = plan.rule.limits
    return {
        "only_kind": kind,
        "only_name": name,
        "back_pay_months": limits.back_pay_months,
        "year_cap": limits.year_cap_cny,
    }


def calculations_sql(findings: str, rules: str, persons: str, finding_id: str) -> str:
    """Write the query of calculations (matcher.tables.CALCULATIONS, with `stands`), in no order.

    Args:
        findings: Table of findings of all rules, with `rule_number` and matcher.evaluate.amounts.TOLD_COLUMNS.
        rules: Table of the rules, with what `of_rule` gives.
        persons: Table of persons and their texts.
        finding_id: SQL of a finding's id, of `rule`, `person` and `found`.
    """
    return f"""WITH {_stretches_sql(findings)}, told AS (
    {_months_sql()}
    UNION ALL
    {_left_out_sql(findings, rules)}
    UNION ALL
    {_over_caps_sql(findings, rules)}
    UNION ALL
    {_nothing_sql(findings)}
)
SELECT
    {finding_id} AS finding_id,
    found.exemption_code IS NULL AS stands,
    CASE
        WHEN told.kind = 'months' AND found.amount_cny = 0 AND {_ONLY_NUMBERS} THEN '{NOTHING_AT_STAKE}'
        ELSE told.kind
    END AS kind,
    {month_text("told.first_month")} AS first_month,
    {month_text("told.last_month")} AS last_month,
    CAST(told.month_count AS INTEGER) AS month_count,
    told.each_cny,
    CAST(told.amount_cny AS DECIMAL(14, 2)) AS amount_cny,
    CASE
        WHEN told.kind <> 'months' THEN told.parts
        WHEN told.addends IS NULL THEN [{_only("told.each_cny")}]
        ELSE flatten(list_transform(told.addends, lambda addend, place:
            (CASE WHEN place > 1 THEN [{part_sql("'plus'")}] ELSE {NO_PARTS} END)
            || coalesce(addend.parts, [{_only("addend.amount_cny")}])))
    END AS parts
FROM told
JOIN {findings} AS found
    ON found.rule_number = told.rule_number
    AND found.person_id = told.person_id
    AND found.programme = told.programme
JOIN {rules} AS rule ON rule.rule_number = found.rule_number
JOIN {persons} AS person ON person.person_id = found.person_id"""


def _stretches_sql(findings: str) -> str:
    """Months of one amount and one calculation that follow one another."""
    return f"""each_month AS (
    SELECT {_OWN}, unnest(found.told_months) AS month
    FROM {findings} AS found
    WHERE found.told_months IS NOT NULL
), island AS (
    SELECT
        {_OWN},
        found.month.trial_month AS trial_month,
        found.month.amount_cny AS each_cny,
        found.month.addends AS addends,
        found.month.trial_month - row_number() OVER (
            PARTITION BY {_OWN}, found.month.amount_cny, found.month.addends ORDER BY found.month.trial_month
        ) AS island
    FROM each_month AS found
), stretch AS (
    SELECT
        {_OWN},
        min(found.trial_month) AS first_month,
        max(found.trial_month) AS last_month,
        count(*) AS month_count,
        found.each_cny,
        found.addends
    FROM island AS found
    GROUP BY {_OWN}, found.each_cny, found.addends, found.island
    UNION ALL
    SELECT
        {_OWN},
        found.first_month,
        found.last_month,
        found.month_count,
        found.each_cny,
        found.each_addends AS addends
    FROM {findings} AS found
    WHERE found.each_cny IS NOT NULL
)"""


def _months_sql() -> str:
    """Stretches, but those of nought alone."""
    return f"""SELECT
        {_OWN},
        CASE WHEN found.each_cny IS NULL THEN '{NOT_KNOWN}' ELSE 'months' END AS kind,
        found.first_month,
        found.last_month,
        found.month_count,
        found.each_cny,
        coalesce(found.each_cny * found.month_count, 0) AS amount_cny,
        CASE WHEN found.each_cny IS NOT NULL THEN found.addends END AS addends,
        {NO_PARTS} AS parts
    FROM stretch AS found"""


def _left_out_sql(findings: str, rules: str) -> str:
    """Months that a limit of back pay leaves out: all but the newest."""
    most = part_sql("'parameter'", "rule.back_pay_months", "len(found.told_months)")
    return f"""SELECT
        {_OWN},
        'back_pay_months' AS kind,
        NULL AS first_month,
        NULL AS last_month,
        found.month_count - len(found.told_months) AS month_count,
        NULL AS each_cny,
        0 AS amount_cny,
        NULL AS addends,
        [{most}] AS parts
    FROM {findings} AS found
    JOIN {rules} AS rule ON rule.rule_number = found.rule_number
    WHERE rule.back_pay_months IS NOT NULL AND len(found.told_months) < found.month_count"""


def _over_caps_sql(findings: str, rules: str) -> str:
    """What is over the most for a calendar year."""
    return f"""SELECT
        {_OWN},
        'year_cap' AS kind,
        found.cap.calendar_year * 12 AS first_month,
        found.cap.calendar_year * 12 + 11 AS last_month,
        0 AS month_count,
        NULL AS each_cny,
        -found.cap.over_cny AS amount_cny,
        NULL AS addends,
        [{part_sql("'parameter'", "rule.year_cap", "found.cap.cap_cny")}] AS parts
    FROM (
        SELECT {_OWN}, unnest(found.over_caps) AS cap FROM {findings} AS found WHERE found.over_caps IS NOT NULL
    ) AS found
    JOIN {rules} AS rule ON rule.rule_number = found.rule_number"""


def _nothing_sql(findings: str) -> str:
    """Findings of rules under which no money is at stake."""
    return f"""SELECT
        {_OWN},
        '{NOTHING_AT_STAKE}' AS kind,
        found.first_month,
        found.last_month,
        found.month_count,
        NULL AS each_cny,
        0 AS amount_cny,
        NULL AS addends,
        {NO_PARTS} AS parts
    FROM {findings} AS found
    WHERE found.each_cny IS NULL AND found.told_months IS NULL"""


def _only(value: str) -> str:
    return part_sql("rule.only_kind", "rule.only_name", value)


def month_text(month: str) -> str:
    """Write a month as text, `YYYY-MM`, of SQL for its number."""
    return f"printf('%04d-%02d', {month} // 12, {month} % 12 + 1)"
