"""Markdown that every generated page needs: tables, and texts that stand in them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table; a cell may hold any text.

    Args:
        columns: What stands above the columns.
        rows: One text per column.
    """
    lines = [columns, ["---"] * len(columns), *([cell(one) for one in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def cell(text: str) -> str:
    """Let a text stand in a cell: no line breaks, no bars, no tags."""
    return re.sub(r"\s+", " ", plain(text)).replace("|", "\\|").strip()


def plain(text: str) -> str:
    """Let a text mean what it says: `<file>` is no tag, an asterisk no emphasis. Code in backticks and links stay."""
    parts = re.split(r"(`[^`]*`|\[[^\]]*\]\([^)]*\))", text)
    return "".join(_escaped(part) if place % 2 == 0 else part for place, part in enumerate(parts))


def page(*parts: str) -> str:
    """Put the parts of a page together, a blank line between them."""
    return "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"


def _escaped(text: str) -> str:
    return re.sub(r"([*_<])", r"\\\1", text)
