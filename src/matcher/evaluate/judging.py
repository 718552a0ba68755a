"""Run the compiled rules on a kernel: register what they read, run each rule's steps, fetch what it found.

The only module of the room that runs SQL.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from matcher.config.model import ModelTable
from matcher.config.rule import ANY_RECORD, REGISTER, Whose
from matcher.engine.base import SqlStep
from matcher.engine.kernel import Kernel
from matcher.evaluate.amounts import gather_steps
from matcher.evaluate.any_records import usable_rows
from matcher.evaluate.availability import availability_of
from matcher.evaluate.book import Evaluated, NotJudged, Records, Trial
from matcher.evaluate.compile import HIT, PARAMETERS, compile_rule
from matcher.evaluate.doubts import DOUBT
from matcher.evaluate.exemptions import REGISTER_COLUMNS, exemption_steps
from matcher.evaluate.findings import FINDING, finding_steps
from matcher.evaluate.freshness import lowered_by_age, stale_sources
from matcher.evaluate.net import net_step
from matcher.evaluate.parameters import PolicyBook
from matcher.evaluate.plan import RulePlan
from matcher.evaluate.precedence import in_order, told_steps, told_tables
from matcher.evaluate.rarity import too_rare, tried_persons_sql
from matcher.evaluate.relations import HOUSEHOLD_COLUMNS, columns_wanted, has_kin, households_step, relation_steps
from matcher.evaluate.scope import MONTH_BY
from matcher.evaluate.versions import merge_findings, merge_outcomes, merge_review
from matcher.evaluate.views import (
    CANDIDATES_NAME,
    FILES_NAME,
    LINKS_NAME,
    PERSONS_NAME,
    model_name,
    persons_step,
    sources_step,
    view_name,
    view_step,
)
from matcher.evaluate.working import Window
from matcher.tables import CANDIDATES, FILES, FINDINGS, PERSONS, REVIEW, model_schema

_REVIEW_SQL = f"""SELECT
    'cannot_tell' AS kind,
    $rule AS rule_id,
    $code AS catalogue_code,
    doubt.record_id,
    person.source,
    person.source_file,
    person.sheet,
    person.row_number,
    doubt.person_id,
    doubt.match_weight,
    doubt.reason
