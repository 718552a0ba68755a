"""Turn batches of read columns into rows of model tables: provenance, identity, own columns, value notes. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.config.constant import of_day
from matcher.identity.reading import is_one_of, text_column
from matcher.ingest.conversion import key_text, text_of
from matcher.ingest.header import Header
from matcher.ingest.normalise import BoolArray, ColumnReading, Lookups, mask_of, read_column
from matcher.ingest.numbering import numbered_texts
from matcher.ingest.plan import FillPlan, Plan, Target
from matcher.ingest.readers.rows import RawBatch
from matcher.tables import VALUE_NOTES

Readings = Mapping[str, ColumnReading]

_NOTE_FIELDS: Final = list(VALUE_NOTES.value_type)
_NO_NOTE: Final = pa.array(["as_written", "valid", "cleaned", "empty"])
"""Statuses of values that mean what they meant as written; the others are noted with their raw text."""


@dataclass(frozen=True)
class Origin:
    """Where the rows of a batch come from."""

    source: str
    """Source schema."""
    file_id: str
    """Delivered file."""
    sheet: str | None
    """Sheet name; null for delimited text."""
    sheet_index: int
    """Position of the sheet in its file."""
    as_of_date: date
    """Day that the data describe."""


def read_batch(batch: RawBatch, header: Header, plan: Plan, lookups: Lookups) -> dict[str, ColumnReading]:
    """Read the columns that a plan asks for; columns whose header is absent are left out."""
    readings: dict[str, ColumnReading] = {}
    for step in plan.steps:
        place = header.columns.get(step.column.column)
        if place is None:
            continue
        unit = header.units.get(step.column.column, step.column.unit)
        found = read_column(batch.columns[place], step.column, step.system, unit, lookups)
        if step.key != step.column.column:
            found = {step.key: found[step.column.column]}
        readings.update(found)
    return readings


def rows_to_fill(fill: FillPlan, readings: Readings, count: int) -> BoolArray:
    """Mark the rows that a fill applies to; a condition on an absent column never holds."""
    marked = np.ones(count, dtype=np.bool_)
    for key in fill.when_present:
        marked &= readings[key].is_present if key in readings else False
    for key, texts in fill.when_equal.items():
        if key not in readings:
            return np.zeros(count, dtype=np.bool_)
        marked &= mask_of(pc.is_in(text_of(readings[key]), value_set=pa.array(texts, pa.string())))
    if fill.when_any_present:
        present = [readings[key].is_present for key in fill.when_any_present if key in readings]
        marked &= np.any(present, axis=0) if present else False
    if fill.skip_where_equal:
        marked &= ~np.all([_says_the_same(pair, readings, count) for pair in fill.skip_where_equal], axis=0)
    return marked


def _says_the_same(pair: tuple[str, str], readings: Readings, count: int) -> BoolArray:
    """Mark the rows in which two columns are filled and say the same."""
    if not all(key in readings for key in pair):
        return np.zeros(count, dtype=np.bool_)
    left, right = (key_text(readings[key]) for key in pair)
    return mask_of(pc.equal(left, right))


def fill_table(
    fill: FillPlan, readings: Readings, row_numbers: npt.NDArray[np.int32], marked: BoolArray, origin: Origin
) -> pa.RecordBatch:
    """Make the rows that a batch gives to one model table.

    Args:
        fill: Which columns come from where.
        readings: Columns of the batch, read.
        row_numbers: Physical rows of the batch.
        marked: Rows of the batch that become rows of the table.
        origin: Where the batch comes from.

    Returns:
        One row per marked row, in their order.
    """
    chosen = None if bool(marked.all()) else pa.array(marked)
    numbers = row_numbers[marked]
    columns = _provenance(fill, numbers, origin)
    of_file = {name: of_day(origin.as_of_date, kind) for name, kind in fill.dated.items()}
    for name, value in {**fill.constants, **of_file}.items():
        kind = fill.schema.field(name).type
        is_text = kind == pa.string()
        columns[name] = _repeated(value, len(numbers)) if is_text else pa.repeat(pa.scalar(value, kind), len(numbers))
    noted: list[tuple[str, ColumnReading, pa.Array]] = []
    for target in fill.targets:
        if target.key not in readings:
            continue
        reading = _chosen(readings[target.key], chosen)
        columns[target.column] = target.convert(reading)
        if target.column == "citizen_id":
            columns["citizen_id_status"], columns["citizen_id_raw"] = reading.status, reading.raw
        else:
            noted.append((target.column, reading, columns[target.column]))
    columns["value_notes"] = _value_notes(noted, len(numbers))
    arrays = [
        _in_type(columns[field.name], field.type) if field.name in columns else pa.nulls(len(numbers), field.type)
        for field in fill.stored
    ]
    return pa.record_batch(arrays, schema=fill.stored)


def _in_type(values: pa.Array, kind: pa.DataType) -> pa.Array:
    if values.type == kind:
        return values
    if pa.types.is_dictionary(kind):
        values = values.cast(pa.string())
        return (
            pa.DictionaryArray.from_arrays(pa.nulls(len(values), pa.int32()), pa.array([], pa.string()))
            if (values.null_count == len(values))
            else values.dictionary_encode()
        )
    return values.cast(kind)


def target_values(target: Target, readings: Readings) -> pa.Array | None:
    """Give the values that a target would take from a batch; None where its column is absent."""
    return target.convert(readings[target.key]) if target.key in readings else None


def _provenance(fill: FillPlan, numbers: npt.NDArray[np.int32], origin: Origin) -> dict[str, pa.Array]:
    count = len(numbers)
    rows = pa.array(numbers, pa.int32())
    return {
        "record_id": numbered_texts(f"{origin.file_id}-{origin.sheet_index}-", numbers, f"-{fill.index}"),
        "source": _repeated(origin.source, count),
        "file_id": _repeated(origin.file_id, count),
        "sheet": _repeated(origin.sheet, count),
        "row_number": rows,
        "as_of_date": pa.repeat(pa.scalar(origin.as_of_date, pa.date32()), count),
    }


def _repeated(text: str | None, count: int) -> pa.Array:
    """Give one text for every row, stored once."""
    if text is None:
        return pa.nulls(count, pa.string())
    return pa.DictionaryArray.from_arrays(np.zeros(count, dtype=np.int32), pa.array([text], pa.string()))


def _chosen(reading: ColumnReading, chosen: pa.Array | None) -> ColumnReading:
    if chosen is None:
        return reading
    parts = (part.filter(chosen) for part in (reading.values, reading.status, reading.raw))
    return ColumnReading(reading.kind, *parts)


def _value_notes(noted: list[tuple[str, ColumnReading, pa.Array]], count: int) -> pa.Array:
    """Gather the values of each row that were not read as written, in the order of the columns."""
    rows: list[npt.NDArray[np.int64]] = []
    parts: list[pa.StructArray] = []
    for column, reading, values in noted:
        if reading.status.null_count == count and values.null_count == reading.values.null_count:
            continue
        is_noted = pc.and_(reading.status.is_valid(), pc.invert(is_one_of(reading.status, _NO_NOTE)))
        # A value that was read but has no place in the model table (a birth date without day) is noted by its status.
        lost = pc.and_(reading.values.is_valid(), values.is_null())
        at = np.flatnonzero(mask_of(pc.or_(is_noted, lost)))
        if not len(at):
            continue
        where = pa.array(at)
        status = pc.fill_null(text_column(reading.status.take(where)), fill_value="no_place")
        names = pa.repeat(pa.scalar(column, pa.string()), len(at))
        rows.append(at)
        parts.append(pa.StructArray.from_arrays([names, status, reading.raw.take(where)], fields=_NOTE_FIELDS))
    if not rows:
        return pa.nulls(count, VALUE_NOTES)
    at = reduce(lambda left, right: np.concatenate([left, right]), rows)
    order = np.argsort(at, kind="stable")
    counts = np.bincount(at, minlength=count)
    offsets = pa.array(np.concatenate([[0], np.cumsum(counts)]), pa.int32())
    items = pa.concat_arrays(parts).take(pa.array(order))
    return pa.ListArray.from_arrays(offsets, items, type=VALUE_NOTES, mask=pa.array(counts == 0))
