"""Read whole columns of citizen IDs at once: the clean rows, and the dirty rows whose dirt is of a common kind.

Reads string arrays; gives masks, and arrays of canonical IDs, statuses and compact texts. What is left over is read
text by text in `citizen_id_forms`; both ways give the same. Pure.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matcher.identity.check_digit import check_characters, number_in, valid_rows
from matcher.identity.citizen_id_forms import read_citizen_id
from matcher.identity.reading import (
    BoolArray,
    ByteMatrix,
    mask_array,
    put_rows,
    read_distinct,
    rows_of_width,
    texts_from_bytes,
)

# The junk that most dirty columns are dirty with; citizen_id_forms knows the rest.
_COMMON_JUNK: Final = r"[\s'\-\x{A0}\x{200B}\x{3000}\x{FEFF}]+"
_TEXT: Final = pa.string()


def ordinary_rows(column: pa.Array) -> BoolArray:
    """Mark the rows that are a valid citizen ID exactly as written."""
    marked, rows = rows_of_width(column, 18)
    return _narrowed(marked, valid_rows(rows) & _of_citizens(rows))


def read_dirty(column: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Read rows that are not clean.

    Junk taken away, a century put in, a wrong check character told apart: column-wise; the others text by text.

    Returns:
        Canonical IDs, statuses, compact texts.
    """
    compact = pc.utf8_upper(pc.replace_substring_regex(column, pattern=_COMMON_JUNK, replacement=""))
    cleaned = ordinary_rows(compact)
    upgraded, whole = _upgraded_rows(compact)
    wrong, lost = _wrong_rows(compact)
    slow = ~(cleaned | upgraded | wrong)
    identifiers = put_rows(compact, upgraded, whole)
    identifiers = pc.if_else(mask_array(wrong), pa.scalar(None, _TEXT), identifiers)
    words = pc.if_else(mask_array(upgraded), "upgraded", "cleaned")
    words = pc.if_else(mask_array(wrong), pc.if_else(mask_array(lost), "lost_digits", "wrong_check"), words)
    if bool(slow.any()):
        slow_rows = read_distinct(column.filter(mask_array(slow)), read_citizen_id, (_TEXT, _TEXT, _TEXT))
        identifiers, words, compact = (
            put_rows(known, slow, read) for known, read in zip((identifiers, words, compact), slow_rows, strict=True)
        )
    return identifiers, words, compact


def _narrowed(marked: BoolArray, kept: BoolArray) -> BoolArray:
    """Unmark the marked rows that are not kept."""
    if len(kept) == len(marked):
        return kept
    narrowed = marked.copy()
    narrowed[marked] = kept
    return narrowed


def _of_citizens(rows: ByteMatrix) -> BoolArray:
    """Tell citizens' IDs from permits (81, 82, 83) and permanent residence cards (9…) by their first two digits."""
    first, second = rows[:, 0], rows[:, 1]
    permit = (first == ord("8")) & (second >= ord("1")) & (second <= ord("3"))
    return np.asarray((first != ord("9")) & ~permit, dtype=np.bool_)


def _are_digits(rows: ByteMatrix) -> BoolArray:
    return np.asarray(np.all((rows >= 48) & (rows <= 57), axis=1), dtype=np.bool_)


def _upgraded_rows(column: pa.Array) -> tuple[BoolArray, pa.Array]:
    """Mark the rows that are a plain 15-digit ID of the twentieth century, and give their 18 characters."""
    marked, rows = rows_of_width(column, 15)
    digits = _are_digits(rows)
    one_digit = np.all(rows == rows[:, :1], axis=1)
    whole = np.empty((len(rows), 18), dtype=np.uint8)
    whole[:, :6], whole[:, 6:8], whole[:, 8:17] = rows[:, :6], (ord("1"), ord("9")), rows[:, 6:]
    whole[:, 17] = check_characters(np.where(digits[:, None], whole[:, :17] - 48, 0))
    # Sequence numbers from 996 belong to the century before; citizen_id_forms reads them.
    plain = digits & ~one_digit & valid_rows(whole) & _of_citizens(whole) & (number_in(rows, 12, 15) < 996)
    return _narrowed(marked, plain), texts_from_bytes(whole[plain])


def _wrong_rows(column: pa.Array) -> tuple[BoolArray, BoolArray]:
    """Mark the rows of 17 digits and a wrong check character, and among them those that end in a spreadsheet's 000.

    Rows that may be placeholders (one digit repeated, 0…, 9…, 12345…) are left to citizen_id_forms.
    """
    marked, rows = rows_of_width(column, 18)
    digits = _are_digits(rows[:, :17])
    last = rows[:, 17]
    formed = digits & (((last >= 48) & (last <= 57)) | (last == ord("X")))
    expected = check_characters(np.where(digits[:, None], rows[:, :17] - 48, 0))
    special = (rows[:, 0] == ord("0")) | (rows[:, 0] == ord("9")) | np.all(rows[:, :17] == rows[:, :1], axis=1)
    special |= (rows[:, 0] == ord("1")) & (rows[:, 1] == ord("2")) & (rows[:, 2] == ord("3"))
    wrong = formed & ~special & (last != expected)
    lost = wrong & np.all(rows[:, 15:] == ord("0"), axis=1)
    return _narrowed(marked, wrong), _narrowed(marked, lost)
