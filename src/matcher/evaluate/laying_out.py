"""Lay records out for judging: rows of the columns in use, with whole numbers for persons and records, in buckets.

A bucket has all rows of its persons, with those of their households; a province is judged bucket by bucket, in the
memory of one. The Parquet files lie in the kernel's own folder and go with it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from matcher.config.rule import ANY_RECORD
from matcher.engine.base import SqlStep
from matcher.engine.kernel import Kernel
from matcher.evaluate.book import Records
from matcher.evaluate.linked_rows import LinkedRows
from matcher.evaluate.views import (
    FILES_NAME,
    IS_CORE,
    LINKS_NAME,
    PERSONS_NAME,
    PIECE,
    persons_piece_sql,
    piece_sql,
    read_columns,
)
from matcher.storage.parquet import open_table, open_writer, put_table
from matcher.storage.write_points import write_point
from matcher.tables import FILES, PERSONS

_COMPRESSION: Final = "lz4"

Keys = npt.NDArray[np.uint64]
BucketsOf = Callable[[Keys], npt.NDArray[np.uint8]]
"""The bucket of each person."""


@dataclass
class Laid:
    """What was laid out."""

    folder: Path
    buckets: int
    salt: int
    bucket_of: BucketsOf | None = None
    """Gives the bucket of persons; None: there is one."""
    schemas: dict[str, pa.Schema] = field(default_factory=dict[str, pa.Schema])
    """By table: its columns."""
    files: dict[tuple[str, int], list[Path]] = field(default_factory=dict[tuple[str, int], list[Path]])
    """By table and bucket."""

    def paths(self, table: str, bucket: int | None = None) -> list[Path]:
        """Give the files of a table, of one bucket or of all."""
        buckets = range(self.buckets) if bucket is None else [bucket]
        return [path for one in buckets for path in self.files.get((table, one), ())]

    def empty_tables(self, bucket: int) -> frozenset[str]:
        """Give the tables without a row in a bucket."""
        return frozenset(table for table in self.schemas if not self.files.get((table, bucket)))

    def rows(self) -> int:
        """Count the rows of all tables."""
        return sum(open_table(path).metadata.num_rows for paths in self.files.values() for path in paths)


class Shelf:
    """Writes rows of tables to the files of their buckets; closes them at the end of the `with` block."""

    def __init__(self, laid: Laid, part: str, *, is_core: bool) -> None:
        """Open a shelf.

        Args:
            laid: What is told of the files.
            part: Beginning of the names of its files.
            is_core: Whether the persons of the rows are judged where the rows lie.
        """
        self._laid = laid
        self._part = part
        self._is_core = is_core
        self._stack = ExitStack()
        self._writers: dict[tuple[str, int], pq.ParquetWriter] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def put(self, table: str, rows: pa.Table, buckets: npt.NDArray[np.uint8] | None = None) -> None:
        """Put rows into buckets; where these are not given, each into that of its person."""
        rows = rows.append_column(IS_CORE, pa.repeat(pa.scalar(self._is_core), len(rows)))
        self._laid.schemas.setdefault(table, rows.schema)
        if not len(rows):
            return
        if buckets is None and self._laid.bucket_of is not None:
            buckets = self._laid.bucket_of(rows["person_id"].to_numpy())
        if buckets is None:
            self._writer(table, 0).write_table(rows)
            return
        order = np.argsort(buckets, kind="stable")
        sorted_rows = rows.take(pa.array(order))
        ends = np.cumsum(np.bincount(buckets, minlength=self._laid.buckets))
        start = 0
        for bucket, end in enumerate(ends.tolist()):
            if end > start:
                self._writer(table, bucket).write_table(sorted_rows.slice(start, end - start))
            start = end

    def _writer(self, table: str, bucket: int) -> pq.ParquetWriter:
        if (table, bucket) not in self._writers:
            path = self._laid.folder / f"{self._part}-{table}-{bucket}.parquet"
            schema = self._laid.schemas[table]
            write_point("write", path)
            texts = [one.name for one in schema if pa.types.is_string(one.type)]  # numbers hardly repeat
            writer = open_writer(path, schema, compression=_COMPRESSION, use_dictionary=texts, write_statistics=False)
            self._writers[table, bucket] = self._stack.enter_context(writer)
            self._laid.files.setdefault((table, bucket), []).append(path)
        return self._writers[table, bucket]


def register_links(persons: pa.Table | Path, kernel: Kernel) -> Path:
    """Make the published persons readable as `evaluate_links`, with their numbers; a table is written first.

    Numbers decide which of several rows is shown. A file is in the order of its rows, as link writes it; a table is
    brought into one.
    """
    path = persons if isinstance(persons, Path) else kernel.folder / "links.parquet"
    if isinstance(persons, pa.Table):
        order = [(name, "ascending") for name in ("source", "source_file", "sheet", "row_number", "record_id")]
        put_table(PERSONS.require(persons).sort_by(order), path)
    kernel.register_parquet(LINKS_NAME, [path], PERSONS.schema, row_number="position")
    return path


def register_files(files: pa.Table, kernel: Kernel) -> None:
    """Make the delivered files readable as `evaluate_files`, numbered from the oldest on."""
    order = [(name, "ascending") for name in ("as_of_date", "source", "source_file", "file_id")]
    ordered = FILES.require(files).sort_by(order)
    kernel.register(FILES_NAME, ordered.append_column("number", pa.array(range(len(ordered)), pa.int32())))


@dataclass(frozen=True)
class Selection:
    """What of the records is laid out."""

    columns: Mapping[str, Collection[str]]
    """By table: columns in use."""
    any_record: SqlStep | None
    """Of rows of any table, what is kept; None: nothing."""
    schemas: Mapping[str, pa.Schema]
    """Columns of all model tables."""
    region: str
    """Area code of the run's place."""


