"""Write the SQL that gathers judged hits: to subject rows, to months, to one outcome per person and programme.

Amounts are DECIMAL and are added up once per month or once per row, never once per fact row. Pure: writes SQL.
"""

from __future__ import annotations

from typing import Final

from matcher.config.rule import REGISTER
from matcher.engine.base import SqlStep, quote_identifier
from matcher.evaluate.calculation import PART_TYPE, part_sql
from matcher.evaluate.compile import together
from matcher.evaluate.exemptions import JUDGED
from matcher.evaluate.net import back_name
from matcher.evaluate.plan import RulePlan

MONTH: Final = "rule_month"
GATHERED: Final = "rule_gathered"

COUNTED: Final = "rule_counted"


_ADDENDS_TYPE: Final = f"STRUCT(amount_cny DECIMAL(14, 2), parts {PART_TYPE}[])[]"
_MONTHS_TYPE: Final = f"STRUCT(trial_month INTEGER, amount_cny DECIMAL(14, 2), addends {_ADDENDS_TYPE})[]"
_CAPS_TYPE: Final = "STRUCT(calendar_year INTEGER, cap_cny DECIMAL(14, 2), over_cny DECIMAL(14, 2))[]"
_TOLD: Final = ("each_cny", "each_addends", "told_months", "over_caps")
TOLD_COLUMNS: Final = "".join(f"\n    gathered.{name}," for name in _TOLD)
"""Columns of `rule_gathered` that say how the amount came about: what each month is where all are alike and follow one
another (`each_cny`, `each_addends`), else month by month (`told_months`); what is over the caps of years."""


def _has_addends(plan: RulePlan) -> bool:
    """Tell whether a month's amount may be of several values: more than one part, one less what came back, or rows."""
    of_several = plan.rule.amount_per != "month" or plan.calculation.parts is not None
    return plan.calculation.at_stake and (of_several or plan.net_kind() is not None)


def _row_sql(plan: RulePlan, unit: str, limits: str) -> str:
    told, source = "", JUDGED
    if _has_addends(plan):
        source = f"(\n{_told_sql(plan)}\n) AS judged"
        told = """
    CASE
        WHEN bool_or(lifted IS NULL) THEN max(told) FILTER (WHERE lifted IS NULL AND amount_cny IS NOT NULL)
        ELSE max(told) FILTER (WHERE amount_cny IS NOT NULL)
    END AS told,"""
    return f"""SELECT
    person_id,
    programme,
    trial_month,
    {unit},
    bool_or(lifted IS NULL) AS stands,
    min(lifted) AS lifted,{limits}{told}
    coalesce(max(amount_cny) FILTER (WHERE lifted IS NULL), max(amount_cny)) AS amount_cny
FROM {source}
GROUP BY person_id, programme, trial_month, {unit}"""


def _told_sql(plan: RulePlan) -> str:
    """The judged hits, each with its amount and the parts of it."""
    net = plan.net_kind()
    if net is None:
        parts = "judged.parts" if plan.calculation.parts else f"CAST(NULL AS {PART_TYPE}[])"
        return (
            f"SELECT judged.*, {{'amount_cny': judged.amount_cny, 'parts': {parts}}} AS told\nFROM {JUDGED} AS judged"
        )
    table, column = net
    kind = quote_identifier("programme" if column is None else f"{table}.{column}")
    paid = part_sql("'paid'", value="judged.amount_cny + back.month_back_cny")
    minus = part_sql("'minus'")
    taken = part_sql("'taken_back'", value="back.month_back_cny")
    told = f"{{'amount_cny': judged.amount_cny, 'parts': [{paid}, {minus}, {taken}]}}"
    if plan.rule.amount_per == "month":  # most months are told by their amount alone
        told = f"CASE WHEN back.person_id IS NOT NULL THEN {told} END"
    else:
        plain = f"{{'amount_cny': judged.amount_cny, 'parts': CAST(NULL AS {PART_TYPE}[])}}"
        told = f"CASE WHEN back.person_id IS NOT NULL THEN {told} ELSE {plain} END"
    return f"""SELECT judged.*, {told} AS told
FROM {JUDGED} AS judged
LEFT JOIN {back_name(table)} AS back
    ON back.person_id = judged.member_id
    AND back.kind = judged.{kind}
    AND back.benefit_month = judged.trial_month"""


def _month_sql(plan: RulePlan, of_limits: str) -> str:
    total = "max" if plan.rule.amount_per == "month" else "sum"
    amount = f"coalesce({total}(amount_cny) FILTER (WHERE stands), {total}(amount_cny))"
    addends = ""
    if _has_addends(plan) and total == "max":
        told = "CASE WHEN bool_or(stands) THEN max(told) FILTER (WHERE stands) ELSE max(told) END"
        addends = f"\n    CASE WHEN struct_extract({told}, 'amount_cny') = {amount} THEN [{told}] END AS addends,"
    elif _has_addends(plan):
        addends = """
    coalesce(
        list(told ORDER BY told) FILTER (WHERE stands AND told IS NOT NULL),
        list(told ORDER BY told) FILTER (WHERE told IS NOT NULL)
    ) AS addends,"""
    return f"""SELECT
    person_id,
    programme,
    trial_month,
    bool_or(stands) AS stands,
    min(lifted) AS lifted,{of_limits}{addends}
    {amount} AS amount_cny
FROM rule_row
GROUP BY person_id, programme, trial_month"""


