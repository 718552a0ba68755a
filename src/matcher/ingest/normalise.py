"""Read the text columns of a batch with the kernels of matcher.identity, each in its source's type.

Reads raw cells; gives typed values with a status and the raw text beside them. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.config.model import CodeSystem
from matcher.config.source import SourceColumn
from matcher.identity.area import AreaTable, normalise_areas
from matcher.identity.certificate import normalise_certificate_numbers
from matcher.identity.citizen_id import normalise_citizen_ids
from matcher.identity.codes import CodeReader
from matcher.identity.dates import normalise_dates, normalise_months
from matcher.identity.money import MoneyUnit, normalise_money
from matcher.identity.person_name import normalise_names
from matcher.identity.reading import Reading, is_one_of, text_column
from matcher.identity.scalars import (
    normalise_accounts,
    normalise_decimals,
    normalise_integers,
    normalise_phones,
    normalise_sexes,
    normalise_yes_no,
)
from matcher.identity.text import clean_text

BoolArray = npt.NDArray[np.bool_]

CERTIFICATE_PARTS: Final = ("citizen_id", "category", "level")
"""What a certificate number column gives beside the number: columns `<name>_citizen_id`, `<name>_category`, …"""

_ABSENT: Final = pa.array(["empty", "placeholder"])
_CLEANED: Final = pa.array(["cleaned"])
_COARSE: Final = pa.array(["month", "year"])
_NO_FAULT: Final = pa.array(["empty", "placeholder", "open_ended"])


@dataclass(frozen=True)
class Lookups:
    """What reading needs beside the text itself."""

    codes: Mapping[str, CodeSystem]
    """Code systems by name."""
    areas: AreaTable
    """Area table."""
    region: str
    """Area code of the place that the run is for: names are looked up within it."""
    readers: dict[object, CodeReader] = field(default_factory=dict, compare=False, repr=False)
    """Readers of code columns that were made before: making one takes longer than reading a batch with it."""


@dataclass(frozen=True)
class ColumnReading:
    """A column of a batch, read.

    Attributes:
        kind: Source column type; `digit` for the category and level within a certificate number.
        values: Typed values; null where empty or unreadable.
        status: Null where read as written, else a word of the kernel; citizen IDs have a status in every filled row.
        raw: Text as delivered; of citizen IDs the compact text, where not valid as written.
    """

    kind: str
    values: pa.Array
    status: pa.Array
    raw: pa.Array

    @property
    def is_present(self) -> BoolArray:
        """Mark the rows in which something is written, readable or not."""
        return mask_of(pc.or_(self.values.is_valid(), _status_not_in(self.status, _ABSENT)))

    @property
    def is_bad(self) -> BoolArray:
        """Mark the rows in which something is written that could not be read."""
        return mask_of(pc.and_(self.values.is_null(), _status_not_in(self.status, _NO_FAULT)))


def read_column(
    raw: pa.Array, column: SourceColumn, system: str | None, unit: MoneyUnit, lookups: Lookups
) -> dict[str, ColumnReading]:
    """Read one column.

    Args:
        raw: Cells; null = empty.
        column: What the schema says of it.
        system: Code system to read codes with, of a `code` column or of text that is mapped to a code; None: none.
        unit: Unit of money whose cells do not say their own.
        lookups: Code systems and areas.

    Returns:
        The reading under the column's name; for a certificate number its parts too.
    """
    name = column.column
    if column.spellings and column.type != "code":
        raw = pc.coalesce(CodeReader(column.spellings).read(raw).values, raw)
    if column.type == "certificate_number":
        return _read_certificates(raw, name)
    if column.type in _OWN_READERS:
        return {name: _OWN_READERS[column.type](raw)}
    if column.type == "money":
        reading = normalise_money(raw, unit=unit)
    elif column.type == "area_code":
        reading = normalise_areas(raw, lookups.areas, within=lookups.region)
    elif column.type == "code" or system:
        reading = _kept_reader(system, column, lookups).read(raw)
    else:
        reading = _SIMPLE_READERS[column.type](raw)
    return {name: ColumnReading("code" if system else column.type, reading.values, reading.status, raw)}


def code_reader(system: str | None, column: SourceColumn, codes: Mapping[str, CodeSystem]) -> CodeReader:
    """Give the reader of a code column: code, titles and spellings of the system, and the source's own over them."""
    return CodeReader({**_spellings(codes[system] if system else None), **column.spellings})


