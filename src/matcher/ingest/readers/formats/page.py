"""Parse the tables of a web page that an export button calls `.xls`: all tables below each other, as Excel shows them.

Nothing outside the file is ever read: tags are only counted, links never followed.
"""

from __future__ import annotations

import codecs
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from matcher.ingest.readers.formats.cells import WIDEST_SHEET, Merge, ParsedSheet, Spool, UnreadableError

_CHUNK: Final = 1 << 16
_LONGEST_SPAN: Final = 65_536
_MOST_MERGES: Final = 1_000_000
_LONGEST_CELL: Final = 1 << 20
_DECLARED: Final = re.compile(
    rb"charset\s*=\s*[\"']?\s*([\w-]+)|<\?xml[^>]*encoding\s*=\s*[\"']([\w-]+)", re.IGNORECASE
)
_SILENT: Final = frozenset({"script", "style", "title", "xml", "noscript", "template"})
_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
_CHINESE: Final = frozenset({"gb2312", "gbk", "gb18030", "x-gbk", "cp936", "hz-gb-2312"})


def page_sheets(path: Path, declared: str | None, row_limit: int) -> list[ParsedSheet]:
    """Give the tables of a page as one sheet.

    Raises:
        UnreadableError: It has no table, is in no known encoding, or too wide.
    """
    encoding = page_encoding(path, declared)
    parser = _TableParser(row_limit)
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    with path.open("rb") as stream:
        while (chunk := stream.read(_CHUNK)) and not parser.spool.is_full:
            parser.feed(decoder.decode(chunk).replace("\x00", ""))
    if parser.rawdata.startswith("<!--"):
        parser.rawdata = ""  # a comment that never ends hides the rest, as in a browser; to search it again is slow
    parser.close()
    parser.end_row()
    if not parser.has_table:
        raise UnreadableError("no_table")
    batches = parser.spool.batches()
    spool = parser.spool
    return [ParsedSheet(None, 0, spool.width, spool.row_count, batches, merges=parser.merges)]


def page_encoding(path: Path, declared: str | None) -> str:
    """Find the encoding of a page: byte order mark, the schema's word, UTF-8 or GB18030 where valid, its own word.

    What the page says of itself comes last: export buttons write `gb2312` above UTF-8 and the other way round.
    """
    with path.open("rb") as stream:
        start = stream.read(4096)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    said = _DECLARED.search(start)
    own = (said[1] or said[2]).decode("ascii").lower() if said else None
    for encoding in filter(None, (declared, "utf-8", "gb18030")):
        if _is_valid(path, encoding):
            return encoding
    if own in _CHINESE:
        return "gb18030"
    raise UnreadableError("encoding")


def _is_valid(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


class _TableParser(HTMLParser):
    """Lays the cells of all outermost tables out in rows. A table inside a cell is text of that cell."""

    def __init__(self, row_limit: int) -> None:
        super().__init__(convert_charrefs=True)
        self.spool = Spool(row_limit)
        self.merges: list[Merge] = []
        self.has_table = False
        self._depth = 0
        self._silent = 0
        self._row: list[str | None] | None = None
        self._cell: list[str] | None = None
        self._cell_size = 0
        self._span = (1, 1)
        self._covered: dict[int, int] = {}
        """Column → first row that a cell above no longer covers."""
        self._row_place = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open tables, rows and cells."""
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self._depth += 1
            self.has_table = True
        elif tag == "br" and self._cell is not None:
            self._cell.append("\v")
        elif self._depth == 1 and tag == "tr":
            self.end_row()
            self._row = []
        elif self._depth == 1 and tag in {"td", "th"}:
            self._start_cell(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        """Close tables, rows and cells; a missing end tag ends with the next cell or row."""
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag == "table":
            if self._depth == 1:
                self.end_row()
                self._covered.clear()
            self._depth = max(self._depth - 1, 0)
        elif self._depth == 1 and tag in {"td", "th"}:
            self._end_cell()
        elif self._depth == 1 and tag == "tr":
            self.end_row()

    def handle_data(self, data: str) -> None:
        """Take the text of a cell."""
        if self._cell is not None and not self._silent:
            self._cell_size += len(data)
            if self._cell_size > _LONGEST_CELL:
                raise UnreadableError("long_cell")
            self._cell.append(data)

    def _start_cell(self, attributes: dict[str, str | None]) -> None:
        self._end_cell()
        if self._row is None:
            self._row = []
        self._cell, self._cell_size = [], 0
        self._span = (_span(attributes.get("rowspan")), min(_span(attributes.get("colspan")), WIDEST_SHEET))

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        self._pass_covered(self._row)
        text = _SPACES.sub(" ", "".join(self._cell)).strip(" ").replace("\v", "\n")
        self._cell = None
        rows, columns = self._span
        place = len(self._row)
        self._row.extend([text or None, *[None] * (columns - 1)])
        if rows > 1:
            self._covered.update(dict.fromkeys(range(place, place + columns), self._row_place + rows))
        if rows > 1 or columns > 1:
            if len(self.merges) >= _MOST_MERGES or len(self._row) > WIDEST_SHEET:
                raise UnreadableError("too_wide")
            top = self.spool.row_count
            self.merges.append((top, place, top + rows - 1, place + columns - 1))

    def _pass_covered(self, row: list[str | None]) -> None:
        while self._covered.get(len(row), 0) > self._row_place:
            row.append(None)

    def end_row(self) -> None:
        """End the row that is open, if one is."""
        if self._row is None:
            return
        self._end_cell()
        self.spool.add(self._row)
        self._row = None
        self._row_place += 1


def _span(text: str | None) -> int:
    bare = (text or "").strip()
    return min(max(int(bare), 1), _LONGEST_SPAN) if bare.isascii() and bare.isdecimal() and len(bare) < 10 else 1
