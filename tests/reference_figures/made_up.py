"""Made-up data of the size and shape of published figures: whole columns at once, no person real."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from matcher.config.base import month_number
from matcher.config.rule import Rule
from matcher.engine.kernel import Kernel
from matcher.evaluate import Evaluated, Records, RuleBook, Trial, evaluate_rules
from matcher.storage.parquet import write_table
from matcher.tables import CANDIDATES, FILES, PERSONS, model_schema
from tests.evaluate.configuration import book, model, policies

TRIAL = Trial(region="180121", first_month=month_number("2024-12"), as_of=date(2025, 11, 30))
_HORIZON = TRIAL.last_month


@dataclass
class MadeUp:
    """Rows of a made-up run by model table, each table one file of one source."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, list[dict[str, Any]]])

    def add(self, table: str, people: Iterable[str], **values: Any) -> None:
        """Add a row with the same values for each of some people."""
        self.rows.setdefault(table, []).extend({"person_id": person, **values} for person in people)

    def count(self, table: str) -> int:
        """Count the rows of a table."""
        return len(self.rows.get(table, []))

    def evaluate(self, folder: Path, rules: Sequence[str], *, lifted: bool = True) -> Evaluated:
        """Apply some of the shipped rules, with their exemptions or without."""
        chosen = [rule for rule in book().rules if rule.rule in rules]
        kept = tuple(rule if lifted else _without_exemptions(rule) for rule in chosen)
        with Kernel(folders=[folder], threads=2) as kernel:
            return evaluate_rules(
                self._records(folder),
                book=RuleBook(kept, book().exemptions),
                policies=policies(),
                model=model(),
                trial=TRIAL,
                kernel=kernel,
            )

    def _records(self, folder: Path) -> Records:
        tables = {name: [self._write(name, rows, folder)] for name, rows in self.rows.items()}
        files = [_file(name) for name in self.rows]
        persons = pa.concat_tables([_links(name, rows) for name, rows in self.rows.items()])
        return Records(tables, pa.Table.from_pylist(files, FILES.schema), persons, CANDIDATES.empty())

    def _write(self, name: str, rows: list[dict[str, Any]], folder: Path) -> Path:
        schema = model_schema(model()[name]).schema
        known = {column for row in rows[:1] for column in row} | {column for row in rows for column in row}
        place = _place(name, len(rows))
        given = {
            column.name: pa.array([row.get(column.name) for row in rows], column.type)
            for column in schema
            if column.name in known
        }
        columns: Mapping[str, pa.Array] = {**place, **given}
        arrays = [columns.get(column.name, pa.nulls(len(rows), column.type)).cast(column.type) for column in schema]
        return write_table(pa.Table.from_arrays(arrays, schema=schema), folder / f"{name}.parquet")


def _without_exemptions(rule: Rule) -> Rule:
    return rule.model_copy(update={"exempt": ()})


def _place(name: str, count: int) -> dict[str, pa.Array]:
    numbers = range(2, count + 2)
    return {
        "record_id": pa.array([f"{name}-0-{number}-0" for number in numbers]),
        "source": pa.array([name] * count),
        "file_id": pa.array([name] * count),
        "row_number": pa.array(numbers, pa.int32()),
        "as_of_date": pa.array([TRIAL.as_of] * count),
    }


def _file(name: str) -> dict[str, Any]:
    seen = {"as_of_date": TRIAL.as_of, "horizon_month": _HORIZON}
    return {"file_id": name, "source": name, "agency": "civil_affairs", "source_file": f"{name}.csv", **seen}


def _links(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Link every row to its person by the same ID."""
    people = [row["person_id"] for row in rows]
    place = _place(name, len(rows))
    columns = {
        "person_id": pa.array(people),
        **{column: place[column] for column in ("record_id", "source", "row_number")},
        "source_file": pa.array([f"{name}.csv"] * len(rows)),
        "citizen_id": pa.array([f"18012119600115{int(person[1:]) % 10_000:04d}" for person in people]),
        "link_method": pa.array(["exact"] * len(rows)),
        "link_grade": pa.array(["G1"] * len(rows)),
        "match_probability": pa.array([1.0] * len(rows)),
    }
    arrays = [columns.get(one.name, pa.nulls(len(rows), one.type)).cast(one.type) for one in PERSONS.schema]
    return pa.Table.from_arrays(arrays, schema=PERSONS.schema)


def people(first: int, count: int) -> list[str]:
    """Name so many people, from a number on."""
    return [f"p{number:06d}" for number in range(first, first + count)]
