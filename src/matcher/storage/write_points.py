"""Write points: the moments at which a process is about to change what is on disk, told one by one to whoever watches.

A test watches them to number them, and to let each fail in turn: full disk, broken disk, kill. Nobody else can: no
option, file or variable of the environment reaches here (docs/decisions/0018). Unwatched, a write point does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

Kind = Literal["make", "write", "force", "rename", "remove", "commit"]
"""A folder is made; a file is opened, or gets a further part; what was written is forced to disk; a file or folder gets
its name; one is removed; a transaction of the ledger is kept."""

Watcher = Callable[[Kind, str], None]
"""Told of each write point, of any thread: its kind, and the path or database. What it raises, the write fails with."""

_watcher: Watcher | None = None


def write_point(kind: Kind, place: Path | str) -> None:
    """Tell that a write is about to happen. Stands before each one, and nowhere else."""
    if _watcher is not None:
        _watcher(kind, str(place))


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Let a watcher be told of every write point of this process until the block ends."""
    global _watcher  # noqa: PLW0603  # writes of all threads pass here, however deep they happen
    earlier, _watcher = _watcher, watcher
    try:
        yield
    finally:
        _watcher = earlier
