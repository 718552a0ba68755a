"""Why a finding stands: rule and law, the rows that show it, what was written and read, and how they were linked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow.compute as pc

from matcher.config.base import Text
from matcher.config.rule import Exemption, Rule
from matcher.deciding_facts import calculations_of
from matcher.explain.delivered import Row, Value, delivered_rows, values_of
from matcher.explain.subject import find_finding
from matcher.explain.weights import Step, steps_of
from matcher.published import PublishedRun
from matcher.report.masking import MASKS


@dataclass(frozen=True)
class EvidenceRow:
    """One row of a delivered file that shows the finding."""

    source: str
    source_file: str
    sheet: str | None
    row_number: int
    table: str
    values: tuple[Value, ...]
    link_method: str
    link_grade: str | None
    match_weight: float | None
    match_probability: float | None
    weights: tuple[Step, ...]


@dataclass(frozen=True)
class Explanation:
    """The whole chain behind one finding."""

    finding: dict[str, object]
    rule: Rule
    exemptions: tuple[Exemption, ...]
    """Exemptions that were tried."""
    evidence: tuple[EvidenceRow, ...]


def explain_finding(run: PublishedRun, snapshots: Path, finding_id: str, *, masked: bool = True) -> Explanation:
    """Gather the chain behind a finding.

    Args:
        run: Published run.
        snapshots: Folder of the snapshots that it was made from.
        finding_id: The finding's id, or its first six or more characters.
        masked: Whether names, IDs, birth dates and accounts are masked, and what was written is hidden.

    Raises:
        UsageError: No finding, or more than one, has this id.
    """
    finding = find_finding(run, finding_id)
    rules = {rule.rule: rule for rule in run.record.rules}
    rule = rules[str(finding["rule_id"])]
    tried = tuple(exemption for exemption in run.record.exemptions if exemption.exemption in rule.exempt)
    evidence = tuple(_evidence_rows(run, snapshots, finding, masked))
    shown = {name: value for name, value in finding.items() if name != "evidence"}
    if masked:
        for name in MASKS.keys() & shown.keys():
            shown[name] = MASKS[name](str(shown[name])) if shown[name] is not None else None
    return Explanation(shown, rule, tried, evidence)


def explain_amount(run: PublishedRun, finding_id: str) -> Text | None:
    """Tell how the amount of a finding came about, or why it is not told; nothing of runs of before it was.

    Args:
        run: Published run.
        finding_id: The finding's whole id.
    """
    told = run.tables["calculations"]
    own = told.filter(pc.equal(told["finding_id"], finding_id))
    return calculations_of(replace(run, tables={**run.tables, "calculations": own})).get(finding_id)


def _evidence_rows(run: PublishedRun, snapshots: Path, finding: Row, masked: bool) -> Iterable[EvidenceRow]:
    """Give what each model table holds of the rows of the evidence, for the finding's person.

    However many rows of a file are evidence, the file is looked into once.
    """
    records = _records_of(run, str(finding["person_id"]))
    wanted: dict[tuple[str, str], set[str]] = {}
    for place in finding["evidence"]:
        wanted.setdefault((place["source"], place["file"]), set()).update(records.get(_place(place), ()))
    delivered = {file: list(delivered_rows(run, snapshots, file, ids)) for file, ids in wanted.items()}
    for place in finding["evidence"]:
        own = records.get(_place(place), {})
        tables: dict[str, list[Row]] = {}
        for table, row in delivered[place["source"], place["file"]]:
            if row["record_id"] in own:
                tables.setdefault(table, []).append(row)
        for table, rows in tables.items():
            for row in _of_programme(rows, str(finding["programme"])):
                yield _evidence_row(run, place, table, row, own[row["record_id"]], masked)


def _records_of(run: PublishedRun, person_id: str) -> dict[tuple[str, str, str, int], dict[str, Row]]:
    """Give the records of a person by the place where they stand, and by id."""
    persons = run.tables["persons"]
    records: dict[tuple[str, str, str, int], dict[str, Row]] = {}
    for record in persons.filter(pc.equal(persons["person_id"], person_id)).to_pylist():
        place = _place({**record, "file": record["source_file"], "row": record["row_number"]})
        records.setdefault(place, {})[record["record_id"]] = record
    return records


def _place(row: Row) -> tuple[str, str, str, int]:
    """Give where a row stands, so that it can be compared: source, file, sheet, number."""
    return row["source"], row["file"], row["sheet"] or "", row["row"]


def _of_programme(rows: list[Row], programme: str) -> list[Row]:
    """Keep the finding's programme where one row of a file gave records of several: two subsidies side by side."""
    own = [row for row in rows if row.get("programme") == programme]
    return own or rows


def _evidence_row(run: PublishedRun, place: Row, table: str, row: Row, record: Row, masked: bool) -> EvidenceRow:
    return EvidenceRow(
        source=place["source"],
        source_file=place["file"],
        sheet=place["sheet"],
        row_number=place["row"],
        table=table,
        values=tuple(values_of(row, masked=masked)),
        link_method=record["link_method"],
        link_grade=record["link_grade"],
        match_weight=record["match_weight"],
        match_probability=record["match_probability"],
        weights=steps_of(run.tables["link_weights"], record["record_id"], record["person_id"]),
    )
