"""Judge rules on a kernel: lay out what they share, run them beside each other, gather what they found.

With matcher.evaluate.one_rule the only module of the room that runs SQL.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import pyarrow as pa

from matcher.config.model import ModelTable
from matcher.config.rule import ANY_RECORD, REGISTER, Whose
from matcher.engine.base import SqlStep, quote_identifier
from matcher.engine.kernel import Kernel
from matcher.evaluate.absence import seen_name
from matcher.evaluate.any_records import usable_rows
from matcher.evaluate.availability import availability_of
from matcher.evaluate.book import Evaluated, Records, Trial
from matcher.evaluate.compile import compile_rule
from matcher.evaluate.exemptions import REGISTER_COLUMNS
from matcher.evaluate.freshness import lowered_by_age, stale_sources
from matcher.evaluate.net import net_step
from matcher.evaluate.one_rule import Prepared, RuleResult, judge_rule, no_parameter_missing, parameters_of
from matcher.evaluate.parameters import PolicyBook
from matcher.evaluate.plan import FactPlan, RulePlan
from matcher.evaluate.precedence import in_waves, told_steps, told_tables
from matcher.evaluate.relations import HOUSEHOLD_COLUMNS, columns_wanted, has_kin, households_step, relation_steps
from matcher.evaluate.scope import MONTH_BY
from matcher.evaluate.versions import merge_exempted, merge_findings, merge_outcomes, merge_review
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
from matcher.tables import CANDIDATES, EXEMPTED, FILES, FINDINGS, PERSONS, REVIEW, model_schema

_REGIONS_SQL: Final = "SELECT DISTINCT region_code FROM {}"


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
    results = _judged_in_order(prepared_rules(judged, policies, trial, kernel), kernel)
    available = available.without({name: result.rare for name, result in results if result.rare})
    results = [(name, result) for name, result in results if name not in available.not_judged]
    given = [lowered_by_age(available.lowered(result.findings), result.plan, records, stale) for _, result in results]
    findings = merge_findings(pa.concat_tables([FINDINGS.empty(), *given]))
    review = pa.concat_tables([REVIEW.empty(), *(result.review for _, result in results)])
    exempted = pa.concat_tables([EXEMPTED.empty(), *(result.exempted for _, result in results)])
    outcomes = merge_outcomes(((name, result.outcomes) for name, result in results), findings)
    return Evaluated(
        findings=_sorted(findings, ["catalogue_code", "rule_id", "programme", "person_id"]),
        review=_sorted(merge_review(review), ["catalogue_code", "rule_id", "person_id", "reason", "record_id"]),
        exempted=merge_exempted(exempted, findings),
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


def prepared_rules(plans: Sequence[RulePlan], policies: PolicyBook, trial: Trial, kernel: Kernel) -> list[Prepared]:
    """Write the SQL of rules, and answer once what several of them ask alike."""
    regions = {
        table: {trial.region, *kernel.fetch(_REGIONS_SQL.format(view_name(table)))["region_code"].to_pylist()}
        for table in sorted({plan.rule.subject.table for plan in plans if plan.parameters})
    }
    prepared: list[Prepared] = []
    questions: dict[tuple[object, ...], SqlStep] = {}
    asked: list[dict[str, tuple[object, ...]]] = []
    for plan in plans:
        window = Window.of(plan.rule, trial)
        steps = tuple(compile_rule(plan, window))
        parameters = parameters_of(plan, policies, window, regions.get(plan.rule.subject.table, {trial.region}))
        prepared.append(Prepared(plan, window, steps, parameters))
        seen = {seen_name(fact): fact for fact in plan.relying()}
        asked.append({step.name: _question(seen[step.name], step) for step in steps if step.name in seen})
        questions |= {asked[-1][step.name]: step for step in steps if step.name in seen}
    answers = kernel.share(lambda side, step: side.fetch(step.sql, step.values), list(questions.values()))
    answer = dict(zip(questions, answers, strict=True))
    return [
        replace(rule, given=no_parameter_missing(rule.parameters) | {name: answer[one] for name, one in names.items()})
        for rule, names in zip(prepared, asked, strict=True)
    ]


def _judged_in_order(rules: Sequence[Prepared], kernel: Kernel) -> list[tuple[str, RuleResult]]:
    """Judge rules beside each other, those that others yield to before these; results in the order of the rules."""
    plans = [rule.plan for rule in rules]
    by_plan = {id(rule.plan): rule for rule in rules}
    results: dict[int, RuleResult] = {}
    kept: dict[str, RulePlan] = {}
    for wave in in_waves(plans):
        ready = [
            replace(by_plan[id(plan)], keeps=told_steps(plan, plans, place), told=tuple(told_tables(plan, kept)))
            for place, plan in wave
        ]
        for result in kernel.share(judge_rule, ready):
            results[id(result.plan)] = result
            for name, table in result.told.items():
                kernel.register(name, table)
                kept[name] = result.plan
    kernel.forget(kept)
    return [(plan.rule.rule, results[id(plan)]) for plan in plans]


def _question(fact: FactPlan, step: SqlStep) -> tuple[object, ...]:
    """Give what a step asks, whatever the rule calls the fact."""
    name = quote_identifier(fact.name)
    sql = step.sql.replace(f"{name}.", "fact.").replace(f" AS {name}", " AS fact")
    return (sql, *sorted(step.values.items()))


def _is_there(kernel: Kernel, rows: str) -> bool:
    return bool(kernel.fetch(f"SELECT 1 AS found {rows} LIMIT 1").num_rows)


def _sorted(table: pa.Table, keys: Sequence[str]) -> pa.Table:
    return table.sort_by([(key, "ascending") for key in keys]).combine_chunks()
