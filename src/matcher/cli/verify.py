"""`matcher verify`: prove that what was published, and the ledger, are as they were written."""

from __future__ import annotations

from typing import Annotated

import typer

from matcher.checkpoint import Checkpoint
from matcher.cli.options import DEFAULT_WORKSPACE, AsJson, WorkspaceFolder
from matcher.cli.printing import out, print_json, print_table
from matcher.errors import Fault, TamperedError, UsageError
from matcher.proof import verify_certificates, verify_checkpoint, verify_ledger, verify_run
from matcher.retention import certificate_of
from matcher.storage.workspace import find_workspace


def verify(
    run_id: Annotated[
        str | None,
        typer.Argument(help="Run; default: the last published one.", metavar="[RUN_ID]", show_default=False),
    ] = None,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    every_run: Annotated[bool, typer.Option("--all", help="Every run of the workspace.")] = False,
    checkpoint: Annotated[
        str | None,
        typer.Option(
            "--checkpoint", help="What stands on the cover of a report.", metavar="CHECKPOINT", show_default=False
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Prove that a run, what was read for it, the ledger and its access log are as they were written; name what is not.

    Files are held against the manifest, the manifest against its seal, events against their chain. With the checkpoint
    of a report in hand, the run and the ledger are held against that as well.
    """
    if run_id is not None and every_run:
        raise UsageError(Fault("a run is named, and --all as well", "--all", "name the run, or give --all"))
    place = find_workspace(workspace)
    named = None if checkpoint is None else Checkpoint.parse(checkpoint)
    wanted = place.require_run(run_id).name
    runs = place.run_ids() if every_run else [wanted]
    faults = [fault for one in runs for fault in verify_run(place, one)]
    faults += verify_certificates(place)
    faults += verify_ledger(place)
    if named is not None:
        faults += verify_checkpoint(place, named)
    if faults:
        raise TamperedError(faults)
    if as_json:
        print_json({"whole": True, "runs": runs, "ledger": True, "checkpoint": None if named is None else str(named)})
        return
    lines = [(one, "as published (与发布时一致)") for one in runs]
    lines.append(("ledger", "as written (与写入时一致)"))
    if named is not None:
        gone = certificate_of(place, named)
        removed = f"; the run was removed: {gone.name} (批次已销毁)" if gone else ""
        lines.append((str(named), f"fits (核验码相符){removed}"))
    print_table("Verified", ["what", "result"], lines)
    out.print("nothing was changed after it was written", markup=False)
