"""`matcher report`: write the reports of a published run again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from matcher.cli.access import WhoUnmasks, WhyUnmasked, action_of, giving_out, purpose_of
from matcher.cli.options import DEFAULT_WORKSPACE, AsJson, Language, LanguageOption, RunId, Unmasked, WorkspaceFolder
from matcher.cli.printing import out, print_json
from matcher.config.pipeline import ReportChoice
from matcher.errors import Fault, UsageError
from matcher.pipeline import rewrite_reports
from matcher.published import open_run, personal_rows
from matcher.storage.workspace import find_workspace


def report(
    folder: Annotated[
        Path, typer.Option("--out", help="Folder to write into; a published run is never changed.", file_okay=False)
    ] = Path("reports"),
    run_id: RunId = None,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    lang: Language = None,
    unmasked: Unmasked = False,
    reason: WhyUnmasked = None,
    author: WhoUnmasks = None,
    per: Annotated[
        Literal["run", "county"], typer.Option(help="One workbook for the run, or one for each county.")
    ] = "run",
    as_json: AsJson = False,
) -> None:
    """Write the workbook and the page of a published run again, in another language or masking."""
    purpose = purpose_of(unmasked=unmasked, reason=reason, author=author)
    place = find_workspace(workspace)
    if folder.resolve().is_relative_to(place.root):
        mend = "choose a folder outside the workspace: what is published there is never changed"
        raise UsageError(Fault("reports cannot be written into the workspace", str(folder), mend))
    published = open_run(place.require_run(run_id))
    choice = ReportChoice(
        language="en" if lang is LanguageOption.en else "zh",
        masking="unmasked" if unmasked else "masked",
        workbook_per=per,
    )
    action = action_of("matcher report", author, reason)
    rows = personal_rows(published)
    with giving_out(place, action, purpose, run_id=published.record.run_id, row_count=rows):
        paths = rewrite_reports(published, place.snapshots, choice, folder)
    if as_json:
        print_json({"run_id": published.record.run_id, "reports": [str(path) for path in paths]})
        return
    for path in paths:
        out.print(str(path), markup=False)
