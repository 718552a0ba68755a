"""Prove that a published run is as it was published: every file of it, and what was read of every delivery.

Reads the workspace; changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from matcher.access import is_mark_sealed, known_end, unsealed
from matcher.checkpoint import Checkpoint
from matcher.closing import checkpoint_content
from matcher.errors import Fault, UsageError
from matcher.ledger import Mark, is_there, open_ledger
from matcher.published import read_facts
from matcher.retention import broken_certificates, certificate_of
from matcher.storage import manifest
from matcher.storage.parquet import sha256_of
from matcher.storage.workspace import Workspace, run_number

_MEND: Final = (
    "restore it from a backup made before this, and find out who wrote there (用此前的备份恢复，并查明是谁改动的)"
)
_OLD: Final = "a program that seals runs publishes the next one with a seal (由会加封的程序重新运行一次即有封记)"

_UNKNOWN: Final = (
    "where the run was killed as it was published, the next run tells the ledger of it; else restore the ledger from a "
    "backup (发布时中断的，下次运行会补记；否则请用备份恢复台账)"
)

Manifest = Mapping[str, Any]


def verify_run(workspace: Workspace, run_id: str) -> list[Fault]:
    """Name what of a run is not as it was published: its manifest, files, rows that do not add up, snapshots.

    Args:
        workspace: Where it was published.
        run_id: A run that is there.
    """
    folder = workspace.run_folder(run_id)
    path = folder / manifest.NAME
    try:
        content = manifest.read_json(path)
    except (OSError, ValueError):
        return [Fault("the manifest is missing or damaged (清单缺失或损坏)", str(path), _MEND)]
    if "seal" not in content:
        return [Fault("the manifest bears no seal (清单没有封记)", str(path), _OLD)]
    if not manifest.is_sealed(content, workspace.site_key()) or content.get("run_id") != run_id:
        return [Fault("the manifest is not as it was written (清单被改动)", str(path), _MEND)]
    found = [*_files(folder, content), *_sums(content), *_snapshots(workspace.snapshots, content)]
    return [Fault(what, str(where), _MEND) for what, where in found]


def verify_certificates(workspace: Workspace) -> list[Fault]:
    """Name the certificates of removed runs that are not as they were written, or not true."""
    what = "a certificate of removed runs is not as it was written, or not true (销毁证明被改动或不实)"
    return [Fault(what, str(path), _MEND) for path in broken_certificates(workspace)]


def verify_ledger(workspace: Workspace) -> list[Fault]:
    """Name what of the ledger and its access log is not as it was written, and the published runs that it lacks."""
    if not is_there(workspace.ledger_url):
        return [Fault("the ledger is lost (台账丢失)", str(workspace.root), _MEND)]
    with open_ledger(workspace.ledger_url) as ledger:
        faults, known = ledger.verify(known_end(workspace)), set(ledger.run_ids())
    faults += [] if is_mark_sealed(workspace) else [unsealed(workspace)]
    what = "the ledger does not know a run that was published (台账中没有已发布的批次)"
    lacking = [run_id for run_id in workspace.run_ids() if run_id not in known and not workspace.is_unpublished(run_id)]
    return [*faults, *(Fault(what, str(workspace.run_folder(run_id)), _UNKNOWN) for run_id in lacking)]


def verify_checkpoint(workspace: Workspace, checkpoint: Checkpoint) -> list[Fault]:
    """Tell whether the run and the ledger are those of which a report was written; else say which is not.

    Of a run that was removed, its certificate says what checkpoint it bore.

    Args:
        workspace: Where the run was published.
        checkpoint: What stands on the cover of the report.
    """
    key = workspace.site_key()
    found: list[tuple[str, str]] = []
    runs = [run_id for run_id in workspace.run_ids() if run_number(run_id) == checkpoint.run_number]
    for run_id in runs:
        folder = workspace.run_folder(run_id)
        content = _content(folder)
        if content is None or not checkpoint.is_of_run(content, key):
            what = "the run's tables are not those of which the report was written (结果与报告封面的核验码不符)"
            found.append((what, str(folder)))
    if not runs and certificate_of(workspace, checkpoint) is None:
        what = f"run {checkpoint.run_number}, of which the report was written, is not here (报告所依据的批次不在)"
        found.append((what, str(workspace.runs)))
    mark = _mark_at(workspace, checkpoint.event_number)
    if not checkpoint.is_of_ledger(mark, key):
        what = (
            f"the ledger up to event {checkpoint.event_number} is not what it was when the report was written "
            "(台账与报告封面的核验码不符)"
        )
        found.append((what, str(workspace.root)))
    return [Fault(what, where, _MEND) for what, where in found]


def _mark_at(workspace: Workspace, number: int) -> Mark | None:
    if not is_there(workspace.ledger_url):
        return None
    with open_ledger(workspace.ledger_url) as ledger:
        return ledger.mark_at(number)


def _content(folder: Path) -> dict[str, Any] | None:
    """Give what the checkpoint of a run covers; None where its record cannot be read."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    try:
        return checkpoint_content(read_facts(folder), {path.name: {"sha256": sha256_of(path)} for path in files})
    except UsageError:
        return None


def _files(folder: Path, content: Manifest) -> Iterator[tuple[str, Path]]:
    """Compare the files of a run with the digests in its manifest."""
    promised: manifest.Digests = content["outputs"]
    found = manifest.digests_of(folder)
    for name in sorted({*promised, *found}):
        if name not in found:
            yield "a file of the run is missing (批次文件缺失)", folder / name
        elif name not in promised:
            yield "a file lies in the run that it was not published with (批次中多出文件)", folder / name
        elif found[name] != promised[name]:
            yield "a file of the run is not as it was published (批次文件被改动)", folder / name


def _sums(content: Manifest) -> Iterator[tuple[str, str]]:
    """Hold the law of conservation against the account: rows in = records + rejects + counted skips."""
    for file in content["ingest"]["files"]:
        for part, place in ((file, file["source_file"]), *((one, one["sheet"]) for one in file["sheets"])):
            skipped = part["skipped_rows"] if "skipped_rows" in part else sum(part["skipped"].values())
            if part["rows_in"] != part["record_rows"] + part["rejected_rows"] + skipped:
                yield "rows do not add up (行数不守恒)", f"{file['source_file']}, {place}"


def _snapshots(snapshots: Path, content: Manifest) -> Iterator[tuple[str, Path]]:
    """Compare what was read of each delivery with the digests in the manifest: explanations and reports look there."""
    for file in content["ingest"]["files"]:
        folder = snapshots / file["snapshot"]["folder"]
        for name, digest in sorted(file["snapshot"]["sha256"].items()):
            path = folder / name
            if not path.is_file():
                yield "what was read of a delivery is missing (读入的数据缺失)", path
            elif sha256_of(path) != digest:
                yield "what was read of a delivery is not as it was (读入的数据被改动)", path
