"""The weight of one record and one person, comparison by comparison, as the run published it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from matcher.report.linkage_words import COMPARISONS

_ORDER = {name: place for place, name in enumerate(COMPARISONS)}


@dataclass(frozen=True)
class Step:
    """What one comparison added to the decision that two records are one person."""

    comparison: str
    level: str
    bits: float
    total_bits: float
    """The sum of this comparison and all before it."""

    @property
    def is_counted_elsewhere(self) -> bool:
        """Whether another comparison has counted this agreement already: an ID holds birth date and sex."""
        return self.bits == 0


def steps_of(weights: pa.Table, record_id: str, person_id: str) -> tuple[Step, ...]:
    """Give the steps of one record and one person, in the order in which weights are added.

    Args:
        weights: matcher.tables.LINK_WEIGHTS.
        record_id: The record.
        person_id: The person; no steps where the two were not weighed, or where that was not published.
    """
    own = pc.and_(pc.equal(weights["record_id"], record_id), pc.equal(weights["person_id"], person_id))
    rows = weights.filter(own).to_pylist()
    rows.sort(key=lambda row: (_ORDER.get(row["comparison"], len(_ORDER)), row["comparison"]))
    steps: list[Step] = []
    total = 0.0
    for row in rows:
        total = round(total + row["weight"], 4)
        steps.append(Step(row["comparison"], row["level"], row["weight"], total))
    return tuple(steps)


def other_weights(weights: pa.Table, review: pa.Table, record_id: str, person_id: str) -> dict[str, float]:
    """Give the weight of the record with each other person, as far as the run published it."""
    own = weights.filter(pc.equal(weights["record_id"], record_id))
    sums: dict[str, float] = {}
    for row in own.to_pylist():
        sums[row["person_id"]] = sums.get(row["person_id"], 0.0) + row["weight"]
    seen = review.filter(pc.and_(pc.equal(review["record_id"], record_id), pc.equal(review["kind"], "link")))
    sums |= {row["person_id"]: row["match_weight"] for row in seen.to_pylist() if row["match_weight"] is not None}
    return {person: round(bits, 4) for person, bits in sorted(sums.items()) if person != person_id}
