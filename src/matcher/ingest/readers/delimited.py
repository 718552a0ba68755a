"""Read delimited text in two tiers with one result.

The fast tier (`blocks`) is for text whose every line is a row with as many fields as the header. Whatever it refuses
goes to the exact tier, Python's csv module, which knows the physical line of each row and lets rows with too few or too
many fields through, marked. Text that neither tier can read as it lies there is written out as UTF-8 first.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import dropwhile, islice
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from matcher.ingest.encoding import CHUNK_BYTES, TextFacts, errors_of, sniff_text, undecodable
from matcher.ingest.readers.blocks import Layout, UnevenRowsError, block_batches
from matcher.ingest.readers.gb18030 import utf8_text
from matcher.ingest.readers.rows import HEAD_ROWS, Cells, RawBatch, RawSheet, column_arrays

__all__ = ["DELIMITERS", "TextFile", "UnevenRowsError", "delimited_sheet", "open_text"]

DELIMITERS: Final = (",", "\t", ";", "|", "，")
"""Delimiters that are tried, the likeliest first."""

_APART_IN_GB18030: Final = ",\t;"
"""Delimiters whose byte is never part of another character; `|` may be its second byte."""
_EXACT_BATCH_ROWS: Final = 20_000
_LONGEST_FIELD: Final = 1 << 20
_HEAD_CHARACTERS: Final = 1 << 20
_END_OF_TEXT: Final = "\x1a \t\u3000"
"""What old systems write below the last row: the mark of DOS for the end of a text, and blanks."""


@dataclass(frozen=True)
class TextFile:
    """A delivered text file."""

    path: Path
    """The file."""
    source_file: str
    """Its name in messages."""
    facts: TextFacts
    """Its encoding, and what stands in it."""
    scratch: Path
    """Where a copy in UTF-8 is written, if one is needed."""
    top: str
    """Its first characters, in which the header is looked for."""

    @property
    def encoding(self) -> str:
        """Encoding of the delivered file."""
        return self.facts.encoding

    @property
    def notes(self) -> tuple[str, ...]:
        """What is changed on reading."""
        return ("NUL characters were taken out",) if self.facts.has_nul else ()


def open_text(path: Path, source_file: str, declared: str | None, scratch: Path) -> TextFile:
    """Find the encoding of a text file and read its top.

    Args:
        path: Delivered file.
        source_file: Its name in messages.
        declared: Encoding that the schema declares.
        scratch: Where a copy in UTF-8 may be written; the caller removes it.

    Raises:
        ContractError: See `matcher.ingest.encoding.sniff_text`.
    """
    facts = sniff_text(path, source_file, declared)
    decoder = codecs.getincrementaldecoder(facts.encoding)(errors_of(facts.encoding))
    with path.open("rb") as stream:
        try:
            top = decoder.decode(stream.read(CHUNK_BYTES))
        except UnicodeError:
            raise undecodable(source_file) from None
    return TextFile(path, source_file, facts, scratch, top.replace("\x00", "")[:_HEAD_CHARACTERS])


def delimited_sheet(text: TextFile, delimiter: str, *, exact: bool) -> RawSheet:
    """Give a text file as one sheet.

    Args:
        text: The file.
        delimiter: One character.
        exact: Whether to read in the exact tier even where the fast one seems to do.

    Returns:
        The sheet. Its batches raise `UnevenRowsError` where the fast tier does not do, and `ContractError` where the
        text is not written in its encoding after all.
    """
    rows = list(islice(_exact_rows(io.StringIO(text.top, newline=""), delimiter), HEAD_ROWS))
    head = tuple(tuple(cell or None for cell in cells) for _, cells in rows)
    numbers = tuple(number for number, _ in rows)

    def batches(after: int) -> Iterator[RawBatch]:
        header = head[after] if after >= 0 else max(head, key=len, default=())
        above = numbers[after] if after >= 0 else 0
        has_quotes = text.facts.has_quotes
        # Lines above the rows are skipped one by one, so a quoted header must not run over several.
        is_one_line = not has_quotes or after < 0 or numbers[after + 1 : after + 2] == (above + 1,)
        if exact or not is_one_line or len(delimiter.encode()) > 1:
            return _exact_batches(_utf8(text), delimiter, above=above, header=header)
        return _fast_batches(text, Layout(delimiter, len(header), above, has_quotes))

    return RawSheet(None, 0, head, numbers, batches)


def _fast_batches(text: TextFile, layout: Layout) -> Iterator[RawBatch]:
    if text.encoding != "gb18030" or text.facts.has_nul or layout.delimiter not in _APART_IN_GB18030:
        yield from block_batches(_utf8(text), layout, _as_text)
        return
    try:
        yield from block_batches(text.path, layout, utf8_text)
    except UnicodeError:
        raise undecodable(text.source_file) from None


def _as_text(column: pa.Array) -> pa.Array:
    return column.view(pa.string())  # the whole file was checked when its encoding was looked for


def _utf8(text: TextFile) -> Path:
    """Give the file in UTF-8 without NUL characters: itself, or a copy."""
    encoding, has_nul = text.facts.encoding, text.facts.has_nul
    if encoding in {"utf-8", "utf-8-sig"} and not has_nul:
        return text.path
    try:
        with (
            text.path.open("r", encoding=encoding, errors=errors_of(encoding), newline="") as stream,
            text.scratch.open("w", encoding="utf-8", newline="") as copy,
        ):
            while chunk := stream.read(CHUNK_BYTES):
                copy.write(chunk.replace("\x00", "") if has_nul else chunk)
    except UnicodeError:
        raise undecodable(text.source_file) from None
    return text.scratch


def _exact_batches(path: Path, delimiter: str, *, above: int, header: Cells) -> Iterator[RawBatch]:
    width = len(header)
    needed = max((position for position, cell in enumerate(header, start=1) if cell), default=0)
    has_end = _ends_with_line_end(path)
    with path.open("r", encoding="utf-8-sig", newline="") as stream:
        rows = dropwhile(lambda row: row[0] <= above, _exact_rows(stream, delimiter, width))
        some = list(islice(rows, _EXACT_BATCH_ROWS))
        while some:
            more = list(islice(rows, _EXACT_BATCH_ROWS))
            numbers, lines = zip(*some, strict=True)
            if any(lines):
                complete = np.array([len(cells) >= needed and not any(cells[width:]) for cells in lines])
                columns = column_arrays([(cells + [""] * (width - len(cells)))[:width] for cells in lines], width)
            else:  # blank lines, of which a damaged file may have millions
                complete = np.full(len(lines), needed == 0)
                columns = tuple(pa.nulls(len(lines), pa.string()) for _ in range(width))
            is_cut = (
                not more and not has_end and len(lines[-1]) < needed and bool("".join(lines[-1]).strip(_END_OF_TEXT))
            )
            yield RawBatch(np.array(numbers, dtype=np.int32), columns, complete, ends_inside_row=is_cut)
            some = more


def _ends_with_line_end(path: Path) -> bool:
    with path.open("rb") as stream:
        stream.seek(max(path.stat().st_size - 1, 0))
        return stream.read(1) in {b"\n", b"\r", b""}


def _exact_rows(stream: io.TextIOBase | io.StringIO, delimiter: str, width: int = 0) -> Iterator[tuple[int, list[str]]]:
    """Give each row with the physical line that it starts on.

    A quote that is never closed would swallow the lines below it. So a row of several lines that does not have the
    header's number of fields is read again line by line, quotes meaning nothing, and each line stands for itself.
    """
    csv.field_size_limit(_LONGEST_FIELD)
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for line in stream:
            taken.append(line)
            yield line

    source = lines()
    reader = csv.reader(source, delimiter=delimiter)
    first = 1
    while True:
        cells: list[str] | None = None
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a field longer than any cell is: a quote that is never closed
            reader = csv.reader(source, delimiter=delimiter)
        if cells is None or (len(taken) > 1 and width and len(cells) != width):
            yield from enumerate((_plain_cells(line, delimiter) for line in taken), start=first)
        else:
            yield first, cells
        first += len(taken)
        taken.clear()


def _plain_cells(line: str, delimiter: str) -> list[str]:
    bare = line.rstrip("\r\n")
    return bare.split(delimiter) if bare else []
