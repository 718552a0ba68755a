"""Tell rows of data from what else stands below a header: blanks, sums, notes, the header or title printed again.

Reads raw batches; gives a kind per row. Nothing is dropped here: the kinds are counted. Column-wise: a cheap test on
lengths and bytes finds the few rows that could be something else, and only those are looked at. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.config.source import SourceSchema
from matcher.identity.reading import bytes_of, offsets_of
from matcher.ingest.account import SKIP_REASONS
from matcher.ingest.header import Header
from matcher.ingest.readers.rows import Cells, RawBatch

DATA: Final = -1
"""Kind of a row of data; other kinds are positions in `SKIP_REASONS`."""

_TITLE, _REPEATED, _BLANK, _TOTAL, _NOTE = (
    SKIP_REASONS.index(reason) for reason in ("title", "repeated_header", "blank", "total", "note")
)
_SUM_BYTES: Final = "计".encode()
_SUM_COLUMNS: Final = 6  # a sum is announced at the left
_SUM: Final = r"^\S{0,10}[合总小累共]计((人数|户数|金额)?[:：(（].*|人数|户数|金额|数)?$"
_NOTE_START: Final = (
    r"^(填表|填报|制表|制单|审核|审批|复核|经办|核对|负责人|分管|主管|报送|单位负责|单位[(（]?盖章|[(（]盖章|盖章|公章|说明|备注[:：]|注[:：]|"
    r"注意|数据来源|打印|导出时间|第\d+页|共\d+页|领导签|联系人[:：]|联系电话[:：]|日期[:：]|以上|以下空白)"
)
_ID_TYPES: Final = frozenset({"citizen_id", "certificate_number"})

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class RowSigns:
    """What the rows of one sheet are told apart by."""

    header_cells: tuple[tuple[tuple[int, str], ...], ...]
    """Position and text of the headers that are read, for each row of the header: a row with at least half of one's
    is the header again."""
    id_positions: tuple[int, ...]
    """Columns that hold IDs: a sum or a note has none."""
    titles: pa.Array
    """Texts that stand alone in a row above the header: they come again on each printed page."""


def signs_of(header: Header, head: tuple[Cells, ...], schema: SourceSchema) -> RowSigns:
    """Learn the signs of a sheet from its top.

    Args:
        header: The sheet's header.
        head: First rows of the sheet.
        schema: Its schema.
    """
    alone = [[cell for cell in cells if cell] for cells in head[: max(header.first_row, 0)]]
    ids = [header.columns[c.column] for c in schema.columns if c.type in _ID_TYPES and c.column in header.columns]
    return RowSigns(
        header_cells=tuple(
            tuple((place, text) for place in header.columns.values() if (text := cells[place]))
            for cells in header.printed
        ),
        id_positions=tuple(ids),
        titles=pa.array(sorted({cells[0] for cells in alone if len(cells) == 1}), pa.string()),
    )


def row_kinds(batch: RawBatch, signs: RowSigns) -> npt.NDArray[np.int8]:
    """Give the kind of each row: `DATA`, or a position in `SKIP_REASONS`."""
    kinds = np.full(len(batch.row_numbers), DATA, dtype=np.int8)
    repeated = np.zeros(len(kinds), dtype=np.bool_)
    for cells in signs.header_cells:
        repeated |= _repeated_header(batch, cells)
    kinds[repeated] = _REPEATED
    suspects = np.flatnonzero(_suspects(batch, signs) & ~repeated)
    if len(suspects):
        kinds[suspects] = _kinds_of([column.take(pa.array(suspects)) for column in batch.columns], signs)
    return kinds


def _suspects(batch: RawBatch, signs: RowSigns) -> BoolArray:
    """Mark rows that are half empty, hold almost no text, or could announce a sum."""
    rows, width = len(batch.row_numbers), len(batch.columns)
    ends = np.zeros(rows + 1, dtype=np.int32)
    empty = np.zeros(rows, dtype=np.int16)
    for column in batch.columns:
        ends += offsets_of(column)
        if column.null_count:
            empty += _lengths(column) == 0
    marked = np.asarray((np.diff(ends) <= 2 * width) | (empty * 2 >= width), dtype=np.bool_)
    if batch.is_complete is not None:
        marked |= ~batch.is_complete
    for column in batch.columns[:_SUM_COLUMNS]:
        if _holds(column, _SUM_BYTES):
            marked |= _true(pc.match_substring(column, "计"))
    for place in signs.id_positions:
        if batch.columns[place].null_count:
            marked |= _lengths(batch.columns[place]) == 0
    return marked


def _lengths(column: pa.Array) -> npt.NDArray[np.int32]:
    return np.diff(offsets_of(column))  # a null has no bytes


def _holds(column: pa.Array, text: bytes) -> bool:
    """Tell whether some bytes stand among those of a column, without copying it or holding the interpreter's lock."""
    data = bytes_of(column)
    starts = len(data) - len(text) + 1
    if starts <= 0:
        return False
    begins = data[:starts] == text[0]
    for place, byte in enumerate(text[1:3], start=1):  # the rest of a Chinese character
        begins &= data[place : starts + place] == byte
    found = np.flatnonzero(begins)
    for place, byte in enumerate(text[3:], start=3):
        found = found[data[found + place] == byte]
    return len(found) > 0


