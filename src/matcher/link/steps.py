"""The order of linking: collapse, exact, learn, repair, score, candidates, publish.

Each part is a list of SQL steps or a kernel on columns, in a file of its own; this one only says what follows what, and
carries the tables between SQL and kernels. Every table that it makes in the kernel is named `link_…`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from matcher.config.linkage import Linkage
from matcher.engine.base import SqlStep
from matcher.engine.kernel import Kernel
from matcher.link import (
    alias,
    blocking,
    candidates,
    collapse,
    exact,
    faces,
    household,
    judged,
    learning,
    profile,
    quiet,
    resolve,
    same_lists,
    slips,
    spine,
)
from matcher.link.assignment import Bounds, assign_persons
from matcher.link.comparison import compare_pairs
from matcher.link.expectation import expect_model
from matcher.link.facts import Stage, fetch_facts
from matcher.link.grouping import Gathered, group_identities
from matcher.link.mask_search import MASK_SHAPES_SQL
from matcher.link.model_file import default_model, read_model
from matcher.link.name_keys import compatible_heads, compatible_names
from matcher.link.own_numbers import judge_by_numbers
from matcher.link.repair import repair_ids
from matcher.link.replay import Replay, judgements_of
from matcher.link.scoring import weigh_pairs
from matcher.link.spine_evidence import SIDES_SQL, judge_pairs, mark_personal
from matcher.link.spine_results import result_steps
from matcher.link.weights import Model, learn_model
from matcher.storage.manifest import read_text
from matcher.storage.parquet import read_schema

REPAIR_STAGE = Stage("link_repair", "link_repair_pairs")
SCORED_STAGE = Stage("link_scored", "link_scored_pairs")

# What a damaged ID says is kept beside what blocking found; each pair once.
_SCORED_PAIRS_SQL = """
    SELECT pairs.identity, pairs.person, pairs.id_level, pairs.id_choices
    FROM link_repair_pairs AS pairs
    SEMI JOIN link_residue AS residue ON residue.identity = pairs.identity
    UNION ALL
    SELECT blocked.identity, blocked.person, 'missing', 1
    FROM link_blocked_pairs AS blocked
    ANTI JOIN link_repair_pairs AS pairs ON pairs.identity = blocked.identity AND pairs.person = blocked.person
