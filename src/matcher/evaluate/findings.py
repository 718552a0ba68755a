"""Write the SQL from outcomes to findings: the records they rest on, severity; and what cannot be told.

A missing benefit is not claimed where a record in doubt could be the benefit. Pure: writes SQL.
Source: domain.md §7.1 (absent is not unmatchable).
"""

from __future__ import annotations

from typing import Final

from matcher.engine.base import SqlStep, quote_identifier
from matcher.evaluate.amounts import GATHERED, MONTH, TOLD_COLUMNS
from matcher.evaluate.compile import HIT, together
from matcher.evaluate.doubts import DOUBT, blocking_reasons, doubt_step
from matcher.evaluate.exemptions import JUDGED, LIFTED
from matcher.evaluate.gathered import gathered_rows_steps, rows_name
from matcher.evaluate.plan import RulePlan
from matcher.evaluate.relations import HOUSEHOLDS
from matcher.evaluate.severity import lowered_steps, severities_sql
from matcher.evaluate.views import view_name
from matcher.evaluate.working import Window, equal, key_columns, record_column, selected

FINDING: Final = "rule_finding"
EVIDENCE_RECORD: Final = "rule_evidence_record"

_FIRST_ROW_SQL: Final = """SELECT
    person_id,
    programme,
    struct_extract(min({'month': trial_month, 'record_id': record_id}), 'record_id') AS record_id
FROM rule_shown
GROUP BY person_id, programme"""


def finding_steps(plan: RulePlan, window: Window) -> list[SqlStep]:
    """Give the steps from outcomes to findings (`rule_finding`), the records that they rest on, and doubts.

    They are in whole numbers, as records are laid out: matcher.evaluate.telling tells them in words.
    """
    return [
        SqlStep("rule_shown", _shown_sql(plan)),
        *gathered_rows_steps(plan, window, "rule_shown", HIT, equal(key_columns(plan), "trial", "shown")),
        SqlStep(EVIDENCE_RECORD, _evidence_record_sql(plan)),
        doubt_step(plan),
        *lowered_steps(plan, window, "rule_shown"),
        together([SqlStep("rule_first_row", _FIRST_ROW_SQL), SqlStep(FINDING, _finding_sql(plan))]),
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
    lifted = f"""SELECT shown.person_id, shown.programme, 2 AS side, unnest(lifted.evidence) AS record_id
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
    subject = quote_identifier(view_name(plan.rule.subject.table))
    linked_well, linked_badly, lowered = severities_sql(plan)
    said, lead = _told_of(plan)
    blocking = ", ".join(f"'{reason}'" for reason in blocking_reasons(plan))
    return f"""SELECT
    gathered.person_id,
    gathered.programme,
    gathered.first_month,
    gathered.last_month,
    gathered.month_count,
    gathered.amount_cny,{TOLD_COLUMNS}
    gathered.exemption_code,
    gathered.exemption_id,
    {linked_well} AS severity_linked_well,
    {linked_badly} AS severity_linked_badly,
    first.record_id,
    {said}
FROM {GATHERED} AS gathered
JOIN rule_first_row AS first
    ON first.person_id = gathered.person_id AND first.programme = gathered.programme{lowered}
JOIN {subject} AS subject ON subject.record_id = first.record_id{lead}
ANTI JOIN (
    SELECT person_id FROM {DOUBT} WHERE reason IN ({blocking})
) AS doubt ON doubt.person_id = gathered.person_id"""


def _told_of(plan: RulePlan) -> tuple[str, str]:
    """Write who the finding is told of, and the join that it takes: who leads the household, where it is one's."""
    if plan.rule.per == "person":
        return "first.record_id AS told_record_id,\n    subject.person_name,\n    subject.area_code", ""
    said = (
        f"CASE WHEN lead.record_id IS NULL THEN {own} ELSE lead.{of_lead} END AS {name}"
        for own, of_lead, name in (
            ("first.record_id", "record_id", "told_record_id"),
            ("subject.person_name", "person_name", "person_name"),
            ("subject.area_code", "area_code", "area_code"),
        )
    )
    join = f"""
LEFT JOIN {HOUSEHOLDS} AS home ON home.person_id = gathered.person_id
LEFT JOIN {view_name("household_member")} AS lead ON lead.record_id = home.lead_record_id"""
    return ",\n    ".join(said), join
