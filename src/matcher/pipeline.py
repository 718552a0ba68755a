"""The whole story of a run: ingest, link, evaluate, meet the ledger, report, publish.

Each stage can be told alone (`ingest_stage` …), as the commands of their names do; `run_pipeline` tells all of them
under the workspace's lock and publishes the result, or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

import pyarrow as pa

from matcher.access import Action, Purpose, acting, note_access
from matcher.accounting import account_of, record_of, rules_that_ran, sources_of, with_lacks
from matcher.breakers import hold_run
from matcher.closing import close_run, save_checkpoint
from matcher.config.areas import read_areas
from matcher.config.base import month_number
from matcher.config.linkage import Linkage
from matcher.config.loader import Project
from matcher.config.pipeline import RUN_ITSELF, ReportChoice
from matcher.config.source import SourceSchema
from matcher.deciding_facts import gather_details, keyed_digests
from matcher.engine.kernel import Kernel
from matcher.errors import ConfigurationError, Fault
from matcher.evaluate import Evaluated, Records, RuleBook, Trial, evaluate_rules
from matcher.ingest import (
    Acceptance,
    Ingested,
    Search,
    UnreadFile,
    area_table,
    ingest_sources,
    search_deliveries,
    unread_files,
)
from matcher.ledger import Scope
from matcher.link import Linked, Previous, link_records, read_replay, write_model
from matcher.published import (
    PublishedRun,
    catch_up_ledger,
    earlier_deliveries,
    personal_rows,
    save_evidence,
    save_tables,
)
from matcher.recall import meet_ledger
from matcher.report import Details, write_reports
from matcher.run_record import RunRecord
from matcher.stages import Progress, Stages
from matcher.storage.encryption import file_key, vault_of
from matcher.storage.lock import locked
from matcher.storage.parquet import read_table, write_table
from matcher.storage.workspace import Workspace, building, next_run_id
from matcher.tables import CALCULATIONS, CONFLICTS, EXEMPTED, FILES, FINDINGS, LINK_WEIGHTS, REJECTS, REVIEW
from matcher.taken_up import evaluation_key, link_key, take_up_evaluation, take_up_links


@dataclass(frozen=True)
class RunOptions:
    """What a person may say of one run."""

    as_of: date | None = None
    """Day the run describes; none: the pipeline's own, or the newest of the inputs."""
    reports: ReportChoice | None = None
    """What is written for readers; none: as the pipeline says."""
    threads: int = 2
    """Threads of the kernel; results do not depend on it."""
    memory_limit: str | None = None
    """Memory limit of the kernel, for example `4GB`."""
    acceptances: tuple[Acceptance, ...] = ()
    """Broken promises of deliveries that a person lets through in this run."""
    purpose: Purpose | None = None
    """Who wants reports unmasked, and why."""
    action: Action | None = None
    """Who runs it, for the access log; None: it is not logged."""


@dataclass(frozen=True)
class Published:
    """What a run gave."""

    run_id: str
    folder: Path
    reports: tuple[Path, ...]
    record: RunRecord
    outcomes: dict[str, dict[str, int]]
    clues: dict[str, int]
    seconds: dict[str, float]
    unneeded: tuple[Acceptance, ...] = ()
    """What a person let through that nothing broke."""


