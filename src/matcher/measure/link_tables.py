"""Two made-up tables to link, at any size: a benefit roster and a register, with the truth of every row.

The register (the right table) lists each person once with a valid ID. The roster (the left table) lists each of its
persons once, often whole households; nineteen in twenty are in the register, the rest are strangers to it although
their families are not. What is dirty in the roster is drawn by the shares of `matcher.measure.link_dirt`, for a given
percent of dirty IDs: of these, one row in four has a second fault (name, birth date or place); of rows whose ID is
right, half as many as have a dirty ID have such a fault alone. Not every row gives every column: birth date 90 %, sex
95 %, village 80 %, phone 60 % (50 % of the register, and one phone in five has changed).

The same arguments give the same bytes. The model of errors is docs/decisions/0012.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from matcher.identity.citizen_id import complete_citizen_ids, normalise_citizen_ids
from matcher.ingest.numbering import numbered_texts
from matcher.measure.link_dirt import AREA_SHARES, choose, damage_birth_date, damage_id, damage_name
from matcher.measure.people import TOWNSHIPS, VILLAGES, People, make_people
from matcher.measure.people_names import write_names
from matcher.tables import FILES, IDENTITY, PROVENANCE

LEFT_TABLE: Final = "benefit_spell"
RIGHT_TABLE: Final = "person"
LEFT_SOURCE: Final = "benefit_roster"
RIGHT_SOURCE: Final = "household_register"
TRUTH: Final = pa.schema(
    [
        pa.field("record_id", pa.string()),
        pa.field("entity", pa.int64()),
        pa.field("dirt", pa.string()),
        pa.field("other_dirt", pa.string()),
    ]
)
"""Who each record is, what is wrong with its ID, and what is wrong beside that."""

RECORDS: Final = pa.schema([*PROVENANCE.schema, *IDENTITY.schema])
STRANGERS_SHARE: Final = 0.05
SECOND_FAULT_SHARE: Final = 0.25
FAULT_ALONE_SHARE: Final = 0.5

_AS_OF: Final = date(2025, 11, 30)
_PIECE: Final = 1_000_000
_FILE_IDS: Final = {LEFT_SOURCE: "1" * 16, RIGHT_SOURCE: "2" * 16}
_FAULTS: Final = {"name": 50, "birth_date": 25, "area": 25}

Texts = list[str | None]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class LinkTables:
    """Two model tables on disk, and the truth about them."""

    left: Path
    """Fills `LEFT_TABLE`."""
    right: Path
    """Fills `RIGHT_TABLE`."""
    files: Path
    """matcher.tables.FILES of both."""
    truth: Path | None
    """`TRUTH` of both, where it is known."""


def write_link_tables(folder: Path, left_rows: int, right_rows: int, *, dirt_percent: float, seed: int) -> LinkTables:
    """Write two tables to link, and their truth.

    Args:
        folder: Where the Parquet files go.
        left_rows: Rows of the roster.
        right_rows: Rows of the register; at least as many.
        dirt_percent: Rows of the roster whose ID is dirty, in a hundred.
        seed: Chooses the people and the dirt.
    """
    strangers = round(left_rows * STRANGERS_SHARE)
    people = make_people(right_rows + strangers, seed)
    random = np.random.default_rng((seed, 1))
    left = _roster(random, people, left_rows)
    in_register = np.ones(len(people), np.bool_)
    in_register[random.choice(left, strangers, replace=False)] = False
    right = np.flatnonzero(in_register)
    paths = [folder / f"{name}.parquet" for name in ("left", "right", "files", "truth")]
    with pq.ParquetWriter(paths[3], TRUTH, compression="zstd") as truth:
        _write_register(paths[1], truth, people, right, np.random.default_rng((seed, 2)))
        _write_roster(paths[0], truth, people, left, dirt_percent=dirt_percent, seed=seed)
    pq.write_table(files_of_tables(), paths[2])
    return LinkTables(*paths)


def _roster(random: np.random.Generator, people: People, count: int) -> Places:
    """Choose who is on the roster: household by household, seven in ten of each, in an order of chance."""
    rank = random.permutation(int(people.household[-1]) + 1)[people.household]
    order = np.argsort(rank, kind="stable")
    kept = random.random(len(order)) < 0.7
    chosen = np.concatenate([order[kept], order[~kept]])[:count]
    return random.permutation(chosen)


def files_of_tables() -> pa.Table:
    """Give matcher.tables.FILES of the two tables; each lists a person once."""
    rows = [
        {
            "file_id": _FILE_IDS[source],
            "source": source,
            "agency": agency,
            "source_file": f"{source}.csv",
            "sha256": "",
            "as_of_date": _AS_OF,
            "horizon_month": _AS_OF.year * 12 + _AS_OF.month - 1,
            "once_only": True,
        }
        for source, agency in ((LEFT_SOURCE, "civil_affairs"), (RIGHT_SOURCE, "public_security"))
    ]
    return pa.Table.from_pylist(rows, schema=FILES.schema)


def _write_register(
    path: Path, truth: pq.ParquetWriter, people: People, places: Places, random: np.random.Generator
) -> None:
    with pq.ParquetWriter(path, RECORDS, compression="zstd", use_dictionary=["source", "file_id", "sex"]) as writer:
        for first in range(0, len(places), _PIECE):
            part = places[first : first + _PIECE]
            some = people.take(part)
            columns = _identity(some) | {
                "household_key": _texts(18_012_100_000_000 + some.household.astype(np.int64)),
                "phone": _thinned(random, _texts(some.phone), 0.5),
                "account": _thinned(random, _texts(some.account), 0.3),
            }
            table = records_of(RIGHT_SOURCE, first, columns, len(part))
            writer.write_table(table)
            nothing = pa.nulls(len(part), pa.string())
            truth.write_table(pa.table([table["record_id"], pa.array(part), nothing, nothing], schema=TRUTH))


def _write_roster(
    path: Path, truth: pq.ParquetWriter, people: People, places: Places, *, dirt_percent: float, seed: int
) -> None:
    with pq.ParquetWriter(path, RECORDS, compression="zstd", use_dictionary=["source", "file_id", "sex"]) as writer:
        for first in range(0, len(places), _PIECE):
            part = places[first : first + _PIECE]
            some, random = people.take(part), np.random.default_rng((seed, 3, first))
            whole = _identity(some)
            whole["birth_date"] = pa.array(some.born, pa.date32())
            dirt, other_dirt = _spoil(whole, people, random, dirt_percent / 100)
            table = records_of(LEFT_SOURCE, first, whole | _thinned_columns(random, whole, some), len(part))
            writer.write_table(table)
            truth.write_table(pa.table([table["record_id"], pa.array(part), dirt, other_dirt], schema=TRUTH))


def _identity(people: People) -> dict[str, pa.Array]:
    """Write what people are, without fault."""
    return {
        "citizen_id": write_ids(people),
        "person_name": write_names(people.name),
        "sex": pc.if_else(pa.array(people.is_male), "male", "female"),
        "area_code": area_codes(people.village),
    }


def _thinned_columns(random: np.random.Generator, whole: dict[str, pa.Array], people: People) -> dict[str, pa.Array]:
    """Give the columns of the roster that not every row gives, and those that only the roster's agency has."""
    count = len(people)
    ids = normalise_citizen_ids(whole["citizen_id"])
    known = np.searchsorted([0.8, 0.92, 0.97], random.random(count), side="right")
    village = whole["area_code"]
    areas = [village, *(pc.binary_join_element_wise(pc.utf8_slice_codeunits(village, 0, digits), zeros, "")
                        for digits, zeros in ((9, "000"), (6, "000000")))]  # fmt: skip
    changed = random.random(count) < 0.2
    return {
        "citizen_id": ids.citizen_id,
        "citizen_id_status": ids.status,
        "citizen_id_raw": ids.compact,
        "birth_date": _thinned(random, whole["birth_date"], 0.9),
        "sex": _thinned(random, whole["sex"], 0.95),
        "area_code": pc.choose(pa.array(known), *areas, pa.nulls(count, pa.string())),
        "household_key": _texts(700_000_000 + people.household.astype(np.int64)),
        "phone": _thinned(random, _texts(people.phone + changed * random.integers(1, 99_999, count)), 0.6),
        "account": _thinned(random, _texts(people.account), 0.4),
    }


