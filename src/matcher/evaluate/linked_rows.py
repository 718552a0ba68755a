"""Rows of model tables beside whom they are linked to, piece by piece.

The published persons are in the order of the tables, their files and rows (matcher.link): a piece of a file meets the
same rows there, and nothing is looked up. Where the records differ, the piece is joined by record instead; so rows in
any order give the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matcher.engine.kernel import Kernel
from matcher.evaluate.views import LINKS_NAME
from matcher.storage.parquet import open_table

_PIECE_ROWS: Final = 1_000_000
_UNORDERED: Final = "evaluate_unordered_rows"
_OF_LINKS: Final = {
    "person_id": "linked_person_id",
    "citizen_id": "linked_citizen_id",
    "link_grade": "link_grade",
    "match_probability": "match_probability",
}
"""Columns of the persons that a piece has, and what it calls them."""


def linked_sql(rows: str) -> str:
    """Write the rows of a model table joined with whom they are linked to; what pieces have, in order of records."""
    of_links = ", ".join(f"link.{name} AS {given}" for name, given in _OF_LINKS.items())
    return f"""SELECT model.*, link.position, {of_links}
FROM {rows} AS model
JOIN {LINKS_NAME} AS link ON link.record_id = model.record_id
ORDER BY link.position"""


class LinkedRows:
    """Reads model tables beside the published persons."""

    def __init__(self, persons: Path, tables: Mapping[str, Sequence[Path]], kernel: Kernel) -> None:
        """Find where the rows of each file stand among the persons.

        Args:
            persons: Parquet file of matcher.tables.PERSONS; the kernel reads it as `evaluate_links`.
            tables: Parquet files by model table.
            kernel: Joins what is not in order.
        """
        self._kernel = kernel
        self._persons = _Slices(persons)
        self._starts: dict[Path, int] = {}
        start = 0
        for _, paths in sorted(tables.items()):
            left = {path: open_table(path).metadata.num_rows for path in paths}
            while left:
                first = self._persons.record_at(start)
                path = next((one for one in left if left[one] and _first_record(one) == first), None)
                if path is None:
                    break
                self._starts[path] = start
                start += left.pop(path)
            start += sum(left.values())

    def pieces(self, path: Path, columns: Sequence[str]) -> Iterator[pa.Table]:
        """Give the rows of one file with columns of its own, `position`, and those of the persons.

        Args:
            path: One of the files.
            columns: Columns of the model table, `record_id` among them.

        Returns:
            Pieces; rows that no person has are left out. `position` is the number of the record among the persons.
        """
        start = self._starts.get(path)
        file = open_table(path)
        for batch in file.iter_batches(_PIECE_ROWS, columns=list(columns)):
            rows = pa.Table.from_batches([batch])
            beside = _beside(rows, start, self._persons.rows(start, len(rows))) if start is not None else None
            yield self._joined(rows) if beside is None else beside
            start = start + len(rows) if start is not None else None

    def nothing(self, schema: pa.Schema) -> pa.Table:
        """Give a piece without rows."""
        shape = self._persons.schema
        of_links = [pa.field(given, shape.field(name).type) for name, given in _OF_LINKS.items()]
        return pa.schema([*schema, pa.field("position", pa.int64()), *of_links]).empty_table()

    def _joined(self, rows: pa.Table) -> pa.Table:
        self._kernel.register(_UNORDERED, rows)
        try:
            return self._kernel.fetch(linked_sql(_UNORDERED))
        finally:
            self._kernel.forget([_UNORDERED])


def _beside(rows: pa.Table, start: int, linked: pa.Table | None) -> pa.Table | None:
    """Put rows beside the persons from a number on; None where these are of other records."""
    if linked is None or not pc.all(pc.equal(rows["record_id"], linked["record_id"])).as_py():
        return None
    table = rows.append_column("position", pa.array(np.arange(start, start + len(rows), dtype=np.int64)))
    for name, given in _OF_LINKS.items():
        table = table.append_column(given, linked[name])
    return table


def _first_record(path: Path) -> str | None:
    """Give the first record of a file that has rows."""
    batch = next(open_table(path).iter_batches(1, columns=["record_id"]))
    record: str | None = batch.column(0)[0].as_py()
    return record


class _Slices:
    """Rows of the persons by their numbers; neighbours are read once."""

    def __init__(self, path: Path) -> None:
        self._file = open_table(path)
        self.schema = self._file.schema_arrow
        counts = [self._file.metadata.row_group(group).num_rows for group in range(self._file.num_row_groups)]
        self._ends = np.cumsum(counts) if counts else np.zeros(0, np.int64)
        self._held: tuple[int, pa.Table] | None = None

    def record_at(self, position: int) -> str | None:
        """Give the record with a number; None beyond the last."""
        rows = self.rows(position, 1)
        record: str | None = rows["record_id"][0].as_py() if rows is not None else None
        return record

    def rows(self, start: int, count: int) -> pa.Table | None:
        """Give rows from a number on; None where there are not so many."""
        if not len(self._ends) or start + count > self._ends[-1]:
            return None
        parts = []
        while count:
            group = int(np.searchsorted(self._ends, start, side="right"))
            offset = start - (int(self._ends[group - 1]) if group else 0)
            part = self._group(group).slice(offset, count)
            parts.append(part)
            start, count = start + len(part), count - len(part)
        return pa.concat_tables(parts) if parts else None

    def _group(self, group: int) -> pa.Table:
        if self._held is None or self._held[0] != group:
            self._held = (group, self._file.read_row_group(group, columns=["record_id", *_OF_LINKS]))
        return self._held[1]
