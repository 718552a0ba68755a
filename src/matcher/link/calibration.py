"""What judged pairs say of weights and of links: probabilities by weight, and rates of error with their intervals.

Weights fall into buckets of two bits. Probabilities: the share of judged pairs of a bucket that are one person, made
to rise with the weight (isotonic regression by pooling adjacent violators). Rates: shares by bucket, weighted by how
many pairs of the run each bucket has, with an interval of Wilson at the effective sample size of Kish. Pure.

Sources: Ayer and others (1955), An Empirical Distribution Function for Sampling with Incomplete Information; Wilson
(1927), Probable Inference; Kish (1965), Survey Sampling.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, sqrt
from typing import Final

import pyarrow as pa

from matcher.engine.base import SqlStep
from matcher.link.judgement import Asked

BUCKET_BITS: Final = 2
FEWEST_JUDGED: Final = 50
"""Judged pairs from which on they are believed more than the model."""
ACCEPTED: Final = "accepted"
_BELOW: Final = "below_threshold"
_Z: Final = 1.959964
"""Of the normal distribution, for 95 %."""


@dataclass(frozen=True)
class Step:
    """One stretch of weights with one probability."""

    from_bits: int
    probability: float
    pairs: int
    same: int


@dataclass(frozen=True)
class Calibration:
    """Probability by weight, from the lightest stretch to the heaviest; it never falls."""

    steps: tuple[Step, ...]
    pairs: int
    """Judged pairs that it rests on."""

    def table(self) -> pa.Table:
        """Give it for a join: `from_bits` of every bucket between the lightest and the heaviest, `probability`.

        What is lighter or heavier than any judged pair is taken to be as likely as the next that was judged.
        """
        starts = [step.from_bits for step in self.steps]
        buckets = range(starts[0], starts[-1] + 1, BUCKET_BITS)
        found = [self.steps[bisect_right(starts, bits) - 1].probability for bits in buckets]
        return pa.table({"from_bits": pa.array(buckets, pa.int64()), "probability": pa.array(found, pa.float64())})


@dataclass(frozen=True)
class Rate:
    """The share of wrong decisions among the pairs of one group."""

    kind: str
    """`false_link` (accepted, and two persons) or `missed_link` (left to people, and one person)."""
    group: str
    """Grade of accepted links; else why pairs were left to people."""
    pairs: int
    """Pairs of the run in buckets of which some were judged."""
    judged: int
    wrong: int
    share: float
    low: float
    """Lower end of the interval of 95 %."""
    high: float


def bucket_of(weight: float) -> int:
    """Give the bits at which the bucket of a weight begins."""
    return floor(weight / BUCKET_BITS) * BUCKET_BITS


def isotonic(shares: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Give the rising sequence nearest to shares, by weighted squares; the weighted mean stays.

    Args:
        shares: One value for each place, in order.
        weights: How much each counts; above 0.
    """
    blocks: list[tuple[float, float, int]] = []  # mean, weight, places
    for share, weight in zip(shares, weights, strict=True):
        block = (share, weight, 1)
        while blocks and blocks[-1][0] >= block[0]:
            mean, before, places = blocks.pop()
            total = before + block[1]
            block = ((mean * before + block[0] * block[1]) / total, total, places + block[2])
        blocks.append(block)
    return [mean for mean, _, places in blocks for _ in range(places)]


