"""Watchers of write points: one notes them in order, one lets the write of a number fail.

Both watch within the forked child that runs the night (tests/reliability/small_night.py).
"""

from __future__ import annotations

import errno
import os
import re
import signal
import sqlite3
from itertools import count
from pathlib import Path
from typing import Final, Literal

from sqlalchemy.exc import OperationalError

from matcher.storage.write_points import Kind, Watcher
from tests.reliability.small_night import Site, run_night

Failure = Literal["ENOSPC", "EIO", "kill"]
FAILURES: Final[tuple[Failure, ...]] = ("ENOSPC", "EIO", "kill")
_OWN_FOLDER: Final = re.compile(r"(?<=/)matcher-\w{8}(?=/)")
"""The name of a kernel's own folder, which chance gives."""


def run_noted(site: Site, workspace: Path) -> tuple[list[str], float]:
    """Run a night to its end; give its write points in order, and its seconds."""
    listed = workspace.with_name(f"{workspace.name}.points")
    listed.write_text("", encoding="utf-8")

    def note(kind: Kind, place: str) -> None:
        with listed.open("a", encoding="utf-8") as stream:
            stream.write(f"{kind} {_OWN_FOLDER.sub('', os.path.relpath(place, workspace))}\n")

    ended = run_night(site, workspace, note)
    assert ended.code == 0, ended.said
    return listed.read_text(encoding="utf-8").splitlines(), ended.seconds


def failing(number: int, failure: Failure) -> Watcher:
    """Let the write of a number, from 1, fail; all others are left alone."""
    numbers = count(1)

    def watch(kind: Kind, place: str) -> None:
        if next(numbers) != number:
            return
        if failure == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if kind == "commit":
            raise _of_sqlite(failure)
        code = getattr(errno, failure)
        raise OSError(code, os.strerror(code), place)

    return watch


def _of_sqlite(failure: Failure) -> OperationalError:
    """Give what SQLAlchemy raises where SQLite cannot keep a transaction."""
    said = sqlite3.OperationalError("database or disk is full" if failure == "ENOSPC" else "disk I/O error")
    said.sqlite_errorname = "SQLITE_FULL" if failure == "ENOSPC" else "SQLITE_IOERR_WRITE"
    return OperationalError("COMMIT", None, said)
