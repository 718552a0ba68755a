"""Tell the encoding of delimited text from its bytes, and whether quotes or NUL characters stand in it.

Nothing is guessed from frequencies: detectors take short Chinese texts for Japanese. UTF-8 is checked byte by byte,
which is cheap. GB18030 is decoded to be checked, which is not; so where the rows are read next, their reader does it.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np
import pyarrow as pa

from matcher.errors import ContractError, Fault

Encoding = Literal["utf-8", "utf-8-sig", "gb18030", "utf-16"]

CHUNK_BYTES: Final = 4 << 20
EURO_ERRORS: Final = "matcher_euro"
"""Name of the decoding error handler that reads the single byte 0x80 as the euro sign, as Windows code page 936 does;
Python's `gb18030` refuses it."""


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


@dataclass(frozen=True)
class _Bytes:
    """What the bytes of a file show without being decoded."""

    is_utf8: bool
    starts_as_utf8: bool
    is_ascii: bool
    has_quotes: bool
    has_nul: bool


_State = tuple[Path, int, int]
_looked_at: Final[dict[_State, _Bytes]] = {}


def look_ahead(path: Path) -> None:
    """Look through a text file while something else is being done with it; the next `sniff_text` remembers.

    Whoever looks ahead reads every row afterwards: `sniff_text` then leaves it to that reader to find text that is not
    GB18030 after all, and does not decode the file for that alone.
    """
    _looked_at.clear()
    if _byte_order_mark(path) != "utf-16":
        _looked_at[_state(path)] = _look_through(path)


def sniff_text(path: Path, source_file: str, declared: str | None) -> TextFacts:
    """Find the encoding that the whole file is valid in: byte order mark, UTF-8, GB18030; then check the declared one.

    Raises:
        ContractError: No encoding fits, or the declared one is not the one that fits.
    """
    seen = _looked_at.pop(_state(path), None)
    facts = _facts(path, seen, is_read_next=seen is not None and declared in {None, "gb18030"})
    if facts is None:
        raise undecodable(source_file)
    found = facts.encoding.removesuffix("-sig")
    if declared in {None, found} or (facts.is_ascii and declared != "utf-16"):
        return facts
    what = f"the text is written in {found}, not in {declared} as declared"
    raise ContractError(Fault(what, source_file, f"set `format.encoding: {found}`, or leave it out"))


def undecodable(source_file: str) -> ContractError:
    """Make the error that refuses text which no encoding fits."""
    what = "the text is valid in none of UTF-8, GB18030 and UTF-16 with byte order mark"
    mend = "export it again as UTF-8 or GBK; a file damaged on its way must be sent again"
    return ContractError(Fault(what, source_file, mend))


def _state(path: Path) -> _State:
    state = path.stat()
    return path, state.st_size, state.st_mtime_ns


def _facts(path: Path, seen: _Bytes | None, *, is_read_next: bool) -> TextFacts | None:
    """Give the facts of a text file; nothing where no encoding fits."""
    mark = _byte_order_mark(path)
    if mark == "utf-16":
        return _decodes(path, "utf-16")
    seen = seen or _look_through(path)
    if seen.is_utf8:
        return TextFacts(mark or "utf-8", seen.is_ascii, seen.has_quotes, seen.has_nul)
    if mark:
        return None
    if is_read_next and not seen.starts_as_utf8:  # damaged UTF-8 is told as such
        # The bytes of a quote and of NUL are never part of another character.
        return TextFacts("gb18030", is_ascii=False, has_quotes=seen.has_quotes, has_nul=seen.has_nul)
    return _decodes(path, "gb18030")


def _byte_order_mark(path: Path) -> Encoding | None:
    with path.open("rb") as stream:
        start = stream.read(len(codecs.BOM_UTF8))
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    return "utf-16" if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else None


def _look_through(path: Path) -> _Bytes:
    """Look at the bytes of a whole file after its byte order mark, chunk by chunk in one buffer."""
    is_utf8, starts_as_utf8, is_ascii, has_quotes, has_nul = True, False, True, False, False
    buffer, kept = bytearray(CHUNK_BYTES), 0
    with path.open("rb", buffering=0) as stream:
        if stream.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            stream.seek(0)
        while count := stream.readinto(memoryview(buffer)[kept:]):
            end = kept + count
            has_quotes = has_quotes or buffer.find(b'"', kept, end) >= 0
            has_nul = has_nul or buffer.find(b"\x00", kept, end) >= 0
            chunk = np.frombuffer(buffer, dtype=np.uint8, count=end)
            is_ascii = is_ascii and int(chunk.max()) < 0x80
            kept = 0
            if is_utf8 and not is_ascii:
                whole = _whole_characters(buffer[max(end - 4, 0) : end]) + max(end - 4, 0)
                is_utf8 = _is_valid_text(buffer, whole)
                kept = end - whole if is_utf8 else 0
                buffer[:kept] = buffer[whole : whole + kept]
            starts_as_utf8 = starts_as_utf8 or is_utf8
            if not is_utf8 and has_quotes and has_nul:
                break
    return _Bytes(is_utf8 and not kept, starts_as_utf8, is_ascii, has_quotes, has_nul)


def _whole_characters(end: bytes | bytearray) -> int:
    """Give the length of the end of a UTF-8 text without a last character that is cut in two."""
    for back in range(1, min(4, len(end)) + 1):
        byte = end[-back]
        if byte < 0x80:
            return len(end)
        if byte >= 0xC0:  # the first byte of a character of 2, 3 or 4 bytes
            width = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(end) if back == width else len(end) - back
    return len(end)


def _is_valid_text(buffer: bytearray, length: int) -> bool:
    offsets = pa.py_buffer(np.array([0, length], dtype=np.int32))
    try:
        pa.StringArray.from_buffers(1, offsets, pa.py_buffer(buffer)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _decodes(path: Path, encoding: Encoding) -> TextFacts | None:
    """Decode a whole file, chunk by chunk; nothing where that fails."""
    decoder = codecs.getincrementaldecoder(encoding)(errors=errors_of(encoding))
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


def errors_of(encoding: Encoding) -> str:
    """Name the handler of decoding errors that goes with an encoding."""
    return EURO_ERRORS if encoding == "gb18030" else "strict"


def _euro(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] == 0x80:
        return "€", error.start + 1
    raise error


codecs.register_error(EURO_ERRORS, _euro)
