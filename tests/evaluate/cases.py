"""Reads tests/cases/<rule>.yaml, lays each case out as the tables of a run, and evaluates it.

A case is written by people who know the benefit: persons by short names, rows by table, columns as in the model,
`months: 2025-01..2025-06` for one row a month. What a row does not say comes from the file's `defaults`; `~` is an
empty value. Every row is linked to its person with grade G1 unless it says otherwise (`grade`); `could_be` names a
person that an unresolved record could be; `relative`, `spouse`, `payee` and `counterpart` name the person whose citizen
ID stands in the row; `file: card/2025-05` puts it into a file of source `card` seen to that month (else: one file a
table, seen to the last month or what `horizons` says). `background` rows stand in every case; `policy` sets parameters
and, of the matrix `coexistence`, single pairs.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from matcher.config.base import month_number, month_text
from matcher.config.model import ColumnType
from matcher.config.policy import Policy
from matcher.engine.kernel import Kernel
from matcher.evaluate import Evaluated, Records, RuleBook, Trial, evaluate_rules
from matcher.storage.parquet import write_table
from matcher.tables import CANDIDATES, FILES, PERSONS, model_schema
from tests.evaluate.configuration import ROOT, TRIAL, book, model, policies, read_yaml

CASES = ROOT / "tests/cases"
_OTHERS = {
    "relative": "relative_citizen_id",
    "spouse": "spouse_citizen_id",
    "payee": "payee_citizen_id",
    "counterpart": "counterpart_citizen_id",
}
_ABOUT_LINKS = ("person", "months", "grade", "could_be", "file", *_OTHERS)
_NAMES = ("person", "could_be", "household_key", "moved_from_household", *_OTHERS)


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


@dataclass(frozen=True)
class Found:
    """What a case gave, in the form that cases say it."""

    findings: list[tuple[str, ...]]
    doubts: list[tuple[str, str]]


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
            for month in _months(row["months"]):
                self.add(table, {**rest, "benefit_month": month})
            return
        types: dict[str, ColumnType] = {column.column: column.type for column in model()[table].columns}
        types["birth_date"] = "date"
        given = {name: text for name, text in row.items() if name not in _ABOUT_LINKS}
        known = {name: None if text == "~" else _value(types.get(name, "text"), text) for name, text in given.items()}
        known |= {column: self._citizen_id(row[key]) for key, column in _OTHERS.items() if key in row}
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


@cache
def read_cases() -> tuple[Case, ...]:
    """Read all cases, sorted by file."""
    cases: list[Case] = []
    for path in sorted(CASES.glob("*.yaml")):
        content = read_yaml(path)
        defaults = content.get("defaults", {})
        for case in content["cases"]:
            rows = {
                table: [
                    {**defaults.get(table, {}), **row} for source in (case, content) for row in _rows(source, table)
                ]
                for table in sorted({*case["rows"], *content.get("background", {})})
            }
            cases.append(
                Case(
                    rule=content["rule"],
                    name=case["case"],
                    trial=TRIAL,
                    rows=rows,
                    people={**content.get("people", {}), **case.get("people", {})},
                    horizons=case.get("horizons", {}),
                    policy=case.get("policy", {}),
                    findings=case.get("findings") or [],
                    cannot_tell=case.get("cannot_tell") or [],
                )
            )
    return tuple(cases)


def _rows(source: dict[str, Any], table: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = source.get("rows", source.get("background", {})).get(table, [])
    return rows


def records_of(case: Case, folder: Path) -> Records:
    """Write the rows of a case as ingest and link give them."""
    run = Run(case)
    for table, rows in case.rows.items():
        for row in rows:
            run.add(table, row)
    return run.records(folder)


def evaluate_case(case: Case, folder: Path, rules: RuleBook | None = None) -> Evaluated:
    """Evaluate the case's rule alone, with the shipped policy."""
    return _evaluate(case, records_of(case, folder), folder, rules or book())


