"""Compare the rows of two nights as they were laid out: of whom they differ, and where those of all others stand now.

A file that is delivered again has other record numbers from the first row on that is new. Rows of persons that are the
same, in the same order, are matched one after the other; where they are in another order, nothing is matched at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from matcher.evaluate.laying_out import Laid
from matcher.evaluate.views import IS_CORE, PERSONS_NAME
from matcher.storage.parquet import open_table

_PIECE_ROWS: Final = 1_000_000
_NOWHERE: Final = -1
_POSITION: Final = "record_id"

Positions = npt.NDArray[np.int64]
Digests = npt.NDArray[np.uint64]


class Moved:
    """Where records of an earlier night stand now: asked for some of them before, answered when rows are compared."""

    def __init__(self, records: Iterable[pa.ChunkedArray | pa.Array]) -> None:
        """Ask for the records of some columns."""
        columns = [np.zeros(0, np.int64), *(column.to_numpy(zero_copy_only=False) for column in records)]
        self._old: Positions = np.unique(np.concatenate(columns).astype(np.int64))
        self._new: Positions = np.full(len(self._old), _NOWHERE, np.int64)

    def tell(self, old: Positions, new: Positions) -> None:
        """Say where some records stand, by growing old numbers."""
        if not len(old):
            return
        places = np.minimum(np.searchsorted(old, self._old), len(old) - 1)
        known = old[places] == self._old
        self._new[known] = new[places[known]]

    def column(self, records: pa.ChunkedArray | pa.Array) -> pa.Array:
        """Give the numbers that records have now; -1: the record is of a person whose rows differ."""
        asked = records.to_numpy(zero_copy_only=False).astype(np.int64)
        return pa.array(self._new[np.searchsorted(self._old, asked)])

    def rows(self, table: pa.Table, *names: str) -> pa.Table:
        """Give a table with the numbers that its records have now."""
        for name in names:
            table = table.set_column(table.column_names.index(name), name, self.column(table[name]))
        return table

    @classmethod
    def is_nowhere(cls, table: pa.Table, *names: str) -> bool:
        """Tell whether a record of a table is of a person whose rows differ."""
        return any((table[name].to_numpy() == _NOWHERE).any() for name in names)


@dataclass(frozen=True)
class _Rows:
    """The rows of one table and bucket: whose each is, its digest, its number."""

    persons: Digests
    digests: Digests
    positions: Positions

    @classmethod
    def read(cls, laid: Laid, table: str, bucket: int) -> Self:
        names = laid.schemas[table].names
        parts: list[tuple[Digests, Digests, Positions]] = []
        for path in laid.paths(table, bucket):
            for batch in open_table(path).iter_batches(_PIECE_ROWS, columns=[*names]):
                rows = pl.DataFrame(pl.from_arrow(pa.Table.from_batches([batch])))
                digests = rows.drop(_POSITION, IS_CORE).hash_rows().to_numpy()
                parts.append((rows["person_id"].to_numpy(), digests, rows[_POSITION].to_numpy()))
        empty = (np.zeros(0, np.uint64), np.zeros(0, np.uint64), np.zeros(0, np.int64))
        persons, digests, positions = (np.concatenate(part) for part in zip(empty, *parts, strict=True))
        order = np.argsort(positions, kind="stable")  # pieces are laid out in no order of their own
        return cls(persons[order], digests[order], positions[order])

    def without(self, persons: pl.Series) -> Self:
        """Give the rows of others."""
        kept = ~pl.Series(self.persons).is_in(persons.implode()).to_numpy()
        return type(self)(self.persons[kept], self.digests[kept], self.positions[kept])

    def says_the_same(self, other: Self) -> bool:
        """Tell whether two tables have the same rows in the same order."""
        return np.array_equal(self.persons, other.persons) and np.array_equal(self.digests, other.digests)


def differing_persons(old: Laid, new: Laid, moved: Moved) -> pl.Series | None:
    """Find the persons whose rows differ.

    Args:
        old: What was laid out of an earlier night, with the columns, keys and number of buckets of the new one.
        new: What was laid out now; of neither are visitors looked at.
        moved: Told where the records of all others stand now.

    Returns:
        Their keys, each once; None: rows of others are in another order than before.
    """
    differing = [pl.Series([], dtype=pl.UInt64)]
    for bucket in range(new.buckets):
        tables = {
            table: (_Rows.read(old, table, bucket), _Rows.read(new, table, bucket)) for table in sorted(new.schemas)
        }
        found = pl.concat([_of_whom(*pair) for pair in tables.values()]).unique()
        if not _match(tables, found, moved):
            return None
        differing.append(found)
    return pl.concat(differing).unique()


def unlike(old: pl.DataFrame, new: pl.DataFrame, whose: str) -> pl.Series:
    """Give the persons whose rows of a small table differ, in whatever order these are."""
    sides = [
        _Rows(table[whose].to_numpy(), table.hash_rows().to_numpy(), np.zeros(len(table), np.int64))
        for table in (old, new)
    ]
    return _of_whom(*sides)


def _of_whom(old: _Rows, new: _Rows) -> pl.Series:
    """Give the persons whose rows are not the same: the digests of each are added up, of both nights against another.

    That sums of 64 bits agree by chance happens to one person in many billions.
    """
    if old.says_the_same(new):
        return pl.Series([], dtype=pl.UInt64)
    signed = pl.DataFrame(
        {
            "person": np.concatenate([old.persons, new.persons]),
            "digest": np.concatenate([old.digests, np.uint64(0) - new.digests]),
            # Two rows more on one side and none on the other are seen even where their digests are nothing.
            "rows": np.repeat(np.array([1, -1], np.int32), [len(old.persons), len(new.persons)]),
        }
    )
    sums = signed.group_by("person").agg(pl.col("digest").sum(), pl.col("rows").sum())
    return sums.filter((pl.col("digest") != 0) | (pl.col("rows") != 0))["person"]


def _match(tables: Mapping[str, tuple[_Rows, _Rows]], differing: pl.Series, moved: Moved) -> bool:
    """Match the rows of all others, and say where their records stand; tell whether they are in the same order."""
    for table, (old, new) in tables.items():
        old_rest, new_rest = old.without(differing), new.without(differing)
        if not old_rest.says_the_same(new_rest):
            return False
        if table == PERSONS_NAME:
            moved.tell(old_rest.positions, new_rest.positions)
    return True
