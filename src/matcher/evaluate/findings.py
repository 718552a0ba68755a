"""Write the SQL from outcomes to findings: evidence, the links they rest on, severity; and what cannot be told.

A missing benefit is not claimed where a record in doubt could be the benefit. Pure: writes SQL.
Source: domain.md §7.1 (absent is not unmatchable).
"""

from __future__ import annotations

from typing import Final

from matcher.engine.base import SqlStep, quote_identifier
from matcher.evaluate.amounts import GATHERED, MONTH
from matcher.evaluate.compile import HIT
from matcher.evaluate.doubts import DOUBT, blocking_reasons, doubt_step
from matcher.evaluate.exemptions import JUDGED, LIFTED
from matcher.evaluate.gathered import gathered_rows_steps, rows_name
from matcher.evaluate.plan import RulePlan
from matcher.evaluate.relations import HOUSEHOLDS
from matcher.evaluate.severity import lowered_steps, severity_sql
from matcher.evaluate.views import GRADES_BY_STRENGTH, PERSONS_NAME, view_name
from matcher.evaluate.working import Window, equal, key_columns, record_column, selected

FINDING: Final = "rule_finding"
RECORD: Final = "rule_record"

_RECORD_SQL: Final = f"""SELECT *
FROM {PERSONS_NAME}
WHERE rowid IN (
    SELECT person.rowid
    FROM {PERSONS_NAME} AS person
    JOIN (
        SELECT record_id FROM rule_evidence_record
        UNION
        SELECT record_id FROM {DOUBT}
    ) AS told ON told.record_id = person.record_id
)"""
"""The records that outcomes and doubts rest on, looked up once: few of all, whose other columns are not read."""

_EVIDENCE_ROW_SQL: Final = f"""SELECT
    evidence.person_id,
    evidence.programme,
    person.source,
    person.source_file,
    person.sheet,
    person.row_number,
    min(evidence.side) AS side,
    max(person.grade_rank) AS grade_rank,
    min(person.match_probability) AS match_probability
FROM rule_evidence_record AS evidence
JOIN {RECORD} AS person ON person.record_id = evidence.record_id
GROUP BY
    evidence.person_id,
    evidence.programme,
    person.source,
    person.source_file,
    person.sheet,
    person.row_number"""

_EVIDENCE_SQL: Final = """SELECT
    person_id,
    programme,
    max(grade_rank) AS grade_rank,
    min(match_probability) AS match_probability,
    list(
        {'source': source, 'file': source_file, 'sheet': sheet, 'row': row_number}
        ORDER BY side, source, source_file, sheet NULLS FIRST, row_number
    ) AS evidence
FROM rule_evidence_row
GROUP BY person_id, programme"""

_FIRST_ROW_SQL: Final = f"""SELECT
    shown.person_id,
    shown.programme,
    struct_extract(min({{
        'month': shown.trial_month,
        'source': person.source,
        'file': person.source_file,
        'sheet': coalesce(person.sheet, ''),
        'row': person.row_number,
        'record_id': shown.record_id
    }}), 'record_id') AS record_id
FROM rule_shown AS shown
JOIN {RECORD} AS person ON person.record_id = shown.record_id
GROUP BY shown.person_id, shown.programme"""


def finding_steps(plan: RulePlan, window: Window) -> list[SqlStep]:
    """Give the steps from outcomes to findings (`rule_finding`) and doubts (`rule_doubt`)."""
    return [
        SqlStep("rule_shown", _shown_sql(plan)),
        *gathered_rows_steps(plan, window, "rule_shown", HIT, equal(key_columns(plan), "trial", "shown")),
        SqlStep("rule_evidence_record", _evidence_record_sql(plan)),
        doubt_step(plan),
        SqlStep(RECORD, _RECORD_SQL),
        SqlStep("rule_evidence_row", _EVIDENCE_ROW_SQL),
        SqlStep("rule_evidence", _EVIDENCE_SQL),
        SqlStep("rule_first_row", _FIRST_ROW_SQL),
        *lowered_steps(plan, window, "rule_shown"),
        SqlStep(FINDING, _finding_sql(plan), {"rule": plan.rule.rule}),
    ]


def _shown_sql(plan: RulePlan) -> str:
    """The judged hits that an outcome rests on: standing ones where it stands, lifted ones where it does not."""
    return f"""SELECT
    {selected(key_columns(plan), "judged")},
    judged.person_id,
    judged.programme,
    judged.lifted,
    gathered.stands
FROM {JUDGED} AS judged
JOIN {MONTH} AS month
    ON month.person_id = judged.person_id
    AND month.programme = judged.programme
    AND month.trial_month = judged.trial_month
    AND month.stands = (judged.lifted IS NULL)
JOIN {GATHERED} AS gathered
    ON gathered.person_id = month.person_id
    AND gathered.programme = month.programme
    AND gathered.stands = month.stands"""


