"""`matcher runs`: what was published, what became of each room's rows, and how old runs go."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from matcher.access import acting
from matcher.cli.access import action_of, require_short
from matcher.cli.clock import now
from matcher.cli.options import DEFAULT_WORKSPACE, AsJson, Author, WorkspaceFolder
from matcher.cli.printing import out, print_json, print_table
from matcher.closing import read_account
from matcher.errors import Fault, UsageError
from matcher.lineage import lineage_events
from matcher.published import open_run
from matcher.retention import kept_runs, plan_removal, remove_runs
from matcher.storage.lock import locked
from matcher.storage.manifest import NAME
from matcher.storage.workspace import find_workspace

app = typer.Typer(help="Published runs: list them, look into one, remove old ones.", no_args_is_help=True)


@app.command("list")
def list_runs(workspace: WorkspaceFolder = DEFAULT_WORKSPACE, as_json: AsJson = False) -> None:
    """List the runs of the workspace, the oldest first; a star marks the one that holds."""
    runs = kept_runs(find_workspace(workspace))
    if as_json:
        print_json({"runs": [asdict(run) for run in runs]})
        return
    lines = [
        ("*" if run.is_current else "", run.run_id, run.as_of, run.finding_count, run.byte_count, run.checkpoint or "")
        for run in runs
    ]
    print_table("Runs", ["", "run", "as of", "findings", "bytes", "checkpoint"], lines)


@app.command("show")
def show(
    run_id: Annotated[
        str | None, typer.Argument(help="Run; default: the last published one.", metavar="[RUN_ID]", show_default=False)
    ] = None,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
) -> None:
    """Show the account of a run: rows of every file, links, rules, time. No name and no ID is in it."""
    content = read_account(find_workspace(workspace).require_run(run_id))
    if as_json:
        print_json(content)
        return
    numbers = ("rows_in", "record_rows", "rejected_rows", "skipped_rows")
    lines = [
        (file["source"], file["as_of_date"], *(file[name] for name in numbers)) for file in content["ingest"]["files"]
    ]
    print_table(f"Run {content['run_id']}", ["source", "as of", "rows", "records", "rejected", "skipped"], lines)
    told = [(name, count) for name, count in content["link"].items() if isinstance(count, int)]
    print_table("Links", ["what", "records"], told)
    out.print(
        f"{content['evaluate']['findings']:,} findings, {len(content['evaluate']['not_judged'])} rules not judged"
    )
    seconds = ", ".join(f"{name} {count:,.1f} s" for name, count in content["seconds"].items())
    out.print(f"{seconds}; at most {content['peak_memory_mb']:,} MB", markup=False)


@app.command("lineage")
def lineage(
    run_id: Annotated[
        str | None, typer.Argument(help="Run; default: the last published one.", metavar="[RUN_ID]", show_default=False)
    ] = None,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
) -> None:
    """Print where a run's tables come from, as OpenLineage events, one JSON object a line: names and counts, no row."""
    place = find_workspace(workspace)
    run = open_run(place.require_run(run_id))
    at = datetime.fromtimestamp((run.folder / NAME).stat().st_mtime, UTC)
    for event in lineage_events(run, read_account(run.folder), place.snapshots, at):
        typer.echo(json.dumps(event, ensure_ascii=False))


@app.command("purge")
def purge(
    author: Author,
    older_than: Annotated[
        int,
        typer.Option("--older-than", help="Runs that describe a day so many days ago, or more.", metavar="DAYS", min=1),
    ],
    keep: Annotated[int, typer.Option("--keep", help="Newest runs that stay whatever their day.", min=1)] = 1,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go; remove nothing.")] = False,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
) -> None:
    """Remove old runs and what was read for them alone, and write a certificate of it.

    The last published run stays, and so do ledger, access log, judgements and alerts. Files are removed as files are:
    a disk may keep their blocks until they are written over.
    """
    if not author.strip():
        raise UsageError(Fault("nobody is named", "--author", "say who orders it: --author NAME"))
    require_short(author)
    place = find_workspace(workspace)
    before = now().date() - timedelta(days=older_than - 1)
    certificate = None
    with locked(place, "matcher runs purge"):
        removal = plan_removal(place, before, keep)
        if not dry_run and (removal.runs or removal.snapshots):
            with acting(place, action_of("matcher runs purge", author, f"older than {older_than} days")) as done:
                certificate = remove_runs(place, removal, author.strip(), (now() for _ in range(2)))
                done.row_count = sum(run.finding_count for run in removal.runs)
    gone = [run.run_id for run in removal.runs]
    if as_json:
        said = {"runs": gone, "snapshots": len(removal.snapshots), "staying": list(removal.staying)}
        print_json({**said, "dry_run": dry_run, "certificate": str(certificate) if certificate else None})
        return
    lines = [(run.run_id, run.as_of, run.finding_count, run.byte_count) for run in removal.runs]
    print_table("Would be removed" if dry_run else "Removed", ["run", "as of", "findings", "bytes"], lines)
    out.print(f"{len(removal.snapshots):,} snapshots of deliveries; {len(removal.staying):,} runs stay", markup=False)
    if certificate is not None:
        out.print(f"certificate (销毁证明): {certificate}", markup=False)
