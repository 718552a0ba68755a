"""Give the rows that could be a header, single ones and two joined, in the form that headers are compared in. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from matcher.identity.text import normalise_header
from matcher.ingest.readers.rows import Cells, Merge

_WIDEST_JOINED: Final = 512
"""Columns of the widest sheet in which two rows are joined; no printed table is as wide."""


@dataclass(frozen=True)
class HeaderRow:
    """One or two rows that could be a header."""

    first: int
    """Position of its first row among the rows that are searched."""
    last: int
    """Position of its last row."""
    cells: Cells
    """Its cells; those of two rows joined as `upper/lower`."""
    forms: tuple[str, ...]
    """Its cells in the form to compare; empty where there is none. A second equal one is `…#2` if that is known."""


def candidate_rows(head: Sequence[Cells], merges: Sequence[Merge], known: Collection[str]) -> Iterator[HeaderRow]:
    """Give each row of the top of a sheet, then each two rows that follow one another.

    Args:
        head: First rows of the sheet.
        merges: Its merged cells; without any, an empty upper cell belongs to the one on its left.
        known: Forms that the schema knows.
    """
    forms = [tuple(normalise_header(cell) if cell else "" for cell in cells) for cells in head]
    for row, cells in enumerate(head):
        yield HeaderRow(row, row, cells, _numbered(forms[row], known))
    for row in range(len(head) - 1):
        if len(head[row]) > _WIDEST_JOINED:
            continue
        upper = _spread(head, row, merges)
        joined = tuple(map(_join, upper, head[row + 1]))
        lower_counts = Counter(forms[row + 1])
        joined_forms = [normalise_header(cell) if cell else "" for cell in joined]
        for place, lower in enumerate(forms[row + 1][: len(joined_forms)]):
            # `家庭成员/成员姓名` is known as `成员姓名` too, if no other group has one.
            if joined_forms[place] not in known and lower in known and lower_counts[lower] == 1:
                joined_forms[place] = lower
        yield HeaderRow(row, row + 1, joined, _numbered(joined_forms, known))


def _spread(head: Sequence[Cells], row: int, merges: Sequence[Merge]) -> list[str | None]:
    """Give an upper row with each group's name above all of its columns."""
    upper = list(head[row])
    if merges:
        for top, left, _, right in merges:
            if top == row and left < len(upper):
                upper[left : right + 1] = [upper[left]] * len(upper[left : right + 1])
        return upper
    for place in range(1, len(upper)):
        lower = head[row + 1][place] if place < len(head[row + 1]) else None
        if upper[place] is None and lower:
            upper[place] = upper[place - 1]
    return upper


def _join(upper: str | None, lower: str | None) -> str | None:
    if upper and lower and upper != lower:
        return f"{upper}/{lower}"
    return upper or lower


def _numbered(forms: Sequence[str], known: Collection[str]) -> tuple[str, ...]:
    """Number the second, third… of equal forms where the schema knows them by number."""
    if len(set(forms)) == len(forms):
        return tuple(forms)
    seen: Counter[str] = Counter()
    numbered = []
    for form in forms:
        seen[form] += 1
        with_number = f"{form}#{seen[form]}"
        numbered.append(with_number if seen[form] > 1 and with_number in known else form)
    return tuple(numbered)
