"""The model tables of a made-up province, linked as they should be: what rules are timed on, at any size.

Everybody is in the register; other lists have whom `matcher.measure.province_lists` says. Links are the true ones, so
that only the rules are timed. The same arguments give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from matcher.config.model import ModelTable
from matcher.ingest.numbering import numbered_texts
from matcher.measure.link_tables import area_codes, write_ids
from matcher.measure.people import make_people
from matcher.measure.people_names import write_names
from matcher.measure.province_lists import LAST_MONTH, LISTS, MONTHS, Listed, Society, draw_society
from matcher.tables import FILES, PERSONS, model_schema

_PIECE: Final = 500_000
_AS_OF: Final = date(2025, 11, 30)

Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Province:
    """What was written."""

    folder: Path
    """`<table>-<source>.parquet` per list, `persons.parquet`, `files.parquet`."""
    residents: int
    rows: int
    """Rows of all lists."""


def write_province(folder: Path, residents: int, model: dict[str, ModelTable], seed: int) -> Province:
    """Write the tables of a province.

    Args:
        folder: Where they go.
        residents: How many people live there.
        model: Model tables by name.
        seed: Chooses the people and who is on which list.
    """
    society = draw_society(make_people(residents, seed), np.random.default_rng((seed, 1)))
    rows = 0
    with pq.ParquetWriter(folder / "persons.parquet", PERSONS.schema, compression="zstd") as persons:
        for number, listed in enumerate(sorted(LISTS, key=lambda one: (one.table, one.source))):
            schema = model_schema(model[listed.table]).schema
            path = folder / file_name(listed)
            random = np.random.default_rng((seed, 2, number))
            with pq.ParquetWriter(path, schema, compression="zstd") as writer:
                for first, places, months in _pieces(listed, society):
                    table = _rows(listed, society, random, places, first, schema)
                    if months is not None:
                        column = schema.get_field_index("benefit_month")
                        table = table.set_column(column, schema.field(column), pa.array(months, pa.int32()))
                    writer.write_table(table)
                    persons.write_table(_persons(table, places))
                    rows += len(places)
    pq.write_table(_files(), folder / "files.parquet")
    return Province(folder, residents, rows)


def _pieces(listed: Listed, society: Society) -> Iterator[tuple[int, Places, npt.NDArray[np.int32] | None]]:
    """Give the rows of a list piece by piece: first row, whose they are, of which months."""
    places = np.flatnonzero(listed.of(society))
    first = 0
    for start in range(0, len(places), _PIECE):
        part = places[start : start + _PIECE]
        if not listed.monthly:
            yield first, part, None
            first += len(part)
            continue
        died = np.where(society.dead[part], _month_of(society.died[part]), LAST_MONTH)
        # One in fifty is paid on for two months.
        died = died + np.where(part % 50 == 0, 2, 0)
        for month in range(LAST_MONTH - MONTHS + 1, LAST_MONTH + 1):
            paid = part[month <= died]
            yield first, paid, np.full(len(paid), month, np.int32)
            first += len(paid)


def _month_of(days: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12


def _rows(
    listed: Listed, society: Society, random: np.random.Generator, places: Places, first: int, schema: pa.Schema
) -> pa.Table:
    people, count = society.people.take(places), len(places)
    numbers = np.arange(first + 2, first + 2 + count, dtype=np.int32)
    file_id = file_id_of(listed)
    given = {
        "record_id": numbered_texts(f"{file_id}-0-", numbers, "-0"),
        "source": pa.repeat(pa.scalar(listed.source), count),
        "file_id": pa.repeat(pa.scalar(file_id), count),
        "row_number": pa.array(numbers),
        "as_of_date": pa.repeat(pa.scalar(_AS_OF, pa.date32()), count),
        "citizen_id": write_ids(people),
        "citizen_id_status": pa.repeat(pa.scalar("valid"), count),
        "person_name": write_names(people.name),
        "area_code": area_codes(people.village),
        "household_key": pa.array(people.household.astype(np.int64) + 18_000_000_000).cast(pa.string()),
    } | listed.says(random, society, places)
    return _table(given, schema, count)


def _persons(rows: pa.Table, places: Places) -> pa.Table:
    count = len(places)
    # As long as a keyed hash is, and in no order that the rows have.
    mixed = (places.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)).astype(np.uint64)
    given = {
        "person_id": pc.binary_join_element_wise(
            pc.utf8_lpad(pa.array(mixed).cast(pa.string()), 20, "0"),
            pc.utf8_lpad(pa.array(places).cast(pa.string()), 12, "0"),
            "",
        ),
        **{name: rows[name] for name in ("record_id", "source", "row_number", "citizen_id")},
        "source_file": pc.binary_join_element_wise(rows["source"], "csv", "."),
        "link_method": pa.repeat(pa.scalar("exact"), count),
        "link_grade": pa.repeat(pa.scalar("G1"), count),
        "match_probability": pa.repeat(pa.scalar(1.0), count),
    }
    return _table(given, PERSONS.schema, count)


def _table(given: dict[str, pa.Array], schema: pa.Schema, count: int) -> pa.Table:
    """Put columns into a shape; what is not given is null."""
    columns = [_cast(given[field.name], field.type) if field.name in given else pa.nulls(count, field.type)
               for field in schema]  # fmt: skip
    return pa.table(columns, schema=schema)


def _cast(column: pa.Array, kind: pa.DataType) -> pa.Array:
    # Whole numbers of 64 bits have more digits than an amount may have.
    whole = column.cast(pa.int32()) if pa.types.is_decimal(kind) else column
    return whole.cast(kind)


def file_name(listed: Listed) -> str:
    """Give the name of the file of a list."""
    return f"{listed.table}-{listed.source}.parquet"


def file_id_of(listed: Listed) -> str:
    """Give the identity of the file of a list."""
    return f"{LISTS.index(listed):016x}"


def _files() -> pa.Table:
    rows = [
        {
            "file_id": file_id_of(listed),
            "source": listed.source,
            "agency": listed.agency,
            "source_file": f"{listed.source}.csv",
            "sha256": "",
            "as_of_date": _AS_OF,
            "horizon_month": LAST_MONTH,
            "once_only": False,
        }
        for listed in LISTS
    ]
    return pa.Table.from_pylist(rows, schema=FILES.schema)
