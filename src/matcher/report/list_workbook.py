"""A workbook of plain tables, one a sheet, each with its heading: what commands beside the nightly report write.

Writes one XLSX, whole or not at all; the same tables give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from matcher.report.sheet import MOST_ROWS, TABLE_HEADER_ROW, Column, Heading, Sheet, watermark
from matcher.report.styles import NAVY, Styles
from matcher.report.wording import Wording
from matcher.storage.disk import written_aside

_OPTIONS: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

_LONGEST_NAME: Final = 28
"""Characters of a sheet's name; Excel takes 31, and counts rare ones twice."""
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


@dataclass(frozen=True)
class ListSheet:
    """One table."""

    name: str
    """Name of its sheet; what a name may not hold is left out of it."""
    heading: Heading
    columns: Sequence[Column[Any]]
    rows: Sequence[Any]
    frozen: int = 0
    """Columns that stay in sight."""
    colour: str = NAVY
    """Colour of its tab."""
    bars: Sequence[int] = field(default_factory=tuple)
    """Columns of counts that bars are drawn in."""
    is_total: Callable[[Any], bool] | None = None
    """Which rows add up others: bars are not drawn in their way. None: no row does."""


@dataclass(frozen=True)
class ListWorkbook:
    """All tables, and what the file says of itself."""

    title: str
    subject: str
    as_of: date
    sheets: Sequence[ListSheet]
    receiver: str = ""
    """Whom it is for, on every page; empty: the title stands there."""


def write_list_workbook(path: Path, content: ListWorkbook, wording: Wording) -> Path:
    """Write the workbook whole or not at all."""
    with written_aside(path) as aside, xlsxwriter.Workbook(str(aside), _OPTIONS) as book:
        created = datetime.combine(content.as_of, time())
        book.set_properties({"title": content.title, "subject": content.subject, "created": created})
        styles = Styles(book, wording.language)
        mark = watermark(content.receiver or content.title, content.subject, wording)
        for one in content.sheets:
            for number, start in enumerate(range(0, max(len(one.rows), 1), MOST_ROWS), start=1):
                name = sheet_name(one.name, number)
                sheet = Sheet(book.add_worksheet(name), styles, wording, mark)
                sheet.worksheet.set_tab_color(one.colour)
                _write(sheet, one, one.rows[start : start + MOST_ROWS])
    return path


def sheet_name(name: str, number: int = 1) -> str:
    """Make a text a name that a sheet may have; a later part of a long table bears its number."""
    part = f" ({number})" if number > 1 else ""
    plain = _NOT_IN_NAMES.sub(" ", name).strip(" '")
    return (plain[: _LONGEST_NAME - len(part)].rstrip(" '") or "-") + part


def _write(sheet: Sheet, one: ListSheet, rows: Sequence[Any]) -> None:
    sheet.write_table(one.heading, one.columns, rows, frozen=one.frozen)
    sheet.worksheet.fit_to_pages(1, 0)
    first = TABLE_HEADER_ROW + 1
    # Bars are drawn in each run of rows between totals, so that a total does not make them all short.
    for start, end in _stretches(rows, one.is_total):
        for column in one.bars:
            bar = {"type": "data_bar", "bar_color": "#9DB7D5", "bar_solid": True, "min_type": "num", "min_value": 0}
            sheet.worksheet.conditional_format(first + start, column, first + end, column, bar)


def _stretches(rows: Sequence[Any], is_total: Callable[[Any], bool] | None) -> list[tuple[int, int]]:
    """Give the first and last places of runs of rows that are no totals."""
    found: list[tuple[int, int]] = []
    for place, row in enumerate(rows):
        if is_total is not None and is_total(row):
            continue
        if found and found[-1][1] == place - 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found
