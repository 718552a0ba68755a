"""Says the catalogue's texts, figures and places of rows in one language. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import pairwise

from matcher.config.base import Language, Text

_MOST_ROWS_NAMED = 24
"""A cell that names more rows than this is not read; the tables beside the report name them all."""


class Wording:
    """One language to write in."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def say(self, text: Text, **values: object) -> str:
        """Give a text in this language, with the values put in their places."""
        said = text.say(self.language)
        return said.format(**values) if values else said

    def say_code(self, texts: Mapping[str, Text], code: str | None) -> str:
        """Give what a code is called; the code itself where it has no name; nothing for none."""
        if code is None:
            return ""
        return self.say(texts[code]) if code in texts else code

    def join(self, parts: Iterable[str]) -> str:
        """Join the parts of a list."""
        return ("、" if self.language == "zh" else ", ").join(parts)

    def join_or(self, parts: Iterable[str]) -> str:
        """Join alternatives."""
        return ("，或" if self.language == "zh" else ", or ").join(parts)

    def join_sentences(self, parts: Iterable[str]) -> str:
        """Join the parts of a list that hold commas of their own."""
        return ("；" if self.language == "zh" else "; ").join(parts)

    def with_note(self, text: str, note: str) -> str:
        """Put a note in brackets behind a text; nothing for none."""
        if not note:
            return text
        return f"{text}（{note}）" if self.language == "zh" else f"{text} ({note})"

    @property
    def colon(self) -> str:
        """What stands between a name and what is said of it."""
        return "：" if self.language == "zh" else ": "

    def rows(self, numbers: Iterable[int]) -> str:
        """Name rows: 第 12、15–18 行."""
        stretches = _stretches(sorted(set(numbers)))
        named = self.join(stretches[:_MOST_ROWS_NAMED])
        if self.language == "zh":
            return f"第 {named} {'等' if len(stretches) > _MOST_ROWS_NAMED else ''}行"
        return f"row {named}{' …' if len(stretches) > _MOST_ROWS_NAMED else ''}"

    def place(self, file: str, sheet: str | None, rows: Iterable[int]) -> str:
        """Name where rows lie, as a person finds them: file › sheet › rows."""
        return " › ".join(part for part in (file, sheet, self.rows(rows)) if part)


def figure(number: int) -> str:
    """Write a count: 12,345."""
    return f"{number:,}"


def money(amount: Decimal) -> str:
    """Write yuan: 12,345.60."""
    return f"{amount:,.2f}"


def shorten(text: str, units: int) -> str:
    """Cut a label to a width in Latin letters; a Chinese character counts as two."""
    used = 0
    for position, character in enumerate(text):
        used += 1 if ord(character) < 0x2E80 else 2
        if used > units:
            return text[: max(position - 1, 1)] + "…"
    return text


def _stretches(numbers: list[int]) -> list[str]:
    """Give runs of following numbers: [1, 3, 4, 5] → ["1", "3–5"]."""
    if len(numbers) < 2:
        return [str(number) for number in numbers]
    starts = [numbers[0], *(after for before, after in pairwise(numbers) if after != before + 1)]
    ends = [*(before for before, after in pairwise(numbers) if after != before + 1), numbers[-1]]
    return [str(start) if start == end else f"{start}–{end}" for start, end in zip(starts, ends, strict=True)]
