"""Leave out the known names that can be no wanted name, before any name is looked at one by one.

Two plain names of two or three characters that could be one name agree, place by place, in sound or in shape; an
unread character (`?`) of a wanted name agrees with any; a name in Latin letters with those whose sounds have its
letters. Whatever a table of characters cannot tell is kept: known names that are longer, dotted, in letters or not
wholly read, and surnames that sound otherwise as one. So the names kept are always enough, and of millions a few in a
hundred. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.identity.name_characters import compound_sounds, fold_name, fold_names, sound_of, surname_sound
from matcher.identity.name_tables import surname_sounds
from matcher.identity.person_name import MIDDLE_DOT
from matcher.link.name_spelling import heads_in_letters, names_in_letters

Points = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.uint64]

_PLAIN: Final = (2, 3)
"""Characters of a plain name."""
_POINTS: Final = 0x110000
_BITS: Final = 22
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
_NOT_PLAIN: Final = rf"[ -~{MIDDLE_DOT}]"
"""ASCII, the unread character `?` among it, and the dot of names from other languages."""
_WILDCARD: Final = "?"

_HEAD_KINDS: Final = ("first_sound", "surname_sound", "first_shape")
_INNER_KINDS: Final = ("sound", "shape")


@dataclass(frozen=True)
class _Table:
    """Numbers by code point: sounds and shapes, at the head of a name and after it (0: none); 1 for a letter."""

    columns: Mapping[str, Numbers]
    sounds: Mapping[str, int]


@dataclass(frozen=True)
class _Shape:
    """Wanted names of one length that are read in the same places."""

    length: int
    places: tuple[int, ...]
    forms: tuple[str, ...]


def names_worth_comparing(wanted: pa.Array, known: pa.Array, shapes: Mapping[str, int]) -> pa.Array:
    """Give the known names that a wanted name could be, and perhaps others.

    Args:
        wanted: Distinct normalised names.
        known: Distinct normalised names.
        shapes: Character → number of the characters that it is mistaken for.
    """
    chosen = np.asarray(_is_odd(known).to_numpy(zero_copy_only=False), dtype=np.bool_)
    forms = fold_names(wanted.to_pylist())
    lengths = np.asarray(pc.utf8_length(known).to_numpy(zero_copy_only=False))
    for length in _PLAIN:
        rows = np.flatnonzero(~chosen & (lengths == length)) if forms else np.empty(0, dtype=np.intp)
        letters = _letters(known.take(pa.array(rows)), length)
        wanted_shapes = [shape for shape in _shapes_of(forms) if shape.length == length]
        chosen[rows] = _fits(wanted_shapes, letters, shapes, length) | names_in_letters(forms, letters)
    return known.filter(pa.array(chosen))


def heads_worth_comparing(wanted: pa.Array, heads: pa.Array, shapes: Mapping[str, int]) -> pa.Array:
    """Give the heads (first two characters) of plain names that a wanted name could be, and perhaps others.

    Args:
        wanted: Distinct normalised names.
        heads: Distinct texts of two characters, none of them ASCII or a dot.
        shapes: Character → number of the characters that it is mistaken for.
    """
    forms = fold_names(wanted.to_pylist())
    letters = _letters(heads, 2)
    chosen = _fits(_shapes_of(forms), letters, shapes, 2) | heads_in_letters(forms, letters)
    return heads.filter(pa.array(chosen))


def _is_odd(names: pa.Array) -> pa.Array:
    """Tell which names are not plain."""
    lengths = pc.utf8_length(names)
    short = pc.and_(pc.greater_equal(lengths, _PLAIN[0]), pc.less_equal(lengths, _PLAIN[1]))
    return pc.or_(pc.invert(short), pc.match_substring_regex(names, _NOT_PLAIN))


def _letters(names: pa.Array, count: int) -> Points:
    """Give the first characters of names as code points, shape (names, count)."""
    parts = pc.utf8_slice_codeunits(names, 0, count)
    text = pc.binary_join(pa.ListArray.from_arrays([0, len(names)], parts), "")[0].as_py() if len(names) else ""
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).reshape(-1, count)


def _shapes_of(forms: Sequence[str]) -> list[_Shape]:
    """Gather folded wanted names by length and by the places that are read.

    Of three characters two that are unread are too little to say anything.
    """
    gathered: dict[tuple[int, tuple[int, ...]], list[str]] = {}
    for form in forms:
        places = tuple(place for place, character in enumerate(form) if character != _WILDCARD)
        if len(form) in _PLAIN and len(places) >= len(form) - 1:
            gathered.setdefault((len(form), places), []).append(form)
    return [_Shape(length, places, tuple(gathered[length, places])) for length, places in sorted(gathered)]


def _fits(wanted: Sequence[_Shape], letters: Points, shapes: Mapping[str, int], width: int) -> Flags:
    """Tell which known names, or heads of names, some wanted name could be, by their characters."""
    seen = {ord(character) for shape in wanted for form in shape.forms for character in form}
    table = _table(sorted(seen | set(np.unique(letters).tolist())), shapes)
    kept = _is_double_surname(letters) | (table.columns["is_letter"][letters] == 0).any(axis=1)
    for shape in wanted:
        places = tuple(place for place in shape.places if place < width)
        theirs = letters[:, places]
        for ours, kinds in _read_in_every_way(shape.forms, places, table):
            known = [table.columns[kind][theirs[:, column]] for column, kind in enumerate(kinds)]
            kept |= _share(ours, known)
    return np.asarray(kept, dtype=np.bool_)


def _read_in_every_way(
    forms: Sequence[str], places: tuple[int, ...], table: _Table
) -> Iterator[tuple[list[Numbers], tuple[str, ...]]]:
    """Give the numbers of wanted names at some places, in each choice of sound and shape, and what known names show.

    A surname of two characters that sounds otherwise as one is read in both ways.
    """
    ours = np.array([[ord(form[place]) for place in places] for form in forms], dtype=np.uint32)
    compounds = [(form, compound) for form in forms if (compound := compound_sounds(form)) is not None]
    for kinds in product(*(_INNER_KINDS if place else _HEAD_KINDS for place in places)):
        yield [table.columns[kind][ours[:, column]] for column, kind in enumerate(kinds)], kinds
        if compounds:
            yield (
                [
                    np.array([_read(table, kind, place, *one) for one in compounds], dtype=np.uint64)
                    for place, kind in zip(places, kinds, strict=True)
                ],
                kinds,
            )


def _read(table: _Table, kind: str, place: int, form: str, compound: tuple[str, ...]) -> int:
    """Give the number of one character of a name whose first two are read as one surname."""
    if place < len(compound) and kind in ("first_sound", "surname_sound", "sound"):
        return table.sounds.get(compound[place], 0)
    return int(table.columns[kind][ord(form[place])])


def _is_double_surname(letters: Points) -> Flags:
    """Tell which first two characters are a surname that, read as one, sounds otherwise than its characters."""
    found = np.zeros(len(letters), dtype=np.bool_)
    for surname in surname_sounds():
        if len(surname) == 2:
            found |= (letters[:, 0] == ord(surname[0])) & (letters[:, 1] == ord(surname[1]))
    return found


def _table(points: Sequence[int], shapes: Mapping[str, int]) -> _Table:
    """Look up each different character once."""
    characters = [chr(point) for point in points]
    folded = [fold_name(f"{character}一")[:-1] for character in characters]  # as a surname folds
    inner = [fold_name(f"一{character}")[1:] for character in characters]
    sounds: dict[str, int] = {}

    def number(sound: str) -> int:
        return sounds.setdefault(sound, len(sounds) + 1)

    columns: dict[str, Callable[[str, str], int]] = {
        "first_sound": lambda head, _: number(sound_of(head)) if len(head) == 1 else 0,
        "surname_sound": lambda head, _: number(surname_sound(head)) if len(head) == 1 else 0,
        "first_shape": lambda head, _: shapes.get(head, 0),
        "sound": lambda _, text: number(sound_of(text)) if len(text) == 1 else 0,
        "shape": lambda _, text: shapes.get(text, 0),
        "is_letter": lambda head, text: int(len(head) == 1 and len(text) == 1),
    }
    tables = {}
    for name, value in columns.items():
        table = np.zeros(_POINTS, dtype=np.uint64)
        table[list(points)] = [value(head, text) for head, text in zip(folded, inner, strict=True)]
        tables[name] = table
    return _Table(tables, sounds)


def _share(ours: Sequence[Numbers], theirs: Sequence[Numbers]) -> Flags:
    """Tell of each known name whether its numbers at all places are those of some wanted name."""
    filled = np.zeros(1 << _BITS, dtype=np.bool_)
    filled[_keys(ours)] = True
    shared = filled[_keys(theirs)]
    for numbers in theirs:
        shared &= numbers > 0
    return np.asarray(shared, dtype=np.bool_)


def _keys(numbers: Sequence[Numbers]) -> Numbers:
    mixed = numbers[0] * _FACTOR
    for column in numbers[1:]:
        mixed = (mixed ^ (mixed >> np.uint64(29))) * _FACTOR + column * _FACTOR
    return np.asarray((mixed ^ (mixed >> np.uint64(32))) * _FACTOR >> np.uint64(64 - _BITS), dtype=np.uint64)
