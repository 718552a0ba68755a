"""Made-up records for the tests of linking: a few lines say who stands where, a builder writes Parquet and links."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from tempfile import mkdtemp

import pyarrow as pa
import pyarrow.parquet as pq

from matcher.config.linkage import Linkage
from matcher.engine.base import SqlStep
from matcher.engine.kernel import Kernel
from matcher.identity.check_digit import check_character
from matcher.identity.citizen_id import normalise_citizen_ids
from matcher.link import Linked, Previous, Replay, link_records
from matcher.tables import FILES, IDENTITY, PROVENANCE

AS_OF = date(2025, 11, 30)
VILLAGE = "180121102203"
OTHER_VILLAGE = "180121102204"
FAR_VILLAGE = "180121107201"
SITE_KEY = b"made-up key"

REGISTER = "household_register"
ROSTER = "minimum_living_allowance_roster"
CARDS = "card_payments"
CREMATIONS = "cremations"
ONCE_ONLY = (REGISTER, ROSTER, "disability_certificates")

_SHARED = pa.schema([*PROVENANCE.schema, *IDENTITY.schema])
_ALIAS = pa.schema([*_SHARED, pa.field("old_citizen_id", pa.string()), pa.field("changed_on", pa.date32())])


def made_up_id(birth: str = "19520314", sequence: int = 123, area: str = "180121") -> str:
    """Give a whole ID of a county that was never assigned."""
    first17 = f"{area}{birth}{sequence:03d}"
    return first17 + check_character(first17)


@dataclass
class County:
    """Records by model table, in the order in which they were added."""

    folder: Path
    once_only: tuple[str, ...] = ONCE_ONLY
    rows: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)

    def add(self, table: str, source: str, raw_id: str | None = None, name: str | None = None, **values: object) -> str:
        """Add one record; `raw_id` is read as ingest reads it. Gives its record_id."""
        number = self.sources.get(source, 1) + 1
        self.sources[source] = number
        ids = normalise_citizen_ids(pa.array([raw_id], type=pa.string()))
        file_id = source.encode().hex()[:16].ljust(16, "0")
        part = values.pop("part", 0)
        row_number = values.pop("row_number", number)
        record_id = f"{file_id}-0-{row_number}-{part}-{number}"
        row: dict[str, object] = {
            "record_id": record_id,
            "source": source,
            "file_id": file_id,
            "row_number": row_number,
            "as_of_date": AS_OF,
            "citizen_id": ids.citizen_id[0].as_py(),
            "citizen_id_status": ids.status[0].as_py(),
            "citizen_id_raw": ids.compact[0].as_py(),
            "person_name": name,
        }
        self.rows.setdefault(table, []).append(row | values)
        return record_id

    def resident(self, citizen_id: str, name: str, village: str = VILLAGE, **values: object) -> str:
        """Add one person of the register."""
        return self.add("person", REGISTER, citizen_id, name, **{"area_code": village} | values)

    def paid(self, raw_id: str | None, name: str | None, **values: object) -> str:
        """Add one card payment."""
        return self.add("payment", CARDS, raw_id, name, **values)

    def residents(self, count: int) -> None:
        """Add so many other people, so that frequencies mean something."""
        surnames, given = "李王张刘陈杨黄赵周吴", "国秀建玉志桂文春明海"
        for number in range(count):
            name = surnames[number % 10] + given[number // 10 % 10] + given[number // 100 % 10]
            birth = date(1940 + number % 60, 1 + number % 12, 1 + number % 28)
            village = f"1801211{number % 5:02d}2{number % 7:02d}"
            self.resident(made_up_id(birth.strftime("%Y%m%d"), number % 500), name, village)

    def link(
        self,
        linkage: Linkage | None = None,
        *,
        shuffle: int | None = None,
        kernel: type[Kernel] = Kernel,
        judgements: pa.Table | Replay | None = None,
        previous: Previous | None = None,
    ) -> Linked:
        """Write the records as Parquet and link them; `shuffle` is the seed of another row order.

        A second thread costs more than it gives where rows are few: it is there where order is tried.
        """
        tables = {name: [self._write(name, rows, shuffle)] for name, rows in sorted(self.rows.items())}
        with kernel(folders=[self.folder], threads=1 if shuffle is None else 2) as opened:
            return link_records(
                tables,
                self._files(),
                linkage=linkage or Linkage(),
                site_key=SITE_KEY,
                kernel=opened,
                folder=Path(mkdtemp(dir=self.folder)),
                judgements=judgements,
                previous=previous,
            )

    def _write(self, name: str, rows: list[dict[str, object]], shuffle: int | None) -> Path:
        ordered = list(rows)
        if shuffle is not None:
            Random(shuffle).shuffle(ordered)
        schema = _ALIAS if name == "id_alias" else _SHARED
        path = self.folder / f"{name}.parquet"
        pq.write_table(pa.Table.from_pylist(ordered, schema=schema), path)
        return path

    def _files(self) -> pa.Table:
        rows = [
            {
                "file_id": source.encode().hex()[:16].ljust(16, "0"),
                "source": source,
                "agency": "public_security" if source == REGISTER else "civil_affairs",
                "source_file": f"{source}.csv",
                "sha256": "",
                "as_of_date": AS_OF,
                "horizon_month": 2025 * 12 + 10,
                "once_only": source in self.once_only,
            }
            for source in sorted(self.sources)
        ]
        return pa.Table.from_pylist(rows, schema=FILES.schema)


class ExplainingKernel(Kernel):
    """A kernel that keeps the plan of each step and query before running it."""

    plans: dict[str, str] = {}  # noqa: RUF012 - filled by the one test that reads it, and cleared there

    def make(self, step: SqlStep) -> int:
        self.plans[step.name] = self.explain(step)
        return super().make(step)

    def fetch(self, sql, values=None):
        self.plans[f"fetch {len(self.plans)}"] = self.explain(SqlStep("fetch", sql, dict(values or {})))
        return super().fetch(sql, values)


def persons_by_record(linked: Linked) -> dict[str, dict[str, object]]:
    """Give the row of PERSONS for each record_id."""
    return {row["record_id"]: row for row in linked.persons.to_pylist()}


def link_of(linked: Linked, record_id: str) -> tuple[object, object]:
    """Give method and grade of a record's link."""
    row = persons_by_record(linked)[record_id]
    return row["link_method"], row["link_grade"]


def are_one_person(linked: Linked, *record_ids: str) -> bool:
    """Tell whether records were given one person."""
    rows = persons_by_record(linked)
    return len({rows[record_id]["person_id"] for record_id in record_ids}) == 1
