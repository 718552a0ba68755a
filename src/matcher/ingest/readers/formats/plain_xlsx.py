"""Read plain xlsx sheets column-wise: the fast tier beside calamine, with the same cells.

Most exports are written by programs in one regular shape: cells with a reference, a type, and a number, a shared or an
inline text. Such XML is cut into tags with NumPy, some thousand rows at a time. Whatever else is met (entities, rich
text, formulas, dates, other shapes) raises `NotPlainError`, and the file is read again with calamine.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.ingest.readers.formats.cells import WIDEST_SHEET, Merge, render_number
from matcher.ingest.readers.formats.grid import cells_by_column, in_rows, lengthened
from matcher.ingest.readers.formats.tags import NotPlainError, Tags, numbers_at, texts_at

_MOST_BYTES: Final = 1 << 30
"""Largest sheet, unpacked, that is read in this tier: it is held in memory as a whole."""
_CHUNK: Final = 4 << 20
_WRITTEN_NUMBER: Final = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][-+]?[0-9]{1,2})?")
_MOST_ROOM: Final = 1 << 20
_MOST_ROOM_A_CELL: Final = 50
"""Cells of the grid that a piece may span, and more for each cell that it has; a stray cell far away spans billions."""
_SHEET: Final = re.compile(rb"<sheet\b[^>]*>")
_RELATION: Final = re.compile(rb"<Relationship\b[^>]*>")
_DIMENSION: Final = re.compile(rb'<dimension ref="A1:([A-Z]{1,3})\d+"')
_MERGE: Final = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_FORMATS: Final = re.compile(rb"<cellXfs\b.*?</cellXfs>", re.DOTALL)
_FORMAT: Final = re.compile(rb'<xf\b[^>]*?\bnumFmtId="(\d+)"')
_TAIL: Final = re.compile(rb'(?: (s|t)="(\w+)")?(?: (s|t)="(\w+)")?/?')
_SURELY_NO_DATES: Final = frozenset((0, 1, 2, 3, 4, 9, 10, 11, 37, 38, 39, 40, 41, 42, 43, 44, 48, 49))
"""Built-in number formats that are not dates; formats of the file's own are not looked into."""
_UNSAFE: Final = (b"&", b"\r", b"_x")
"""Entities, line ends that XML changes, and characters written as `_x000D_`. Comments are tags of other names."""
_NOTHING, _NUMBER, _SHARED, _TEXT, _BOOLEAN = range(5)
_KINDS: Final = {b"n": _NUMBER, b"s": _SHARED, b"str": _TEXT, b"inlineStr": _TEXT, b"b": _BOOLEAN, b"e": _NOTHING}

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class PlainSheet:
    """One sheet in this tier."""

    width: int
    """Number of columns."""
    merges: list[Merge]
    """Merged cells."""
    batches: Iterator[Sequence[pa.Array]]
    """Columns of text from the first row on; raises `NotPlainError` at what this tier does not read."""