"""


def collapse_records(
    kernel: Kernel,
    tables: Mapping[str, Sequence[Path]],
    files: pa.Table,
    judgements: pa.Table | Replay | None = None,
) -> None:
    """Read the model tables, tell quiet IDs from the others, and collapse the others' records to distinct identities.

    Judgements are those of matcher.link.decide_links.
    """
    inputs = {
        name: collapse.input_schema(name, _columns(tables.get(name, ())))
        for name in sorted({*tables, collapse.ALIAS_TABLE})
    }
    for name, schema in inputs.items():
        kernel.register_parquet(collapse.input_name(name), tables.get(name, ()), schema)
    kernel.register("link_files", files)
    kernel.register("link_aliases", alias.settle_aliases(kernel.fetch(alias.ALIAS_PAIRS_SQL)))
    kernel.define([collapse.mentions_step(inputs), collapse.valid_mentions_step(inputs)])
    kernel.register("link_judgements", judgements_of(kernel, judgements))
    kernel.run(quiet.quiet_steps(kernel.fetch(quiet.ASKED_SQL)["name"].to_pylist()))
    kernel.run([quiet.TOLD_STEP])
    if kernel.fetch("SELECT count(*) AS judgements FROM link_judgements")["judgements"][0].as_py():
        kernel.run([judged.TOLD_STEP])
    kernel.remove("link_quiet", "link_told", "person")
    kernel.run(quiet.LEFT_QUIET_STEPS)
    kernel.drop(["link_repeated", "link_again", "link_repeats"])
    kernel.run([*collapse.told_mentions_steps(inputs), *collapse.COLLAPSE_STEPS])


def link_exactly(kernel: Kernel, linkage: Linkage) -> None:
    """Link identities by valid ID, refuse those whose name does not fit, and profile the persons found."""
    kernel.run(exact.REFERENCE_STEPS)
    kernel.run([*profile.START_STEPS, profile.PERSONS_STEP])
    kernel.register("link_exact_names", exact.compare_exact_names(kernel.fetch(exact.EXACT_NAMES_SQL)))
    kernel.run(exact.exact_steps(linkage))
    kernel.run(profile.TRUSTED_STEPS)
    kernel.run(profile.COUNT_STEPS)
    kernel.run(resolve.START_STEPS)
    kernel.run(judged.PAIR_STEPS)
    followed = judged.follow_judgements(kernel.fetch(judged.PAIRS_SQL), kernel.fetch(judged.PERSONS_SQL))
    for name in ("links", "united", "apart", "contradictions"):
        kernel.register(f"link_judged_{name}", getattr(followed, name))
    kernel.run(judged.SETTLE_STEPS)


def learn_weights(kernel: Kernel, linkage: Linkage) -> Model:
    """Learn how often each comparison agrees for one person, from pairs whose ID proves it; a chosen model stays."""
    kernel.run(learning.LEARNING_STEPS)
    persons = kernel.fetch(profile.PERSON_COUNT_SQL)["persons"][0].as_py()
    compared = compare_pairs(fetch_facts(learning.LEARNING_STAGE, kernel))
    chosen = read_model(read_text(Path(linkage.model)), linkage.model) if linkage.model else default_model()
    model = learn_model(compared, persons, chosen)
    return replace(model, use_name_levels=linkage.use_name_levels, use_frequencies=linkage.use_frequencies)


def link_repaired(kernel: Kernel, linkage: Linkage, model: Model) -> None:
    """Link identities whose damaged ID is one slip from a valid one, and whose name agrees."""
    kernel.run(slips.DAMAGE_STEPS)
    damaged = kernel.fetch(slips.DAMAGED_SQL)["raw"].combine_chunks()[: None if linkage.use_repair else 0]
    areas = kernel.fetch(slips.KNOWN_AREAS_SQL)["area"].combine_chunks()
    kernel.register("link_repairs", repair_ids(damaged, areas))
    shapes = kernel.fetch(MASK_SHAPES_SQL).to_pylist()
    kernel.run(slips.repair_steps([(row["beginning_length"], row["ending_length"]) for row in shapes]))
    if not linkage.use_repair:
        kernel.run([SqlStep(REPAIR_STAGE.pairs, f"SELECT * FROM {REPAIR_STAGE.pairs} LIMIT 0")])
    kernel.run(profile.ask_steps(REPAIR_STAGE.pairs))
    kernel.run(judged.veto_steps(REPAIR_STAGE.pairs))
    _settle(kernel, REPAIR_STAGE, linkage, weigh_pairs(compare_pairs(fetch_facts(REPAIR_STAGE, kernel)), model))


def link_scored(kernel: Kernel, linkage: Linkage, model: Model) -> dict[str, int]:
    """Score what is left against persons that share a block; gives the counts of the blocking passes."""
    kernel.run(blocking.RESIDUE_STEPS[:1])
    kernel.run(faces.face_steps(blocking.RESIDUE_SEARCH.passes))
    kernel.run(blocking.RESIDUE_STEPS[1:])
    counts = _block(kernel, blocking.RESIDUE_SEARCH, linkage, "block")
    kernel.run([SqlStep(SCORED_STAGE.pairs, _SCORED_PAIRS_SQL)])
    kernel.run(profile.ask_steps(SCORED_STAGE.pairs))
    kernel.run(judged.veto_steps(SCORED_STAGE.pairs))
    compared = compare_pairs(fetch_facts(SCORED_STAGE, kernel))
    _settle(kernel, SCORED_STAGE, linkage, judge_by_numbers(weigh_pairs(compared, model), compared))
    return counts


def find_candidates(kernel: Kernel, linkage: Linkage) -> None:
    """Find every person that a record which is linked to nobody could be."""
    kernel.run(candidates.EVIDENCE_STEPS)
    wanted = kernel.fetch(candidates.WANTED_NAMES_SQL)["person_name"].combine_chunks()
    heads = kernel.fetch(candidates.HEADS_SQL)["head"].combine_chunks()
    kernel.register("link_heads", pa.table({"head": compatible_heads(wanted, heads)}))
    known = kernel.fetch(candidates.KNOWN_NAMES_SQL)["person_name"].combine_chunks() if len(wanted) else wanted
    kernel.register("link_compatible_names", compatible_names(wanted, known))
    kernel.run(candidates.MET_STEPS)
    kernel.run(profile.ask_steps("link_met"))
    kernel.run(candidates.candidate_steps(linkage))


def link_in_households(kernel: Kernel, linkage: Linkage, model: Model) -> None:
    """Link what a name alone links within the households that sure links make one."""
    kernel.run(household.carry_steps(linkage.use_households))
    kernel.run(profile.ask_steps("link_household_carried"))
    kernel.run(household.PAIR_STEPS)
    kernel.run(judged.veto_steps(household.HOUSEHOLD_STAGE.pairs))
    weighed = weigh_pairs(compare_pairs(fetch_facts(household.HOUSEHOLD_STAGE, kernel)), model)
    weighed = household.judge_in_household(weighed, kernel.fetch(household.CARRIED_PAIRS_SQL))
    _settle(kernel, household.HOUSEHOLD_STAGE, linkage, weighed)


def link_without_ids(kernel: Kernel, linkage: Linkage, model: Model) -> dict[str, int]:
    """Make persons of records of which none has a valid ID; gives the counts of the blocking passes."""
    kernel.run(spine.OPEN_STEPS)
    counts = _block(kernel, spine.SPINE_SEARCH, linkage, "block_without_ids")
    kernel.run(spine.PAIR_STEPS)
    more = int(kernel.fetch(spine.POPULATION_SQL)["persons"][0].as_py())
    sides = kernel.fetch(SIDES_SQL)
    compared = mark_personal(compare_pairs(fetch_facts(spine.SPINE_STAGE, kernel)), sides)
    model = expect_model(compared, replace(model, persons=model.persons + more))
    _group(kernel, judge_pairs(weigh_pairs(compared, model), sides, linkage.accept_weight), linkage)
    for _ in range(same_lists.MOST_ROUNDS):
        kernel.run(same_lists.LEFT_STEPS)
        if not kernel.fetch(same_lists.LEFT_COUNT_SQL)["pairs"][0].as_py():
            break
        compared = mark_personal(compare_pairs(fetch_facts(same_lists.LEFT_STAGE, kernel)), sides)
        left = judge_pairs(weigh_pairs(compared, model), sides, linkage.accept_weight)
        left = same_lists.weigh_left(left, kernel.fetch(same_lists.LEFT_SQL), sides)
        kernel.run([SqlStep("link_spine_first", "SELECT * FROM link_spine_weighed")])
        kernel.register("link_left_weighed", left)
        _group(kernel, kernel.fetch(same_lists.BOTH_SQL), linkage)
    kernel.run(result_steps(linkage.review_weight))
    return counts


def _group(kernel: Kernel, weighed: pa.Table, linkage: Linkage) -> None:
    """Make persons of weighed pairs of identities without a valid ID; what is too light may not be accepted already."""
    kernel.register("link_spine_weighed", weighed)
    gathered = Gathered(
        weighed=weighed,
        rivals=kernel.fetch(spine.RIVALS_SQL),
        deliveries=kernel.fetch(spine.DELIVERIES_SQL),
        united=kernel.fetch(spine.UNITED_SQL),
        apart=kernel.fetch(spine.APART_SQL),
    )
    open_ones = kernel.fetch(spine.OPEN_ONES_SQL)
    members = group_identities(open_ones, gathered, Bounds(linkage.near_tie_bits, linkage.near_tie_bits))
    kernel.register("link_spine_members", members)


def _block(kernel: Kernel, search: blocking.Search, linkage: Linkage, prefix: str) -> dict[str, int]:
    """Find the pairs of a search; a pass is refined only where blocks are too large. Gives counts for the manifest.

    `pairs_left_out`: pairs of the blocks that are too large, less the pairs that refining them gave.
    """

    def make(one: blocking.BlockingPass, level: int) -> int:
        blocks, pairs = blocking.level_steps(search, one, level, linkage.largest_block)
        kernel.run([blocks])
        return kernel.make(pairs)

    made = {one.name: [make(one, 0)] for one in search.passes}
    told = kernel.fetch(*blocking.large_blocks_sql(search, linkage.largest_block))
    large = {row["pass"]: row for row in told.to_pylist()}
    for one in search.passes:
        if large[one.name]["blocks"]:
            made[one.name] += [make(one, level) for level in range(1, len(one.more) + 1)]
    kernel.run([blocking.blocked_pairs_step(search, {name: len(pairs) for name, pairs in made.items()})])
    counts: dict[str, int] = {}
    for name, pairs in sorted(made.items()):
        counts[f"{prefix}_{name}_pairs"] = sum(pairs)
        counts[f"{prefix}_{name}_pairs_left_out"] = int(large[name]["pairs"]) - sum(pairs[1:])
        counts[f"{prefix}_{name}_refined_blocks"] = large[name]["blocks"]
    return counts


def _columns(paths: Sequence[Path]) -> frozenset[str]:
    """Give the columns that all files of a table have."""
    names = [frozenset(read_schema(path).names) for path in paths]
    return frozenset.intersection(*names) if names else frozenset()


def _settle(kernel: Kernel, stage: Stage, linkage: Linkage, weighed: pa.Table) -> None:
    """Make the best of the weighed pairs of a stage links."""
    kernel.register(f"{stage.name}_weighed", weighed)
    kernel.run([resolve.ranked_step(stage.name)])
    claims = assign_persons(
        kernel.fetch(resolve.ranked_sql(stage.name)),
        kernel.fetch(resolve.deliveries_sql(stage.name)),
        kernel.fetch(resolve.taken_sql(stage.name)),
        Bounds(linkage.accept_weight, linkage.near_tie_bits),
    )
    kernel.register(f"{stage.name}_claims", claims)
    kernel.run(resolve.settle_steps(stage.name))
