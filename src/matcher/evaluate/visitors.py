"""Lay rows into further buckets, of persons who are looked up there: kin, who shares a bank account, records in doubt.

A visitor is never judged where it visits. Nothing is left to do where there is one bucket.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pyarrow as pa

from matcher.engine.base import quote_identifier
from matcher.engine.kernel import Kernel
from matcher.evaluate.laying_out import BucketsOf, Laid, Shelf
from matcher.evaluate.relations import HOLDERS, Relation
from matcher.evaluate.views import CANDIDATES_NAME, IS_CORE, laid_name

_VISITORS: Final = "evaluate_visitors"
_CALLED: Final = "evaluate_called"
_SHAPE: Final = pa.schema([("person_id", pa.uint64()), ("bucket", pa.uint8())])

_PAIRED_SQL: Final = "SELECT DISTINCT person_id AS looking, member_id AS person_id FROM {}"
_HOLDERS_SQL: Final = f"""SELECT DISTINCT member_id AS person_id, hash(account) AS account FROM {HOLDERS}"""
_CALLED_SQL: Final = f"""SELECT DISTINCT called.person_id, here.bucket
FROM {_CALLED} AS called
JOIN {_CALLED} AS here ON here.account = called.account
WHERE here.bucket <> called.bucket"""
_DOUBTED_SQL: Final = f"""SELECT DISTINCT person_id AS looking, record_person_id AS person_id FROM {CANDIDATES_NAME}"""


def lay_visitors(relations: Iterable[Relation], laid: Laid, bucket_of: BucketsOf, kernel: Kernel) -> None:
    """Lay the rows of visitors out.

    Args:
        relations: Those that reach beyond households; the kernel has their pairs.
        laid: What is laid out; told of the further files.
        bucket_of: Gives the bucket of persons.
        kernel: Has the pairs and the candidates.
    """
    found = [_SHAPE.empty_table()]
    for relation in relations:
        if relation.pairs == HOLDERS:
            found.append(_sharing_an_account(bucket_of, kernel))
        else:
            found.append(_looked_up(kernel.fetch(_PAIRED_SQL.format(relation.pairs)), bucket_of))
    visitors = pa.concat_tables(found).group_by(["person_id", "bucket"]).aggregate([])
    doubted = _doubted(visitors, bucket_of, kernel)
    kernel.register(_VISITORS, pa.concat_tables([visitors, doubted]).group_by(["person_id", "bucket"]).aggregate([]))
    at_home = {place: list(paths) for place, paths in laid.files.items()}
    with Shelf(laid, "visiting", is_core=False) as shelf:
        for table, schema in list(laid.schemas.items()):
            for bucket in range(laid.buckets):
                kernel.register_parquet(laid_name(table), at_home.get((table, bucket), ()), schema)
                rows = kernel.fetch(f"""SELECT laid.* EXCLUDE ({IS_CORE}), visitor.bucket AS visited
FROM {quote_identifier(laid_name(table))} AS laid
JOIN {_VISITORS} AS visitor ON visitor.person_id = laid.person_id""")
                shelf.put(table, rows.drop_columns(["visited"]), rows["visited"].to_numpy())
    kernel.forget([_VISITORS])


def _looked_up(pairs: pa.Table, bucket_of: BucketsOf) -> pa.Table:
    """Give who is looked up from another bucket, and from which."""
    looking, persons = pairs["looking"].to_numpy(), pairs["person_id"].to_numpy()
    here = bucket_of(looking)
    away = here != bucket_of(persons)
    return pa.table([pa.array(persons[away]), pa.array(here[away])], schema=_SHAPE)


def _sharing_an_account(bucket_of: BucketsOf, kernel: Kernel) -> pa.Table:
    holders = kernel.fetch(_HOLDERS_SQL)
    kernel.register(_CALLED, holders.append_column("bucket", pa.array(bucket_of(holders["person_id"].to_numpy()))))
    try:
        return kernel.fetch(_CALLED_SQL).cast(_SHAPE)
    finally:
        kernel.forget([_CALLED])


def _doubted(visitors: pa.Table, bucket_of: BucketsOf, kernel: Kernel) -> pa.Table:
    """Give whose records could be someone's, with each bucket in which that someone is looked up."""
    doubted = kernel.fetch(_DOUBTED_SQL)
    if not len(doubted):
        return _SHAPE.empty_table()
    at_home = doubted.append_column("bucket", pa.array(bucket_of(doubted["looking"].to_numpy())))
    visiting = visitors.rename_columns(["looking", "bucket"]).join(doubted, keys=["looking"], join_type="inner")
    both = pa.concat_tables([at_home.select(["person_id", "bucket"]), visiting.select(["person_id", "bucket"])])
    away = bucket_of(both["person_id"].to_numpy()) != both["bucket"].to_numpy()
    return both.filter(pa.array(away)).cast(_SHAPE)
