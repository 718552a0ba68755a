"""Two languages without a plugin: English at the top of the site, Chinese below zh/, page beside page.

A page of one language sees the navigation of that language alone, and its language switch leads to the same page in the
other one, or to that one's first page where there is none. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from matcher.config.base import Language

_FOLDER: Final = "zh/"
_FIRST: Final = "index.md"
_NAMES: Final[dict[Language, str]] = {"en": "English", "zh": "中文"}
"""Languages by code; the names are also those of the two parts of the navigation."""

SITE_NAMES: Final[dict[Language, str]] = {"en": "matcher", "zh": "matcher 使用手册"}
"""What the site is called in the head of each page."""

_BROKEN_LINE: Final = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef”])\n(?=[\u3000-\u9fff\uff00-\uffef“])")
"""A line break between two Chinese characters: a browser would show it as a space."""


def language_of(place: str) -> Language:
    """Say which language a page is in, by its place."""
    return "zh" if place.startswith(_FOLDER) else "en"


def in_language(place: str, language: Language) -> str:
    """Give the place of a page in a language, from its place within the language."""
    return f"{_FOLDER}{place}" if language == "zh" else place


def alternates(place: str, addresses: Mapping[str, str]) -> list[dict[str, str]]:
    """Give the language switch of a page: name, address and code of each language.

    Args:
        place: Where the page is.
        addresses: Place → address, both from the top of the site, of every page.
    """
    within = place.removeprefix(_FOLDER)
    found = []
    for language, name in _NAMES.items():
        same, first = (in_language(one, language) for one in (within, _FIRST))
        found.append({"name": name, "link": addresses.get(same, addresses[first]), "lang": language})
    return found


def part_in_languages(navigation: Navigation) -> dict[Language, Navigation]:
    """Take the one navigation apart into one for each language, whose pages lead to one another only."""
    parts: dict[Language, Navigation] = {}
    for section in navigation.items:
        language = next(code for code, name in _NAMES.items() if name == section.title)
        items = list(section.children or [])
        for item in items:
            item.parent = None
        pages = [page for page in navigation.pages if language_of(page.file.src_uri) == language]
        _keep_apart(pages)
        parts[language] = Navigation(items, pages)
    return parts


def join_lines(text: str) -> str:
    """Put the lines of Chinese paragraphs together; what stands in fences is left as it is."""
    parts = re.split(r"(^```.*?^```$)", text, flags=re.MULTILINE | re.DOTALL)
    return "".join(part if part.startswith("```") else _BROKEN_LINE.sub("", part) for part in parts)


def _keep_apart(pages: list[Page]) -> None:
    pages[0].previous_page = None
    pages[-1].next_page = None
