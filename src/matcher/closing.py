"""Close a run: its record with its checkpoint, and the manifest, sealed, with the digest of every file.

Reads the ledger; writes into the folder of the run that is being built. Reads the manifest again, too.
"""

from __future__ import annotations

import resource
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from matcher.checkpoint import make_checkpoint
from matcher.ledger import open_ledger
from matcher.published import PublishedRun, save_record, told_unreadable
from matcher.storage import manifest
from matcher.storage.manifest import Digests
from matcher.storage.workspace import Workspace, run_number

_ROOMS: Final = {"ingest", "link", "evaluate"}


def save_checkpoint(run: PublishedRun, workspace: Workspace) -> tuple[PublishedRun, Digests]:
    """Write a run's record, with its checkpoint, beside its tables, which are written.

    Returns:
        The run with its checkpoint, and the digests of its tables.
    """
    digests = manifest.digests_of(run.folder)
    with open_ledger(workspace.ledger_url) as ledger:
        end = ledger.end()
    number, content = run_number(run.record.run_id), checkpoint_content(run.record.model_dump(mode="json"), digests)
    checkpoint = make_checkpoint(number, content, end, workspace.site_key())
    record = run.record.model_copy(update={"checkpoint": str(checkpoint)})
    save_record(record, run.folder)
    return replace(run, record=record), digests


def checkpoint_content(facts: Mapping[str, Any], digests: Digests) -> dict[str, Any]:
    """Give what the checkpoint of a run covers: all its tables, and what its reports say beside them.

    Args:
        facts: The record as it was written: read as a record, it would have what later programs add.
        digests: Digests of the run's files.
    """
    tables = {name: told["sha256"] for name, told in digests.items() if name.endswith((".parquet", ".yaml"))}
    return {"tables": tables, "record": {name: fact for name, fact in facts.items() if name != "checkpoint"}}


def close_run(
    run: PublishedRun, account: Mapping[str, Any], seconds: Mapping[str, float], known: Digests, site_key: bytes
) -> None:
    """Write the manifest: the last file of a run.

    Args:
        run: The run; everything else of it is written.
        account: Rows in and out of each room.
        seconds: Wall seconds by stage.
        known: Digests of its files that did not change since they were taken.
        site_key: Key of the workspace.
    """
    content = {
        "run_id": run.record.run_id,
        "program_version": run.record.program_version,
        "as_of": run.record.as_of.isoformat(),
        "checkpoint": run.record.checkpoint,
        "accepted": [asdict(one) for one in run.record.accepted],
        **account,
        "outputs": manifest.digests_of(run.folder, known),
        "seconds": dict(seconds),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    manifest.write_json(manifest.sealed(content, site_key), run.folder / manifest.NAME)


def read_account(folder: Path) -> dict[str, Any]:
    """Read the manifest of a published run; whether it is as it was sealed is for matcher.proof.

    Raises:
        UsageError: It is lost or damaged.
    """
    with told_unreadable(folder):
        account = manifest.read_json(folder / manifest.NAME)
        if not account.keys() >= _ROOMS:
            raise ValueError("not all rooms are told of")
        return account
