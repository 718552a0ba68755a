"""Read delimited text in two tiers with one result.

The fast tier is pyarrow's streaming reader, for text without quotes whose rows all have as many fields as the header.
Whatever it refuses goes to the exact tier, Python's csv module, which knows the physical line of each row and lets rows
with too few or too many fields through, marked. Text that is not UTF-8 is written out as UTF-8 first.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.csv

from matcher.ingest.readers.rows import HEAD_ROWS, Cells, RawBatch, RawSheet, column_arrays
from matcher.ingest.sniff import CHUNK_BYTES, EURO_ERRORS, Encoding, sniff_text

DELIMITERS: Final = (",", "\t", ";", "|", "，")
"""Delimiters that are tried, the likeliest first."""

_BLOCK_BYTES: Final = 16 << 20
_EXACT_BATCH_ROWS: Final = 20_000
_LONGEST_FIELD: Final = 1 << 20
_HEAD_CHARACTERS: Final = 1 << 20


class UnevenRowsError(Exception):
    """The fast tier met a row that it cannot place; the file must be read again in the exact tier."""


@dataclass(frozen=True)
class TextFile:
    """A text file in UTF-8."""

    path: Path
    """The delivered file itself, or a copy in UTF-8."""
    encoding: Encoding
    """Encoding of the delivered file."""
    is_plain: bool
    """Whether no double quote stands in it, so that every line is one row."""
    top: str
    """Its first characters, in which the header is looked for."""
    notes: tuple[str, ...]
    """What was changed in the copy."""


def open_text(path: Path, source_file: str, declared: str | None, scratch: Path) -> TextFile:
    """Find the encoding and, where it is not UTF-8, write a copy that is.

    Args:
        path: Delivered file.
        source_file: Its name in messages.
        declared: Encoding that the schema declares.
        scratch: Where the copy goes; the caller removes it.

    Raises:
        ContractError: See `matcher.ingest.sniff.sniff_text`.
    """
    facts = sniff_text(path, source_file, declared)
    notes = ("NUL characters were taken out",) if facts.has_nul else ()
    if facts.encoding in {"utf-8", "utf-8-sig"} and not facts.has_nul:
        return TextFile(path, facts.encoding, not facts.has_quotes, _read_top(path), notes)
    errors = EURO_ERRORS if facts.encoding == "gb18030" else "strict"
    with (
        path.open("r", encoding=facts.encoding, errors=errors, newline="") as text,
        scratch.open("w", encoding="utf-8", newline="") as copy,
    ):
        while chunk := text.read(CHUNK_BYTES):
            copy.write(chunk.replace("\x00", ""))
    return TextFile(scratch, facts.encoding, not facts.has_quotes, _read_top(scratch), notes)


def delimited_sheet(text: TextFile, delimiter: str, *, exact: bool) -> RawSheet:
    """Give a text file as one sheet.

    Args:
        text: The file.
        delimiter: One character.
        exact: Whether to read in the exact tier even where the fast one seems to do.

    Returns:
        The sheet. Its batches raise `UnevenRowsError` where the fast tier does not do.
    """
    rows = list(islice(_exact_rows(io.StringIO(text.top, newline=""), delimiter), HEAD_ROWS))
    head = tuple(tuple(cell or None for cell in cells) for _, cells in rows)
    numbers = tuple(number for number, _ in rows)

    def batches(after: int) -> Iterator[RawBatch]:
        header = head[after] if after >= 0 else max(head, key=len, default=())
        above = numbers[after] if after >= 0 else 0
        if text.is_plain and not exact and len(delimiter.encode()) == 1:
            return _fast_batches(text.path, delimiter, skip=above, width=len(header))
        return _exact_batches(text.path, delimiter, above=above, header=header)

    return RawSheet(None, 0, head, numbers, batches)


def _read_top(path: Path) -> str:
    with path.open("r", encoding="utf-8-sig", newline="") as stream:
        return stream.read(_HEAD_CHARACTERS)


def _fast_batches(path: Path, delimiter: str, *, skip: int, width: int) -> Iterator[RawBatch]:
    names = [f"c{position}" for position in range(width)]
    try:
        reader = pa.csv.open_csv(
            path,
            read_options=pa.csv.ReadOptions(skip_rows=skip, column_names=names, block_size=_BLOCK_BYTES),
            parse_options=pa.csv.ParseOptions(delimiter=delimiter, quote_char=False, ignore_empty_lines=False),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=True,
                null_values=[""],
                check_utf8=False,  # the whole file was checked when its encoding was looked for
            ),
        )
        next_row = skip + 1
        for batch in reader:
            numbers = np.arange(next_row, next_row + batch.num_rows, dtype=np.int32)
            next_row += batch.num_rows
            yield RawBatch(numbers, tuple(batch.columns))
    except pa.ArrowInvalid as error:
        # An empty body is no fault. The message of any other quotes the row, so it is dropped.
        if "Empty CSV file" not in str(error):
            raise UnevenRowsError from None


def _exact_batches(path: Path, delimiter: str, *, above: int, header: Cells) -> Iterator[RawBatch]:
    width = len(header)
    needed = max((position for position, cell in enumerate(header, start=1) if cell), default=0)
    with path.open("r", encoding="utf-8-sig", newline="") as stream:
        rows = ((number, cells) for number, cells in _exact_rows(stream, delimiter, width) if number > above)
        while some := list(islice(rows, _EXACT_BATCH_ROWS)):
            complete = np.array([len(cells) >= needed and not any(cells[width:]) for _, cells in some])
            padded = [(cells + [""] * (width - len(cells)))[:width] for _, cells in some]
            numbers = np.array([number for number, _ in some], dtype=np.int32)
            yield RawBatch(numbers, column_arrays(padded, width), complete)


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
