"""Who is who: records of many exports become persons.

Takes the model tables of all current snapshots; gives one row per record with the person it belongs to, and beside it
everything a reader needs to trust or doubt that: weights, conflicts, doubts. The order of the work: matcher.link.steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from matcher import tables as shapes
from matcher.config.linkage import Linkage
from matcher.engine.kernel import Kernel
from matcher.link import publish, steps
from matcher.link.person_key import person_id_steps

__all__ = ["Linked", "link_records"]


@dataclass(frozen=True)
class Linked:
    """What linking gives; the tables are those of matcher.tables, sorted.

    Attributes:
        persons: `PERSONS`, one row per record.
        weights: `LINK_WEIGHTS` of repaired and scored links and of pairs in review.
        conflicts: `CONFLICTS`: one ID, two people; or one person listed twice.
        review: `REVIEW` of kind `link`: at most five persons for what one source says alike, under its first record.
        candidates: `CANDIDATES`: every record that is not surely linked, with every person that it could be; how that
            is bounded: matcher.link.candidates.
        counts: What was done, for the manifest.
    """

    persons: pa.Table
    weights: pa.Table
    conflicts: pa.Table
    review: pa.Table
    candidates: pa.Table
    counts: dict[str, int]


def link_records(
    tables: Mapping[str, Sequence[Path]], files: pa.Table, *, linkage: Linkage, site_key: bytes, kernel: Kernel
) -> Linked:
    """Decide which records are one person.

    Args:
        tables: Model table → its Parquet files (columns of matcher.tables.model_schema).
        files: matcher.tables.FILES, one row per delivered file.
        linkage: Thresholds in bits.
        site_key: Secret of this site that person_id is keyed with.
        kernel: Where the steps run; it must be allowed to read the files.

    Returns:
        The same tables, byte for byte, in whatever order rows and files come.
    """
    steps.collapse_records(kernel, tables, files)
    steps.link_exactly(kernel, linkage)
    model = steps.learn_weights(kernel)
    steps.link_repaired(kernel, linkage, model)
    block_counts = steps.link_scored(kernel, linkage, model)
    steps.find_candidates(kernel, linkage)
    kernel.run(person_id_steps(site_key))
    kernel.run(publish.publish_steps(linkage))
    counts = {row["name"]: int(row["number"]) for row in kernel.fetch(publish.COUNTS_SQL).to_pylist()}
    return Linked(
        persons=shapes.PERSONS.require(kernel.fetch(publish.PERSONS_SQL)),
        weights=shapes.LINK_WEIGHTS.require(kernel.fetch(publish.WEIGHTS_SQL)),
        conflicts=shapes.CONFLICTS.require(kernel.fetch(publish.CONFLICTS_SQL)),
        review=shapes.REVIEW.require(kernel.fetch(publish.REVIEW_SQL)),
        candidates=shapes.CANDIDATES.require(kernel.fetch(publish.CANDIDATES_SQL)),
        counts={**counts, **block_counts, "learning_pairs": model.learning_pairs},
    )
