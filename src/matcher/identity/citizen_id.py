"""Read citizen IDs: canonical 18 characters where they are certain, a status that says what is wrong where not.

Reads a column of text. Rows written cleanly are checked on the Arrow buffer with NumPy; rows that need only junk taken
away, or the century put in, are mended column-wise and checked again; each other distinct text is read in Python. Pure.

Source: GB 11643-1999; GB 11643-1989 for 15 digits; the notices on permits and permanent residence of 2018 and 2023.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.identity.calendar_days import epoch_days, parted
from matcher.identity.check_digit import check_characters, valid_rows
from matcher.identity.citizen_id_columns import ordinary_rows, read_dirty
from matcher.identity.reading import (
    BoolArray,
    ByteMatrix,
    mask_array,
    present_rows,
    put_rows,
    rows_of_width,
    spread,
    text_column,
    texts_from_bytes,
    with_word,
)

__all__ = [
    "JOINABLE_STATUSES", "STATUSES", "CitizenIds", "area6", "born_on", "check_characters", "complete_citizen_ids",
    "is_valid_citizen_id", "normalise_citizen_ids", "sex_of",
]  # fmt: skip

STATUSES: Final = {
    "valid": "18 characters, right check character, real birth date, written as it should be",
    "cleaned": "the same after taking away junk: spaces, quotes, width, letter case, hyphens, certificate digits",
    "upgraded": "15 digits, the form of before 1999, put into 18",
    "corrected": "letters that look like digits (O, l, …) replaced, and the ID is then valid",
    "permit": "residence permit of a Hong Kong, Macao or Taiwan resident (81, 82, 83), valid",
    "permanent_resident": "foreigner's permanent residence card: 18 digits from 9 on, valid; or the older form "
    "of 3 letters and 12 digits, which comes without an ID",
    "wrong_check": "17 digits and a check character that does not belong to them",
    "wrong_date": "right check character, but no real birth date between 1880 and 2100",
    "wrong_length": "digits, but not 15 or 18 of them",
    "several_ids": "two or more IDs in one cell: which is the row's is not said; the value is null",
    "lost_digits": "went through a spreadsheet: scientific notation, decimals, or 000 at the end with a wrong check",
    "wrong_characters": "characters that no ID has, and that no look-alike explains; or a 0 in the first place",
    "masked": "digits hidden behind * or X",
    "placeholder": "stands for no ID: 无, 0, 999999…, one digit repeated",
    "other_document": "a passport, officer's card, household book or another document",
}
"""Status → meaning. Null: the cell is empty."""

JOINABLE_STATUSES: Final = ("valid", "cleaned", "upgraded", "corrected", "permit", "permanent_resident")
"""Statuses that come with a canonical ID (`permanent_resident` only in its 18-digit form)."""

_TEXT: Final = pa.string()
_WORDS: Final = pa.array(list(STATUSES), _TEXT)


@dataclass(frozen=True)
class CitizenIds:
    """A column of citizen IDs, read.

    Attributes:
        citizen_id: Canonical 18 characters, or null.
        status: A word of `STATUSES`; null where the cell is empty.
        compact: The text without junk, where the status is not `valid`; else null. Scientific notation with 14 or more
            digits is written out, so that its first 14 digits can be used.
    """

    citizen_id: pa.Array
    status: pa.Array
    compact: pa.Array


def normalise_citizen_ids(raw: pa.Array | pa.ChunkedArray) -> CitizenIds:
    """Read a column of citizen IDs.

    Args:
        raw: Text as delivered; null = empty.

    Returns:
        Canonical IDs, statuses and compact texts, one per row.
    """
    column = text_column(raw)
    clean = ordinary_rows(column)
    if bool(clean.all()):
        return CitizenIds(column, with_word("valid", clean, pa.nulls(0, _TEXT), _WORDS), pa.nulls(len(column), _TEXT))
    dirty = column.filter(mask_array(~clean))
    present = present_rows(dirty)
    read = read_dirty(dirty.drop_null())
    identifiers, words, compact = (spread(some, present) for some in read) if dirty.null_count else read
    statuses = with_word("valid", clean, words, _WORDS)
    return CitizenIds(put_rows(column, ~clean, identifiers), statuses, spread(compact, ~clean))


def is_valid_citizen_id(ids: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Tell which texts are a valid citizen ID exactly as written: what has the status `valid`.

    Returns:
        A boolean per row, false where null.
    """
    return mask_array(ordinary_rows(text_column(ids)))


def complete_citizen_ids(first17: npt.NDArray[np.integer]) -> pa.Array:
    """Make whole IDs: append the check character.

    Args:
        first17: Digits 0 to 9, shape (rows, 17).

    Returns:
        Texts of 18 characters; whether their dates are real is not asked.
    """
    rows = np.empty((len(first17), 18), dtype=np.uint8)
    rows[:, :17] = first17.astype(np.uint8) + 48
    rows[:, 17] = check_characters(first17)
    return texts_from_bytes(rows)


def born_on(ids: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Give the birth date that each canonical ID holds.

    Args:
        ids: Canonical IDs of 18 characters; anything else gives null.

    Returns:
        date32.
    """
    column = text_column(ids)
    marked, rows = _canonical_rows(column)
    days = np.zeros(len(column), dtype=np.int32)
    days[marked] = epoch_days(*parted(rows[:, 6:14].T - np.uint8(48)))
    return pa.array(days, mask=~marked).cast(pa.date32())


def sex_of(ids: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Give `male` or `female` by the 17th digit (odd: male); null where not a canonical ID."""
    column = text_column(ids)
    marked, rows = _canonical_rows(column)
    odd = np.zeros(len(column), dtype=np.bool_)
    odd[marked] = rows[:, 16] % 2 == 1
    return pc.if_else(pa.array(odd, mask=~marked), "male", "female")


def area6(ids: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Give the six-digit area of first registration; null where not a canonical ID."""
    column = text_column(ids)
    marked, _ = _canonical_rows(column)
    return pc.if_else(mask_array(marked), pc.utf8_slice_codeunits(column, 0, 6), pa.scalar(None, _TEXT))


def _canonical_rows(column: pa.Array) -> tuple[BoolArray, ByteMatrix]:
    """Mark the rows that are 18 characters that check, permits among them, and give their bytes."""
    marked, rows = rows_of_width(column, 18)
    checked = valid_rows(rows)
    marked = marked.copy()
    marked[marked] = checked
    return marked, rows[checked]
