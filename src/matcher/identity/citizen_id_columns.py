"""Read whole columns of citizen IDs at once: the clean rows, and the dirty rows whose dirt is of a common kind.

Reads string arrays; gives masks, and arrays of canonical IDs, statuses and compact texts. What is left over is read
text by text in `citizen_id_forms`; both ways give the same. Pure.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.identity.check_digit import check_characters, number_in, valid_rows
from matcher.identity.citizen_id_folding import folded_texts
from matcher.identity.citizen_id_forms import DIGIT_LOOK_ALIKES, read_citizen_id
from matcher.identity.reading import (
    BoolArray,
    ByteMatrix,
    bytes_of,
    mask_array,
    offsets_of,
    put_rows,
    read_distinct,
    rows_of_width,
    texts_from_bytes,
)

_TEXT: Final = pa.string()
_WORDS: Final = ("cleaned", "permit", "upgraded", "corrected", "wrong_check", "lost_digits", "wrong_length", "masked")
_CLEANED, _PERMIT, _UPGRADED, _CORRECTED, _WRONG_CHECK, _LOST_DIGITS, _WRONG_LENGTH, _MASKED = range(len(_WORDS))
_UNREAD: Final = -1
_LONGEST: Final = 19
"""Characters of the longest text that is judged by its length here: one of 20 may be a certificate number."""

Codes = npt.NDArray[np.int8]
"""Place of each row's status in `_WORDS`, or `_UNREAD`."""


def _look_alikes() -> npt.NDArray[np.uint8]:
    """Give each byte, and of a letter that looks like a digit that digit."""
    table = np.arange(256, dtype=np.uint8)
    for letter, digit in DIGIT_LOOK_ALIKES.items():
        if letter < 128:
            table[letter] = ord(digit)
    return table


_LOOK_ALIKES: Final = _look_alikes()


def ordinary_rows(column: pa.Array) -> BoolArray:
    """Mark the rows that are a valid citizen ID exactly as written."""
    marked, rows = rows_of_width(column, 18)
    return _narrowed(marked, valid_rows(rows) & _of_citizens(rows))


