"""The first sheet: headline figures, the way from rows to findings, and tables by rule, township and source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from matcher.config.base import Language, Text
from matcher.report import catalogue, codes
from matcher.report.contents import Contents
from matcher.report.facts import FileFacts, RunFacts, title_of
from matcher.report.overview_lines import (
    funnel,
    lag_days,
    quiet_rules_line,
    run_line,
    since_last,
    township_words,
    unjudged_lines,
)
from matcher.report.sheet import Sheet, Value
from matcher.report.sheet_by_rule import counted_rules, foremost, sums
from matcher.report.sheet_quality import id_share_cell
from matcher.report.summary import NOTHING, Summary, Total, Totals
from matcher.report.wording import Wording, figure, money

_WIDTHS: Final = (9, 40, 19, 19, 19, 19, 19, 19)
_LAST: Final = len(_WIDTHS) - 1

_PRINT_PERCENT: Final[dict[Language, int]] = {"zh": 64, "en": 56}
"""At this scale figures and twelve rules fit one page of A4 landscape. Fitting by the program would void the breaks."""

Cells = Sequence[tuple[Value, str]]


def write_overview(sheet: Sheet, contents: Contents) -> None:
    """Write the overview, made to be read, and printed, from top to bottom."""
    summary, facts = contents.summary, contents.facts
    for column, width in enumerate(_WIDTHS):
        sheet.worksheet.set_column(column, column, width)
    row = _write_head(sheet, facts, masked=contents.masked)
    row = _write_cards(sheet, summary, len(contents.doubts), row)
    row = _write_steps(sheet, summary, facts, row)
    row = _write_rules(sheet, summary, facts, row)
    breaks = [row]
    row = _write_unjudged(sheet, facts, row)
    row = _write_townships(sheet, summary, facts, row)
    row = _write_agencies(sheet, summary, facts, row)
    breaks.append(row)
    row = _write_sources(sheet, facts, row)
    _write_notes(sheet, row)
    sheet.set_up_print()
    sheet.worksheet.set_print_scale(_PRINT_PERCENT[sheet.wording.language])
    sheet.worksheet.set_h_pagebreaks(breaks)


def _write_head(sheet: Sheet, facts: RunFacts, *, masked: bool) -> int:
    wording = sheet.wording
    sheet.worksheet.set_row(0, 36)
    title = f"{wording.say(facts.pipeline_title)} · {wording.say(catalogue.REPORT_TITLE)}"
    sheet.merge(0, 0, _LAST, title, "title")
    sheet.merge(1, 0, _LAST, run_line(facts, wording), "subtitle")
    sheet.merge(2, 0, _LAST, wording.say(catalogue.SUSPICION_NOTICE), "notice")
    notice = catalogue.MASKED_NOTICE if masked else catalogue.UNMASKED_NOTICE
    sheet.merge(3, 0, _LAST, wording.say(notice), "notice")
    return 5


def _write_cards(sheet: Sheet, summary: Summary, reviewed: int, row: int) -> int:
    wording = sheet.wording
    missing, ineligible = (summary.by_kind.get(kind, NOTHING) for kind in ("missing", "ineligible"))
    cards: list[tuple[str, str, int, str]] = [
        ("missing", suspected("missing", wording), missing.findings, _card_note(missing, wording)),
        ("ineligible", suspected("ineligible", wording), ineligible.findings, _card_note(ineligible, wording)),
        ("review", wording.say(catalogue.FOR_REVIEW), reviewed, wording.say(catalogue.NOT_COUNTED)),
        (
            "exempted",
            wording.say(catalogue.EXEMPTED),
            summary.exempted.findings,
            wording.say(catalogue.LAWFUL_REASON),
        ),
    ]
    for height, offset in ((22, 0), (38, 1), (20, 2)):
        sheet.worksheet.set_row(row + offset, height)
    for index, (name, label, number, note) in enumerate(cards):
        first = index * 2
        sheet.merge(row, first, first + 1, label, f"card_label_{name}")
        sheet.merge(row + 1, first, first + 1, number, "card_figure")
        sheet.merge(row + 2, first, first + 1, note, "card_note")
    return row + 4


def suspected(kind: str, wording: Wording) -> str:
    """Name a kind of finding as what it is, a suspicion: 违规享受（疑似）."""
    return wording.say(catalogue.SUSPECTED, kind=wording.say(codes.KINDS[kind]))


def _card_note(total: Total, wording: Wording) -> str:
    return wording.say(catalogue.PEOPLE_AND_MONEY, persons=figure(total.persons), amount=money(total.amount))


def _write_steps(sheet: Sheet, summary: Summary, facts: RunFacts, row: int) -> int:
    """Write the funnel on the left and the severities on the right."""
    wording = sheet.wording
    sheet.merge(row, 0, 3, wording.say(catalogue.FUNNEL), "section")
    sheet.merge(row, 4, _LAST, wording.say(catalogue.BY_SEVERITY), "section")
    before = 0
    for number, (label, count, is_part) in enumerate(funnel(summary), start=row + 1):
        sheet.merge(number, 0, 1, wording.say(label), "text")
        sheet.write(number, 2, count, "count")
        share = wording.say(catalogue.SHARE_OF_STEP, share=f"{count / before:.1%}") if is_part and before else None
        sheet.write(number, 3, share, "small")
        before = count
    for number, (severity, total) in enumerate(summary.by_severity.items(), start=row + 1):
        sheet.write(number, 4, wording.say(codes.SEVERITIES[severity]), f"severity_{severity}")
        sheet.merge(number, 5, 6, wording.say(codes.SEVERITY_MEANINGS[severity]), "small")
        sheet.write(number, 7, total.findings, "count")
    for number in range(row + 1, row + 6):
        sheet.worksheet.set_row(number, 29)
    sheet.merge(row + 5, 4, _LAST, since_last(summary, facts, wording), "note")
    return row + 7


def _write_rules(sheet: Sheet, summary: Summary, facts: RunFacts, row: int) -> int:
    headers = (
        catalogue.RULE_CODE, catalogue.RULE_TITLE, catalogue.KIND, catalogue.FINDINGS, catalogue.PERSONS,
        catalogue.AMOUNT, catalogue.EXEMPTED, catalogue.RESPONSIBLE,
    )  # fmt: skip
    wording = sheet.wording
    lines = counted_rules(summary, facts, wording)
    shown = foremost(lines)
    rows: list[Cells] = [
        [
            (line.code, "centre"),
            (line.title, "text"),
            (line.kind, "centre"),
            (line.total.findings, "count"),
            (line.total.persons, "count"),
            (line.total.amount, "money"),
            (line.exempted, "count"),
            (line.responsible, "centre"),
        ]
        for line in shown
    ]
    title = catalogue.BY_RULE if len(shown) == len(lines) else catalogue.BY_RULE_FOREMOST
    end = _write_section(sheet, title, headers, rows, row)
    for number, one in enumerate(sums(summary, wording), start=end):
        total = one.total
        values: list[Value] = [None, None, total.findings, total.persons, total.amount, one.exempted, None]
        _write_total(sheet, number, one.title, values)
    sheet.draw_bars(row + 2, end - 1, 3)
    if len(shown) < len(lines):
        rest = wording.say(
            catalogue.MORE_RULES, count=len(lines) - len(shown), sheet=wording.say(catalogue.SHEET_BY_RULE)
        )
        sheet.merge(end + 2, 0, _LAST, rest, "note")
    elif len(lines) < len(summary.by_rule):
        others = wording.say(catalogue.OTHER_RULES_LINE, told=quiet_rules_line(len(lines), facts, wording))
        sheet.merge(end + 2, 0, _LAST, others, "note")
    return end + 4


def _write_townships(sheet: Sheet, summary: Summary, facts: RunFacts, row: int) -> int:
    headers = (
        catalogue.NUMBER, catalogue.TOWNSHIP, codes.KINDS["missing"], codes.KINDS["ineligible"], catalogue.FINDINGS,
        catalogue.PERSONS, catalogue.AMOUNT_MISSING, catalogue.AMOUNT_INELIGIBLE,
    )  # fmt: skip
    wording = sheet.wording
    rows: list[Cells] = [
        [(number, "count"), (township_words(code, summary, facts, wording), "text"), *_kind_cells(kinds, summary, code)]
        for number, (code, kinds) in enumerate(summary.by_township.items(), start=1)
    ]
    end = _write_section(sheet, catalogue.BY_TOWNSHIP, headers, rows, row)
    sheet.draw_bars(row + 2, end - 1, 4)
    return end + 1


def _kind_cells(kinds: Totals, summary: Summary, code: str) -> Cells:
    missing, ineligible = kinds.get("missing", NOTHING), kinds.get("ineligible", NOTHING)
    every = summary.by_township_all[code]
    return [
        (missing.findings, "count"),
        (ineligible.findings, "count"),
        (every.findings, "count"),
        (every.persons, "count"),
        *((amount, "money") for amount in summary.amounts_by_township[code]),
    ]


def _write_agencies(sheet: Sheet, summary: Summary, facts: RunFacts, row: int) -> int:
    headers = (
        catalogue.NUMBER, catalogue.RESPONSIBLE, catalogue.FINDINGS, catalogue.PERSONS, catalogue.AMOUNT_MISSING,
        catalogue.AMOUNT_INELIGIBLE,
    )  # fmt: skip
    rows: list[Cells] = [
        [
            (number, "count"),
            (sheet.wording.say(title_of(facts.agency_titles, agency)), "text"),
            (total.findings, "count"),
            (total.persons, "count"),
            (summary.amounts_by_agency[agency][0], "money"),
            (summary.amounts_by_agency[agency][1], "money"),
        ]
        for number, (agency, total) in enumerate(summary.by_agency.items(), start=1)
    ]
    return _write_section(sheet, catalogue.BY_AGENCY, headers, rows, row) + 1


def _write_sources(sheet: Sheet, facts: RunFacts, row: int) -> int:
    headers = (
        catalogue.NUMBER, catalogue.SOURCE_FILE, catalogue.AGENCY, catalogue.AS_OF_DATE, catalogue.LAG_DAYS,
        catalogue.ROWS_IN, catalogue.RECORD_ROWS, catalogue.VALID_ID_SHARE,
    )  # fmt: skip
    wording = sheet.wording
    rows: list[Cells] = [
        [
            (number, "count"),
            (f"{wording.say(file.source_title)}\n{file.source_file}", "small"),
            (wording.say(title_of(facts.agency_titles, file.agency)), "centre"),
            (file.as_of_date.isoformat(), "centre"),
            _lag_cell(file, facts, wording),
            (file.rows_in, "count"),
            (file.record_rows, "count"),
            id_share_cell(file, wording),
        ]
        for number, file in enumerate(facts.files, start=1)
    ]
    sheet.worksheet.repeat_rows(row + 1)  # the one long table here, and the last: pages before it are left as they are
    return _write_section(sheet, catalogue.SOURCES, headers, rows, row) + 1


def _lag_cell(file: FileFacts, facts: RunFacts, wording: Wording) -> tuple[Value, str]:
    days = lag_days(file, facts)
    return (wording.say(catalogue.EARLIER_PERIOD), "centre") if days is None else (days, "count")


def _write_unjudged(sheet: Sheet, facts: RunFacts, row: int) -> int:
    """Say which rules were not judged and which exemptions not looked up, or that there are none."""
    wording = sheet.wording
    lines = unjudged_lines(facts, wording)
    sheet.merge(row, 0, _LAST, wording.say(catalogue.UNJUDGED), "section")
    note = catalogue.UNJUDGED_NOTE if lines else catalogue.ALL_JUDGED
    sheet.merge(row + 1, 0, _LAST, wording.say(note), "note")
    for number, (code, title, what, reason) in enumerate(lines, start=row + 2):
        sheet.write(number, 0, code, "centre")
        sheet.write(number, 1, title, "text")
        sheet.write(number, 2, what, "centre")
        sheet.merge(number, 3, _LAST, reason, "small")
        sheet.fit_height(number, (_WIDTHS[1], sum(_WIDTHS[3:])), ((title, "text"), (reason, "small")))
    return row + 3 + len(lines)


def _write_notes(sheet: Sheet, row: int) -> None:
    sheet.merge(row, 0, _LAST, sheet.wording.say(catalogue.HOW_TO_READ), "section")
    for number, note in enumerate(catalogue.READING_NOTES, start=1):
        sheet.write(row + number, 0, number, "centre")
        sheet.merge(row + number, 1, _LAST, sheet.wording.say(note), "note")
        sheet.worksheet.set_row(row + number, 20)


def _write_section(sheet: Sheet, title: Text, headers: Sequence[Text], rows: Sequence[Cells], row: int) -> int:
    """Write a titled table; gives the row after it."""
    sheet.merge(row, 0, _LAST, sheet.wording.say(title), "section")
    sheet.worksheet.set_row(row, 22)
    sheet.worksheet.set_row(row + 1, 22)
    sheet.header(row + 1, [sheet.wording.say(header) for header in headers])
    for number, cells in enumerate(rows, start=row + 2):
        for column, (value, style) in enumerate(cells):
            sheet.write(number, column, value, style)
        sheet.fit_height(number, _WIDTHS, cells)
    if not rows:
        sheet.merge(row + 2, 0, _LAST, sheet.wording.say(catalogue.NO_ROWS), "empty")
    return row + 2 + max(len(rows), 1)


def _write_total(sheet: Sheet, row: int, label: str, values: Sequence[Value]) -> None:
    sheet.write(row, 0, label, "total_text")
    sheet.worksheet.set_row(row, 20)
    for column, value in enumerate(values, start=1):
        style = {int: "total_count", type(None): "total_text"}.get(type(value), "total_money")
        sheet.write(row, column, value, style)
