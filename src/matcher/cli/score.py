"""`matcher score`: how right the links of a run are, where the truth is known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.options import DEFAULT_WORKSPACE, AsJson, WorkspaceFolder
from matcher.cli.printing import out, print_json, print_table
from matcher.measure import Score, score_run
from matcher.storage.workspace import find_workspace

SCORE_COLUMNS = ["records", "pairs linked", "pairs true", "precision", "recall", "F1", "of a record: precision",
                 "recall", "F1"]  # fmt: skip


def score(
    run: Annotated[str, typer.Argument(help="Folder of a run, or its id.", metavar="RUN", show_default=False)],
    truth: Annotated[
        Path,
        typer.Argument(
            help="CSV or Parquet: record_id, or source_file, sheet, row_number; entity; perhaps dirt.",
            metavar="TRUTH",
            show_default=False,
        ),
    ],
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
) -> None:
    """Score the links of a run against a known truth: precision, recall and F1, overall and by kind."""
    folder = Path(run) if Path(run).is_dir() else find_workspace(workspace).require_run(run)
    found = score_run(folder, truth)
    if as_json:
        print_json(found.to_json())
        return
    print_table("links", ["group", *SCORE_COLUMNS], [score_cells(row) for row in found.scores])
    out.print(
        f"{found.records:,} records; without truth: {found.records_without_truth:,}; rows of the truth without a "
        f"record: {found.truth_rows_without_record:,}; places that name two people: {found.ambiguous_places:,}",
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
