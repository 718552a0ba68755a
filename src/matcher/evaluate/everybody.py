"""Judge everybody: bucket by bucket, rules beside each other, those that others yield to before these.

Runs SQL on what matcher.evaluate.preparing laid out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from matcher.engine.kernel import Kernel
from matcher.evaluate.book import NotJudged
from matcher.evaluate.one_rule import Prepared, RuleResult, judge_rule, says_nothing
from matcher.evaluate.plan import RulePlan
from matcher.evaluate.precedence import in_waves, told_steps, told_tables
from matcher.evaluate.preparing import Ground, open_bucket
from matcher.evaluate.questions import Questions, answered, count_seen, given_answers
from matcher.evaluate.rarity import too_rare
from matcher.evaluate.trials import trials_of


@dataclass(frozen=True)
class Judged:
    """What rules gave."""

    results: list[RuleResult]
    """By rule."""
    rare: dict[str, NotJudged]
    """Rules that are withheld."""
    silent: frozenset[str]
    """Those of them that others yield to: they told these nothing."""
    counted: list[pa.Table]
    """By question: how many persons or rows all buckets show."""
    answers: list[pa.Table]
    """By question: which months were seen."""


def judge_everybody(rules: Sequence[Prepared], questions: Questions, ground: Ground, kernel: Kernel) -> Judged:
    """Judge rules in each bucket.

    A rule that is withheld tells nothing: where another yielded to it, all is judged again without.
    """
    counted = count_seen(questions, ground, kernel)
    answers = answered(questions, counted, kernel)
    ready = given_answers(rules, questions, answers)
    silent: frozenset[str] = frozenset()
    while True:
        parts: list[list[RuleResult]] = [[] for _ in rules]
        for bucket in range(ground.laid.buckets):
            open_bucket(ground, bucket, kernel)
            for number, result in enumerate(judge_bucket(ready, silent, ground.empty_tables(), kernel)):
                parts[number].append(result)
        results = [put_together(one) for one in parts]
        rare = withheld(rules, results)
        telling = {
            rule.plan.rule.rule
            for rule, one in zip(rules, parts, strict=True)
            if any(part.told for part in one) and rule.plan.rule.rule in rare
        }
        if telling <= silent:
            return Judged(results, rare, silent, counted, answers)
        silent |= telling


def judge_bucket(
    rules: Sequence[Prepared], silent: Collection[str], empty_tables: Collection[str], kernel: Kernel
) -> list[RuleResult]:
    """Judge rules in the bucket that is open.

    Args:
        rules: Rules, with the answers to what they ask.
        silent: Names of rules that tell nothing to those that yield to them.
        empty_tables: Tables without a row in the bucket.
        kernel: Has the bucket.
    """
    plans = [rule.plan for rule in rules]
    trials = trials_of(rules, kernel)
    kept: dict[str, RulePlan] = {}
    results = [RuleResult(trials=one) for one in trials]
    for all_of_wave in in_waves(plans):
        wave = [one for one in all_of_wave if not says_nothing(rules[one[0]], trials[one[0]], empty_tables)]
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
            results[place] = replace(result, trials=trials[place])
    kernel.forget(kept)
    return results


def put_together(parts: Sequence[RuleResult]) -> RuleResult:
    """Put what one rule gave of several persons together; what it told others is left out."""
    return RuleResult(
        findings=_together(part.findings for part in parts),
        evidence=_together(part.evidence for part in parts),
        review=_together(part.review for part in parts),
        hits=_together(part.hits for part in parts),
        trials=sum(part.trials for part in parts),
        tried=sum(part.tried for part in parts),
    )


def _together(tables: Iterable[pa.Table | None]) -> pa.Table | None:
    given = [table for table in tables if table is not None]
    return pa.concat_tables(given, promote_options="permissive") if given else None


def withheld(rules: Sequence[Prepared], results: Sequence[RuleResult]) -> dict[str, NotJudged]:
    """Find the rules that would say of most people that a benefit is missing."""
    found = (
        too_rare(rule.plan.rule.rule, one.tried, _standing_persons(one.findings))
        for rule, one in zip(rules, results, strict=True)
        if one.tried
    )
    return {one.rule: one for one in found if one}


def _standing_persons(findings: pa.Table | None) -> int:
    if findings is None:
        return 0
    return len(findings.filter(findings["exemption_code"].is_null())["person_id"].unique())