def run_pipeline(
    project: Project, workspace: Workspace, options: RunOptions, *, started_at: datetime, progress: Progress
) -> Published:
    """Turn the agencies' exports into findings and reports, and publish them whole.

    Raises:
        MatcherError: Something that a person can mend is wrong; nothing was published.
    """
    stages = Stages(progress)
    with locked(workspace, f"matcher run {project.pipeline.pipeline}"), acting(workspace, options.action) as done:
        recorded = catch_up_ledger(workspace, started_at)
        with stages.stage("ingest"):
            words = [word for word in options.acceptances if word.source != RUN_ITSELF]
            as_of, ingested = ingest_stage(project, workspace, options.as_of, progress, words)
        with open_kernel(workspace, options) as kernel:
            with stages.stage("link"):
                key = link_key(workspace, ingested, linkage_of(project))
                linked = take_up_links(workspace, key, partial(link_stage, project, workspace, ingested, kernel))
            with stages.stage("evaluate"):
                key = evaluation_key(workspace, project, ingested, as_of)
                judge = partial(evaluate_stage, project, ingested, linked, as_of, kernel, workspace.judged)
                evaluated = take_up_evaluation(workspace, key, judge)
        run_id = next_run_id(workspace, as_of.isoformat(), recorded)
        scope = Scope(as_of, rules_that_ran(project, ingested, evaluated))
        with building(workspace, run_id) as folder, stages.stage("report"):
            record = record_of(project, run_id, as_of, ingested=ingested, linked=linked, told=(scope.rules, 0))
            record = with_lacks(record, project, ingested, evaluated)
            run = PublishedRun(folder, record, _tables(ingested, linked, evaluated))
            run, counts = meet_ledger(run, workspace, scope)
            write_table(linked.person_ids, folder / "person_ids.parquet")
            save_tables(run, {"persons": linked.persons_file}, {"link_model.yaml": write_model(linked.model)})
            run, unneeded = hold_run(run, workspace, project.pipeline.breakers, options.acceptances)
            details = gather_details(run, workspace.snapshots)
            save_evidence(keyed_digests(details.evidence, workspace.site_key()), folder)
            run, digests = save_checkpoint(run, workspace)
            choice = options.reports or project.pipeline.reports
            if choice.masking == "unmasked":
                note_access(workspace, options.purpose, "matcher run", run_id, personal_rows(run))
            reports = _write_reports(run, choice, folder / "reports", details)
            account = account_of(project, ingested, linked, evaluated)
            close_run(run, account, stages.seconds, digests, workspace.site_key())
        done.run_id, done.row_count = run_id, personal_rows(run)
        catch_up_ledger(workspace, started_at)
    published = workspace.run_folder(run_id)
    moved = tuple(published / path.relative_to(folder) for path in reports)
    unneeded = (*ingested.unneeded, *unneeded)
    return Published(run_id, published, moved, run.record, evaluated.outcomes, counts, stages.seconds, unneeded)


def ingest_stage(
    project: Project,
    workspace: Workspace,
    as_of: date | None,
    progress: Progress,
    acceptances: Sequence[Acceptance] = (),
) -> tuple[date, Ingested]:
    """Read the exports into snapshots; give the day that the run describes as well.

    Deliveries are held against those of the published run: what a person let through then is what counts now.
    """
    wanted = as_of or project.pipeline.as_of
    search = search_inputs(project, wanted, acceptances)
    deliveries = search.require()
    ingested = ingest_sources(
        deliveries,
        model=project.model,
        codes=project.codes,
        areas=area_table(read_areas(project.areas_file)),
        region=project.pipeline.region,
        snapshots=workspace.snapshots,
        previous=earlier_deliveries(workspace),
        acceptances=acceptances,
        progress=progress,
    )
    day = wanted or max(delivery.as_of_date for delivery in deliveries)
    return day, replace(ingested, unread=unread_inputs(project, search, wanted))


def search_inputs(project: Project, as_of: date | None, acceptances: Sequence[Acceptance] = ()) -> Search:
    """Find the files that a run would read, and what is wrong with them."""
    uses = project.pipeline.sources
    return search_deliveries(_schemas(project), uses, project.inputs, as_of or project.pipeline.as_of, acceptances)


def unread_inputs(project: Project, search: Search, as_of: date | None) -> tuple[UnreadFile, ...]:
    """Name the files of the input folder that a run would not read."""
    return unread_files(search, _schemas(project), project.inputs, as_of or project.pipeline.as_of)


def _schemas(project: Project) -> list[SourceSchema]:
    return [project.sources[use.source] for use in project.pipeline.sources]


