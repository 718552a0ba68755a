"""`matcher run`: the whole story, published."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.accepting import Accept, Reason, acceptances_of, accepted_reason, reasons_of, tell_accepted
from matcher.cli.access import WhoUnmasks, action_of, purpose_of
from matcher.cli.check import load_checked
from matcher.cli.clock import now
from matcher.cli.health import note_health, noting_health
from matcher.cli.lacking import tell_headers, tell_lacks, tell_lost_ledger, tell_unread
from matcher.cli.options import (
    DEFAULT_WORKSPACE,
    AsJson,
    AsOf,
    Language,
    LanguageOption,
    Memory,
    PipelineFile,
    Quiet,
    Threads,
    Unmasked,
    WorkspaceFolder,
)
from matcher.cli.outcomes import print_outcomes
from matcher.cli.printing import out, print_json, reporting
from matcher.config.pipeline import ReportChoice
from matcher.pipeline import Published, RunOptions, run_pipeline
from matcher.storage.workspace import Workspace, open_workspace


class EngineOption(StrEnum):
    """Engines that run kernels."""

    local = "local"


def run(
    pipeline: PipelineFile,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    as_of: AsOf = None,
    engine: Annotated[EngineOption, typer.Option(help="Where kernels run.")] = EngineOption.local,  # noqa: ARG001  # typer checks it; there is one engine
    lang: Language = None,
    unmasked: Unmasked = False,
    threads: Threads = 2,
    memory: Memory = None,
    accept: Accept = None,
    reason: Reason = None,
    author: WhoUnmasks = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Do everything: read the exports, link people, apply the rules, write and publish the reports.

    A run is published whole or not at all; when it fails, the last published run stands.
    """
    with noting_health(Workspace(workspace.resolve())):
        day = as_of.date() if as_of else None
        project = load_checked(pipeline, day)
        reports = _asked(project.pipeline.reports, lang, unmasked=unmasked)
        in_full = reports.masking == "unmasked"
        reasons, why = reasons_of(accept, reason, unmasked=in_full)
        accepted = tuple(acceptances_of(accept, reasons, project))
        options = RunOptions(
            as_of=day,
            reports=reports,
            threads=threads,
            memory_limit=memory,
            acceptances=accepted,
            purpose=purpose_of(unmasked=in_full, reason=why, author=author),
            action=action_of("matcher run", author, accepted_reason(accepted)),
        )
        place = open_workspace(workspace)
        tell_lost_ledger(place)
        with reporting(quiet=quiet or as_json) as progress:
            published = run_pipeline(project, place, options, started_at=now(), progress=progress)
    _note_published(place, published)
    _warn(published)
    if as_json:
        print_json(_summary(published))
        return
    if not quiet:
        print_outcomes(published.record.rules, published.outcomes)
    _print_summary(published)


def _asked(reports: ReportChoice, lang: LanguageOption | None, *, unmasked: bool) -> ReportChoice:
    """Give what the pipeline says of its reports, but for what is asked for here."""
    language, masking = {"language": lang.value} if lang else {}, {"masking": "unmasked"} if unmasked else {}
    return reports.model_copy(update={**language, **masking})


def _note_published(place: Workspace, published: Published) -> None:
    record = published.record
    figures = {
        "as_of": record.as_of.isoformat(),
        "files": len(record.files),
        "rows_in": sum(file.rows_in for file in record.files),
        "findings": _standing(published),
        "clues": published.clues,
        "accepted": len(record.accepted),
        "not_judged": len(record.unjudged),
        "seconds": published.seconds,
    }
    note_health(place, "published", 0, **figures)


def _warn(published: Published) -> None:
    """Tell on standard error what a reader of the run should know."""
    tell_accepted(published.record.accepted, published.unneeded)
    tell_unread(published.record.unread)
    tell_headers({file.source_file: file.unread_headers for file in published.record.files})
    tell_lacks(published.record)


def _summary(published: Published) -> dict[str, object]:
    record = published.record
    return {
        "run_id": published.run_id,
        "as_of": record.as_of.isoformat(),
        "folder": str(published.folder),
        "reports": [str(path) for path in published.reports],
        "rows_in": sum(file.rows_in for file in record.files),
        "record_rows": sum(file.record_rows for file in record.files),
        "rejected_rows": sum(file.rejected_rows for file in record.files),
        "skipped_rows": sum(file.skipped_rows for file in record.files),
        "links": record.link_counts,
        "rules": published.outcomes,
        "clues": published.clues,
        "accepted": [asdict(one) for one in record.accepted],
        "not_judged": [one.model_dump() for one in record.unjudged],
        "not_looked_up": [one.model_dump() for one in record.untried],
        "files_not_read": [asdict(one) for one in record.unread],
        "seconds": published.seconds,
    }


def _standing(published: Published) -> int:
    """Count the findings that stand once what people decided before is known."""
    return sum(count for status, count in published.clues.items() if status in ("new", "continuing", "returned"))


def _print_summary(published: Published) -> None:
    record = published.record
    read = sum(file.rows_in for file in record.files)
    rejected = sum(file.rejected_rows for file in record.files)
    skipped = sum(file.skipped_rows for file in record.files)
    clues = ", ".join(f"{count:,} {status}" for status, count in sorted(published.clues.items()))
    out.print(f"{len(record.files)} files, {read:,} rows: {rejected:,} rejected, {skipped:,} skipped", markup=False)
    judged = len(published.outcomes) - len(record.unjudged)
    out.print(
        f"{judged} rules judged, {len(record.unjudged)} not judged: {_standing(published):,} findings stand",
        markup=False,
    )
    out.print(f"clues: {clues or 'none'}", markup=False)
    out.print(f"run {published.run_id} published in {Path(published.folder)}", markup=False)
    out.print("open:", markup=False)
    for path in published.reports[:2]:
        out.print(f"  {path}", markup=False)
