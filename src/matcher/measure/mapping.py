"""Any two tables as tables to link: a YAML file says which of their columns mean what.

    record: rec_id
    columns:
      person_name: {columns: [given_name, surname]}
      birth_date: {columns: date_of_birth, format: "%Y%m%d"}
      household_key: {columns: [street_number, address_1]}

Columns that nothing names are left out. Several columns are joined by a space. Values are cleaned as ingest cleans
them, except that area codes and accounts are taken as they stand.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from pydantic import BeforeValidator, Field

from matcher.config.base import ConfigModel
from matcher.config.document import read_document
from matcher.config.faults import validate
from matcher.errors import ConfigurationError, Fault, UsageError, nearest
from matcher.identity.citizen_id import normalise_citizen_ids
from matcher.identity.person_name import normalise_names
from matcher.identity.scalars import normalise_phones, normalise_sexes
from matcher.measure.link_tables import LEFT_SOURCE, RIGHT_SOURCE, TRUTH, LinkTables, files_of_tables, records_of

Mapped = Literal["citizen_id", "person_name", "birth_date", "sex", "area_code", "household_key", "phone", "account"]


class MappedColumn(ConfigModel):
    """Where one column of identity comes from."""

    columns: Annotated[tuple[str, ...], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)]
    """Columns of the table; their values are joined by a space, missing ones left out."""
    format: str = "%Y-%m-%d"
    """How a date is written, as strptime has it."""
    before: str = ""
    """Put before each value."""
    after: str = ""
    """Put after each value: zeros that fill an area code up to 12 digits."""


class Mapping(ConfigModel):
    """What the columns of two tables mean."""

    record: str
    """Column that names a row; unique over both tables, and the key of the truth."""
    columns: dict[Mapped, MappedColumn] = Field(min_length=1)


def read_mapping(path: Path) -> Mapping:
    """Read a mapping.

    Raises:
        ConfigurationError: The file is no mapping; every fault with its line.
    """
    if not path.is_file():
        raise UsageError(Fault("there is no such mapping", str(path), "name a YAML file; docs/benchmarks.md has one"))
    document, faults = read_document(path, path.name)
    mapping, more = validate(document, Mapping) if document else (None, [])
    if mapping is None:
        raise ConfigurationError([*faults, *more])
    return mapping


def write_mapped_tables(left: Path, right: Path, mapping: Mapping, truth: Path | None, folder: Path) -> LinkTables:
    """Write two tables in the shape of model tables, and their truth.

    Args:
        left: CSV or Parquet; fills matcher.measure.link_tables.LEFT_TABLE.
        right: CSV or Parquet.
        mapping: What their columns mean.
        truth: CSV or Parquet with the mapping's `record` column and `entity`; none: nothing is scored.
        folder: Where the Parquet files go.

    Raises:
        UsageError: A table cannot be read, or lacks a column that the mapping names.
    """
    paths = [folder / f"{name}.parquet" for name in ("left", "right", "files", "truth")]
    keys = []
    for source, path, target in ((LEFT_SOURCE, left, paths[0]), (RIGHT_SOURCE, right, paths[1])):
        rows = read_rows(path)
        _require(rows, [mapping.record, *(name for one in mapping.columns.values() for name in one.columns)], path)
        columns = {name: value for mapped, one in mapping.columns.items() for name, value in _read(mapped, one, rows)}
        records = records_of(source, 0, {"citizen_id_status": pa.nulls(len(rows), pa.string())} | columns, len(rows))
        pq.write_table(records, target)
        keys.append(pa.table({"record_id": records["record_id"], "key": rows[mapping.record]}))
    pq.write_table(files_of_tables(), paths[2])
    if truth is not None:
        pq.write_table(_truth(read_rows(truth), mapping.record, truth, pa.concat_tables(keys)), paths[3])
    return LinkTables(paths[0], paths[1], paths[2], paths[3] if truth is not None else None)


def read_rows(path: Path) -> pa.Table:
    """Read CSV or Parquet, all columns as text, empty cells as nulls, headers and values without spaces around them.

    Raises:
        UsageError: It is neither.
    """
    if not path.is_file():
        raise UsageError(Fault("there is no such table", str(path), "name a CSV or Parquet file"))
    try:
        table = pq.read_table(path) if path.suffix == ".parquet" else _read_csv(path)
    except (pa.ArrowInvalid, OSError):
        raise UsageError(
            Fault("the table is no CSV and no Parquet file", str(path), "save it as CSV in UTF-8")
        ) from None
    texts = [pc.utf8_trim_whitespace(column.cast(pa.string())) for column in table.columns]
    empty = pa.scalar(None, pa.string())
    columns = [pc.if_else(pc.equal(text, ""), empty, text).combine_chunks() for text in texts]
    return pa.table(columns, names=[name.strip() for name in table.column_names])


def _read_csv(path: Path) -> pa.Table:
    header = pacsv.open_csv(path).schema.names
    return pacsv.read_csv(path, convert_options=pacsv.ConvertOptions(column_types=dict.fromkeys(header, pa.string())))


def _require(rows: pa.Table, names: list[str], path: Path) -> None:
    known = rows.column_names
    faults = [
        Fault(
            f"the table has no column '{name}'{nearest(name, known)}",
            str(path),
            f"correct the mapping; the table has: {', '.join(known)}",
        )
        for name in dict.fromkeys(names)
        if name not in known
    ]
    if faults:
        raise UsageError(faults)


def _read(mapped: Mapped, one: MappedColumn, rows: pa.Table) -> list[tuple[str, pa.Array]]:
    """Give the columns of identity that one mapped column becomes."""
    # null_handling="skip" would lose the rows in which every part is missing
    parts = [rows[name].combine_chunks().fill_null("") for name in one.columns]
    joined = pc.binary_join_element_wise(*parts, " ")
    text = pc.utf8_trim_whitespace(pc.replace_substring_regex(joined, " {2,}", " "))
    text = pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
    text = pc.binary_join_element_wise(one.before, text, one.after, "")
    match mapped:
        case "citizen_id":
            ids = normalise_citizen_ids(text)
            return [("citizen_id", ids.citizen_id), ("citizen_id_status", ids.status), ("citizen_id_raw", ids.compact)]
        case "person_name":
            return [(mapped, normalise_names(text).person_name)]
        case "birth_date":
            return [(mapped, pc.strptime(text, one.format, "s", error_is_null=True).cast(pa.date32()))]
        case "sex":
            return [(mapped, normalise_sexes(text).values)]
        case "phone":
            return [(mapped, normalise_phones(text).values)]
        case _:
            return [(mapped, text)]


def _truth(rows: pa.Table, record: str, path: Path, keys: pa.Table) -> pa.Table:
    """Give the truth of the records; who somebody is becomes a number."""
    _require(rows, [record, "entity"], path)
    places = pc.index_in(keys["key"], value_set=rows[record])
    entities = rows["entity"].combine_chunks().dictionary_encode().indices.take(places.combine_chunks())
    nothing = pa.nulls(len(keys), pa.string())
    told: dict[str, Any] = {
        name: rows[name].take(places) if name in rows.column_names else nothing for name in ("dirt", "other_dirt")
    }
    found = pa.table({"record_id": keys["record_id"], "entity": entities.cast(pa.int64()), **told})
    return found.filter(pc.is_valid(found["entity"])).cast(TRUTH)
