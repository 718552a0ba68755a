"""Read a workbook that came back: rows moved, columns added, cells merged, saved by whatever program.

The table is found by its headers, in either language, wherever it stands; a row by its number or code. The file is
parsed in a child process under limits, as exports are.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from matcher.config.base import Text
from matcher.errors import ContractError, Fault, RefusedFileError
from matcher.ingest.merged_cells import filled_batches
from matcher.ingest.readers.rows import RawSheet
from matcher.ingest.readers.workbook import SheetChoice, UnreadSheet, WorkbookLimits, open_workbook
from matcher.report.returned_texts import FILE_REFUSALS, MENDS
from matcher.returned.formulas import Cell, formula_cells, has_macro

MOST_ROWS: Final = 100_000
"""Rows of a returned workbook; nobody is given as many."""

_LIMITS: Final = WorkbookLimits(memory_bytes=2 << 30, processor_seconds=300, wall_seconds=600)


@dataclass(frozen=True)
class ReturnedForm:
    """How the table of a workbook that was given out looks."""

    headers: Mapping[str, Text]
    """Header of each column that is read, by the column's name."""
    known_by: str
    """Column that tells what a row is about."""
    verdict: str
    """Column without which there is no answer."""
    answers: tuple[str, ...]
    """Columns that people fill in: what is merged there counts for all rows that it covers."""

    def words(self) -> dict[str, frozenset[str]]:
        """Give the headers of each column in both languages, without the spaces and line ends that programs add."""
        return {name: frozenset(_squeezed(word) for word in (told.zh, told.en)) for name, told in self.headers.items()}


@dataclass(frozen=True)
class ReturnedRow:
    """What one row says; empty texts where it says nothing."""

    file: str
    sheet: str
    row_number: int
    values: Mapping[str, str]
    """By name of column."""
    formulas: frozenset[str] = frozenset()
    """Columns that hold a formula."""

    def said(self, name: str) -> str:
        """Give what stands in a column; empty where nothing does."""
        return self.values.get(name, "")


def read_returned_rows(path: Path, form: ReturnedForm) -> list[ReturnedRow]:
    """Read every row of a returned workbook that says what it is about, or gives a verdict.

    Args:
        path: The workbook.
        form: How its table looks.

    Raises:
        RefusedFileError: It holds a macro, too many rows, no header, or cannot be read.
    """
    try:
        if has_macro(path):
            raise _refused(path.name, "macro")
        return _read(path, form)
    except RefusedFileError:
        raise
    except ContractError as error:
        raise RefusedFileError(error.faults) from None
    except (OSError, ValueError, RuntimeError, zipfile.BadZipFile):  # damaged; never with what it holds
        raise _refused(path.name, "unreadable") from None


def _read(path: Path, form: ReturnedForm) -> list[ReturnedRow]:
    rows: list[ReturnedRow] = []
    has_header = False
    names: list[str] = []
    formulas = formula_cells(path)
    with open_workbook(path, path.name, SheetChoice(), _LIMITS) as sheets:
        for sheet in sheets:
            if isinstance(sheet, UnreadSheet):
                continue
            names.append(sheet.name or "")
            header = _header(sheet, form)
            if header is None:
                continue
            has_header = True
            rows += islice(_rows(path, sheet, header, form, formulas.get(sheet.name or "", set())), MOST_ROWS + 1)
            if len(rows) > MOST_ROWS:
                raise _refused(path.name, "too_many_rows")
    if not has_header:
        columns = {name: form.headers[name] for name in (form.known_by, form.verdict)}
        listed = {name: ", ".join(getattr(one, name) for one in columns.values()) for name in ("zh", "en")}
        raise _refused(f"{path.name}: {', '.join(names)}", "no_header", **listed)
    return rows


def _refused(where: str, why: str, **columns: str) -> RefusedFileError:
    told = FILE_REFUSALS[why]
    en, zh = told.en.format(columns=columns.get("en")), told.zh.format(columns=columns.get("zh"))
    return RefusedFileError(Fault(f"{en} ({zh})", where, MENDS[why]))


def _header(sheet: RawSheet, form: ReturnedForm) -> tuple[int, dict[str, int]] | None:
    """Find the header: its place in the head, and the column of each name."""
    known = form.words()
    for place, row in enumerate(sheet.head):
        words = [_squeezed(cell or "") for cell in row]
        found = {
            name: next(column for column, word in enumerate(words) if word in own)
            for name, own in known.items()
            if own.intersection(words)
        }
        if found.keys() >= {form.known_by, form.verdict}:
            return place, found
    return None


def _squeezed(text: str) -> str:
    return "".join(text.split()).lower()


def _rows(
    path: Path, sheet: RawSheet, header: tuple[int, dict[str, int]], form: ReturnedForm, formulas: set[Cell]
) -> Iterator[ReturnedRow]:
    place, columns = header
    merged = [columns[name] for name in form.answers if name in columns]
    for batch in filled_batches(sheet.batches(place), sheet.merges, merged):
        cells = {
            name: batch.columns[column].to_pylist() for name, column in columns.items() if column < len(batch.columns)
        }
        for index, row_number in enumerate(batch.row_numbers.tolist()):
            values = {name: (column[index] or "").strip() for name, column in cells.items()}
            if not values.get(form.known_by) and not values.get(form.verdict):
                continue
            calculated = frozenset(name for name, column in columns.items() if (row_number, column) in formulas)
            yield ReturnedRow(path.name, sheet.name or "", row_number, values, calculated)
