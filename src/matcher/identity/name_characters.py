"""Fold names to what their ways of writing share, and give the sounds of their characters.

Works on normalised names. The pinyin and traditional–simplified tables are loaded on first use, once for a process, so
that importing this module stays cheap. Pure.

Source: pypinyin (MIT) for sounds, OpenCC (Apache-2.0) for traditional characters, `name_tables` for the rest.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import numpy as np

from matcher.identity.name_tables import (
    compound_surnames,
    look_alikes,
    surname_sounds,
    surname_variants,
    transliterations,
    variants,
)

_NOT_LETTERS: Final = frozenset("· .-'’")
_LONG_NAME: Final = 4
"""Characters from which on a name may be one put into Chinese by sound; four, since Tibetan names are that short."""


class _Folding(dict[int, str]):
    """Folds each character on its first use, for `str.translate`: traditional to simplified, variants to one."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        if character in _NOT_LETTERS:
            folded = ""
        elif character.isascii():
            folded = character.upper()
        else:
            simple = _simplified(variants().get(character, character))
            folded = variants().get(simple, simple)
        self[point] = folded
        return folded


_FOLDING: Final = _Folding()


def fold_name(name: str) -> str:
    """Fold a normalised name to what its ways of writing share.

    Dots and spaces go, characters become simplified, variants one character, the surname's spellings one surname, and
    in names of four characters or more the spellings of one sound one spelling.
    """
    folded = name.translate(_FOLDING)
    folded = surname_variants().get(folded[:1], folded[:1]) + folded[1:]
    if len(folded) >= _LONG_NAME:
        for spelling, standard in transliterations():
            if spelling in folded:
                folded = folded.replace(spelling, standard)
    return folded


def fold_names(names: Sequence[str]) -> list[str]:
    """Fold many normalised names, those of up to three characters by looking up each different character once."""
    texts = np.array([name if len(name) < _LONG_NAME else "" for name in names], dtype=f"<U{_LONG_NAME - 1}")
    points = texts.view(np.uint32).reshape(len(names), _LONG_NAME - 1)
    different, places = np.unique(points, return_inverse=True)
    folded = [chr(point).translate(_FOLDING) if point else "" for point in different.tolist()]
    heads = [surname_variants().get(character, character) for character in folded]
    # A character that is no letter goes, which moves the others: such names are folded one by one.
    plain = np.array([len(character) == 1 or not point for character, point in zip(folded, different, strict=True)])
    table, first = (np.array([ord(text) if text else 0 for text in column], np.uint32) for column in (folded, heads))
    places = places.reshape(points.shape)
    points = table[places] if len(names) else points
    points[:, 0] = first[places[:, 0]]
    whole = plain[places].all(axis=1) & (points[:, 0] > 0)
    forms: list[str] = np.ascontiguousarray(points).view(f"<U{_LONG_NAME - 1}").reshape(-1).tolist()
    for row in np.flatnonzero(~whole).tolist():
        forms[row] = fold_name(names[row])
    return forms


def sounds_of(folded: str) -> tuple[str, ...]:
    """Give the toneless pinyin of a folded name: read as a surname at its head, in the common reading after it."""
    head = compound_sounds(folded) or ((surname_sound(folded[0]),) if folded else ())
    return (*head, *map(sound_of, folded[len(head) :]))


@cache
def sound_of(character: str) -> str:
    """Give the toneless pinyin of a character in its common reading; the character itself where it has none."""
    if character.isascii():
        return character
    pypinyin = importlib.import_module("pypinyin")
    return str(pypinyin.lazy_pinyin(character, style=pypinyin.Style.NORMAL)[0])


@cache
def near_sound(sound: str) -> str:
    """Give one sound for all that speakers of southern dialects do not tell apart, and input methods may mix up."""
    head = {"n": "l", "zh": "z", "ch": "c", "sh": "s"}
    start = sound[:2] if sound[:2] in head else sound[:1]
    merged = head.get(start, start) + sound[len(start) :]
    return merged[:-1] if merged.endswith(("ang", "eng", "ing")) else merged


def surname_sound(character: str) -> str:
    """Give the toneless pinyin of a character read as a surname."""
    return surname_sounds().get(character, (sound_of(character),))[0]


def compound_sounds(folded: str) -> tuple[str, ...] | None:
    """Give the sounds of a surname of two characters that is not read as its characters are; else null."""
    return surname_sounds().get(folded[:2]) if len(folded) > 1 else None


def surname_length(folded: str) -> int:
    """Give how many characters of a folded name are its surname."""
    return 2 if len(folded) > 2 and folded[:2] in compound_surnames() else 1


@cache
def look_alike_pairs() -> tuple[tuple[str, str], ...]:
    """Give the pairs of different folded characters that are taken for one another, both ways round, sorted."""
    pairs = {
        (left, right)
        for word in look_alikes()
        for left in word.translate(_FOLDING)
        for right in word.translate(_FOLDING)
        if left != right
    }
    return tuple(sorted(pairs))


def _simplified(character: str) -> str:
    simple = str(_converter().convert(character))
    return simple if len(simple) == 1 else character


@cache
def _converter() -> Any:
    return importlib.import_module("opencc").OpenCC("t2s")