def read_dirty(column: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Read rows that are not clean; none of them is null.

    Returns:
        Canonical IDs, statuses, compact texts.
    """
    compact = folded_texts(column)
    codes = _codes_by_length(compact)
    identifiers = pa.nulls(len(column), _TEXT)
    for read in (_read_eighteen, _read_fifteen):
        joinable, whole = read(compact, codes)
        identifiers = put_rows(identifiers, joinable, whole)
    slow = codes == _UNREAD
    words = pa.array(_WORDS).take(pa.array(codes, mask=slow))
    if not slow.any():
        return identifiers, words, compact
    read_slowly = read_distinct(column.filter(mask_array(slow)), read_citizen_id, (_TEXT, _TEXT, _TEXT))
    known = zip((identifiers, words, compact), read_slowly, strict=True)
    identifiers, words, compact = (put_rows(some, slow, others) for some, others in known)
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
    return np.asarray((rows[:, 0] != ord("9")) & ~_of_permits(rows), dtype=np.bool_)


def _of_permits(rows: ByteMatrix) -> BoolArray:
    first, second = rows[:, 0], rows[:, 1]
    return np.asarray((first == ord("8")) & (second >= ord("1")) & (second <= ord("3")), dtype=np.bool_)


def _are_digits(rows: ByteMatrix) -> BoolArray:
    return np.asarray(np.all((rows >= 48) & (rows <= 57), axis=1), dtype=np.bool_)


def _codes_by_length(compact: pa.Array) -> Codes:
    """Tell the rows that cannot be an ID for their length, or for stars in them.

    Rows that may be placeholders (one digit repeated, 0…, 9…, 123…) are left to citizen_id_forms, here and below.
    """
    data, bounds = bytes_of(compact), offsets_of(compact)
    lengths = np.diff(bounds)
    head = np.zeros((len(compact), 3), dtype=np.uint8)  # no text is shorter than its head, or it is left alone
    long_enough = lengths >= 3
    head[long_enough] = data[bounds[:-1][long_enough, None] + np.arange(3)]
    last = np.zeros(len(compact), dtype=np.uint8)
    last[long_enough] = data[bounds[1:][long_enough] - 1]

    def count(marked: BoolArray) -> npt.NDArray[np.int64]:
        return np.diff(np.concatenate([[0], np.cumsum(marked)])[bounds])

    digits, stars, crosses = (count(chosen) for chosen in ((data >= 48) & (data <= 57), data == 42, data == 88))
    plain = _are_digits(head[:, :2]) & ~_is_special(head) & (lengths <= _LONGEST)
    plain &= count(data == np.repeat(head[:, 0], lengths)) < digits
    wrong_length = plain & (lengths != 15) & (lengths != 18) & (digits + (last == 88) == lengths)
    masked = plain & (stars > 0) & (digits + stars + crosses == lengths)
    masked &= ~((lengths == 18) & (digits == 17) & (last == 42))  # a star for the check character X
    return np.select([wrong_length, masked], [_WRONG_LENGTH, _MASKED], _UNREAD).astype(np.int8)


def _is_special(rows: ByteMatrix) -> BoolArray:
    """Mark the rows that may be a placeholder, by their first three characters."""
    return np.asarray(
        (rows[:, 0] == ord("0")) | (rows[:, 0] == ord("9")) | np.all(rows[:, :3] == (49, 50, 51), axis=1),
        dtype=np.bool_,
    )


def _read_eighteen(compact: pa.Array, codes: Codes) -> tuple[BoolArray, pa.Array]:
    """Read the rows of 18 characters: sets their codes, marks those that are an ID, and gives these IDs."""
    marked, rows = rows_of_width(compact, 18)
    mended = _LOOK_ALIKES[rows]
    as_written = np.all(mended == rows, axis=1)
    formed = _are_digits(mended[:, :17]) & _are_digits(rows[:, :1])  # a letter at the head may be of a label
    expected = check_characters(np.where(formed[:, None], mended[:, :17] - 48, 0))
    valid = formed & valid_rows(mended)
    citizen, last = valid & _of_citizens(mended), rows[:, 17]
    ordinary = ~_is_special(rows) & ~np.all(rows[:, :17] == rows[:, :1], axis=1)
    wrong = as_written & formed & ordinary & (last != expected) & (((last >= 48) & (last <= 57)) | (last == 88))
    lost = wrong & np.all(rows[:, 15:] == 48, axis=1)  # a spreadsheet's 000
    found = [citizen & as_written, citizen, valid & as_written & _of_permits(rows), lost, wrong]
    words = [_CLEANED, _CORRECTED, _PERMIT, _LOST_DIGITS, _WRONG_CHECK]
    codes[marked] = np.select(found, words, codes[marked])
    joinable = citizen | found[2]
    return _narrowed(marked, joinable), texts_from_bytes(mended[joinable])


def _read_fifteen(compact: pa.Array, codes: Codes) -> tuple[BoolArray, pa.Array]:
    """Read the rows that are a plain 15-digit ID of the twentieth century: as `_read_eighteen` does."""
    marked, rows = rows_of_width(compact, 15)
    digits = _are_digits(rows)
    whole = np.empty((len(rows), 18), dtype=np.uint8)
    whole[:, :6], whole[:, 6:8], whole[:, 8:17] = rows[:, :6], (ord("1"), ord("9")), rows[:, 6:]
    whole[:, 17] = check_characters(np.where(digits[:, None], whole[:, :17] - 48, 0))
    # Sequence numbers from 996 belong to the century before; citizen_id_forms reads them.
    plain = digits & valid_rows(whole) & _of_citizens(whole) & (number_in(rows, 12, 15) < 996)
    plain &= ~np.all(rows == rows[:, :1], axis=1)
    codes[marked] = np.where(plain, _UPGRADED, codes[marked])
    return _narrowed(marked, plain), texts_from_bytes(whole[plain])
