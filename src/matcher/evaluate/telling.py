"""Tell findings and doubts of all rules in words: who, by which rows of which files, how well these are linked.

Rules judge whole numbers (matcher.evaluate.laying_out); what they found is put beside the published persons once, for
all rules: few rows of many. Runs SQL on what it is given and on the links of the kernel.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, MutableSequence, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from matcher.engine.base import SqlStep
from matcher.engine.kernel import Kernel
from matcher.evaluate.numbered import by_number, under_one_another
from matcher.evaluate.one_rule import RuleResult
from matcher.evaluate.plan import RulePlan
from matcher.evaluate.reckoning import calculations_sql, month_text, of_rule
from matcher.evaluate.severity import linked_well
from matcher.evaluate.versions import SHORT_REVIEW, by_rule
from matcher.evaluate.views import GRADES_BY_STRENGTH, LINKS_NAME, grade_rank, person_key
from matcher.tables import CALCULATIONS, EXEMPTED, FINDINGS

_RULES: Final = "told_rules"
_FINDINGS: Final = "told_findings"
_EVIDENCE: Final = "told_evidence"
_REVIEW: Final = "told_review"
_PARTS: Final = {_FINDINGS: "findings", _EVIDENCE: "evidence", _REVIEW: "review"}
_NUMBER: Final = "rule_number"
_RULES_SHAPE: Final = pa.schema(
    [
        (_NUMBER, pa.int32()),
        ("rule_id", pa.string()),
        ("catalogue_code", pa.string()),
        ("kind", pa.string()),
        ("only_kind", pa.string()),
        ("only_name", pa.string()),
        ("back_pay_months", pa.string()),
        ("year_cap", pa.string()),
    ]
)
_RECORDS: Final = "told_records"
_PERSONS: Final = "told_persons"
_GRADED: Final = "told_grades"
_RECKONED: Final = "told_reckoned"

_OTHERS: Final = "told_others"

_OTHERS_SQL: Final = f"""SELECT found.person_id
FROM (
    SELECT person_id FROM {_FINDINGS}
    UNION
    SELECT person_id FROM {_REVIEW}
) AS found
ANTI JOIN {_RECORDS} AS record ON record.person_id = found.person_id"""

_EVIDENCE_ROWS_SQL: Final = f"""SELECT
    evidence.rule_number,
    evidence.person_id,
    evidence.programme,
    record.source,
    record.source_file,
    record.sheet,
    record.row_number,
    min(evidence.side) AS side,
    max(record.grade_rank) AS grade_rank,
    min(record.match_probability) AS match_probability
FROM {_EVIDENCE} AS evidence
JOIN {_RECORDS} AS record ON record.record_id = evidence.record_id
GROUP BY ALL"""

_GRADED_SQL: Final = f"""SELECT
    rule_number,
    person_id,
    programme,
    max(grade_rank) AS grade_rank,
    min(match_probability) AS match_probability,
    list(
        {{'source': source, 'file': source_file, 'sheet': sheet, 'row': row_number}}
        ORDER BY side, source, source_file, sheet NULLS FIRST, row_number
    ) AS evidence
FROM ({_EVIDENCE_ROWS_SQL})
GROUP BY rule_number, person_id, programme"""


_FINDING_ID: Final = "left(sha256(rule.rule_id || chr(10) || person.person_text || chr(10) || found.programme), 24)"

_FINDINGS_SQL: Final = f"""SELECT
    found.rule_number,
    {_FINDING_ID} AS finding_id,
    rule.catalogue_code,
    rule.rule_id,
    rule.kind,
    CASE
        WHEN {linked_well("graded.grade_rank")} THEN found.severity_linked_well
        ELSE found.severity_linked_badly
    END AS severity,
    found.programme,
    person.person_text AS person_id,
    told.citizen_id,
    found.person_name,
    found.area_code,
    first.source AS subject_source,
    first.source_file AS subject_file,
    first.sheet AS subject_sheet,
    first.row_number AS subject_row,
    {month_text("found.first_month")} AS first_month,
    {month_text("found.last_month")} AS last_month,
    found.month_count,
    found.amount_cny,
    {list(GRADES_BY_STRENGTH)}[graded.grade_rank] AS link_grade,
    graded.match_probability,
    found.exemption_code,
    found.exemption_id,
    graded.evidence,
    'new' AS status
