"""What linking can say of itself that no published table holds: weights of pairs, levels, completeness, clusters.

Reads what the steps before left in the kernel; gives `LinkFigures`, counts and bits only, never a value of a person.
The linkage page (matcher.report.linkage_page) shows them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from matcher.config.linkage import Linkage
from matcher.engine.kernel import Kernel
from matcher.link import figure_steps
from matcher.link.scoring import COMPARISONS
from matcher.link.weights import Model

GIVEN: Final = (
    "valid_id", "damaged_id", "name_and_birth", "name_and_number", "name_and_place", "bare_name", "nameless",
)  # fmt: skip
"""What a record gives to be known by, the best of it. The last two nobody can link."""

_DECIMALS: Final = 6
_SIGNIFICANT: Final = 4

Row = dict[str, Any]


@dataclass(frozen=True)
class LevelFigures:
    """One level of one comparison, over all pairs that were weighed."""

    comparison: str
    level: str
    m: float | None
    """Share of this level among pairs of one person; None: the level has no weight."""
    u: float | None
    """The same among pairs of two persons: by the middle weight of those that reached it, else where u starts from."""
    learnt: int
    """Pairs of one known person that reached it, the ID masked."""
    pairs: int
    links: int
    """Of the pairs, those that became a link."""
    lowest: float | None
    """Lowest weight of a pair, in bits; a weight that another comparison already counts is left out."""
    median: float | None
    highest: float | None


@dataclass(frozen=True)
class WeightBin:
    """The pairs of one stretch of weights, from `first_bit` to below the next."""

    first_bit: int
    accepted: int
    review: int
    apart: int
    """Neither linked nor shown to people."""


@dataclass(frozen=True)
class SourceFigures:
    """One source: what its records give, and what became of them."""

    source: str
    records: int
    filled: dict[str, int]
    """Records that give each identity column."""
    given: dict[str, int]
    """Records by the best that they give to be known by: `GIVEN`."""
    lone: dict[str, int]
    """Of `given`, the records that were linked to nobody."""
    outcomes: dict[str, int]
    """Records by link method and grade: `exact_G1`, `alone`."""


@dataclass(frozen=True)
class SourcePair:
    """Persons that stand in both of two sources; of one source and itself: persons in it."""

    first: str
    second: str
    persons: int


@dataclass(frozen=True)
class LinkFigures:
    """Everything; sorted, so that the same run gives the same bytes."""

    accept_weight: float
    review_weight: float
    near_tie_bits: float
    model_origin: str
    """Where m comes from: matcher.link.weights.Model.origin."""
    learning_pairs: int
    persons: int
    """Persons, those of no valid ID included."""
    bins: tuple[WeightBin, ...]
    levels: tuple[LevelFigures, ...]
    sources: tuple[SourceFigures, ...]
    cluster_sizes: dict[str, int]
    """Persons by how many records each has, from the first size of a stretch: `1`, …, `10`, `20`, `50`…"""
    source_pairs: tuple[SourcePair, ...]
    counted_of: int
    """1: the last two count every person; n: each n-th person who is linked, as n."""


def measure_links(kernel: Kernel, linkage: Linkage, model: Model, persons: int) -> LinkFigures:
    """Count what the page of linking shows; after the last step of publishing.

    Args:
        kernel: Where the steps before left their tables.
        linkage: Thresholds in bits.
        model: What pairs were weighed by.
        persons: How many there are, those of no valid ID included.
    """
    kernel.run(figure_steps.FIGURE_STEPS)
    sources = [row["source"] for row in _rows(kernel, "SELECT source FROM link_figure_sources ORDER BY number")]
    every = max(-(-model.persons // figure_steps.MOST_PERSONS), 1)
    kernel.run([figure_steps.clusters_step(len(sources), every)])
    clusters = _rows(kernel, "SELECT * FROM link_figure_clusters ORDER BY ALL")
    sizes = {str(row["size"]): int(row["persons"]) for row in clusters if row["size"] is not None}
    return LinkFigures(
        accept_weight=linkage.accept_weight,
        review_weight=linkage.review_weight,
        near_tie_bits=linkage.near_tie_bits,
        model_origin=model.origin,
        learning_pairs=model.learning_pairs,
        persons=persons,
        bins=tuple(WeightBin(**row) for row in _rows(kernel, "SELECT * FROM link_figure_bins ORDER BY first_bit")),
        levels=tuple(_levels(kernel, model)),
        sources=tuple(_sources(kernel)),
        cluster_sizes=sizes,
        counted_of=every,
        source_pairs=tuple(_source_pairs([row for row in clusters if row["size"] is None], sources)),
    )


def _rows(kernel: Kernel, sql: str) -> list[Row]:
    rows: list[Row] = kernel.fetch(sql).to_pylist()
    return rows


def _levels(kernel: Kernel, model: Model) -> Iterator[LevelFigures]:
    """Give the levels in the order of the model, best first, then those that it does not know."""
    found = {(row["comparison"], row["level"]): row for row in _rows(kernel, "SELECT * FROM link_figure_levels")}
    for comparison in COMPARISONS:
        known = list(model.m.get(comparison, {}))
        others = sorted(level for name, level in found if name == comparison and level not in known)
        for level in (*known, *others):
            row = found.get((comparison, level), {"pairs": 0, "links": 0})
            yield _level(comparison, level, row, model)


def _level(comparison: str, level: str, row: Row, model: Model) -> LevelFigures:
    m, u = model.m.get(comparison, {}).get(level), model.u.get(comparison, {}).get(level)
    median = row.get("median")
    if m is not None and median is not None:
        u = m / 2**median
    return LevelFigures(
        comparison=comparison,
        level=level,
        m=None if m is None else round(m, _DECIMALS),
        u=None if u is None else float(f"{u:.{_SIGNIFICANT}g}"),
        learnt=model.counts.get(comparison, {}).get(level, 0),
        pairs=int(row["pairs"]),
        links=int(row["links"]),
        lowest=row.get("lowest"),
        median=median,
        highest=row.get("highest"),
    )


def _sources(kernel: Kernel) -> Iterator[SourceFigures]:
    """Gather the counts of each source: what its records give, and what came of them."""
    groups: dict[str, list[Row]] = {}
    for row in _rows(kernel, "SELECT * FROM link_figure_records ORDER BY ALL"):
        groups.setdefault(row["source"], []).append(row)
    for filled in _rows(kernel, "SELECT * FROM link_figure_filled ORDER BY source"):
        rows = groups.get(filled["source"], [])
        yield SourceFigures(
            source=filled["source"],
            records=int(filled["records"]),
            filled={name: int(filled[name]) for name in figure_steps.COLUMNS},
            given=_summed(rows, "given"),
            lone=_summed((row for row in rows if row["outcome"] == "alone"), "given"),
            outcomes=_summed(rows, "outcome"),
        )


def _summed(rows: Iterable[Row], key: str) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row[key]] += int(row["records"])
    return dict(sorted(counts.items()))


def _source_pairs(rows: list[Row], sources: list[str]) -> Iterator[SourcePair]:
    """Count the persons of each two sources, from the persons of each set of sources."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        present = [source for number, source in enumerate(sources) if figure_steps.holds(row, number)]
        for source in present:
            counts[source, source] += int(row["persons"])
        for pair in combinations(present, 2):
            counts[pair] += int(row["persons"])
    for (first, second), persons in sorted(counts.items()):
        yield SourcePair(first, second, persons)
