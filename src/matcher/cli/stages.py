"""`matcher ingest | link | evaluate`: the first stages alone. They publish nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.accepting import Accept, Reason, acceptances_of, tell_accepted
from matcher.cli.check import load_checked
from matcher.cli.linkage import write_linkage_report
from matcher.cli.options import DEFAULT_WORKSPACE, AsJson, AsOf, Language, Memory, PipelineFile, Quiet, WorkspaceFolder
from matcher.cli.outcomes import difference_record, print_differences, print_outcomes
from matcher.cli.printing import print_json, print_table, reporting
from matcher.cli.quality import write_quality_report
from matcher.cli.talking import tell
from matcher.config.base import Language as Spoken
from matcher.config.loader import Project, load_policy
from matcher.engine.kernel import Kernel
from matcher.evaluate import RuleBook, compare_findings, find_unvarying, with_reform
from matcher.ingest import BrokenPromisesError, Ingested
from matcher.pipeline import RunOptions, evaluate_stage, ingest_stage, link_stage, open_kernel, trial_of
from matcher.storage.lock import locked
from matcher.storage.parquet import write_table
from matcher.storage.workspace import open_workspace
from matcher.tables import REVIEW

Report = Annotated[
    Path | None, typer.Option("--report", help="Folder for the data-quality page and quality.json.", file_okay=False)
]
LinkReport = Annotated[
    Path | None, typer.Option("--report", help="Folder for the linkage page and linkage.json.", file_okay=False)
]
ReformFile = Annotated[
    Path | None,
    typer.Option("--policy", help="Policy file of a reform: also show what it would change.", dir_okay=False),
]
Conditions = Annotated[
    bool, typer.Option("--conditions", help="Also tell conditions that hold for every row at hand, or for none.")
]
Out = Annotated[Path | None, typer.Option("--out", help="Folder for the tables; none: only counts.", file_okay=False)]


def ingest(
    pipeline: PipelineFile,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    as_of: AsOf = None,
    accept: Accept = None,
    reason: Reason = None,
    report_folder: Report = None,
    lang: Language = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Read the exports into snapshots and account for every row of every file."""
    day = as_of.date() if as_of else None
    project, place = load_checked(pipeline, day), open_workspace(workspace)
    acceptances = acceptances_of(accept, reason, project)
    with locked(place, "matcher ingest"), reporting(quiet=quiet or as_json) as progress:
        language = lang.value if lang else project.pipeline.reports.language
        try:
            described, ingested = ingest_stage(project, place, day, progress, acceptances)
        except BrokenPromisesError as error:
            if report_folder and error.ingested.reports:
                _report_quality(project, error.ingested, day, report_folder, language)
            raise
        if report_folder:
            _report_quality(project, ingested, described, report_folder, language)
    tell_accepted(ingested.accepted, ingested.unneeded)
    rows = [
        (
            report.source_file,
            report.rows_in,
            report.record_rows,
            report.rejected_rows,
            sum(report.skipped.values()),
            "kept" if report.reused else "read",
        )
        for report in ingested.reports
    ]
    columns = ["file", "rows in", "records", "rejected", "skipped", "snapshot"]
    if as_json:
        print_json(
            {"files": [dict(zip([name.replace(" ", "_") for name in columns], row, strict=True)) for row in rows]}
        )
    else:
        print_table("Rows in = records + rejected + skipped", columns, rows)


def _report_quality(project: Project, ingested: Ingested, day: date | None, folder: Path, language: Spoken) -> None:
    """Write the data-quality report and say where it lies; without a day it is that of the newest file read."""
    newest = max(report.as_of_date for report in ingested.reports)
    page, _ = write_quality_report(project, ingested, day or project.pipeline.as_of or newest, folder, language)
    tell(f"data quality of what was read: {page}")


def link(
    pipeline: PipelineFile,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    as_of: AsOf = None,
    folder: Out = None,
    report_folder: LinkReport = None,
    lang: Language = None,
    memory: Memory = None,
    accept: Accept = None,
    reason: Reason = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Ingest, and decide which records are one person."""
    day = as_of.date() if as_of else None
    project, place, options = load_checked(pipeline, day), open_workspace(workspace), RunOptions(memory_limit=memory)
    acceptances = acceptances_of(accept, reason, project)
    with locked(place, "matcher link"), reporting(quiet=quiet or as_json) as progress:
        described, ingested = ingest_stage(project, place, day, progress, acceptances)
        with open_kernel(place, options) as kernel:
            linked = link_stage(project, place, ingested, kernel, folder)
    if report_folder:
        language = lang.value if lang else project.pipeline.reports.language
        tell(str(write_linkage_report(project, linked, described, report_folder, language)[0]))
    tell_accepted(ingested.accepted, ingested.unneeded)
    if folder:
        named = {"link_weights": linked.weights, "conflicts": linked.conflicts, "review": linked.review}
        for name, table in {**named, "candidates": linked.candidates}.items():
            write_table(table, folder / f"{name}.parquet")
    if as_json:
        print_json({"links": linked.counts})
    else:
        print_table("Links", ["what", "count"], [(name, count) for name, count in sorted(linked.counts.items())])


def evaluate(
    pipeline: PipelineFile,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    as_of: AsOf = None,
    folder: Out = None,
    policy: ReformFile = None,
    conditions: Conditions = False,
    accept: Accept = None,
    reason: Reason = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Ingest, link, and apply the rules; with --policy, twice: as things are, and as a reform would have them."""
    reform = load_policy(policy) if policy else None
    day = as_of.date() if as_of else None
    project, place, options = load_checked(pipeline, day), open_workspace(workspace), RunOptions()
    acceptances = acceptances_of(accept, reason, project)
    with locked(place, "matcher evaluate"), reporting(quiet=quiet or as_json) as progress:
        described, ingested = ingest_stage(project, place, day, progress, acceptances)
        with open_kernel(place, options) as kernel:
            linked = link_stage(project, place, ingested, kernel)
            evaluated = evaluate_stage(project, ingested, linked, described, kernel)
            if conditions:
                _tell_unvarying(project, described, kernel)
            reformed = None
            if reform:
                changed = replace(project, policies=with_reform(project.policies, reform))
                reformed = evaluate_stage(changed, ingested, linked, described, kernel)
    tell_accepted(ingested.accepted, ingested.unneeded)
    if folder:
        write_table(evaluated.findings, folder / "findings.parquet")
        write_table(REVIEW.require(evaluated.review), folder / "review.parquet")
        write_table(evaluated.calculations, folder / "calculations.parquet")
    if folder and reformed:
        write_table(reformed.findings, folder / "findings_reformed.parquet")
    differences = compare_findings(evaluated.findings, reformed.findings) if reformed else ()
    if as_json:
        told = {"reform": [difference_record(one) for one in differences]} if reformed else {}
        print_json({"rules": evaluated.outcomes, **told})
        return
    print_outcomes(project.rules, evaluated.outcomes)
    if reformed:
        print_differences(project.rules, differences)


def _tell_unvarying(project: Project, day: date, kernel: Kernel) -> None:
    """Warn, with file and line, of conditions that never vary on the rows at hand."""
    book = RuleBook(project.rules, project.exemptions)
    found = find_unvarying(
        book, policies=project.policies, model=project.model, trial=trial_of(project, day), kernel=kernel
    )
    for fault in found:
        tell(f"{project.locate_rule(fault.rule, fault.key)}: {fault.what} ({fault.mend})")
