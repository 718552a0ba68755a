"""Run the steps of one rule on a connection of its own, stop as soon as nobody is left, and fetch what it found.

Runs SQL beside other rules: it reads what they share (matcher.evaluate.judging) and changes none of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa

from matcher.engine.base import SqlStep
from matcher.engine.kernel import Connection
from matcher.evaluate.absence import counted_name, not_seen_name
from matcher.evaluate.amounts import gather_steps
from matcher.evaluate.compile import (
    HIT,
    MET,
    PARAMETER_MISSING,
    PARAMETERS,
    SUBJECT,
    TRIAL,
    compile_rule,
)
from matcher.evaluate.doubts import DOUBT
from matcher.evaluate.exemptions import exemption_steps
from matcher.evaluate.findings import EVIDENCE_RECORD, FINDING, finding_steps
from matcher.evaluate.narrowing import hits_nobody
from matcher.evaluate.parameters import PolicyBook
from matcher.evaluate.plan import RulePlan
from matcher.evaluate.rarity import before_absence, tried_persons_sql
from matcher.evaluate.working import Window, fact_step_name

_FOUND_SQL: Final = f"SELECT * FROM {FINDING} ORDER BY programme, person_id"
_EVIDENCE_SQL: Final = f"""SELECT evidence.person_id, evidence.programme, min(evidence.side) AS side, evidence.record_id
FROM {EVIDENCE_RECORD} AS evidence
SEMI JOIN {FINDING} AS finding
    ON finding.person_id = evidence.person_id AND finding.programme = evidence.programme
GROUP BY evidence.person_id, evidence.programme, evidence.record_id
ORDER BY evidence.person_id, evidence.programme, evidence.record_id"""
_REVIEW_SQL: Final = f"""SELECT person_id, record_id, match_weight, reason
FROM {DOUBT}
ORDER BY person_id, reason, record_id"""

_HITS_SQL: Final = f"""SELECT person_id, count(*) AS hits
FROM (SELECT DISTINCT person_id, record_id, trial_month FROM {HIT} WHERE NOT unknown)
GROUP BY person_id
ORDER BY person_id"""


@dataclass(frozen=True)
class RuleResult:
    """What one rule gave in one bucket, in whole numbers."""

    findings: pa.Table | None = None
    """`rule_finding`; None: nothing was found, and nothing is in doubt."""
    evidence: pa.Table | None = None
    """Records that the findings rest on: person_id, programme, side, record_id."""
    review: pa.Table | None = None
    """Doubts: person_id, record_id, match_weight, reason."""
    hits: pa.Table | None = None
    """Trials that hit, by person: person_id, hits."""
    trials: int = 0
    """Trials (matcher.evaluate.trials)."""
    tried: int = 0
    """Persons of whom it can be said whether a benefit is missing (matcher.evaluate.rarity)."""
    told: Mapping[str, pa.Table] = field(default_factory=dict[str, pa.Table])
    """By table: what it tells, for rules that yield to it."""


@dataclass(frozen=True)
class Prepared:
    """A rule with the SQL of its trials, and the parameters that it is judged by."""

    plan: RulePlan
    window: Window
    trying: tuple[SqlStep, ...]
    """Steps from subject rows to hits."""
    parameters: pa.Table
    """One row per region of its subjects, month and programme."""
    given: Mapping[str, pa.Table] = field(default_factory=dict[str, pa.Table])
    """By step: what other rules ask alike, and was answered once for all."""
    told: tuple[str, ...] = ()
    """Tables of what other rules told and this one leaves out."""
    keeps: Sequence[SqlStep] = ()
    """What is kept of its findings, for rules that yield to it."""


def rule_steps(plan: RulePlan, window: Window) -> list[SqlStep]:
    """Give all steps of one rule, from subject rows to findings; they read views and `rule_parameters`."""
    return [*compile_rule(plan, window), *_telling_steps(plan, window)]


def _telling_steps(plan: RulePlan, window: Window, told: Sequence[str] = ()) -> list[SqlStep]:
    """Give the steps from hits to findings and doubts, without what other rules have told."""
    return [*exemption_steps(plan, window, told), *gather_steps(plan), *finding_steps(plan, window)]


def no_parameter_missing(parameters: pa.Table) -> dict[str, pa.Table]:
    """Give the step's answer that tells whom a parameter is missing for, where it is plain that it is nobody."""
    if any(column.null_count for column in parameters.columns):
        return {}
    nobody = pa.schema([("person_id", pa.uint64()), ("record_id", pa.int64())]).empty_table()
    return {PARAMETER_MISSING: nobody}


