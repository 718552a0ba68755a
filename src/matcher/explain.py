"""Why a finding stands: rule and law, the rows that show it, what was written and read, and how they were linked.

Reads one published run and the snapshots that it was made from; gives plain data. Masked unless asked otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from matcher.config.base import month_text
from matcher.config.rule import Exemption, Rule
from matcher.errors import Fault, UsageError
from matcher.published import PublishedRun
from matcher.report.masking import MASKS, mask_text, mask_value
from matcher.storage.parquet import read_table
from matcher.tables import IDENTITY, PROVENANCE

Row = dict[str, Any]
"""One row of a table, by column."""

_SHORTEST_PREFIX = 6
_MONTH_SUFFIX = "_month"
_TECHNICAL = {*PROVENANCE.columns, "value_notes", "citizen_id_status", "citizen_id_raw"}


@dataclass(frozen=True)
class Value:
    """One value of an evidence row."""

    column: str
    read_as: str
    written: str | None
    """Raw text, where it was not read as written."""
    status: str | None
    """What was noticed on reading."""


@dataclass(frozen=True)
class Weight:
    """What one comparison added to the decision that two records are one person."""

    comparison: str
    level: str
    bits: float


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
    weights: tuple[Weight, ...]


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
    finding = _finding(run.tables["findings"], finding_id)
    rules = {rule.rule: rule for rule in run.record.rules}
    rule = rules[str(finding["rule_id"])]
    tried = tuple(exemption for exemption in run.record.exemptions if exemption.exemption in rule.exempt)
    evidence = tuple(
        row for place in finding["evidence"] for row in _evidence_rows(run, snapshots, place, finding, masked)
    )
    shown = {name: value for name, value in finding.items() if name != "evidence"}
    if masked:
        for name in MASKS.keys() & shown.keys():
            shown[name] = MASKS[name](str(shown[name])) if shown[name] is not None else None
    return Explanation(shown, rule, tried, evidence)


def _finding(findings: pa.Table, finding_id: str) -> Row:
    found = findings.filter(pc.starts_with(findings["finding_id"], finding_id))
    if len(finding_id) < _SHORTEST_PREFIX or found.num_rows != 1:
        what = "no finding has this id" if found.num_rows == 0 else "this is not one finding's id"
        mend = f"give the id from the workbook, at least its first {_SHORTEST_PREFIX} characters, of this very run"
        raise UsageError(Fault(what, f"finding id '{finding_id}'", mend))
    row: Row = found.to_pylist()[0]
    return row


def _evidence_rows(run: PublishedRun, snapshots: Path, place: Row, finding: Row, masked: bool) -> Iterable[EvidenceRow]:
    """Give what each model table holds of one row of a file, for the finding's person."""
    persons = run.tables["persons"]
    same = [
        pc.equal(persons["source"], place["source"]),
        pc.equal(persons["source_file"], place["file"]),
        pc.equal(persons["row_number"], place["row"]),
        pc.equal(pc.fill_null(persons["sheet"], ""), place["sheet"] or ""),
        pc.equal(persons["person_id"], finding["person_id"]),
    ]
    matching = persons.filter(pc.and_(pc.and_(pc.and_(same[0], same[1]), pc.and_(same[2], same[3])), same[4]))
    records = {record["record_id"]: record for record in matching.to_pylist()}
    for path in _snapshot_tables(run, snapshots, place):
        rows = read_table(path)
        rows = rows.filter(pc.is_in(rows["record_id"], pa.array(list(records), pa.string())))
        for row in _of_programme(rows.to_pylist(), str(finding["programme"])):
            yield _evidence_row(run, place, path.stem, row, records[row["record_id"]], masked)


def _of_programme(rows: list[Row], programme: str) -> list[Row]:
    """Keep the finding's programme where one row of a file gave records of several: two subsidies side by side."""
    own = [row for row in rows if row.get("programme") == programme]
    return own or rows


def _snapshot_tables(run: PublishedRun, snapshots: Path, place: Row) -> list[Path]:
    """Give the model tables of the snapshot that a row of a file lies in."""
    folders = [
        file.snapshot
        for file in run.record.files
        if (file.source, file.source_file) == (place["source"], place["file"])
    ]
    return sorted(
        path for folder in folders for path in (snapshots / folder).glob("*.parquet") if path.stem != "rejects"
    )


def _evidence_row(run: PublishedRun, place: Row, table: str, row: Row, record: Row, masked: bool) -> EvidenceRow:
    weights = run.tables["link_weights"]
    weights = weights.filter(
        pc.and_(
            pc.equal(weights["record_id"], record["record_id"]), pc.equal(weights["person_id"], record["person_id"])
        )
    )
    return EvidenceRow(
        source=place["source"],
        source_file=place["file"],
        sheet=place["sheet"],
        row_number=place["row"],
        table=table,
        values=tuple(_values(row, masked)),
        link_method=record["link_method"],
        link_grade=record["link_grade"],
        match_weight=record["match_weight"],
        match_probability=record["match_probability"],
        weights=tuple(Weight(part["comparison"], part["level"], part["weight"]) for part in weights.to_pylist()),
    )


def _values(row: Row, masked: bool) -> Iterable[Value]:
    """Give the values of a model row that say something, identity first."""
    notes = {note["column"]: (note["raw"], note["status"]) for note in row.get("value_notes") or ()}
    if row.get("citizen_id_raw"):
        notes["citizen_id"] = (row["citizen_id_raw"], row["citizen_id_status"])
    identity = [name for name in IDENTITY.columns if name in row]
    for name in [*identity, *(name for name in row if name not in identity)]:
        if name in _TECHNICAL or (row[name] is None and name not in notes):
            continue
        written, status = notes.get(name, (None, None))
        raw = mask_text(written) if masked and written else written
        yield Value(name, _shown(name, row[name], masked), raw or None, status)


def _shown(name: str, value: object, masked: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool) and name.endswith(_MONTH_SUFFIX):
        return month_text(value)
    return mask_value(name, value) if masked else str(value)
