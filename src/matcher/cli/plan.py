"""`matcher plan`: what a run would do, before it does."""

from __future__ import annotations

from collections.abc import Iterable

import typer

from matcher.cli.check import load_checked
from matcher.cli.lacking import tell_headers
from matcher.cli.options import DEFAULT_WORKSPACE, AsJson, AsOf, PipelineFile, WorkspaceFolder
from matcher.cli.printing import out, print_json, print_table
from matcher.errors import Fault
from matcher.planning import RunPlan, plan_run
from matcher.storage.workspace import Workspace


def plan(
    pipeline: PipelineFile,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Say what a run would read, keep, take up and stop at, with sizes. No row is read, nothing is written.

    Exits with what the run would, as far as can be seen: 3 where a promise is broken, 5 where a file is missing.
    """
    day = as_of.date() if as_of else None
    project = load_checked(pipeline, day)
    planned = plan_run(project, Workspace(workspace.resolve()), day)
    if as_json:
        print_json(_facts(planned))
    else:
        _print(planned)
    if planned.exit_code:
        raise typer.Exit(planned.exit_code)


def _print(planned: RunPlan) -> None:
    files = planned.foreseen.files
    rows = [
        [one.delivery.source.source, one.delivery.source_file, one.delivery.as_of_date, _size(one.byte_count), doing]
        for one in files
        for doing in ["kept" if one.kept else "read"]
    ]
    print_table("Files (文件)", ["source", "file", "as of", "size", "is"], rows)
    stages = [
        [one.stage, one.doing, "" if one.seconds_before is None else one.seconds_before] for one in planned.stages
    ]
    print_table("Stages (阶段)", ["stage", "is", "seconds in the published run"], stages)
    _print_faults("would stop the run (将中止)", planned.broken)
    _print_faults("missing or too old (缺失或过期)", planned.missing)
    _print_faults("would be told and passed over (将提示)", planned.warnings)
    tell_headers(planned.unread_headers)
    read = [one.byte_count for one in files if not one.kept]
    said = f"{len(read)} of {len(files)} files to be read ({_size(sum(read))}), {_size(planned.free_bytes)} free"
    out.print(f"as of {planned.as_of or 'no day: no file is there'}: {said}", markup=False)
    ending = {0: "nothing is seen that would stop it", 3: "it would stop: exit code 3", 5: "it would stop: exit code 5"}
    out.print(ending[planned.exit_code], markup=False)


def _print_faults(title: str, faults: Iterable[Fault]) -> None:
    told = [[fault.what, fault.where, fault.mend] for fault in faults]
    if told:
        print_table(title, ["what", "where", "mend"], told)


def _size(count: int) -> str:
    amount = float(count)
    for unit in ("B", "KB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"


def _facts(planned: RunPlan) -> dict[str, object]:
    def told(faults: Iterable[Fault]) -> list[dict[str, str]]:
        return [{"what": fault.what, "where": fault.where, "mend": fault.mend} for fault in faults]

    return {
        "as_of": planned.as_of.isoformat() if planned.as_of else None,
        "exit_code": planned.exit_code,
        "files": [
            {
                "source": one.delivery.source.source,
                "source_file": one.delivery.source_file,
                "as_of_date": one.delivery.as_of_date.isoformat(),
                "bytes": one.byte_count,
                "kept": one.kept,
            }
            for one in planned.foreseen.files
        ],
        "stages": [
            {"stage": one.stage, "doing": one.doing, "seconds_before": one.seconds_before} for one in planned.stages
        ],
        "broken": told(planned.broken),
        "missing": told(planned.missing),
        "warnings": told(planned.warnings),
        "unread_headers": {name: list(notes) for name, notes in planned.unread_headers.items()},
        "free_bytes": planned.free_bytes,
    }
