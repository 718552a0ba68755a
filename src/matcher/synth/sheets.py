"""Lay out exports as agencies write them, and know on which physical row each record came to stand.

Writes delimited text and XLSX; the same input gives the same bytes.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from matcher.synth.dirt import Cell
from matcher.synth.person import Person


@dataclass(frozen=True)
class Row:
    """One row of an export, and whose it is."""

    cells: Sequence[Cell]
    person: Person
    parts: tuple[str, ...] = ("row",)
    """Parts of the row that become model rows: `part` of the source's fills."""
    is_reject: bool = False
    """Whether a value in it must make ingest reject it."""


@dataclass
class Sheet:
    """One sheet, or one delimited file."""

    header: Sequence[str]
    rows: list[Row]
    name: str = ""
    """Name of the sheet; empty in delimited text."""
    titles: Sequence[str] = ()
    """Merged title rows above the header."""
    footers: Sequence[Sequence[Cell]] = ()
    """Total and signature rows."""
    header_every: int = 0
    """Repeat the header after so many rows, as on printed pages, with a blank row before it; 0: never."""


@dataclass
class Delivery:
    """One delivered file."""

    source: str
    path: str
    """Relative to the inbox."""
    sheets: list[Sheet]
    encoding: str = ""
    """Of delimited text: gb18030 or utf-8-sig; empty: a workbook."""
    delimiter: str = ","
    """Of delimited text; some systems write tabs and call the file .xls."""
    notes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Other sheets of a workbook, which hold no records: name → lines."""


@dataclass(frozen=True)
class Placed:
    """Where one row came to stand."""

    sheet: str
    row_number: int
    row: Row


def write_delivery(inbox: Path, delivery: Delivery, created: date) -> list[Placed]:
    """Write one file and say where its rows stand."""
    path = inbox / delivery.path
    path.parent.mkdir(parents=True, exist_ok=True)
    if delivery.encoding:
        return _write_text(path, delivery)
    return _write_workbook(path, delivery, created)


def by_township(people: Iterable[Row], key: Callable[[Row], str]) -> dict[str, list[Row]]:
    """Group rows by township, in the order in which the townships first appear when sorted by name."""
    groups: dict[str, list[Row]] = {}
    for row in people:
        groups.setdefault(key(row), []).append(row)
    return {name: groups[name] for name in sorted(groups)}


def _lines(sheet: Sheet) -> Iterable[tuple[Sequence[Cell], Row | None]]:
    """Give header, rows, repeated headers, blanks and footers in order."""
    yield sheet.header, None
    for count, row in enumerate(sheet.rows):
        if sheet.header_every and count and count % sheet.header_every == 0:
            yield [""] * len(sheet.header), None
            yield sheet.header, None
        yield row.cells, row
    for footer in sheet.footers:
        yield [*footer, *[""] * (len(sheet.header) - len(footer))], None


def _write_text(path: Path, delivery: Delivery) -> list[Placed]:
    placed = []
    sheet = delivery.sheets[0]
    with path.open("w", encoding=delivery.encoding, newline="") as stream:
        writer = csv.writer(stream, delimiter=delivery.delimiter, lineterminator="\r\n")
        for number, (cells, row) in enumerate(_lines(sheet), start=1):
            writer.writerow([cell.isoformat() if isinstance(cell, date) else cell for cell in cells])
            if row is not None:
                placed.append(Placed("", number, row))
    return placed


def _write_workbook(path: Path, delivery: Delivery, created: date) -> list[Placed]:
    workbook: Any = xlsxwriter.Workbook(str(path), {"in_memory": True})
    workbook.set_properties({"created": datetime(created.year, created.month, created.day)})  # noqa: DTZ001 (Excel knows no zones)
    title = workbook.add_format({"bold": True, "align": "center", "font_size": 14})
    head = workbook.add_format({"bold": True, "border": 1, "text_wrap": True})
    day = workbook.add_format({"num_format": "yyyy/m/d"})
    placed: list[Placed] = []
    for sheet in delivery.sheets:
        page = workbook.add_worksheet(sheet.name)
        for line, text in enumerate(sheet.titles):
            page.merge_range(line, 0, line, len(sheet.header) - 1, text, title)
        top = len(sheet.titles)
        for line, (cells, row) in enumerate(_lines(sheet), start=top):
            _write_cells(page, line, cells, (head if line == top else None, day))
            if row is not None:
                placed.append(Placed(sheet.name, line + 1, row))
    for name, lines in delivery.notes.items():
        page = workbook.add_worksheet(name)
        for line, text in enumerate(lines):
            page.write_string(line, 0, text)
    workbook.close()
    return placed


def _write_cells(page: Any, line: int, cells: Sequence[Cell], formats: tuple[Any, Any]) -> None:
    head, day = formats
    for column, cell in enumerate(cells):
        if isinstance(cell, date):
            page.write_datetime(line, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001 (Excel knows no zones)
        elif isinstance(cell, int | float):
            page.write_number(line, column, cell)
        elif cell:
            page.write_string(line, column, cell, head)
