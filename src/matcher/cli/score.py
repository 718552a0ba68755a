"""`matcher score`: how right the links and the findings of a run are, where the truth is known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.check import load_checked
from matcher.cli.options import DEFAULT_WORKSPACE, AsJson, Memory, WorkspaceFolder
from matcher.cli.printing import out, print_json, print_table
from matcher.cli.score_findings import print_findings_scores
from matcher.errors import Fault, UsageError
from matcher.measure import (
    LINKS,
    FindingsScore,
    Links,
    ReadRun,
    RunScore,
    Score,
    has_cases,
    read_case_truth,
    records_of,
    score_findings,
    score_on_links,
    score_run,
)
from matcher.pipeline import RunOptions, ingest_stage, open_kernel
from matcher.published import read_record
from matcher.storage.lock import locked
from matcher.storage.parquet import read_frame
from matcher.storage.workspace import find_workspace

SCORE_COLUMNS = ["records", "pairs linked", "pairs true", "precision", "recall", "F1", "of a record: precision",
                 "recall", "F1"]  # fmt: skip
_FOUND = "found"


def score(
    run: Annotated[str, typer.Argument(help="Folder of a run, or its id.", metavar="RUN", show_default=False)],
    truth: Annotated[
        Path,
        typer.Argument(
            help="Folder `truth` of a made-up county; or CSV or Parquet of records alone: record_id, or source_file, "
            "sheet, row_number; entity; perhaps dirt.",
            metavar="TRUTH",
            show_default=False,
        ),
    ],
    links: Annotated[
        str,
        typer.Option(
            help="Whose links findings are scored on, separated by commas: found (the run's), perfect, bare_id, "
            "bare_join (bare_id without exemptions). All but found judge the rules again.",
        ),
    ] = _FOUND,
    pipeline: Annotated[
        Path | None,
        typer.Option(
            help="Pipeline of the run, for other links than its own.", exists=True, dir_okay=False, show_default=False
        ),
    ] = None,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    memory: Memory = None,
    as_json: AsJson = False,
) -> None:
    """Score the links of a run, and its findings rule by rule, against a known truth."""
    wanted = _links_of(links)
    is_folder = Path(run).is_dir()
    folder = Path(run) if is_folder else find_workspace(workspace).require_run(run)
    found = score_run(folder, records_of(truth) if truth.is_dir() else truth)
    cases = truth if truth.is_dir() else truth.parent
    scores: list[FindingsScore] = []
    if has_cases(cases):
        read = _read_again(folder, pipeline, wanted)
        place = folder.parents[1] if is_folder else workspace
        scores = _scores(folder, cases, wanted, read=read, workspace=place, memory=memory)
    elif wanted != [_FOUND]:
        raise UsageError(Fault("the truth names no cases", str(cases), "name a folder with records.csv and cases.csv"))
    if as_json:
        print_json({**found.to_json(), "findings": {one.links: one.to_json() for one in scores}})
        return
    _print_links(found)
    print_findings_scores(scores)


def _links_of(text: str) -> list[str]:
    wanted = [name.strip() for name in text.split(",") if name.strip()]
    for name in wanted:
        if name not in (_FOUND, *LINKS):
            raise UsageError(Fault(f"there are no links '{name}'", "--links", f"use {', '.join((_FOUND, *LINKS))}"))
    return list(dict.fromkeys(wanted)) or [_FOUND]


def _read_again(folder: Path, pipeline: Path | None, wanted: list[str]) -> Path | None:
    """Give the pipeline that other links are judged by, where any are wanted."""
    if wanted == [_FOUND]:
        return None
    if pipeline is None:
        mend = "add --pipeline with the pipeline that the run was made by"
        raise UsageError(Fault("the rules cannot be judged again without their pipeline", str(folder), mend))
    return pipeline


def _scores(
    folder: Path, cases: Path, wanted: list[str], *, read: Path | None, workspace: Path, memory: str | None
) -> list[FindingsScore]:
    """Score the run's findings, then those on other links, in the order that was asked for."""
    truth = read_case_truth(cases)
    persons = read_frame(folder / "persons.parquet")
    done: dict[str, FindingsScore] = {}
    if _FOUND in wanted:
        findings, review = (read_frame(folder / f"{name}.parquet") for name in ("findings", "review"))
        done[_FOUND] = score_findings(findings, review, persons, truth)
    if read is not None:
        place, as_of = find_workspace(workspace), read_record(folder).as_of
        project = load_checked(read, as_of)
        with locked(place, "matcher score"):
            _, ingested = ingest_stage(project, place, as_of, lambda *_: None)
            for name in _others(wanted):
                with open_kernel(place, RunOptions(memory_limit=memory)) as kernel:
                    run = ReadRun(project, ingested, as_of)
                    done[name] = score_on_links(run, persons, truth, name, kernel)
    return [done[name] for name in wanted]


def _others(wanted: list[str]) -> list[Links]:
    return [name for name in LINKS if name in wanted]


def _print_links(found: RunScore) -> None:
    print_table("links", ["group", *SCORE_COLUMNS], [score_cells(row) for row in found.scores])
    out.print(
        f"{found.records:,} records; without truth: {found.records_without_truth:,}; rows of the truth without a "
        f"record: {found.truth_rows_without_record:,}; places that name two people: {found.ambiguous_places:,}\n",
        markup=False,
    )


def score_cells(row: Score) -> tuple[object, ...]:
    """Give a score as the cells of a table."""
    shares = (row.precision, row.recall, row.f1, row.record_precision, row.record_recall, row.record_f1)
    return (
        row.group,
        row.records,
        row.linked_pairs,
        row.true_pairs,
        *("" if share is None else f"{share:.4f}" for share in shares),
    )
