"""What one letter says, whatever its template looks like. Pure: plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class LetterContent:
    """What one letter says."""

    dated: date
    """Day of the letter."""
    values: Mapping[str, str]
    """By name of matcher.report.letter_texts.PLACEHOLDERS."""
    clues: Sequence[Mapping[str, str]]
    """One for each row of the table, by name of CLUE_PLACEHOLDERS."""
