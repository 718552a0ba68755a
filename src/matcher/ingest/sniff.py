"""Tell what a delivered file really is from its content: workbook or text, and which encoding.

Reads bytes only; the extension is never believed (an `.xls` from an export button is often a page or tab-separated
text). Gives a kind or an encoding, or a fault that says what the file is.
"""

from __future__ import annotations

import codecs
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from matcher.errors import ContractError, Fault

Kind = Literal["workbook", "text"]
Encoding = Literal["utf-8", "utf-8-sig", "gb18030", "utf-16"]

CHUNK_BYTES: Final = 4 << 20
EURO_ERRORS: Final = "matcher_euro"
"""Name of the decoding error handler that reads the single byte 0x80 as the euro sign, as Windows code page 936 does;
Python's `gb18030` refuses it."""

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
_PAGE_STARTS: Final = (b"<html", b"<!doc", b"<table", b"<?xml", b"<meta")


@dataclass(frozen=True)
class TextFacts:
    """What one pass over a text file finds out."""

    encoding: Encoding
    """Encoding that the whole file is valid in; UTF-8 where it is plain ASCII."""
    is_ascii: bool
    """Whether every byte is ASCII, so that any declared encoding holds."""
    has_quotes: bool
    """Whether a double quote stands anywhere."""
    has_nul: bool
    """Whether a NUL character stands anywhere."""


def sniff_kind(path: Path, source_file: str) -> Kind:
    """Tell a workbook from delimited text.

    Raises:
        ContractError: The file is empty, or is neither.
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
    other = next((name for magic, name in _OTHER_KINDS.items() if start.startswith(magic)), None)
    if other is None and start.lstrip(codecs.BOM_UTF8 + b" \t\r\n").lower().startswith(_PAGE_STARTS):
        other = "a web page, whatever its name says"
    if other:
        mend = "open it in an office program and save it as .xlsx or as .csv in UTF-8"
        raise ContractError(Fault(f"the file is {other}, neither a workbook nor delimited text", source_file, mend))
    return "text"


def _kind_of_zip(path: Path, source_file: str) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return "workbook"  # cut short: the workbook reader says so
    if any(name.startswith("xl/") for name in names) or "content.xml" in names:
        return "workbook"
    raise ContractError(
        Fault("the file is a zip archive, not a workbook", source_file, "unpack it into the input folder")
    )


def sniff_text(path: Path, source_file: str, declared: str | None) -> TextFacts:
    """Find the encoding that the whole file is valid in: byte order mark, UTF-8, GB18030; then check the declared one.

    Nothing is guessed from frequencies: detectors take short Chinese texts for Japanese.

    Raises:
        ContractError: No encoding fits, or the declared one is not the one that fits.
    """
    facts = next((facts for encoding in _candidates(path) if (facts := _decodes(path, encoding))), None)
    found = None if facts is None else facts.encoding.removesuffix("-sig")
    if facts is not None and declared in {None, found}:
        return facts
    if facts is not None and facts.is_ascii and declared != "utf-16":
        return facts
    if facts is None:
        what = "the text is valid in none of UTF-8, GB18030 and UTF-16 with byte order mark"
        mend = "export it again as UTF-8 or GBK; a file damaged on its way must be sent again"
    else:
        what = f"the text is written in {found}, not in {declared} as declared"
        mend = f"set `format.encoding: {found}`, or leave it out"
    raise ContractError(Fault(what, source_file, mend))


def _candidates(path: Path) -> tuple[Encoding, ...]:
    with path.open("rb") as stream:
        start = stream.read(4)
    if start.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    return ("utf-8", "gb18030")


def _decodes(path: Path, encoding: Encoding) -> TextFacts | None:
    """Decode a whole file, chunk by chunk; nothing where that fails."""
    decoder = codecs.getincrementaldecoder(encoding)(errors=EURO_ERRORS if encoding == "gb18030" else "strict")
    is_ascii, has_quotes, has_nul = True, False, False
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK_BYTES):
                text = decoder.decode(chunk)
                is_ascii = is_ascii and text.isascii()
                has_quotes = has_quotes or '"' in text
                has_nul = has_nul or "\x00" in text
        decoder.decode(b"", final=True)
    except UnicodeError:
        return None
    return TextFacts(encoding, is_ascii, has_quotes, has_nul)


def _euro(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] == 0x80:
        return "€", error.start + 1
    raise error


codecs.register_error(EURO_ERRORS, _euro)
