"""Find the heaviest assignment of a few claimants to a few places exactly, and how far each choice leads.

Dynamic programming over the sets of places that are taken: 2^places states, one round per claimant. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

MOST_CLAIMANTS: Final = 12
MOST_PLACES: Final = 10
"""1,024 sets of places: a full 12 × 10 component takes some 12 ms, one of 3 × 3 a fifth of one."""

_NEVER: Final = np.iinfo(np.int64).min // 4

Totals = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Option:
    """One thing that a claimant may be given.

    Attributes:
        name: What it is called; unique.
        weight: More than 0.
        places: The places that it takes, as bits; another may not take them too.
    """

    name: int
    weight: int
    places: int


def margins(claimants: Sequence[Sequence[Option]]) -> Iterator[tuple[int, int]]:
    """Give the options of a heaviest assignment, each with what the assignment loses without it.

    A claimant may be given nothing, which weighs 0. Where a margin is 0, another assignment is as heavy.
    """
    total, chosen = heaviest_assignment(claimants)
    for option in chosen:
        without = [[other for other in options if other.name != option.name] for options in claimants]
        yield option.name, total - heaviest_assignment(without)[0]


def heaviest_assignment(claimants: Sequence[Sequence[Option]]) -> tuple[int, list[Option]]:
    """Give the greatest total weight, and options that reach it: at most one a claimant, no place taken twice."""
    width = max((option.places.bit_length() for options in claimants for option in options), default=0)
    masks = np.arange(1 << width)
    rounds = [np.where(masks == 0, 0, _NEVER)]
    for options in claimants:
        totals = rounds[-1].copy()
        for option in options:
            free = masks[masks & option.places == 0]
            taken = free | option.places
            totals[taken] = np.maximum(totals[taken], rounds[-1][free] + option.weight)
        rounds.append(totals)
    return int(rounds[-1].max()), _trace_back(claimants, rounds)


def _trace_back(claimants: Sequence[Sequence[Option]], rounds: Sequence[Totals]) -> list[Option]:
    """Follow the totals back to the options that made the greatest."""
    mask, chosen = int(rounds[-1].argmax()), []
    for options, before, after in zip(claimants[::-1], rounds[-2::-1], rounds[:0:-1], strict=True):
        if before[mask] == after[mask]:
            continue
        made = next(
            option
            for option in options
            if mask & option.places == option.places and before[mask ^ option.places] + option.weight == after[mask]
        )
        chosen.append(made)
        mask ^= made.places
    return chosen
