"""Read the truth that findings are scored against: who each record is, and which cases were planted.

`records.csv`, or `records.csv.gz`, names a record by source_file, sheet, row_number and, where a row is of two people,
`part`; `cases.csv` names a case by catalogue_code, role, truth_person and programme; `people.csv` gives citizen IDs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl
import pyarrow.csv as pacsv

from matcher.errors import Fault, UsageError

RECORDS: Final = ("records.csv", "records.csv.gz")
"""Names of the table of records, packed or not; where both are there, the first one counts."""
CASES: Final = "cases.csv"
PEOPLE: Final = "people.csv"

ROLES: Final = ("violation", "look_alike", "undecidable")
"""What a case is: a rule must find it; no finding may stand; no export can tell, so `verify` is the most it may be."""

_CASE_COLUMNS: Final = ("catalogue_code", "role", "truth_person", "programme")
_PLACE: Final = ("source_file", "sheet", "row_number")


@dataclass(frozen=True)
class Truth:
    """What is true of a made-up county."""

    records: pl.DataFrame
    """source_file, sheet (empty for text), row_number, part, truth_person."""
    cases: pl.DataFrame
    """catalogue_code, role, truth_person, programme, exemption_code, reason_code, first_month, last_month,
    month_count, amount_cny: text, null where the table says nothing."""
    people: pl.DataFrame | None
    """truth_person, citizen_id; None where there is no such table."""


def records_of(folder: Path) -> Path:
    """Name the table of records in a folder, whether or not it is there."""
    named = [folder / name for name in RECORDS]
    return next((path for path in named if path.is_file()), named[0])


def has_cases(folder: Path) -> bool:
    """Say whether a truth knows planted cases."""
    return (folder / CASES).is_file()


def read_case_truth(folder: Path) -> Truth:
    """Read the truth tables of a folder.

    Raises:
        UsageError: A table is not there, lacks a column, or knows another role.
    """
    records = _read(records_of(folder), (*_PLACE, "truth_person"))
    if "part" not in records.columns:
        records = records.with_columns(part=pl.lit("row"))
    records = records.with_columns(pl.col("sheet").fill_null(""), pl.col("row_number").cast(pl.Int32))
    cases = _read(folder / CASES, _CASE_COLUMNS)
    more = ("exemption_code", "reason_code", "first_month", "last_month", "month_count", "amount_cny")
    cases = cases.with_columns(pl.lit(None, pl.String).alias(name) for name in more if name not in cases.columns)
    strange = cases.filter(~pl.col("role").is_in(ROLES))
    if strange.height:
        what = f"the truth knows a role '{strange['role'][0]}'"
        raise UsageError(Fault(what, str(folder / CASES), f"use one of: {', '.join(ROLES)}"))
    people = _read(folder / PEOPLE, ("truth_person", "citizen_id")) if (folder / PEOPLE).is_file() else None
    return Truth(records, cases, people)


def _read(path: Path, needed: tuple[str, ...]) -> pl.DataFrame:
    if not path.is_file():
        raise UsageError(
            Fault("there is no such truth table", str(path), "name the folder `truth` of a made-up county")
        )
    header = pacsv.open_csv(path).schema.names
    missing = [name for name in needed if name not in header]
    if missing:
        what = f"the truth has no column '{missing[0]}'"
        raise UsageError(Fault(what, str(path), f"give the columns {', '.join(needed)}; it has: {', '.join(header)}"))
    options = pacsv.ConvertOptions(
        column_types=dict.fromkeys(header, "string"), strings_can_be_null=True, null_values=[""]
    )
    frame = pl.from_arrow(pacsv.read_csv(path, convert_options=options))
    assert isinstance(frame, pl.DataFrame)  # noqa: S101  # nosec B101  # a table is never a series
    return frame
