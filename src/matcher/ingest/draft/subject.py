"""What an export is about, as far as its name, its folder, its titles and its headers tell. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.config.model import CodeSystem
from matcher.identity.text import normalise_header
from matcher.ingest.draft.knowledge import Knowledge

_MOST_HEADERS = 3


@dataclass(frozen=True)
class Subject:
    """Words of an export."""

    name: str
    """File name without its ending, folder, titles and sheet names, in the form that headers are compared in."""
    headers: tuple[str, ...]
    """Headers, in the same form."""
    words: dict[str, tuple[str, ...]]
    """Model table, or `code system code` → words that speak for it."""

    def told_by_name(self, key: str) -> int:
        """Say (1 or 0) whether a word for a table or a code stands in the name."""
        return int(any(word in self.name for word in self._words(key)))

    def told_by_headers(self, key: str) -> int:
        """Count the headers that hold a word for a table or a code, three at most."""
        return min(_MOST_HEADERS, sum(any(word in header for word in self._words(key)) for header in self.headers))

    def code(self, name: str, system: CodeSystem) -> str | None:
        """Give the code that the words tell: from the name first, then from the headers; the longest word wins."""
        told: list[tuple[int, int, int, str]] = []
        for order, entry in enumerate(system.entries):
            spellings = (entry.title.zh, *entry.spellings)
            texts = {*self._words(f"{name} {entry.code}"), *(normalise_header(text) for text in spellings)}
            for text in sorted(texts):
                if len(text) < 2:
                    continue
                if text in self.name:
                    told.append((2, len(text), -order, entry.code))
                elif any(text in header for header in self.headers):
                    told.append((1, len(text), -order, entry.code))
        return max(told)[3] if told else None

    def code_told_by_name(self, system: str) -> str | None:
        """Give the code that a word of the vocabulary in the name speaks for; the first in the vocabulary wins."""
        keys = (key for key in self.words if key.startswith(f"{system} "))
        return next((key.split(" ")[1] for key in keys if self.told_by_name(key)), None)

    def _words(self, key: str) -> tuple[str, ...]:
        return self.words.get(key, ())


def subject_of(texts: Sequence[str], headers: Sequence[str], knowledge: Knowledge) -> Subject:
    """Gather the words of an export.

    Args:
        texts: File name, folder, titles, sheet names.
        headers: Headers as written.
        knowledge: Words that speak for tables and codes.
    """
    words = {key: tuple(filter(None, map(normalise_header, found))) for key, found in knowledge.words.items()}
    name = " ".join(normalise_header(text) for text in texts)
    return Subject(name, tuple(normalise_header(header) for header in headers), words)
