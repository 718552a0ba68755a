"""One sheet of the workbook: texts stay texts, tables get a frozen, filtered, repeated header. Writes to xlsxwriter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import ceil
from typing import Any, Final, Generic, TypeVar

from xlsxwriter.worksheet import Worksheet

from matcher.config.base import Text
from matcher.report import catalogue
from matcher.report.csv_table import starts_like_a_formula
from matcher.report.styles import NAVY, Styles
from matcher.report.wording import Wording, shorten

Value = str | int | float | Decimal | None
Row = TypeVar("Row")

_LONGEST_TEXT: Final = 32_767
"""Characters that a cell holds; Excel calls a file with more damaged."""

MOST_ROWS: Final = 1_000_000
"""Rows of a table on one sheet; Excel ends at 1,048,576."""


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column of a table."""

    header: Text
    """Its header."""
    width: float
    """Width in characters."""
    value: Callable[[Row], Value] | None = None
    """What a row shows in it; None: nothing, since people write in it."""
    style: str | Callable[[Row], str] = "text"
    """Style by name, for all rows or for each."""
    fill_in: bool = False
    """Whether people write in it."""


@dataclass(frozen=True)
class Heading:
    """What stands above a table."""

    title: str
    """What the sheet shows."""
    subtitle: str
    """Counts and dates."""
    notice: str
    """How far it may be trusted."""


TABLE_HEADER_ROW: Final = 3
"""Zero-based row of the header of a sheet that is one table: title, subtitle and notice stand above it."""


_HIGHEST_ROW: Final = 400.0
"""Points; Excel ends at 409."""


_LINE: Final = {False: 13.5, True: 12.0}
"""Points that a line takes, by whether its letters are small."""


@lru_cache(maxsize=4096)
def height_needed(text: str, width: float, *, small: bool) -> float:
    """Estimate the height in points of a wrapped text in a column, in 10-point letters, or small ones of 9."""
    room = max(width - 1.5, 1) * (10 / 9 if small else 1)
    if 2 * len(text) <= room and "\n" not in text:  # so short that it fits, however wide its characters are
        return _LINE[small] + 6
    # A line that wraps wastes room where a word, a number or a file name does not fit its end.
    full = [_width(line) / room for line in text.split("\n")]
    lines = sum(1 if share <= 1 else ceil(share * 1.15 + 0.2) for share in full)
    return lines * _LINE[small] + 6


def _width(text: str) -> float:
    """Estimate a text's width in figures: a Chinese character is two wide, a Latin letter a little less than one."""
    # In GBK a character that is two columns wide is two bytes, others are one.
    wide = len(text.encode("gbk", "replace")) - len(text)
    return 2 * wide + 0.88 * (len(text) - wide)


_MARGIN_GREY: Final = "&K7B8794"


def _in_margin(text: str, longest: int = 150) -> str:
    """Write a text for a page margin, where & begins a code; margins hold 255 characters in all."""
    return shorten(text, longest).replace("&", "＆")


def watermark(receiver: str, number: str, wording: Wording) -> str:
    """Say whom a file is for and under which number it went out: it stands on every printed page."""
    return wording.say(catalogue.WATERMARK, receiver=shorten(receiver, 40), number=number)


