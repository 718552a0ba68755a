"""Read a gallery file and say what became of it in short lines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matcher.config.source import SourceSchema
from matcher.errors import ContractError
from tests.ingest.exports import PAYMENT_COLUMNS, delivery, ingest, rows_of, source_schema
from tests.ingest.gallery.office_files import PASSWORD
from tests.ingest.gallery.shelf import PEOPLE

_NAMES = {citizen_id: name for name, citizen_id in PEOPLE.items()}


def schema_of(case: Mapping[str, Any], folder: Path) -> SourceSchema:
    """Give the payments schema with the changes of a case."""
    changed: dict[str, dict[str, Any]] = case.get("columns", {})
    columns = [{**column, **changed.get(column["column"], {})} for column in PAYMENT_COLUMNS]
    given = dict(case.get("format", {}))
    if given.get("password_file"):
        given["password_file"] = str(folder / "password")
        (folder / "password").write_text(case.get("password", PASSWORD) + "\n", encoding="utf-8")
    return source_schema(columns=columns, format=given)


def outcome_of(path: Path, case: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Ingest a file; give its records, rejects, skips and notes, or the words of its error."""
    try:
        result = ingest(delivery(path, schema_of(case, folder)), snapshots=folder / "snapshots")
    except ContractError as error:
        assert not [left for left in (folder / "snapshots").rglob("*") if left.is_file()]
        return {"error": "; ".join(fault.what for fault in error.faults)}
    (report,) = result.reports
    assert report.adds_up
    assert report.rows_in == report.record_rows + report.rejected_rows + sum(report.skipped.values())
    fields = "sheet", "row_number", "person_name", "citizen_id", "citizen_id_status", "benefit_month", "amount_cny"
    rejects = rows_of(result.rejects, "sheet", "row_number", "check_name")
    found = {
        "records": list(map(_record, rows_of(result.tables["payment"], *fields, "area_code"))),
        "rejects": [f"{_place(sheet, row)} {checks}" for sheet, row, checks in rejects],
        "skips": report.skipped,
        "notes": [note for note in report.notes if "no column" not in note],
    }
    return {key: value for key, value in found.items() if value}


def _record(row: tuple[Any, ...]) -> str:
    sheet, number, name, citizen_id, status, month, amount, area = row
    person = _NAMES.get(citizen_id, citizen_id) or status
    month_text = f"{month // 12}-{month % 12 + 1:02d}"
    return f"{_place(sheet, number)} {name} {person} {month_text} {amount} {area or '-'}"


def _place(sheet: str | None, row: int) -> str:
    return str(row) if sheet is None else f"{sheet}!{row}"