def _repeated_header(batch: RawBatch, header: tuple[tuple[int, str], ...]) -> BoolArray:
    """Mark rows in which at least half of the headers of one row stand below themselves."""
    needed = max(1, (len(header) + 1) // 2)
    equal = np.zeros(len(batch.row_numbers), dtype=np.int32)
    absent = 0
    for place, text in header:  # most batches hold no header: its words are not among their bytes
        absent += not _holds(batch.columns[place], text.encode())
        if absent > len(header) - needed:
            return equal > 0
    for done, (place, text) in enumerate(header):
        left = len(header) - done
        if int(equal.max(initial=0)) + left < needed:
            break
        equal += _true(pc.equal(batch.columns[place], text))
    return equal >= needed


def _kinds_of(columns: list[pa.Array], signs: RowSigns) -> npt.NDArray[np.int8]:
    """Look at suspect rows: the first rule that fits decides."""
    trimmed = [_trimmed(column) for column in columns]
    filled = np.sum([_true(column.is_valid()) for column in trimmed], axis=0)
    first = pc.coalesce(*trimmed)
    has_id = np.zeros(len(first), dtype=np.bool_)
    for place in signs.id_positions:
        has_id |= _true(pc.match_substring_regex(trimmed[place], r"\d"))  # 审核人：may stand below the IDs
    sums = np.zeros(len(first), dtype=np.bool_)
    for column in trimmed[:_SUM_COLUMNS]:
        sums |= _true(pc.match_substring_regex(column, _SUM))
    rules = [
        (_BLANK, filled == 0),
        (_TOTAL, sums & ~has_id),
        (_NOTE, _true(pc.match_substring_regex(first, _NOTE_START)) & (filled * 2 <= len(columns) + 1) & ~has_id),
        (_TITLE, _true(pc.is_in(pc.coalesce(*columns), value_set=signs.titles)) & (filled == 1)),
    ]
    kinds = np.select([mask for _, mask in rules], [kind for kind, _ in rules], default=DATA)
    return kinds.astype(np.int8)


def _trimmed(column: pa.Array) -> pa.Array:
    bare = pc.replace_substring_regex(column, pattern=r"[\s\x{A0}\x{200B}\x{3000}\x{FEFF}]+", replacement="")
    return pc.if_else(pc.equal(bare, ""), pa.scalar(None, pa.string()), bare)


def _true(mask: pa.Array) -> BoolArray:
    """Give an Arrow mask as NumPy; null is false."""
    return np.asarray(pc.fill_null(mask, fill_value=False).to_numpy(zero_copy_only=False), dtype=np.bool_)
