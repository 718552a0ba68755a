"""Make citizen IDs of people who cannot exist: their county codes were never assigned.

Source: GB 11643-1999; the check character is ISO 7064 MOD 11-2. Pure.
"""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Final

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"


def check_character(first17: str) -> str:
    """Give the 18th character for the first 17 digits."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first17, strict=True))
    return _CHECKS[total % 11]


def is_well_formed(citizen_id: str) -> bool:
    """Say whether 18 characters carry their right check character."""
    body = citizen_id[:17]
    return len(citizen_id) == 18 and body.isascii() and body.isdigit() and check_character(body) == citizen_id[17]


class CitizenIds:
    """Gives out citizen IDs, each once."""

    def __init__(self, generator: Random) -> None:
        self._generator = generator
        self._given: set[str] = set()

    def make(self, area6: str, born: date, sex: str) -> str:
        """Make the ID of one person; `sex` is 男 or 女 (odd and even sequence)."""
        while True:
            sequence = self._generator.randrange(1, 998, 2) + (sex == "女")
            first17 = f"{area6}{born:%Y%m%d}{sequence:03d}"
            citizen_id = first17 + check_character(first17)
            if citizen_id not in self._given:
                self._given.add(citizen_id)
                return citizen_id
