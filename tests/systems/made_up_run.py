"""A made-up published run for the tests of systems: a few rows by model table, linked as a nightly run links them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from matcher.config.base import Text
from matcher.config.linkage import Linkage
from matcher.engine.kernel import Kernel
from matcher.identity.check_digit import check_character
from matcher.identity.citizen_id import normalise_citizen_ids
from matcher.link import link_records
from matcher.published import PublishedRun
from matcher.run_record import FileRecord, RunRecord
from matcher.storage.parquet import write_table
from matcher.storage.workspace import Workspace, open_workspace
from matcher.tables import EXEMPTED, FILES, FINDINGS, LINK_WEIGHTS, model_schema
from tests.evaluate.configuration import model

AS_OF = date(2025, 11, 30)
EAST, WEST = "180121100001", "180121101202"
AREA_NAMES = {
    "180121000000": "青溪县",
    "180121100000": "青溪县城关镇",
    EAST: "青溪县城关镇东门社区",
    "180121101000": "青溪县白石镇",
    WEST: "青溪县白石镇枫树坪村",
}


def made_up_id(number: int, born: str = "19520314") -> str:
    """Give a whole ID of a county that was never assigned; another number is another person."""
    first17 = f"180121{born}{number:03d}"
    return first17 + check_character(first17)


@dataclass
class MadeUpRun:
    """Rows by model table; each table is one file of one source, `<table>_list`."""

    folder: Path
    run_id: str = "0001-2025-11-30"
    as_of: date = AS_OF
    findings: Sequence[dict[str, Any]] = ()
    """Findings by column; `citizen_id` says whose, `person_id` is found."""
    rules: tuple[Any, ...] = ()
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, list[dict[str, Any]]])

    def add(self, table: str, raw_id: str | None, name: str, **values: Any) -> None:
        """Add one row of one person; the ID is read as ingest reads it."""
        rows = self.rows.setdefault(table, [])
        ids = normalise_citizen_ids(pa.array([raw_id], pa.string()))
        identity = {
            "record_id": f"{table}-0-{len(rows) + 2}-0",
            "source": f"{table}_list",
            "file_id": table,
            "row_number": len(rows) + 2,
            "as_of_date": self.as_of,
            "citizen_id": ids.citizen_id[0].as_py(),
            "citizen_id_status": ids.status[0].as_py(),
            "citizen_id_raw": ids.compact[0].as_py(),
            "person_name": name,
        }
        rows.append(identity | values)

    def resident(self, number: int, name: str, household: str, area: str = EAST, **values: Any) -> str:
        """Add somebody who lives in a household by the register; give the ID."""
        citizen_id = made_up_id(number)
        shared = {"area_code": area, "household_key": household}
        self.add("person", citizen_id, name, **({"registration_status": "registered"} | shared | values))
        self.add("household_member", citizen_id, name, kind="register", **shared)
        return citizen_id

    def publish(self) -> tuple[PublishedRun, Workspace]:
        """Write the tables, link them, and give the run with its workspace."""
        place = open_workspace(self.folder)
        paths = {table: [self._write(place, table, rows)] for table, rows in sorted(self.rows.items())}
        files = pa.Table.from_pylist([self._file(table) for table in paths], FILES.schema)
        with Kernel(folders=[place.root]) as kernel:
            linked = link_records(paths, files, linkage=Linkage(), site_key=place.site_key(), kernel=kernel)
            persons = linked.persons
        folder = place.run_folder(self.run_id)
        folder.mkdir(parents=True)
        tables = {
            "persons": persons,
            "files": files,
            "findings": self._findings(persons),
            "exempted": EXEMPTED.empty(),
            "link_weights": LINK_WEIGHTS.empty(),
        }
        return PublishedRun(folder, self._record(list(paths)), tables), place

    def _write(self, place: Workspace, table: str, rows: list[dict[str, Any]]) -> Path:
        path = place.snapshots / f"{table}_list" / self.run_id / f"{table}.parquet"
        return write_table(pa.Table.from_pylist(rows, model_schema(model()[table]).schema), path)

    def _file(self, table: str) -> dict[str, Any]:
        months = {"horizon_month": self.as_of.year * 12 + self.as_of.month - 1}
        names = {"source": f"{table}_list", "agency": "civil_affairs", "source_file": f"{table}.csv"}
        return {"file_id": table, "as_of_date": self.as_of, "once_only": False, **names, **months}

    def _findings(self, persons: pa.Table) -> pa.Table:
        known = dict(zip(persons["citizen_id"].to_pylist(), persons["person_id"].to_pylist(), strict=True))
        listed = [{**finding, "person_id": known[finding["citizen_id"]]} for finding in self.findings]
        return pa.Table.from_pylist(listed, FINDINGS.schema)

    def _record(self, tables: list[str]) -> RunRecord:
        files = tuple(
            FileRecord(
                source=f"{table}_list",
                agency="civil_affairs",
                source_file=f"{table}.csv",
                as_of_date=self.as_of,
                rows_in=len(self.rows[table]),
                record_rows=len(self.rows[table]),
                rejected_rows=0,
                skipped_rows=0,
                valid_id_share=None,
                snapshot=f"{table}_list/{self.run_id}",
            )
            for table in tables
        )
        return RunRecord(
            run_id=self.run_id,
            pipeline_title=Text(zh="测试", en="test"),
            as_of=self.as_of,
            first_month="2024-12",
            last_month=self.as_of.strftime("%Y-%m"),
            program_version="0",
            files=files,
            rules=self.rules,
            exemptions=(),
            area_names=AREA_NAMES,
            programme_titles={},
            source_titles={},
            agency_titles={},
            gone=0,
            link_counts={},
        )
