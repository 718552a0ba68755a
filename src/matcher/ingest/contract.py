"""Check rows against what their source promises.

Checks are named, vectorised expressions over the read columns of a batch; a check is named by what is true of a good
row. A row that fails one is rejected with the names of all that it failed. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matcher.config.source import SourceColumn, SourceSchema
from matcher.ingest.header import Header
from matcher.ingest.mapping import Readings, target_values
from matcher.ingest.normalise import BoolArray, mask_of
from matcher.ingest.plan import SOMEBODY, Plan
from matcher.ingest.readers.rows import RawBatch
from matcher.tables import REJECTS

_NOUNS: Final = {
    "citizen_id": "a_citizen_id",
    "certificate_number": "a_certificate_number",
    "person_name": "a_name",
    "date": "a_date",
    "month": "a_month",
    "money": "an_amount",
    "integer": "a_whole_number",
    "decimal": "a_number",
    "yes_no": "yes_or_no",
    "code": "a_known_code",
    "sex": "a_sex",
    "area_code": "a_known_area",
    "phone": "a_phone_number",
    "account": "an_account_number",
    "text": "readable",
}


@dataclass(frozen=True)
class RowCheck:
    """One named check of a batch."""

    name: str
    """What is true of a good row."""
    failed: BoolArray
    """Rows of which it is not true."""
    column: str | None = None
    """Source column at fault; None where the row as a whole is."""


def row_checks(
    schema: SourceSchema, plan: Plan, batch: RawBatch, readings: Readings, fills: Sequence[BoolArray]
) -> list[RowCheck]:
    """Check the rows of a batch.

    Args:
        schema: What the source promises.
        plan: What it fills.
        batch: The rows.
        readings: Their columns, read.
        fills: Rows that each fill of the plan applies to.

    Returns:
        The checks that some row failed, those on columns first, in the order of the schema. A row with too few or too
        many fields fails that check alone: what its cells mean is not known.
    """
    count = len(batch.row_numbers)
    checks = [*_column_checks(schema, readings), *_required_checks(schema, plan, readings, fills)]
    order = {column.column: place for place, column in enumerate(schema.columns)}
    checks.sort(key=lambda check: (order[check.column or ""], check.name))
    checks.append(RowCheck("row_names_somebody", ~_names_somebody(plan, readings, count)))
    checks.append(RowCheck("row_fills_a_table", ~np.any([*fills, np.zeros(count, dtype=np.bool_)], axis=0)))
    if batch.is_complete is not None:
        whole = batch.is_complete
        checks = [RowCheck(check.name, check.failed & whole, check.column) for check in checks]
        checks.append(RowCheck("row_has_all_fields", ~whole))
    return [check for check in _joined(checks) if bool(check.failed.any())]


def _column_checks(schema: SourceSchema, readings: Readings) -> list[RowCheck]:
    checks = []
    for column in schema.columns:
        reading = readings.get(column.column)
        if reading is None:
            continue
        if column.bad_value == "reject":
            checks.append(RowCheck(_readable(column), reading.is_bad, column.column))
        if column.missing_value == "reject":
            checks.append(RowCheck(f"{column.column}_is_present", ~reading.is_present, column.column))
    return checks


def _required_checks(
    schema: SourceSchema, plan: Plan, readings: Readings, fills: Sequence[BoolArray]
) -> list[RowCheck]:
    """Check that each model row has the values that its table requires."""
    checks = []
    for fill, applies in zip(plan.fills, fills, strict=True):
        for target in (target for target in fill.targets if target.is_required):
            column = schema.column(target.source_column)
            values = target_values(target, readings)
            if column is None:
                continue
            if values is None:
                checks.append(RowCheck(f"{column.column}_is_present", applies, column.column))
                continue
            lacking = applies & mask_of(values.is_null())
            is_present = readings[target.key].is_present
            checks.append(RowCheck(_readable(column), lacking & is_present, column.column))
            checks.append(RowCheck(f"{column.column}_is_present", lacking & ~is_present, column.column))
    return checks


def _readable(column: SourceColumn) -> str:
    return f"{column.column}_is_{_NOUNS[column.type]}"


def _names_somebody(plan: Plan, readings: Readings, count: int) -> BoolArray:
    """Mark the rows in which anything says who they are about; all rows where the source never says."""
    keys = {target.key for fill in plan.fills for target in fill.targets if target.column in SOMEBODY}
    if not keys:
        return np.ones(count, dtype=np.bool_)
    marked = np.zeros(count, dtype=np.bool_)
    for key in keys & readings.keys():
        marked |= readings[key].is_present
    return marked


def _joined(checks: list[RowCheck]) -> list[RowCheck]:
    """Join checks of one name: two fills may need one column."""
    joined: dict[str, RowCheck] = {}
    for check in checks:
        known = joined.get(check.name)
        joined[check.name] = RowCheck(check.name, known.failed | check.failed, check.column) if known else check
    return list(joined.values())


def rejected_rows(checks: Sequence[RowCheck], count: int) -> BoolArray:
    """Mark the rows that failed any check."""
    failed = [np.zeros(count, dtype=np.bool_), *(check.failed for check in checks)]
    return np.asarray(np.any(failed, axis=0), dtype=np.bool_)


def rejects_table(
    checks: Sequence[RowCheck], batch: RawBatch, header: Header, origin: tuple[str, str, str | None]
) -> pa.RecordBatch:
    """Give the rejected rows of a batch in the shape of `matcher.tables.REJECTS`.

    Args:
        checks: Checks of the batch.
        batch: Its rows.
        header: Header of the sheet: rejects name columns as the agency does.
        origin: Source, file and sheet.
    """
    rejected = rejected_rows(checks, len(batch.row_numbers))
    chosen = pa.array(rejected)
    count = int(rejected.sum())
    nothing = pa.nulls(count, pa.string())
    by_name = sorted(checks, key=lambda check: check.name)
    by_place = sorted(checks, key=lambda check: header.columns.get(check.column or "", len(header.cells)))
    names = [_said(check.name, check.failed, chosen) for check in by_name]
    columns = [_said(header.text(c.column), c.failed, chosen) for c in by_place if c.column in header.columns]
    source, source_file, sheet = origin
    arrays = [
        pa.repeat(source, count),
        pa.repeat(source_file, count),
        pa.repeat(pa.scalar(sheet, pa.string()), count),
        pa.array(batch.row_numbers[rejected], pa.int32()),
        pc.binary_join_element_wise(*names, ", ", null_handling="skip") if names else nothing,
        pc.coalesce(*columns) if columns else nothing,
    ]
    return pa.record_batch(arrays, schema=REJECTS.schema)


def _said(text: str, failed: BoolArray, chosen: pa.Array) -> pa.Array:
    return pc.if_else(pa.array(failed).filter(chosen), text, pa.scalar(None, pa.string()))
