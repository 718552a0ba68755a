"""The ledger's database under bad luck: crashes, other writers, other files."""

import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context

import pytest
from sqlalchemy.exc import DBAPIError

from matcher.errors import TryAgainError, UsageError
from matcher.ledger import database, open_ledger, writing
from matcher.ledger.chain import chained
from matcher.ledger.schema import SCHEMA_VERSION
from tests.ledger.made_up_entries import ENTERED_AT, dispatched
from tests.ledger.made_up_findings import counts, record
from tests.ledger.postgresql import running_server
from tests.ledger.rows import change, row_count

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


def record_many(task):
    """Record several runs from one process."""
    url, writer, nights = task
    return [record(url, f"writer {writer}, night {night}", "a", f"only {writer}-{night}") for night in range(nights)]


def test_an_error_while_writing_leaves_nothing(url, monkeypatch):
    """Runs, clues and events come together or not at all."""
    record(url, "night-1", "a")
    monkeypatch.setattr(writing, "chained", chained_until_the_disk_is_full)

    with pytest.raises(OSError, match="disk"):
        record(url, "night-2", "a", "b")

    assert (row_count(url, "runs"), row_count(url, "clues"), row_count(url, "events")) == (1, 1, 2)


def chained_until_the_disk_is_full(events, number, previous_hash):
    yield next(chained(events, number, previous_hash))
    raise OSError("disk full")


def test_a_kill_after_the_events_were_written_leaves_nothing(url):
    """Nothing is there before the commit; the same run can be recorded afterwards."""
    record(url, "night-1", "a")

    killed = subprocess.run([sys.executable, "-c", KILLED_WHILE_WRITING, url], check=False, timeout=60)

    assert killed.returncode == -signal.SIGKILL
    assert row_count(url, "events") == 2
    assert record(url, "night-2", "a", "b") == counts(new=1, continuing=1)
    with open_ledger(url) as ledger:
        assert ledger.verify() == []


def test_writers_in_two_processes_lose_nothing(url):
    """They open an empty file at once, and write at once; the chain has all of it."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        written = list(pool.map(record_many, [(url, 1, 10), (url, 2, 10)]))

    seen = [night for nights in written for night in nights]
    assert len(seen) == 20
    assert row_count(url, "runs") == 20
    assert sum(night["new"] for night in seen) == row_count(url, "clues") == 21
    with open_ledger(url) as ledger:
        assert ledger.verify() == []


def test_a_ledger_of_a_newer_program_is_refused(url):
    """An older program could not keep what it does not know."""
    record(url, "night-1", "a")
    change(url, "UPDATE schema_version SET version = version + 1")

    expected = rf"newer matcher \(tables of version {SCHEMA_VERSION + 1}, known {SCHEMA_VERSION}\)"
    with pytest.raises(UsageError, match=expected):
        open_ledger(url)
    assert row_count(url, "events") == 2


def test_another_database_is_refused_and_left_alone(url):
    """Someone named the wrong one."""
    change(url, "CREATE TABLE recipes (name TEXT)")

    with pytest.raises(UsageError, match="is no ledger"):
        open_ledger(url)
    assert row_count(url, "recipes") == 0
    with pytest.raises(DBAPIError):
        row_count(url, "events")


def test_a_file_that_is_no_database_is_refused(sqlite_url, ledger_file):
    """A half-copied file, or another one."""
    ledger_file.write_bytes(b"this is no database at all, but long enough to look at" * 100)

    with pytest.raises(UsageError, match="cannot be read"):
        open_ledger(sqlite_url)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    """The workspace is on a disk that is not mounted."""
    with pytest.raises(TryAgainError, match="nowhere"):
        open_ledger(f"sqlite:///{tmp_path / 'nowhere' / 'ledger.sqlite'}")


def test_an_address_that_is_none_is_refused():
    """A path is no URL; and what is written wrongly may have a password in it, so it is not shown."""
    with pytest.raises(UsageError, match="no database URL"):
        open_ledger("workspace/ledger.sqlite")
    with pytest.raises(UsageError, match="no database URL") as told:
        open_ledger("postgresql//office:secret@host/ledger")
    assert "secret" not in str(told.value)


def test_a_ledger_that_stays_locked_asks_to_try_again(sqlite_url, ledger_file, monkeypatch):
    """After a while the command ends with the exit code for a later try."""
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0)
    record(sqlite_url, "night-1", "a")
    with closing(sqlite3.connect(ledger_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(TryAgainError, match="locked") as raised:
            record(sqlite_url, "night-2", "a")

    assert raised.value.exit_code == 75


def test_a_commit_is_on_disk(sqlite_url):
    """Write-ahead log, full synchronisation, foreign keys: what SQLite does not do by itself."""
    with open_ledger(sqlite_url) as ledger, database.reading(ledger._engine) as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }

    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_server_that_is_gone_in_the_middle_asks_to_try_again():
    """Nothing half is kept: the transaction was not committed."""
    with running_server() as server:
        url = server.new_ledger()
        record(url, "night-1", "a")
        with open_ledger(url) as ledger:
            server.stop()
            with pytest.raises(TryAgainError, match="cannot be used now"):
                ledger.enter([dispatched()], "王科长", ENTERED_AT)
            server.start()
            assert ledger.enter([dispatched()], "王科长", ENTERED_AT) == ["written"]
            assert ledger.verify() == []


def test_an_address_without_its_driver_names_what_to_install(monkeypatch):
    """PostgreSQL is an extra."""
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(UsageError, match="not installed"):
        open_ledger("postgresql://matcher@/ledger")


def test_no_message_shows_a_password():
    """An address is shown where the ledger cannot be reached."""
    with pytest.raises(TryAgainError) as raised:
        open_ledger("postgresql://matcher:open-sesame@/ledger?host=/nowhere")

    assert "open-sesame" not in str(raised.value)
