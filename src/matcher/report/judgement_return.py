"""Read a workbook of judgements that came back: rows moved, columns added, saved by whatever program.

The table is found by its headers, in either language, wherever it stands; a row by its code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from matcher.errors import Fault, UsageError
from matcher.report import judgement_texts as said

_HEADER_ROWS: Final = 50
"""Rows among which the header is looked for."""
_LARGEST_BYTES: Final = 256 << 20
_NEEDED: Final = ("pair", "verdict")
_HEADERS: Final = {
    name: {header.zh.lower(), header.en.lower()}
    for name, header in (("pair", said.PAIR), ("verdict", said.VERDICT), ("reason", said.REASON))
}


@dataclass(frozen=True)
class ReturnedRow:
    """What one row says; empty texts where it says nothing."""

    file: str
    sheet: str
    row_number: int
    pair: str
    verdict: str
    reason: str


def read_returned(path: Path) -> list[ReturnedRow]:
    """Read every row of a returned workbook that says anything.

    Raises:
        UsageError: It cannot be read, or no sheet has the headers.
    """
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise UsageError(_fault(path, "the file is larger than any workbook of judgements"))
        with CalamineWorkbook.from_path(str(path)) as book:
            names = list(book.sheet_names)
            sheets = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names]
    except (CalamineError, OSError):
        raise UsageError(_fault(path, "the file cannot be read as a workbook")) from None
    tables = [(name, rows, _header(rows)) for name, rows in sheets]
    if not any(header for _, _, header in tables):
        columns = " / ".join((f"{said.PAIR.zh} {said.PAIR.en}", f"{said.VERDICT.zh} {said.VERDICT.en}"))
        where = f"{path.name}: {', '.join(names)}"
        mend = "give back the workbook that `matcher judgement export` wrote, with its row of headers"
        raise UsageError(Fault(f"no sheet has the columns {columns}", where, mend))
    return [row for name, rows, header in tables if header for row in _rows(path.name, name, rows, header)]


def _fault(path: Path, what: str) -> Fault:
    return Fault(what, path.name, "save it again as .xlsx in an office program")


def _header(rows: Sequence[Sequence[object]]) -> tuple[int, dict[str, int]] | None:
    """Find the header: its place, and the column of each name."""
    for place, row in enumerate(rows[:_HEADER_ROWS]):
        words = [_text(cell).lower() for cell in row]
        found = {
            name: next(column for column, word in enumerate(words) if word in headers)
            for name, headers in _HEADERS.items()
            if headers.intersection(words)
        }
        if all(name in found for name in _NEEDED):
            return place, found
    return None


def _rows(
    file: str, sheet: str, rows: Sequence[Sequence[object]], header: tuple[int, dict[str, int]]
) -> Iterator[ReturnedRow]:
    place, columns = header
    for number, row in enumerate(rows[place + 1 :], start=place + 2):
        said_here = {name: _text(row[column]) if column < len(row) else "" for name, column in columns.items()}
        if said_here["pair"] or said_here["verdict"]:
            yield ReturnedRow(file, sheet, number, said_here["pair"], said_here["verdict"], said_here.get("reason", ""))


def _text(cell: object) -> str:
    """Give a cell as text; a program may have made a number of a code of figures."""
    return (str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)).strip()