FROM {_FINDINGS} AS found
JOIN {_RULES} AS rule ON rule.rule_number = found.rule_number
JOIN {_PERSONS} AS person ON person.person_id = found.person_id
JOIN {_GRADED} AS graded
    ON graded.rule_number = found.rule_number
    AND graded.person_id = found.person_id
    AND graded.programme = found.programme
JOIN {_RECORDS} AS first ON first.record_id = found.record_id
JOIN {_RECORDS} AS told ON told.record_id = found.told_record_id
ORDER BY found.rule_number, found.programme, person.person_text"""

_REVIEW_SQL: Final = f"""SELECT
    'cannot_tell' AS kind,
    rule.rule_id,
    rule.catalogue_code,
    record.record_text AS record_id,
    record.source,
    record.source_file,
    record.sheet,
    record.row_number,
    person.person_text AS person_id,
    doubt.match_weight,
    doubt.reason
FROM {_REVIEW} AS doubt
JOIN {_RULES} AS rule ON rule.rule_number = doubt.rule_number
JOIN {_PERSONS} AS person ON person.person_id = doubt.person_id
JOIN {_RECORDS} AS record ON record.record_id = doubt.record_id
ORDER BY rule.rule_id, person.person_text, doubt.reason, record.record_text, doubt.rule_number"""


_NO_CALCULATIONS: Final = CALCULATIONS.empty().append_column("stands", pa.array([], pa.bool_()))
_ROWS_AT_ONCE: Final = 8_000_000
"""So many findings, rows behind them and doubts are told at once, in whole rules: their texts fill the memory."""


@dataclass(frozen=True)
class Told:
    """What was found, in words."""

    findings: list[pa.Table]
    """By rule: matcher.tables.FINDINGS, ordered by programme and person."""
    review: Mapping[str, pa.Table]
    """By name of a rule: SHORT_REVIEW, ordered by person, reason, record, and version of the rule."""
    exempted: pa.Table
    """What lifts each exempted finding (matcher.tables.EXEMPTED)."""
    calculations: pa.Table
    """How amounts came about (matcher.tables.CALCULATIONS), with `stands`: whether the version's finding does."""


def tell(results: MutableSequence[RuleResult], plans: Sequence[RulePlan], salt: int, kernel: Kernel) -> Told:
    """Tell what was found.

    Args:
        results: By rule: what it found; let go as it is told, for its memory.
        plans: The rules.
        salt: That of the persons' keys.
        kernel: Has the links (`evaluate_links`).
    """
    findings = [FINDINGS.empty() for _ in plans]
    review: dict[str, pa.Table] = {}
    lifted: list[pa.Table] = [EXEMPTED.empty()]
    calculations: list[pa.Table] = []
    kernel.register(_RULES, pa.Table.from_pylist([_told_of(*one) for one in enumerate(plans)], _RULES_SHAPE))
    try:
        for part in _parts(results, plans):
            found, doubts, reckoned = _tell_part(part, results, salt, kernel)
            lifted.append(EXEMPTED.require(found.filter(found["exemption_code"].is_valid())))
            calculations.append(reckoned)
            review |= _by_rule(doubts)
            numbered = FINDINGS.require(found).append_column(_NUMBER, found[_NUMBER])
            told = by_number(numbered, _NUMBER, len(plans))
            for number in part:
                findings[number] = told[number]
                results[number] = RuleResult()
    finally:
        kernel.forget([_RULES])
    return Told(findings, review, pa.concat_tables(lifted), pa.concat_tables(calculations or [_NO_CALCULATIONS]))


def _told_of(number: int, plan: RulePlan) -> dict[str, Any]:
    """Give what a rule's findings are told with."""
    rule = plan.rule
    return {_NUMBER: number, "rule_id": rule.rule, "catalogue_code": rule.code, "kind": rule.kind, **of_rule(plan)}


