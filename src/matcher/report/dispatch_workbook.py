"""The workbook that one receiver gets: a cover, its clues with columns to fill in, and how to fill them in.

Evidence is locked, answers have lists and checks. The same clues give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from matcher.config.base import Text
from matcher.report import catalogue, codes
from matcher.report import dispatch_texts as said
from matcher.report.leads import Lead, amounts_apart
from matcher.report.sheet import TABLE_HEADER_ROW, Column, Heading, Sheet, watermark
from matcher.report.sheet_findings import evidence_text, facts_text
from matcher.report.sheet_guide import DISPROOF_RANGE, write_guide
from matcher.report.styles import NAVY, Styles
from matcher.report.wording import Wording, figure, money
from matcher.storage.disk import written_aside

_OPTIONS: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LARGEST_AMOUNT: Final = 100_000_000
_MOST_PEOPLE: Final = 999
_PRINT_PERCENT: Final = 47
"""At this scale each half of the columns fits the width of A4 landscape."""


@dataclass(frozen=True)
class DispatchedClue:
    """One clue as a receiver sees it."""

    number: int
    clue_number: str
    lead: Lead
    check_code: str


@dataclass(frozen=True)
class DispatchSheet:
    """What the workbook of one receiver says."""

    dispatch: str
    receiver: str
    run_id: str
    as_of: date
    due_on: date
    masked: bool
    clues: Sequence[DispatchedClue]
    for_village: bool
    """Whether it goes to a village: where rows of other departments lie is not for it."""


def write_dispatch_workbook(path: Path, content: DispatchSheet, wording: Wording) -> Path:
    """Write the workbook whole or not at all."""
    with written_aside(path) as aside, xlsxwriter.Workbook(str(aside), _OPTIONS) as book:
        created = datetime.combine(content.as_of, time())
        book.set_properties({"title": wording.say(said.TITLE), "subject": content.dispatch, "created": created})
        styles = Styles(book, wording.language)
        mark = watermark(content.receiver, content.dispatch, wording)
        cover, clues, guide = (
            Sheet(book.add_worksheet(wording.say(title)), styles, wording, mark)
            for title in (said.SHEET_COVER, said.SHEET_CLUES, catalogue.SHEET_GUIDE)
        )
        cover.worksheet.set_tab_color(NAVY)
        _write_cover(cover, content)
        _write_clues(clues, content)
        write_guide(guide)
        cover.worksheet.activate()
    return path


def _write_cover(sheet: Sheet, content: DispatchSheet) -> None:
    wording = sheet.wording
    for column, width in enumerate((6, 26, 70)):
        sheet.worksheet.set_column(column, column, width)
    sheet.worksheet.set_row(0, 32)
    sheet.merge(0, 0, 2, wording.say(said.TITLE), "title")
    leads = [clue.lead for clue in content.clues]
    facts = [
        (said.COVER["receiver"], content.receiver),
        (said.COVER["dispatch"], content.dispatch),
        (said.COVER["run"], content.run_id),
        (said.COVER["as_of"], content.as_of.isoformat()),
        (said.COVER["count"], figure(len(leads))),
        (said.COVER["persons"], figure(len({lead.person_id for lead in leads}))),
        *((label, money(amount)) for label, amount in amounts_apart(leads)),
        (said.COVER["due"], content.due_on.isoformat()),
    ]
    for row, (label, value) in enumerate(facts, start=2):
        sheet.merge(row, 0, 1, wording.say(label), "header")
        sheet.write(row, 2, value, "text")
        sheet.worksheet.set_row(row, 22)
    first = len(facts) + 3
    for number, step in enumerate(said.STEPS, start=1):
        row = first + number
        sheet.write(row, 0, number, "count")
        sheet.merge(row, 1, 2, wording.say(step), "text")
        sheet.worksheet.set_row(row, 34)
    notice = catalogue.MASKED_NOTICE if content.masked else catalogue.UNMASKED_NOTICE
    sheet.merge(first + len(said.STEPS) + 2, 0, 2, wording.say(notice), "notice")
    sheet.worksheet.set_row(first + len(said.STEPS) + 2, 34)
    sheet.set_up_print()
    sheet.worksheet.fit_to_pages(1, 1)
    sheet.protect()


def _write_clues(sheet: Sheet, content: DispatchSheet) -> None:
    wording = sheet.wording
    columns = [*_known(wording), *_answers(), *([] if content.for_village else _where(wording)), *_behind(content)]
    subtitle = wording.say(
        said.SUBTITLE,
        receiver=content.receiver,
        dispatch=content.dispatch,
        count=figure(len(content.clues)),
        due=content.due_on.isoformat(),
    )
    heading = Heading(wording.say(said.TITLE), subtitle, wording.say(catalogue.SUSPICION_NOTICE))
    sheet.write_table(heading, columns, content.clues, frozen=3, printed=len(_known(wording)) + len(said.ANSWERS))
    headers = [column.header for column in columns]
    for name in said.ANSWERS:
        check = _check_of(name, content, wording)
        if check and content.clues:
            place = headers.index(said.ANSWERS[name])
            first = TABLE_HEADER_ROW + 1
            sheet.worksheet.data_validation(first, place, TABLE_HEADER_ROW + len(content.clues), place, check)
    _print_side_by_side(sheet, len(_known(wording)))
    sheet.protect()


def _print_side_by_side(sheet: Sheet, known: int) -> None:
    """Print what is known on one page, and what is filled in on the page to its right, with the clue's number again."""
    sheet.worksheet.set_print_scale(_PRINT_PERCENT)  # fitting to pages would ignore the break between the two
    sheet.worksheet.set_v_pagebreaks([known])
    sheet.worksheet.repeat_columns(0, 2)


