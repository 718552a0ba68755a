"""Rows of a published run's model tables, with whom each was linked to: what figures and lists are counted from."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyarrow as pa

from matcher.published import PublishedRun
from matcher.storage.parquet import read_table


def rows_of(run: PublishedRun, snapshots: Path, table: str, columns: list[str]) -> pl.DataFrame:
    """Give the rows of one model table.

    Args:
        run: The run.
        snapshots: Folder of the snapshots that it was made from.
        table: Model table.
        columns: Columns beside `person_id`; `household_key` is told apart by source.

    Returns:
        No row where no file of the run fills the table.
    """
    wanted = ["record_id", "source", *(name for name in columns if name not in {"record_id", "source"})]
    parts = [read_table(path, wanted) for path in paths_of(run, snapshots, table)]
    if not parts:
        return pl.DataFrame(schema=dict.fromkeys(["person_id", *columns], pl.String))
    persons = pl.DataFrame(run.tables["persons"].select(["record_id", "person_id"]))
    frame = pl.DataFrame(pa.concat_tables(parts)).join(persons, on="record_id")
    if "household_key" in columns:
        # Two offices may count their households alike.
        frame = frame.with_columns(household_key=pl.col("source") + " " + pl.col("household_key"))
    return frame.select("person_id", *columns)


def paths_of(run: PublishedRun, snapshots: Path, table: str) -> list[Path]:
    """Give the Parquet files of the run that hold rows of a model table, in the order of the run's files."""
    paths = (snapshots / file.snapshot / f"{table}.parquet" for file in run.record.files)
    return [path for path in dict.fromkeys(paths) if path.exists()]


def in_force(spells: pl.DataFrame, month: int) -> pl.DataFrame:
    """Give the spells that hold in a month."""
    stop = pl.col("stop_month")
    return spells.filter((pl.col("first_month") <= month) & (stop.is_null() | (stop > month)))