class PlainWorkbook:
    """An xlsx workbook, as far as this tier needs it."""

    def __init__(self, stream: BinaryIO) -> None:
        """Open a workbook.

        Raises:
            NotPlainError: It is no xlsx, or one of another shape.
        """
        try:
            self._archive = zipfile.ZipFile(stream)
            relations = self._read("xl/_rels/workbook.xml.rels")
            sheets = self._read("xl/workbook.xml")
        except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, ValueError, NotImplementedError):
            raise NotPlainError from None
        targets = {_attribute(tag, b"Id"): _attribute(tag, b"Target") for tag in _RELATION.findall(relations)}
        self._parts = {
            _attribute(tag, b"name"): targets.get(_attribute(tag, b"r:id"), b"") for tag in _SHEET.findall(sheets)
        }
        self._shared: pa.Array | None = None
        self._plain_formats: frozenset[int] | None = None

    def sheet(self, name: str) -> PlainSheet:
        """Give a sheet by its name.

        Raises:
            NotPlainError: Its shape is not plain.
        """
        part = self._parts.get(name.encode(), b"").decode()
        if not part.startswith(("worksheets/", "/xl/worksheets/")):
            raise NotPlainError
        content = self._read(part.removeprefix("/") if part.startswith("/") else f"xl/{part}")
        start, end = content.find(b"<sheetData>"), content.rfind(b"</sheetData>")
        dimension = _DIMENSION.search(content, 0, max(start, 0))
        if start < 0 or end < 0 or dimension is None:
            raise NotPlainError
        merges = [
            (int(top) - 1, _column(left), int(bottom) - 1, _column(right))
            for left, top, right, bottom in _MERGE.findall(content, end)
        ]
        if len(merges) != content.count(b"<mergeCell ", end):
            raise NotPlainError
        width = _column(dimension[1]) + 1
        return PlainSheet(width, merges, self._batches(content, start + len(b"<sheetData>"), end, width))

    def _read(self, name: str) -> bytes:
        try:
            if self._archive.getinfo(name).file_size > _MOST_BYTES:
                raise NotPlainError
            with self._archive.open(name) as part:
                content = part.read(_MOST_BYTES + 1)
        except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, ValueError, NotImplementedError):
            raise NotPlainError from None
        if len(content) > _MOST_BYTES or b"<!DOCTYPE" in content[:4096]:
            raise NotPlainError
        return content

    def _batches(self, content: bytes, start: int, end: int, width: int) -> Iterator[Sequence[pa.Array]]:
        row = 0
        while start < end:
            cut = end if end - start <= _CHUNK else content.rfind(b"</row>", start, start + _CHUNK) + len(b"</row>")
            if cut <= start:
                raise NotPlainError
            columns, row = self._columns(content[start:cut], width, row)
            if len(columns[0]):
                yield columns
            start = cut

    def _columns(self, chunk: bytes, width: int, last_row: int) -> tuple[list[pa.Array], int]:
        """Give the columns of some whole rows, and the last row that holds anything.

        Rows that are left out between others are rows without cells. Those without a value at the end are not given:
        they come with the next rows, if any do.
        """
        if any(word in chunk for word in _UNSAFE):
            raise NotPlainError
        tags = Tags(chunk)
        rows_at = tags.named(b"row r=")
        numbers, _ = numbers_at(tags, tags.opens[rows_at] + len(b'<row r="'), most=7)
        cells_at = tags.named(b"c r=")
        tags.expect_rows(rows_at, cells_at)
        if not len(rows_at) or numbers[0] <= last_row or np.any(np.diff(numbers) <= 0) or numbers[-1] > 1_048_576:
            raise NotPlainError
        row_of_cell = np.searchsorted(rows_at, cells_at) - 1
        if len(cells_at) and row_of_cell[0] < 0:
            raise NotPlainError
        places, tails = tags.references(cells_at, numbers[row_of_cell])
        if np.any(places >= min(width, WIDEST_SHEET)):
            raise NotPlainError
        kinds = self._kinds(tags, cells_at, tails)
        starts, ends = tags.values(cells_at)
        kinds = np.where(starts < 0, _NOTHING, kinds)
        at_row = numbers[row_of_cell] - last_row - 1
        if int(at_row[kinds != _NOTHING].max(initial=-1) + 1) * width > _MOST_ROOM + _MOST_ROOM_A_CELL * len(cells_at):
            raise NotPlainError
        columns = []
        for chosen in cells_by_column(places, width):
            texts = self._texts(tags, kinds[chosen], starts[chosen], ends[chosen])
            columns.append(in_rows(texts, at_row[chosen]))
        count = max(map(len, columns), default=0)
        return [lengthened(column, count) for column in columns], last_row + count

    def _texts(self, tags: Tags, kinds: IntArray, starts: IntArray, ends: IntArray) -> pa.Array:
        """Give the texts of some cells, in their order."""
        different = np.flatnonzero(np.bincount(kinds, minlength=_BOOLEAN + 1))
        if len(different) == 1 and different[0] != _NOTHING:
            return self._texts_of(int(different[0]), tags, starts, ends)
        index = np.full(len(kinds), -1, dtype=np.int64)
        parts: list[pa.Array] = []
        for kind in different[different != _NOTHING].tolist():
            chosen = np.flatnonzero(kinds == kind)
            index[chosen] = sum(map(len, parts)) + np.arange(len(chosen))
            parts.append(self._texts_of(kind, tags, starts[chosen], ends[chosen]))
        if not parts:
            return pa.nulls(len(kinds), pa.string())
        return pa.concat_arrays(parts).take(pa.array(index, mask=index < 0))

    def _texts_of(self, kind: int, tags: Tags, starts: IntArray, ends: IntArray) -> pa.Array:
        if kind == _SHARED:
            if self._shared is None:
                self._shared = shared_texts(self._read("xl/sharedStrings.xml"))
            places, lengths = numbers_at(tags, starts, most=7)
            if np.any(lengths != ends - starts) or int(places.max()) >= len(self._shared):
                raise NotPlainError
            return self._shared.take(pa.array(places))
        texts = texts_at(tags, starts, ends)
        if kind == _NUMBER:
            return _rendered(texts)
        if kind == _BOOLEAN:
            words = {"1": "TRUE", "0": "FALSE"}
            return pa.array([words.get(text) for text in texts.to_pylist()], pa.string())
        return _without_blanks(texts)

    def _kinds(self, tags: Tags, cells_at: IntArray, tails: IntArray) -> IntArray:
        """Give the kind of each cell by its attributes, of which a sheet has few different ones."""
        kinds = np.full(len(cells_at), -1, dtype=np.int64)
        for tail, mask in tags.distinct(tails, tags.closes[cells_at]):
            found = _TAIL.fullmatch(tail)
            if found is None:
                raise NotPlainError
            said = {found[1]: found[2], found[3]: found[4]}
            kind = _KINDS.get(said.get(b"t", b"n"))
            if kind is None or (kind == _NUMBER and not self._is_plain_format(said.get(b"s", b"0"))):
                raise NotPlainError
            kinds[mask] = kind
        return kinds

    def _is_plain_format(self, style: bytes) -> bool:
        """Tell whether numbers of a style are surely no dates."""
        if self._plain_formats is None:
            block = _FORMATS.search(self._read("xl/styles.xml"))
            formats = [int(number) for number in _FORMAT.findall(block[0])] if block else []
            if block and len(formats) != len(re.findall(rb"<xf\b", block[0])):
                formats = []
            plain = (place for place, number in enumerate(formats) if number in _SURELY_NO_DATES)
            self._plain_formats = frozenset(plain)
        return style.isdigit() and int(style) in self._plain_formats