def _known(wording: Wording) -> list[Column[DispatchedClue]]:
    return [
        Column(catalogue.NUMBER, 5, lambda row: row.number, "count"),
        Column(said.CLUE_NUMBER, 13, lambda row: row.clue_number, "code"),
        Column(catalogue.NAME, 8.5, lambda row: row.lead.person_name, "centre"),
        Column(catalogue.CITIZEN_ID, 19, lambda row: row.lead.citizen_id, "code"),
        Column(
            catalogue.SEVERITY,
            10,
            lambda row: wording.say_code(codes.SEVERITIES, row.lead.severity),
            lambda row: f"severity_{row.lead.severity}",
        ),
        Column(catalogue.RULE_CODE, 5.5, lambda row: row.lead.rule.code, "centre"),
        Column(catalogue.RULE_TITLE, 16, lambda row: row.lead.rule.title, "small"),
        Column(catalogue.TOWNSHIP, 9, lambda row: row.lead.township, "small"),
        Column(catalogue.VILLAGE, 10, lambda row: row.lead.village, "small"),
        Column(catalogue.PROGRAMME, 12, lambda row: row.lead.programme, "small"),
        Column(catalogue.FIRST_MONTH, 8.5, lambda row: row.lead.first_month, "centre"),
        Column(catalogue.LAST_MONTH, 8.5, lambda row: row.lead.last_month, "centre"),
        Column(catalogue.MONTH_COUNT, 5.5, lambda row: row.lead.month_count, "count"),
        Column(said.SUSPECTED_AMOUNT, 13, lambda row: row.lead.amount, "money"),
        Column(catalogue.KEY_FACTS, 36, lambda row: facts_text(row.lead), "small"),
        Column(catalogue.TO_VERIFY, 28, lambda row: row.lead.rule.to_verify, "small"),
    ]


def _answers() -> list[Column[DispatchedClue]]:
    return [
        Column(
            header,
            said.WIDTHS[name],
            style="fill_in_date" if name in said.DATES else "fill_in",
            fill_in=True,
        )
        for name, header in said.ANSWERS.items()
    ]


def _where(wording: Wording) -> list[Column[DispatchedClue]]:
    return [
        Column(catalogue.AMOUNT_BASIS, 30, lambda row: row.lead.basis, "small"),
        Column(catalogue.EVIDENCE_SUBJECT, 90, lambda row: evidence_text(row.lead, True, wording), "small"),
        Column(catalogue.EVIDENCE_OTHER, 80, lambda row: evidence_text(row.lead, False, wording), "small"),
        Column(catalogue.LINK, 30, lambda row: row.lead.link, "small"),
        Column(catalogue.TRIED, 70, lambda row: row.lead.tried, "small"),
        Column(catalogue.LAW, 60, lambda row: row.lead.law, "small"),
    ]


def _behind(content: DispatchSheet) -> list[Column[DispatchedClue]]:
    return [
        Column(catalogue.RESPONSIBLE, 12, lambda row: row.lead.rule.responsible, "centre"),
        Column(said.RUN, 17, lambda _: content.run_id, "code"),
        Column(said.CHECK_CODE, 11, lambda row: row.check_code, "code"),
    ]


def _check_of(name: str, content: DispatchSheet, wording: Wording) -> dict[str, Any] | None:
    """Give the list or the check of a column to fill in; None: any text."""
    lists: dict[str, dict[str, Text]] = {
        "verdict": codes.VERDICTS,
        "voluntary": said.YES_NO,
        "sanction": said.SANCTIONS,
    }
    pick = {"input_message": wording.say(catalogue.PICK_FROM_LIST)}
    if name in lists:
        return {"validate": "list", "source": [wording.say(text) for text in lists[name].values()], **pick}
    if name == "handling":
        source = [wording.say(text) for text in said.HANDLINGS.values()]
        return {"validate": "list", "source": source, "error_type": "warning", **pick}  # several may be written
    if name == "reason_code":
        return {"validate": "list", "source": f"='{wording.say(catalogue.SHEET_GUIDE)}'!{DISPROOF_RANGE}", **pick}
    if name in said.DATES:
        advice = wording.say(catalogue.ENTER_DATE)
        return {"validate": "date", "criteria": ">=", "value": content.as_of, "error_message": advice}
    highest = _LARGEST_AMOUNT if name in said.AMOUNTS else _MOST_PEOPLE if name == "accountable_count" else None
    kind = "decimal" if name in said.AMOUNTS else "integer"
    return {"validate": kind, "criteria": "between", "minimum": 0, "maximum": highest} if highest else None
