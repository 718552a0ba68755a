"""Compare person names: a level of agreement, and a similarity, for each pair.

Reads two columns of normalised names (`matcher.identity.person_name`), row against row; compares characters, never
bytes. Each different name is folded once; pairs of plain names are compared as matrices (`name_positions`), pairs
with a dotted, a Latin or a very long name once for each different pair. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz.distance import Indel

from matcher.identity.name_characters import fold_name, fold_names
from matcher.identity.name_letters import compare_letters
from matcher.identity.name_positions import (
    DIFFERENT,
    EXACT,
    MISSING,
    ONE_CHARACTER,
    SURNAME_ONLY,
    VARIANT,
    WIDEST,
    NameMatrix,
    Scores,
    compare_lengths,
    compare_positions,
)
from matcher.identity.person_name import MIDDLE_DOT
from matcher.identity.reading import BoolArray, text_column

LEVELS: Final = (
    "exact",
    "variant",
    "homophone",
    "look_alike",
    "near_homophone",
    "one_character",
    "surname_only",
    "different",
    "missing",
)
"""Levels of agreement, the strongest first; `missing` where either name is null.

`near_homophone`: one character by a sound that many speakers do not tell from it: l and n, zh and z, in and ing.
"""

INCOMPATIBLE_BELOW: Final = 0.5
"""Two names with a lower similarity are not one name written in two ways."""

_BLOCK: Final = 1 << 15
"""Pairs worked on at once, so that the matrices stay in the cache."""

_LONG: Final = 4
"""Characters from which on a name put into Chinese by sound is compared as a whole."""


Rows = npt.NDArray[np.intp]


@dataclass(frozen=True)
class NameComparisons:
    """Pairs of names, compared.

    Attributes:
        levels: Index into `LEVELS`, one per row.
        similarity: 0 to 1, one per row; below `INCOMPATIBLE_BELOW` they are two names; NaN where a name is missing.
    """

    levels: npt.NDArray[np.int8]
    similarity: npt.NDArray[np.float64]


def name_levels(left: pa.Array | pa.ChunkedArray, right: pa.Array | pa.ChunkedArray) -> npt.NDArray[np.int8]:
    """Give the level of agreement of each pair.

    Args:
        left: Normalised names.
        right: Normalised names, as many.

    Returns:
        Index into `LEVELS`, one per row.
    """
    return compare_name_columns(left, right).levels


def name_similarity(left: pa.Array | pa.ChunkedArray, right: pa.Array | pa.ChunkedArray) -> npt.NDArray[np.float64]:
    """Give the similarity of each pair, 0 to 1; below `INCOMPATIBLE_BELOW` the names are two names.

    Returns:
        One number per row; NaN where either name is null, which is neither compatible nor incompatible.
    """
    return compare_name_columns(left, right).similarity


def compare_name_columns(left: pa.Array | pa.ChunkedArray, right: pa.Array | pa.ChunkedArray) -> NameComparisons:
    """Compare two columns of normalised names, row against row; the same either way round."""
    left, right = text_column(left), text_column(right)
    both = pa.concat_arrays([left, right]).dictionary_encode()
    codes = np.asarray(both.indices.fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.intp)
    return compare_codes(both.dictionary, codes[: len(left)], codes[len(left) :])


def code_levels(names: pa.Array, left: Rows, right: Rows) -> npt.NDArray[np.int8]:
    """Give the levels of pairs of names that are given by their places in a column of different ones.

    Args:
        names: Different normalised names.
        left: Place of the first name of each pair; -1: none.
        right: Place of the second.
    """
    return compare_codes(names, left, right).levels


def compare_codes(names: pa.Array, left: Rows, right: Rows) -> NameComparisons:
    """Compare pairs of names that are given by their places in a column of different ones, -1 for none."""
    levels = np.full(len(left), MISSING, dtype=np.int8)
    similarity = np.full(len(left), np.nan)
    known = (left >= 0) & (right >= 0)
    equal = known & (left == right)
    levels[equal], similarity[equal] = EXACT, 1.0
    rows = np.flatnonzero(known & ~equal)
    if len(rows):
        levels[rows], similarity[rows] = _compare_different(names, left[rows], right[rows])
    return NameComparisons(levels, similarity)


def _compare_different(names: pa.Array, left: Rows, right: Rows) -> Scores:
    """Compare pairs of different names, given as places in a column of names."""
    is_used = np.zeros(len(names), dtype=np.bool_)
    is_used[left] = is_used[right] = True
    places = np.cumsum(is_used) - 1
    used: list[str] = names.filter(pa.array(is_used)).to_pylist()
    left, right = places[left], places[right]
    folded = fold_names(used)
    numbers: dict[str, int] = {}
    folded_codes = np.array([numbers.setdefault(name, len(numbers)) for name in folded], dtype=np.intp)
    odd = _are_odd(names.filter(pa.array(is_used)), folded)
    matrix = NameMatrix.from_names(["" if is_odd else form for form, is_odd in zip(folded, odd.tolist(), strict=True)])
    levels = np.full(len(left), VARIANT, dtype=np.int8)
    similarity = np.ones(len(left))
    unlike = folded_codes[left] != folded_codes[right]
    with_odd = unlike & (odd[left] | odd[right])
    one_length = matrix.lengths[left] == matrix.lengths[right]
    for compare, chosen in (
        (compare_positions, unlike & ~with_odd & one_length),
        (compare_lengths, unlike & ~with_odd & ~one_length),
    ):
        rows = np.flatnonzero(chosen)
        for start in range(0, len(rows), _BLOCK):
            block = rows[start : start + _BLOCK]
            levels[block], similarity[block] = compare(matrix, left[block], right[block])
    rows = np.flatnonzero(with_odd)
    keys, inverse = np.unique(left[rows] * len(used) + right[rows], return_inverse=True)
    results = [_compare_odd(used[key // len(used)], used[key % len(used)]) for key in keys.tolist()]
    levels[rows] = np.array([level for level, _ in results], dtype=np.int8)[inverse]
    similarity[rows] = np.array([value for _, value in results], dtype=np.float64)[inverse]
    return levels, similarity


def compare_names(left: str, right: str) -> tuple[str, float]:
    """Compare two normalised names: level and similarity."""
    result = compare_name_columns(pa.array([left]), pa.array([right]))
    return LEVELS[int(result.levels[0])], float(result.similarity[0])


def _are_odd(names: pa.Array, folded: list[str]) -> BoolArray:
    """Tell which names are compared by themselves: dotted, with Latin letters, nothing left of it, long."""
    lengths = np.array([len(form) for form in folded], dtype=np.intp)
    marked = pc.match_substring_regex(names, f"[A-Za-z{MIDDLE_DOT}]").to_numpy(zero_copy_only=False)
    return np.asarray(marked | (lengths == 0) | (lengths >= WIDEST), dtype=np.bool_)


def _compare_odd(left: str, right: str) -> tuple[int, float]:
    """Compare two names of which at least one is dotted, Latin or very long, and which do not fold to one form."""
    left, right = sorted((left, right))
    first, second = fold_name(left), fold_name(right)
    if not first or not second:
        return DIFFERENT, 0.0
    if first.isascii() or second.isascii():
        return compare_letters(left, right)
    parts, other_parts = _parts(left), _parts(right)
    if len(parts) == len(other_parts) > 1:
        return _compare_parts(parts, other_parts)
    if 1 in (len(parts), len(other_parts)) and parts[0] == other_parts[0]:
        return ONE_CHARACTER, 0.6  # the father's name left out
    return _compare_whole(first, second)


def _parts(name: str) -> list[str]:
    return [fold_name(part) for part in name.split(MIDDLE_DOT) if part]


def _compare_parts(parts: list[str], others: list[str]) -> tuple[int, float]:
    """Compare two dotted names with as many parts, part by part: own name first, father's name after it."""
    if sorted(parts) == sorted(others):
        return VARIANT, 0.95
    results = [
        (EXACT, 1.0) if pair[0] == pair[1] else _compare_plain(*pair) for pair in zip(parts, others, strict=True)
    ]
    weakest = min(similarity for _, similarity in results)
    if weakest >= 0.6:
        return max(level for level, _ in results), weakest
    if results[0][1] >= 0.85:
        return SURNAME_ONLY, 0.4  # own name alone: many in one township bear it
    return DIFFERENT, 0.2


def _compare_plain(left: str, right: str) -> tuple[int, float]:
    """Compare two different folded names without dots."""
    matrix = NameMatrix.from_names([left, right])
    compare = compare_positions if len(left) == len(right) else compare_lengths
    levels, similarity = compare(matrix, np.array([0]), np.array([1]))
    return int(levels[0]), float(similarity[0])


def _compare_whole(first: str, second: str) -> tuple[int, float]:
    """Compare two long names as wholes, by the characters that they share in order."""
    if min(len(first), len(second)) >= _LONG and Indel.normalized_similarity(first, second) >= 0.75:
        return ONE_CHARACTER, 0.6
    return (SURNAME_ONLY, 0.3) if first[0] == second[0] else (DIFFERENT, 0.1)
