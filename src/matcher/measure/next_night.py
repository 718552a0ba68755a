"""The night after: the lists of a made-up province delivered again, with some of their rows changed.

Of the rows that change half are gone, so that all later ones move up, and half say what another of them said. The same
arguments give the same bytes.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from matcher.ingest.numbering import numbered_texts
from matcher.measure.province import file_id_of, file_name
from matcher.measure.province_lists import LISTS

_OF_PERSON: Final = frozenset(
    {"source", "as_of_date", "citizen_id", "citizen_id_status", "person_name", "household_key", "benefit_month"}
)
"""Columns that stay with their rows."""

Places = npt.NDArray[np.intp]


def write_next_night(folder: Path, target: Path, share: float, seed: int) -> int:
    """Write the lists of a province again.

    Args:
        folder: The province, as `write_province` left it.
        target: Folder of the next night; it is there, and empty.
        share: Share of the rows that change.
        seed: Chooses them.

    Returns:
        How many rows changed.
    """
    random = np.random.default_rng((seed, 3))
    owners = pq.ParquetFile(folder / "persons.parquet")
    groups = iter(range(owners.num_row_groups))
    changed = 0
    with pq.ParquetWriter(target / "persons.parquet", owners.schema_arrow, compression="zstd") as persons:
        for listed in sorted(LISTS, key=lambda one: (one.table, one.source)):
            file = pq.ParquetFile(folder / file_name(listed))
            first = 2
            with pq.ParquetWriter(target / file_name(listed), file.schema_arrow, compression="zstd") as writer:
                for group in range(file.num_row_groups):
                    rows = file.read_row_group(group)
                    gone, otherwise = _chosen(len(rows), share, random)
                    changed += len(gone) + len(otherwise)
                    left = np.setdiff1d(np.arange(len(rows)), gone)
                    numbers = np.arange(first, first + len(left), dtype=np.int32)
                    record_ids = numbered_texts(f"{file_id_of(listed)}-0-", numbers, "-0")
                    given = {"record_id": record_ids, "row_number": pa.array(numbers)}
                    writer.write_table(_with(_said_otherwise(rows, otherwise).take(left), given))
                    persons.write_table(_with(owners.read_row_group(next(groups)).take(left), given))
                    first += len(left)
    shutil.copy(folder / "files.parquet", target / "files.parquet")
    return changed


def _chosen(count: int, share: float, random: np.random.Generator) -> tuple[Places, Places]:
    """Choose rows that are gone, and others that say something else."""
    drawn = random.random(count)
    return np.flatnonzero(drawn < share / 2), np.flatnonzero((drawn >= share / 2) & (drawn < share))


def _said_otherwise(rows: pa.Table, places: Places) -> pa.Table:
    """Let each of some rows say what the one before it said, but for whose it is and of which month."""
    source = np.arange(len(rows))
    source[places] = np.roll(places, 1)
    moved = rows.take(source)
    return pa.table({name: (rows if name in _OF_PERSON else moved)[name] for name in rows.column_names})


def _with(rows: pa.Table, given: dict[str, pa.Array]) -> pa.Table:
    """Put columns in the place of others."""
    columns = [given[field.name].cast(field.type) if field.name in given else rows[field.name] for field in rows.schema]
    return pa.table(columns, schema=rows.schema)
