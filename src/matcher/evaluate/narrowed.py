"""The ground of a few persons: their rows of what was laid out, and those of whom they look up, as one bucket."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from matcher.engine.base import SqlStep
from matcher.engine.kernel import Kernel
from matcher.evaluate.in_use import InUse
from matcher.evaluate.laying_out import Laid
from matcher.evaluate.preparing import Ground
from matcher.evaluate.reach import Night, among, looked_up
from matcher.evaluate.views import IS_CORE
from matcher.storage.parquet import put_table, read_frame, scan_tables

_PERSON: Final = "person_id"
_GIVEN: Final = "evaluate_given_pairs"


def narrowed(night: Night, persons: pl.Series, use: InUse, folder: Path) -> Ground:
    """Lay the rows of some persons out by themselves.

    Args:
        night: What was laid out of everybody.
        persons: Who is judged; households are whole.
        use: What rules use.
        folder: Where the rows go; it is not there yet.
    """
    folder.mkdir(mode=0o700)
    visitors = looked_up(persons, night)
    wanted = pl.concat(
        [
            pl.DataFrame({_PERSON: persons}).with_columns(pl.lit(value=True).alias(IS_CORE)),
            pl.DataFrame({_PERSON: visitors}).with_columns(pl.lit(value=False).alias(IS_CORE)),
        ]
    )
    laid = Laid(folder, 1, night.laid.salt, None, night.laid.schemas)
    for table, schema in night.laid.schemas.items():
        for bucket in range(night.laid.buckets):
            paths = night.laid.paths(table, bucket)
            if not paths:
                continue
            theirs = scan_tables(paths, parallel="prefiltered").filter(among(_PERSON, wanted[_PERSON]))
            rows = theirs.collect().drop(IS_CORE).join(wanted, on=_PERSON, maintain_order="left")
            if rows.is_empty():
                continue
            path = folder / f"core-{table}-{bucket}.parquet"
            put_table(rows.select(schema.names).to_arrow(), path, compression="lz4")
            laid.files.setdefault((table, 0), []).append(path)
    return Ground(use, laid)


def bring_back(night: Night, kernel: Kernel) -> None:
    """Give the kernel the pairs of an earlier night in place of those that it has."""
    for name, path in night.paired.items():
        kernel.register(_GIVEN, read_frame(path).to_arrow())
        kernel.make(SqlStep(name, f"SELECT * FROM {_GIVEN}"))
    kernel.forget([_GIVEN])
