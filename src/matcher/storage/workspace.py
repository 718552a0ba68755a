"""The workspace: snapshots, runs, the pointer to the published run, the site key, and the lock.

    snapshots/<source>/<key>/   content-addressed Parquet of one delivered file
    runs/<run_id>/              one published run, never changed again
    CURRENT                     names the last published run; swapped atomically
    ledger.sqlite, site.key, .lock

A run is built in `runs/.building-<run_id>` and renamed when whole, so whatever is killed leaves the last published
run as it was. All of it is readable by its owner only.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from matcher.errors import Fault, LockedError, UsageError
from matcher.storage.parquet import written_aside

_BUILDING = ".building-"


@dataclass(frozen=True)
class Workspace:
    """Every path of a workspace."""

    root: Path

    @property
    def snapshots(self) -> Path:
        """Folder of the content-addressed snapshots."""
        return self.root / "snapshots"

    @property
    def runs(self) -> Path:
        """Folder of the runs."""
        return self.root / "runs"

    @property
    def ledger_url(self) -> str:
        """Address of the ledger."""
        return f"sqlite:///{self.root / 'ledger.sqlite'}"

    def run_folder(self, run_id: str) -> Path:
        """Folder of one published run."""
        return self.runs / run_id

    def run_ids(self) -> list[str]:
        """Published runs, the oldest first."""
        if not self.runs.is_dir():
            return []
        return sorted(path.name for path in self.runs.iterdir() if path.is_dir() and not path.name.startswith("."))

    def current(self) -> str | None:
        """Give the last published run, or nothing before the first."""
        pointer = self.root / "CURRENT"
        return pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else None

    def require_run(self, run_id: str | None) -> Path:
        """Give the folder of a published run; without a name, of the last one.

        Raises:
            UsageError: There is no such run.
        """
        wanted = run_id or self.current()
        if wanted is None or not self.run_folder(wanted).is_dir():
            what = f"there is no run '{run_id}'" if run_id else "nothing has been published here yet"
            known = ", ".join(self.run_ids()[-5:]) or "none"
            raise UsageError(Fault(what, f"{self.runs} (last runs: {known})", "run `matcher run PIPELINE` first"))
        return self.run_folder(wanted)

    def site_key(self) -> bytes:
        """Give the key that person ids are made with; made at first use, readable by its owner only."""
        path = self.root / "site.key"
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as stream:
                stream.write(secrets.token_hex(32) + "\n")
        try:
            key = bytes.fromhex(path.read_text(encoding="ascii").strip())
        except ValueError:
            key = b""
        if len(key) < 16:  # 128 bits: below that, a key can be searched for
            fault = Fault("the site key is damaged", str(path), "restore it: another key gives other person ids")
            raise UsageError(fault)
        return key


def open_workspace(root: Path) -> Workspace:
    """Open a workspace; make its folders, for the owner alone, where they are missing."""
    for folder in (root, root / "snapshots", root / "runs"):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Workspace(root.resolve())


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
        _sweep(workspace)
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def _who(note: Path) -> str:
    try:
        found = json.loads(note.read_text(encoding="utf-8"))
        return f"{found['holder']}, process {found['process']}"
    except (OSError, ValueError, KeyError):
        return "unknown"


def _sweep(workspace: Workspace) -> None:
    """Remove what killed runs left half built."""
    for left in workspace.runs.glob(f"{_BUILDING}*"):
        shutil.rmtree(left)
    for left in workspace.snapshots.glob("*/*.part"):
        shutil.rmtree(left)
    current = workspace.current()
    for run_id in workspace.run_ids():  # renamed, but killed before the pointer was swapped
        if current is None or run_id > current:
            shutil.rmtree(workspace.run_folder(run_id))


def next_run_id(workspace: Workspace, as_of: str) -> str:
    """Give the id of the run to build: a number that grows, and the day it describes (`0007-2025-11-30`)."""
    last = max((int(run_id.split("-", 1)[0]) for run_id in workspace.run_ids()), default=0)
    return f"{last + 1:04d}-{as_of}"


@contextmanager
def building(workspace: Workspace, run_id: str) -> Iterator[Path]:
    """Give a folder to build a run in; it is published when the block ends well, and removed otherwise."""
    folder = workspace.runs / f"{_BUILDING}{run_id}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
        folder.replace(workspace.run_folder(run_id))
        _force(workspace.runs)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    with written_aside(workspace.root / "CURRENT") as aside:
        aside.write_text(run_id + "\n", encoding="utf-8")
    _force(workspace.root)


def _force(folder: Path) -> None:
    """Force a rename within a folder to disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
