"""Run the steps of one rule on a connection of its own, stop as soon as nobody is left, and fetch what it found.

Runs SQL beside other rules: it reads what they share (matcher.evaluate.judging) and changes none of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa

from matcher.engine.base import SqlStep
from matcher.engine.kernel import Connection
from matcher.evaluate.absence import not_seen_name
from matcher.evaluate.amounts import GATHERED, gather_steps
from matcher.evaluate.book import NotJudged
from matcher.evaluate.compile import (
    HIT,
    MET,
    PARAMETER_MISSING,
    PARAMETERS,
    SUBJECT,
    TRIAL,
    compile_rule,
    trials_step,
)
from matcher.evaluate.doubts import DOUBT
from matcher.evaluate.exemptions import exemption_steps
from matcher.evaluate.findings import FINDING, RECORD, finding_steps
from matcher.evaluate.parameters import PolicyBook
from matcher.evaluate.plan import RulePlan
from matcher.evaluate.rarity import too_rare, tried_persons_sql
from matcher.evaluate.working import Window, fact_step_name
from matcher.tables import EXEMPTED, FINDINGS, REVIEW

_REVIEW_SQL: Final = f"""SELECT
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
JOIN {RECORD} AS person ON person.record_id = doubt.record_id
ORDER BY doubt.person_id, doubt.reason, doubt.record_id"""

_EXEMPTED_SQL: Final = f"""SELECT finding.finding_id, finding.exemption_code, gathered.exemption_id
FROM {FINDING} AS finding
JOIN {GATHERED} AS gathered
    ON gathered.person_id = finding.person_id AND gathered.programme = finding.programme
WHERE finding.exemption_code IS NOT NULL"""

_COUNTS_SQL: Final = f"""SELECT 'hits' AS outcome, count(*) AS number
FROM (SELECT DISTINCT record_id, trial_month FROM {HIT} WHERE NOT unknown)
UNION ALL
SELECT 'cannot_tell:' || reason, count(DISTINCT person_id) FROM {DOUBT} GROUP BY 1
ORDER BY 1"""


@dataclass(frozen=True)
class RuleResult:
    """What one rule gave."""

    plan: RulePlan
    findings: pa.Table
    review: pa.Table
    outcomes: dict[str, int]
    rare: NotJudged | None
    """Why the rule is withheld, where it would say of most people that they are missing."""
    told: Mapping[str, pa.Table] = field(default_factory=dict[str, pa.Table])
    """By table: what it tells, for rules that yield to it."""
    exempted: pa.Table = field(default_factory=EXEMPTED.empty)
    """What lifts each of its exempted findings (matcher.tables.EXEMPTED)."""


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
    nobody = pa.schema([("person_id", pa.string()), ("record_id", pa.string())]).empty_table()
    return {PARAMETER_MISSING: nobody}


def parameters_of(plan: RulePlan, policies: PolicyBook, window: Window, regions: Collection[str]) -> pa.Table:
    """Give the parameters of a rule: one row per region and month, and per programme where these differ."""
    programmes = plan.rule.programmes if plan.by_programme else ("",)
    return policies.table(plan.parameters, regions, window.months(), programmes)


def judge_rule(connection: Connection, rule: Prepared) -> RuleResult:
    """Run one rule; nothing of it is left on the connection."""
    given = {PARAMETERS: rule.parameters, **rule.given}
    for name, table in given.items():
        connection.register(name, table)
    counted = trials_step(rule.plan, rule.window)
    (row,) = connection.fetch(counted.sql, counted.values).to_pylist()
    made: set[str] = set()
    try:
        return _judge(connection, rule, row["trials"], made)
    finally:
        connection.drop(sorted(made))
        connection.forget(given)


def _judge(connection: Connection, rule: Prepared, trials: int, made: set[str]) -> RuleResult:
    """Run the steps; their names are added to `made`."""
    plan, rows = rule.plan, _try(connection, rule, made)
    if _is_clean(plan, rows):
        outcomes = {"findings": 0, "hits": 0, "trials": trials}
        return RuleResult(plan, FINDINGS.empty(), REVIEW.empty(), outcomes, None)
    telling = _telling_steps(plan, rule.window, rule.told)
    made.update(step.name for step in telling)
    connection.run(telling)
    findings = FINDINGS.require(connection.fetch(f"SELECT * FROM {FINDING} ORDER BY programme, person_id"))
    review = connection.fetch(_REVIEW_SQL, {"rule": plan.rule.rule, "code": plan.rule.code})
    outcomes = _outcomes(connection, findings, trials)
    rare = _rare(plan, connection)
    tells = findings.num_rows and not rare
    told = {step.name: connection.fetch(step.sql, step.values) for step in rule.keeps if tells}
    lifted = findings["exemption_code"].null_count < findings.num_rows
    exempted = EXEMPTED.require(connection.fetch(_EXEMPTED_SQL)) if lifted else EXEMPTED.empty()
    return RuleResult(plan, findings, REVIEW.require(review), outcomes, rare, told, exempted)


def _try(connection: Connection, rule: Prepared, made: set[str]) -> Counter[str]:
    """Run the steps to the hits, as long as anybody is left on trial, and count the rows that each leaves."""
    left = {SUBJECT, TRIAL, MET, *(fact_step_name(fact) for fact in rule.plan.joined())}
    to_come = {PARAMETER_MISSING} & {step.name for step in rule.trying} - rule.given.keys()
    rows = Counter[str]()
    for step in rule.trying:
        if step.name in rule.given:
            continue
        made.add(step.name)
        rows[step.name] = connection.make(step)
        to_come.discard(step.name)
        if step.name in left and not rows[step.name] and not to_come and not rows[PARAMETER_MISSING]:
            break
    return rows


def _is_clean(plan: RulePlan, rows: Counter[str]) -> bool:
    """Tell whether nothing was hit, not even perhaps, and nothing is left in doubt: most rules, on most nights."""
    doubtful = [PARAMETER_MISSING, *(not_seen_name(fact) for fact in plan.relying())]
    return not any(rows[name] for name in (HIT, *doubtful))


def _rare(plan: RulePlan, connection: Connection) -> NotJudged | None:
    sql = tried_persons_sql(plan)
    if sql is None:
        return None
    (row,) = connection.fetch(sql).to_pylist()
    return too_rare(plan.rule.rule, row["tried"], row["missing"])


def _outcomes(connection: Connection, findings: pa.Table, trials: int) -> dict[str, int]:
    """Count trials, hits, findings, exempted outcomes by code, and persons for whom nothing can be told."""
    counted = {row["outcome"]: row["number"] for row in connection.fetch(_COUNTS_SQL).to_pylist()}
    codes = Counter(findings["exemption_code"].to_pylist())
    counted |= {"trials": trials, "findings": codes.pop(None, 0)}
    counted |= {f"exempted:{code}": count for code, count in codes.items()}
    return dict(sorted(counted.items()))
