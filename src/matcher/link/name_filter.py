"""Leave out the known names that can be no wanted name, before any name is looked at one by one.

Two plain names of two or three characters that could be one name agree in the sound or the shape of their first two
characters, and of the last two where they have three. Whatever a table of characters cannot tell is kept: longer names,
dots, letters, unread characters, surnames that sound otherwise as one. So the names kept are always enough, and of
millions a few in a hundred. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.identity.name_characters import fold_name, sound_of, surname_sound
from matcher.identity.name_tables import surname_sounds
from matcher.identity.person_name import MIDDLE_DOT

Points = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

_PLAIN: Final = (2, 3)
"""Characters of a plain name."""
_POINTS: Final = 0x110000
_BITS: Final = 22
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
_NOT_PLAIN: Final = rf"[ -~{MIDDLE_DOT}]"
"""ASCII, the unread character `?` among it, and the dot of names from other languages."""


def names_worth_comparing(wanted: pa.Array, known: pa.Array, shapes: Mapping[str, int]) -> pa.Array:
    """Give the known names that a wanted name could be, and perhaps others.

    Args:
        wanted: Distinct normalised names.
        known: Distinct normalised names.
        shapes: Character → number of the characters that it is mistaken for.
    """
    if not len(known) or not len(wanted) or pc.any(_is_odd(wanted)).as_py():
        return known
    if _is_double_surname(_two_letters(wanted, 0)).any():
        return known
    plain = ~np.asarray(_is_odd(known).to_numpy(zero_copy_only=False), dtype=np.bool_)
    plain_names = known.filter(pa.array(plain))
    ours, theirs = _two_letters(wanted, 0), _two_letters(plain_names, 0)
    our_ends, their_ends = (_two_letters(_of_three(names), 1) for names in (wanted, plain_names))
    seen = np.zeros(_POINTS, dtype=np.bool_)
    for letters in (ours, theirs, our_ends, their_ends):
        seen[letters] = True
    tables = _tables(np.flatnonzero(seen), shapes)
    kept = _share_any(tables, ("first_sound", "surname_sound", "first_shape"), ours, theirs)
    kept[_is_of_three(plain_names)] &= _share_any(tables, ("sound", "shape"), our_ends, their_ends)
    kept |= _is_double_surname(theirs)
    chosen = ~plain
    chosen[np.flatnonzero(plain)[kept]] = True
    return known.filter(pa.array(chosen))


def _is_odd(names: pa.Array) -> pa.Array:
    """Tell which names are not plain."""
    lengths = pc.utf8_length(names)
    short = pc.and_(pc.greater_equal(lengths, _PLAIN[0]), pc.less_equal(lengths, _PLAIN[1]))
    return pc.or_(pc.invert(short), pc.match_substring_regex(names, _NOT_PLAIN))


def _is_of_three(names: pa.Array) -> Flags:
    """Tell which names have three characters."""
    return np.asarray(pc.equal(pc.utf8_length(names), 3).to_numpy(zero_copy_only=False), dtype=np.bool_)


def _of_three(names: pa.Array) -> pa.Array:
    return names.filter(pa.array(_is_of_three(names)))


def _two_letters(names: pa.Array, first: int) -> Points:
    """Give two characters of each name from a place on, as code points, shape (names, 2)."""
    parts = pc.utf8_slice_codeunits(names, first, first + 2)
    letters = pc.binary_join(pa.ListArray.from_arrays([0, len(names)], parts), "")
    text = letters[0].as_py() if len(names) else ""
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).reshape(-1, 2)


def _is_double_surname(heads: Points) -> Flags:
    """Tell which first two characters are a surname that, read as one, sounds otherwise than its characters."""
    found = np.zeros(len(heads), dtype=np.bool_)
    for surname in surname_sounds():
        if len(surname) == 2:
            found |= (heads[:, 0] == ord(surname[0])) & (heads[:, 1] == ord(surname[1]))
    return found


def _tables(points: Numbers, shapes: Mapping[str, int]) -> dict[str, npt.NDArray[np.uint64]]:
    """Give numbers by code point: sounds and shapes, at the head of a name and after it (0: none); 1 for a letter."""
    characters = [chr(point) for point in points.tolist()]
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
        table[points] = [value(head, text) for head, text in zip(folded, inner, strict=True)]
        tables[name] = table
    return tables


def _share_any(
    tables: Mapping[str, npt.NDArray[np.uint64]], firsts: tuple[str, ...], ours: Points, theirs: Points
) -> Flags:
    """Tell which two characters some wanted name could have in this place; what is no single letter could be any."""
    shared = (tables["is_letter"][theirs] == 0).any(axis=1)
    for first in firsts:
        for second in ("sound", "shape"):
            shared |= _share(tables[first], tables[second], ours, theirs)
    return np.asarray(shared, dtype=np.bool_)


def _share(first: npt.NDArray[np.uint64], second: npt.NDArray[np.uint64], ours: Points, theirs: Points) -> Flags:
    """Tell of each known name whether both numbers of its first two characters are those of some wanted name."""
    filled = np.zeros(1 << _BITS, dtype=np.bool_)
    filled[_keys(first, second, ours)] = True
    return np.asarray(
        filled[_keys(first, second, theirs)] & (first[theirs[:, 0]] > 0) & (second[theirs[:, 1]] > 0), dtype=np.bool_
    )


def _keys(first: npt.NDArray[np.uint64], second: npt.NDArray[np.uint64], heads: Points) -> npt.NDArray[np.uint64]:
    mixed = (first[heads[:, 0]] * np.uint64(1 << 32) + second[heads[:, 1]]) * _FACTOR
    return np.asarray(mixed >> np.uint64(64 - _BITS), dtype=np.uint64)
