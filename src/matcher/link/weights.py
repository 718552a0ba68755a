"""The weight of agreement: m and u probabilities per level, shipped defaults, and m learnt from links that are sure.

Reads compared pairs of identities that share a valid ID (the ID itself masked): free labels. Gives a `Model`. Pure.

Source: Fellegi and Sunter (1969), A Theory for Record Linkage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

Levels = Mapping[str, float]

DEFAULT_M: Final[Mapping[str, Levels]] = {
    "person_name": {
        "exact": 0.955, "variant": 0.006, "homophone": 0.010, "look_alike": 0.007, "one_character": 0.010,
        "surname_only": 0.005, "different": 0.007,
    },
    "birth_date": {"same": 0.960, "day_month_swapped": 0.004, "one_digit": 0.016, "different": 0.020},
    "sex": {"same": 0.985, "different": 0.015},
    "area": {
        "village": 0.800, "township_only": 0.880, "township": 0.080, "county_only": 0.960, "county": 0.080,
        "different": 0.040,
    },
    "household": {"same": 0.900, "different": 0.100},
    "citizen_id": {
        "wrong_digit": 0.950, "swapped_digits": 0.950, "missing_digit": 0.950, "extra_digit": 0.950,
        "lost_digits": 0.950, "masked": 0.950, "contradicts": 0.015,
    },
}  # fmt: skip
"""Share of each level among pairs of one person. Own estimates from the dirt that exports are known to hold (domain
notes, typical dirt), of the order that ID-exact pairs of the made-up county show; used until 200 such pairs are seen.
The `_only` levels of area are reached where one side names no more: theirs is the chance of agreeing so far at all."""

DEFAULT_U: Final[Mapping[str, Levels]] = {
    "person_name": {
        "exact": 5e-4, "variant": 2e-5, "homophone": 2e-4, "look_alike": 1e-4, "one_character": 1e-2,
        "surname_only": 6e-2, "different": 0.93,
    },
    "birth_date": {"same": 1 / 29_220, "day_month_swapped": 3e-5, "one_digit": 1e-3, "different": 0.998},
    "sex": {"same": 0.5, "different": 0.5},
    "area": {
        "village": 1 / 200, "township_only": 1 / 15, "township": 1 / 15, "county_only": 0.5, "county": 0.5,
        "different": 0.5,
    },
    "household": {"same": 1 / 50_000, "different": 1.0},
    "citizen_id": {"contradicts": 0.9},
}  # fmt: skip
"""Share of each level among pairs of two persons. Those that depend on the value (`exact`, `same`, places) are only
where frequencies start from: 29,220 days are 80 years; a county has some 200 villages in 15 townships."""

BY_FREQUENCY: Final[Mapping[str, tuple[str, ...]]] = {
    "person_name": ("exact",),
    "birth_date": ("same",),
    "area": ("village", "township_only", "township", "county_only", "county"),
    "household": ("same",),
}
"""Levels whose u is the frequency of the very value that agrees (term-frequency adjustment)."""

PERSONS_ASSUMED: Final = 1000.0
"""How many persons the default frequencies count as, beside those that are known; also the fewest persons that the
prior assumes, since a list of ten people says little about how many there are."""

FEWEST_LEARNING_PAIRS: Final = 200
_PAIRS_ASSUMED: Final = 50.0
"""How many pairs the default m counts as, beside those that are learnt from."""

LEARNT: Final = ("person_name", "birth_date", "sex", "area", "household")


@dataclass(frozen=True)
class Model:
    """m probabilities per comparison and level, and the counts behind them.

    Attributes:
        m: Comparison → level → probability.
        persons: Persons with a valid ID.
        learning_pairs: ID-exact pairs that m was learnt from; 0 where the defaults are used.
    """

    m: Mapping[str, Levels]
    persons: int
    learning_pairs: int


def learn_model(compared: pa.Table, persons: int) -> Model:
    """Learn m from compared pairs of identities that share a valid ID.

    Args:
        compared: `<comparison>_level` per pair; pairs on which an ID conflict lies are left out before.
        persons: Persons with a valid ID.
    """
    pairs = compared.num_rows
    if pairs < FEWEST_LEARNING_PAIRS:
        return Model(DEFAULT_M, persons, 0)
    learnt = {comparison: _learn_levels(compared, comparison) for comparison in LEARNT}
    return Model({**DEFAULT_M, **learnt}, persons, pairs)


def _learn_levels(compared: pa.Table, comparison: str) -> Levels:
    """Give the share of each level among the pairs that have one, leaning on the defaults where pairs are few."""
    counted = pc.value_counts(compared[f"{comparison}_level"].combine_chunks())
    counts = dict(zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True))
    defaults = DEFAULT_M[comparison]
    seen = {level: float(counts.get(level, 0)) for level in defaults}
    if comparison == "area":
        return {level: _area_share(level, seen) for level in defaults}
    total = sum(seen.values())
    return {level: _lean(seen[level], total, defaults[level]) for level in defaults}


def _area_share(level: str, seen: Levels) -> float:
    """Give the share of one level of area among the pairs that name places finely enough to reach it."""
    by_county = {"village", "township", "township_only", "county", "county_only", "different"}
    by_township = by_county - {"county_only"}
    by_village = by_township - {"township_only"}
    reach = {
        "village": ({"village"}, by_village),
        "township": ({"township"}, by_village),
        "township_only": ({"village", "township", "township_only"}, by_township),
        "county": ({"county"}, by_township),
        "county_only": (by_county - {"different"}, by_county),
        "different": ({"different"}, by_county),
    }
    inside, among = reach[level]
    count = sum(seen[name] for name in seen if name in inside)
    total = sum(seen[name] for name in seen if name in among)
    return _lean(count, total, DEFAULT_M["area"][level])


def _lean(count: float, total: float, default: float) -> float:
    return (count + _PAIRS_ASSUMED * default) / (total + _PAIRS_ASSUMED)