def _months_list(plan: RulePlan) -> str:
    """Write the list of months with their amounts, of rows called `month`."""
    addends = "month.addends" if _has_addends(plan) else "NULL"
    fields = (
        "'trial_month': month.trial_month",
        "'amount_cny': CAST(month.amount_cny AS DECIMAL(14, 2))",
        f"'addends': CAST({addends} AS {_ADDENDS_TYPE})",
    )
    return f"list({{{', '.join(fields)}}} ORDER BY month.trial_month)"


def _told_columns(plan: RulePlan, *, limited: bool) -> list[str]:
    """Write how the amount came about; see `TOLD_COLUMNS`."""
    each, addends = "NULL", "NULL"
    months, caps = "NULL", "NULL"
    if limited:
        months, caps = "any_value(limited.told_months)", "any_value(limited.over_caps)"
    elif plan.calculation.at_stake:
        alike = "min(month.amount_cny) = max(month.amount_cny) AND count(month.amount_cny) = count(*)"
        alike += " AND max(month.trial_month) - min(month.trial_month) + 1 = count(*)"
        if _has_addends(plan):
            of_parts = "count(month.addends) = count(*) AND min(month.addends) = max(month.addends)"
            alike += f" AND (count(month.addends) = 0 OR ({of_parts}))"
            addends = f"CASE WHEN {alike} THEN min(month.addends) END"
        each = f"CASE WHEN {alike} THEN min(month.amount_cny) END"
        months = f"CASE WHEN NOT ({alike}) THEN {_months_list(plan)} END"
    types = ("DECIMAL(14, 2)", _ADDENDS_TYPE, _MONTHS_TYPE, _CAPS_TYPE)
    given = zip((each, addends, months, caps), types, _TOLD, strict=True)
    return [f"CAST({value} AS {kind}) AS {name}" for value, kind, name in given]


def _gathered_sql(plan: RulePlan, *, limited: bool) -> str:
    names = [*(one.exemption.exemption for one in plan.exemptions), REGISTER]
    named = ", ".join(f"'{name}'" for name in names)
    amount = "max(limited.amount_cny)" if limited else "sum(month.amount_cny)"
    told = "".join(f"\n    {column}," for column in _told_columns(plan, limited=limited))
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
    CAST({amount} AS DECIMAL(14, 2)) AS amount_cny,{told}
    CASE WHEN NOT month.stands THEN struct_extract(min(month.lifted), 'code') END AS exemption_code,
    CASE WHEN NOT month.stands THEN [{named}][struct_extract(min(month.lifted), 'position') + 1] END AS exemption_id
FROM {MONTH} AS month
JOIN counted
    ON counted.person_id = month.person_id
    AND counted.programme = month.programme
    AND counted.stands = month.stands{join if limited else ""}
GROUP BY month.person_id, month.programme, month.stands"""


def _counted_sql(plan: RulePlan) -> str:
    """Of the newest months so many, of each calendar year so much; a limit is that of the newest month found."""
    limits = plan.rule.limits
    recent, cap = "", ""
    if limits.back_pay_months:
        newest = "PARTITION BY person_id, programme, stands ORDER BY trial_month DESC"
        most = quote_identifier(limits.back_pay_months)
        recent = f"\n    QUALIFY row_number() OVER ({newest}) <= first_value({most}) OVER ({newest})"
    if limits.year_cap_cny:
        of_month = f"{{'month': trial_month, 'cap': {quote_identifier(limits.year_cap_cny)}}}"
        cap = f",\n        struct_extract(max({of_month}), 'cap') AS cap_cny"
    amount = "CASE WHEN amount_cny > cap_cny THEN cap_cny ELSE amount_cny END" if cap else "amount_cny"
    over = "{'calendar_year': calendar_year, 'cap_cny': cap_cny, 'over_cny': amount_cny - cap_cny}"
    caps = f"list({over} ORDER BY calendar_year) FILTER (WHERE amount_cny > cap_cny)" if cap else "NULL"
    return f"""WITH recent AS (
    SELECT *
    FROM {MONTH}{recent}
), of_year AS (
    SELECT
        person_id,
        programme,
        stands,
        trial_month // 12 AS calendar_year,
        {_months_list(plan)} AS months,
        sum(amount_cny) AS amount_cny{cap}
    FROM recent AS month
    GROUP BY person_id, programme, stands, trial_month // 12
)
SELECT
    person_id,
    programme,
    stands,
    flatten(list(months ORDER BY calendar_year)) AS told_months,
    {caps} AS over_caps,
    sum({amount}) AS amount_cny
FROM of_year
GROUP BY person_id, programme, stands"""


def gather_steps(plan: RulePlan) -> list[SqlStep]:
    """Give the steps from judged hits to outcomes.

    Returns:
        The last step is `rule_gathered`, one row per person and programme. Where enough months stand, they are the
        outcome. Else, where there were enough months with the lifted ones, the lifted months are, with the code and
        the name of what lifts them.
    """
    unit = "member_id" if plan.rule.amount_per == "member" else "record_id"
    limits = plan.rule.limits.parameters()
    of_limits = "".join(f"\n    max({name}) AS {name}," for name in map(quote_identifier, limits))
    rows = SqlStep("rule_row", _row_sql(plan, unit, of_limits))
    return [
        together([rows, SqlStep(MONTH, _month_sql(plan, of_limits))]),
        *([SqlStep(COUNTED, _counted_sql(plan))] if limits else []),
        SqlStep(GATHERED, _gathered_sql(plan, limited=bool(limits)), {"min_months": plan.rule.min_months}),
    ]
