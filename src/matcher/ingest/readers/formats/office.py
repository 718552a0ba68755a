"""Parse xlsx, xls, et and ods cell by cell with calamine, locked ones after unlocking them, plain xlsx column-wise."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, Final

import pyarrow as pa
import python_calamine as calamine

from matcher.ingest.readers.formats.cells import BATCH_ROWS, Merge, ParsedSheet, UnreadableError, text_column
from matcher.ingest.readers.formats.plain_xlsx import PlainWorkbook
from matcher.ingest.readers.formats.tags import NotPlainError

_DAYS_FROM_1904: Final = re.compile(rb"<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*[\"'](?:1|true)[\"']")
_LONGEST_PROPERTIES: Final = 1 << 20
_MOST_SHEETS: Final = 1000
_MOST_SPINS: Final = 1_000_000
"""Rounds that make a key of a password; Office writes 100,000, and what is allowed takes minutes."""
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")
_FILE_PASS: Final = re.compile(rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}\x2f\x00", re.DOTALL)
"""The record that begins a BIFF8 workbook, then the record that says how it is locked."""


@dataclass(frozen=True)
class Wishes:
    """What the parent process asks of a file with sheets."""

    pattern: str = ".*"
    """Regular expression on the names of the sheets to read."""
    hidden: bool = False
    """Whether hidden sheets are read."""
    row_limit: int = 0
    """Rows to read of each sheet; 0: all."""
    password: str | None = None
    """Password of the file."""
    is_exact: bool = False
    """Whether plain sheets are read with calamine too."""


def office_sheets(path: Path, wishes: Wishes) -> Iterator[ParsedSheet]:
    """Give the sheets of a workbook, whatever its extension says.

    Raises:
        UnreadableError: It is locked, and no password, a wrong one, or no program to unlock it is there; or it names
            one sheet twice.
    """
    with path.open("rb") as stream:
        try:
            workbook = calamine.CalamineWorkbook.from_filelike(stream)
            opened: BinaryIO = stream
        except calamine.CalamineError:  # of a locked file it only says that it knows no such format
            if not is_locked(path):
                raise
            opened = unlocked(stream, wishes.password)
            workbook = calamine.CalamineWorkbook.from_filelike(opened)
        refuse_endless(workbook.sheet_names)
        is_from_1904 = _is_from_1904(opened)
        plain = None if wishes.is_exact else _plain(opened)
        for index, facts in enumerate(workbook.sheets_metadata):
            state = _state_of(facts, wishes)
            fast = _plain_sheet(plain, facts.name, index, wishes.row_limit) if plain and state == "read" else None
            if fast:
                yield replace(fast, is_from_1904=is_from_1904)
            elif state:
                yield _sheet(workbook, index, state, wishes.row_limit, is_from_1904=is_from_1904)


def refuse_endless(names: Sequence[str]) -> None:
    """Refuse a workbook that names one sheet again and again: a few bytes each time, and all its rows to read.

    Raises:
        UnreadableError: It does, or has more sheets than any office keeps.
    """
    if len(set(names)) < len(names) or len(names) > _MOST_SHEETS:
        raise UnreadableError("unreadable")


def _plain(stream: BinaryIO) -> PlainWorkbook | None:
    try:
        return PlainWorkbook(stream)
    except NotPlainError:
        return None


def _plain_sheet(workbook: PlainWorkbook, name: str, index: int, row_limit: int) -> ParsedSheet | None:
    """Give a sheet in the fast tier; None where its beginning already shows that it is not plain."""
    try:
        sheet = workbook.sheet(name)
        first = next(sheet.batches, None)
    except NotPlainError:
        return None
    if first is None:
        return None
    batches = iter([[column.slice(0, row_limit) for column in first]]) if row_limit else chain([first], sheet.batches)
    return ParsedSheet(name, index, sheet.width, 0, batches, merges=sheet.merges)


def is_locked(path: Path) -> bool:
    """Tell a locked workbook: one whose whole content lies encrypted in an OLE file, or an xls with a lock record."""
    content = path.read_bytes()
    return content.startswith(_OLE) and (_ENCRYPTED_PACKAGE in content or bool(_FILE_PASS.search(content)))


def unlocked(stream: BinaryIO, password: str | None) -> io.BytesIO:
    """Give what a locked workbook holds.

    Raises:
        UnreadableError: `locked` (no password), `no_unlocker`, `wrong_password`, `unreadable` (endless rounds).
    """
    if password is None:
        raise UnreadableError("locked")
    try:
        import msoffcrypto  # noqa: PLC0415  # an extra, which not every office may install
        from msoffcrypto.exceptions import DecryptionError, InvalidKeyError  # noqa: PLC0415  # as above
    except ImportError:
        raise UnreadableError("no_unlocker") from None
    plain = io.BytesIO()
    stream.seek(0)
    locked = msoffcrypto.OfficeFile(stream)
    facts = getattr(locked, "info", None)
    if isinstance(facts, dict) and facts.get("spinValue", 0) > _MOST_SPINS:
        raise UnreadableError("unreadable")
    try:
        if locked.format == "ooxml":
            locked.load_key(password=password, verify_password=True)
        else:  # of an xls the password is always verified
            locked.load_key(password=password)
        locked.decrypt(plain)
    except (InvalidKeyError, DecryptionError):
        raise UnreadableError("wrong_password") from None
    plain.seek(0)
    return plain


def _is_from_1904(stream: BinaryIO) -> bool:
    """Tell whether an xlsx counts days from 1904; its dated cells come as dates, but bare numbers do not."""
    try:
        with zipfile.ZipFile(stream) as archive, archive.open("xl/workbook.xml") as properties:
            return bool(_DAYS_FROM_1904.search(properties.read(_LONGEST_PROPERTIES)))
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, ValueError, NotImplementedError):
        return False  # not an xlsx: calamine says what else it is


def _state_of(facts: calamine.SheetMetadata, wishes: Wishes) -> str | None:
    """Say whether a sheet is read, and if not, why; None for what is no sheet of cells (a chart)."""
    if facts.typ != calamine.SheetTypeEnum.WorkSheet:
        return None
    if facts.visible != calamine.SheetVisibleEnum.Visible and not wishes.hidden:
        return "hidden"
    return "read" if re.search(wishes.pattern, facts.name) else "not_chosen"


def _sheet(
    workbook: calamine.CalamineWorkbook, index: int, state: str, row_limit: int, *, is_from_1904: bool
) -> ParsedSheet:
    sheet = workbook.get_sheet_by_index(index)
    is_read = state == "read" and sheet.start is not None
    batches = _batches(sheet, row_limit) if is_read else iter(())
    return ParsedSheet(
        name=sheet.name,
        index=index,
        width=sheet.width if is_read else 0,
        row_count=sheet.end[0] + 1 if sheet.end else 0,
        batches=batches,
        state=state,
        merges=_merges(sheet) if is_read else [],
        is_from_1904=is_from_1904,
    )


def _batches(sheet: calamine.CalamineSheet, row_limit: int) -> Iterator[Sequence[pa.Array]]:
    rows = islice(sheet.iter_rows(), row_limit or None)
    while some := list(islice(rows, BATCH_ROWS)):
        yield [text_column(cells) for cells in zip(*some, strict=True)]


def _merges(sheet: calamine.CalamineSheet) -> list[Merge]:
    """Give merged cells; rows are given from the first on, columns from the leftmost that holds anything."""
    left = sheet.start[1] if sheet.start else 0
    return [
        (top, max(first - left, 0), bottom, last - left)
        for (top, first), (bottom, last) in sheet.merged_cell_ranges or ()
        if last >= left
    ]
