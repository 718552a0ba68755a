"""Learn m where no ID proves a pair: expectation and maximisation over the patterns of levels that pairs show.

How likely a pair is one person follows from its weights; how often such pairs agree, from all pairs so weighed; and so
on in turn. u stays what the frequencies of values give, and the prior that of one in all known persons: both hold for
pairs however they were found, so that blocking does not have to be taken out of them. Deterministic, bounded; pure.

Source: Fellegi and Sunter (1969); Winkler (2000), Using the EM Algorithm for Weight Computation in the Fellegi–Sunter
Model of Record Linkage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import log2
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.link.comparison import LEVELS
from matcher.link.scoring import bits_without_m, level_places, match_probability
from matcher.link.weights import FEWEST_LEARNING_PAIRS, LEARNT, Model, Probabilities, level_shares

MOST_ROUNDS: Final = 50
_SETTLED: Final = 1e-4
"""Change of every m below which nothing more is learnt."""

Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Patterns:
    """What pairs have in common, each pattern once.

    Attributes:
        levels: Comparison → place of its level, one per pattern.
        bits: Whole bits that everything but m adds.
        pairs: How many pairs show the pattern.
    """

    levels: Mapping[str, Places]
    bits: Places
    pairs: Places


def expect_model(compared: pa.Table, model: Model) -> Model:
    """Learn m from pairs without proof, where there was nothing better to learn from.

    Args:
        compared: Pairs that share a block, as matcher.link.comparison gives them.
        model: The model so far. One that was learnt from IDs, or chosen by a person, is given back as it is.

    Returns:
        A model of origin `expected`; the given one where fewer than 200 pairs of one person are to be expected. A
        comparison whose best level would no longer speak for one person, or whose last not against, keeps its m.
    """
    if model.origin != "shipped" or compared.num_rows < FEWEST_LEARNING_PAIRS:
        return model
    patterns = _patterns(compared, model)
    m: Probabilities = {name: model.m[name] for name in LEARNT}
    for _ in range(MOST_ROUNDS):
        likely = _expected_pairs(patterns, m)
        if likely.sum() < FEWEST_LEARNING_PAIRS:
            return model
        learnt = {name: _shares(name, patterns.levels[name], likely, model.m[name]) for name in LEARNT}
        change = max(abs(learnt[name][level] - m[name][level]) for name in LEARNT for level in m[name])
        m = learnt
        if change < _SETTLED:
            break
    sound = {name: levels for name, levels in m.items() if _is_sound(levels, model.u[name])}
    return replace(model, m={**model.m, **sound}, origin="expected", learning_pairs=round(float(likely.sum())))


def _patterns(compared: pa.Table, model: Model) -> _Patterns:
    """Gather pairs that show the same levels and about the same rarity."""
    bits = np.round(bits_without_m(compared, model)).astype(np.int64)
    lowest = int(bits.min())
    keys = bits - lowest
    for name in LEARNT:
        keys = keys * len(LEVELS[name]) + level_places(compared, name)
    different, pairs = np.unique(keys, return_counts=True)
    levels: dict[str, Places] = {}
    for name in reversed(LEARNT):
        levels[name] = different % len(LEVELS[name])
        different = different // len(LEVELS[name])
    return _Patterns(levels, different + lowest, pairs.astype(np.int64))


def _expected_pairs(patterns: _Patterns, m: Probabilities) -> npt.NDArray[np.float64]:
    """Give how many pairs of each pattern are to be expected to be of one person."""
    weight = patterns.bits.astype(np.float64)
    for name in LEARNT:
        by_place = np.array([log2(m[name][level]) if level in m[name] else 0.0 for level in LEVELS[name]])
        weight += by_place[patterns.levels[name]]
    return np.asarray(patterns.pairs * match_probability(weight), dtype=np.float64)


def _shares(name: str, places: Places, likely: npt.NDArray[np.float64], given: Mapping[str, float]) -> dict[str, float]:
    counts = np.bincount(places, weights=likely, minlength=len(LEVELS[name]))
    by_level = {level: float(counts[place]) for place, level in enumerate(LEVELS[name]) if level in given}
    return dict(level_shares(name, by_level, given))


def _is_sound(m: Mapping[str, float], u: Mapping[str, float]) -> bool:
    """Tell whether the best level still speaks for one person and the last against."""
    levels = list(m)
    return m[levels[0]] > u[levels[0]] and m[levels[-1]] < u[levels[-1]]
