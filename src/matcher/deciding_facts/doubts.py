"""Names of records in doubt and of the people who could be meant, so that a reader can tell them apart."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from matcher.deciding_facts.rows import model_rows
from matcher.published import PublishedRun
from matcher.report.details import KnownPerson

_RECORDS_ASKED: Final = 3
"""Records of a person that are asked for a name: the surest ones; a table without names may be among them."""


def names_of_records(run: PublishedRun, snapshots: Path) -> dict[str, str]:
    """Give the names that stand in records in doubt and in conflict."""
    review, conflicts = run.tables["review"], run.tables["conflicts"]
    wanted = {
        *review["record_id"].to_pylist(),
        *conflicts["record_id"].to_pylist(),
        *conflicts["reference_record_id"].to_pylist(),
    } - {None}
    if not wanted:
        return {}
    persons = _persons(run).filter(pl.col("record_id").is_in(sorted(wanted)))
    names = _names(run, snapshots, persons)
    return dict(names.select("record_id", "person_name").iter_rows())


def names_of_people(run: PublishedRun, snapshots: Path) -> dict[str, KnownPerson]:
    """Give name and citizen ID of every person who could be meant by a record in doubt."""
    wanted = sorted(set(run.tables["review"]["person_id"].to_pylist()) - {None})
    if not wanted:
        return {}
    persons = _persons(run).filter(pl.col("person_id").is_in(wanted))
    persons = persons.sort("person_id", "link_grade", "record_id", nulls_last=True)
    surest = persons.group_by("person_id", maintain_order=True).head(_RECORDS_ASKED)
    names = _names(run, snapshots, surest).sort("person_id", "link_grade", "record_id", nulls_last=True)
    called = dict(names.group_by("person_id", maintain_order=True).first().select("person_id", "person_name").rows())
    ids = dict(persons.group_by("person_id", maintain_order=True).first().select("person_id", "citizen_id").rows())
    return {person_id: KnownPerson(called.get(person_id), ids.get(person_id)) for person_id in wanted}


def _persons(run: PublishedRun) -> pl.DataFrame:
    columns = ["record_id", "person_id", "source", "source_file", "citizen_id", "link_grade"]
    return pl.DataFrame(run.tables["persons"].select(columns))


def _names(run: PublishedRun, snapshots: Path, records: pl.DataFrame) -> pl.DataFrame:
    """Give the records that hold a name, with it."""
    read = [rows.select("record_id", "person_name") for _, rows in model_rows(run, snapshots, records)]
    names = pl.concat([pl.DataFrame(schema={"record_id": pl.String, "person_name": pl.String}), *read])
    return records.join(names.drop_nulls().unique("record_id"), on="record_id", how="inner")
