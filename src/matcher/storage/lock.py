"""The lock of a workspace: one process at a time writes there, and it begins by clearing away what killed ones left."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from matcher.errors import Fault, LockedError
from matcher.storage.workspace import Workspace, sweep


@contextmanager
def locked(workspace: Workspace, holder: str) -> Iterator[None]:
    """Hold the workspace; the lock goes when the process does.

    Args:
        workspace: Workspace to hold.
        holder: Who holds it, in words, for whoever is turned away: `matcher run nightly`.

    Raises:
        LockedError: Another process holds it.
    """
    note = workspace.root / "lock.json"
    lock = FileLock(workspace.root / ".lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise LockedError(
            Fault(
                f"another run holds the workspace: {_who(note)}",
                str(workspace.root),
                "wait until it has ended; the lock goes with its process",
            )
        ) from None
    try:
        note.write_text(json.dumps({"holder": holder, "process": os.getpid()}), encoding="utf-8")
        sweep(workspace)
        yield
    finally:
        shutil.rmtree(workspace.spill, ignore_errors=True)
        note.unlink(missing_ok=True)
        lock.release()


def _who(note: Path) -> str:
    try:
        found = json.loads(note.read_text(encoding="utf-8"))
        return f"{found['holder']}, process {found['process']}"
    except (OSError, ValueError, KeyError):
        return "unknown"
