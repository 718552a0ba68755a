"""Compare two names of which at least one is in Latin letters: part by part, in whatever order the parts stand.

Han characters are taken by their sound. One pair at a time. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import permutations
from typing import Final

from rapidfuzz.distance import OSA

from matcher.identity.name_characters import fold_name, sounds_of
from matcher.identity.name_positions import (
    DIFFERENT,
    HOMOPHONE,
    LOOK_ALIKE,
    ONE_CHARACTER,
    SURNAME_ONLY,
    VARIANT,
)

_BETWEEN: Final = re.compile(r"[ .·\-]+")
_MOST_PARTS: Final = 4
"""Parts that are tried in every order."""
_SHORTENED: Final = 3
"""Letters from which on a beginning is a short form: ROB of ROBERT. One letter is an initial."""

_SAME, _SLIP, _SHORT, _OTHER = range(4)
"""How two parts differ; the more it tells against one name, the higher."""


def compare_letters(left: str, right: str) -> tuple[int, float]:
    """Compare two different normalised names that do not fold to one form: level and similarity."""
    parts, others = sorted((_parts(left), _parts(right)), key=len)
    if not (left.isascii() and right.isascii()):
        return _compare_sounds(parts, others)
    if sorted(parts) == sorted(others):
        return VARIANT, 0.95
    kinds = min(_kinds(parts, order) for order in _orders(others, len(parts)))
    slips, worst = kinds.count(_SLIP), max(kinds)
    if len(parts) == len(others) and worst == _SLIP:
        return (LOOK_ALIKE, 0.85) if slips == 1 else (ONE_CHARACTER, 0.7)
    if (len(parts) < len(others) and worst <= _SLIP) or (1 < len(parts) == len(others) and worst == _SHORT):
        return ONE_CHARACTER, 0.6
    if 1 < len(parts) == len(others) and kinds.count(_OTHER) < len(parts):
        return SURNAME_ONLY, 0.3
    return _as_whole(parts, others)


def _parts(name: str) -> list[str]:
    """Give the parts of a name in Latin letters, or the sounds of a Han name as one."""
    if name.isascii():
        return [part for part in _BETWEEN.split(name.upper().replace("'", "")) if part]
    return ["".join(sounds_of(fold_name(name))).upper()]


def _orders(parts: Sequence[str], count: int) -> list[tuple[str, ...]]:
    """Give the orders in which so many of the parts may stand; of many parts only the given one."""
    return list(permutations(parts, count)) if len(parts) <= _MOST_PARTS else [tuple(parts[:count])]


def _kinds(parts: Sequence[str], others: Sequence[str]) -> list[int]:
    """Say how each part differs, the worst first, so that the best order is the least of them."""
    return sorted((_kind(part, other) for part, other in zip(parts, others, strict=True)), reverse=True)


def _kind(part: str, other: str) -> int:
    shorter, longer = sorted((part, other), key=len)
    if part == other:
        return _SAME
    distance = OSA.distance(part, other)
    most = 2 if len(shorter) >= 2 * _SHORTENED else 1 if len(longer) > _SHORTENED else 0
    if distance <= most:
        return _SLIP
    is_start = longer.startswith(shorter) and (len(shorter) == 1 or len(shorter) >= _SHORTENED)
    return _SHORT if is_start else _OTHER


def _as_whole(parts: Sequence[str], others: Sequence[str]) -> tuple[int, float]:
    """Compare names whose parts are written together or apart."""
    likeness = OSA.normalized_similarity("".join(parts), "".join(others))
    return (ONE_CHARACTER, 0.7) if likeness >= 0.85 else (DIFFERENT, 0.1)


def _compare_sounds(parts: Sequence[str], others: Sequence[str]) -> tuple[int, float]:
    """Compare a Han name by its sound with one in Latin letters, in any order of its parts."""
    whole = {"".join(order) for order in _orders(parts, len(parts))}
    spoken = {"".join(order) for order in _orders(others, len(others))}
    if whole & spoken:
        return HOMOPHONE, 0.9
    likeness = max(OSA.normalized_similarity(one, other) for one in whole for other in spoken)
    return (ONE_CHARACTER, 0.7) if likeness >= 0.85 else (DIFFERENT, 0.1)
