"""The weight of agreement: m and u probabilities per level, and m learnt from links that are sure.

Reads compared pairs of identities that share a valid ID (the ID itself masked): free labels. Gives a `Model`. What is
shipped is a model too: data/default_model.yaml, with what its figures rest on. Pure.

Source: Fellegi and Sunter (1969), A Theory for Record Linkage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Levels = Mapping[str, float]
Probabilities = Mapping[str, Levels]
"""Comparison → level → probability."""
Counts = Mapping[str, Mapping[str, int]]

BY_FREQUENCY: Final[Mapping[str, tuple[str, ...]]] = {
    "person_name": ("exact",),
    "birth_date": ("same",),
    "area": ("village", "township_only", "township", "county_only", "county"),
    "household": ("same",),
    "phone": ("same",),
    "account": ("same",),
}
"""Levels whose u is the frequency of the very value that agrees (term-frequency adjustment)."""

PERSONS_ASSUMED: Final = 1000.0
"""How many persons the default frequencies count as, beside those that are known; also the fewest persons that the
prior assumes, since a list of ten people says little about how many there are."""

FEWEST_LEARNING_PAIRS: Final = 200
FEWEST_PAIRS_OF_SOURCE: Final = 2000
"""Pairs from which on a source has an m of its own. The other side of a pair is all that other sources know of the
person, so that a source against the rest is what there is to learn."""
_PAIRS_ASSUMED: Final = 50.0
"""How many pairs the m that is leant on counts as, beside those that are learnt from."""
_DIGITS: Final = 6
"""Significant digits of a probability, so that a model read back from its file is the same model."""

LEARNT: Final = ("person_name", "birth_date", "sex", "area", "household", "phone", "account")


@dataclass(frozen=True)
class Model:
    """m and u probabilities per comparison and level, and what is behind them.

    Attributes:
        m: Share of each level among pairs of one person.
        u: Share of each level among pairs of two persons; where it depends on the value, only where it starts from.
        persons: Persons with a valid ID in this data.
        learning_pairs: Pairs that m was learnt from; 0 where it was not learnt.
        origin: `shipped`, `learnt` (from ID-exact pairs), `expected` (from pairs without IDs) or `file`.
        counts: Pairs at each level among those that m was learnt from.
        m_by_source: Source → the same as m, for sources that have enough pairs of their own.
        pairs_by_source: How many they have.
        use_name_levels: Whether names that are not the same may agree in part.
        use_frequencies: Whether rare values weigh more than common ones.
    """

    m: Probabilities
    u: Probabilities
    persons: int = 0
    learning_pairs: int = 0
    origin: str = "shipped"
    counts: Counts = field(default_factory=dict)
    m_by_source: Mapping[str, Probabilities] = field(default_factory=dict)
    pairs_by_source: Mapping[str, int] = field(default_factory=dict)
    use_name_levels: bool = True
    use_frequencies: bool = True


def learn_model(compared: pa.Table, persons: int, given: Model) -> Model:
    """Learn m from compared pairs of identities that share a valid ID.

    Args:
        compared: `<comparison>_level` per pair, and `source`; pairs on which an ID conflict lies are left out before.
        persons: Persons with a valid ID.
        given: The model to lean on; it stays where pairs are too few, and where a person chose it.
    """
    if given.origin == "file" or compared.num_rows < FEWEST_LEARNING_PAIRS:
        return replace(given, persons=persons)
    m, counts = learn_levels(compared, given.m)
    sizes = {source: size for source, size in _pairs_by_source(compared).items() if size >= FEWEST_PAIRS_OF_SOURCE}
    return replace(
        given,
        m={**given.m, **m},
        persons=persons,
        learning_pairs=compared.num_rows,
        origin="learnt",
        counts=counts,
        m_by_source={
            source: learn_levels(compared.filter(pc.equal(compared["source"].cast(pa.string()), source)), m)[0]
            for source in sizes
        },
        pairs_by_source=sizes,
    )


def _pairs_by_source(compared: pa.Table) -> dict[str, int]:
    counted = pc.value_counts(compared["source"].combine_chunks().cast(pa.string())).to_pylist()
    return {row["values"]: row["counts"] for row in sorted(counted, key=lambda row: str(row["values"]))}


def learn_levels(compared: pa.Table, given: Probabilities) -> tuple[Probabilities, Counts]:
    """Give the share and the count of each level of each comparison, leaning on given shares where pairs are few."""
    counts = {name: _count_levels(compared[f"{name}_level"], given[name]) for name in LEARNT}
    return {name: level_shares(name, counts[name], given[name]) for name in LEARNT}, counts


def _count_levels(levels: pa.ChunkedArray, known: Levels) -> dict[str, int]:
    counted = pc.value_counts(levels.combine_chunks().cast(pa.string()))
    counts = dict(zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True))
    return {level: int(counts.get(level, 0)) for level in known}


def level_shares(comparison: str, counts: Levels, given: Levels) -> Levels:
    """Give the share of each level among pairs that have one.

    Args:
        comparison: Its name.
        counts: How many pairs are at each level; whole numbers, or what is expected.
        given: Shares to lean on.
    """
    if comparison == "area":
        return {level: _area_share(level, counts, given) for level in given}
    total = float(sum(counts.values()))
    return {level: _lean(counts[level], total, given[level]) for level in given}


def _area_share(level: str, counts: Levels, given: Levels) -> float:
    """Give the share of one level of area among the pairs that name places finely enough to reach it."""
    by_county = {"village", "township", "township_only", "county", "county_only", "prefecture", "different"}
    by_township = by_county - {"county_only"}
    by_village = by_township - {"township_only"}
    reach = {
        "village": ({"village"}, by_village),
        "township": ({"township"}, by_village),
        "township_only": ({"village", "township", "township_only"}, by_township),
        "county": ({"county"}, by_township),
        "county_only": (by_county - {"prefecture", "different"}, by_county),
        "prefecture": ({"prefecture"}, by_county),
        "different": ({"different"}, by_county),
    }
    inside, among = reach[level]
    count = sum(counts[name] for name in counts if name in inside)
    total = sum(counts[name] for name in counts if name in among)
    return _lean(count, total, given[level])


def _lean(count: float, total: float, given: float) -> float:
    return rounded((count + _PAIRS_ASSUMED * given) / (total + _PAIRS_ASSUMED))


def rounded(probability: float) -> float:
    """Round a probability to what a model file holds."""
    return float(np.format_float_scientific(probability, precision=_DIGITS - 1))
