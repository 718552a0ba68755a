"""Judge rules on a kernel: lay out what they read, judge everybody or whom it takes, gather and tell what was found."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from matcher.config.model import ModelTable
from matcher.engine.kernel import Kernel
from matcher.evaluate.again import judge_again
from matcher.evaluate.availability import Availability, availability_of
from matcher.evaluate.book import Evaluated, Records, Trial
from matcher.evaluate.everybody import Judged, judge_everybody
from matcher.evaluate.freshness import lowered_by_age, stale_sources
from matcher.evaluate.kept import keep, key_of, lay_paired, read_kept
from matcher.evaluate.one_rule import Prepared, RuleResult
from matcher.evaluate.parameters import PolicyBook
from matcher.evaluate.plan import RulePlan
from matcher.evaluate.preparing import Ground, close_bucket, prepare
from matcher.evaluate.questions import prepared_rules, questions_of, regions_of
from matcher.evaluate.telling import Told, tell
from matcher.evaluate.versions import (
    by_rule,
    merge_calculations,
    merge_exempted,
    merge_findings,
    merge_outcomes,
    merge_review,
)
from matcher.evaluate.views import model_name
from matcher.tables import FINDINGS, REVIEW


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
    kernel.undefine(map(model_name, model))  # each connection beside this one would be given them again
    judged = [plan for plan in plans if plan.rule.rule not in available.not_judged]
    regions = regions_of(judged, trial.region, ground, kernel)
    rules = prepared_rules(judged, policies, regions, trial)
    found = _found(rules, ground, records.kept, kernel)
    close_bucket(ground, kernel)
    told = tell(found.results, judged, ground.laid.salt, kernel)
    counted = [_outcomes(result, told, number) for number, result in enumerate(found.results)]
    return _evaluated(told, judged, counted, available.without(found.rare), records, trial)


def _found(rules: Sequence[Prepared], ground: Ground, kept: Path | None, kernel: Kernel) -> Judged:
    """Judge as few persons as an earlier judging allows; keep this one for the next."""
    questions = questions_of(rules)
    if kept is None:
        return judge_everybody(rules, questions, ground, kernel)
    key = key_of(rules, ground, kernel)
    now = lay_paired(ground, kernel.folder / "paired", kernel)
    earlier = read_kept(kept, key, ground.laid.schemas)
    found = judge_again(rules, questions, ground, (earlier, now), kernel) if earlier else None
    if found is None:
        found = judge_everybody(rules, questions, ground, kernel)
    try:
        keep(kept, key, now, found)
    except OSError:  # a full disk, say: the next night judges everybody
        shutil.rmtree(kept, ignore_errors=True)
    return found


def _outcomes(result: RuleResult, told: Told, number: int) -> dict[str, int]:
    """Count trials, hits, findings, exempted outcomes by code, and persons for whom nothing can be told."""
    counted = Counter[str]({"trials": result.trials, "hits": 0})
    if result.hits is not None and result.review is not None:
        counted["hits"] = sum(result.hits["hits"].to_pylist())
        persons = result.review.group_by(["reason", "person_id"]).aggregate([])
        counted.update(f"cannot_tell:{reason}" for reason in persons["reason"].to_pylist())
    codes = Counter(told.findings[number]["exemption_code"].to_pylist())
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
    given, review = [FINDINGS.empty()], [REVIEW.empty()]
    for rule, numbers in by_rule(kept, plans):
        lowered = (available.lowered(told.findings[number]) for number in numbers)
        aged = [
            lowered_by_age(one, plans[number], records, stale) for one, number in zip(lowered, numbers, strict=True)
        ]
        given.append(merge_findings(aged))
        review.append(merge_review(told.review.get(rule, REVIEW.empty()), len(numbers)))
    findings = pa.concat_tables(given).combine_chunks()
    outcomes = merge_outcomes(((plans[number].rule.rule, counted[number]) for number in kept), findings)
    return Evaluated(
        findings=findings,
        review=pa.concat_tables(review),
        exempted=merge_exempted(told.exempted, findings),
        calculations=merge_calculations(told.calculations, findings),
        outcomes=dict(sorted({**outcomes, **available.outcomes}.items())),
        not_judged=tuple(available.not_judged.values()),
        not_looked_up=tuple(one for tried in available.not_looked_up.values() for one in tried),
    )


def _is_there(kernel: Kernel, rows: str) -> bool:
    return bool(kernel.fetch(f"SELECT 1 AS found {rows} LIMIT 1").num_rows)
