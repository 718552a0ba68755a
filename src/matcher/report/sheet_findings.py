"""The sheets that list findings: should-have-but-missing, ineligible-but-paid, others, and the exempted ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matcher.config.base import Text
from matcher.report import catalogue, codes
from matcher.report.facts import RunFacts
from matcher.report.leads import Lead, amounts_apart
from matcher.report.sheet import TABLE_HEADER_ROW, Column, Heading, Sheet
from matcher.report.sheet_guide import DISPROOF_RANGE
from matcher.report.wording import Wording, figure, money


@dataclass(frozen=True)
class NumberedLead:
    """A finding with its number on the sheet."""

    number: int
    lead: Lead


def write_findings(sheet: Sheet, title: Text, leads: Sequence[Lead], facts: RunFacts) -> None:
    """Write findings with columns for the verdict; those are open to writing, the others locked.

    Who, what, how it is reckoned and the verdict are printed, on the width of one page. Where the rows lie is for the
    screen, and stands in wide columns: rows stay low. What is the same for all findings of a rule is printed once, on
    the sheet of rules.
    """
    wording = sheet.wording
    first = [*_WHO, _severity(wording), *_what(catalogue.RULE_TITLE), _BASIS, _FACTS, *_FILL_IN]
    second = [_PROGRAMME, _status(wording), *_where(wording)]
    columns = [*first, *second, *_ABOUT_RULE]
    rows = [NumberedLead(number, lead) for number, lead in enumerate(leads, start=1)]
    heading = _heading(title, leads, facts, wording)
    sheet.write_table(heading, columns, rows, frozen=2, printed=len(first))
    if rows:
        _add_choices(sheet, [column.header for column in columns], len(rows), facts)
    sheet.protect()


def write_exempted(sheet: Sheet, leads: Sequence[Lead], facts: RunFacts) -> None:
    """Write the hits that an exemption lifts: which one, and why; they are no findings."""
    wording = sheet.wording
    first = [*_WHO, _EXEMPTION, *_what(catalogue.HIT_RULE), _BASIS, _FACTS]
    second = [_PROGRAMME, *_where(wording)]
    rows = [NumberedLead(number, lead) for number, lead in enumerate(leads, start=1)]
    heading = Heading(
        title=f"{wording.say(facts.pipeline_title)} · {wording.say(catalogue.SHEET_EXEMPTED)}",
        subtitle="　".join(
            (
                wording.say(catalogue.EXEMPTED_NOTE, findings=figure(len(leads))),
                wording.say(catalogue.AS_OF, as_of=facts.as_of.isoformat()),
            )
        ),
        notice=wording.say(catalogue.EXEMPTED_NOTICE),
    )
    columns = [*first, *second, _LAW, _RESPONSIBLE]
    sheet.write_table(heading, columns, rows, frozen=2, printed=len(first))


def _heading(title: Text, leads: Sequence[Lead], facts: RunFacts, wording: Wording) -> Heading:
    persons = len({lead.person_id for lead in leads})
    parts = [
        wording.say(catalogue.COUNT_NOTE, findings=figure(len(leads)), persons=figure(persons)),
        *(f"{wording.say(label)} {money(amount)}" for label, amount in amounts_apart(leads)),
        wording.say(catalogue.AS_OF, as_of=facts.as_of.isoformat()),
    ]
    return Heading(
        title=f"{wording.say(facts.pipeline_title)} · {wording.say(title)}",
        subtitle="　".join(parts),
        notice=wording.say(catalogue.SUSPICION_NOTICE),
    )


_WHO: tuple[Column[NumberedLead], ...] = (
    Column(catalogue.NUMBER, 5, lambda row: row.number, "count"),
    Column(catalogue.NAME, 8.5, lambda row: row.lead.person_name, "centre"),
    Column(catalogue.CITIZEN_ID, 18.5, lambda row: row.lead.citizen_id, "code"),
)


def _severity(wording: Wording) -> Column[NumberedLead]:
    return Column(
        catalogue.SEVERITY,
        10,
        lambda row: wording.say_code(codes.SEVERITIES, row.lead.severity),
        lambda row: f"severity_{row.lead.severity}",
    )


def _what(title: Text) -> tuple[Column[NumberedLead], ...]:
    return (
        Column(catalogue.RULE_CODE, 5.5, lambda row: row.lead.rule.code, "centre"),
        Column(title, 15, lambda row: row.lead.rule.title, "small"),
        Column(catalogue.TOWNSHIP, 8.5, lambda row: row.lead.township, "small"),
        Column(catalogue.VILLAGE, 9.5, lambda row: row.lead.village, "small"),
        Column(catalogue.FIRST_MONTH, 8.5, lambda row: row.lead.first_month, "centre"),
        Column(catalogue.LAST_MONTH, 8.5, lambda row: row.lead.last_month, "centre"),
        Column(catalogue.MONTH_COUNT, 5.5, lambda row: row.lead.month_count, "count"),
        Column(catalogue.AMOUNT, 13, lambda row: row.lead.amount, "money"),
    )


_PROGRAMME: Final[Column[NumberedLead]] = Column(catalogue.PROGRAMME, 12, lambda row: row.lead.programme, "small")
_FACTS: Final[Column[NumberedLead]] = Column(catalogue.KEY_FACTS, 34, lambda row: facts_text(row.lead), "small")
_BASIS: Final[Column[NumberedLead]] = Column(catalogue.AMOUNT_BASIS, 22, lambda row: row.lead.basis, "small")
_EXEMPTION: Final[Column[NumberedLead]] = Column(catalogue.EXEMPTION, 30, lambda row: row.lead.exemption, "small")


def _status(wording: Wording) -> Column[NumberedLead]:
    return Column(catalogue.STATUS, 6, lambda row: wording.say_code(codes.STATUSES, row.lead.status), "centre")


def _where(wording: Wording) -> tuple[Column[NumberedLead], ...]:
    return (
        Column(catalogue.EVIDENCE_SUBJECT, 90, lambda row: evidence_text(row.lead, True, wording), "small"),
        Column(catalogue.EVIDENCE_OTHER, 80, lambda row: evidence_text(row.lead, False, wording), "small"),
        Column(catalogue.LINK, 30, lambda row: row.lead.link, "small"),
        Column(catalogue.TRIED, 70, lambda row: row.lead.tried, "small"),
        Column(catalogue.FINDING_ID, 13.5, lambda row: row.lead.finding_id, "small"),
    )


_LAW: Final[Column[NumberedLead]] = Column(catalogue.LAW, 60, lambda row: row.lead.law, "small")
_RESPONSIBLE: Final[Column[NumberedLead]] = Column(
    catalogue.RESPONSIBLE, 10, lambda row: row.lead.rule.responsible, "centre"
)
_ABOUT_RULE: tuple[Column[NumberedLead], ...] = (
    Column(catalogue.WHY, 60, lambda row: row.lead.rule.reason, "small"),
    _LAW,
    Column(catalogue.TO_VERIFY, 60, lambda row: row.lead.rule.to_verify, "small"),
    _RESPONSIBLE,
)


_FILL_IN: tuple[Column[NumberedLead], ...] = (
    Column(catalogue.VERDICT, 8.5, style="fill_in", fill_in=True),
    Column(catalogue.DISPROOF, 12, style="fill_in", fill_in=True),
    Column(catalogue.VERIFIER, 8.5, style="fill_in", fill_in=True),
    Column(catalogue.VERIFIED_ON, 10.5, style="fill_in_date", fill_in=True),
    Column(catalogue.REMARK, 10, style="fill_in", fill_in=True),
)


def facts_text(lead: Lead) -> str:
    """Give the facts that decide a finding: the months without a payment, then what the other rows say."""
    return "\n".join(part for part in (lead.gap, lead.facts) if part)


def evidence_text(lead: Lead, is_subject: bool, wording: Wording) -> str:
    """Name the rows of one side, a line for each sheet behind the name of its source; or say why there is none."""
    lines: list[str] = []
    source = ""
    for rows in lead.evidence:
        if rows.is_subject != is_subject:
            continue
        place = wording.place(rows.file, rows.sheet, rows.rows)
        lines.append(place if rows.source_title == source else f"【{rows.source_title}】{place}")
        source = rows.source_title
    if lines or is_subject:
        return "\n".join(lines)
    return lead.gap or wording.say(catalogue.SAME_SOURCE)


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
