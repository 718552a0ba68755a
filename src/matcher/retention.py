"""What runs a workspace keeps, and how old ones are removed: with a certificate of what went, and when.

A run that is removed goes whole: its folder, and the snapshots that no run which stays rests on. The last published run
always stays, and so do the ledger, the access log, judgements and alerts: persons are keyed ids there, and names
stand only where somebody wrote them. What nights keep to be quicker goes too; the next one makes it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from matcher.checkpoint import Checkpoint
from matcher.closing import read_account
from matcher.published import read_record
from matcher.storage import manifest
from matcher.storage.disk import OWNER_FILE, make_folders, remove_folder
from matcher.storage.parquet import sha256_of
from matcher.storage.sweeping import remove_run
from matcher.storage.workspace import Workspace, run_number

_PURPOSE: Final = "purge certificate"


@dataclass(frozen=True)
class KeptRun:
    """A run that lies in the workspace."""

    run_id: str
    as_of: date
    is_current: bool
    """Whether it is the last published one."""
    finding_count: int
    """Findings, exempted ones included."""
    byte_count: int
    """Size of its folder."""
    checkpoint: str | None
    """What its reports bear on their covers."""
    snapshots: tuple[str, ...]
    """Snapshots that it rests on, relative to their folder."""


@dataclass(frozen=True)
class Removal:
    """What a purge would remove."""

    runs: tuple[KeptRun, ...]
    snapshots: tuple[str, ...]
    """Snapshots that no run rests on which stays."""
    staying: tuple[str, ...]
    """Runs that stay."""


def kept_runs(workspace: Workspace) -> list[KeptRun]:
    """Give the runs of a workspace, the oldest first.

    Raises:
        UsageError: One of them cannot be read.
    """
    current = workspace.current()
    return [_kept_run(workspace, run_id, is_current=run_id == current) for run_id in workspace.run_ids()]


def _kept_run(workspace: Workspace, run_id: str, *, is_current: bool) -> KeptRun:
    folder = workspace.run_folder(run_id)
    record, account = read_record(folder), read_account(folder)["evaluate"]
    snapshots = tuple(sorted({file.snapshot for file in record.files}))
    size = sum(path.stat().st_size for path in _files(folder))
    return KeptRun(run_id, record.as_of, is_current, account["findings"], size, record.checkpoint, snapshots)


def plan_removal(workspace: Workspace, before: date, keep: int = 1) -> Removal:
    """Say what goes when runs that describe a day before another one go.

    Args:
        workspace: The workspace.
        before: Runs that describe an earlier day go; the last published one never does.
        keep: How many of the newest runs stay whatever their day; at least one.
    """
    runs = kept_runs(workspace)
    newest = {run.run_id for run in runs[-keep:]}
    going = tuple(run for run in runs if run.as_of < before and not run.is_current and run.run_id not in newest)
    staying = [run for run in runs if run not in going]
    return Removal(going, _unneeded(workspace, staying), tuple(run.run_id for run in staying))


def _unneeded(workspace: Workspace, staying: Iterable[KeptRun]) -> tuple[str, ...]:
    needed = {snapshot for run in staying for snapshot in run.snapshots}
    there = (path.relative_to(workspace.snapshots).as_posix() for path in workspace.snapshots.glob("*/*"))
    return tuple(sorted(set(there) - needed))


def remove_runs(workspace: Workspace, removal: Removal, author: str, clock: Iterable[datetime]) -> Path:
    """Remove runs, and write the certificate: first of what is ordered, then that it was done.

    Args:
        workspace: The workspace; the caller holds its lock.
        removal: What goes.
        author: Who orders it.
        clock: Gives when it was ordered, and then when it was done.

    Returns:
        The certificate, sealed. After a kill it says what was ordered, and never that it was done; the next one says
        what was still there.
    """
    times = iter(clock)
    path = workspace.purges / f"{len(_certificates(workspace)) + 1:04d}.json"
    make_folders(path.parent)
    content: dict[str, Any] = {
        "certificate": path.stem,
        "author": author,
        "ordered_at": next(times).isoformat(timespec="seconds"),
        "runs": [_run_line(workspace, run) for run in removal.runs],
        "snapshots": [_snapshot_line(workspace.snapshots / name, name) for name in removal.snapshots],
        "staying": list(removal.staying),
        "done_at": None,
    }
    _write(workspace, content, path)
    for memory in (workspace.steps, workspace.judged):  # of a night that never published, they hold what goes here
        remove_folder(memory)
    for run in removal.runs:
        remove_run(workspace, run.run_id)
    for name in removal.snapshots:
        remove_folder(workspace.snapshots / name)
    _write(workspace, {**content, "done_at": next(times).isoformat(timespec="seconds")}, path)
    return path


def broken_certificates(workspace: Workspace) -> Iterator[Path]:
    """Give the certificates that are not as they were written, that are missing between others, and that are not true.

    Not true is one that says done of a run which is still there.
    """
    for path in _certificates(workspace):
        content = _whole(path, workspace.site_key())
        if content is None or not _is_true(content, workspace):
            yield path


def certificate_of(workspace: Workspace, checkpoint: Checkpoint) -> Path | None:
    """Give the certificate of the removed run that bore a checkpoint; None: there is none that is whole."""
    for path in _certificates(workspace):
        content = _whole(path, workspace.site_key())
        if content is not None and any(run["checkpoint"] == str(checkpoint) for run in content["runs"]):
            return path
    return None


def _certificates(workspace: Workspace) -> list[Path]:
    """Give where certificates are, or should be: they are numbered from 1 on."""
    last = max((run_number(path.stem) for path in workspace.purges.glob("*.json")), default=0)
    return [workspace.purges / f"{number:04d}.json" for number in range(1, last + 1)]


def _whole(path: Path, site_key: bytes) -> dict[str, Any] | None:
    """Read a certificate; None where it is not as it was written."""
    try:
        content = manifest.read_json(path)
    except (OSError, ValueError):
        return None
    is_whole = manifest.is_sealed(content, site_key, _PURPOSE) and content["certificate"] == path.stem
    return content if is_whole else None


def _is_true(content: Mapping[str, Any], workspace: Workspace) -> bool:
    return content["done_at"] is None or not any(
        workspace.run_folder(run["run_id"]).exists() for run in content["runs"]
    )


def _run_line(workspace: Workspace, run: KeptRun) -> dict[str, Any]:
    folder = workspace.run_folder(run.run_id)
    return {
        "run_id": run.run_id,
        "as_of": run.as_of.isoformat(),
        "findings": run.finding_count,
        "bytes": run.byte_count,
        "files": len(_files(folder)),
        "manifest_sha256": sha256_of(folder / manifest.NAME),
        "checkpoint": run.checkpoint,
    }


def _snapshot_line(folder: Path, name: str) -> dict[str, Any]:
    files = _files(folder)
    return {"snapshot": name, "files": len(files), "bytes": sum(path.stat().st_size for path in files)}


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _write(workspace: Workspace, content: dict[str, Any], path: Path) -> None:
    manifest.write_json(manifest.sealed(content, workspace.site_key(), _PURPOSE), path)
    path.chmod(OWNER_FILE)
