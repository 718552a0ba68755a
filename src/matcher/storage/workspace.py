"""The workspace: snapshots, runs, the pointer to the published run, and the site key.

    snapshots/<source>/<key>/   content-addressed Parquet of one delivered file
    runs/<run_id>/              one published run, never changed again
    runs/latest.json            how the last attempt of a night ended, for a health check
    CURRENT                     names the last published run; swapped atomically
    ledger.sqlite, site.key, .lock
    access.mark                 number and hash of the access log's last entry, so that it cannot be cut off unseen
    site.yaml                   where it is there: mail, encryption (matcher.config.site)
    storage.keys                where tables are encrypted: what their keys are wrapped with, wrapped itself
    ledger.url                  where it is there: address of a ledger in PostgreSQL, which many people share
    warnings/                   alerts by month, and who was aided since: keyed person ids, no name
    judgements/                 pairs that people were asked about, and their answers; only ever added to
    judged/                     what the last judging left for the next, which then judges less; may be taken away
    purges/                     certificates of runs that were removed; never removed themselves
    steps/                      who is who and what rules said, by what it was made from; may be taken away at any time
    .spill/                     what joins put aside when memory is short; gone after each run

A run is built in `runs/.building-<run_id>` and renamed when whole. Until CURRENT names it, `runs/.publishing-<run_id>`
stands beside it: only what is so marked is ever taken away again, so whatever is killed, lost or restored from a backup
leaves the published runs as they were. All of it is readable by its owner only.
"""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from matcher.errors import Fault, UsageError
from matcher.storage.disk import (
    OWNER_FILE,
    OWNER_FOLDER,
    force,
    make_folder,
    make_folders,
    remove_file,
    rename,
    written_aside,
)
from matcher.storage.encryption import open_vault
from matcher.storage.write_points import write_point

BUILDING = ".building-"
PUBLISHING = ".publishing-"
REMOVING = ".removing-"
RUN_ID = re.compile(r"\d{4,}-\d{4}-\d{2}-\d{2}")


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
        """Address of the ledger: what `ledger.url` says where it is there, else a file of the workspace."""
        named = self.root / "ledger.url"
        address = named.read_text(encoding="utf-8").strip() if named.is_file() else ""
        return address or f"sqlite:///{self.root / 'ledger.sqlite'}"

    @property
    def judgements(self) -> Path:
        """Folder of what people were asked about pairs of records, and of their answers."""
        return self.root / "judgements"

    @property
    def access_mark(self) -> Path:
        """File that keeps the end of the access log."""
        return self.root / "access.mark"

    @property
    def judged(self) -> Path:
        """Folder of what the last judging left for the next."""
        return self.root / "judged"

    @property
    def purges(self) -> Path:
        """Folder of the certificates of what was removed."""
        return self.root / "purges"

    @property
    def steps(self) -> Path:
        """Folder of what the last run made on its way: matcher.storage.steps."""
        return self.root / "steps"

    def run_folder(self, run_id: str) -> Path:
        """Folder of one published run."""
        return self.runs / run_id

    @property
    def spill(self) -> Path:
        """Folder of what joins put aside."""
        return self.root / ".spill"

    def run_ids(self) -> list[str]:
        """Runs by number, the oldest first; other folders beside them are nobody's business here."""
        if not self.runs.is_dir():
            return []
        names = (path.name for path in self.runs.iterdir() if path.is_dir())
        return sorted((name for name in names if RUN_ID.fullmatch(name)), key=_order)

    def current(self) -> str | None:
        """Give the last published run, or nothing before the first.

        Raises:
            UsageError: Runs are there, but CURRENT is lost or names none of them.
        """
        pointer = self.root / "CURRENT"
        named = pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else ""
        runs = self.run_ids()
        if named in runs:
            return named
        unmarked = [run_id for run_id in runs if not self.is_unpublished(run_id)]
        if not named and not unmarked:
            return None
        what = f"CURRENT names a run that is not there: '{named}'" if named else "CURRENT, which names the run, is lost"
        last = unmarked[-1] if unmarked else "RUN_ID"
        mend = f"restore the lost files, or name the run that holds: echo {last} > {pointer}; nothing was changed"
        raise UsageError(Fault(what, f"{self.runs} (last runs: {', '.join(unmarked[-5:]) or 'none'})", mend))

    def is_unpublished(self, run_id: str) -> bool:
        """Tell whether a run is marked as not yet named by CURRENT."""
        return (self.runs / f"{PUBLISHING}{run_id}").exists()

    def require_run(self, run_id: str | None) -> Path:
        """Give the folder of a published run; without a name, of the last one.

        Raises:
            UsageError: There is no such run.
        """
        wanted = run_id or self.current()
        if wanted is None or wanted not in self.run_ids():
            what = f"there is no run '{run_id}'" if run_id else "nothing has been published here yet"
            known = ", ".join(self.run_ids()[-5:]) or "none"
            mend = "name one that is kept: `matcher runs list`" if run_id else "run `matcher run PIPELINE` first"
            raise UsageError(Fault(what, f"{self.runs} (last runs: {known})", mend))
        return self.run_folder(wanted)

    def site_key(self) -> bytes:
        """Give the key that person ids are made with; made at first use, readable by its owner only.

        Raises:
            UsageError: It is damaged, or lost although runs were published with it.
        """
        path = self.root / "site.key"
        text = path.read_text(encoding="ascii", errors="replace").strip() if path.exists() else ""
        if not text and not self.run_ids():
            text = secrets.token_hex(32)
            with written_aside(path) as aside:
                aside.touch(mode=OWNER_FILE)
                aside.write_text(text + "\n", encoding="ascii")
            force(self.root)
        try:
            key = bytes.fromhex(text)
        except ValueError:
            key = b""
        if len(key) < 16:  # 128 bits: below that, a key can be searched for
            fault = Fault(
                "the site key is damaged" if text else "the site key is lost",
                str(path),
                "restore it from a backup: another key gives other person ids, and every clue would be new",
            )
            raise UsageError(fault)
        return key


