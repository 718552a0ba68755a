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
from matcher.link import doubts, judged, publish, spine_results, steps
from matcher.link.carried import KEPT_SQL, Previous, carry_person_ids
from matcher.link.figures import LinkFigures, measure_links
from matcher.link.model_file import write_model
from matcher.link.person_key import person_id_steps
from matcher.link.persons_file import write_persons
from matcher.link.replay import Replay, read_replay
from matcher.link.weights import Model
from matcher.storage.parquet import read_table

__all__ = [
    "Decided",
    "LinkFigures",
    "Linked",
    "Previous",
    "Replay",
    "decide_links",
    "link_records",
    "read_replay",
    "write_model",
]


@dataclass(frozen=True)
class Decided:
    """What deciding leaves beside the tables in the kernel."""

    model: Model
    """How much each level of agreement weighs."""
    block_counts: dict[str, int]
    """What the blocking passes did, for the manifest."""


@dataclass(frozen=True)
class Linked:
    """What linking gives; the tables are those of matcher.tables, sorted.

    Attributes:
        persons_file: `PERSONS` as Parquet, one row per record.
        weights: `LINK_WEIGHTS` of repaired and scored links and of pairs in review.
        conflicts: `CONFLICTS`: one ID, two people; or one person listed twice.
        review: `REVIEW` of kind `link`: at most five persons for what one source says alike, under its first record.
        candidates: `CANDIDATES`: every record that is not surely linked, with every person that it could be; how that
            is bounded: matcher.link.candidates.
        counts: What was done, for the manifest.
        figures: What the linkage page shows.
        model: The weights, as `write_model` writes them.
        person_ids: matcher.link.carried.PERSON_IDS: what the next run needs to give records the same person ids.
    """

    persons_file: Path
    weights: pa.Table
    conflicts: pa.Table
    review: pa.Table
    candidates: pa.Table
    counts: dict[str, int]
    figures: LinkFigures
    model: Model
    person_ids: pa.Table

    @property
    def persons(self) -> pa.Table:
        """`PERSONS`, read whole: for few records."""
        return read_table(self.persons_file)


def decide_links(
    tables: Mapping[str, Sequence[Path]],
    files: pa.Table,
    *,
    linkage: Linkage,
    kernel: Kernel,
    judgements: pa.Table | Replay | None = None,
) -> Decided:
    """Decide which records are one person, and publish nothing.

    What is decided stays in the kernel: records with a quiet ID belong to that ID (`link_quiet`), all others were
    judged one by one (`link_settled`, `link_exact`, the claims of each stage).

    Args:
        tables: Model table → its Parquet files (columns of matcher.tables.model_schema).
        files: matcher.tables.FILES, one row per delivered file.
        linkage: Thresholds in bits.
        kernel: Where the steps run; it must be allowed to read the files.
        judgements: What people said of pairs of records: matcher.link.judged.JUDGEMENTS, or what earlier runs kept.
    """
    steps.collapse_records(kernel, tables, files, judgements)
    steps.link_exactly(kernel, linkage)
    model = steps.learn_weights(kernel, linkage)
    steps.link_repaired(kernel, linkage, model)
    block_counts = steps.link_scored(kernel, linkage, model)
    steps.find_candidates(kernel, linkage)
    steps.link_in_households(kernel, linkage, model)
    block_counts |= steps.link_without_ids(kernel, linkage, model)
    return Decided(model, block_counts)


def link_records(  # noqa: PLR0913  # all but the first two by name
    tables: Mapping[str, Sequence[Path]],
    files: pa.Table,
    *,
    linkage: Linkage,
    site_key: bytes,
    kernel: Kernel,
    folder: Path | None = None,
    judgements: pa.Table | Replay | None = None,
    previous: Previous | None = None,
) -> Linked:
    """Decide which records are one person, and write down who is who.

    Args:
        tables: Model table → its Parquet files (columns of matcher.tables.model_schema).
        files: matcher.tables.FILES, one row per delivered file.
        linkage: Thresholds in bits.
        site_key: Secret of this site that person_id is keyed with.
        kernel: Where the steps run; it must be allowed to read the files.
        folder: Where persons.parquet is written; none: in the kernel's own folder, which goes with the kernel.
        judgements: What people said of pairs of records: matcher.link.judged.JUDGEMENTS, or what earlier runs kept.
        previous: The published run, whose person ids stay with their records; none: the first run.

    Returns:
        The same tables, byte for byte, in whatever order rows and files come.
    """
    decided = decide_links(tables, files, linkage=linkage, kernel=kernel, judgements=judgements)
    kernel.run(person_id_steps(site_key))
    kernel.run(spine_results.NAME_STEPS)
    carried_count = carry_person_ids(kernel, previous, site_key)
    kernel.run(judged.RESULT_STEPS)
    kernel.run(publish.publish_steps(linkage))
    counts = {row["name"]: int(row["number"]) for row in kernel.fetch(publish.COUNTS_SQL).to_pylist()}
    if carried_count:
        counts["person_ids_carried"] = carried_count
    if isinstance(judgements, Replay):
        counts |= judgements.apply(kernel)
    persons_file = (folder or kernel.folder) / "persons.parquet"
    write_persons(kernel, tables, site_key, persons_file)
    return Linked(
        persons_file=persons_file,
        weights=shapes.LINK_WEIGHTS.require(kernel.fetch(publish.WEIGHTS_SQL)),
        conflicts=shapes.CONFLICTS.require(kernel.fetch(publish.CONFLICTS_SQL)),
        review=shapes.REVIEW.require(kernel.fetch(doubts.REVIEW_SQL)),
        candidates=shapes.CANDIDATES.require(kernel.fetch(doubts.CANDIDATES_SQL)),
        counts={**counts, **decided.block_counts, "learning_pairs": decided.model.learning_pairs},
        figures=measure_links(kernel, linkage, decided.model, counts["persons_with_id"] + counts["persons_without_id"]),
        model=decided.model,
        person_ids=kernel.fetch(KEPT_SQL),
    )
