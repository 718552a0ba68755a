"""Prepare the ground of a run: what all rules read of the records, laid out, and one bucket of it open at a time.

Runs SQL, and reads and writes the files that matcher.evaluate.laying_out tells of.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from matcher.config.model import ModelTable
from matcher.config.rule import ANY_RECORD
from matcher.engine.base import SqlStep
from matcher.engine.kernel import Kernel, KernelError
from matcher.evaluate.book import Records, Trial
from matcher.evaluate.buckets import buckets_by_household, members_piece_sql
from matcher.evaluate.in_use import InUse, any_record_step, bucket_steps, in_use
from matcher.evaluate.laying_out import BucketsOf, Laid, Selection, lay_out, register_files, register_links
from matcher.evaluate.linked_rows import LinkedRows
from matcher.evaluate.plan import RulePlan
from matcher.evaluate.relations import RELATIONS, unnamed_name, wide_relations, wide_steps
from matcher.evaluate.views import (
    CANDIDATES_NAME,
    LARGE_HOUSEHOLDS,
    LINKS_NAME,
    PERSONS_NAME,
    PIECE,
    SHARED_STATUS,
    common_statuses_step,
    laid_name,
    large_households_step,
    model_name,
    person_key,
    shared_key_sql,
    sources_step,
    view_name,
)
from matcher.evaluate.visitors import lay_visitors
from matcher.storage.parquet import open_table
from matcher.tables import CANDIDATES, model_schema

_MEMBERS: Final = "household_member"
_GIVEN_CANDIDATES: Final = "evaluate_given_candidates"
_ROWS_OF_A_BUCKET: Final = 8_000_000
_SALTS: Final = 8
"""Keys of 64 bits: two of 25 million persons share one in one run of sixty thousand."""


@dataclass
class Ground:
    """What was prepared."""

    use: InUse
    laid: Laid
    opened: int | None = None
    """The bucket whose views the kernel has."""

    def empty_tables(self) -> frozenset[str]:
        """Give the tables without a row in the bucket that is open."""
        return self.laid.empty_tables(self.opened or 0)

    def look_at_all(self, tables: Collection[str], kernel: Kernel) -> None:
        """Make tables readable as they were laid out, all buckets at once."""
        for table in tables:
            kernel.register_parquet(laid_name(table), self.laid.paths(table), self.laid.schemas[table])


def prepare(
    records: Records,
    plans: Sequence[RulePlan],
    *,
    model: Mapping[str, ModelTable],
    trial: Trial,
    kernel: Kernel,
) -> Ground:
    """Lay out what rules read, pair kin and find who shares accounts.

    Raises:
        KernelError: A step failed.
    """
    register_files(records.files, kernel)
    kernel.run([sources_step()])
    schemas = {name: model_schema(table).schema for name, table in model.items()}
    use = in_use(plans)
    is_asked_of_all = SHARED_STATUS in use.columns.get(ANY_RECORD, ())
    read = set(schemas) if is_asked_of_all else {*records.tables, *use.columns}
    for name in (name for name in schemas if name in read):
        kernel.register_parquet(model_name(name), records.tables.get(name, ()), schemas[name])
    persons = register_links(records.persons, kernel)
    if is_asked_of_all:
        kernel.run([common_statuses_step(schemas)])
    linked = LinkedRows(persons, records.tables, kernel)
    rows = open_table(persons).metadata.num_rows
    count = trial.buckets or min(255, 1 + rows // _ROWS_OF_A_BUCKET)
    salt = _salt(kernel)
    folder = kernel.folder / "laid"
    shutil.rmtree(folder, ignore_errors=True)  # of an earlier judging on this kernel
    folder.mkdir(mode=0o700)
    laid = Laid(folder, count, salt, _bucket_of(records, linked, count, salt, kernel))
    lay_out(
        records, Selection(use.columns, any_record_step(plans, use, salt), schemas, trial.region), linked, laid, kernel
    )
    ground = Ground(use, laid)
    _look_wide(records, ground, kernel)
    return ground


def open_bucket(ground: Ground, bucket: int, kernel: Kernel, *, only: Collection[str] | None = None) -> None:
    """Make the views of one bucket, in place of those of another.

    Args:
        ground: What was prepared.
        bucket: The bucket.
        kernel: Where.
        only: Tables that are needed; none: all, with persons and households. Where there is one bucket, all are made.
    """
    if ground.opened == bucket:
        return
    laid = ground.laid
    is_whole = only is None or laid.buckets == 1
    use = ground.use
    if not is_whole:
        use = InUse({table: names for table, names in use.columns.items() if table in (only or ())})
    for table in (*use.columns, PERSONS_NAME):
        kernel.register_parquet(laid_name(table), laid.paths(table, bucket), laid.schemas[table])
    kernel.run(bucket_steps(use, with_persons=is_whole))
    ground.opened = bucket if is_whole else None


def close_bucket(ground: Ground, kernel: Kernel) -> None:
    """Let the rows of the bucket that is open go, for their memory."""
    kernel.drop(step.name for step in bucket_steps(ground.use, with_persons=True))
    ground.opened = None


def paired_names(use: InUse) -> list[str]:
    """Give the names of the tables that reach beyond households: what is judged reads them beside a bucket."""
    names = [relation.pairs for relation in wide_relations(use.relations)]
    names += [unnamed_name(of) for of in sorted(use.unnamed)]
    names += [LARGE_HOUSEHOLDS] if use.has_members else []
    return [*names, CANDIDATES_NAME]


def _bucket_of(records: Records, linked: LinkedRows, buckets: int, salt: int, kernel: Kernel) -> BucketsOf | None:
    """Give the function that tells buckets; None where there is one."""
    if buckets == 1:
        return None
    columns = ("record_id", "kind", "source", "household_key")

    def members() -> Iterator[pa.Table]:
        for path in records.tables.get(_MEMBERS, ()):
            for piece in linked.pieces(path, columns):
                kernel.register(PIECE, piece)
                yield kernel.fetch(members_piece_sql(salt))
                kernel.forget([PIECE])

    return buckets_by_household(members(), buckets)


def _salt(kernel: Kernel) -> int:
    """Choose the keys of persons: the first by which no two of them are one."""
    for salt in range(0, 2 * _SALTS, 2):
        if not kernel.fetch(shared_key_sql(salt)).num_rows:
            return salt
    raise KernelError("no keys were found that tell all persons apart")


def _look_wide(records: Records, ground: Ground, kernel: Kernel) -> None:
    """Pair those who are looked up beyond households, and lay their rows out where they are looked up."""
    use, laid = ground.use, ground.laid
    relations = wide_relations(use.relations)
    tables = {origin.table for relation in relations for origin in relation.origins}
    tables |= {ANY_RECORD} if RELATIONS["account"] in relations else set()
    tables |= {_MEMBERS} if use.has_members else set()
    ground.look_at_all(tables, kernel)
    names = [view_name(table) for table in sorted(tables)]
    kernel.drop(names)  # of an earlier judging on this kernel
    kernel.define(SqlStep(view_name(table), f"SELECT * FROM {laid_name(table)}") for table in sorted(tables))
    if use.has_members:
        kernel.run([large_households_step(view_name(_MEMBERS))])
    kernel.run(wide_steps(use.relations, use.unnamed, laid.salt))
    kernel.undefine(names)
    _read_candidates(records, laid.salt, kernel)
    if laid.bucket_of is not None:
        lay_visitors(relations, laid, laid.bucket_of, kernel)


def _read_candidates(records: Records, salt: int, kernel: Kernel) -> None:
    """Number the records that could be someone's, and their persons."""
    kernel.register(_GIVEN_CANDIDATES, CANDIDATES.require(records.candidates))
    sql = f"""SELECT
    link.position AS record_id,
    {person_key("candidate.person_id", salt)} AS person_id,
    {person_key("link.person_id", salt)} AS record_person_id,
    candidate.match_weight
FROM {_GIVEN_CANDIDATES} AS candidate
JOIN {LINKS_NAME} AS link ON link.record_id = candidate.record_id"""
    kernel.run([SqlStep(CANDIDATES_NAME, sql)])
    kernel.forget([_GIVEN_CANDIDATES])