def _spoil(
    columns: dict[str, pa.Array], people: People, random: np.random.Generator, share: float
) -> tuple[pa.Array, pa.Array]:
    """Make a share of rows dirty in place; give what is wrong with each row's ID, and what else is wrong with it."""
    count = len(columns["citizen_id"])
    dirty = random.random(count) < share
    faulty = random.random(count) < np.where(dirty, SECOND_FAULT_SHARE, FAULT_ALONE_SHARE * share)
    others = iter(write_ids(people.take(random.integers(0, len(people), int(dirty.sum())))).to_pylist())
    chance = Random(int(random.integers(0, 2**62)))  # noqa: S311  # made-up people, no secret
    values: dict[str, list[Any]] = {name: column.to_pylist() for name, column in columns.items()}
    dirt: Texts = [None] * count
    other_dirt: Texts = [None] * count
    for row in np.flatnonzero(dirty).tolist():
        values["citizen_id"][row], dirt[row] = damage_id(chance, str(values["citizen_id"][row]), next(others))
    for row in np.flatnonzero(faulty).tolist():
        other_dirt[row] = _spoil_another(chance, values, row)
    for name, column in columns.items():
        columns[name] = pa.array(values[name], column.type)
    return pa.array(dirt, pa.string()), pa.array(other_dirt, pa.string())