def open_workspace(root: Path) -> Workspace:
    """Open a workspace to run in; make its folders, for the owner alone, where they are missing.

    What the workspace holds is closed to others even where an earlier program, or a person, left it open. The root is
    made so only where it is made here: a folder that was there may hold other things as well.
    """
    for folder in (root, root / "snapshots", root / "runs"):
        make_folders(folder)
    for folder in (root / "snapshots", root / "runs"):
        folder.chmod(OWNER_FOLDER)
    own = (
        root / name
        for name in (
            "CURRENT",
            "site.key",
            "ledger.url",
            "site.yaml",
            "storage.keys",
            "access.mark",
            ".lock",
            "lock.json",
        )
    )
    for path in (*own, *root.glob("ledger.sqlite*")):
        if path.is_file():
            path.chmod(OWNER_FILE)
    return find_workspace(root)


def find_workspace(root: Path) -> Workspace:
    """Find a workspace to read; nothing is made.

    Raises:
        UsageError: There is none.
    """
    if not (root / "runs").is_dir():
        mend = "name the workspace with --workspace, or run `matcher run PIPELINE` first"
        raise UsageError(Fault("there is no workspace here", str(root), mend))
    open_vault(root)
    return Workspace(root.resolve())


def _order(run_id: str) -> tuple[int, str]:
    return run_number(run_id), run_id


def run_number(run_id: str) -> int:
    """Give the number that a run's id begins with; 0 where it begins with none."""
    head = run_id.split("-", 1)[0]
    return int(head) if head.isdecimal() else 0


def next_run_id(workspace: Workspace, as_of: str, recorded: Iterable[str] = ()) -> str:
    """Give the id of the run to build: a number that grows, and the day it describes (`0007-2025-11-30`).

    Args:
        workspace: Where the run will be published.
        as_of: Day that it describes, as YYYY-MM-DD.
        recorded: Runs that the ledger knows: it may know more than a workspace that was restored from a backup.
    """
    last = max(map(run_number, [*workspace.run_ids(), *recorded]), default=0)
    return f"{last + 1:04d}-{as_of}"


@contextmanager
def building(workspace: Workspace, run_id: str) -> Iterator[Path]:
    """Give a folder to build a run in; it is published when the block ends well, and removed otherwise."""
    folder = workspace.runs / f"{BUILDING}{run_id}"
    mark = workspace.runs / f"{PUBLISHING}{run_id}"
    make_folder(folder)
    try:
        yield folder
        for inside in (folder, *(path for path in sorted(folder.rglob("*")) if path.is_dir())):
            force(inside)
        write_point("write", mark)
        mark.touch(mode=OWNER_FILE)
        force(workspace.runs)  # the mark must be there before the name is
        rename(folder, workspace.run_folder(run_id))
        force(workspace.runs)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        if not workspace.run_folder(run_id).exists():
            mark.unlink(missing_ok=True)
        raise
    with written_aside(workspace.root / "CURRENT") as aside:
        aside.touch(mode=OWNER_FILE)
        aside.write_text(run_id + "\n", encoding="utf-8")
    force(workspace.root)
    remove_file(mark)
