"""Read the rows of plain delimited text quickly: blocks of whole lines, parsed by pyarrow side by side.

Every line must be one row with as many fields as the header; text that is not so is refused, never misread. Text in
GB18030 is parsed as it is, for no byte of its characters is that of a delimiter, a quote or the end of a line.
"""

from __future__ import annotations

import codecs
import io
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.csv

from matcher.identity.reading import bytes_of
from matcher.ingest.parallel import in_order
from matcher.ingest.readers.rows import RawBatch

BLOCK_BYTES: Final = 4 << 20
"""Small enough for the caches of a processor and for its memory to be used again, large enough for few of them."""
_NEAR_BYTES: Final = 1 << 16
_LINE_FEED, _RETURN = b"\n\r"


class UnevenRowsError(Exception):
    """The fast tier met a row that it cannot place; the file must be read again in the exact tier."""


@dataclass(frozen=True)
class Layout:
    """How the rows of a text file are laid out."""

    delimiter: str
    """One character of one byte."""
    width: int
    """Fields of every row."""
    skip: int
    """Lines above the first row."""
    has_quotes: bool
    """Whether double quotes stand in it."""


Finish = Callable[[pa.Array], pa.Array]
"""Makes text of a column of bytes."""


def block_batches(path: Path, layout: Layout, finish: Finish, *, block_bytes: int = BLOCK_BYTES) -> Iterator[RawBatch]:
    """Give the rows of a text file block by block, in order.

    Args:
        path: File in UTF-8 or GB18030.
        layout: How its rows are laid out.
        finish: Makes text of each column of bytes; runs in any thread.
        block_bytes: Length of the longest block.

    Raises:
        UnevenRowsError: A line is not a row of this width, or a row has several lines.
    """
    parser = _Parser(path, layout, finish, block_bytes)
    next_row = layout.skip + 1
    try:
        for columns in in_order(parser.columns, _blocks(path, block_bytes)):
            if columns:
                rows = len(columns[0])
                yield RawBatch(np.arange(next_row, next_row + rows, dtype=np.int32), columns)
                next_row += rows
    except pa.ArrowInvalid:  # its message quotes the row, so it is dropped
        raise UnevenRowsError from None


@dataclass(frozen=True)
class _Block:
    """A piece of a file that ends where a line ends."""

    start: int
    length: int


def _blocks(path: Path, block_bytes: int) -> Iterator[_Block]:
    size = path.stat().st_size
    start = 0
    with path.open("rb", buffering=0) as stream:
        while start < size:
            end = start + block_bytes
            end = size if end >= size else _last_line_end(stream, start, end)
            yield _Block(start, end - start)
            start = end


def _last_line_end(stream: io.FileIO, start: int, end: int) -> int:
    """Give the place after the last line that ends in a piece of a file; a line feed is not torn from its return."""
    for reach in (_NEAR_BYTES, end - start):
        first = max(start, end - reach)
        stream.seek(first)
        piece = stream.read(end - first)
        found = max(piece.rfind(b"\n"), piece.rfind(b"\r", 0, -1))
        if found >= 0:
            return first + found + 1
    raise UnevenRowsError  # a line longer than a block


class _Parser:
    """Parses blocks in any thread; each thread has one buffer for all of its blocks."""

    def __init__(self, path: Path, layout: Layout, finish: Finish, block_bytes: int) -> None:
        names = [f"c{position}" for position in range(layout.width)]
        self._path = path
        self._layout = layout
        self._finish = finish
        self._block_bytes = block_bytes
        self._own = threading.local()
        self._names = names
        self._parse = pa.csv.ParseOptions(
            delimiter=layout.delimiter, quote_char='"' if layout.has_quotes else False, ignore_empty_lines=False
        )
        self._convert = pa.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.binary()), strings_can_be_null=True, null_values=[""]
        )

    def columns(self, block: _Block) -> tuple[pa.Array, ...]:
        """Give the columns of a block; nothing where it has no row."""
        data = self._read(block)
        is_first = block.start == 0
        skip = self._layout.skip if is_first else 0
        if not is_first and bytes(data[: len(codecs.BOM_UTF8)]) == codecs.BOM_UTF8:
            raise UnevenRowsError  # the parser would take it away
        read = pa.csv.ReadOptions(
            skip_rows=skip, column_names=self._names, block_size=self._block_bytes + 1, use_threads=False
        )
        table = pa.csv.read_csv(pa.BufferReader(pa.py_buffer(data)), read, self._parse, self._convert)
        if table.num_rows == 0:
            return ()
        (batch,) = table.to_batches()  # a block is one piece
        if self._layout.has_quotes and any(map(_holds_line_end, batch.columns)):
            raise UnevenRowsError  # quotes that span lines, or are never closed: a row is not a line
        return tuple(self._finish(column) for column in batch.columns)

    def _read(self, block: _Block) -> memoryview:
        if not hasattr(self._own, "buffer"):
            self._own.buffer = bytearray(self._block_bytes)
        view = memoryview(self._own.buffer)[: block.length]
        with self._path.open("rb", buffering=0) as stream:
            stream.seek(block.start)
            return view[: stream.readinto(view)]


def _holds_line_end(column: pa.Array) -> bool:
    values = bytes_of(column)
    return bool(((values == _LINE_FEED) | (values == _RETURN)).any())