def evaluate_together(cases: list[Case], folder: Path, rules: RuleBook | None = None) -> list[Found]:
    """Evaluate cases of one rule, those with equal horizons and policy in one run, each with its own people.

    Gives what was found, in the order of the cases. One run for many cases saves nine tenths of the time.
    """
    runs: dict[str, list[int]] = {}
    for number, case in enumerate(cases):
        runs.setdefault(repr((case.rule, case.horizons, case.policy)), []).append(number)
    found: dict[int, Found] = {}
    for run, numbers in enumerate(runs.values()):
        whole = apart([(number, cases[number]) for number in numbers])
        inside = folder / str(run)
        evaluated = _evaluate(whole, records_of(whole, inside), inside, rules or book())
        for number in numbers:
            findings, doubts = found_findings(evaluated), found_doubts(evaluated)
            found[number] = Found(
                [(one.split("@")[0], *rest) for one, *rest in findings if _is_of(one, number)],
                [(one.split("@")[0], reason) for one, reason in doubts if _is_of(one, number)],
            )
    return [found[number] for number in range(len(cases))]


def apart(cases: list[tuple[int, Case]]) -> Case:
    """Put cases into one, their people and households told apart by the cases' numbers."""
    rows: dict[str, list[dict[str, str]]] = {}
    people: dict[str, dict[str, str]] = {}
    for number, case in cases:
        people |= {f"{name}@{number}": about for name, about in case.people.items()}
        for table, given in case.rows.items():
            for row in given:
                named = {key: f"{text}@{number}" for key, text in row.items() if key in _NAMES and text != "~"}
                rows.setdefault(table, []).append({**row, **named})
    return replace(cases[0][1], rows=rows, people=people)


def _is_of(person: str, number: int) -> bool:
    return person.endswith(f"@{number}")


def _evaluate(case: Case, records: Records, folder: Path, rules: RuleBook) -> Evaluated:
    only = RuleBook(tuple(rule for rule in rules.rules if rule.rule == case.rule), rules.exemptions)
    with Kernel(folders=[folder], threads=1) as kernel:
        return evaluate_rules(
            records, book=only, policies=policies_of(case), model=model(), trial=case.trial, kernel=kernel
        )


def policies_of(case: Case) -> tuple[Policy, ...]:
    """Give the shipped policy, with the values that the case sets for its own county."""
    given = {name: value for name, value in case.policy.items() if name != "coexistence"}
    values = {name: ({"since": "2021-07", "value": value},) for name, value in given.items()}
    changed = []
    for policy in policies():
        content = policy.model_dump()
        for region in content["regions"]:
            if region["region"] == case.trial.region:
                region["parameters"] = {**region["parameters"], **values}
                if "coexistence" in case.policy:
                    region["coexistence"] = ({"since": "2021-07", **case.policy["coexistence"]},)
        changed.append(Policy.model_validate(content))
    return tuple(changed)


def expected_findings(case: Case) -> list[tuple[str, ...]]:
    """Give the findings that the case expects, in the form of `found_findings`."""
    rule = next(rule for rule in book().rules if rule.rule == case.rule)
    wanted = []
    for finding in case.findings:
        months = list(_months(finding["months"]))
        wanted.append(
            (
                finding["person"],
                finding.get("programme", rule.programmes[0]),
                months[0],
                months[-1],
                finding.get("count", str(len(months))),
                f"{Decimal(finding['amount']):.2f}",
                finding.get("exemption", ""),
                finding.get("severity", rule.severity),
            )
        )
    return sorted(wanted)


def expected_doubts(case: Case) -> list[tuple[str, str]]:
    """Give the persons for whom the case says that nothing can be told, and why."""
    return sorted((doubt["person"], doubt["reason"]) for doubt in case.cannot_tell)


def found_findings(evaluated: Evaluated) -> list[tuple[str, ...]]:
    """Give what was found: person, programme, first and last month, count, amount, exemption, severity."""
    columns = ["person_id", "programme", "first_month", "last_month", "month_count", "amount_cny", "exemption_code"]
    rows = evaluated.findings.select([*columns, "severity"]).to_pylist()
    return sorted(tuple("" if value is None else str(value) for value in row.values()) for row in rows)


def found_doubts(evaluated: Evaluated) -> list[tuple[str, str]]:
    """Give the persons for whom the rule cannot tell, and why."""
    return sorted({(row["person_id"], row["reason"]) for row in evaluated.review.to_pylist()})


def _months(text: str) -> list[str]:
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
