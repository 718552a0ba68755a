"""Write who is who: one row per record of the run, in pieces, so that a province fits into little memory.

Reads the records, Parquet file by Parquet file, and `link_decisions` of those that were judged one by one; every other
record is linked exactly by its quiet ID. Rows stand by model table, then file by file as their first source file is
named, and within a file by sheet, row number and record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pyarrow as pa

from matcher.engine.kernel import Kernel
from matcher.link.person_key import key_pads, person_id_of
from matcher.storage.disk import make_folders, named
from matcher.storage.parquet import open_writer
from matcher.storage.write_points import write_point
from matcher.tables import PERSONS

_PIECE_ROWS: Final = 1_000_000
_COMPRESSION: Final = "zstd"
_LEVEL: Final = 1
"""Hashes hardly shrink, whatever the effort."""

_COLUMNS: Final = (
    "record_id",
    "source",
    "file_id",
    "sheet",
    "row_number",
    "citizen_id",
    "citizen_id_status",
    "citizen_id_raw",
    "person_name",
)

# Who was decided on record by record bears the carried id already (matcher.link.carried).
_PIECE_SQL: Final = f"""
    WITH piece AS (
        SELECT
            mentions.*,
            decisions.* EXCLUDE (record_id, citizen_id),
            decisions.record_id IS NULL AS is_quiet,
            decisions.citizen_id AS decided_id,
            CASE WHEN decisions.record_id IS NULL THEN {person_id_of("mentions.citizen_id")} END AS own_id
        FROM link_piece AS mentions
        LEFT JOIN link_decisions AS decisions ON decisions.record_id = mentions.record_id
        WHERE row_number BETWEEN $first AND $last
            AND (mentions.citizen_id IS NOT NULL OR citizen_id_raw IS NOT NULL OR person_name IS NOT NULL)
    )
    SELECT
        coalesce(carried.person_id, piece.own_id, piece.person_id) AS person_id,
        piece.record_id,
        piece.source,
        files.source_file,
        piece.sheet,
        piece.row_number,
        CASE WHEN is_quiet THEN piece.citizen_id ELSE decided_id END AS citizen_id,
        coalesce(link_method, 'exact') AS link_method,
        CASE WHEN NOT is_quiet THEN link_grade WHEN citizen_id_status = 'upgraded' THEN 'G6' ELSE 'G1' END
            AS link_grade,
        match_weight,
        CASE WHEN is_quiet THEN 1.0 ELSE match_probability END AS match_probability
    FROM piece
    LEFT JOIN link_files AS files ON files.file_id = piece.file_id
    LEFT JOIN link_carried AS carried ON carried.own_id = piece.own_id
    ORDER BY source_file, sheet NULLS FIRST, row_number, record_id
"""

_EXTENT_SQL: Final = """
    SELECT
        count(*) AS rows,
        min(row_number) AS first,
        max(row_number) AS last,
        count(sheet) > 0 OR min(piece.file_id) <> max(piece.file_id) AS has_parts,
        min(source_file) AS source_file,
        min(piece.file_id) AS file_id
    FROM link_piece AS piece
    LEFT JOIN link_files AS files ON files.file_id = piece.file_id
"""


def write_persons(kernel: Kernel, tables: Mapping[str, Sequence[Path]], site_key: bytes, path: Path) -> None:
    """Write `PERSONS` of all records as Parquet.

    Args:
        kernel: Holds `link_decisions`, `link_carried` and `link_files`.
        tables: Model table → its Parquet files.
        site_key: Secret of this site that person_id is keyed with.
        path: File to write.
    """
    make_folders(path.parent)
    write_point("write", path)
    pads = key_pads(site_key)
    with (
        named(path),
        open_writer(path, PERSONS.schema, compression=_COMPRESSION, compression_level=_LEVEL) as writer,
        ThreadPoolExecutor(1) as background,
    ):
        written: Future[None] | None = None
        for first, last in _pieces(kernel, tables):
            piece = PERSONS.require(kernel.fetch(_PIECE_SQL, {**pads, "first": first, "last": last}))
            if written:
                written.result()
            written = background.submit(writer.write_table, piece)
        if written:
            written.result()


def _pieces(kernel: Kernel, tables: Mapping[str, Sequence[Path]]) -> Iterator[tuple[int, int]]:
    """Register one file after another as `link_piece`; give the first and last row numbers of each piece of it."""
    shape = pa.schema([pa.field(name, pa.string()) for name in _COLUMNS])
    for _, paths in sorted(tables.items()):
        extents = []
        for path in paths:
            kernel.register_parquet("link_piece", [path], shape)
            extents.append((kernel.fetch(_EXTENT_SQL).to_pylist()[0], path))
        known = [(extent, path) for extent, path in extents if extent["rows"]]
        for extent, path in sorted(known, key=lambda one: (one[0]["source_file"] or "", one[0]["file_id"])):
            kernel.register_parquet("link_piece", [path], shape)
            count = 1 if extent["has_parts"] else -(-extent["rows"] // _PIECE_ROWS)
            width = -(-(extent["last"] - extent["first"] + 1) // count)
            for number in range(count):
                first = extent["first"] + number * width
                yield first, first + width - 1
