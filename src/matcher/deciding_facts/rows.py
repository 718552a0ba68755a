"""The model rows behind each finding: evidence → records → rows of the snapshots, by joins on whole columns.

Python sees only the rows that a finding names, never a whole table.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import polars as pl

from matcher.published import PublishedRun
from matcher.storage.parquet import scan_tables

Row = dict[str, Any]
"""One row, by column."""

TablesOfFinding = dict[str, list[Row]]
"""Rows of one finding by model table, each with its source, link grade and the person's citizen ID."""

_ROW: Final = ["source", "source_file", "sheet", "row_number"]
_PLACE: Final = ["person_id", *_ROW]
_RECORD: Final = ["record_id", *_PLACE, "link_grade", "citizen_id"]


def evidence_rows(run: PublishedRun, snapshots: Path) -> dict[str, TablesOfFinding]:
    """Give the rows of every finding by model table, in the order of source, file, sheet and row."""
    return _tables_of_findings(run, snapshots, _evidence_records(run))


def rows_of_others(run: PublishedRun, snapshots: Path) -> dict[str, TablesOfFinding]:
    """Give the rows of a finding's evidence that are of other persons alone: the car of somebody of the household."""
    places, persons = _evidence_places(run), _persons(run)
    others = places.join(persons, on=_PLACE, how="anti", nulls_equal=True).drop("person_id")
    return _tables_of_findings(run, snapshots, others.join(persons, on=_ROW, how="inner", nulls_equal=True))


def _tables_of_findings(run: PublishedRun, snapshots: Path, records: pl.DataFrame) -> dict[str, TablesOfFinding]:
    found: dict[str, TablesOfFinding] = {}
    for table, rows in model_rows(run, snapshots, records.select("record_id", "source", "source_file").unique()):
        joined = records.join(rows, on="record_id", how="inner").sort(*_PLACE[1:], "record_id", nulls_last=True)
        for row in joined.iter_rows(named=True):
            found.setdefault(row["finding_id"], {}).setdefault(table, []).append(row)
    return found


def _evidence_records(run: PublishedRun) -> pl.DataFrame:
    """Give the records that show each finding: those of its person in the rows that it names."""
    return _evidence_places(run).join(_persons(run), on=_PLACE, how="inner", nulls_equal=True)


def _evidence_places(run: PublishedRun) -> pl.DataFrame:
    findings = pl.DataFrame(run.tables["findings"].select(["finding_id", "person_id", "evidence"]))
    places = findings.explode("evidence", empty_as_null=False).unnest("evidence")
    return places.rename({"file": "source_file", "row": "row_number"})


def _persons(run: PublishedRun) -> pl.DataFrame:
    return pl.DataFrame(run.tables["persons"].select(_RECORD)).rename({"citizen_id": "person_citizen_id"})


def model_rows(run: PublishedRun, snapshots: Path, wanted: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """Give the model rows of records, file by file.

    Args:
        run: Published run.
        snapshots: Folder of its snapshots.
        wanted: Record ids with `source` and `source_file`: files that hold none of them are not opened.
    """
    asked = set(wanted.select("source", "source_file").iter_rows())
    ids = wanted.select("record_id").unique().lazy()
    for file in run.record.files:
        if (file.source, file.source_file) not in asked:
            continue
        for path in sorted((snapshots / file.snapshot).glob("*.parquet")):
            if path.stem == "rejects":
                continue
            rows = scan_tables([path]).drop("source", "sheet", "row_number", "value_notes")
            yield path.stem, rows.join(ids, on="record_id", how="semi").collect()
