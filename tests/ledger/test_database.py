"""The ledger's database under bad luck: crashes, other writers, other files."""

import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context

import pytest

from matcher.errors import TryAgainError, UsageError
from matcher.ledger import book, database, open_ledger
from matcher.ledger.chain import chained
from matcher.ledger.schema import SCHEMA_VERSION
from tests.ledger.made_up_findings import counts, record

KILLED_WHILE_WRITING = """
import os, signal, sys
from sqlalchemy import Engine, event
from tests.ledger.made_up_findings import record

@event.listens_for(Engine, "after_cursor_execute")
def kill(connection, cursor, statement, parameters, context, executemany):
    if statement.startswith("INSERT INTO events"):
        os.kill(os.getpid(), signal.SIGKILL)

record(sys.argv[1], "night-2", "a", "b")
"""


def rows(ledger_file, table):
    with closing(sqlite3.connect(ledger_file)) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def record_many(task):
    """Record several runs from one process."""
    url, writer, nights = task
    return [record(url, f"writer {writer}, night {night}", "a", f"only {writer}-{night}") for night in range(nights)]


def test_an_error_while_writing_leaves_nothing(url, ledger_file, monkeypatch):
    """Runs, clues and events come together or not at all."""
    record(url, "night-1", "a")
    monkeypatch.setattr(book, "chained", chained_until_the_disk_is_full)

    with pytest.raises(OSError, match="disk"):
        record(url, "night-2", "a", "b")

    assert (rows(ledger_file, "runs"), rows(ledger_file, "clues"), rows(ledger_file, "events")) == (1, 1, 2)


def chained_until_the_disk_is_full(events, number, previous_hash):
    yield next(chained(events, number, previous_hash))
    raise OSError("disk full")


def test_a_kill_after_the_events_were_written_leaves_nothing(url, ledger_file):
    """Nothing is there before the commit; the same run can be recorded afterwards."""
    record(url, "night-1", "a")

    killed = subprocess.run([sys.executable, "-c", KILLED_WHILE_WRITING, url], check=False, timeout=60)

    assert killed.returncode == -signal.SIGKILL
    assert rows(ledger_file, "events") == 2
    assert record(url, "night-2", "a", "b") == counts(new=1, continuing=1)
    with open_ledger(url) as ledger:
        assert ledger.verify() == []


def test_writers_in_two_processes_lose_nothing(url, ledger_file):
    """They open an empty file at once, and write at once; the chain has all of it."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        written = list(pool.map(record_many, [(url, 1, 10), (url, 2, 10)]))

    seen = [night for nights in written for night in nights]
    assert len(seen) == 20
    assert rows(ledger_file, "runs") == 20
    assert sum(night["new"] for night in seen) == rows(ledger_file, "clues") == 21
    with open_ledger(url) as ledger:
        assert ledger.verify() == []


def test_a_ledger_of_a_newer_program_is_refused(url, ledger_file):
    """An older program could not keep what it does not know."""
    record(url, "night-1", "a")
    with closing(sqlite3.connect(ledger_file)) as connection, connection:
        connection.execute("UPDATE schema_version SET version = version + 1")

    expected = rf"newer matcher \(tables of version {SCHEMA_VERSION + 1}, known {SCHEMA_VERSION}\)"
    with pytest.raises(UsageError, match=expected):
        open_ledger(url)
    assert rows(ledger_file, "events") == 2


def test_another_database_is_refused_and_left_alone(url, ledger_file):
    """Someone named the wrong file."""
    with closing(sqlite3.connect(ledger_file)) as connection, connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")

    with pytest.raises(UsageError, match="is no ledger"):
        open_ledger(url)
    with closing(sqlite3.connect(ledger_file)) as connection:
        assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == [("recipes",)]


def test_a_file_that_is_no_database_is_refused(url, ledger_file):
    """A half-copied file, or another one."""
    ledger_file.write_bytes(b"this is no database at all, but long enough to look at" * 100)

    with pytest.raises(UsageError, match="cannot be read"):
        open_ledger(url)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    """The workspace is on a disk that is not mounted."""
    with pytest.raises(TryAgainError, match="nowhere"):
        open_ledger(f"sqlite:///{tmp_path / 'nowhere' / 'ledger.sqlite'}")


def test_an_address_that_is_none_is_refused():
    """A path is no URL."""
    with pytest.raises(UsageError, match="no database URL"):
        open_ledger("workspace/ledger.sqlite")


def test_a_ledger_that_stays_locked_asks_to_try_again(url, ledger_file, monkeypatch):
    """After a while the command ends with the exit code for a later try."""
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0)
    record(url, "night-1", "a")
    with closing(sqlite3.connect(ledger_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(TryAgainError, match="locked") as raised:
            record(url, "night-2", "a")

    assert raised.value.exit_code == 75


def test_a_commit_is_on_disk(url):
    """Write-ahead log, full synchronisation, foreign keys: what SQLite does not do by itself."""
    with open_ledger(url) as ledger, database.reading(ledger._engine) as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }

    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
