"""Tell what a delivered file really is from its content: workbook, page, table, archive or text.

Reads bytes only; the extension is never believed (an `.xls` from an export button is often a page or tab-separated
text). Gives a kind, or a fault that says what the file is.
"""

from __future__ import annotations

import codecs
import struct
import zipfile
from pathlib import Path
from typing import Final, Literal, cast

from matcher.errors import ContractError, Fault

Kind = Literal["workbook", "page", "spreadsheet_xml", "dbase", "archive", "text"]
"""`workbook`: xlsx, xls, et, ods; `page`: HTML; `spreadsheet_xml`: SpreadsheetML 2003; `dbase`: .dbf."""

_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP: Final = b"PK\x03\x04"
_OTHER_KINDS: Final = {
    b"%PDF": "a PDF document",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
_NOTHING: Final = codecs.BOM_UTF8 + codecs.BOM_UTF16 + b" \t\r\n\x00"
_PAGE_STARTS: Final = (
    "<html",
    "<!doctype html",
    "<table",
    "<meta",
    "<head",
    "<body",
    "<style",
    "<div",
    "<tr",
    "<center",
)
_SPREADSHEET_SPACE: Final = "urn:schemas-microsoft-com:office:spreadsheet"
_LONGEST_DIRECTORY: Final = 16 << 20
"""Bytes of the longest list of members of a zip file that is looked at; it would hold 100,000 of them."""
_END_OF_DIRECTORY: Final = 22
"""Bytes of what stands behind the list of members of a zip file, without its comment."""
_DOCUMENTS: Final = {"word/": "a text document", "ppt/": "a presentation"}
_DBASE_VERSIONS: Final = frozenset(
    (0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0x8E, 0xCB, 0xF5, 0xFB)
)


class UnreadableKindError(ContractError):
    """The file is of a kind that is not read.

    Attributes:
        kind: The kind in words: `a PDF document`.
    """

    def __init__(self, kind: str, fault: Fault) -> None:
        super().__init__(fault)
        self.kind = kind


def sniff_kind(path: Path, source_file: str) -> Kind:
    """Tell by its first bytes, and the names in it where it is a zip file, how a file is to be read.

    Raises:
        ContractError: The file is empty, or is none of the kinds that are read.
    """
    with path.open("rb") as stream:
        start = stream.read(4096)
    if not start.strip(_NOTHING) and path.stat().st_size <= len(start):
        mend = "export it again; if there is nothing to report, deliver the headers alone and set `promise.min_rows: 0`"
        raise ContractError(Fault("the file is empty", source_file, mend))
    if start.startswith(_OLE):
        return "workbook"
    if start.startswith(_ZIP):
        return _kind_of_zip(path, source_file)
    if _is_dbase(start):
        return "dbase"
    other = next((name for magic, name in _OTHER_KINDS.items() if start.startswith(magic)), None)
    kind: Kind | str = other or _kind_of_markup(_first_words(start))
    if kind not in {"text", "page", "spreadsheet_xml"}:
        mend = "open it in an office program and save it as .xlsx or as .csv in UTF-8"
        fault = Fault(f"the file is {kind}, neither a workbook nor delimited text", source_file, mend)
        raise UnreadableKindError(kind, fault)
    return cast("Kind", kind)


def _first_words(start: bytes) -> str:
    """Give the start of a text in lower case, as far as it is ASCII."""
    is_wide = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = start.decode("utf-16" if is_wide else "latin-1", "ignore").removeprefix("\xef\xbb\xbf")
    return text.lstrip(" \t\r\n\x00\ufeff").lower()


def _kind_of_markup(words: str) -> str:
    """Tell pages and XML from text; a kind that is not read by its name for people."""
    if words.startswith("mime-version:"):
        return "a web archive (MHTML)"
    while words.startswith("<!--"):
        words = words.partition("-->")[2].lstrip()
    if words.startswith("<?xml"):
        if _SPREADSHEET_SPACE in words and "<html" not in words:
            return "spreadsheet_xml"
        body = words.partition("?>")[2].lstrip()
        return "page" if body.startswith(_PAGE_STARTS) else "an XML document"
    if words.startswith("<workbook") and _SPREADSHEET_SPACE in words:
        return "spreadsheet_xml"
    return "page" if words.startswith(_PAGE_STARTS) else "text"


def _is_dbase(start: bytes) -> bool:
    """Tell a dBASE table by its version, the day in it, and the sizes of its head and records."""
    if len(start) < 32 or start[0] not in _DBASE_VERSIONS:
        return False
    month, day = start[2], start[3]
    head_size, record_size = struct.unpack("<HH", start[8:12])
    return month <= 12 and day <= 31 and head_size > 32 and record_size > 1 and start[12:14] == b"\0\0"


def _kind_of_zip(path: Path, source_file: str) -> Kind:
    try:
        names = _names_in_zip(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "workbook"  # cut short: the workbook reader says so
    if names is None:
        mend = "unpack it, and put its files into the input folder"
        raise ContractError(Fault("the archive holds more files than are looked at", source_file, mend))
    if not names:
        what = "the file is damaged or cut short and cannot be read"
        raise ContractError(Fault(what, source_file, "export and copy it again"))
    if any(name.startswith("xl/") for name in names) or {"content.xml", "mimetype"} <= names:
        return "workbook"
    other = next((text for folder, text in _DOCUMENTS.items() if any(name.startswith(folder) for name in names)), None)
    if other and "[Content_Types].xml" in names:
        mend = "save its table as .xlsx or as .csv in UTF-8"
        fault = Fault(f"the file is {other}, neither a workbook nor delimited text", source_file, mend)
        raise UnreadableKindError(other, fault)
    return "archive"


def _names_in_zip(path: Path) -> set[str] | None:
    """Give the names in a zip file; None where there are too many to look at, none where its own list is lost.

    The list stands at the end of a zip file. Where that is cut off, the list of a workbook inside it is the last one
    there is: it would pass for the whole, but what it names begins further down than the file does, or data follow it.
    """
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(size - (1 << 16) - _END_OF_DIRECTORY, 0))
        tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    directory = struct.unpack("<I", tail[at + 12 : at + 16])[0] if 0 <= at <= len(tail) - _END_OF_DIRECTORY else 0
    # All ones: the size is written elsewhere, which some programs do for small files too.
    if _LONGEST_DIRECTORY < directory < 0xFFFFFFFF or (directory == 0xFFFFFFFF and size > _LONGEST_DIRECTORY):
        return None
    with zipfile.ZipFile(path) as archive:
        members, end = archive.infolist(), at + _END_OF_DIRECTORY + len(archive.comment)
    is_whole = any(member.header_offset == 0 for member in members) and not tail[end:].strip(_NOTHING)
    return {member.filename for member in members} if is_whole else set()
