"""Open a delivered file as sheets of raw rows, each with its header found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from matcher.config.source import SourceSchema
from matcher.errors import ContractError, Fault
from matcher.ingest.continuation import continued, fits, holds_citizen_ids
from matcher.ingest.delivery import Delivery
from matcher.ingest.header import Header, HeaderSearch, find_header, header_faults, header_notes, unread_headers
from matcher.ingest.merged_cells import days_from_1904, filled_batches
from matcher.ingest.readers.delimited import DELIMITERS, TextFile, delimited_sheet, open_text
from matcher.ingest.readers.rows import WIDEST_SHEET, RawBatch, RawSheet, refuse
from matcher.ingest.readers.workbook import SheetChoice, UnreadSheet, WorkbookLimits, open_workbook, unpack_archive
from matcher.ingest.sniff import Kind, UnreadableKindError, sniff_kind


@dataclass(frozen=True)
class FoundSheet:
    """A sheet and what was found of its header."""

    raw: RawSheet
    """Its rows."""
    search: HeaderSearch
    """Its header, if it has one."""

    @property
    def is_unread_data(self) -> bool:
        """Whether it holds citizen IDs under no header: passing it over would lose people."""
        return not self.search.is_likely and holds_citizen_ids(self.raw)


@dataclass(frozen=True)
class OpenFile:
    """A delivered file, open."""

    encoding: str | None
    """Encoding of delimited text; None for a workbook or an archive."""
    notes: tuple[str, ...]
    """What was changed before reading."""
    sheets: Iterator[FoundSheet | UnreadSheet]
    """Its sheets, one after the other; each must be read before the next is asked for."""


@dataclass(frozen=True)
class _Part:
    """One file to open: the delivered one, or a member of a delivered archive."""

    path: Path
    """Where it lies."""
    source_file: str
    """Its name in messages."""
    schema: SourceSchema
    """Schema that it is read with."""
    exact: bool
    """Whether it is read in the exact tier."""
    head_only: bool
    """Whether only headers are wanted."""


@contextmanager
def open_delivery(
    delivery: Delivery, scratch: Path, *, exact: bool = False, head_only: bool = False
) -> Iterator[OpenFile]:
    """Open a delivered file, whatever its name says it is.

    Args:
        delivery: The file.
        scratch: Where a copy in UTF-8 may be written; removed at the end. An archive is unpacked beside it.
        exact: Whether it is read in the exact tier; else its batches may raise `UnevenRowsError`.
        head_only: Whether only headers are wanted.

    Raises:
        ContractError: The file is empty, damaged, locked, of another kind, or not in its declared encoding.
    """
    part = _Part(delivery.path, delivery.source_file, delivery.source, exact, head_only)
    kind = sniff_kind(part.path, part.source_file)
    if kind == "archive":
        with TemporaryDirectory(dir=scratch.parent, prefix="unpacked.") as folder:
            yield OpenFile(None, (), _with_headers(_archive_sheets(part, Path(folder)), part.schema))
    elif kind == "text":
        with _open_text(part, scratch) as (text, sheet):
            yield OpenFile(text.encoding, text.notes, _with_headers([sheet], part.schema))
    else:
        with open_workbook(part.path, part.source_file, _choice(part, kind), WorkbookLimits()) as sheets:
            yield OpenFile(None, (), _with_headers(sheets, part.schema))


@contextmanager
def _open_text(part: _Part, scratch: Path) -> Iterator[tuple[TextFile, RawSheet]]:
    """Open delimited text with the delimiter that finds most of the header."""
    try:
        text = open_text(part.path, part.source_file, part.schema.format.encoding, scratch)
        declared = part.schema.format.delimiter
        tried = [
            _narrow(delimited_sheet(text, one, exact=part.exact)) for one in ((declared,) if declared else DELIMITERS)
        ]
        # The first of those that find as much; where none finds anything, the one that makes most columns.
        best = max(
            tried, key=lambda sheet: (find_header(sheet.head, part.schema).score, max(map(len, sheet.head), default=0))
        )
        header = find_header(best.head, part.schema).header
        if header and len(header.cells) >= WIDEST_SHEET:
            raise refuse("the header is wider than any office program makes", part.source_file, "export it again")
        yield text, best
    finally:
        scratch.unlink(missing_ok=True)


def _narrow(sheet: RawSheet) -> RawSheet:
    """Give a sheet whose head is no wider than any sheet is, so that no line makes the search for a header endless."""
    return replace(sheet, head=tuple(cells[:WIDEST_SHEET] for cells in sheet.head))


def _choice(part: _Part, kind: Kind) -> SheetChoice:
    given = part.schema.format
    password = _password(part) if given.password_file else None
    return SheetChoice(given.sheets, given.hidden_sheets, part.head_only, kind, password, given.encoding, part.exact)


def _password(part: _Part) -> str:
    place = Path(part.schema.format.password_file or "").expanduser()
    try:
        lines = place.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError):
        lines = []
    if not lines or not lines[0]:
        what = f"the password file of source '{part.schema.source}' is not there, or holds nothing"
        raise refuse(what, part.source_file, "write the password on the first line of `format.password_file`")
    return lines[0]


def _archive_sheets(archive: _Part, folder: Path) -> Iterator[RawSheet | UnreadSheet]:
    """Give the sheets of all files in an archive, named by their path in it."""
    members = unpack_archive(archive.path, archive.source_file, _choice(archive, "archive"), WorkbookLimits(), folder)
    if not members:
        raise refuse("the archive holds no file", archive.source_file, "pack it again")
    count = 0
    for name, path in members:
        part = replace(archive, path=path, source_file=f"{archive.source_file}, file '{name}'")
        for sheet in _member_sheets(part, name):
            if isinstance(sheet, RawSheet):
                yield replace(sheet, index=count)
                count += 1
            else:
                yield sheet


def _member_sheets(part: _Part, name: str) -> Iterator[RawSheet | UnreadSheet]:
    try:
        kind = sniff_kind(part.path, part.source_file)
    except UnreadableKindError as error:  # a picture, a letter: told, and no reason to refuse the rest
        yield UnreadSheet(name, error.kind, None)
        return
    if kind == "archive":
        raise refuse("the archive holds another archive", part.source_file, "unpack the inner one first")
    if kind == "text":
        with _open_text(part, part.path.with_name(f"{part.path.name}.text")) as (_, text):
            yield replace(text, name=name)
        return
    with open_workbook(part.path, part.source_file, _choice(part, kind), WorkbookLimits()) as sheets:
        for sheet in sheets:
            yield replace(sheet, name=f"{name}›{sheet.name}" if sheet.name else name)


def _with_headers(sheets: Iterable[RawSheet | UnreadSheet], schema: SourceSchema) -> Iterator[FoundSheet | UnreadSheet]:
    """Find the header of each sheet; one without may go on under the header before it, where the schema says so."""
    before: Header | None = None
    for sheet in sheets:
        if isinstance(sheet, UnreadSheet):
            yield sheet
            continue
        search = find_header(sheet.head, schema, sheet.merges)
        if search.is_likely:
            before = search.header
        elif before and schema.format.continued_sheets and fits(sheet, before, schema):
            search = continued(search, before)
        yield FoundSheet(_mended(sheet, search, schema), search)


def _mended(sheet: RawSheet, search: HeaderSearch, schema: SourceSchema) -> RawSheet:
    """Give the sheet with merged cells of declared columns filled, and bare days of 1904 on the usual base."""
    columns: Mapping[str, int] = search.header.columns if search.header and search.is_likely else {}
    found = [(column, columns[column.column]) for column in schema.columns if column.column in columns]
    merged = [place for column, place in found if column.fill_merged] if sheet.merges else []
    dates = [place for column, place in found if column.type in {"date", "month"}] if sheet.is_from_1904 else []

    def batches(after: int) -> Iterator[RawBatch]:
        rows = sheet.batches(after)
        rows = filled_batches(rows, sheet.merges, merged) if merged else rows
        return days_from_1904(rows, dates) if dates else rows

    return replace(sheet, batches=batches) if merged or dates else sheet


def place_of(delivery: Delivery, sheet: RawSheet) -> str:
    """Name a sheet for a reader."""
    return delivery.source_file if sheet.name is None else f"{delivery.source_file}, sheet '{sheet.name}'"


def sheet_faults(delivery: Delivery, found: FoundSheet) -> list[Fault]:
    """Say what is wrong with the header of a sheet that holds, or should hold, data."""
    if found.search.header and found.search.header.row < 0:
        return []  # the header of an earlier sheet, where it was checked
    faults = header_faults(found.search, delivery.source, place_of(delivery, found.raw), found.raw.head)
    if found.is_unread_data:
        hint = "; if it goes on where the sheet before it ended, set `format.continued_sheets: true`"
        return [Fault(fault.what, fault.where, fault.mend + hint) for fault in faults]
    return faults


def look_at_headers(delivery: Delivery, scratch: Path) -> tuple[list[Fault], list[str]]:
    """Read only the headers of a file; say what is wrong with them, and which of them nobody reads."""
    try:
        with open_delivery(delivery, scratch, head_only=True) as file:
            found = [sheet for sheet in file.sheets if isinstance(sheet, FoundSheet)]
    except ContractError as error:
        return list(error.faults), []
    chosen = [sheet for sheet in found if sheet.search.is_likely]
    chosen += [sheet for sheet in found if sheet.is_unread_data]
    if not chosen:
        return no_data_faults(delivery, found), []
    notes = [
        note
        for sheet in chosen
        if sheet.search.header and sheet.search.is_likely
        for note in header_notes(sheet.search.header, delivery.source, sheet.raw.name)
    ]
    return [fault for sheet in chosen for fault in sheet_faults(delivery, sheet)], unread_headers(notes)


def no_data_faults(delivery: Delivery, found: list[FoundSheet]) -> list[Fault]:
    """Say why no sheet of a file can be read: the words of the sheet that comes nearest."""
    if not found:
        what = f"no sheet of the workbook is read with source '{delivery.source.source}'"
        return [Fault(what, delivery.source_file, "correct `format.sheets`, or unhide the sheet")]
    best = max(found, key=lambda sheet: sheet.search.score)
    return sheet_faults(delivery, best)