def calibrate(outcomes: Iterable[tuple[Asked, bool]], accept_weight: float) -> Calibration | None:
    """Fit probabilities to judged pairs.

    Only pairs whose weight alone decided are taken: accepted ones, and those that were too light. A near tie is as
    heavy as a link, and as likely as a coin.

    Args:
        outcomes: Judged pairs, and whether each is one person.
        accept_weight: Bits from which a pair is accepted.

    Returns:
        None where fewer than `FEWEST_JUDGED` pairs were judged.
    """
    counted: dict[int, tuple[int, int]] = {}
    for asked, is_same in outcomes:
        weight = asked.match_weight
        if weight is None or not (asked.outcome == ACCEPTED or (asked.outcome == _BELOW and weight < accept_weight)):
            continue
        pairs, same = counted.get(bucket_of(weight), (0, 0))
        counted[bucket_of(weight)] = (pairs + 1, same + is_same)
    judged = sum(pairs for pairs, _ in counted.values())
    if judged < FEWEST_JUDGED:
        return None
    rows = sorted(counted.items())
    fitted = isotonic([same / pairs for _, (pairs, same) in rows], [float(pairs) for _, (pairs, _) in rows])
    # So many pairs never prove that something is sure (rule of succession).
    lowest, highest = 1 / (judged + 2), (judged + 1) / (judged + 2)
    steps = (
        Step(bits, round(min(max(share, lowest), highest), 6), pairs, same)
        for (bits, (pairs, same)), share in zip(rows, fitted, strict=True)
    )
    return Calibration(tuple(steps), judged)


def wilson(share: float, count: float) -> tuple[float, float]:
    """Give the interval of 95 % around a share that was seen among so many."""
    if count <= 0:
        return 0.0, 1.0
    middle = share + _Z * _Z / (2 * count)
    reach = _Z * sqrt(share * (1 - share) / count + _Z * _Z / (4 * count * count))
    scale = 1 + _Z * _Z / count
    return max((middle - reach) / scale, 0.0), min((middle + reach) / scale, 1.0)


def rates(outcomes: Iterable[tuple[Asked, bool]]) -> list[Rate]:
    """Estimate how many links are false and how many were missed, by group.

    Args:
        outcomes: Judged pairs, and whether each is one person; pairs that chance did not choose are passed over.
    """
    sampled = [(asked, is_same) for asked, is_same in outcomes if asked.sampled and asked.match_weight is not None]
    groups: dict[tuple[str, str], dict[int, list[tuple[Asked, bool]]]] = {}
    for asked, is_same in sorted(sampled, key=lambda one: (one[0].at, one[0].pair)):
        kind = "false_link" if asked.outcome == ACCEPTED else "missed_link"
        buckets = groups.setdefault((kind, asked.group), {})
        buckets.setdefault(bucket_of(asked.match_weight or 0.0), []).append((asked, is_same))
    return [_rate(kind, group, list(buckets.values())) for (kind, group), buckets in sorted(groups.items())]


def _rate(kind: str, group: str, buckets: list[list[tuple[Asked, bool]]]) -> Rate:
    wrong = [sum(is_same == (kind == "missed_link") for _, is_same in rows) for rows in buckets]
    judged = [len(rows) for rows in buckets]
    sizes = [max(rows[-1][0].group_pairs, len(rows)) for rows in buckets]  # as the last export counted them
    total = sum(sizes)
    share = sum(size / total * count / rows for size, count, rows in zip(sizes, wrong, judged, strict=True))
    effective = 1 / sum((size / total) ** 2 / rows for size, rows in zip(sizes, judged, strict=True))
    low, high = wilson(share, effective)
    return Rate(kind, group, total, sum(judged), sum(wrong), *(round(one, 6) for one in (share, low, high)))


_CALIBRATED_SQL: Final = f"""
    SELECT decisions.* REPLACE (
        CASE WHEN decisions.link_method IN ('repair', 'scored') THEN
            coalesce(calibration.probability, decisions.match_probability)
        ELSE decisions.match_probability END AS match_probability
    )
    FROM link_decisions AS decisions
    LEFT JOIN link_calibration AS calibration
        ON calibration.from_bits = CAST(
            least(greatest(floor(decisions.match_weight / {BUCKET_BITS}) * {BUCKET_BITS}, $lowest), $highest) AS BIGINT
        )
"""


def calibrate_step(calibration: Calibration) -> SqlStep:
    """Give the step that gives weighed links their probability from `link_calibration` (Calibration.table)."""
    bounds: dict[str, object] = {"lowest": calibration.steps[0].from_bits, "highest": calibration.steps[-1].from_bits}
    return SqlStep("link_decisions", _CALIBRATED_SQL, bounds)
