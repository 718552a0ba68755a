"""The sheets that list findings: should-have-but-missing, ineligible-but-paid, others, and the exempted ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from matcher.config.base import Text
from matcher.report import catalogue, codes
from matcher.report.facts import RunFacts
from matcher.report.leads import Lead, exemption_words, grade_words
from matcher.report.sheet import TABLE_HEADER_ROW, Column, Heading, Sheet
from matcher.report.sheet_guide import DISPROOF_RANGE
from matcher.report.wording import Wording, figure, money


@dataclass(frozen=True)
class NumberedLead:
    """A finding with its number on the sheet."""

    number: int
    lead: Lead


def write_findings(sheet: Sheet, title: Text, leads: Sequence[Lead], facts: RunFacts) -> None:
    """Write findings with columns for the verdict; those are open to writing, the others locked."""
    columns = [*_WHO, *_what(sheet.wording), *_why(sheet.wording), *_FILL_IN]
    rows = [NumberedLead(number, lead) for number, lead in enumerate(leads, start=1)]
    sheet.write_table(_heading(title, leads, facts, sheet.wording), columns, rows, frozen=2)
    if rows:
        _add_choices(sheet, [column.header for column in columns], len(rows), facts)
    _set_page_break(sheet, columns, _PRINT_PERCENT)
    sheet.protect()


def write_exempted(sheet: Sheet, leads: Sequence[Lead], facts: RunFacts) -> None:
    """Write the hits that an exemption lifts, with the exemption."""
    wording = sheet.wording
    exemption = Column[NumberedLead](
        catalogue.EXEMPTION, 20, lambda row: exemption_words(row.lead.exemption_code or "", wording)
    )
    columns = [*_WHO, exemption, *_what(wording), *_why(wording)]
    rows = [NumberedLead(number, lead) for number, lead in enumerate(leads, start=1)]
    sheet.write_table(_heading(catalogue.SHEET_EXEMPTED, leads, facts, wording), columns, rows, frozen=2)
    _set_page_break(sheet, columns, _PRINT_PERCENT_EXEMPTED)


def _heading(title: Text, leads: Sequence[Lead], facts: RunFacts, wording: Wording) -> Heading:
    persons = len({lead.person_id for lead in leads})
    amount = sum((lead.amount or Decimal(0) for lead in leads), Decimal(0))
    parts = [
        wording.say(catalogue.COUNT_NOTE, findings=figure(len(leads)), persons=figure(persons)),
        f"{wording.say(catalogue.AMOUNT)} {money(amount)}",
        wording.say(catalogue.AS_OF, as_of=facts.as_of.isoformat()),
    ]
    return Heading(
        title=f"{wording.say(facts.pipeline_title)} · {wording.say(title)}",
        subtitle="　".join(parts),
        notice=wording.say(catalogue.SUSPICION_NOTICE),
    )


_WHO: tuple[Column[NumberedLead], ...] = (
    Column(catalogue.NUMBER, 5.5, lambda row: row.number, "count"),
    Column(catalogue.NAME, 9, lambda row: row.lead.person_name, "centre"),
    Column(catalogue.CITIZEN_ID, 20, lambda row: row.lead.citizen_id, "code"),
)


def _what(wording: Wording) -> tuple[Column[NumberedLead], ...]:
    return (
        Column(
            catalogue.SEVERITY,
            12,
            lambda row: wording.say_code(codes.SEVERITIES, row.lead.severity),
            lambda row: f"severity_{row.lead.severity}",
        ),
        Column(catalogue.RULE_CODE, 6.5, lambda row: row.lead.rule.code, "centre"),
        Column(catalogue.RULE_TITLE, 17, lambda row: row.lead.rule.title),
        Column(catalogue.PROGRAMME, 13, lambda row: row.lead.programme),
        Column(catalogue.TOWNSHIP, 11, lambda row: row.lead.township),
        Column(catalogue.VILLAGE, 11, lambda row: row.lead.village),
        Column(catalogue.FIRST_MONTH, 9, lambda row: row.lead.first_month, "centre"),
        Column(catalogue.LAST_MONTH, 9, lambda row: row.lead.last_month, "centre"),
        Column(catalogue.MONTH_COUNT, 6, lambda row: row.lead.month_count, "count"),
        Column(catalogue.AMOUNT, 15.5, lambda row: row.lead.amount, "money"),
        Column(catalogue.WHY, 28, lambda row: row.lead.rule.reason, "small"),
        Column(catalogue.STATUS, 7, lambda row: wording.say_code(codes.STATUSES, row.lead.status), "centre"),
        Column(catalogue.FINDING_ID, 14.5, lambda row: row.lead.finding_id, "small"),
    )


def _why(wording: Wording) -> tuple[Column[NumberedLead], ...]:
    return (
        Column(catalogue.EVIDENCE_SUBJECT, 31, lambda row: evidence_text(row.lead, True, wording), "small"),
        Column(catalogue.EVIDENCE_OTHER, 25, lambda row: evidence_text(row.lead, False, wording), "small"),
        Column(catalogue.LINK, 15, lambda row: grade_words(row.lead.link_grade, wording), "small"),
        Column(catalogue.TRIED, 17, lambda row: tried_text(row.lead, wording), "small"),
        Column(catalogue.LAW, 18, lambda row: row.lead.rule.law, "small"),
        Column(catalogue.TO_VERIFY, 20, lambda row: row.lead.rule.to_verify, "small"),
        Column(catalogue.RESPONSIBLE, 10, lambda row: row.lead.rule.responsible, "centre"),
    )


_FILL_IN: tuple[Column[NumberedLead], ...] = (
    Column(catalogue.VERDICT, 9.5, style="fill_in", fill_in=True),
    Column(catalogue.DISPROOF, 14, style="fill_in", fill_in=True),
    Column(catalogue.VERIFIER, 9.5, style="fill_in", fill_in=True),
    Column(catalogue.VERIFIED_ON, 11, style="fill_in_date", fill_in=True),
    Column(catalogue.REMARK, 12, style="fill_in", fill_in=True),
)


def evidence_text(lead: Lead, is_subject: bool, wording: Wording) -> str:
    """Name the rows of one side, a line for each sheet under the name of its source; or say why there is none."""
    lines: list[str] = []
    source = ""
    for rows in lead.evidence:
        if rows.is_subject != is_subject:
            continue
        if rows.source_title != source:
            source = rows.source_title
            lines.append(f"【{source}】")
        lines.append(wording.place(rows.file, rows.sheet, rows.rows))
    if lines or is_subject:
        return "\n".join(lines)
    missing = lead.rule.kind == "missing"
    return wording.say(catalogue.NO_OTHER_EVIDENCE if missing else catalogue.SAME_SOURCE)


def tried_text(lead: Lead, wording: Wording) -> str:
    """Name the exemptions that were tried, and say that none applies where the finding stands."""
    tried = wording.join(lead.rule.tried)
    if lead.exemption_code is not None or not tried:
        return tried
    return wording.join_sentences((tried, wording.say(catalogue.TRIED_NONE)))


def _add_choices(sheet: Sheet, headers: list[Text], rows: int, facts: RunFacts) -> None:
    """Give the verdict columns their lists, and the date column its check."""
    wording, worksheet = sheet.wording, sheet.worksheet
    first, last = TABLE_HEADER_ROW + 1, TABLE_HEADER_ROW + rows
    advice = wording.say(catalogue.PICK_FROM_LIST)
    pick = {"input_message": advice, "error_message": advice}
    verdicts = [wording.say(text) for text in codes.VERDICTS.values()]
    column = headers.index(catalogue.VERDICT)
    worksheet.data_validation(first, column, last, column, {"validate": "list", "source": verdicts} | pick)
    column = headers.index(catalogue.DISPROOF)
    guide = wording.say(catalogue.SHEET_GUIDE)
    source = f"='{guide}'!{DISPROOF_RANGE}"
    worksheet.data_validation(first, column, last, column, {"validate": "list", "source": source} | pick)
    column = headers.index(catalogue.VERIFIED_ON)
    date_check = {
        "validate": "date",
        "criteria": ">=",
        "value": facts.as_of,
        "input_message": wording.say(catalogue.ENTER_DATE),
        "error_message": wording.say(catalogue.ENTER_DATE),
    }
    worksheet.data_validation(first, column, last, column, date_check)


_PRINT_PERCENT: Final = 64
"""At this scale each half of the columns fits the width of A4 landscape."""

_PRINT_PERCENT_EXEMPTED: Final = 58
"""The same where a column more stands in the first half."""


def _set_page_break(sheet: Sheet, columns: Sequence[Column[NumberedLead]], percent: int) -> None:
    """Print who and what on one page, why and the verdict on the page to its right."""
    headers = [column.header for column in columns]
    sheet.worksheet.set_print_scale(percent)
    sheet.worksheet.set_v_pagebreaks([headers.index(catalogue.EVIDENCE_SUBJECT)])
