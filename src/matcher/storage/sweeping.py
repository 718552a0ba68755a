"""Take out of a workspace what is not to stay: what killed commands left, and runs that are removed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from matcher.storage.disk import force, remove_file, remove_folder, rename
from matcher.storage.steps import sweep_steps
from matcher.storage.workspace import BUILDING, PUBLISHING, REMOVING, RUN_ID, Workspace

_PART_OF_SNAPSHOT: Final = re.compile(r"[0-9a-f]{32}\.part")


def sweep(workspace: Workspace) -> None:
    """Remove what killed commands left: what is half built, and what is marked as never published. Nothing else."""
    current = workspace.current()
    for left in (*_named(workspace.runs, BUILDING), *_named(workspace.runs, REMOVING)):
        remove_folder(left)
    for mark in _named(workspace.runs, PUBLISHING):
        run_id = mark.name.removeprefix(PUBLISHING)
        if run_id != current:
            remove_folder(workspace.run_folder(run_id))
        remove_file(mark)
    for left in workspace.snapshots.glob("*/*.part"):
        if _PART_OF_SNAPSHOT.fullmatch(left.name):
            remove_folder(left)
    for place in (workspace.root, workspace.runs, workspace.judgements, workspace.root / "warnings"):
        for aside in filter(Path.is_file, place.glob(".*.part")):
            remove_file(aside)
    sweep_steps(workspace.steps)
    remove_folder(workspace.spill)


def remove_run(workspace: Workspace, run_id: str) -> None:
    """Remove a run, where it is there, at once: a kill leaves no half of one. The caller holds the lock."""
    folder, aside = workspace.run_folder(run_id), workspace.runs / f"{REMOVING}{run_id}"
    if folder.is_dir():
        rename(folder, aside)
        force(workspace.runs)
        remove_folder(aside)


def _named(runs: Path, prefix: str) -> list[Path]:
    """Give what bears a prefix and a run's name: nobody else names a file so."""
    return sorted(path for path in runs.glob(f"{prefix}*") if RUN_ID.fullmatch(path.name.removeprefix(prefix)))
