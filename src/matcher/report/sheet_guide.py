"""The last sheet: how to fill in the verdicts, and the lists that their drop-downs offer."""

from __future__ import annotations

from typing import Final

from matcher.report import catalogue, codes
from matcher.report.sheet import Sheet
from matcher.report.wording import Wording

_LIST_COLUMN: Final = "G"
_LIST_FIRST_ROW: Final = 3

DISPROOF_RANGE: Final = (
    f"${_LIST_COLUMN}${_LIST_FIRST_ROW + 1}:${_LIST_COLUMN}${_LIST_FIRST_ROW + len(codes.DISPROOF_CODES)}"
)
"""Where the reasons for disproving stand, as the drop-downs of other sheets name it."""


def disproof_choices(wording: Wording) -> list[str]:
    """Give the reasons for disproving as they are offered: code and name."""
    return [f"{code} {wording.say(text)}" for code, text in codes.DISPROOF_CODES.items()]


def write_guide(sheet: Sheet) -> None:
    """Write steps, levels of severity, verdicts and reasons."""
    wording, worksheet = sheet.wording, sheet.worksheet
    for column, width in enumerate((6, 18, 46, 3, 3, 3, 46)):
        worksheet.set_column(column, column, width)
    worksheet.set_column(3, 5, 1.5)
    worksheet.set_row(0, 30)
    sheet.merge(0, 0, 2, wording.say(catalogue.SHEET_GUIDE), "title")
    sheet.write(_LIST_FIRST_ROW - 1, 6, wording.say(catalogue.GUIDE_CODE), "header")
    for row, choice in enumerate(disproof_choices(wording), start=_LIST_FIRST_ROW):
        sheet.write(row, 6, choice, "text")
        worksheet.set_row(row, 22)
    row = 2
    for number, step in enumerate(catalogue.GUIDE_STEPS, start=1):
        sheet.write(row, 0, number, "count")
        sheet.merge(row, 1, 2, wording.say(step), "text")
        worksheet.set_row(row, 32)
        row += 1
    row = _write_severities(sheet, row + 1)
    _write_verdicts(sheet, row + 1)
    sheet.set_up_print()
    worksheet.fit_to_pages(1, 1)
    sheet.protect()


def _write_severities(sheet: Sheet, row: int) -> int:
    sheet.merge(row, 0, 2, sheet.wording.say(catalogue.GUIDE_SEVERITY), "section")
    for number, (code, text) in enumerate(codes.SEVERITIES.items(), start=1):
        sheet.write(row + number, 0, number, "count")
        sheet.write(row + number, 1, sheet.wording.say(text), f"severity_{code}")
        sheet.write(row + number, 2, sheet.wording.say(codes.SEVERITY_MEANINGS[code]), "text")
    return row + len(codes.SEVERITIES) + 1


def _write_verdicts(sheet: Sheet, row: int) -> None:
    sheet.merge(row, 0, 2, sheet.wording.say(catalogue.GUIDE_VERDICT), "section")
    for number, (code, text) in enumerate(codes.VERDICTS.items(), start=1):
        sheet.write(row + number, 0, number, "count")
        sheet.write(row + number, 1, sheet.wording.say(text), "centre")
        sheet.write(row + number, 2, sheet.wording.say(codes.VERDICT_MEANINGS[code]), "text")
