"""Tell which plain Chinese names are written with the letters of some wanted name in Latin letters, in any order.

A name is spelt by the toneless sounds of its characters, the first read as a surname. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from matcher.identity.name_characters import fold_name, sound_of, sounds_of, surname_sound

Points = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"


def names_in_letters(forms: Sequence[str], letters: Points) -> Flags:
    """Tell which names of some length are spelt with exactly the letters of a wanted name.

    Args:
        forms: Folded wanted names; those without a Latin letter play no part.
        letters: Code points of known names, shape (names, characters).
    """
    found = np.zeros(len(letters), dtype=np.bool_)
    wanted = _wanted_counts(forms)
    if len(wanted) and len(letters):
        counts = _counts_of(letters)
        both = np.concatenate([wanted, counts])
        rows = np.ascontiguousarray(both).view([("", both.dtype)] * both.shape[1]).reshape(-1)
        found = np.isin(rows[len(wanted) :], rows[: len(wanted)])
    return found


def heads_in_letters(forms: Sequence[str], heads: Points) -> Flags:
    """Tell which beginnings of names are spelt with some of the letters of a wanted name."""
    found = np.zeros(len(heads), dtype=np.bool_)
    wanted = _wanted_counts(forms)
    if len(wanted) and len(heads):
        counts = _counts_of(heads)
        for row in wanted:
            found |= (counts <= row).all(axis=1)
    return found


def _wanted_counts(forms: Sequence[str]) -> Counts:
    """Count the letters of the wanted names that have Latin letters; shape (different counts, letters)."""
    spelt = ["".join(sounds_of(form)) for form in forms if any("A" <= character <= "Z" for character in form)]
    return np.unique(np.array([_counted(text) for text in spelt], dtype=np.uint8).reshape(-1, len(_LETTERS)), axis=0)


def _counts_of(letters: Points) -> Counts:
    """Count the letters that known names are spelt with, looking each different character up once."""
    points, places = np.unique(letters, return_inverse=True)
    places = places.reshape(letters.shape)
    characters = [chr(point) for point in points.tolist()]
    heads = [_counted(surname_sound(fold_name(f"{one}一")[:-1] or "一")) for one in characters]
    inner = [_counted("".join(map(sound_of, fold_name(f"一{one}")[1:]))) for one in characters]
    first, others = (np.array(table, dtype=np.uint8).reshape(-1, len(_LETTERS)) for table in (heads, inner))
    counts = first[places[:, 0]]
    for place in range(1, letters.shape[1]):
        counts = counts + others[places[:, place]]
    return counts


def _counted(spelt: str) -> list[int]:
    lowered = spelt.lower()
    return [lowered.count(letter) for letter in _LETTERS]
