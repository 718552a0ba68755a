"""The lock of a workspace: one process at a time writes there, and it begins by clearing away what killed ones left."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from matcher.errors import Fault, LockedError
from matcher.storage.disk import remove_file, remove_folder
from matcher.storage.disk_faults import disk_told
from matcher.storage.sweeping import sweep
from matcher.storage.workspace import Workspace
from matcher.storage.write_points import write_point


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
        with disk_told(_last_run(workspace)):
            sweep(workspace)  # the first: on a full disk, what killed ones left may be all that can make room
            write_point("write", note)
            note.write_text(json.dumps({"holder": holder, "process": os.getpid()}), encoding="utf-8")
            yield
    finally:
        with ExitStack() as leaving:
            leaving.callback(lock.release)
            leaving.callback(remove_file, note)
            leaving.callback(remove_folder, workspace.spill)


def _last_run(workspace: Workspace) -> Path | None:
    """Give the folder of the last published run: about as large as the next one."""
    pointer = workspace.root / "CURRENT"
    return workspace.run_folder(pointer.read_text(encoding="utf-8").strip()) if pointer.is_file() else None


def _who(note: Path) -> str:
    try:
        found = json.loads(note.read_text(encoding="utf-8"))
        return f"{found['holder']}, process {found['process']}"
    except (OSError, ValueError, KeyError):
        return "unknown"
