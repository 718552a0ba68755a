"""Cut plain XML into tags, and read what stands in and between them, with NumPy. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

IntArray = npt.NDArray[np.int64]

_PADDING: Final = bytes(32)
_LONGEST_TAIL: Final = 24
_MOST_TAILS: Final = 256
_AHEAD: Final = 6
_EIGHT_ZEROS: Final = np.uint64(0x3030303030303030)
_SEVENTY_SIXES: Final = np.uint64(0x7676767676767676)
"""Added to a byte, lifts it over the high bit if it is more than 9."""
_HIGH_BITS: Final = np.uint64(0x8080808080808080)
_PAIRINGS: Final = tuple(
    (np.uint64(weight), np.uint64(width), np.uint64(mask))
    for weight, width, mask in ((10, 8, 0x00FF00FF00FF00FF), (100, 16, 0x0000FFFF0000FFFF), (10_000, 32, 0xFFFFFFFF))
)
"""How eight digits in the bytes of a word become pairs, fours, and one number."""
_SLASH, _QUOTE, _A, _Z = b'/"AZ'


class NotPlainError(Exception):
    """The file has what the fast tier does not read; it must be read again in the exact tier."""


class Tags:
    """The tags of a piece of XML, in order."""

    def __init__(self, content: bytes) -> None:
        """Find the tags.

        Raises:
            NotPlainError: A `>` stands somewhere else than at the end of a tag.
        """
        padded = content + _PADDING
        self.bytes = np.frombuffer(padded, np.uint8)
        # Eight bytes from every place on, so that names and attributes are compared as numbers.
        self.words = np.ndarray((len(padded) - 7,), np.dtype("<u8"), padded, 0, (1,))
        body = self.bytes[: len(content)]
        self.opens: IntArray = np.flatnonzero(body == ord("<"))
        self.closes: IntArray = np.flatnonzero(body == ord(">"))
        if len(self.opens) != len(self.closes) or np.any(self.closes < self.opens):
            raise NotPlainError
        if np.any(self.opens[1:] < self.closes[:-1]):
            raise NotPlainError
        # The first eight characters of each tag; some tags that are none stand at the end, to look ahead to.
        self._heads = np.concatenate([self.words[self.opens + 1], np.zeros(_AHEAD, np.uint64)])
        self._opens = np.concatenate([self.opens, np.full(_AHEAD, len(content))])
        self._closes = np.concatenate([self.closes, np.full(_AHEAD, len(content))])

    def named(self, start: bytes) -> IntArray:
        """Give the places of the tags that begin so; at most eight characters."""
        return np.flatnonzero(_begin(self._heads, start))

    def are(self, places: Sequence[int] | IntArray, *starts: bytes) -> bool:
        """Tell whether all tags at these places begin in one of these ways."""
        heads = self._heads[np.asarray(places, dtype=np.int64)]
        return bool(np.any([_begin(heads, start[:8]) for start in starts], axis=0).all())

    def expect_rows(self, rows: IntArray, cells: IntArray) -> None:
        """Refuse a piece that is anything else than rows of cells, well formed.

        Raises:
            NotPlainError: It is.
        """
        ends = self.named(b"/row>")
        is_open = self.bytes[self.closes[rows] - 1] != _SLASH
        first = self._heads[cells + 1]
        has_end = self.bytes[self.closes[cells] - 1] != _SLASH
        size = np.where(_begin(first, b"v>"), 4, np.where(_begin(first, b"is>"), 6, 2))
        size = np.where(has_end, size, 1)
        if len(ends) != int(is_open.sum()) or int(size.sum()) + len(rows) + len(ends) != len(self.opens):
            raise NotPlainError
        inside = self._heads[np.concatenate([cells + size, rows[is_open] + 1])]
        outside = self._heads[np.concatenate([ends + 1, rows[~is_open] + 1])]
        if not np.all(_begin(inside, b"c r=") | _begin(inside, b"/row>")):
            raise NotPlainError
        if not np.all(_begin(outside, b"row r=") | (outside == 0)):
            raise NotPlainError

    def references(self, cells: IntArray, rows: IntArray) -> tuple[IntArray, IntArray]:
        """Give the column of each cell, and the place behind its reference.

        Args:
            cells: Places of cell tags.
            rows: Row number of each.

        Raises:
            NotPlainError: A reference is not letters and this row number.
        """
        at = self.opens[cells] + len(b'<c r="')
        columns = np.zeros(len(at), dtype=np.int64)
        letters = np.zeros(len(at), dtype=np.int64)
        is_letter = np.ones(len(at), dtype=np.bool_)
        for place in range(3):
            byte = self.bytes[at + place].astype(np.int64)
            is_letter &= (byte >= _A) & (byte <= _Z)
            columns = np.where(is_letter, columns * 26 + byte - 64, columns)
            letters += is_letter
        numbers, digits = numbers_at(self, at + letters, most=7)
        end = at + letters + digits
        if (
            np.any(letters == 0)
            or np.any(numbers != rows)
            or np.any(self.bytes[end] != _QUOTE)
            or np.any(self.bytes[at - 1] != _QUOTE)
        ):
            raise NotPlainError
        return columns - 1, end + 1

    def values(self, cells: IntArray) -> tuple[IntArray, IntArray]:
        """Give where the value of each cell begins and ends; -1 where it has none.

        Raises:
            NotPlainError: A cell holds something else than one value or one inline text.
        """
        heads = self._heads
        is_open = self.bytes[self.closes[cells] - 1] != _SLASH
        first = heads[cells + 1]
        is_value = is_open & _begin(first, b"v>")
        is_text = is_open & _begin(first, b"is>")
        is_blank = ~(is_value | is_text)
        if not np.all(~is_open | _begin(first, b"/c>") | ~is_blank):
            raise NotPlainError
        values, texts = cells[is_value], cells[is_text]
        good = [_begin(heads[values + 2], b"/v>"), _begin(heads[values + 3], b"/c>")]
        good += [_begin(heads[texts + 2], b"t>") | _begin(heads[texts + 2], b"t xml:sp")]
        good += [_begin(heads[texts + place], start) for place, start in ((3, b"/t>"), (4, b"/is>"), (5, b"/c>"))]
        if not all(part.all() for part in good):
            raise NotPlainError
        before = cells + 1 + is_text
        return np.where(is_blank, -1, self._closes[before] + 1), np.where(is_blank, -1, self._opens[before + 1])

    def distinct(self, starts: IntArray, ends: IntArray) -> Iterator[tuple[bytes, npt.NDArray[np.bool_]]]:
        """Give the different texts between places, each with a mask of where it stands.

        Raises:
            NotPlainError: They are too long, or too many.
        """
        lengths = ends - starts
        if np.any(lengths < 0) or np.any(lengths > _LONGEST_TAIL):
            raise NotPlainError
        words = []
        for place in range(0, int(lengths.max(initial=0)), 8):
            size = np.clip(lengths - place, 0, 8).astype(np.uint64)
            mask = np.where(
                size == 8, ~np.uint64(0), (np.uint64(1) << (size * np.uint64(8) % np.uint64(64))) - np.uint64(1)
            )
            words.append(self.words[np.minimum(starts + place, len(self.words) - 1)] & mask)
        left = np.ones(len(starts), dtype=np.bool_)
        for _ in range(_MOST_TAILS):
            first = int(np.argmax(left))
            if not len(left) or not left[first]:
                return
            same = left.copy()
            for word in words:
                same &= word == word[first]
            yield self.bytes[starts[first] : ends[first]].tobytes(), same
            left &= ~same
        raise NotPlainError


def _begin(heads: npt.NDArray[np.uint64], start: bytes) -> npt.NDArray[np.bool_]:
    mask = np.uint64(int.from_bytes(b"\xff" * len(start), "little"))
    return np.asarray((heads & mask) == np.uint64(int.from_bytes(start, "little")))


def numbers_at(tags: Tags, starts: IntArray, *, most: int) -> tuple[IntArray, IntArray]:
    """Read the whole numbers that begin at places.

    Args:
        tags: Where they stand.
        starts: Places of their first digits.
        most: Most digits that one may have, at most 7.

    Returns:
        The numbers, and how many digits each has.

    Raises:
        NotPlainError: At a place is no number, or one with more digits than `most`.
    """
    # The eight bytes from each place on are read at once; the first that is no digit ends the number.
    figures = tags.words[starts] ^ _EIGHT_ZEROS
    others = ((figures + _SEVENTY_SIXES) | figures) & _HIGH_BITS  # a carry only reaches bytes behind the first other
    digits = np.bitwise_count((others & -others) - np.uint64(1)).astype(np.uint64) // np.uint64(8)
    if np.any(digits == 0) or np.any(digits > most):
        raise NotPlainError
    numbers: npt.NDArray[np.uint64] = figures << (np.uint64(64) - np.uint64(8) * digits)
    for weight, width, mask in _PAIRINGS:
        numbers = (numbers * weight + (numbers >> width)) & mask
    return numbers.astype(np.int64), digits.astype(np.int64)


def texts_at(tags: Tags, starts: IntArray, ends: IntArray) -> pa.Array:
    """Give the texts between places.

    Raises:
        NotPlainError: They are not UTF-8, or have spaces at an end that their tag does not say to keep.
    """
    lengths = ends - starts
    has_space = (tags.bytes[starts] <= ord(" ")) | (tags.bytes[ends - 1] <= ord(" "))
    if np.any(has_space & (lengths > 0) & (tags.bytes[starts - 2] != _QUOTE)):
        raise NotPlainError
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    if offsets[-1] >= 1 << 31:
        raise NotPlainError
    places = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], lengths)
    data = tags.bytes[places]
    texts = pa.StringArray.from_buffers(
        len(starts), pa.py_buffer(offsets.astype(np.int32)), pa.py_buffer(np.ascontiguousarray(data))
    )
    try:
        texts.validate(full=True)
    except pa.ArrowInvalid:
        raise NotPlainError from None
    return texts
