"""The navigation of mkdocs.yml with its patterns filled in: one stands for the pages that no line names. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Any


def fill_in(navigation: list[Any], places: Iterable[str]) -> list[Any]:
    """Put the pages that a pattern means in its place, sorted.

    Args:
        navigation: Items as in mkdocs.yml: a place, `{title: place}` or `{title: items}`.
        places: Where pages are.
    """
    free = sorted(set(places) - set(_named(navigation)))
    return [filled for item in navigation for filled in _filled(item, free)]


def _filled(item: Any, free: list[str]) -> list[Any]:
    if isinstance(item, dict):
        return [{title: _filled_part(part, free) for title, part in item.items()}]
    return [place for place in free if _fits(place, item)] if "*" in item else [item]


def _filled_part(part: Any, free: list[str]) -> Any:
    return part if isinstance(part, str) else [filled for item in part for filled in _filled(item, free)]


def _fits(place: str, pattern: str) -> bool:
    """Tell whether a pattern means a place; an asterisk means no folder."""
    return place.count("/") == pattern.count("/") and fnmatchcase(place, pattern)


def _named(item: Any) -> Iterator[str]:
    if isinstance(item, str):
        yield item
    else:
        for part in item.values() if isinstance(item, dict) else item:
            yield from _named(part)
