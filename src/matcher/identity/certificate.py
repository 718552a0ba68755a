"""Read disability certificate numbers: the citizen ID, category and level that they are made of.

Reads a column of text; gives the number in one form, the ID in its first 18 characters, and the digits after it. Pure.

Source: certificate rules of the China Disabled Persons' Federation: ID + category 1–7 + level 1–4, and B1, B2, … for
the first, second, … reissue.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from matcher.identity.citizen_id import normalise_citizen_ids
from matcher.identity.citizen_id_forms import compact_text
from matcher.identity.reading import read_distinct, text_column
from matcher.identity.text import clean_one

STATUSES: Final = {
    "cleaned": "read after taking away junk",
    "empty": "nothing there",
    "identifier_only": "an ID alone, without category and level",
    "wrong_identifier": "well-formed, but the ID in it is not valid; see the ID's own status",
    "lost_digits": "went through a spreadsheet number and lost its last digits",
    "unreadable": "no certificate number",
}
"""Status → meaning. Null: read as written."""

_NUMBER: Final = re.compile(r"([0-9]{17}[0-9X])([1-7])([1-4])(B[0-9])?")
_TEXT: Final = pa.string()


@dataclass(frozen=True)
class Certificates:
    """A column of disability certificate numbers, read.

    Attributes:
        certificate_number: 20 or 22 characters (18 where only the ID was given), or null.
        citizen_id: The ID in it, canonical, or null where that is not valid.
        citizen_id_status: The ID's status, as in `matcher.identity.citizen_id.STATUSES`.
        citizen_id_compact: The ID's compact text where it is not valid as written; null otherwise.
        category_digit: `1` to `7`, or null.
        level_digit: `1` (most severe) to `4`, or null.
        status: A word of `STATUSES`; null where read as written.
    """

    certificate_number: pa.Array
    citizen_id: pa.Array
    citizen_id_status: pa.Array
    citizen_id_compact: pa.Array
    category_digit: pa.Array
    level_digit: pa.Array
    status: pa.Array


def normalise_certificate_numbers(raw: pa.Array | pa.ChunkedArray) -> Certificates:
    """Read a column of disability certificate numbers.

    Args:
        raw: Text as delivered; null = empty.
    """
    column = text_column(raw)
    parts = read_distinct(column, _read_number, (_TEXT,) * 5)
    number, identifier, category, level, status = map(text_column, parts)
    ids = normalise_citizen_ids(identifier)
    readable = pc.fill_null(pc.is_in(status, value_set=pa.array(["cleaned", None], type=_TEXT)), False)
    wrong = pc.and_(pc.and_(readable, number.is_valid()), ids.citizen_id.is_null())
    status = pc.if_else(column.is_null(), "empty", pc.if_else(wrong, "wrong_identifier", status))
    return Certificates(number, ids.citizen_id, ids.status, ids.compact, category, level, status)


def _read_number(text: str) -> tuple[str | None, str | None, str | None, str | None, str | None]:
    """Read one text into number, identifier, category, level, status."""
    if not clean_one(text):
        return None, None, None, None, "empty"
    compact = compact_text(text)
    found = _NUMBER.fullmatch(compact)
    if found:
        return compact, found[1], found[2], found[3], None if compact == text else "cleaned"
    if re.fullmatch(r"[0-9]{17}[0-9X]", compact):
        return compact, compact, None, None, "identifier_only"
    if re.fullmatch(r"[0-9](\.[0-9]+)?E\+?[0-9]+|[0-9]+\.0*|[0-9]{15}0{5}", compact):
        return None, compact, None, None, "lost_digits"
    return None, compact, None, None, "unreadable"
