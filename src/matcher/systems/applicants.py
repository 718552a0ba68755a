"""Households that apply for aid: read the file, find who the applicants are, complete the members from the register.

The applicants are linked with the household register of a published run as a nightly run links all records: by ID, by
an ID put right, by name, birth date and place; whoever cannot be told stays unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import polars as pl
import pyarrow as pa

from matcher.config.areas import read_areas
from matcher.config.loader import Project
from matcher.config.source import SourceSchema
from matcher.engine.kernel import Kernel
from matcher.ingest import Delivery, Ingested, area_table, ingest_sources
from matcher.link import Previous, link_records
from matcher.storage.encryption import file_key, vault_of
from matcher.storage.parquet import read_table
from matcher.storage.workspace import Workspace
from matcher.systems.run_tables import RunTables
from matcher.tables import FILES

_REGISTER: Final = "person"
"""Model table of the household register: applicants are looked for among its people."""
_APPLICATION: Final = "application"
_READ: Final = ["record_id", "household_key", "person_name", "citizen_id", "citizen_id_raw", "area_code", "programme",
                "applied_on", "is_emergency", "relation_to_head", "row_number"]  # fmt: skip
_REPAIRED: Final = ("repair", "scored", "judged", "alias")


@dataclass(frozen=True)
class Applications:
    """A file of applications, read and linked."""

    members: pl.DataFrame
    """One row per application and person, the applicant first: `application`, `person_id`, `person_name`, `citizen_id`,
    `relation`, `basis`, `is_listed`, `programme`, `applied_on`, `is_emergency`, `area_code`, `row_number`."""
    rejected_rows: int


@dataclass(frozen=True)
class Reading:
    """What a file of applications is read with."""

    project: Project
    schema: SourceSchema
    as_of: date
    """Day that the file describes."""


def read_applications(path: Path, reading: Reading, tables: RunTables, place: Workspace) -> Applications:
    """Read a file of applications and complete its households from the register.

    Args:
        path: The file: delimited text or a workbook.
        reading: How it is read.
        tables: Tables of the run that applicants are looked up in.
        place: Workspace of the run; what is put aside lies in it, for the owner alone, and goes at the end.

    Raises:
        BrokenPromisesError: The file cannot be read, or is none of applications.
    """
    with TemporaryDirectory(dir=place.root, prefix=".applicants-") as folder:
        snapshots = Path(folder)
        ingested = _ingested(path, reading, snapshots)
        rows = pl.DataFrame(pa.concat_tables(read_table(one, _READ) for one in ingested.tables.get(_APPLICATION, ())))
        links = _linked(reading.project, ingested, tables, place, snapshots)
    rows = rows.join(links, on="record_id", how="left")
    rejected = sum(report.rejected_rows for report in ingested.reports)
    listed = _listed(rows)
    return Applications(_completed(listed, tables), rejected)


def _ingested(path: Path, reading: Reading, snapshots: Path) -> Ingested:
    project = reading.project
    return ingest_sources(
        [Delivery(reading.schema, path, path.name, reading.as_of)],
        model=project.model,
        codes=project.codes,
        areas=area_table(read_areas(project.areas_file)),
        region=project.pipeline.region,
        snapshots=snapshots,
    )


def _linked(project: Project, ingested: Ingested, tables: RunTables, place: Workspace, folder: Path) -> pl.DataFrame:
    """Link the applicants with the register; give `record_id`, `person_id`, `known_id`, `link_method`."""
    run = tables.run
    model = run.folder / "link_model.yaml"
    linkage = project.pipeline.linkage.model_copy(update={"model": str(model)} if model.is_file() else {})
    wanted: Mapping[str, list[Path]] = {
        _APPLICATION: list(ingested.tables.get(_APPLICATION, ())),
        _REGISTER: tables.paths.get(_REGISTER, []),
    }
    files = pa.concat_tables([FILES.require(run.tables["files"]), FILES.require(ingested.files)])
    with Kernel(folders=[folder, place.snapshots], file_key=file_key, encrypted=bool(vault_of(folder))) as kernel:
        linked = link_records(
            wanted,
            files,
            linkage=linkage,
            site_key=place.site_key(),
            kernel=kernel,
            previous=Previous(run.folder),
        )
        persons = pl.DataFrame(linked.persons)
    source = ingested.reports[0].source
    own = persons.filter(pl.col("source") == source)
    return own.select("record_id", "person_id", pl.col("citizen_id").alias("known_id"), "link_method")


def _listed(rows: pl.DataFrame) -> pl.DataFrame:
    """Give the members whom applications name, each once in an application, the applicant first."""
    method = pl.col("link_method")
    basis = (
        pl.when(method == "conflict").then(pl.lit("conflict"))
        .when(pl.col("known_id").is_null()).then(pl.lit("unknown"))
        .when(method.is_in(_REPAIRED)).then(pl.lit("repaired"))
        .otherwise(pl.lit("as_written"))
    )  # fmt: skip
    is_applicant = pl.col("relation_to_head").is_in(["self", "head"]).fill_null(value=False)
    listed = rows.select(
        pl.col("household_key").alias("application"),
        pl.coalesce("person_id", "record_id").alias("person_id"),
        "person_name",
        # What could not be read is shown as it was written: a person must find the paper that it stands on.
        pl.coalesce("known_id", "citizen_id", "citizen_id_raw").alias("citizen_id"),
        pl.col("relation_to_head").alias("relation"),
        basis.alias("basis"),
        pl.lit(value=True).alias("is_listed"),
        "programme",
        "applied_on",
        pl.col("is_emergency").fill_null(value=False),
        "area_code",
        "row_number",
        is_applicant.alias("is_applicant"),
    )
    listed = listed.sort("application", "is_applicant", "row_number", descending=[False, True, False])
    return listed.drop("is_applicant").unique(["application", "person_id"], keep="first", maintain_order=True)


def _completed(listed: pl.DataFrame, tables: RunTables) -> pl.DataFrame:
    """Add those who live in the applicant's household by the register and are not named; emergency aid asks nobody."""
    applicants = listed.unique("application", keep="first", maintain_order=True).filter(~pl.col("is_emergency"))
    columns = ["kind", "household_key", "relation_to_head", "person_name"]
    register = tables.rows("household_member", columns).filter(pl.col("kind") == "register")
    gone = tables.rows("person", ["registration_status"])
    gone = gone.filter(pl.col("registration_status").is_in(["moved_out", "cancelled"])).select("person_id").unique()
    register = register.join(gone, on="person_id", how="anti")
    ids = pl.DataFrame(tables.run.tables["persons"].select(["person_id", "citizen_id"])).unique("person_id")
    homes = register.select("person_id", "household_key").unique("person_id", keep="first", maintain_order=True)
    shared = ["application", "programme", "applied_on", "is_emergency", "area_code", "row_number"]
    found = (
        applicants.select(*shared, "person_id")
        .join(homes, on="person_id")
        .drop("person_id")
        .join(register, on="household_key")
        .join(listed.select("application", "person_id"), on=["application", "person_id"], how="anti")
        .join(ids, on="person_id", how="left")
        .unique(["application", "person_id"])
    )
    # The register tells relations to its own head, who need not be the applicant: none is told here.
    added = found.with_columns(
        relation=pl.lit(None, pl.String), basis=pl.lit("register"), is_listed=pl.lit(value=False)
    ).select(listed.columns)
    both = pl.concat([listed.with_columns(at=pl.int_range(pl.len())), added.with_columns(at=pl.lit(None, pl.Int64))])
    return both.sort("application", "at", "person_id", nulls_last=True).drop("at")
