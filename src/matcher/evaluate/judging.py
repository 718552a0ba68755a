"""Judge rules on a kernel: lay out what they read, judge everybody or whom it takes, gather and tell what was found."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

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
    SHORT_REVIEW,
    by_rule,
    merge_calculations,
    merge_exempted,
    merge_findings,
    merge_outcomes,
    merge_review,
)
from matcher.evaluate.views import model_name
from matcher.tables import FINDINGS


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
    counted = [_judged_counts(result) for result in found.results]
    told = tell(found.results, judged, ground.laid.salt, kernel)
    outcomes = [_outcomes(*one) for one in zip(counted, told.findings, strict=True)]
    return _evaluated(told, judged, outcomes, available.without(found.rare), records, trial)


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


def _judged_counts(result: RuleResult) -> Counter[str]:
    """Count trials, hits, and persons for whom nothing can be told, by reason."""
    counted = Counter[str]({"trials": result.trials, "hits": 0})
    if result.hits is not None and result.review is not None:
        counted["hits"] = pc.sum(result.hits["hits"]).as_py() or 0
        persons = result.review.group_by(["reason", "person_id"]).aggregate([])
        for row in persons.group_by("reason").aggregate([([], "count_all")]).to_pylist():
            counted[f"cannot_tell:{row['reason']}"] = row["count_all"]
    return counted


def _outcomes(counted: Counter[str], findings: pa.Table) -> dict[str, int]:
    """Give the counts of a rule, with its findings and exempted outcomes by code."""
    codes = Counter(findings["exemption_code"].to_pylist())
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
    given, review = [FINDINGS.empty()], [SHORT_REVIEW.empty_table()]
    for rule, numbers in by_rule(kept, plans):
        lowered = (available.lowered(told.findings[number]) for number in numbers)
        aged = [
            lowered_by_age(one, plans[number], records, stale) for one, number in zip(lowered, numbers, strict=True)
        ]
        given.append(merge_findings(aged))
        review.append(merge_review(told.review.get(rule, SHORT_REVIEW.empty_table()), len(numbers)))
    findings = pa.concat_tables(given).combine_chunks()
    outcomes = merge_outcomes(((plans[number].rule.rule, counted[number]) for number in kept), findings)
    return Evaluated(
        findings=findings,
        review=pa.concat_tables(review).unify_dictionaries(),
        exempted=merge_exempted(told.exempted, findings),
        calculations=merge_calculations(told.calculations, findings),
        outcomes=dict(sorted({**outcomes, **available.outcomes}.items())),
        not_judged=tuple(available.not_judged.values()),
        not_looked_up=tuple(one for tried in available.not_looked_up.values() for one in tried),
    )


def _is_there(kernel: Kernel, rows: str) -> bool:
    return bool(kernel.fetch(f"SELECT 1 AS found {rows} LIMIT 1").num_rows)
