"""The workbook: overview, findings by kind, what needs review, exempted hits, data quality, how to fill in.

Reads Contents; writes one XLSX. The same contents give the same bytes: the only date in it is the run's as-of date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Final, TypeVar

import xlsxwriter

from matcher.config.base import Text
from matcher.report import catalogue
from matcher.report.contents import Contents
from matcher.report.sheet import MOST_ROWS, Sheet, watermark
from matcher.report.sheet_by_rule import MOST_ON_OVERVIEW, counted_rules, write_by_rule
from matcher.report.sheet_findings import write_exempted, write_findings
from matcher.report.sheet_guide import write_guide
from matcher.report.sheet_overview import write_overview
from matcher.report.sheet_quality import write_quality
from matcher.report.sheet_review import write_review
from matcher.report.sheet_rules import write_rules
from matcher.report.styles import GREY, NAVY, Styles
from matcher.report.wording import Wording
from matcher.storage.disk import written_aside

Row = TypeVar("Row")

_RED, _BLUE, _AMBER, _YELLOW = "#8A2C20", "#2B6CB0", "#B7791F", "#F2D675"

_OTHER_KINDS: Final = frozenset({"duplicate", "amount", "data_quality"})

_OPTIONS: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_workbook(path: Path, contents: Contents, *, of_county: bool = False) -> Path:
    """Write the workbook whole or not at all; that of one county has no sheet of what could not be decided."""
    with written_aside(path) as aside, xlsxwriter.Workbook(str(aside), _OPTIONS) as book:
        properties = {
            "title": contents.wording.say(catalogue.REPORT_TITLE),
            "subject": contents.facts.run_id,
            "created": datetime.combine(contents.facts.as_of, time()),
        }
        book.set_properties(properties)
        receiver = _county(contents) if of_county else contents.wording.say(contents.facts.pipeline_title)
        sheets = _Sheets(book, contents.wording, watermark(receiver, contents.facts.run_id, contents.wording))
        overview = sheets.add(catalogue.SHEET_OVERVIEW, NAVY)
        write_overview(overview, contents)
        if len(counted_rules(contents.summary, contents.facts, contents.wording)) > MOST_ON_OVERVIEW:
            write_by_rule(sheets.add(catalogue.SHEET_BY_RULE, NAVY), contents)
        _write_leads(sheets, contents)
        if not of_county:
            for sheet, part in sheets.add_parts(catalogue.SHEET_REVIEW, _AMBER, contents.doubts):
                write_review(sheet, part, contents.facts)
        exempted = [lead for lead in contents.leads if lead.exemption_code is not None]
        for sheet, leads in sheets.add_parts(catalogue.SHEET_EXEMPTED, GREY, exempted):
            write_exempted(sheet, leads, contents.facts)
        write_quality(sheets.add(catalogue.SHEET_QUALITY, GREY), contents.tables, contents.facts)
        write_rules(sheets.add(catalogue.SHEET_RULES, GREY), contents.facts)
        write_guide(sheets.add(catalogue.SHEET_GUIDE, _YELLOW))
        overview.worksheet.activate()
    return path


def _county(contents: Contents) -> str:
    """Name the county that all findings lie in, as far as one is known."""
    code = next((lead.township_code[:6] for lead in contents.leads if lead.township_code), "")
    return contents.facts.area_names.get(f"{code}000000", code) or contents.wording.say(catalogue.UNKNOWN_TOWNSHIP)


def _write_leads(sheets: _Sheets, contents: Contents) -> None:
    """Write the findings that stand, a sheet for each kind; the rarer kinds share one, where there are any."""
    standing = [lead for lead in contents.leads if lead.exemption_code is None]
    missing = [lead for lead in standing if lead.rule.kind == "missing"]
    ineligible = [lead for lead in standing if lead.rule.kind == "ineligible"]
    others = [lead for lead in standing if lead.rule.kind in _OTHER_KINDS]
    listed = [(catalogue.SHEET_MISSING, _BLUE, missing), (catalogue.SHEET_INELIGIBLE, _RED, ineligible)]
    if others:
        listed.append((catalogue.SHEET_OTHER, _AMBER, others))
    for title, colour, leads in listed:
        for sheet, part in sheets.add_parts(title, colour, leads):
            write_findings(sheet, title, part, contents.facts)


class _Sheets:
    """Adds the sheets of one workbook in order."""

    def __init__(self, book: xlsxwriter.Workbook, wording: Wording, mark: str) -> None:
        self._book = book
        self._mark = mark
        self._styles = Styles(book, wording.language)
        self._wording = wording

    def add(self, title: Text, colour: str, number: int = 1) -> Sheet:
        """Add a sheet; a later part of a long table bears its number."""
        name = self._wording.say(title) + (f" ({number})" if number > 1 else "")
        worksheet = self._book.add_worksheet(name)
        worksheet.set_tab_color(colour)
        return Sheet(worksheet, self._styles, self._wording, self._mark)

    def add_parts(self, title: Text, colour: str, rows: Sequence[Row]) -> Iterator[tuple[Sheet, Sequence[Row]]]:
        """Add as many sheets as the rows need, at least one."""
        for number, start in enumerate(range(0, max(len(rows), 1), MOST_ROWS), start=1):
            yield self.add(title, colour, number), rows[start : start + MOST_ROWS]
