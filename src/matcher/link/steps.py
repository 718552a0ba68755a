"""The order of linking: collapse, exact, learn, repair, score, candidates, publish.

Each part is a list of SQL steps or a kernel on columns, in a file of its own; this one only says what follows what, and
carries the tables between SQL and kernels. Every table that it makes in the kernel is named `link_…`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from matcher.config.linkage import Linkage
from matcher.engine.base import SqlStep
from matcher.engine.kernel import Kernel
from matcher.link import alias, blocking, candidates, collapse, exact, learning, profile, resolve, slips
from matcher.link.comparison import Stage, compare_names, comparison_steps, name_pairs_sql
from matcher.link.name_keys import compatible_names
from matcher.link.repair import repair_ids
from matcher.link.scoring import weigh_pairs
from matcher.link.weights import Model, learn_model

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


def collapse_records(kernel: Kernel, tables: Mapping[str, Sequence[Path]], files: pa.Table) -> None:
    """Read the model tables and collapse their records to distinct identities."""
    inputs = {
        name: collapse.input_schema(name, _columns(tables.get(name, ())))
        for name in sorted({*tables, collapse.ALIAS_TABLE})
    }
    for name, schema in inputs.items():
        kernel.register_parquet(collapse.input_name(name), tables.get(name, ()), schema)
    kernel.register("link_files", files)
    kernel.register("link_aliases", alias.settle_aliases(kernel.fetch(alias.ALIAS_PAIRS_SQL)))
    kernel.run(collapse.collapse_steps(inputs))


def link_exactly(kernel: Kernel, linkage: Linkage) -> None:
    """Link identities by valid ID, refuse those whose name does not fit, and profile the persons found."""
    kernel.run(exact.REFERENCE_STEPS)
    kernel.register("link_persons", profile.describe_persons(kernel.fetch(profile.PERSON_IDS_SQL)))
    kernel.register("link_exact_names", exact.compare_exact_names(kernel.fetch(exact.EXACT_NAMES_SQL)))
    kernel.run(exact.exact_steps(linkage))
    kernel.run(profile.PROFILE_STEPS)
    kernel.run(resolve.START_STEPS)


def learn_weights(kernel: Kernel) -> Model:
    """Learn how often each comparison agrees for one person, from pairs whose ID proves it."""
    kernel.run(learning.LEARNING_STEPS)
    _compare(kernel, learning.LEARNING_STAGE)
    persons = kernel.fetch("SELECT count(*) AS persons FROM link_persons")["persons"][0].as_py()
    compared = kernel.fetch(f"SELECT * FROM {learning.LEARNING_STAGE.name}_compared ORDER BY identity, person")
    return learn_model(compared, persons)


def link_repaired(kernel: Kernel, linkage: Linkage, model: Model) -> None:
    """Link identities whose damaged ID is one slip from a valid one, and whose name agrees."""
    kernel.run(slips.VALID_ID_STEPS)
    damaged = kernel.fetch(slips.DAMAGED_SQL)["raw"].combine_chunks()
    areas = kernel.fetch(slips.KNOWN_AREAS_SQL)["area"].combine_chunks()
    kernel.register("link_repairs", repair_ids(damaged, areas))
    kernel.run(slips.REPAIR_STEPS)
    _decide(kernel, REPAIR_STAGE, linkage, model)


def link_scored(kernel: Kernel, linkage: Linkage, model: Model) -> dict[str, int]:
    """Score what is left against persons that share a block; gives the counts of the blocking passes."""
    kernel.run(blocking.RESIDUE_STEPS)
    kernel.run(blocking.blocking_steps(linkage.largest_block))
    kernel.run([SqlStep(SCORED_STAGE.pairs, _SCORED_PAIRS_SQL)])
    _decide(kernel, SCORED_STAGE, linkage, model)
    counts: dict[str, int] = {}
    for row in kernel.fetch(*blocking.block_counts_sql(linkage.largest_block)).to_pylist():
        name = f"block_{row['pass']}_{row['measure']}"
        counts[name] = counts.get(name, 0) + int(row["number"])
    return counts


def find_candidates(kernel: Kernel, linkage: Linkage) -> None:
    """Find every person that a record which is linked to nobody could be."""
    kernel.run(candidates.EVIDENCE_STEPS)
    wanted = kernel.fetch(candidates.WANTED_NAMES_SQL)["person_name"].combine_chunks()
    known = kernel.fetch(candidates.KNOWN_NAMES_SQL)["person_name"].combine_chunks()
    kernel.register("link_compatible_names", compatible_names(wanted, known))
    kernel.run(candidates.candidate_steps(linkage))


def _columns(paths: Sequence[Path]) -> frozenset[str]:
    """Give the columns that all files of a table have."""
    names = [frozenset(pq.read_schema(path).names) for path in paths]
    return frozenset.intersection(*names) if names else frozenset()


def _decide(kernel: Kernel, stage: Stage, linkage: Linkage, model: Model) -> None:
    """Compare the pairs of a stage, weigh them, and make the best of them links."""
    _compare(kernel, stage)
    compared = kernel.fetch(f"SELECT * FROM {stage.name}_compared ORDER BY identity, person")
    kernel.register(f"{stage.name}_weighed", weigh_pairs(compared, model))
    kernel.run(resolve.resolve_steps(stage.name, linkage))
    kernel.run([resolve.settle_step(stage.name)])


def _compare(kernel: Kernel, stage: Stage) -> None:
    kernel.register(f"{stage.name}_name_levels", compare_names(kernel.fetch(name_pairs_sql(stage))))
    kernel.run(comparison_steps(stage))