def _evidence_record_sql(plan: RulePlan) -> str:
    keys = key_columns(plan)
    sides = ["SELECT shown.person_id, shown.programme, 0 AS side, shown.record_id\nFROM rule_shown AS shown"]
    sides += [
        f"SELECT shown.person_id, shown.programme, 1 AS side, shown.{quote_identifier(record_column(fact))}\n"
        "FROM rule_shown AS shown"
        for fact in plan.present()
    ]
    lifted = f"""SELECT shown.person_id, shown.programme, 2 AS side, unnest(lifted.evidence)
FROM rule_shown AS shown
JOIN {LIFTED} AS lifted
    ON {equal(keys, "lifted", "shown")}
    AND lifted.position = struct_extract(shown.lifted, 'position')"""
    gathered = [
        f"SELECT gathered.person_id, gathered.programme, 1 AS side, gathered.record_id\nFROM {rows_name(fact)} gathered"
        for fact in plan.gathered()
    ]
    members = f"""SELECT DISTINCT shown.person_id, shown.programme, 1 AS side, home.record_id
FROM rule_shown AS shown
JOIN {HOUSEHOLDS} AS home ON home.lead_id = shown.person_id"""
    home = [members] if plan.rule.per == "household" else []
    return "\nUNION ALL\n".join([*sides, *gathered, *home, lifted])


def _finding_sql(plan: RulePlan) -> str:
    rule = plan.rule
    severity, lowered = severity_sql(plan)
    subject = quote_identifier(view_name(rule.subject.table))
    said, lead = _told_of(plan)
    blocking = ", ".join(f"'{reason}'" for reason in blocking_reasons(plan))
    return f"""SELECT
    left(sha256($rule || chr(10) || gathered.person_id || chr(10) || gathered.programme), 24) AS finding_id,
    '{rule.code}' AS catalogue_code,
    $rule AS rule_id,
    '{rule.kind}' AS kind,
    {severity} AS severity,
    gathered.programme,
    gathered.person_id,
    {said},
    person.source AS subject_source,
    person.source_file AS subject_file,
    person.sheet AS subject_sheet,
    person.row_number AS subject_row,
    {_month_text("gathered.first_month")} AS first_month,
    {_month_text("gathered.last_month")} AS last_month,
    gathered.month_count,
    gathered.amount_cny,
    {list(GRADES_BY_STRENGTH)}[evidence.grade_rank] AS link_grade,
    evidence.match_probability,
    gathered.exemption_code,
    evidence.evidence,
    'new' AS status
FROM {GATHERED} AS gathered
JOIN rule_evidence AS evidence
    ON evidence.person_id = gathered.person_id AND evidence.programme = gathered.programme
JOIN rule_first_row AS first
    ON first.person_id = gathered.person_id AND first.programme = gathered.programme{lowered}
JOIN {RECORD} AS person ON person.record_id = first.record_id
JOIN {subject} AS subject ON subject.record_id = first.record_id{lead}
ANTI JOIN (
    SELECT person_id FROM {DOUBT} WHERE reason IN ({blocking})
) AS doubt ON doubt.person_id = gathered.person_id
ORDER BY gathered.programme, gathered.person_id"""


def _told_of(plan: RulePlan) -> tuple[str, str]:
    """Write who the finding is told of, and the join that it takes: who leads the household, where it is one's."""
    if plan.rule.per == "person":
        return "person.citizen_id,\n    subject.person_name,\n    subject.area_code", ""
    columns = (("person", "citizen_id"), ("subject", "person_name"), ("subject", "area_code"))
    of_lead = {"person": "lead_person", "subject": "lead"}
    said = (
        f"CASE WHEN lead.record_id IS NULL THEN {table}.{name} ELSE {of_lead[table]}.{name} END AS {name}"
        for table, name in columns
    )
    join = f"""
LEFT JOIN {HOUSEHOLDS} AS home ON home.person_id = gathered.person_id
LEFT JOIN {view_name("household_member")} AS lead ON lead.record_id = home.lead_record_id
LEFT JOIN {PERSONS_NAME} AS lead_person ON lead_person.record_id = home.lead_record_id"""
    return ",\n    ".join(said), join


def _month_text(month: str) -> str:
    return f"printf('%04d-%02d', {month} // 12, {month} % 12 + 1)"
