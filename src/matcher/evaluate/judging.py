"""Judge rules on a kernel: lay out what they read, judge bucket by bucket, gather and tell what they found.

With matcher.evaluate.preparing, one_rule and telling the modules of the room that run SQL.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import pyarrow as pa

from matcher.config.model import ModelTable
from matcher.engine.base import SqlStep, quote_identifier
from matcher.engine.kernel import Connection, Kernel
from matcher.evaluate.absence import counted_name, seen_name, seen_steps
from matcher.evaluate.availability import Availability, availability_of
from matcher.evaluate.book import Evaluated, NotJudged, Records, Trial
from matcher.evaluate.compile import compile_rule
from matcher.evaluate.freshness import lowered_by_age, stale_sources
from matcher.evaluate.one_rule import Prepared, RuleResult, judge_rule, no_parameter_missing, parameters_of
from matcher.evaluate.parameters import PolicyBook
from matcher.evaluate.plan import FactPlan, RulePlan
from matcher.evaluate.precedence import in_waves, told_steps, told_tables
from matcher.evaluate.preparing import Ground, open_bucket, prepare
from matcher.evaluate.rarity import too_rare
from matcher.evaluate.telling import Told, tell
from matcher.evaluate.versions import merge_exempted, merge_findings, merge_outcomes, merge_review
from matcher.evaluate.views import laid_name
from matcher.evaluate.working import Window
from matcher.tables import FINDINGS

_REGIONS_SQL: Final = "SELECT DISTINCT region_code FROM {}"

Question = tuple[object, ...]


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
    ground = prepare(records, plans, model=model, trial=trial, kernel=kernel)
    available = availability_of(plans, records, model, lambda rows: _is_there(kernel, rows))
    judged = [plan for plan in plans if plan.rule.rule not in available.not_judged]
    rules = prepared_rules(judged, policies, trial, ground, kernel)
    results, rare = _judged(rules, ground, kernel)
    told = tell(results, judged, ground.laid.salt, kernel)
    counted = [_outcomes(parts, told, number) for number, parts in enumerate(results)]
    return _evaluated(told, judged, counted, available.without(rare), records, trial)


def prepared_rules(
    plans: Sequence[RulePlan], policies: PolicyBook, trial: Trial, ground: Ground, kernel: Kernel
) -> list[Prepared]:
    """Write the SQL of rules, and answer once what several of them ask alike."""
    regions = {
        table: {trial.region, *_regions(table, ground, kernel)}
        for table in sorted({plan.rule.subject.table for plan in plans if plan.parameters})
    }
    prepared: list[Prepared] = []
    asked: list[dict[str, Question]] = []
    counts: dict[Question, SqlStep] = {}
    answers: dict[Question, SqlStep] = {}
    for plan in plans:
        window = Window.of(plan.rule, trial)
        parameters = parameters_of(plan, policies, window, regions.get(plan.rule.subject.table, {trial.region}))
        prepared.append(Prepared(plan, window, tuple(compile_rule(plan, window)), parameters))
        asked.append({})
        for fact in plan.relying():
            count, answer = seen_steps(window, fact)
            question = _question(fact, count, answer)
            asked[-1][seen_name(fact)] = question
            counts[question], answers[question] = count, answer
    tables = {fact.fact.table for plan in plans for fact in plan.relying()}
    seen = _answered(counts, answers, tables, ground, kernel)
    return [
        replace(rule, given=no_parameter_missing(rule.parameters) | {name: seen[one] for name, one in names.items()})
        for rule, names in zip(prepared, asked, strict=True)
    ]


def _regions(table: str, ground: Ground, kernel: Kernel) -> list[str]:
    ground.look_at_all([table], kernel)
    found = kernel.fetch(_REGIONS_SQL.format(quote_identifier(laid_name(table))))
    regions: list[str] = found["region_code"].to_pylist()
    return regions


def _answered(
    counts: Mapping[Question, SqlStep],
    answers: Mapping[Question, SqlStep],
    tables: Collection[str],
    ground: Ground,
    kernel: Kernel,
) -> dict[Question, pa.Table]:
    """Count what each bucket shows, and tell from all of them which months were seen."""
    parts: dict[Question, list[pa.Table]] = {question: [] for question in counts}
    steps = list(counts.items())
    for bucket in range(ground.laid.buckets):
        open_bucket(ground, bucket, kernel, only=tables)
        shown = kernel.share(lambda side, one: side.fetch(one[1].sql, one[1].values), steps)
        for (question, _), table in zip(steps, shown, strict=True):
            parts[question].append(table)

    def answer(side: Connection, question: Question) -> pa.Table:
        step = answers[question]
        name = counts[question].name
        side.register(name, pa.concat_tables(parts[question]))
        try:
            return side.fetch(step.sql, step.values)
        finally:
            side.forget([name])

    return dict(zip(answers, kernel.share(answer, list(answers)), strict=True))


def _judged(
    rules: Sequence[Prepared], ground: Ground, kernel: Kernel
) -> tuple[list[list[RuleResult]], dict[str, NotJudged]]:
    """Judge rules in each bucket; give the results of each, and the rules that are withheld.

    A rule that is withheld tells nothing: where another yielded to it, all is judged again without.
    """
    silent: set[str] = set()
    while True:
        results: list[list[RuleResult]] = [[] for _ in rules]
        for bucket in range(ground.laid.buckets):
            open_bucket(ground, bucket, kernel)
            for number, result in _judged_in_order(rules, silent, kernel):
                results[number].append(result)
        rare = _too_rare(rules, results)
        telling = {
            rule.plan.rule.rule
            for rule, parts in zip(rules, results, strict=True)
            if any(part.told for part in parts) and rule.plan.rule.rule in rare
        }
        if telling <= silent:
            return results, rare
        silent |= telling


def _judged_in_order(
    rules: Sequence[Prepared], silent: Collection[str], kernel: Kernel
) -> Iterable[tuple[int, RuleResult]]:
    """Judge rules beside each other, those that others yield to before these."""
    plans = [rule.plan for rule in rules]
    kept: dict[str, RulePlan] = {}
    for wave in in_waves(plans):
        ready = [
            replace(
                rules[place],
                keeps=told_steps(plan, plans, place) if plan.rule.rule not in silent else (),
                told=tuple(told_tables(plan, kept)),
            )
            for place, plan in wave
        ]
        for (place, plan), result in zip(wave, kernel.share(judge_rule, ready), strict=True):
            for name, table in result.told.items():
                kernel.register(name, table)
                kept[name] = plan
            yield place, result
    kernel.forget(kept)


def _too_rare(rules: Sequence[Prepared], results: Sequence[Sequence[RuleResult]]) -> dict[str, NotJudged]:
    rare: dict[str, NotJudged] = {}
    for rule, parts in zip(rules, results, strict=True):
        tried, missing = (sum(part.rarity[place] for part in parts) for place in (0, 1))
        withheld = too_rare(rule.plan.rule.rule, tried, missing)
        if withheld:
            rare[rule.plan.rule.rule] = withheld
    return rare


def _outcomes(parts: Sequence[RuleResult], told: Told, number: int) -> dict[str, int]:
    """Count trials, hits, findings, exempted outcomes by code, and persons for whom nothing can be told."""
    counted = Counter[str]({"trials": 0, "hits": 0})
    for part in parts:
        counted.update(part.outcomes)
    codes = Counter(told.codes(number))
    counted["findings"] = codes.pop(None, 0)
    counted.update({f"exempted:{code}": count for code, count in codes.items()})
    return dict(sorted(counted.items()))


def _evaluated(
    told: Told,
    plans: Sequence[RulePlan],
    counted: Sequence[dict[str, int]],
    available: Availability,
    records: Records,
    trial: Trial,
) -> Evaluated:
    stale = stale_sources(records, trial.as_of)
    kept = [number for number, plan in enumerate(plans) if plan.rule.rule not in available.not_judged]
    given = [
        lowered_by_age(available.lowered(told.findings_of(number)), plans[number], records, stale) for number in kept
    ]
    findings = merge_findings(pa.concat_tables([FINDINGS.empty(), *given]))
    review = told.review_of([plans[number].rule.rule for number in kept])
    outcomes = merge_outcomes(((plans[number].rule.rule, counted[number]) for number in kept), findings)
    return Evaluated(
        findings=_sorted(findings, ["catalogue_code", "rule_id", "programme", "person_id"]),
        review=_sorted(merge_review(review), ["catalogue_code", "rule_id", "person_id", "reason", "record_id"]),
        exempted=merge_exempted(told.exempted, findings),
        outcomes=dict(sorted({**outcomes, **available.outcomes}.items())),
        not_judged=tuple(available.not_judged.values()),
        not_looked_up=tuple(one for tried in available.not_looked_up.values() for one in tried),
    )


def _question(fact: FactPlan, count: SqlStep, answer: SqlStep) -> Question:
    """Give what two steps ask, whatever the rule calls the fact."""
    name = quote_identifier(fact.name)
    sql = count.sql.replace(f"{name}.", "fact.").replace(f" AS {name}", " AS fact")
    values = sorted((count.values | answer.values).items())
    return (sql, answer.sql.replace(counted_name(fact), "counted"), *values)


def _is_there(kernel: Kernel, rows: str) -> bool:
    return bool(kernel.fetch(f"SELECT 1 AS found {rows} LIMIT 1").num_rows)


def _sorted(table: pa.Table, keys: Sequence[str]) -> pa.Table:
    return table.sort_by([(key, "ascending") for key in keys]).combine_chunks()
