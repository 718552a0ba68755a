"""A target group against programmes: how many of each state each programme covers, each person once. Pure.

Reads tables of persons; gives a CrossTab. The sum over programmes is the number of people covered only where no two of
them share a person: the overlaps are counted, not assumed to be empty.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import combinations

import polars as pl
import pyarrow as pa


@dataclass(frozen=True)
class CrossTab:
    """Persons of a target group by programme and state."""

    counts: dict[tuple[str, str], int]
    """Persons by programme and state of the target group; every pair, also where nobody is."""
    programmes: dict[str, int]
    """Persons by programme."""
    states: dict[str, int]
    """Persons of the target group by state, covered or not."""
    covered: int
    """Persons covered by at least one programme, each once."""
    overlaps: dict[tuple[str, str], int]
    """Persons whom two programmes share, for each pair that shares any."""
    explained: int
    """Persons of the target group who are not covered for an accepted reason."""

    @property
    def target(self) -> int:
        """Persons of the target group."""
        return sum(self.states.values())

    @property
    def adds_up(self) -> bool:
        """Whether the programmes' persons add up to the persons covered: no person is in two of them."""
        return sum(self.programmes.values()) == self.covered

    @property
    def rate(self) -> float | None:
        """Share covered of the target group less those explained; None where nobody is left."""
        due = self.target - self.explained
        return self.covered / due if due else None


def cross_tab(
    target: pa.Table, covered: pa.Table, programmes: Collection[str], explained: Collection[str] = ()
) -> CrossTab:
    """Count a target group against programmes.

    Args:
        target: `person_id` and `state`; where a person has several states, the first in their order as text counts.
        covered: `person_id` and `programme`, in any number of rows.
        programmes: Programmes to count, in the order of the table.
        explained: Persons whose absence from all programmes is accepted.
    """
    group = pl.DataFrame(target.select(["person_id", "state"])).group_by("person_id").agg(pl.col("state").min())
    held = pl.DataFrame(covered.select(["person_id", "programme"])).unique()
    both = held.filter(pl.col("programme").is_in(list(programmes))).join(group, on="person_id")
    cells = {(row[0], row[1]): row[2] for row in both.group_by("programme", "state").len().rows()}
    states = dict(group.group_by("state").len().sort("state").rows())
    persons = {name: set(both.filter(pl.col("programme") == name)["person_id"]) for name in programmes}
    shared = {(one, other): len(persons[one] & persons[other]) for one, other in combinations(programmes, 2)}
    reached = set[str]().union(*persons.values())
    return CrossTab(
        counts={(name, state): cells.get((name, state), 0) for name in programmes for state in states},
        programmes={name: len(found) for name, found in persons.items()},
        states=states,
        covered=len(reached),
        overlaps={pair: count for pair, count in shared.items() if count},
        explained=len((set(group["person_id"]) & set(explained)) - reached),
    )