def link_stage(
    project: Project, workspace: Workspace, ingested: Ingested, kernel: Kernel, folder: Path | None = None
) -> Linked:
    """Decide which records are one person; persons.parquet lies in the folder, or in what goes with the lock."""
    linkage, site_key, current = linkage_of(project), workspace.site_key(), workspace.current()
    return link_records(
        ingested.tables,
        ingested.files,
        linkage=linkage,
        site_key=site_key,
        kernel=kernel,
        folder=folder or workspace.spill,
        judgements=read_replay(workspace.judgements, site_key, linkage.accept_weight),
        previous=Previous(workspace.run_folder(current)) if current else None,
    )


def linkage_of(project: Project) -> Linkage:
    """Give how records are linked, with the place of the model that the pipeline names, if it names any."""
    linkage = project.pipeline.linkage
    if project.model_file is None:
        return linkage
    if not project.model_file.is_file():
        where = f"pipeline {project.pipeline.pipeline}, linkage: model: {linkage.model}"
        mend = "put it there, or correct the path (it begins at the pipeline file's folder)"
        raise ConfigurationError(Fault("the model of linkage is not there", where, mend))
    return linkage.model_copy(update={"model": str(project.model_file)})


def evaluate_stage(
    project: Project, ingested: Ingested, linked: Linked, as_of: date, kernel: Kernel, kept: Path | None = None
) -> Evaluated:
    """Apply the rules to every person, or to those whom a difference from an earlier judging reaches."""
    sources = sources_of(project, ingested)
    return evaluate_rules(
        Records(ingested.tables, ingested.files, linked.persons_file, linked.candidates, sources, kept),
        book=RuleBook(project.rules, project.exemptions),
        policies=project.policies,
        model=project.model,
        trial=trial_of(project, as_of),
        kernel=kernel,
    )


def trial_of(project: Project, as_of: date) -> Trial:
    """Give what a run on one day is about: region, first month, day."""
    return Trial(project.pipeline.region, month_number(project.pipeline.first_month), as_of)


def open_kernel(workspace: Workspace, options: RunOptions) -> Kernel:
    """Open a kernel that may read the workspace's snapshots, what joins put aside, and nothing else."""
    return Kernel(
        folders=[workspace.snapshots, workspace.spill, workspace.steps],
        threads=options.threads,
        memory_limit=options.memory_limit,
        spill_folder=workspace.spill,
        file_key=file_key,
        encrypted=vault_of(workspace.spill) is not None,
    )


def rewrite_reports(run: PublishedRun, snapshots: Path, choice: ReportChoice, folder: Path) -> list[Path]:
    """Write the reports of a published run again, in another language or masking, into a folder."""
    return _write_reports(run, choice, folder, gather_details(run, snapshots))


def _write_reports(run: PublishedRun, choice: ReportChoice, folder: Path, details: Details) -> list[Path]:
    return write_reports(run.report_tables(), run.record.report_facts(), choice, folder, details)


def _tables(ingested: Ingested, linked: Linked, evaluated: Evaluated) -> dict[str, pa.Table]:
    rejects = [read_table(path) for path in ingested.rejects]
    return {
        "persons": linked.persons,
        "findings": FINDINGS.require(evaluated.findings),
        "rejects": _sorted(pa.concat_tables([REJECTS.empty(), *rejects])),
        "conflicts": CONFLICTS.require(linked.conflicts),
        "review": _sorted(pa.concat_tables([REVIEW.require(linked.review), REVIEW.require(evaluated.review)])),
        "link_weights": LINK_WEIGHTS.require(linked.weights),
        "files": FILES.require(ingested.files),
        "exempted": EXEMPTED.require(evaluated.exempted),
        "calculations": CALCULATIONS.require(evaluated.calculations),
    }


def _sorted(table: pa.Table) -> pa.Table:
    return table.sort_by([(name, "ascending") for name in table.column_names])
