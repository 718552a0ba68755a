"""Compare many pairs of names at once, character by character, as matrices of code points.

Works on folded names (`name_characters.fold_name`) of one part, up to `WIDEST` characters. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from matcher.identity.name_characters import (
    compound_sounds,
    look_alike_pairs,
    near_sound,
    sound_of,
    surname_length,
    surname_sound,
)
from matcher.identity.name_tables import compound_surnames, surname_sounds
from matcher.identity.reading import BoolArray

WIDEST: Final = 16
"""Longest name, in characters, that matrices are made of."""

EXACT, VARIANT, HOMOPHONE, LOOK_ALIKE, NEAR_HOMOPHONE, ONE_CHARACTER, SURNAME_ONLY, DIFFERENT, MISSING = range(9)
"""Levels of agreement; their names are `matcher.identity.name_comparison.LEVELS`."""

_SAME, _SOUND, _SHAPE, _NEAR, _UNREAD, _OTHER = range(6)
"""How the characters at one place differ; the more it tells against one name, the higher."""

_WILDCARD: Final = ord("?")
_PLANE: Final = 0xFFFF
"""Code points from here on are not in the table of look-alikes."""

Points = npt.NDArray[np.uint32]
Sounds = npt.NDArray[np.int32]
Rows = npt.NDArray[np.intp]
Scores = tuple[npt.NDArray[np.int8], npt.NDArray[np.float64]]
"""Levels and similarities, one per pair."""


@dataclass(frozen=True)
class NameMatrix:
    """Folded names as matrices, one row per name, zeros after the last character.

    Attributes:
        points: Code points, shape (names, width).
        sounds: A number for the sound of each character, in its common reading.
        first_sounds: The same, the surname read as a surname.
        near_sounds: The same as sounds, with those that are not told apart as one.
        lengths: Characters in each name.
        surname_lengths: Characters of each surname.
    """

    points: Points
    sounds: npt.NDArray[np.int32]
    first_sounds: npt.NDArray[np.int32]
    near_sounds: npt.NDArray[np.int32]
    lengths: npt.NDArray[np.int32]
    surname_lengths: npt.NDArray[np.int32]

    @cached_property
    def by_place(self) -> tuple[Points, tuple[Sounds, Sounds, Sounds]]:
        """Points, and sounds of the three kinds, one row per place: pairs are compared place by place."""
        sounds, first_sounds, near_sounds = (
            np.ascontiguousarray(matrix.T) for matrix in (self.sounds, self.first_sounds, self.near_sounds)
        )
        return np.ascontiguousarray(self.points.T), (sounds, first_sounds, near_sounds)

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
        for row in _with_two_character_surnames(points):
            surname_lengths[row] = surname_length(folded[row])
            compound = compound_sounds(folded[row])
            if compound:
                first_sounds[row, :2] = [number(sound) for sound in compound]
        near = np.array([number(near_sound(sound)) for sound in tuple(numbers)], dtype=np.int32)
        return cls(points, sounds, first_sounds, near[first_sounds], lengths, surname_lengths)


def _with_two_character_surnames(points: Points) -> list[int]:
    """Give the rows whose first two characters may be a surname, or have sounds of their own as one."""
    if points.shape[1] < 2:
        return []
    heads = sorted({*compound_surnames(), *(surname for surname in surname_sounds() if len(surname) == 2)})
    keys = _pair_keys(*(np.array([ord(head[place]) for head in heads], dtype=np.uint32) for place in (0, 1)))
    rows = np.flatnonzero(np.isin(points[:, 0], [ord(head[0]) for head in heads]))
    found: list[int] = rows[np.isin(_pair_keys(points[rows, 0], points[rows, 1]), keys)].tolist()
    return found


def _by_character(points: Points, number: Callable[[str], int]) -> npt.NDArray[np.int32]:
    """Give each character its number, asking once for each different character."""
    different, places = np.unique(points, return_inverse=True)
    table = np.array([number(chr(point)) if point else 0 for point in different.tolist()], dtype=np.int32)
    return table[places].reshape(points.shape) if len(table) else np.zeros(points.shape, dtype=np.int32)


def compare_positions(names: NameMatrix, left: Rows, right: Rows) -> Scores:
    """Compare pairs of names of one length, place by place.

    Args:
        names: The names.
        left: Row of the first name of each pair.
        right: Row of the second; of the same length, and not the same name.
    """
    kinds = _kinds(names, left, right)
    length = names.lengths[left]
    worst = kinds.max(axis=0)
    others, unread = _count(kinds == _OTHER), _count(kinds == _UNREAD)
    near_sounds = _count(kinds == _NEAR)
    near = _count((kinds == _SOUND) | (kinds == _SHAPE)) + near_sounds
    surname_agrees = kinds[0] < _OTHER
    if len(kinds) > 1:
        compound = np.maximum(names.surname_lengths[left], names.surname_lengths[right]) == 2
        surname_agrees &= ~compound | (kinds[1] < _OTHER)
    read = length - unread
    # A surname is rarely mistaken for another: the same slip weighs more there.
    one_other = (
        np.select([length == 2, length == 3], [0.5, 0.7], 0.75) - np.where(surname_agrees, 0.0, 0.1) - near * 0.1
    )
    swapped = _swapped(names, left, right) & (others == 2) & (unread + near == 0)
    one = (others == 1) & (unread == 0) & (length > 1) & ((length > 2) | (near == 0))
    long_name = (length >= 6) & (others == 2) & (unread == 0)
    cases: list[tuple[BoolArray, int, npt.ArrayLike]] = [
        ((worst == _UNREAD) & (read == 0), DIFFERENT, 0.5),
        ((worst == _UNREAD) & (read == 1) & (length > 2), SURNAME_ONLY, 0.5),
        (worst == _UNREAD, LOOK_ALIKE, np.where(length > 2, 0.85, 0.6)),
        (worst == _SOUND, HOMOPHONE, 0.9),
        (worst == _SHAPE, LOOK_ALIKE, 0.88),
        ((worst == _NEAR) & (near_sounds == 1), NEAR_HOMOPHONE, 0.8),
        (worst == _NEAR, ONE_CHARACTER, 0.6),
        (swapped, ONE_CHARACTER, np.where(length > 2, 0.7, 0.6)),
        (one, ONE_CHARACTER, one_other),
        (long_name, ONE_CHARACTER, 0.6),
        (surname_agrees & (length > 1), SURNAME_ONLY, 0.3),
    ]
    return _select(cases, len(left))


def compare_lengths(names: NameMatrix, left: Rows, right: Rows) -> Scores:
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


def _kinds(names: NameMatrix, left: Rows, right: Rows) -> npt.NDArray[np.int8]:
    """Say for each place and pair how the characters differ."""
    points, (sounds, first_sounds, near_sounds) = names.by_place
    first, second = points[:, left], points[:, right]
    kinds = np.full(first.shape, _OTHER, dtype=np.int8)
    kinds[first == second] = _SAME
    places, rows = np.nonzero(kinds)
    one, other = first[places, rows], second[places, rows]
    ours, theirs = left[rows], right[rows]
    unread = (one == _WILDCARD) | (other == _WILDCARD)
    sound = sounds[places, ours] == sounds[places, theirs]
    sound |= first_sounds[places, ours] == first_sounds[places, theirs]
    near = near_sounds[places, ours] == near_sounds[places, theirs]
    numbers, alike = _look_alikes()
    shape = alike[numbers[np.minimum(one, _PLANE)], numbers[np.minimum(other, _PLANE)]]
    kinds[places, rows] = np.select([unread, sound, shape, near], [_UNREAD, _SOUND, _SHAPE, _NEAR], _OTHER).astype(
        np.int8
    )
    return kinds


def _count(marks: BoolArray) -> npt.NDArray[np.int8]:
    """Count the places that are marked, for each pair."""
    return np.asarray(marks.view(np.int8).sum(axis=0, dtype=np.int8), dtype=np.int8)


@cache
def _look_alikes() -> tuple[npt.NDArray[np.int16], BoolArray]:
    """Give the look-alike characters numbers from 1, by code point, and tell which numbers are taken for which."""
    characters = sorted({left for left, _ in look_alike_pairs() if ord(left) < _PLANE})
    numbers = np.zeros(_PLANE + 1, dtype=np.int16)
    numbers[[ord(character) for character in characters]] = np.arange(1, len(characters) + 1)
    alike = np.zeros((len(characters) + 1,) * 2, dtype=np.bool_)
    for left, right in look_alike_pairs():
        alike[numbers[min(ord(left), _PLANE)], numbers[min(ord(right), _PLANE)]] = True
    alike[0] = alike[:, 0] = False
    return numbers, alike


def _pair_keys(first: Points, second: Points) -> npt.NDArray[np.uint64]:
    """Give two characters as one number."""
    return (first.astype(np.uint64) << np.uint64(32)) | second.astype(np.uint64)


def _swapped(names: NameMatrix, left: Rows, right: Rows) -> BoolArray:
    """Tell which pairs have two neighbouring characters the other way round somewhere."""
    points = names.by_place[0]
    first, second = points[:, left], points[:, right]
    crossed = (first[:-1] == second[1:]) & (first[1:] == second[:-1]) & (first[1:] != first[:-1])
    return np.asarray((crossed & (first[1:] != 0)).any(axis=0), dtype=np.bool_)


def _is_one_left_out(names: NameMatrix, shorter: Rows, longer: Rows) -> BoolArray:
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
