"""Tables of characters in names: variants, look-alikes, surnames, transliterations.

Reads the package's own text files under data/, each once for a process: words between spaces, `#` begins a comment.
Our own tables; the large ones (sounds, traditional characters) come from libraries, in `name_characters`.
"""

from __future__ import annotations

from functools import cache
from importlib import resources


def _lines(table: str) -> list[list[str]]:
    """Give the words of each line of a table."""
    text = resources.files("matcher.identity").joinpath("data", f"{table}.txt").read_text(encoding="utf-8")
    return [line.split() for line in text.splitlines() if line and not line.startswith("#")]


def _words(table: str) -> list[str]:
    return [word for line in _lines(table) for word in line]


@cache
def variants() -> dict[str, str]:
    """Give variant → the character that stands for it."""
    return {character: word[0] for word in _words("variants") for character in word[1:]}


@cache
def surname_variants() -> dict[str, str]:
    """Give another spelling of a surname → the spelling that stands for it; for the head of a name only."""
    return {character: word[0] for word in _words("surname_variants") for character in word[1:]}


@cache
def look_alikes() -> tuple[str, ...]:
    """Give sets of characters that are taken for one another, each as one word."""
    return tuple(_words("look_alikes"))


@cache
def compound_surnames() -> frozenset[str]:
    """Give the surnames of two characters."""
    return frozenset(_words("compound_surnames"))


@cache
def common_surnames() -> frozenset[str]:
    """Give the commonest surnames of one character."""
    return frozenset(_words("common_surnames"))


@cache
def surname_sounds() -> dict[str, tuple[str, ...]]:
    """Give surname → toneless sounds of its characters, where they are not or may not be the common reading."""
    pairs = [word.split(":") for word in _words("surname_sounds")]
    return {surname: tuple(sounds.split("'")) for surname, sounds in pairs}


@cache
def transliterations() -> tuple[tuple[str, str], ...]:
    """Give spelling and the spelling that stands for it, the longest first."""
    pairs = [(spelling, words[0]) for words in _lines("transliterations") for spelling in words[1:]]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))
