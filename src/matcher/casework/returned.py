"""Read a workbook that came back: rows moved, columns added, cells merged, saved by whatever program.

The table is found by its headers, in either language, wherever it stands; a row by its clue number. The file is parsed
in a child process under limits, as exports are.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from matcher.casework.formulas import Cell, formula_cells, has_macro
from matcher.errors import ContractError, Fault, RefusedFileError
from matcher.ingest.merged_cells import filled_batches
from matcher.ingest.readers.rows import RawSheet
from matcher.ingest.readers.workbook import SheetChoice, UnreadSheet, WorkbookLimits, open_workbook
from matcher.report import catalogue
from matcher.report import dispatch_texts as said

MOST_ROWS: Final = 100_000
"""Rows of a returned workbook; no receiver gets as many clues."""

_LIMITS: Final = WorkbookLimits(memory_bytes=2 << 30, processor_seconds=300, wall_seconds=600)
_LOCKED: Final = {
    "clue": said.CLUE_NUMBER,
    "check_code": said.CHECK_CODE,
    "amount": said.SUSPECTED_AMOUNT,
    "first_month": catalogue.FIRST_MONTH,
    "last_month": catalogue.LAST_MONTH,
    "month_count": catalogue.MONTH_COUNT,
}
_HEADERS: Final = {name: {header.zh.lower(), header.en.lower()} for name, header in {**_LOCKED, **said.ANSWERS}.items()}
_NEEDED: Final = frozenset({"clue", "verdict"})
_MEND: Final = {
    "macro": "save it as .xlsx without macros, or paste the answers into the workbook that was given out",
    "too_many_rows": "give back the workbook that was given out, without other lists in it",
    "no_header": "give back the workbook that was given out, with its row of headers",
}


@dataclass(frozen=True)
class ReturnedRow:
    """What one row says; empty texts where it says nothing."""

    file: str
    sheet: str
    row_number: int
    values: Mapping[str, str]
    """By name of column: clue, check_code, amount, months, and what receivers fill in."""
    formulas: frozenset[str]
    """Columns that hold a formula."""

    def said(self, name: str) -> str:
        """Give what stands in a column; empty where nothing does."""
        return self.values.get(name, "")


def read_returned_rows(path: Path) -> list[ReturnedRow]:
    """Read every row of a returned workbook that names a clue or a verdict.

    Raises:
        RefusedFileError: It holds a macro, too many rows, no header, or cannot be read.
    """
    try:
        if has_macro(path):
            raise _refused(path, "macro")
        return _read(path)
    except RefusedFileError:
        raise
    except ContractError as error:
        raise RefusedFileError(error.faults) from None
    except (OSError, ValueError, RuntimeError, zipfile.BadZipFile):  # damaged; never with what it holds
        raise _refused(path, "unreadable") from None


def _read(path: Path) -> list[ReturnedRow]:
    rows: list[ReturnedRow] = []
    has_header = False
    formulas = formula_cells(path)
    with open_workbook(path, path.name, SheetChoice(), _LIMITS) as sheets:
        for sheet in sheets:
            if isinstance(sheet, UnreadSheet) or (header := _header(sheet)) is None:
                continue
            has_header = True
            rows += islice(_rows(path, sheet, header, formulas.get(sheet.name or "", set())), MOST_ROWS + 1)
            if len(rows) > MOST_ROWS:
                raise _refused(path, "too_many_rows")
    if not has_header:
        raise _refused(path, "no_header")
    return rows


def _refused(path: Path, why: str) -> RefusedFileError:
    what = said.FILE_REFUSALS[why]
    return RefusedFileError(Fault(f"{what.en} ({what.zh})", path.name, _MEND.get(why, "save it again as .xlsx")))


def _header(sheet: RawSheet) -> tuple[int, dict[str, int]] | None:
    """Find the header: its place in the head, and the column of each name."""
    for place, row in enumerate(sheet.head):
        words = ["".join((cell or "").split()).lower() for cell in row]
        found = {
            name: next(column for column, word in enumerate(words) if word in known)
            for name, known in _SQUEEZED.items()
            if known.intersection(words)
        }
        if found.keys() >= _NEEDED:
            return place, found
    return None


_SQUEEZED: Final = {name: {"".join(word.split()) for word in words} for name, words in _HEADERS.items()}
"""Headers without the spaces and line ends that programs add."""


def _rows(
    path: Path, sheet: RawSheet, header: tuple[int, dict[str, int]], formulas: set[Cell]
) -> Iterator[ReturnedRow]:
    place, columns = header
    merged = [columns[name] for name in said.ANSWERS if name in columns]
    for batch in filled_batches(sheet.batches(place), sheet.merges, merged):
        cells = {
            name: batch.columns[column].to_pylist() for name, column in columns.items() if column < len(batch.columns)
        }
        for index, row_number in enumerate(batch.row_numbers.tolist()):
            values = {name: (column[index] or "").strip() for name, column in cells.items()}
            if not values.get("clue") and not values.get("verdict"):
                continue
            calculated = frozenset(name for name, column in columns.items() if (row_number, column) in formulas)
            yield ReturnedRow(path.name, sheet.name or "", row_number, values, calculated)
