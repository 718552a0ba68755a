"""Open the ledger's database, bring its tables up to date, run transactions. Talks to the database named by the URL."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, make_url, select, text, update
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    MultipleResultsFound,
    NoResultFound,
    NoSuchModuleError,
    OperationalError,
)

from matcher.errors import Fault, MatcherError, UsageError
from matcher.ledger.faults import as_told, error_of
from matcher.ledger.migrations import migrate
from matcher.ledger.schema import METADATA, SCHEMA_VERSION, schema_version
from matcher.storage.write_points import write_point

_BUSY_SECONDS = 60
"""How long a transaction waits for another one of another process."""

_ONE_WRITER: Final = 0x6D617463  # "matc": the number under which PostgreSQL keeps the lock of those who write


def open_database(url: str) -> Engine:
    """Open the database and bring its tables up to date.

    Raises:
        UsageError: The URL, or the file behind it, is no ledger, or a newer program wrote it.
        TryAgainError: It cannot be reached or written now.
    """
    try:
        address = make_url(url)
        if address.drivername in {"postgresql", "postgres"}:
            address = address.set(drivername="postgresql+psycopg")
        engine = create_engine(address, hide_parameters=True)
    except ModuleNotFoundError as error:
        mend = "install matcher with its extra `postgresql`"
        what = "the part that talks to PostgreSQL is not installed"
        raise UsageError(Fault(what, address.render_as_string(hide_password=True), mend)) from error
    except (ArgumentError, NoSuchModuleError) as error:
        mend = "write it like sqlite:///workspace/ledger.sqlite or postgresql://user@host/database"
        # What cannot be taken apart is not shown: a password may stand anywhere in it.
        raise UsageError(
            Fault("the ledger's address is no database URL that can be used", "ledger.url", mend)
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _prepare_postgresql)
    try:
        with writing(engine) as connection:
            _bring_up_to_date(connection, place_of(engine))
    except MatcherError:
        engine.dispose()
        raise
    return engine


def is_there(url: str) -> bool:
    """Tell whether a ledger's file is there, which opening it would make.

    A database on a server is taken to be there, and so is what is no address: opening it tells.
    """
    try:
        address = make_url(url)
    except ArgumentError:
        return True
    return address.get_backend_name() != "sqlite" or Path(address.database or "").is_file()


def place_of(engine: Engine) -> str:
    """Say where the ledger is, without a password."""
    if engine.dialect.name == "sqlite" and engine.url.database:
        return engine.url.database
    return engine.url.render_as_string(hide_password=True)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the ledger."""
    with _said_plainly(engine), engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection that alone may write until it is left; everything in it is kept, or nothing."""
    with _said_plainly(engine), engine.connect() as connection:
        alone = connection.execution_options(ledger_writes=True)
        with alone.begin():
            if engine.dialect.name != "sqlite":  # held until the transaction ends, before there are tables too
                alone.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ONE_WRITER})
            yield alone
            write_point("commit", place_of(engine))


@contextmanager
def _said_plainly(engine: Engine) -> Iterator[None]:
    """Turn what the database says into errors that a person can mend; never with values of rows."""
    try:
        yield
    except DatabaseError as error:
        raise error_of(error, place_of(engine)) from None
    except (NoResultFound, MultipleResultsFound, JSONDecodeError):  # every ledger that we wrote has what was asked for
        raise as_told("damaged", place_of(engine)) from None


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Set up a connection: the driver leaves transactions to us, writers wait, a commit is on disk."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _prepare_postgresql(connection: Any, _record: object) -> None:
    """Set up a connection: a writer that waits too long for another gives up, as with SQLite."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {_BUSY_SECONDS * 1000}")
    connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later could not be completed if another wrote in between.
    if not connection.get_execution_options().get("ledger_writes", False):
        connection.exec_driver_sql("BEGIN")
        return
    # SQLite looks ever more rarely the longer it waits: of many writers the last would wait for minutes. Here all look
    # equally often, each at a moment of its own.
    connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except OperationalError:
            if time.monotonic() >= deadline:
                raise
            time.sleep(random.uniform(0.0005, 0.008))  # noqa: S311  # leaves no trace in what is written
        else:
            break
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")


def _bring_up_to_date(connection: Connection, place: str) -> None:
    names = inspect(connection).get_table_names()
    if not names:
        METADATA.create_all(connection)
        connection.execute(insert(schema_version).values(version=SCHEMA_VERSION))
        return
    if schema_version.name not in names:
        what = "the database holds other tables and is no ledger (数据库中有其他表，不是台账)"
        raise UsageError(Fault(what, place, "name another file or an empty database (请指定其他文件或空数据库)"))
    version = connection.execute(select(schema_version.c.version)).scalar_one()
    if version > SCHEMA_VERSION:
        versions = f"(tables of version {version}, known {SCHEMA_VERSION})"
        what = f"the ledger was written by a newer matcher {versions} (台账由更新版本的 matcher 写成)"
        mend = "use that version of matcher, or a newer one (请使用该版本或更新的版本)"
        raise UsageError(Fault(what, place, mend))
    if version < SCHEMA_VERSION:
        migrate(connection, version)
        connection.execute(update(schema_version).values(version=SCHEMA_VERSION))
