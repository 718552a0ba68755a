"""Write the SQL from outcomes to findings: evidence, the links they rest on, severity; and what cannot be told.

A finding rests on its weakest record: below the grades that suffice for `certain` and `strong` it is lowered to
`verify`. A missing benefit is not claimed where a record in doubt could be the benefit. Pure: writes SQL.
Source: domain.md §5.5 (grades), §7.1 (absent is not unmatchable).
"""

from __future__ import annotations

from typing import Final

from matcher.config.rule import Whose
from matcher.engine.base import SqlStep, quote_identifier
from matcher.evaluate.amounts import GATHERED, MONTH
from matcher.evaluate.compile import HIT
from matcher.evaluate.exemptions import JUDGED, LIFTED, POSSIBLE
from matcher.evaluate.gathered import gathered_rows_steps, rows_name
from matcher.evaluate.plan import FactPlan, RulePlan
from matcher.evaluate.relations import has_kin, unnamed_name
from matcher.evaluate.views import CANDIDATES_NAME, GRADES_BY_STRENGTH, PERSONS_NAME, view_name
from matcher.evaluate.working import Window, equal, fact_step_name, key_columns, record_column, selected

FINDING: Final = "rule_finding"
DOUBT: Final = "rule_doubt"

_BLOCKING: Final = ("unresolved_record", "no_citizen_id")
"""Reasons for which nothing is claimed of a person; where kin must lack something, one of them not found is one too."""

_SUFFICIENT: Final = GRADES_BY_STRENGTH.index("G2") + 1
"""Ranks up to this one suffice for `certain` and `strong`."""

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
JOIN {PERSONS_NAME} AS person ON person.record_id = evidence.record_id
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
JOIN {PERSONS_NAME} AS person ON person.record_id = shown.record_id
GROUP BY shown.person_id, shown.programme"""


def finding_steps(plan: RulePlan, window: Window) -> list[SqlStep]:
    """Give the steps from outcomes to findings (`rule_finding`) and doubts (`rule_doubt`)."""
    return [
        SqlStep("rule_shown", _shown_sql(plan)),
        *gathered_rows_steps(plan, window, "rule_shown", HIT, equal(key_columns(plan), "trial", "shown")),
        SqlStep("rule_evidence_record", _evidence_record_sql(plan)),
        SqlStep("rule_evidence_row", _EVIDENCE_ROW_SQL),
        SqlStep("rule_evidence", _EVIDENCE_SQL),
        SqlStep("rule_first_row", _FIRST_ROW_SQL),
        SqlStep(DOUBT, _doubt_sql(plan)),
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
    return "\nUNION ALL\n".join([*sides, *gathered, lifted])


def _doubt_sql(plan: RulePlan) -> str:
    """What stands between a trial and an answer, one row per person and record."""
    doubts: list[str] = []
    for fact in plan.relying():
        step = fact_step_name(fact)
        doubts.append(_unresolved_sql(fact))
        doubts.append(_unseen(f"{step}_not_seen", "fact_not_seen"))
        if has_kin(fact.fact.of):
            doubts.append(_not_found_sql(fact.fact.of))
    if plan.relying():
        doubts.append(f"""SELECT shown.person_id, shown.record_id, candidate.match_weight, 'unresolved_record' AS reason
FROM rule_shown AS shown
JOIN {CANDIDATES_NAME} AS candidate ON candidate.record_id = shown.record_id
WHERE shown.stands""")
        doubts.append(f"""SELECT shown.person_id, shown.record_id, NULL AS match_weight, 'no_citizen_id' AS reason
FROM rule_shown AS shown
JOIN {PERSONS_NAME} AS person ON person.record_id = shown.record_id
WHERE shown.stands AND person.citizen_id IS NULL""")
    if plan.parameters:
        doubts.append(_unseen("rule_parameter_missing", "parameter_missing"))
    doubts.append(_value_missing_sql(plan.rule.min_months))
    union = "\nUNION ALL\n".join(doubts)
    return f"""SELECT
    person_id,
    record_id,
    reason,
    max(CAST(match_weight AS DOUBLE)) AS match_weight
