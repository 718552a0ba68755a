"""Open a delivered file as sheets of raw rows, each with its header found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from matcher.config.source import SourceSchema
from matcher.errors import ContractError, Fault
from matcher.identity.citizen_id import is_valid_citizen_id
from matcher.ingest.delivery import Delivery
from matcher.ingest.header import HeaderSearch, find_header, header_faults
from matcher.ingest.readers.delimited import DELIMITERS, delimited_sheet, open_text
from matcher.ingest.readers.rows import RawSheet
from matcher.ingest.readers.workbook import SheetChoice, UnreadSheet, WorkbookLimits, open_workbook
from matcher.ingest.sniff import sniff_kind


@dataclass(frozen=True)
class FoundSheet:
    """A sheet and what was found of its header."""

    raw: RawSheet
    """Its rows."""
    search: HeaderSearch
    """Its header, if it has one."""


@dataclass(frozen=True)
class OpenFile:
    """A delivered file, open."""

    encoding: str | None
    """Encoding of delimited text; None for a workbook."""
    notes: tuple[str, ...]
    """What was changed before reading."""
    sheets: Iterator[FoundSheet | UnreadSheet]
    """Its sheets, one after the other; each must be read before the next is asked for."""


@contextmanager
def open_delivery(
    delivery: Delivery, scratch: Path, *, exact: bool = False, head_only: bool = False
) -> Iterator[OpenFile]:
    """Open a delivered file, whatever its name says it is.

    Args:
        delivery: The file.
        scratch: Where a copy in UTF-8 may be written; removed at the end.
        exact: Whether delimited text is read in the exact tier.
        head_only: Whether only headers are wanted.

    Raises:
        ContractError: The file is empty, damaged, of another kind, or not in its declared encoding.
    """
    schema = delivery.source
    kind = sniff_kind(delivery.path, delivery.source_file)
    if kind == "workbook":
        choice = SheetChoice(schema.format.sheets, schema.format.hidden_sheets, head_only)
        with open_workbook(delivery.path, delivery.source_file, choice, WorkbookLimits()) as sheets:
            yield OpenFile(None, (), (_found(sheet, schema) for sheet in sheets))
        return
    try:
        text = open_text(delivery.path, delivery.source_file, schema.format.encoding, scratch)
        declared = schema.format.delimiter
        delimiters = (declared,) if declared else DELIMITERS
        found = [_found(delimited_sheet(text, delimiter, exact=exact), schema) for delimiter in delimiters]
        best = max(found, key=lambda sheet: sheet.search.score if isinstance(sheet, FoundSheet) else 0)
        yield OpenFile(text.encoding, text.notes, iter([best]))
    finally:
        scratch.unlink(missing_ok=True)


def _found(sheet: RawSheet | UnreadSheet, schema: SourceSchema) -> FoundSheet | UnreadSheet:
    return sheet if isinstance(sheet, UnreadSheet) else FoundSheet(sheet, find_header(sheet.head, schema))


def place_of(delivery: Delivery, sheet: RawSheet) -> str:
    """Name a sheet for a reader."""
    return delivery.source_file if sheet.name is None else f"{delivery.source_file}, sheet '{sheet.name}'"


def sheet_faults(delivery: Delivery, found: FoundSheet) -> list[Fault]:
    """Say what is wrong with the header of a sheet that holds, or should hold, data."""
    return header_faults(found.search, delivery.source, place_of(delivery, found.raw), found.raw.head)


def delivery_header_faults(delivery: Delivery, scratch: Path) -> list[Fault]:
    """Read only the headers of a file, and say what is wrong with them."""
    try:
        with open_delivery(delivery, scratch, head_only=True) as file:
            found = [sheet for sheet in file.sheets if isinstance(sheet, FoundSheet)]
    except ContractError as error:
        return list(error.faults)
    chosen = [sheet for sheet in found if sheet.search.is_likely]
    chosen += [sheet for sheet in found if holds_data_without_header(sheet)]
    if chosen:
        return [fault for sheet in chosen for fault in sheet_faults(delivery, sheet)]
    return no_data_faults(delivery, found)


def holds_data_without_header(sheet: FoundSheet) -> bool:
    """Tell a sheet that goes on where another ended: no header, but citizen IDs. Passing it over would lose people."""
    if sheet.search.is_likely:
        return False
    cells = pa.array([cell for cells in sheet.raw.head for cell in cells if cell], pa.string())
    return bool(pc.any(is_valid_citizen_id(cells)).as_py())


def no_data_faults(delivery: Delivery, found: list[FoundSheet]) -> list[Fault]:
    """Say why no sheet of a file can be read: the words of the sheet that comes nearest."""
    if not found:
        what = f"no sheet of the workbook is read with source '{delivery.source.source}'"
        return [Fault(what, delivery.source_file, "correct `format.sheets`, or unhide the sheet")]
    best = max(found, key=lambda sheet: sheet.search.score)
    return sheet_faults(delivery, best)
