"""Find oddities in the model tables of a snapshot: which values were not read as written, in which rows, and repeats.

Reads Parquet column-wise, a batch at a time; gives counts and row numbers, never a value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
import polars.selectors as cs
import pyarrow as pa
import pyarrow.compute as pc

from matcher.storage.parquet import open_table, read_table, scan_tables
from matcher.tables import PROVENANCE

MOST_EXAMPLES: Final = 5
"""Rows that are named as examples of one oddity."""

_BATCH_ROWS: Final = 1 << 17
_NOTES: Final = ("value_notes.list.element.column", "value_notes.list.element.status")
_NOT_COMPARED: Final = frozenset({*PROVENANCE.columns, "value_notes"})


@dataclass(frozen=True)
class Place:
    """Where a row stands."""

    file: str
    """Path of the file relative to the input folder."""
    sheet: str | None
    """Sheet name; null for delimited text."""
    row: int
    """Physical row."""


@dataclass
class Tally:
    """Rows of one oddity."""

    rows: int = 0
    """How many."""
    examples: list[Place] = field(default_factory=list)
    """The first of them."""

    def add(self, count: int, places: Iterator[Place]) -> None:
        """Count more rows; keep the first as examples."""
        self.rows += count
        while len(self.examples) < MOST_EXAMPLES and (place := next(places, None)):
            self.examples.append(place)


Oddities = dict[tuple[str, str], Tally]
"""Model column and status → rows."""


@dataclass(frozen=True)
class TablePart:
    """The rows of one model table that one fill of a source gave."""

    path: Path
    """Parquet file of the table."""
    file: str
    """Delivered file that they come from."""
    suffix: str | None
    """What their record IDs end with, where the table holds rows of other fills too."""


def find_oddities(part: TablePart, into: Oddities) -> None:
    """Count the values of a table that were not read as written, by model column and status.

    Args:
        part: Rows to look at.
        into: Where the counts go: those of several files are added up.
    """
    file = open_table(part.path)
    columns = ["record_id", "sheet", "row_number", "citizen_id_status", *_NOTES]
    for batch in file.iter_batches(batch_size=_BATCH_ROWS, columns=columns):
        rows = _of_fill(batch, part)
        if not len(rows):
            continue
        sheets, numbers = _texts(rows.column("sheet")), rows.column("row_number").to_numpy(zero_copy_only=False)
        notes = rows.column("value_notes")
        parents = pc.list_parent_indices(notes).to_numpy(zero_copy_only=False)
        flat = pc.list_flatten(notes)
        keys = pc.binary_join_element_wise(_texts(flat.field("column")), _texts(flat.field("status")), "\n")
        _count(keys, parents, (part.file, sheets, numbers), into)
        ids = _texts(rows.column("citizen_id_status"))
        keys = pc.binary_join_element_wise("citizen_id", ids, "\n")
        _count(keys, np.arange(len(rows)), (part.file, sheets, numbers), into)


def _of_fill(batch: pa.RecordBatch, part: TablePart) -> pa.RecordBatch:
    if part.suffix is None:
        return batch
    return batch.filter(pc.ends_with(_texts(batch.column("record_id")), part.suffix))


def _texts(column: pa.Array) -> pa.Array:
    """Give text as plain strings, whatever form it was stored in."""
    return column if column.type == pa.string() else column.cast(pa.string())


def _count(
    keys: pa.Array,
    rows: npt.NDArray[np.int64],
    places: tuple[str, pa.Array, npt.NDArray[np.int32]],
    into: Oddities,
) -> None:
    """Count keys (`column` and `status` on two lines), and keep the first rows of each."""
    file, sheets, numbers = places
    encoded = keys.dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    counts = np.bincount(codes[codes >= 0], minlength=len(encoded.dictionary))
    for code, key in enumerate(encoded.dictionary.to_pylist()):
        column, status = key.split("\n")
        tally = into.setdefault((column, status), Tally())
        first = rows[np.flatnonzero(codes == code)[:MOST_EXAMPLES]] if len(tally.examples) < MOST_EXAMPLES else ()
        found = (Place(file, sheets[int(row)].as_py(), int(numbers[row])) for row in first)
        tally.add(int(counts[code]), found)


def find_repeats(part: TablePart) -> tuple[Tally, Tally]:
    """Find rows whose valid citizen ID stands in an earlier row of the file, and rows equal to an earlier one in all.

    Returns:
        Rows that repeat an ID; rows that repeat every value.
    """
    table = scan_tables([part.path])
    if part.suffix is not None:
        table = table.filter(pl.col("record_id").cast(pl.String).str.ends_with(part.suffix))
    values = [name for name in table.collect_schema().names() if name not in _NOT_COMPARED]
    marked = table.select(
        pl.col("sheet").cast(pl.String),
        "row_number",
        same_id=pl.col("citizen_id").is_not_null() & ~pl.col("citizen_id").is_first_distinct(),
        # 64-bit hashes: among ten million rows two different ones are taken for equal once in 400,000 files.
        same_row=~pl.struct(cs.by_name(values).cast(pl.String)).hash(seed=0).is_first_distinct(),
    ).filter(pl.col("same_id") | pl.col("same_row"))
    found = marked.sort("sheet", "row_number", maintain_order=True, nulls_last=True).collect()
    return _tally(found, "same_id", part.file), _tally(found, "same_row", part.file)


def _tally(found: pl.DataFrame, name: str, file: str) -> Tally:
    rows = found.filter(pl.col(name))
    places = [
        Place(file, sheet, row) for sheet, row in rows.head(MOST_EXAMPLES).select("sheet", "row_number").iter_rows()
    ]
    return Tally(rows.height, places)


def reject_examples(path: Path, checks: Sequence[str], file: str) -> dict[str, list[Place]]:
    """Give the first rejected rows of each check.

    Args:
        path: Rejects of a snapshot.
        checks: Names of the checks.
        file: Delivered file that they come from.
    """
    if not checks:
        return {}
    table = read_table(path, ["sheet", "row_number", "check_name"])
    examples = {}
    for check in checks:
        # Names are joined by ', '; one may be the beginning of another.
        marked = pc.match_substring_regex(_texts(table.column("check_name").combine_chunks()), f"(^|, ){check}(,|$)")
        rows = table.filter(marked).slice(0, MOST_EXAMPLES).to_pylist()
        examples[check] = [Place(file, row["sheet"], row["row_number"]) for row in rows]
    return examples