class Sheet:
    """A worksheet with the styles and the language of its workbook, and the watermark of its pages."""

    def __init__(self, worksheet: Worksheet, styles: Styles, wording: Wording, mark: str) -> None:
        self.worksheet = worksheet
        self.mark = mark
        self.styles = styles
        self.wording = wording

    def write(self, row: int, column: int, value: Value, style: str = "text") -> None:
        """Write a value: texts always as texts, never as formulas, links or numbers."""
        if value is None or value == "":
            self.worksheet.write_blank(row, column, None, self.styles.of(style))
        elif isinstance(value, str):
            text = value if len(value) <= _LONGEST_TEXT else value[: _LONGEST_TEXT - 1] + "…"
            quoted = starts_like_a_formula(text)
            self.worksheet.write_string(row, column, text, self.styles.of(style, quoted=quoted))
        else:
            self.worksheet.write_number(row, column, float(value), self.styles.of(style))

    def merge(self, row: int, first: int, last: int, value: Value, style: str) -> None:
        """Write a value across columns of one row."""
        self.worksheet.merge_range(row, first, row, last, "", self.styles.of(style))
        self.write(row, first, value, style)

    def header(self, row: int, titles: Sequence[str], style: str = "header") -> None:
        """Write a row of headers."""
        for column, title in enumerate(titles):
            self.write(row, column, title, style)

    def set_up_print(self, notice: str = "") -> None:
        """Print on A4 landscape with narrow margins, the notice, page numbers and the watermark."""
        self.worksheet.set_paper(9)  # A4
        self.worksheet.set_landscape()
        self.worksheet.center_horizontally()
        self.worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
        page = self.wording.say(catalogue.PAGE_FOOTER)
        mark = f"&B&11{_MARGIN_GREY} {_in_margin(self.mark, 80)}&B"
        self.worksheet.set_footer(f"&L&8 {_in_margin(notice, 100)}&C&9 {page}\n{mark}&R&9 &A")
        self.worksheet.hide_gridlines(2)

    def write_heading(self, heading: Heading, columns: int) -> None:
        """Write title, subtitle and notice above a table, across its first columns."""
        last = min(columns, 12) - 1
        self.worksheet.set_row(0, 30)
        self.worksheet.set_row(1, 18)
        self.worksheet.set_row(2, 18)
        self.merge(0, 0, last, heading.title, "title")
        self.merge(1, 0, last, heading.subtitle, "subtitle")
        self.merge(2, 0, last, heading.notice, "notice")

    def write_table(
        self,
        heading: Heading,
        columns: Sequence[Column[Row]],
        rows: Sequence[Row],
        frozen: int,
        printed: int | None = None,
    ) -> None:
        """Write a sheet that is one table.

        Args:
            heading: What stands above it.
            columns: Its columns.
            rows: Its rows, at most MOST_ROWS.
            frozen: How many columns stay in sight on scrolling sideways.
            printed: How many columns are printed, on the width of one page; none: all.
        """
        self.write_heading(heading, len(columns))
        needed = [height_needed(self.wording.say(one.header), one.width - 1, small=False) for one in columns]
        self.worksheet.set_row(TABLE_HEADER_ROW, max(32, *needed))
        for index, column in enumerate(columns):
            self.worksheet.set_column(index, index, column.width)
            style = "header_fill_in" if column.fill_in else "header"
            self.write(TABLE_HEADER_ROW, index, self.wording.say(column.header), style)
        first = TABLE_HEADER_ROW + 1
        for number, row in enumerate(rows, start=first):
            self._write_row(number, columns, row)
        if not rows:
            self.merge(first, 0, 5, self.wording.say(catalogue.NO_ROWS), "empty")
        self.worksheet.freeze_panes(first, frozen)
        self.worksheet.autofilter(TABLE_HEADER_ROW, 0, TABLE_HEADER_ROW + max(len(rows), 1), len(columns) - 1)
        self._set_up_table_print(heading, printed or len(columns), len(rows))

    def _set_up_table_print(self, heading: Heading, columns: int, rows: int) -> None:
        """Print the table alone on the width of one page, its heading in the margin of every page."""
        self.set_up_print(heading.notice)
        self.worksheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
        self.worksheet.set_header(f"&L&B&12 {_in_margin(heading.title)}&R&9 {_in_margin(heading.subtitle)}")
        self.worksheet.print_area(TABLE_HEADER_ROW, 0, TABLE_HEADER_ROW + max(rows, 1), columns - 1)
        self.worksheet.repeat_rows(TABLE_HEADER_ROW)
        self.worksheet.fit_to_pages(1, 0)

    def _write_row(self, number: int, columns: Sequence[Column[Row]], row: Row) -> None:
        values = [column.value(row) if column.value else None for column in columns]
        styles = [column.style if isinstance(column.style, str) else column.style(row) for column in columns]
        for index, (value, style) in enumerate(zip(values, styles, strict=True)):
            self.write(number, index, value, style)
        self.fit_height(number, [column.width for column in columns], zip(values, styles, strict=True))

    def fit_height(self, row: int, widths: Sequence[float], cells: Iterable[tuple[Value, str]]) -> None:
        """Make a row high enough for its texts, given as (value, style): not every program does so by itself."""
        heights = [
            height_needed(value, width, small=style == "small")
            for width, (value, style) in zip(widths, cells, strict=False)
            if isinstance(value, str) and value
        ]
        self.worksheet.set_row(row, min(max([20.0, *heights]), _HIGHEST_ROW))

    def draw_bars(self, first: int, last: int, column: int) -> None:
        """Let the length of a bar behind each figure of a column show how large it is."""
        bars = {
            "type": "data_bar",
            "bar_solid": True,
            "bar_color": "#B9CBE0",
            "bar_border_color": NAVY,
            "min_type": "num",
            "min_value": 0,
        }
        self.worksheet.conditional_format(first, column, last, column, bars)

    def protect(self) -> None:
        """Lock all but the cells to fill in. There is no password: it guards against slips, not against people."""
        allowed: dict[str, Any] = {
            "autofilter": True,
            "format_columns": True,
            "format_rows": True,
            "select_locked_cells": True,
            "select_unlocked_cells": True,
        }
        self.worksheet.protect("", allowed)