def shared_texts(content: bytes) -> pa.Array:
    """Give the shared texts of a workbook; null where one is empty.

    Raises:
        NotPlainError: Some of them are more than one text in one format.
    """
    start, end = content.find(b"<si>"), content.rfind(b"</si>")
    body = content[max(start, 0) : end + len(b"</si>")]
    if start < 0 or end < 0 or any(word in body for word in _UNSAFE):
        raise NotPlainError
    tags = Tags(body)
    if len(tags.opens) % 4 or not tags.are(range(0, len(tags.opens), 4), b"si>"):
        raise NotPlainError
    first = np.arange(1, len(tags.opens), 4)
    if not (tags.are(first, b"t>", b"t xml:space=") and tags.are(first + 1, b"/t>") and tags.are(first + 2, b"/si>")):
        raise NotPlainError
    return _without_blanks(texts_at(tags, tags.closes[first] + 1, tags.opens[first + 1]))


def _rendered(texts: pa.Array) -> pa.Array:
    """Give numbers as `render_cell` does; most are short whole ones, which stay as they are."""
    if _are_short_and_whole(texts):
        return texts
    known: dict[str, str] = {}
    values = texts.to_pylist()
    for text in set(values):
        if not (text.isascii() and text.isdecimal() and len(text) < 16 and (text[0] != "0" or text == "0")):
            if not _WRITTEN_NUMBER.fullmatch(text):
                raise NotPlainError
            known[text] = render_number(float(text))
    return pa.array([known.get(text, text) for text in values], pa.string()) if known else texts


def _are_short_and_whole(texts: pa.Array) -> bool:
    offsets = np.frombuffer(texts.buffers()[1], np.int32)[: len(texts) + 1]
    data = np.frombuffer(texts.buffers()[2], np.uint8)
    lengths = np.diff(offsets)
    if not len(texts) or np.any(lengths < 1) or np.any(lengths > 15) or np.any((data < ord("0")) | (data > ord("9"))):
        return False
    return not np.any((data[offsets[:-1]] == ord("0")) & (lengths > 1))


def _without_blanks(texts: pa.Array) -> pa.Array:
    lengths = np.diff(np.frombuffer(texts.buffers()[1], np.int32)[: len(texts) + 1])
    if lengths.all():
        return texts
    return pa.StringArray.from_buffers(
        len(texts), texts.buffers()[1], texts.buffers()[2], pa.array(lengths > 0).buffers()[1]
    )


def _attribute(tag: bytes, name: bytes) -> bytes:
    found = re.search(rb'\s%b="([^"&]*)"' % re.escape(name), tag)
    return found[1] if found else b""


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1
