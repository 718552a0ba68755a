"""The model tables of a published run in a kernel: rows with the person that each is of, chosen by a condition.

A condition is an expression of rules (docs/rules.md) over one model table; `as_of` is the run's day, `trial_month` the
month that is asked about.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import polars as pl
import pyarrow as pa

from matcher.engine.base import SqlStep, quote_identifier
from matcher.engine.kernel import Kernel
from matcher.evaluate.expression import Expression
from matcher.evaluate.laying_out import register_files, register_links
from matcher.evaluate.linked_rows import linked_sql
from matcher.evaluate.net import NET_BY, net_name, net_step
from matcher.evaluate.views import (
    IS_CORE,
    LINKS_NAME,
    PIECE,
    laid_name,
    model_name,
    piece_sql,
    view_name,
    view_step,
)
from matcher.published import PublishedRun
from matcher.storage.encryption import file_key, vault_of
from matcher.storage.parquet import read_schema

_WANTED: Final = "wanted_persons"
_EVERYWHERE: Final = "0"
"""Region of rows that name no place: conditions of systems know no regions."""


class RunTables:
    """Reads the model tables of one run; closed on leaving the `with` block."""

    def __init__(self, run: PublishedRun, snapshots: Path, *, threads: int = 2) -> None:
        """Open a run's tables.

        Args:
            run: The run.
            snapshots: Folder of the snapshots that it was made from.
            threads: Threads; what is read does not depend on them.
        """
        self.run = run
        self.paths: dict[str, list[Path]] = {}
        """Parquet files by model table, in the order of the run's files."""
        for folder in dict.fromkeys(snapshots / file.snapshot for file in run.record.files):
            for path in sorted(folder.glob("*.parquet")):
                self.paths.setdefault(path.stem, []).append(path)
        self._kernel = Kernel(
            folders=[snapshots], threads=threads, file_key=file_key, encrypted=bool(vault_of(snapshots))
        )
        register_links(run.tables["persons"], self._kernel)
        register_files(run.tables["files"], self._kernel)
        self._known: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._kernel.__exit__(kind, error, trace)

    def has(self, table: str) -> bool:
        """Whether a file of the run fills a model table: of one that none fills, nothing can be said."""
        return table in self.paths

    def rows(
        self,
        table: str,
        columns: Sequence[str],
        where: Expression | None = None,
        month: int | None = None,
        persons: Collection[str] | None = None,
    ) -> pl.DataFrame:
        """Give the rows of a model table that fit a condition.

        Args:
            table: Model table.
            columns: Columns beside `person_id` and `record_id`; `household_key` is told apart by source.
            where: Which rows; none: all.
            month: What `trial_month` means; none: the run's last month.
            persons: Whose rows; none: everybody's.

        Returns:
            In a total order; none where no file of the run fills the table.
        """
        names = ["person_id", "record_id", *columns]
        if not self.has(table):
            return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
        used = {column for _, column in where.columns} if where else set()
        self._view(table, {*columns, *used, "source"})
        condition, values = "TRUE", dict[str, object]()
        if where:
            condition = where.sql([table])
            last = self.run.record.as_of.year * 12 + self.run.record.as_of.month - 1
            values = {"as_of": self.run.record.as_of} if "as_of" in where.values else {}
            values |= {"trial_month": last if month is None else month} if where.uses_month else {}
        if persons is not None:
            self._kernel.register(_WANTED, pa.table({"person_id": pa.array(sorted(persons), pa.string())}))
            condition = f"({condition}) AND link.person_id IN (SELECT person_id FROM {_WANTED})"
        listed = ", ".join(_written(table, name) for name in names)
        trial = "(SELECT CAST($trial_month AS INTEGER) AS trial_month)" if "trial_month" in values else "(SELECT 1)"
        sql = f"""SELECT {listed}
FROM {quote_identifier(view_name(table))} AS {quote_identifier(table)}
JOIN {LINKS_NAME} AS link ON link.position = {quote_identifier(table)}.record_id, {trial} AS trial
WHERE ({condition})
ORDER BY link.person_id, link.record_id"""
        return pl.DataFrame(self._kernel.fetch(sql, values))

    def _view(self, table: str, columns: set[str]) -> None:
        if table not in self._known:
            self._known.add(table)
            schema = read_schema(self.paths[table][0])
            self._kernel.register_parquet(model_name(table), self.paths[table], pa.schema(schema))
        piece = linked_sql(quote_identifier(model_name(table)))
        laid = f"SELECT *, TRUE AS {IS_CORE} FROM ({piece_sql(table, columns, 0)})"
        steps = [SqlStep(PIECE, piece), SqlStep(laid_name(table), laid, {"region": _EVERYWHERE})]
        if table in NET_BY and "month_net_cny" in columns and net_name(table) not in self._known:
            self._known.add(net_name(table))
            steps.append(net_step(table, laid_name(table)))
        self._kernel.run([*steps, view_step(table, columns)])


def _written(table: str, name: str) -> str:
    if name in ("person_id", "record_id"):
        return f"link.{name}"
    column = f"{quote_identifier(table)}.{quote_identifier(name)}"
    if name != "household_key":
        return f"{column} AS {quote_identifier(name)}"
    # Two offices may count their households alike.
    return f"{quote_identifier(table)}.source || ' ' || {column} AS household_key"