FROM {DOUBT} AS doubt
JOIN {PERSONS_NAME} AS person ON person.record_id = doubt.record_id
ORDER BY doubt.person_id, doubt.reason, doubt.record_id"""


@dataclass(frozen=True)
class RuleResult:
    """What one rule gave."""

    plan: RulePlan
    findings: pa.Table
    review: pa.Table
    outcomes: dict[str, int]
    rare: NotJudged | None
    """Why the rule is withheld, where it would say of most people that they are missing."""


def rule_steps(plan: RulePlan, window: Window) -> list[SqlStep]:
    """Give all steps of one rule, from subject rows to findings; they read views and `rule_parameters`."""
    return [*compile_rule(plan, window), *_telling_steps(plan, window)]


def _telling_steps(plan: RulePlan, window: Window, told: Sequence[str] = ()) -> list[SqlStep]:
    """Give the steps from hits to findings and doubts, without what other rules have told."""
    return [*exemption_steps(plan, window, told), *gather_steps(plan), *finding_steps(plan, window)]


def shared_steps(plans: Collection[RulePlan], trial: Trial, tables: Collection[str] = ()) -> list[SqlStep]:
    """Give the steps that all rules share: the persons, a view per table with the columns that rules use, relations.

    Args:
        plans: Rules.
        trial: What the run is about.
        tables: Model tables that `any_record` puts together.
    """
    columns: dict[str, set[str]] = {REGISTER: set(REGISTER_COLUMNS)}
    used, unnamed, has_households = set[Whose](), set[Whose](), False
    for plan in plans:
        has_households = has_households or plan.rule.per == "household"
        for name, table in plan.tables():
            columns.setdefault(table, set()).update(plan.needed(name))
        for fact in plan.relying():
            months = {MONTH_BY[fact.fact.table]} if fact.fact.table in MONTH_BY else set[str]()
            columns[fact.fact.table] |= {"source", *months}
        if plan.has_programme:
            columns[plan.rule.subject.table].add("programme")
        used |= {fact.fact.of for fact in plan.all_facts()}
        unnamed |= {fact.fact.of for fact in plan.relying() if has_kin(fact.fact.of)}
    if has_households:
        columns.setdefault("household_member", set()).update(HOUSEHOLD_COLUMNS)
    for table, wanted in columns_wanted(used).items():
        columns.setdefault(table, set()).update(wanted)
    nets = [net_step(table, PERSONS_NAME) for table in sorted(columns) if "month_net_cny" in columns[table]]
    views = [view_step(table, columns[table], trial.region, tables) for table in sorted(columns)]
    views = [
        usable_rows(step, plans, with_accounts="account" in used) if step.name == view_name(ANY_RECORD) else step
        for step in views
    ]
    homes = [households_step()] if has_households else []
    return [persons_step(), sources_step(), *nets, *views, *relation_steps(used, unnamed), *homes]


def judge_rules(
    records: Records,
    plans: Sequence[RulePlan],
    *,
    policies: PolicyBook,
    model: Mapping[str, ModelTable],
    trial: Trial,
    kernel: Kernel,
) -> Evaluated:
    """Run rules and gather what they found, in a total order."""
    prepare(records, plans, model=model, trial=trial, kernel=kernel)
    available = availability_of(plans, records, model, lambda rows: _is_there(kernel, rows))
    judged = [plan for plan in plans if plan.rule.rule not in available.not_judged]
    stale = stale_sources(records, trial.as_of)
    results = _judged_in_order(judged, policies, trial, kernel)
    available = available.without({name: result.rare for name, result in results if result.rare})
    results = [(name, result) for name, result in results if name not in available.not_judged]
    given = [lowered_by_age(available.lowered(result.findings), result.plan, records, stale) for _, result in results]
    findings = merge_findings(pa.concat_tables([FINDINGS.empty(), *given]))
    review = pa.concat_tables([REVIEW.empty(), *(result.review for _, result in results)])
    outcomes = merge_outcomes(((name, result.outcomes) for name, result in results), findings)
    return Evaluated(
        findings=_sorted(findings, ["catalogue_code", "rule_id", "programme", "person_id"]),
        review=_sorted(merge_review(review), ["catalogue_code", "rule_id", "person_id", "reason", "record_id"]),
        outcomes=dict(sorted({**outcomes, **available.outcomes}.items())),
        not_judged=tuple(available.not_judged.values()),
        not_looked_up=tuple(one for tried in available.not_looked_up.values() for one in tried),
    )


def prepare(
    records: Records,
    plans: Sequence[RulePlan],
    *,
    model: Mapping[str, ModelTable],
    trial: Trial,
    kernel: Kernel,
) -> None:
    """Register what the rules read, and make the views that they share."""
    kernel.register(FILES_NAME, FILES.require(records.files))
    if isinstance(records.persons, Path):
        kernel.register_parquet(LINKS_NAME, [records.persons], PERSONS.schema)
    else:
        kernel.register(LINKS_NAME, PERSONS.require(records.persons))
    kernel.register(CANDIDATES_NAME, CANDIDATES.require(records.candidates))
    steps = shared_steps(plans, trial, model)
    made = {step.name for step in steps}
    for name, table in model.items():
        if {view_name(name), view_name(ANY_RECORD)} & made:
            schema = model_schema(table).schema
            kernel.register_parquet(model_name(name), records.tables.get(name, ()), schema)
    kernel.run(steps)


def register_parameters(plan: RulePlan, policies: PolicyBook, window: Window, trial: Trial, kernel: Kernel) -> None:
    """Give the rule its parameters: one row per region of its subjects and month."""
    found = kernel.fetch(f"SELECT DISTINCT region_code FROM {view_name(plan.rule.subject.table)}")
    regions = {trial.region, *found.column("region_code").to_pylist()}
    programmes = plan.rule.programmes if plan.by_programme else ("",)
    kernel.register(PARAMETERS, policies.table(plan.parameters, regions, window.months(), programmes))


def _judged_in_order(
    plans: Sequence[RulePlan], policies: PolicyBook, trial: Trial, kernel: Kernel
) -> list[tuple[str, RuleResult]]:
    """Judge rules, those that others yield to before these; give the results in the order of the rules."""
    results: dict[int, RuleResult] = {}
    kept: dict[str, RulePlan] = {}
    for place, plan in enumerate(in_order(plans)):
        result = _judge(plan, policies, trial, kernel, told_tables(plan, kept))
        results[id(plan)] = result
        if result.findings.num_rows and not result.rare:
            steps = told_steps(plan, plans, place)
            kernel.run(steps)
            kept |= {step.name: plan for step in steps}
    kernel.drop(kept)
    return [(plan.rule.rule, results[id(plan)]) for plan in plans]


def _judge(plan: RulePlan, policies: PolicyBook, trial: Trial, kernel: Kernel, told: Sequence[str]) -> RuleResult:
    window = Window.of(plan.rule, trial)
    register_parameters(plan, policies, window, trial, kernel)
    kernel.run(compile_rule(plan, window))
    if _is_clean(plan, kernel):
        return RuleResult(plan, FINDINGS.empty(), REVIEW.empty(), _trials_without_hits(kernel), None)
    kernel.run(_telling_steps(plan, window, told))
    findings = FINDINGS.require(kernel.fetch(f"SELECT * FROM {FINDING} ORDER BY programme, person_id"))
    review = kernel.fetch(_REVIEW_SQL, {"rule": plan.rule.rule, "code": plan.rule.code})
    return RuleResult(plan, findings, REVIEW.require(review), _outcomes(kernel), _rare(plan, kernel))


def _is_clean(plan: RulePlan, kernel: Kernel) -> bool:
    """Tell whether nothing was hit, not even perhaps, and nothing is left in doubt: most rules, on most nights.

    A rule that relies on what is not there has doubts of its own, without any hit.
    """
    if plan.relying():
        return False
    lacking = " UNION ALL SELECT 1 FROM rule_parameter_missing" if plan.parameters else ""
    return not _is_there(kernel, f"FROM (SELECT 1 FROM {HIT}{lacking})")


def _trials_without_hits(kernel: Kernel) -> dict[str, int]:
    (row,) = kernel.fetch("SELECT count(*) AS trials FROM rule_month_on_trial").to_pylist()
    return {"findings": 0, "hits": 0, "trials": row["trials"]}


def _rare(plan: RulePlan, kernel: Kernel) -> NotJudged | None:
    sql = tried_persons_sql(plan)
    if sql is None:
        return None
    (row,) = kernel.fetch(sql).to_pylist()
    return too_rare(plan.rule.rule, row["tried"], row["missing"])


def _is_there(kernel: Kernel, rows: str) -> bool:
    return bool(kernel.fetch(f"SELECT 1 AS found {rows} LIMIT 1").num_rows)


def _outcomes(kernel: Kernel) -> dict[str, int]:
    """Count trials, hits, findings, exempted outcomes by code, and persons for whom nothing can be told."""
    counts = [
        "SELECT 'trials' AS outcome, count(*) AS number FROM rule_month_on_trial",
        "SELECT 'hits', count(*) FROM (SELECT DISTINCT record_id, trial_month FROM rule_hit WHERE NOT unknown)",
        f"SELECT 'findings', count(*) FROM {FINDING} WHERE exemption_code IS NULL",
        f"SELECT 'exempted:' || exemption_code, count(*) FROM {FINDING} WHERE exemption_code IS NOT NULL GROUP BY 1",
        f"SELECT 'cannot_tell:' || reason, count(DISTINCT person_id) FROM {DOUBT} GROUP BY 1",
    ]
    rows = kernel.fetch("\nUNION ALL\n".join(counts) + "\nORDER BY 1").to_pylist()
    return {row["outcome"]: row["number"] for row in rows}


def _sorted(table: pa.Table, keys: Sequence[str]) -> pa.Table:
    return table.sort_by([(key, "ascending") for key in keys]).combine_chunks()
