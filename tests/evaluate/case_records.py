"""A case of a rule, and its rows laid out as the tables of a run (tests.evaluate.cases tells how cases are written)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from matcher.config.base import month_number, month_text
from matcher.config.model import ColumnType
from matcher.evaluate import Records, Trial
from matcher.storage.parquet import write_table
from matcher.tables import CANDIDATES, FILES, PERSONS, model_schema
from tests.evaluate.configuration import model

OTHERS = {
    "relative": "relative_citizen_id",
    "spouse": "spouse_citizen_id",
    "payee": "payee_citizen_id",
    "counterpart": "counterpart_citizen_id",
}
_ABOUT_LINKS = ("person", "months", "grade", "could_be", "file", *OTHERS)


@dataclass(frozen=True)
class Case:
    """One case of one rule."""

    rule: str
    name: str
    trial: Trial
    rows: dict[str, list[dict[str, str]]]
    people: dict[str, dict[str, str]]
    horizons: dict[str, str]
    policy: dict[str, Any]
    findings: list[dict[str, str]]
    cannot_tell: list[dict[str, str]]

    def __str__(self) -> str:
        return f"{self.rule}: {self.name}"


@dataclass
class Run:
    """The tables of one run, filled row by row."""

    case: Case
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, list[dict[str, Any]]])
    files: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    persons: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    candidates: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def add(self, table: str, row: dict[str, str]) -> None:
        """Add a row of the case: one record, or one for each of its months."""
        if "months" in row:
            rest = {key: value for key, value in row.items() if key != "months"}
            for month in months_of(row["months"]):
                self.add(table, {**rest, "benefit_month": month})
            return
        types: dict[str, ColumnType] = {column.column: column.type for column in model()[table].columns}
        types["birth_date"] = "date"
        given = {name: text for name, text in row.items() if name not in _ABOUT_LINKS}
        known = {name: None if text == "~" else _value(types.get(name, "text"), text) for name, text in given.items()}
        known |= {column: self._citizen_id(row[key]) for key, column in OTHERS.items() if key in row}
        number = len(self.tables.setdefault(table, [])) + 2
        place = {"record_id": f"{table}-0-{number}-0", "source": table, "row_number": number}
        person = row["person"]
        name = row.get("file", table)
        place["source"], _, seen = name.partition("/")
        horizon = month_number(seen or self.case.horizons.get(table, month_text(self.case.trial.last_month)))
        as_of = _last_day(horizon)
        self.files[name] = {
            "file_id": name,
            "source": place["source"],
            "agency": "civil_affairs",
            "source_file": f"{name}.csv",
            "as_of_date": as_of,
            "horizon_month": horizon,
        }
        self.tables[table].append(
            {"file_id": name, "as_of_date": as_of, "person_name": f"某{person}", **place, **known}
        )
        linked = {"person_id": person, "citizen_id": self._citizen_id(person), "source_file": f"{name}.csv"}
        grade = row.get("grade", "G1")
        self.persons.append({**place, **linked, "link_grade": grade, "link_method": "exact", "match_probability": 1.0})
        if "could_be" in row:
            self.candidates.append(
                {
                    "record_id": place["record_id"],
                    "person_id": row["could_be"],
                    "match_weight": 4.0,
                    "reason": "near_tie",
                }
            )

    def _citizen_id(self, person: str) -> str | None:
        about = self.case.people.get(person, {})
        born = about.get("born_on", "1960-01-15").replace("-", "")
        sex = 2 if about.get("sex") == "female" else 1
        case_number = int(person.partition("@")[2] or 0) % 100
        return None if about.get("citizen_id") == "none" else f"180121{born}{case_number:02d}{sex}0"

    def records(self, folder: Path) -> Records:
        """Write the tables as ingest and link give them."""
        paths = {}
        for name, rows in self.tables.items():
            schema = model_schema(model()[name]).schema
            paths[name] = [write_table(pa.Table.from_pylist(rows, schema), folder / f"{name}.parquet")]
        return Records(
            tables=paths,
            files=pa.Table.from_pylist(list(self.files.values()), FILES.schema),
            persons=pa.Table.from_pylist(self.persons, PERSONS.schema),
            candidates=pa.Table.from_pylist(self.candidates, CANDIDATES.schema),
        )


def records_of(case: Case, folder: Path) -> Records:
    """Write the rows of a case as ingest and link give them."""
    run = Run(case)
    for table, rows in case.rows.items():
        for row in rows:
            run.add(table, row)
    return run.records(folder)


def months_of(text: str) -> list[str]:
    first, _, last = text.partition("..")
    return [month_text(number) for number in range(month_number(first), month_number(last or first) + 1)]


def _last_day(month: int) -> date:
    return date((month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)


def _value(kind: ColumnType, text: str) -> Any:
    match kind:
        case "month":
            return month_number(text)
        case "date":
            return pa.scalar(text).cast(pa.date32()).as_py()
        case "money" | "decimal":
            return Decimal(text)
        case "integer":
            return int(text)
        case "boolean":
            return text == "true"
        case _:
            return text
