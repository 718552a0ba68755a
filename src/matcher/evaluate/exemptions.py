"""Write the SQL of exemptions: which hits are lawful, why, and by which records.

Each exemption leaves its own table of the hits that it lifts; the register of human decisions is one more. A trial
stands as long as one of its hits (a subject row with one row of each present fact) is not lifted. Pure: writes SQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from matcher.config.rule import EXEMPTION_CODES, REGISTER
from matcher.engine.base import SqlStep, quote_identifier
from matcher.evaluate.compile import HIT, together
from matcher.evaluate.deliveries import is_newest
from matcher.evaluate.plan import ExemptionPlan, FactPlan, RulePlan
from matcher.evaluate.relations import trials_with_members
from matcher.evaluate.views import view_name
from matcher.evaluate.working import AND, Window, equal, fact_values, key_columns, selected, whose_finding

REGISTER_COLUMNS: Final = ("exemption_code", "catalogue_code", "programme", "valid_until")
LIFTED: Final = "rule_lifted"
JUDGED: Final = "rule_judged"
POSSIBLE: Final = "rule_possible"


def exemption_steps(plan: RulePlan, window: Window, told: Sequence[str] = ()) -> list[SqlStep]:
    """Give the steps from hits to judged hits.

    Args:
        plan: The rule.
        window: Months of the rule.
        told: Tables (person_id, programme, trial_month) of what other rules tell and this one leaves out.

    Returns:
        The last step but one is `rule_judged`: the hits with `lifted` = {position, code} of the first exemption that
        holds, null where none does. The last is `rule_possible`: the unknown ones that no exemption lifts.
        `rule_lifted` has every exemption that holds, with its evidence records.
    """
    tried = [_exemption_step(plan, window, exemption, place) for place, exemption in enumerate(plan.exemptions)]
    tried.append(_register_step(plan, window))
    keys = key_columns(plan)
    union = "\nUNION ALL\n".join(
        f"SELECT\n    {selected(keys, 'tried')},\n    tried.position,\n    tried.code,\n    tried.evidence\n"
        f"FROM {quote_identifier(step.name)} AS tried"
        for step in tried
    )
    return [together([*tried, SqlStep(LIFTED, union)]), *_judged_steps(plan, told)]


def _judged_steps(plan: RulePlan, told: Sequence[str]) -> list[SqlStep]:
    """Give the steps of the hits with the first exemption that holds, and of the unknown ones that none lifts."""
    keys = key_columns(plan)
    grouped = ",\n        ".join(f"lifted.{quote_identifier(key)}" for key in keys)
    person, home = whose_finding(plan)
    names = [*plan.rule.limits.parameters(), *(["parts"] if plan.calculation.parts else [])]
    net = plan.net_kind()
    names += [f"{net[0]}.{net[1]}"] if net and net[1] else []
    more = "".join(f"\n    trial.{quote_identifier(name)}," for name in names)
    judged = f"""SELECT
    {selected(keys)},
    {person},
    trial.person_id AS member_id,
    trial.programme,
    trial.amount_cny,{more}
    first.lifted
FROM {HIT} AS trial
LEFT JOIN (
    SELECT
        {grouped},
        min({{'position': lifted.position, 'code': lifted.code}}) AS lifted
    FROM {LIFTED} AS lifted
    GROUP BY {grouped}
) AS first ON {equal(keys, "first", "trial")}{home}
WHERE NOT trial.unknown"""
    programme = ", trial.programme" if told else ""
    possible = f"""SELECT {person}, trial.record_id, trial.trial_month{programme}
FROM {HIT} AS trial{home}
ANTI JOIN {LIFTED} AS lifted ON {equal(keys, "lifted", "trial")}
WHERE trial.unknown"""
    return [SqlStep(JUDGED, _untold(judged, told)), SqlStep(POSSIBLE, _untold(possible, told))]


def _untold(sql: str, told: Sequence[str]) -> str:
    """Write a query without the months that other rules tell of the same person and programme."""
    if not told:
        return sql
    union = "\n    UNION ALL\n".join(f"    SELECT person_id, programme, trial_month FROM {name}" for name in told)
    return f"""SELECT own.*
FROM (
{sql}
) AS own
ANTI JOIN (
{union}
) AS told ON {equal(("person_id", "programme", "trial_month"), "told", "own")}"""


def _exemption_step(plan: RulePlan, window: Window, exemption: ExemptionPlan, position: int) -> SqlStep:
    trials, members = trials_with_members(HIT, (fact.whose() for fact in exemption.facts))
    joins = "".join(_fact_join(fact, members[fact.name]) for fact in exemption.facts)
    fresh = [fact.name for fact in exemption.facts]
    expressions = [exemption.where, *(part for fact in exemption.facts for part in (fact.where, fact.on))]
    conditions = [expression.sql(fresh) for expression in expressions if expression is not None]
    records = ", ".join(f"{quote_identifier(name)}.record_id" for name in fresh)
    values = {name for fact in exemption.facts for name in fact_values(fact)}
    values |= set(exemption.where.values) if exemption.where else set()
    where = "\nWHERE " + "\n    AND ".join(conditions) if conditions else ""
    sql = f"""SELECT
    {selected(key_columns(plan))},
    {position} AS position,
    '{exemption.exemption.code}' AS code,
    CAST([{records}] AS BIGINT[]) AS evidence
{trials}{joins}{where}"""
    return window.step(f"exemption_{exemption.exemption.exemption}", sql, values)


def _fact_join(fact: FactPlan, member: str) -> str:
    name, view = quote_identifier(fact.name), quote_identifier(view_name(fact.fact.table))
    ties = AND.join([f"{name}.person_id = {member}", *is_newest(name, fact.fact.newest_by)])
    return f"\nJOIN {view} AS {name} ON {ties}"


def _register_step(plan: RulePlan, window: Window) -> SqlStep:
    codes = ", ".join(f"'{code}'" for code in EXEMPTION_CODES)
    sql = f"""SELECT
    {selected(key_columns(plan))},
    {len(plan.exemptions)} AS position,
    register.exemption_code AS code,
    [register.record_id] AS evidence
FROM {HIT} AS trial
JOIN {view_name(REGISTER)} AS register ON register.person_id = trial.person_id
WHERE register.exemption_code IN ({codes})
    AND (register.catalogue_code IS NULL OR register.catalogue_code = '{plan.rule.code}')
    AND (register.programme IS NULL OR register.programme = trial.programme)
    AND (register.valid_until IS NULL OR register.valid_until >= $as_of)"""
    return window.step("exemption_of_register", sql, {"as_of"})