FROM (
{union}
)
GROUP BY person_id, record_id, reason"""


def _unresolved_sql(fact: FactPlan) -> str:
    """Records that could be the benefit: those of the months that are missing, where records are of one month."""
    months, of_month = "", ""
    if fact.month_column:
        months = f"""
JOIN {MONTH} AS month
    ON month.person_id = gathered.person_id
    AND month.programme = gathered.programme
    AND month.stands = gathered.stands"""
        back = fact.fact.window_months - 1
        of_month = " AND doubt.trial_month = month.trial_month"
        if back:
            of_month = f" AND doubt.trial_month BETWEEN month.trial_month - {back} AND month.trial_month"
    return f"""SELECT gathered.person_id, doubt.record_id, doubt.match_weight, 'unresolved_record' AS reason
FROM {GATHERED} AS gathered{months}
JOIN {quote_identifier(f"{fact_step_name(fact)}_unresolved")} AS doubt ON doubt.person_id = gathered.person_id{of_month}
WHERE gathered.stands"""


def _not_found_sql(of: Whose) -> str:
    """Persons of whom a finding would say that their kin have none, and one of these kin was not found."""
    return f"""SELECT gathered.person_id, lost.record_id, NULL AS match_weight, 'relative_not_found' AS reason
FROM {GATHERED} AS gathered
JOIN {unnamed_name(of)} AS lost ON lost.person_id = gathered.person_id
WHERE gathered.stands"""


def _value_missing_sql(min_months: int) -> str:
    """Persons with enough months for a finding if the missing values were so, of whom the rule says nothing else."""
    return f"""SELECT
    possible.person_id,
    min(possible.record_id) AS record_id,
    NULL AS match_weight,
    'value_missing' AS reason
FROM {POSSIBLE} AS possible
ANTI JOIN {GATHERED} AS gathered ON gathered.person_id = possible.person_id
GROUP BY possible.person_id
HAVING count(DISTINCT possible.trial_month) >= {min_months}"""


def _unseen(step: str, reason: str) -> str:
    return f"""SELECT person_id, min(record_id) AS record_id, NULL AS match_weight, '{reason}' AS reason
FROM {quote_identifier(step)}
GROUP BY person_id"""


def _finding_sql(plan: RulePlan) -> str:
    rule = plan.rule
    lowered = "verify" if rule.severity in ("certain", "strong") else rule.severity
    subject = quote_identifier(view_name(rule.subject.table))
    kin = ["relative_not_found"] if any(has_kin(fact.fact.of) for fact in plan.relying()) else []
    blocking = ", ".join(f"'{reason}'" for reason in (*_BLOCKING, *kin))
    return f"""SELECT
    left(sha256($rule || chr(10) || gathered.person_id || chr(10) || gathered.programme), 24) AS finding_id,
    '{rule.code}' AS catalogue_code,
    $rule AS rule_id,
    '{rule.kind}' AS kind,
    CASE WHEN evidence.grade_rank <= {_SUFFICIENT} THEN '{rule.severity}' ELSE '{lowered}' END AS severity,
    gathered.programme,
    gathered.person_id,
    person.citizen_id,
    subject.person_name,
    subject.area_code,
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
    ON first.person_id = gathered.person_id AND first.programme = gathered.programme
JOIN {PERSONS_NAME} AS person ON person.record_id = first.record_id
JOIN {subject} AS subject ON subject.record_id = first.record_id
ANTI JOIN (
    SELECT person_id FROM {DOUBT} WHERE reason IN ({blocking})
) AS doubt ON doubt.person_id = gathered.person_id
ORDER BY gathered.programme, gathered.person_id"""


def _month_text(month: str) -> str:
    return f"printf('%04d-%02d', {month} // 12, {month} % 12 + 1)"
