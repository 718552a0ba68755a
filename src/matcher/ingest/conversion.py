"""Turn readings of source columns into columns of model tables, where the two types go together. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from matcher.config.base import month_text
from matcher.identity.codes import CodeReader
from matcher.identity.reading import is_one_of
from matcher.identity.text import clean_text
from matcher.ingest.normalise import ColumnReading

Conversion = Callable[[ColumnReading], pa.Array]

_TEXT: Final = pa.string()
_NO_TEXT: Final = pa.scalar(None, _TEXT)
_NOT_WHOLE: Final = pa.array(["month_only", "year_only", "lunar", "ambiguous_month"])
_DECIMAL: Final = pa.decimal128(18, 4)
_MONEY: Final = pa.decimal128(14, 2)


def conversion_of(kind: str, model_type: str) -> Conversion | None:
    """Give what turns a reading of a kind into a model type; None where they do not go together.

    Args:
        kind: Kind of a `ColumnReading`.
        model_type: Type of a model column, or the name of an identity column.
    """
    return _CONVERSIONS.get((kind, model_type))


def code_of_digit(reader: CodeReader) -> Conversion:
    """Give what turns a digit of a certificate number into a code of a code system."""

    def convert(reading: ColumnReading) -> pa.Array:
        return reader.read(reading.values).values

    return convert


def text_of(reading: ColumnReading) -> pa.Array:
    """Give the values of a reading as text: days as 2025-11-30, months as 2025-11, truth values as yes and no."""
    if reading.kind == "yes_no":
        return pc.if_else(reading.values, "yes", "no")
    if reading.kind == "month":
        encoded = reading.values.dictionary_encode()
        texts = [month_text(number) for number in encoded.dictionary.to_pylist()]
        return pa.array(texts, _TEXT).take(encoded.indices)
    return reading.values.cast(_TEXT)


def key_text(reading: ColumnReading) -> pa.Array:
    """Give what two cells must have in common to say the same: the value read, else the text without junk."""
    return pc.coalesce(text_of(reading), clean_text(reading.raw))


def _values(reading: ColumnReading) -> pa.Array:
    return reading.values


def _id_text(reading: ColumnReading) -> pa.Array:
    """Give an ID as text: canonical where valid, else what was written."""
    return pc.coalesce(reading.values, reading.raw)


def _month_of_date(reading: ColumnReading) -> pa.Array:
    year, month = pc.year(reading.values), pc.month(reading.values)
    return pc.subtract(pc.add(pc.multiply(year, 12), month), 1).cast(pa.int32())


def _whole_days(reading: ColumnReading) -> pa.Array:
    """Keep the days that were written as days: the first of a month that was written alone is no birth date."""
    coarse = is_one_of(reading.status, _NOT_WHOLE)
    if not bool(pc.any(coarse, min_count=0).as_py()):
        return reading.values
    return pc.if_else(coarse, pa.scalar(None, pa.date32()), reading.values)


def _integer_of_code(reading: ColumnReading) -> pa.Array:
    values = reading.values.cast(_TEXT)
    digits = pc.match_substring_regex(values, r"^[0-9]{1,9}$")
    return pc.if_else(digits, values, _NO_TEXT).cast(pa.int32())


def _as_decimal(reading: ColumnReading) -> pa.Array:
    return reading.values.cast(_DECIMAL)


def _as_money(reading: ColumnReading) -> pa.Array:
    return pc.round(reading.values.cast(_DECIMAL), ndigits=2, round_mode="half_towards_infinity").cast(_MONEY)


_TEXT_KINDS: Final = ("text", "person_name", "code", "sex", "area_code", "phone", "account", "certificate_number")

_CONVERSIONS: Final[dict[tuple[str, str], Conversion]] = {
    **{(kind, "text"): _values for kind in (*_TEXT_KINDS, "digit")},
    **{(kind, "text"): text_of for kind in ("integer", "decimal", "money", "date", "month", "yes_no")},
    **{(kind, "household_key"): _values for kind in ("text", "account", "phone", "code", "certificate_number")},
    ("citizen_id", "text"): _id_text,
    ("citizen_id", "household_key"): _id_text,
    ("integer", "household_key"): text_of,
    ("citizen_id", "citizen_id"): _values,
    ("person_name", "person_name"): _values,
    ("text", "person_name"): _values,
    ("date", "birth_date"): _whole_days,
    ("sex", "sex"): _values,
    ("code", "sex"): _values,
    ("phone", "phone"): _values,
    ("text", "phone"): _values,
    ("account", "account"): _values,
    ("text", "account"): _values,
    ("code", "code"): _values,
    ("sex", "code"): _values,
    ("area_code", "area_code"): _values,
    ("date", "date"): _values,
    ("month", "month"): _values,
    ("date", "month"): _month_of_date,
    ("integer", "integer"): _values,
    ("digit", "integer"): _integer_of_code,
    ("code", "integer"): _integer_of_code,
    ("integer", "decimal"): _as_decimal,
    ("decimal", "decimal"): _values,
    ("money", "decimal"): _as_decimal,
    ("money", "money"): _values,
    ("decimal", "money"): _as_money,
    ("integer", "money"): _as_money,
    ("yes_no", "boolean"): _values,
}