def lay_out(records: Records, selection: Selection, linked: LinkedRows, laid: Laid, kernel: Kernel) -> None:
    """Lay the tables out that rules use.

    Args:
        records: Model tables, as files.
        selection: What of them.
        linked: Reads the files beside the persons.
        laid: Where it goes; told of the files.
        kernel: Runs the SQL of pieces; `evaluate_files` is there.
    """
    schemas, of_any = selection.schemas, set[str]()
    tables = schemas.keys() & selection.columns.keys()
    if selection.any_record is not None:
        tables, of_any = set(schemas), read_columns(ANY_RECORD, selection.columns[ANY_RECORD])
    with Shelf(laid, "core", is_core=True) as shelf:
        for table in sorted(tables):
            used = selection.columns.get(table)
            own = {"record_id", "file_id"} if used is None else read_columns(table, used)
            schema = pa.schema([one for one in schemas[table] if one.name in own | of_any])
            for piece in _pieces(table, records, selection, linked, schema):
                kernel.register(PIECE, piece.append_column("model_table", pa.repeat(pa.scalar(table), len(piece))))
                _lay_piece(table, selection, laid, shelf, kernel)
                kernel.forget([PIECE])


def _lay_piece(table: str, selection: Selection, laid: Laid, shelf: Shelf, kernel: Kernel) -> None:
    region = {"region": selection.region}
    persons = kernel.fetch(persons_piece_sql(laid.salt))
    if selection.any_record is not None:
        kept = kernel.fetch(selection.any_record.sql, region)
        shelf.put(ANY_RECORD, kept)
        if table not in selection.columns:
            persons = persons.filter(pc.is_in(persons["record_id"], kept["record_id"].combine_chunks()))
    if table in selection.columns:
        shelf.put(table, kernel.fetch(piece_sql(table, selection.columns[table], laid.salt), region))
    shelf.put(PERSONS_NAME, persons)


def _pieces(
    table: str, records: Records, selection: Selection, linked: LinkedRows, schema: pa.Schema
) -> Iterable[pa.Table]:
    """Give the pieces of a table; one without rows where there is none, for the shape of a table that rules read."""
    is_empty = True
    for path in records.tables.get(table, ()):
        for piece in linked.pieces(path, schema.names):
            is_empty = False
            yield piece
    if is_empty and table in selection.columns:
        yield linked.nothing(schema)
