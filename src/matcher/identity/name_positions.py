"""Compare many pairs of names at once, character by character, as matrices of code points.

Works on folded names (`name_characters.fold_name`) of one part, up to `WIDEST` characters. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from matcher.identity.name_characters import (
    compound_sounds,
    look_alike_pairs,
    sound_of,
    surname_length,
    surname_sound,
)
from matcher.identity.reading import BoolArray

WIDEST: Final = 16
"""Longest name, in characters, that matrices are made of."""

EXACT, VARIANT, HOMOPHONE, LOOK_ALIKE, ONE_CHARACTER, SURNAME_ONLY, DIFFERENT, MISSING = range(8)
"""Levels of agreement; their names are `matcher.identity.name_comparison.LEVELS`."""

_SAME, _SOUND, _SHAPE, _UNREAD, _OTHER = range(5)
"""How the characters at one place differ; the more it tells against one name, the higher."""

_WILDCARD: Final = ord("?")

Points = npt.NDArray[np.uint32]
Scores = tuple[npt.NDArray[np.int8], npt.NDArray[np.float64]]
"""Levels and similarities, one per pair."""


@dataclass(frozen=True)
class NameMatrix:
    """Folded names as matrices, one row per name, zeros after the last character.

    Attributes:
        points: Code points, shape (names, width).
        sounds: A number for the sound of each character, in its common reading.
        first_sounds: The same, the surname read as a surname.
        lengths: Characters in each name.
        surname_lengths: Characters of each surname.
    """

    points: Points
    sounds: npt.NDArray[np.int32]
    first_sounds: npt.NDArray[np.int32]
    lengths: npt.NDArray[np.int32]
    surname_lengths: npt.NDArray[np.int32]

    @classmethod
    def from_names(cls, folded: Sequence[str]) -> NameMatrix:
        """Make the matrices of folded names; longer names than `WIDEST` are cut."""
        width = min(max((len(name) for name in folded), default=1), WIDEST) or 1
        texts = np.array(folded, dtype=f"<U{width}") if folded else np.empty(0, dtype=f"<U{width}")
        points = texts.view(np.uint32).reshape(len(folded), width)
        lengths = np.count_nonzero(points, axis=1).astype(np.int32)
        numbers: dict[str, int] = {"": 0}

        def number(sound: str) -> int:
            return numbers.setdefault(sound, len(numbers))

        sounds = _by_character(points, lambda character: number(sound_of(character)))
        first_sounds = sounds.copy()
        first_sounds[:, 0] = _by_character(points[:, :1], lambda character: number(surname_sound(character)))[:, 0]
        surname_lengths = np.ones(len(folded), dtype=np.int32)
        for row in np.flatnonzero(lengths > 1).tolist():
            surname_lengths[row] = surname_length(folded[row])
            compound = compound_sounds(folded[row])
            if compound:
                first_sounds[row, :2] = [number(sound) for sound in compound]
        return cls(points, sounds, first_sounds, lengths, surname_lengths)


def _by_character(points: Points, number: Callable[[str], int]) -> npt.NDArray[np.int32]:
    """Give each character its number, asking once for each different character."""
    different, places = np.unique(points, return_inverse=True)
    table = np.array([number(chr(point)) if point else 0 for point in different.tolist()], dtype=np.int32)
    return table[places].reshape(points.shape) if len(table) else np.zeros(points.shape, dtype=np.int32)


def compare_positions(names: NameMatrix, left: npt.NDArray[np.intp], right: npt.NDArray[np.intp]) -> Scores:
    """Compare pairs of names of one length, place by place.

    Args:
        names: The names.
        left: Row of the first name of each pair.
        right: Row of the second; of the same length, and not the same name.
    """
    kinds = _kinds(names, left, right)
    length = names.lengths[left]
    worst = kinds.max(axis=1)
    others, unread = (kinds == _OTHER).sum(axis=1), (kinds == _UNREAD).sum(axis=1)
    near = ((kinds == _SOUND) | (kinds == _SHAPE)).sum(axis=1)
    surname_agrees = kinds[:, 0] < _OTHER
    if kinds.shape[1] > 1:
        compound = np.maximum(names.surname_lengths[left], names.surname_lengths[right]) == 2
        surname_agrees &= ~compound | (kinds[:, 1] < _OTHER)
    read = length - unread
    # A surname is rarely mistaken for another: the same slip weighs more there.
    one_other = (
        np.select([length == 2, length == 3], [0.5, 0.7], 0.75) - np.where(surname_agrees, 0.0, 0.1) - near * 0.1
    )
    swapped = _swapped(names.points[left], names.points[right]) & (others == 2) & (unread + near == 0)
    one = (others == 1) & (unread == 0) & (length > 1) & ((length > 2) | (near == 0))
    long_name = (length >= 6) & (others == 2) & (unread == 0)
    cases: list[tuple[BoolArray, int, npt.ArrayLike]] = [
        ((worst == _UNREAD) & (read == 0), DIFFERENT, 0.5),
        ((worst == _UNREAD) & (read == 1) & (length > 2), SURNAME_ONLY, 0.5),
        (worst == _UNREAD, LOOK_ALIKE, np.where(length > 2, 0.85, 0.6)),
        (worst == _SOUND, HOMOPHONE, 0.9),
        (worst == _SHAPE, LOOK_ALIKE, 0.88),
        (swapped, ONE_CHARACTER, np.where(length > 2, 0.7, 0.6)),
        (one, ONE_CHARACTER, one_other),
        (long_name, ONE_CHARACTER, 0.6),
        (surname_agrees & (length > 1), SURNAME_ONLY, 0.3),
    ]
    return _select(cases, len(left))


def compare_lengths(names: NameMatrix, left: npt.NDArray[np.intp], right: npt.NDArray[np.intp]) -> Scores:
    """Compare pairs of names of different lengths: a character left out or added, or two names.

    Args:
        names: The names.
        left: Row of the first name of each pair.
        right: Row of the second.
    """
    swap = names.lengths[left] > names.lengths[right]
    shorter, longer = np.where(swap, right, left), np.where(swap, left, right)
    size = names.lengths[shorter]
    first_agrees = names.points[shorter, 0] == names.points[longer, 0]
    one_more = (names.lengths[longer] - size == 1) & (size >= 2) & _is_one_left_out(names, shorter, longer)
    by_length = np.select([size == 2, size == 3], [0.6, 0.7], 0.85) - np.where(first_agrees, 0.0, 0.1)
    cases: list[tuple[BoolArray, int, npt.ArrayLike]] = [
        (one_more, ONE_CHARACTER, by_length),
        (first_agrees & (size > 0), SURNAME_ONLY, 0.3),
    ]
    return _select(cases, len(left))


def _select(cases: Sequence[tuple[BoolArray, int, npt.ArrayLike]], count: int) -> Scores:
    """Give each pair the level and similarity of the first case that it meets; none: different."""
    conditions = [case[0] for case in cases]
    levels = np.select(conditions, [np.full(count, case[1], dtype=np.int8) for case in cases], np.int8(DIFFERENT))
    similarities = [np.broadcast_to(np.asarray(case[2], dtype=np.float64), count) for case in cases]
    return levels.astype(np.int8), np.round(np.select(conditions, similarities, 0.1), 2)


def _kinds(names: NameMatrix, left: npt.NDArray[np.intp], right: npt.NDArray[np.intp]) -> npt.NDArray[np.int8]:
    """Say for each pair and place how the characters differ."""
    first, second = names.points[left], names.points[right]
    same = first == second
    unread = (first == _WILDCARD) | (second == _WILDCARD)
    sound = (names.sounds[left] == names.sounds[right]) | (names.first_sounds[left] == names.first_sounds[right])
    kinds = np.select([same, unread, sound], [_SAME, _UNREAD, _SOUND], _OTHER).astype(np.int8)
    rows, places = np.nonzero(kinds == _OTHER)
    alike = np.isin(_pair_keys(first[rows, places], second[rows, places]), _look_alike_keys())
    kinds[rows[alike], places[alike]] = _SHAPE
    return kinds


def _look_alike_keys() -> npt.NDArray[np.uint64]:
    pairs = look_alike_pairs()
    return _pair_keys(*(np.array([ord(pair[side]) for pair in pairs], dtype=np.uint32) for side in (0, 1)))


def _pair_keys(first: Points, second: Points) -> npt.NDArray[np.uint64]:
    """Give two characters as one number."""
    return (first.astype(np.uint64) << np.uint64(32)) | second.astype(np.uint64)


def _swapped(first: Points, second: Points) -> BoolArray:
    """Tell which pairs have two neighbouring characters the other way round somewhere."""
    if first.shape[1] < 2:
        return np.zeros(len(first), dtype=np.bool_)
    crossed = (first[:, :-1] == second[:, 1:]) & (first[:, 1:] == second[:, :-1]) & (first[:, 1:] != first[:, :-1])
    return np.asarray((crossed & (first[:, 1:] != 0)).any(axis=1), dtype=np.bool_)


def _is_one_left_out(names: NameMatrix, shorter: npt.NDArray[np.intp], longer: npt.NDArray[np.intp]) -> BoolArray:
    """Tell which longer names become the shorter ones when one character is left out.

    So it is when the characters that agree from the front, and those that agree from the back, make up the shorter.
    """
    first, second = names.points[shorter], names.points[longer]
    inside = first != 0
    front = np.logical_and.accumulate((first == second) & inside, axis=1).sum(axis=1)
    shifted = np.zeros_like(second)
    shifted[:, :-1] = second[:, 1:]
    # From the back: the shorter against the longer moved by one; places after the shorter's end count as agreeing.
    agrees = (first == shifted) | ~inside
    back = np.logical_and.accumulate(agrees[:, ::-1], axis=1).sum(axis=1) - (~inside).sum(axis=1)
    return np.asarray(front + back >= names.lengths[shorter], dtype=np.bool_)
