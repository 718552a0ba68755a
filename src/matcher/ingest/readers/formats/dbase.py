"""Parse dBASE III/IV and FoxPro tables: fields of fixed width, whole columns at a time."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.ingest.readers.formats.cells import BATCH_ROWS, ParsedSheet, UnreadableError, text_column

_CODE_PAGES: Final = {0x4D: "gb18030", 0x7A: "gb18030", 0x4F: "cp950", 0x78: "cp950"}
"""Language driver byte → encoding. Other bytes are not believed: Chinese tables carry the byte of any Windows."""
_DELETED: Final = ord("*")
_TERMINATOR: Final = 0x0D
_JULIAN_DAY_OF_YEAR_1: Final = 1_721_425
_TRUE, _FALSE = frozenset(b"TtYy"), frozenset(b"FfNn")
_NO_VALUE: Final = frozenset("MGPWQV0")
"""Types whose values lie in another file, or that say nothing of their own."""

ByteMatrix = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Field:
    """One column of a table."""

    name: str
    """Its name, at most ten bytes; the header of the column."""
    kind: str
    """Type letter."""
    start: int
    """Place in a record."""
    size: int
    """Bytes."""


def dbase_sheets(path: Path, declared: str | None, row_limit: int) -> list[ParsedSheet]:
    """Give a table as one sheet: field names are row 1, record n is row n + 1; deleted records are counted, not given.

    Raises:
        UnreadableError: It is cut short or is no such table.
    """
    head = path.read_bytes()[:32] if path.stat().st_size < 32 else _read(path, 32)
    if len(head) < 32:
        raise UnreadableError("unreadable")
    count, header_size, record_size = struct.unpack("<IHH", head[4:12])
    fields_bytes = _read(path, header_size)[32:]
    if record_size < 2 or path.stat().st_size < header_size + count * record_size:
        raise UnreadableError("unreadable")
    records = (
        np.memmap(path, np.uint8, "r", header_size, (count, record_size)) if count else np.empty((0, record_size), "u1")
    )
    kept = np.flatnonzero(records[:, 0] != _DELETED)
    raw_fields = _fields(fields_bytes, record_size)
    encoding = _encoding(head[29], declared, [name for name, _ in raw_fields], records, raw_fields)
    fields = [Field(name.decode(encoding, "replace"), f.kind, f.start, f.size) for name, f in raw_fields]
    rows = kept[: max(row_limit - 1, 0)] if row_limit else kept
    numbers, batches = _numbers(rows), _batches(records, rows, fields, encoding)
    left_out = {"deleted": count - len(kept)} if count > len(kept) else {}
    return [ParsedSheet(None, 0, len(fields), count + 1, batches, numbers=numbers, skipped=left_out)]


def _read(path: Path, size: int) -> bytes:
    with path.open("rb") as stream:
        return stream.read(size)


def _fields(table: bytes, record_size: int) -> list[tuple[bytes, Field]]:
    found: list[tuple[bytes, Field]] = []
    start = 1
    for place in range(0, len(table) - 31, 32):
        if table[place] == _TERMINATOR:
            break
        name, kind, size = table[place : place + 11].split(b"\0")[0], chr(table[place + 11]), table[place + 16]
        if kind == "C":  # a character field longer than 255 keeps its high byte where others keep their decimals
            size += table[place + 17] << 8
        if kind != "0":
            found.append((name.strip(), Field("", kind, start, size)))
        start += size
    if not found or start > record_size:
        raise UnreadableError("unreadable")
    return found


def _encoding(
    driver: int, declared: str | None, names: list[bytes], records: ByteMatrix, fields: list[tuple[bytes, Field]]
) -> str:
    """Find the encoding: the schema's word, the table's own byte, UTF-8 where all texts are valid, else GB18030."""
    if declared or driver in _CODE_PAGES:
        return declared or _CODE_PAGES[driver]
    try:
        for name in names:
            name.decode("utf-8")
        for _, field in fields:
            if field.kind == "C":
                for first in range(0, len(records), BATCH_ROWS):
                    for text in _cells(records[first : first + BATCH_ROWS], field):
                        text.rstrip(b" \0").decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _numbers(rows: npt.NDArray[np.int64]) -> Iterator[pa.Array]:
    yield pa.array([1], pa.int32())
    for first in range(0, len(rows), BATCH_ROWS):
        yield pa.array(rows[first : first + BATCH_ROWS] + 2, pa.int32())


def _batches(
    records: ByteMatrix, rows: npt.NDArray[np.int64], fields: Sequence[Field], encoding: str
) -> Iterator[Sequence[pa.Array]]:
    yield [pa.array([field.name or None], pa.string()) for field in fields]
    for first in range(0, len(rows), BATCH_ROWS):
        some = np.asarray(records[rows[first : first + BATCH_ROWS]])
        yield [_column(some, field, encoding) for field in fields]


def _cells(records: ByteMatrix, field: Field) -> list[bytes]:
    block = np.ascontiguousarray(records[:, field.start : field.start + field.size])
    whole = block.tobytes()
    return [whole[at : at + field.size] for at in range(0, len(whole), field.size)] if field.size else []


def _column(records: ByteMatrix, field: Field, encoding: str) -> pa.Array:
    if field.kind in _NO_VALUE or not field.size:
        return pa.nulls(len(records), pa.string())
    cells = _cells(records, field)
    if field.kind == "L":
        words = {**dict.fromkeys(_TRUE, "TRUE"), **dict.fromkeys(_FALSE, "FALSE")}
        return pa.array([words.get(cell[0]) for cell in cells], pa.string())
    if field.kind in "IBYT" and (field.kind, field.size) in _BINARY:
        return pa.array([_binary(field.kind, cell) for cell in cells], pa.string())
    return text_column([_text(cell, encoding) for cell in cells])


def _text(cell: bytes, encoding: str) -> str:
    bare = cell.rstrip(b" \0").replace(b"\0", b"")
    try:
        return bare.decode(encoding).strip()
    except UnicodeDecodeError:  # a character cut in two by the end of the field is left out; others show as unknown
        cut = bare[:-1] if len(bare) + 1 >= len(cell) else bare
        return cut.decode(encoding, "replace").strip()


_BINARY: Final = frozenset({("I", 4), ("B", 8), ("Y", 8), ("T", 8)})


def _binary(kind: str, cell: bytes) -> str | None:
    """Read FoxPro's binary numbers, money (ten-thousandths) and date-times (Julian day, milliseconds)."""
    if kind == "I":
        return str(struct.unpack("<i", cell)[0])
    if kind == "Y":
        return str(Decimal(struct.unpack("<q", cell)[0]) / 10_000)
    if kind == "B":
        return str(text_column([struct.unpack("<d", cell)[0]])[0])
    day, milliseconds = struct.unpack("<II", cell)
    if not _JULIAN_DAY_OF_YEAR_1 < day < _JULIAN_DAY_OF_YEAR_1 + 3_650_000:
        return None
    text = (date(1, 1, 1) + timedelta(days=day - _JULIAN_DAY_OF_YEAR_1 - 1)).isoformat()
    if not milliseconds:
        return text
    seconds = min(milliseconds // 1000, 86_399)
    return f"{text} {seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