def _spoil_another(chance: Random, values: dict[str, list[Any]], row: int) -> str:
    """Put one fault into the name, the birth date or the place of a row; give its kind."""
    match choose(chance, _FAULTS):
        case "name":
            values["person_name"][row], kind = damage_name(chance, values["person_name"][row])
        case "birth_date":
            values["birth_date"][row], kind = damage_birth_date(chance, values["birth_date"][row])
        case _:
            values["area_code"][row], kind = _moved(chance, values["area_code"][row])
    return kind


def _moved(chance: Random, village: str) -> tuple[str, str]:
    """Move a person to another village; give its code and the kind of move."""
    kind = choose(chance, AREA_SHARES)
    county, township, last = village[:6], village[6:9], f"{200 + chance.randrange(VILLAGES)}"
    if kind != "other_village":
        township = f"{100 + chance.randrange(TOWNSHIPS)}"
    if kind == "other_county":
        county = f"{180_121 + (int(county) - 180_121 + 1) % 2}"
    return county + township + last, kind


def write_ids(people: People) -> pa.Array:
    """Write citizen IDs."""
    days = people.born.astype("datetime64[D]")
    months = days.astype("datetime64[M]").astype(np.int64)
    years = months // 12 + 1970
    of_month = (days - days.astype("datetime64[M]")).astype(np.int64) + 1
    numbers = _counties(people.id_county) * 100_000_000 + years * 10_000 + (months % 12 + 1) * 100 + of_month
    numbers = numbers * 1000 + people.sequence
    digits = np.empty((len(people), 17), np.uint8)
    for place in range(16, -1, -1):
        numbers, digits[:, place] = numbers // 10, numbers % 10
    return complete_citizen_ids(digits)


def _counties(numbers: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """Give the code of each county: sixty of them to a prefecture, from 180121 on."""
    return 180_121 + numbers.astype(np.int64) // 60 * 100 + numbers % 60


def area_codes(villages: npt.NDArray[np.int32]) -> pa.Array:
    """Write the codes of villages."""
    township = villages // VILLAGES
    county = _counties(township // TOWNSHIPS)
    return _texts(county * 1_000_000 + (100 + township % TOWNSHIPS) * 1000 + 200 + villages % VILLAGES)


def records_of(source: str, first: int, columns: dict[str, pa.Array], count: int) -> pa.Table:
    """Give rows in the shape of a model table; the first row of data stands in line 2."""
    numbers = np.arange(first + 2, first + 2 + count, dtype=np.int32)
    given = {
        "record_id": numbered_texts(f"{_FILE_IDS[source]}-0-", numbers, "-0"),
        "source": pa.repeat(pa.scalar(source), count),
        "file_id": pa.repeat(pa.scalar(_FILE_IDS[source]), count),
        "row_number": pa.array(numbers),
        "as_of_date": pa.repeat(pa.scalar(_AS_OF, pa.date32()), count),
        "citizen_id_status": pa.repeat(pa.scalar("valid"), count),
    } | columns
    arrays = [given.get(field.name, pa.nulls(count, field.type)).cast(field.type) for field in RECORDS]
    return pa.table(arrays, schema=RECORDS)


def _thinned(random: np.random.Generator, column: pa.Array, share: float) -> pa.Array:
    """Keep a share of the values."""
    return pc.if_else(pa.array(random.random(len(column)) < share), column, pa.scalar(None, column.type))


def _texts(numbers: npt.NDArray[np.int64]) -> pa.Array:
    return pa.array(numbers).cast(pa.string())
