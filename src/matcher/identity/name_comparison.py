"""Compare person names: a level of agreement, and a similarity, for each pair.

Reads two columns of normalised names (`matcher.identity.person_name`), row against row. Equal names are settled
column-wise; each different pair of different names is compared once, on characters, never on bytes. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from rapidfuzz.distance import Indel, OSA

from matcher.identity.name_characters import fold_name, look_alikes, sound_of, sounds_of, surname_length
from matcher.identity.person_name import MIDDLE_DOT, WILDCARD
from matcher.identity.reading import text_column

LEVELS: Final = (
    "exact",
    "variant",
    "homophone",
    "look_alike",
    "one_character",
    "surname_only",
    "different",
    "missing",
)
"""Levels of agreement, the strongest first; `missing` where either name is null."""

EXACT, VARIANT, HOMOPHONE, LOOK_ALIKE, ONE_CHARACTER, SURNAME_ONLY, DIFFERENT, MISSING = range(8)

INCOMPATIBLE_BELOW: Final = 0.5
"""Two names with a lower similarity are not written by mistake for one another."""

Comparison = tuple[int, float]
"""Level and similarity of one pair."""


def name_levels(left: pa.Array | pa.ChunkedArray, right: pa.Array | pa.ChunkedArray) -> npt.NDArray[np.int8]:
    """Give the level of agreement of each pair.

    Args:
        left: Normalised names.
        right: Normalised names, as many.

    Returns:
        Index into `LEVELS`, one per row.
    """
    return _compare(left, right)[0]


def name_similarity(left: pa.Array | pa.ChunkedArray, right: pa.Array | pa.ChunkedArray) -> npt.NDArray[np.float64]:
    """Give the similarity of each pair, 0 to 1; below `INCOMPATIBLE_BELOW` the names are two names.

    Returns:
        One number per row; NaN where either name is null, which is neither compatible nor incompatible.
    """
    return _compare(left, right)[1]


def _compare(
    left: pa.Array | pa.ChunkedArray, right: pa.Array | pa.ChunkedArray
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float64]]:
    """Give levels and similarities, comparing each distinct pair of different names once."""
    left, right = text_column(left), text_column(right)
    both = pa.chunked_array([left, right]).dictionary_encode().unify_dictionaries()
    names = both.chunk(0).dictionary.to_pylist() if both.num_chunks else []
    codes = [_codes(chunk.indices) for chunk in both.chunks]
    left_codes, right_codes = codes[0], codes[1]
    levels = np.full(len(left), MISSING, dtype=np.int8)
    similarity = np.full(len(left), np.nan)
    known = (left_codes >= 0) & (right_codes >= 0)
    equal = known & (left_codes == right_codes)
    levels[equal], similarity[equal] = EXACT, 1.0
    rest = np.flatnonzero(known & ~equal)
    keys, inverse = np.unique(left_codes[rest] * len(names) + right_codes[rest], return_inverse=True)
    results = [compare_names(names[key // len(names)], names[key % len(names)]) for key in keys.tolist()]
    if results:
        pair_levels, pair_similarity = zip(*results, strict=True)
        levels[rest] = np.array(pair_levels, dtype=np.int8)[inverse]
        similarity[rest] = np.array(pair_similarity, dtype=np.float64)[inverse]
    return levels, similarity


def _codes(indices: pa.Array) -> npt.NDArray[np.int64]:
    return np.asarray(indices.fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.int64)


def compare_names(left: str, right: str) -> Comparison:
    """Compare two normalised names: level and similarity, the same either way round."""
    if left == right:
        return EXACT, 1.0
    first, second = sorted((fold_name(left), fold_name(right)))
    if first == second:
        return VARIANT, 1.0
    if not first or not second:
        return DIFFERENT, 0.0
    if MIDDLE_DOT in left and MIDDLE_DOT in right and _same_parts(left, right):
        return VARIANT, 0.95
    if first.isascii() or second.isascii():
        return _compare_letters(first, second)
    if len(first) == len(second):
        return _compare_positions(first, second)
    return _compare_lengths(first, second)


def _same_parts(left: str, right: str) -> bool:
    """Tell whether two dotted names have the same parts in another order."""
    return sorted(map(fold_name, left.split(MIDDLE_DOT))) == sorted(map(fold_name, right.split(MIDDLE_DOT)))


def _compare_positions(first: str, second: str) -> Comparison:
    """Compare two names of one length, character by character."""
    first_sounds, second_sounds = sounds_of(first), sounds_of(second)
    kinds = [
        _kind_of_difference(*pair) for pair in zip(first, second, first_sounds, second_sounds, strict=True)
    ]
    worst = max(kinds)
    unread = kinds.count(_UNREAD)
    if unread and worst == _UNREAD:
        return _with_unread(len(kinds), unread)
    if worst == _SOUND:
        return HOMOPHONE, 0.9
    if worst == _SHAPE:
        return LOOK_ALIKE, 0.88
    surname = surname_length(first)
    return _one_or_more(kinds, surname, swapped=OSA.distance(first, second) == 1)


_SAME, _SOUND, _SHAPE, _UNREAD, _OTHER = range(5)


def _kind_of_difference(left: str, right: str, left_sound: str, right_sound: str) -> int:
    """Say how two characters at one place differ; the more it tells against one name, the higher."""
    if left == right:
        return _SAME
    if WILDCARD in (left, right):
        return _UNREAD
    if left_sound == right_sound or sound_of(left) == sound_of(right):
        return _SOUND
    return _SHAPE if look_alikes(left, right) else _OTHER


def _with_unread(length: int, unread: int) -> Comparison:
    """Value a pair that differs only in characters that could not be read: what was read agrees."""
    read = length - unread
    if read == 0:
        return DIFFERENT, 0.5
    if read == 1 and length > 2:
        return SURNAME_ONLY, 0.5
    return LOOK_ALIKE, 0.85 if length > 2 else 0.6


def _one_or_more(kinds: list[int], surname: int, *, swapped: bool) -> Comparison:
    """Value a pair of one length with at least one character that is simply another."""
    length = len(kinds)
    others = kinds.count(_OTHER)
    surname_agrees = max(kinds[:surname]) < _OTHER
    if swapped and surname_agrees:
        return ONE_CHARACTER, 0.7
    if others == 1 and length > 1 and max(kinds) == _OTHER and kinds.count(_SAME) >= 1:
        # A surname is rarely mistaken for another: the same slip weighs more there.
        by_length = {2: (0.5, 0.4), 3: (0.7, 0.6)}.get(length, (0.75, 0.65))
        return ONE_CHARACTER, by_length[0] if surname_agrees else by_length[1]
    return (SURNAME_ONLY, 0.3) if surname_agrees else (DIFFERENT, 0.1)


def _compare_lengths(first: str, second: str) -> Comparison:
    """Compare two names of different lengths: a character left out or added, or two names."""
    shorter, longer = sorted((first, second), key=lambda name: (len(name), name))
    surname_agrees = shorter[0] == longer[0]
    if len(longer) - len(shorter) == 1 and len(shorter) >= 2 and Indel.distance(shorter, longer) == 1:
        by_length = {2: 0.6, 3: 0.7}.get(len(shorter), 0.85)
        return ONE_CHARACTER, by_length if surname_agrees else by_length - 0.1
    similarity = Indel.normalized_similarity(shorter, longer)
    if len(shorter) >= 4 and similarity >= 0.75:
        return ONE_CHARACTER, 0.6
    return (SURNAME_ONLY, 0.3) if surname_agrees else (DIFFERENT, 0.1)


def _compare_letters(first: str, second: str) -> Comparison:
    """Compare names of which at least one is in Latin letters: as letters, Han characters by their sound."""
    spelt: Callable[[str], str] = lambda name: name.lower() if name.isascii() else "".join(sounds_of(name))
    left, right = spelt(first), spelt(second)
    if left == right:
        return (VARIANT, 1.0) if first.isascii() and second.isascii() else (HOMOPHONE, 0.9)
    similarity = OSA.normalized_similarity(left, right)
    return (ONE_CHARACTER, 0.7) if similarity >= 0.85 else (DIFFERENT, 0.1)
