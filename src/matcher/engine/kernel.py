"""A kernel: hardened DuckDB over Arrow tables and Parquet files, in process. The only module that knows DuckDB.

Nothing is fetched, no extension is loaded, and no file outside the folders that it was given can be read. What it puts
aside when memory is short holds personal data: it lies in a folder of its own, for the owner alone, and goes with it.
Results that are published are fetched with an explicit order, so that threads cannot change them.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Literal, Self, TypeVar

import duckdb
import pyarrow as pa

from matcher.engine.base import SqlStep, quote_identifier
from matcher.engine.encrypted_files import FileKey, no_key, parts_by_key
from matcher.errors import Fault, TryAgainError

Item = TypeVar("Item")
Result = TypeVar("Result")

_HARDENED = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    "python_enable_replacements": "false",
    "preserve_insertion_order": "false",
    "allocator_background_threads": "true",  # gives memory back that tables had: gigabytes of a province
}


_BATCH = 200_000
"""Rows of a batch that is given at a time."""
_SAID_OF_DISKS = ("No space left on device", "Disk quota exceeded", "Input/output error", "Read-only file system")


class KernelError(RuntimeError):
    """A step failed: a fault of the program. The message names the step and holds its SQL, never a bound value."""


class Connection:
    """One connection to the tables of a kernel: what runs on it leaves tables, what is fetched comes as Arrow."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        *,
        keeps: Literal["TABLE", "TEMP TABLE"] = "TABLE",
        file_key: FileKey = no_key,
    ) -> None:
        """Take an open connection.

        Args:
            connection: The connection.
            keeps: `TEMP TABLE`: what steps leave is seen on this connection alone.
            file_key: Gives the keys of encrypted files.
        """
        self._connection = connection
        self._keeps = keeps
        self._file_key = file_key
        self._registered: dict[str, pa.Table] = {}

    def register(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table readable under a name (replaces an earlier one)."""
        self._connection.register(name, table)
        self._registered[name] = table

    def forget(self, names: Iterable[str]) -> None:
        """Let Arrow tables go that were registered under some names."""
        for name in names:
            self._connection.unregister(name)
            self._registered.pop(name, None)

    def register_parquet(
        self, name: str, paths: Sequence[Path], schema: pa.Schema, *, row_number: str | None = None
    ) -> None:
        """Make Parquet files readable as one table; without files it is empty, in the shape of `schema`.

        Args:
            name: Name to read it by.
            paths: Files.
            schema: Columns to read.
            row_number: Name of a further column, the number of each row in its file, from 0; none: no such column.
        """
        if not paths:
            number = [pa.field(row_number, pa.int64())] if row_number else []
            self.register(name, pa.schema([*schema, *number]).empty_table())
            return
        if name in self._registered:  # it would hide the files
            self.forget([name])
        columns = ", ".join(quote_identifier(column) for column in schema.names)
        numbered = f", file_row_number AS {quote_identifier(row_number)}" if row_number else ""
        option = ", file_row_number = true" if row_number else ""
        parts = [
            f"SELECT {columns}{numbered} FROM read_parquet([{files}]{option}{encrypted}){barrier}"
            for files, encrypted, barrier in parts_by_key(paths, self._file_key, self._connection)
        ]
        self._connection.execute(
            f"CREATE OR REPLACE VIEW {quote_identifier(name)} AS {' UNION ALL '.join(f'({part})' for part in parts)}"
        )

    def undefine(self, names: Iterable[str]) -> None:
        """Take names away that were given to Parquet files or SELECTs; what was registered in memory goes as well."""
        for name in names:
            if name in self._registered:
                self.forget([name])
            else:
                self._execute(name, f"DROP VIEW IF EXISTS {quote_identifier(name)}", {})

    def run(self, steps: Iterable[SqlStep]) -> None:
        """Run steps in order; each leaves a table of its name.

        Raises:
            KernelError: A step failed.
            TryAgainError: Memory, or the disk that it spills to, did not suffice.
        """
        for step in steps:
            self.make(step)

    def make(self, step: SqlStep) -> int:
        """Run one step, which leaves a table of its name, and give the number of its rows.

        Raises:
            KernelError: The step failed.
            TryAgainError: Memory, or the disk that it spills to, did not suffice.
        """
        sql = f"CREATE OR REPLACE {self._keeps} {quote_identifier(step.name)} AS {step.sql}"
        counted = self._execute(step.name, sql, step.values).fetchone()
        return int(counted[0]) if counted else 0

    def define(self, steps: Iterable[SqlStep]) -> None:
        """Give SELECTs names without running them: what reads a view reads what lies behind it, each time again."""
        for step in steps:
            self._execute(step.name, f"CREATE OR REPLACE VIEW {quote_identifier(step.name)} AS {step.sql}", {})

    def remove(self, name: str, matching: str, column: str) -> None:
        """Take the rows out of a table whose value in one column is among those of another table."""
        table, other, key = (quote_identifier(text) for text in (name, matching, column))
        self._execute(name, f"DELETE FROM {table} USING {other} WHERE {table}.{key} = {other}.{key}", {})

    def drop(self, names: Iterable[str]) -> None:
        """Let tables go that nothing reads any more, for their memory."""
        for name in names:
            self._execute(name, f"DROP TABLE IF EXISTS {quote_identifier(name)}", {})

    def fetch(self, sql: str, values: Mapping[str, object] | None = None) -> pa.Table:
        """Run one SELECT and give its rows. Order them in the SELECT wherever the order can be seen."""
        try:
            return self._connection.sql(sql, params=dict(values or {}) or None).to_arrow_table()
        except duckdb.Error as error:
            raise _failure("fetch", sql, error) from None

    def stream(self, sql: str) -> Iterator[pa.RecordBatch]:
        """Run one SELECT and give its rows batch by batch: only what is not asked for yet stays with the kernel."""
        try:
            yield from self._connection.sql(sql).to_arrow_reader(_BATCH)
        except duckdb.Error as error:
            raise _failure("stream", sql, error) from None

    def explain(self, step: SqlStep) -> str:
        """Give the plan of a step, for tests that refuse nested-loop and cross joins."""
        rows = self._execute(step.name, f"EXPLAIN {step.sql}", step.values).fetchall()
        return "\n".join(str(row[1]) for row in rows)

    def _execute(self, name: str, sql: str, values: Mapping[str, object]) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(sql, dict(values) or None)
        except duckdb.Error as error:
            raise _failure(name, sql, error) from None


class Kernel(Connection):
    """One DuckDB connection in memory, closed on leaving the `with` block."""

    def __init__(
        self,
        *,
        folders: Iterable[Path] = (),
        threads: int = 2,
        memory_limit: str | None = None,
        spill_folder: Path | None = None,
        encrypted: bool = False,
        file_key: FileKey = no_key,
    ) -> None:
        """Open a kernel.

        Args:
            folders: Folders below which Parquet files may be read.
            threads: Worker threads; results do not depend on it.
            memory_limit: DuckDB's own limit, for example `4GB`; spills beyond it.
            spill_folder: Where it spills to, in a folder of its own; none: where the system keeps what is temporary.
            encrypted: Whether what it reads is encrypted: then nothing is put aside, which DuckDB does not encrypt
                soundly, and neither joins nor orders pass conditions to readers (see `parts_by_key`).
            file_key: Gives the keys of encrypted files.
        """
        if spill_folder:
            spill_folder.mkdir(mode=0o700, exist_ok=True)
        self._spill = Path(tempfile.mkdtemp(prefix="matcher-", dir=spill_folder))
        config: dict[str, str | bool | int | float | list[str]] = dict(_HARDENED)
        config["threads"] = self._threads = threads
        config["temp_directory"] = "" if encrypted else str(self._spill.resolve())
        if memory_limit:
            config["memory_limit"] = memory_limit
        super().__init__(duckdb.connect(":memory:", config=config), file_key=file_key)
        allowed = ", ".join(
            "'" + str(Path(folder).resolve()).replace("'", "''") + "'" for folder in (*folders, self._spill)
        )
        self._connection.execute(f"SET allowed_directories = [{allowed}]")
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET GLOBAL TimeZone = 'UTC'")
        self._connection.execute("SET enable_progress_bar = false")  # it would be drawn into what --json prints
        if encrypted:
            self._connection.execute("SET disabled_optimizers = 'join_filter_pushdown,top_n'")
        self._connection.execute("SET lock_configuration = true")

    @property
    def folder(self) -> Path:
        """The kernel's own folder, for the owner alone; what lies in it goes with the kernel."""
        return self._spill

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
        shutil.rmtree(self._spill, ignore_errors=True)

    def share(self, task: Callable[[Connection, Item], Result], items: Sequence[Item]) -> list[Result]:
        """Do a task for each item, as many at a time as there are threads; results in the order of the items.

        A small query keeps one thread busy at most: several beside each other keep all of them.

        Args:
            task: Given a connection of its own, which reads this kernel's tables; what it leaves, no other sees.
            items: Items.
        """
        if not items:
            return []
        workers = min(self._threads, len(items))
        free = SimpleQueue[Connection]()
        with ExitStack() as stack:
            for _ in range(workers):
                cursor = stack.enter_context(self._connection.cursor())
                side = Connection(cursor, keeps="TEMP TABLE", file_key=self._file_key)
                for name, table in self._registered.items():
                    side.register(name, table)
                free.put(side)
            pool = stack.enter_context(ThreadPoolExecutor(workers, thread_name_prefix="beside"))

            def beside(item: Item) -> Result:
                side = free.get()
                try:
                    return task(side, item)
                finally:
                    free.put(side)

            return list(pool.map(beside, items))


def _failure(name: str, sql: str, error: duckdb.Error) -> KernelError | TryAgainError:
    is_disk = isinstance(error, duckdb.IOException) and any(words in str(error) for words in _SAID_OF_DISKS)
    if is_disk or isinstance(error, duckdb.OutOfMemoryException):  # the latter also where the spill folder is full
        mend = "give more with --memory, end other programs, or free disk space in the workspace; then try again"
        return TryAgainError(Fault("memory, or the disk that joins spill to, did not suffice", f"step '{name}'", mend))
    # DuckDB quotes data in conversion errors: only errors about the statement itself are passed on.
    about_statement = isinstance(error, duckdb.BinderException | duckdb.CatalogException | duckdb.ParserException)
    detail = str(error).splitlines()[0] if about_statement else type(error).__name__
    return KernelError(f"step '{name}' failed: {detail}\n{sql}")