def _kept_reader(system: str | None, column: SourceColumn, lookups: Lookups) -> CodeReader:
    key = (system, *column.spellings.items())
    if key not in lookups.readers:
        lookups.readers[key] = code_reader(system, column, lookups.codes)
    return lookups.readers[key]


def _spellings(system: CodeSystem | None) -> dict[str, str]:
    spellings: dict[str, str] = {}
    for entry in system.entries if system else ():
        for text in (entry.code, entry.title.zh, entry.title.en, *entry.spellings):
            spellings.setdefault(text, entry.code)
    return spellings


def mask_of(values: pa.Array | pa.ChunkedArray) -> BoolArray:
    """Give an Arrow mask as NumPy; null is false."""
    return np.asarray(pc.fill_null(values, fill_value=False).to_numpy(zero_copy_only=False), dtype=np.bool_)


def status_counts(reading: ColumnReading) -> dict[str, int]:
    """Count the values of a column by status; what was read as written counts as `as_written`."""
    unsaid = "empty" if reading.kind == "citizen_id" else "as_written"
    status = reading.status
    if status.null_count == len(status):
        return {unsaid: len(status)} if len(status) else {}
    encoded = status if pa.types.is_dictionary(status.type) else status.dictionary_encode()
    counts = np.bincount(encoded.indices.drop_null(), minlength=len(encoded.dictionary)).tolist()
    counted = {word: count for word, count in zip(encoded.dictionary.to_pylist(), counts, strict=True) if count}
    return {**counted, **({unsaid: status.null_count} if status.null_count else {})}


def _read_certificates(raw: pa.Array, name: str) -> dict[str, ColumnReading]:
    found = normalise_certificate_numbers(raw)
    # The ID's own text is kept where it is not valid: the first 18 characters, or all there is.
    own_text = pc.coalesce(pc.utf8_slice_codeunits(found.certificate_number, 0, 18), clean_text(raw))
    is_valid = pc.fill_null(pc.equal(found.citizen_id_status, "valid"), fill_value=True)
    compact = pc.if_else(is_valid, pa.scalar(None, pa.string()), own_text)
    return {
        name: ColumnReading("certificate_number", found.certificate_number, found.status, raw),
        f"{name}_citizen_id": ColumnReading("citizen_id", found.citizen_id, found.citizen_id_status, compact),
        f"{name}_category": ColumnReading("digit", found.category_digit, found.status, raw),
        f"{name}_level": ColumnReading("digit", found.level_digit, found.status, raw),
    }


def _read_ids(raw: pa.Array) -> ColumnReading:
    ids = normalise_citizen_ids(raw)
    return ColumnReading("citizen_id", ids.citizen_id, ids.status, ids.compact)


def _read_names(raw: pa.Array) -> ColumnReading:
    names = normalise_names(raw)
    return ColumnReading("person_name", names.person_name, names.status, raw)


def _read_dates(raw: pa.Array) -> ColumnReading:
    # A date column of an export often holds the spreadsheet's day numbers, whatever the file became on its way.
    dates = normalise_dates(raw, serials=True)
    coarse = is_one_of(dates.precision, _COARSE)
    if not bool(pc.any(coarse, min_count=0).as_py()):
        return ColumnReading("date", dates.values, dates.status, raw)
    # That a day is missing weighs more than that a word was taken away (2019年春): it must not pass for 1 January.
    coarse = pc.and_(coarse, pc.or_(dates.status.is_null(), is_one_of(dates.status, _CLEANED)))
    only = pc.binary_join_element_wise(text_column(dates.precision), "only", "_")
    return ColumnReading("date", dates.values, pc.if_else(coarse, only, dates.status), raw)


def _read_text(raw: pa.Array) -> Reading:
    values = clean_text(raw)
    nothing = pa.nulls(len(values), pa.string())
    status = pc.if_else(values.is_null(), "empty", nothing) if values.null_count else nothing
    return Reading(values, status)


def _status_not_in(status: pa.Array, words: pa.Array) -> pa.Array:
    return pc.and_(status.is_valid(), pc.invert(is_one_of(status, words)))


_OWN_READERS: Final[dict[str, Callable[[pa.Array], ColumnReading]]] = {
    "citizen_id": _read_ids,
    "person_name": _read_names,
    "date": _read_dates,
}

_SIMPLE_READERS: Final[dict[str, Callable[[pa.Array], Reading]]] = {
    "text": _read_text,
    "month": partial(normalise_months, serials=True),
    "integer": normalise_integers,
    "decimal": normalise_decimals,
    "yes_no": normalise_yes_no,
    "sex": normalise_sexes,
    "phone": normalise_phones,
    "account": normalise_accounts,
}
