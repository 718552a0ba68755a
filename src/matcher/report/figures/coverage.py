"""A target group against programmes by place and state: who is covered, who is in two programmes, who is left over.

Pure. Each person counts once in every line. The programmes of a line add up to its covered people only where no two of
them share one: what is left over is told, pair by pair, never hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import polars as pl

ALL: Final = ""
"""Place, or state, of a line that is all places, or states, together."""


@dataclass(frozen=True)
class CoverageLine:
    """One state of the target group in one place."""

    area_code: str
    """12 digits; `ALL` for all places; zeros where none is known."""
    state: str
    """`ALL` for all states."""
    target: int
    """People of the group."""
    covered: int
    """Those on at least one programme, each once."""
    explained: int
    """Those on none for an accepted reason."""
    by_programme: dict[str, int]
    """People by programme, in the order of the declaration."""

    @property
    def uncovered(self) -> int:
        """People on no programme and without an accepted reason."""
        return self.target - self.covered - self.explained

    @property
    def residual(self) -> int:
        """By how much the programmes add up to more than the people covered."""
        return sum(self.by_programme.values()) - self.covered

    @property
    def rate(self) -> float | None:
        """Share covered of the group less those explained; None where nobody is left."""
        due = self.target - self.explained
        return self.covered / due if due else None


@dataclass(frozen=True)
class ProgrammeShare:
    """One programme and the part of it that is of the target group."""

    programme: str
    persons: int
    households: int
    target_persons: int
    target_households: int
    """Households of the programme with at least one person of the group, each once."""


@dataclass(frozen=True)
class Overlap:
    """People of the target group whom two programmes share."""

    one: str
    other: str
    persons: int
    is_forbidden: bool
    """Whether the declaration says that nobody may be on both."""


@dataclass(frozen=True)
class CoverageTable:
    """Everything that is counted of one target group in one month."""

    lines: tuple[CoverageLine, ...]
    """All places together first, then place by place; in each all states, then state by state."""
    shares: tuple[ProgrammeShare, ...]
    overlaps: tuple[Overlap, ...]
    """Every pair that shares somebody, and every forbidden pair, also where it shares nobody."""
    reasons: dict[str, int]
    """People on no programme by accepted reason, each under the first that holds."""

    @property
    def is_disjoint(self) -> bool:
        """Whether no forbidden pair shares a person."""
        return not any(overlap.persons for overlap in self.overlaps if overlap.is_forbidden)


@dataclass(frozen=True)
class CoverageQuestion:
    """What is counted against what."""

    states: Sequence[str]
    """States, in the order in which they are shown."""
    programmes: Sequence[str]
    disjoint: Sequence[tuple[str, str]]
    reasons: Sequence[str]
    """Accepted reasons, the first that holds first."""
    digits: int
    """Digits of the area code by which places are told."""


def count_coverage(
    target: pl.DataFrame, roster: pl.DataFrame, explained: pl.DataFrame, question: CoverageQuestion
) -> CoverageTable:
    """Count a target group against programmes.

    Args:
        target: `person_id` (each once), `state`, `area_code`.
        roster: `programme`, `person_id`, `household_key`: matcher.systems.rosters.ROSTER.
        explained: `person_id`, `reason`, in any number of rows.
        question: What is counted.
    """
    place = pl.col("area_code").fill_null("").str.slice(0, question.digits).str.pad_end(12, "0")
    group = target.select("person_id", "state", place.alias("area_code"))
    programmes = list(question.programmes)
    held = roster.filter(pl.col("programme").is_in(programmes)).select("programme", "person_id", "household_key")
    inside = held.join(group.select("person_id"), on="person_id", how="semi")
    group = _marked(group, inside, explained, question)
    return CoverageTable(
        lines=tuple(_lines(group, question)),
        shares=tuple(_share(name, held, inside) for name in programmes),
        overlaps=tuple(_overlaps(group, question)),
        reasons={reason: group.filter(pl.col("reason") == reason).height for reason in question.reasons},
    )


def _marked(
    group: pl.DataFrame, inside: pl.DataFrame, explained: pl.DataFrame, question: CoverageQuestion
) -> pl.DataFrame:
    """Give each person of the group with a truth value per programme, `covered`, and the accepted `reason`, if any."""
    for name in question.programmes:
        on_it = (
            inside.filter(pl.col("programme") == name)
            .select("person_id")
            .unique()
            .with_columns(pl.lit(True).alias(name))
        )
        group = group.join(on_it, on="person_id", how="left").with_columns(pl.col(name).fill_null(False))
    order = pl.Enum(list(dict.fromkeys(question.reasons)))
    first = explained.select("person_id", pl.col("reason").cast(order)).sort("reason").unique("person_id", keep="first")
    group = group.join(first.with_columns(pl.col("reason").cast(pl.String)), on="person_id", how="left")
    covered = pl.any_horizontal(list(question.programmes))
    return group.with_columns(covered=covered, reason=pl.when(covered).then(None).otherwise(pl.col("reason")))


def _lines(group: pl.DataFrame, question: CoverageQuestion) -> list[CoverageLine]:
    everywhere = group.with_columns(area_code=pl.lit(ALL))
    parts = pl.concat([everywhere, group])
    parts = pl.concat([parts, parts.with_columns(state=pl.lit(ALL))])
    counts = parts.group_by("area_code", "state").agg(
        target=pl.len(),
        covered=pl.col("covered").sum(),
        explained=pl.col("reason").is_not_null().sum(),
        **{f"on_{name}": pl.col(name).sum() for name in question.programmes},
    )
    known = {(row["area_code"], row["state"]): row for row in counts.iter_rows(named=True)}
    lines = []
    for area in sorted({area for area, _ in known} | {ALL}):
        for state in (ALL, *question.states):
            row = known.get((area, state), {})
            by_programme = {name: int(row.get(f"on_{name}", 0)) for name in question.programmes}
            target, covered, explained = (int(row.get(name, 0)) for name in ("target", "covered", "explained"))
            lines.append(CoverageLine(area, state, target, covered, explained, by_programme))
    return lines


def _share(programme: str, held: pl.DataFrame, inside: pl.DataFrame) -> ProgrammeShare:
    parts = [rows.filter(pl.col("programme") == programme) for rows in (held, inside)]
    (persons, households), (of_persons, of_households) = (
        (rows["person_id"].n_unique(), rows["household_key"].n_unique()) for rows in parts
    )
    return ProgrammeShare(programme, persons, households, of_persons, of_households)


def _overlaps(group: pl.DataFrame, question: CoverageQuestion) -> list[Overlap]:
    forbidden = {frozenset(pair) for pair in question.disjoint}
    pairs = []
    for one, other in combinations(question.programmes, 2):
        persons = group.filter(pl.col(one) & pl.col(other)).height
        is_forbidden = frozenset((one, other)) in forbidden
        if persons or is_forbidden:
            pairs.append(Overlap(one, other, persons, is_forbidden))
    return pairs