def _parts(results: Sequence[RuleResult], plans: Sequence[RulePlan]) -> Iterator[list[int]]:
    """Give the rules that are told at once, by their numbers: all versions of a rule are."""
    part: list[int] = []
    rows = 0
    found = [number for number, one in enumerate(results) if one.findings is not None]
    for _, numbers in by_rule(found, plans):
        own = sum(_rows(results[number]) for number in numbers)
        if part and rows + own > _ROWS_AT_ONCE:
            yield part
            part, rows = [], 0
        part, rows = [*part, *numbers], rows + own
    if part:
        yield part


def _rows(result: RuleResult) -> int:
    return sum(len(table) for name in _PARTS.values() if (table := getattr(result, name)) is not None)


def _tell_part(
    part: Collection[int], results: Sequence[RuleResult], salt: int, kernel: Kernel
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Tell what some rules found: findings with the rules' numbers, doubts, calculations."""
    given = {
        name: under_one_another(
            (getattr(one, kind) if number in part else None for number, one in enumerate(results)), _NUMBER
        )
        for name, kind in _PARTS.items()
    }
    for name, table in given.items():
        kernel.register(name, table)
    try:
        kernel.make(SqlStep(_RECORDS, _records_sql(salt)))
        others = kernel.make(SqlStep(_OTHERS, _OTHERS_SQL))
        kernel.make(SqlStep(_PERSONS, _persons_sql(salt, with_others=others > 0)))
        kernel.make(SqlStep(_GRADED, _GRADED_SQL))
        findings = kernel.fetch(_FINDINGS_SQL)
        doubts = (pa.Table.from_batches([batch]).cast(SHORT_REVIEW) for batch in kernel.stream(_REVIEW_SQL))
        review = pa.concat_tables([SHORT_REVIEW.empty_table(), *doubts]).unify_dictionaries()
        # DuckDB 1.5 fails where a join narrows an Arrow table by keys above 2^63: a table of its own is asked.
        kernel.make(SqlStep(_RECKONED, f"SELECT * FROM {_FINDINGS}"))
        calculations = kernel.fetch(calculations_sql(_RECKONED, _RULES, _PERSONS, _FINDING_ID))
    finally:
        kernel.drop([_RECORDS, _OTHERS, _PERSONS, _GRADED, _RECKONED])
        kernel.forget(given)
    return findings, review, calculations


def _by_rule(review: pa.Table) -> dict[str, pa.Table]:
    """Cut doubts, those of each rule beside each other, by rule."""
    counts = pc.value_counts(review["rule_id"])
    tables: dict[str, pa.Table] = {}
    start = 0
    for rule, count in zip(counts.field("values").to_pylist(), counts.field("counts").to_pylist(), strict=True):
        tables[rule] = review.slice(start, count)
        start += count
    return tables


def _records_sql(salt: int) -> str:
    return f"""SELECT
    position AS record_id,
    record_id AS record_text,
    {person_key("person_id", salt)} AS person_id,
    person_id AS person_text,
    source,
    source_file,
    sheet,
    row_number,
    citizen_id,
    match_probability,
    {grade_rank("link_grade")} AS grade_rank
FROM {LINKS_NAME}
WHERE position IN (
    SELECT record_id FROM {_EVIDENCE}
    UNION
    SELECT told_record_id FROM {_FINDINGS}
    UNION
    SELECT record_id FROM {_REVIEW}
)"""


def _persons_sql(salt: int, *, with_others: bool) -> str:
    """Write the names of persons: by the records that were looked up, and of those whom none of these is of."""
    named = f"SELECT DISTINCT person_id, person_text FROM {_RECORDS}"
    if not with_others:
        return named
    key = person_key("person_id", salt)
    return f"""{named}
UNION ALL
SELECT DISTINCT {key} AS person_id, person_id AS person_text
FROM {LINKS_NAME}
WHERE {key} IN (SELECT person_id FROM {_OTHERS})"""
