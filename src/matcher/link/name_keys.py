"""Find the known names that a name could be: the same, a variant, of one sound or shape, or with an unread character.

Keys that such names share are joined, and what meets is compared (matcher.identity.name_comparison), so that no name is
compared with every other. A key is a number per name: its characters by their sounds, some places left open for an
unread character or taken by their shape. Pure; works on distinct names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import combinations, product
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.identity.name_characters import fold_name, fold_names, look_alike_pairs, sounds_of
from matcher.identity.name_comparison import LEVELS, name_levels
from matcher.identity.name_positions import WIDEST, NameMatrix
from matcher.identity.person_name import MIDDLE_DOT
from matcher.link.name_filter import heads_worth_comparing, names_worth_comparing

COMPATIBLE_NAMES: Final = pa.schema([("wanted_name", pa.string()), ("known_name", pa.string())])

COMPATIBLE_LEVELS: Final = ("exact", "variant", "homophone", "look_alike")
"""Levels at which two names may be one name; an unread character (`?`) that fits is `look_alike`."""

_WILDCARD: Final = ord("?")
_SHORT: Final = 4
"""Characters up to which two places at once may differ in shape; in longer names one."""
_FACTOR: Final = np.uint64(1_000_003)
_SHAPES_FROM: Final = 1 << 24
"""Numbers of shapes begin above all numbers of sounds."""

Numbers = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
Pairs = list[tuple[Numbers, Numbers]]


def compatible_heads(wanted: pa.Array, heads: pa.Array) -> pa.Array:
    """Give the heads (first two characters) of plain names that a wanted name could be, and perhaps others."""
    return heads_worth_comparing(wanted, heads, _shape_groups()) if len(wanted) else heads.slice(0, 0)


def compatible_names(wanted: pa.Array, known: pa.Array) -> pa.Table:
    """Pair each wanted name with the known names that it could be.

    Args:
        wanted: Distinct normalised names.
        known: Distinct normalised names.

    Returns:
        `COMPATIBLE_NAMES`, each pair once, sorted. Two unread characters of three are too little to say anything.
    """
    known = names_worth_comparing(wanted, known, _shape_groups())
    left, right = wanted.to_pylist(), known.to_pylist()
    if not left or not right:
        return COMPATIBLE_NAMES.empty_table()
    forms = fold_names((*left, *right))
    pairs = [*_plain_pairs(forms, len(left)), *_text_pairs((*left, *right), forms, len(left))]
    keys = np.unique(np.concatenate([ours * len(right) + theirs for ours, theirs in pairs]))
    met = pa.table([wanted.take(pa.array(keys // len(right))), known.take(pa.array(keys % len(right)))],
                   schema=COMPATIBLE_NAMES)  # fmt: skip
    levels = name_levels(met["wanted_name"], met["known_name"])
    fits = np.isin(levels, [LEVELS.index(level) for level in COMPATIBLE_LEVELS])
    return met.filter(pa.array(fits)).sort_by([("wanted_name", "ascending"), ("known_name", "ascending")])


def _plain_pairs(forms: Sequence[str], ours: int) -> Pairs:
    """Pair folded names, of which the first so many are wanted, by the sounds and shapes of their characters."""
    matrix = NameMatrix.from_names(forms)
    shapes = _shapes(matrix)
    pairs: Pairs = []
    for sounds in (matrix.sounds, matrix.first_sounds):
        codes = np.where(matrix.points > 0, sounds + 1, 0).astype(np.int64)
        for opened, places in product(_open_places(matrix), _shape_places(shapes)):
            shaped = codes.copy()
            shaped[:, places] = shapes[:, places]
            rows = np.flatnonzero((shapes[:, places] > 0).all(axis=1) & (matrix.lengths > max(opened, default=0)))
            pairs.append(_pairs_by_key(shaped, opened, rows, ours))
    return pairs


def _shape_places(shapes: Numbers) -> Iterable[tuple[int, ...]]:
    """Give each set of places whose characters may be taken by their shape, beside none at all."""
    used = np.flatnonzero((shapes > 0).any(axis=0)).tolist()
    return [(), *((place,) for place in used), *combinations([place for place in used if place < _SHORT], 2)]


def _open_places(matrix: NameMatrix) -> Iterable[tuple[int, ...]]:
    """Give each set of places that is unread in some name, beside none at all."""
    wild = matrix.points == _WILDCARD
    unread = np.unique(wild[wild.any(axis=1)], axis=0)
    return sorted({(), *(tuple(np.flatnonzero(row).tolist()) for row in unread)})


def _pairs_by_key(codes: Numbers, opened: tuple[int, ...], rows: Numbers, ours: int) -> tuple[Numbers, Numbers]:
    """Pair the names of some rows whose codes are the same at all places that are not open."""
    keys = np.zeros(len(rows), dtype=np.uint64)
    for place in range(codes.shape[1]):
        code = codes[rows, place].astype(np.uint64)
        # An open place still tells a name that ends before it from one that does not.
        keys = keys * _FACTOR + (np.minimum(code, np.uint64(1)) if place in opened else code)
    split = int(np.searchsorted(rows, ours))
    left, right = _join(keys[:split], keys[split:])
    return rows[:split][left], rows[split:][right] - ours


def _join(left: Keys, right: Keys) -> tuple[Numbers, Numbers]:
    """Give the places of equal keys on two sides."""
    wanted = np.flatnonzero(np.isin(right, left))
    order = wanted[np.argsort(right[wanted], kind="stable")]
    ordered = right[order]
    first = np.searchsorted(ordered, left, side="left")
    counts = np.searchsorted(ordered, left, side="right") - first
    inside = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(np.arange(len(left)), counts), order[np.repeat(first, counts) + inside]


def _shapes(matrix: NameMatrix) -> Numbers:
    """Give each character the number of the characters that it is mistaken for; 0 where there are none."""
    points, places = np.unique(matrix.points, return_inverse=True)
    groups = _shape_groups()
    numbers = np.array([groups.get(chr(point), 0) if point else 0 for point in points.tolist()], dtype=np.int64)
    return np.asarray(numbers[places].reshape(matrix.points.shape), dtype=np.int64)


@cache
def _shape_groups() -> dict[str, int]:
    """Give each look-alike character the number of its group: all that are reached by going from pair to pair."""
    groups: dict[str, int] = {}
    for number, (left, right) in enumerate(look_alike_pairs(), start=_SHAPES_FROM):
        one, other = groups.setdefault(left, number), groups.setdefault(right, number)
        for character, group in tuple(groups.items()) if one != other else ():
            groups[character] = one if group == other else group
    return groups


def _text_pairs(names: Sequence[str], forms: Sequence[str], ours: int) -> Pairs:
    """Pair dotted, Latin and very long names by their parts, and by their letters, in any order."""
    odd = np.flatnonzero(_is_odd(pa.array(names), pa.array(forms))).tolist()
    if not odd:
        return []
    latin = any(forms[place].isascii() for place in odd)
    places = range(len(forms)) if latin else odd
    pairs: Pairs = []
    for keys in (
        {place: "".join(sorted(fold_name(part) for part in names[place].split(MIDDLE_DOT))) for place in odd},
        {place: "".join(sorted("".join(sounds_of(forms[place])).lower())) for place in places},
    ):
        theirs: dict[str, list[int]] = {}
        for place, key in keys.items():
            if place >= ours:
                theirs.setdefault(key, []).append(place - ours)
        met = [(place, other) for place, key in keys.items() if place < ours for other in theirs.get(key, ())]
        if met:
            rows = np.array(met, dtype=np.int64)
            pairs.append((rows[:, 0], rows[:, 1]))
    return pairs


def _is_odd(names: pa.Array, forms: pa.Array) -> npt.NDArray[np.bool_]:
    """Tell which names have a dot, or folded are very long or have Latin letters."""
    told = pc.or_(pc.greater_equal(pc.utf8_length(forms), WIDEST), pc.match_substring_regex(forms, "[A-Z]"))
    odd = pc.or_(told, pc.match_substring(names, MIDDLE_DOT))
    return np.asarray(odd.to_numpy(zero_copy_only=False), dtype=np.bool_)