def parameters_of(plan: RulePlan, policies: PolicyBook, window: Window, regions: Collection[str]) -> pa.Table:
    """Give the parameters of a rule: one row per region and month, and per programme where these differ."""
    programmes = plan.rule.programmes if plan.by_programme else ("",)
    return policies.table(plan.parameters, regions, window.months(), programmes)


def says_nothing(rule: Prepared, trials: int, empty_tables: Collection[str]) -> bool:
    """Tell whether a rule needs not be run in a bucket: it finds nobody there and doubts nobody.

    Args:
        rule: The rule, with the answers to what it asks.
        trials: Its trials in the bucket.
        empty_tables: Tables without a row in the bucket.
    """
    return not trials or (not _is_missing_to_come(rule) and hits_nobody(rule.plan, empty_tables))


def judge_rule(connection: Connection, rule: Prepared) -> RuleResult:
    """Run one rule; nothing of it is left on the connection."""
    return _with_given(connection, rule, _judge)


def count_tried(connection: Connection, rule: Prepared) -> RuleResult:
    """Count whom a rule tries, without telling what it finds."""
    return _with_given(connection, rule, _count)


def _with_given(
    connection: Connection, rule: Prepared, work: Callable[[Connection, Prepared, set[str]], RuleResult]
) -> RuleResult:
    given = {PARAMETERS: rule.parameters, **rule.given}
    for name, table in given.items():
        connection.register(name, table)
    made: set[str] = set()
    try:
        return work(connection, rule, made)
    finally:
        connection.drop(sorted(made))
        connection.forget(given)


def _count(connection: Connection, rule: Prepared, made: set[str]) -> RuleResult:
    if tried_persons_sql(rule.plan) is None:
        return RuleResult()
    _try(connection, rule, made)
    return RuleResult(tried=_tried(connection, rule.plan, made))


def _judge(connection: Connection, rule: Prepared, made: set[str]) -> RuleResult:
    """Run the steps; their names are added to `made`."""
    plan = rule.plan
    rows = _try(connection, rule, made)
    tried = _tried(connection, plan, made)
    if _is_clean(plan, rows):
        return RuleResult(tried=tried)
    telling = _telling_steps(plan, rule.window, rule.told)
    made.update(step.name for step in telling)
    connection.run(telling)
    findings = connection.fetch(_FOUND_SQL)
    return RuleResult(
        findings=findings,
        evidence=connection.fetch(_EVIDENCE_SQL),
        review=connection.fetch(_REVIEW_SQL),
        hits=connection.fetch(_HITS_SQL),
        tried=tried,
        told={step.name: connection.fetch(step.sql, step.values) for step in rule.keeps if findings.num_rows},
    )


def _try(connection: Connection, rule: Prepared, made: set[str]) -> Counter[str]:
    """Run the steps to the hits, as long as anybody is left on trial, and count the rows that each leaves."""
    left = {SUBJECT, TRIAL, MET, *(fact_step_name(fact) for fact in rule.plan.joined())}
    to_come = {PARAMETER_MISSING} if _is_missing_to_come(rule) else set[str]()
    counted = {counted_name(fact) for fact in rule.plan.relying()}
    rows = Counter[str]()
    for step in rule.trying:
        if step.name in rule.given or step.name in counted:
            continue
        made.add(step.name)
        rows[step.name] = connection.make(step)
        to_come.discard(step.name)
        if step.name in left and not rows[step.name] and not to_come and not rows[PARAMETER_MISSING]:
            break
    return rows


def _is_missing_to_come(rule: Prepared) -> bool:
    """Tell whether a step of the rule looks for parameters that are missing."""
    return PARAMETER_MISSING not in rule.given and any(step.name == PARAMETER_MISSING for step in rule.trying)


def _is_clean(plan: RulePlan, rows: Counter[str]) -> bool:
    """Tell whether nothing was hit, not even perhaps, and nothing is left in doubt: most rules, on most nights."""
    doubtful = [PARAMETER_MISSING, *(not_seen_name(fact) for fact in plan.relying())]
    return not any(rows[name] for name in (HIT, *doubtful))


def _tried(connection: Connection, plan: RulePlan, made: set[str]) -> int:
    """Count the persons tried; nobody, where the rule stopped before the step that would hold them."""
    sql = tried_persons_sql(plan)
    if sql is None or before_absence(plan) not in made:
        return 0
    (tried,) = connection.fetch(sql)["tried"].to_pylist()
    return int(tried)
