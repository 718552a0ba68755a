"""`matcher explain`: the chain behind one finding, or why records are one person."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from matcher.access import Purpose
from matcher.cli.access import WhoUnmasks, WhyUnmasked, note_unmasked, purpose_of
from matcher.cli.explain_finding import print_finding
from matcher.cli.explain_links import explain_links
from matcher.cli.options import DEFAULT_WORKSPACE, AsJson, Language, RunId, Unmasked, WorkspaceFolder
from matcher.cli.printing import print_json
from matcher.errors import Fault, UsageError
from matcher.explain import Subject, Teller, explain_amount, explain_finding, find_subject
from matcher.published import PublishedRun, open_run
from matcher.report.wording import Wording
from matcher.storage.workspace import Workspace, find_workspace

Picture = Annotated[
    Path | None, typer.Option("--picture", help="Draw the weights of a link as an SVG file.", dir_okay=False)
]


def explain(
    what: Annotated[
        str,
        typer.Argument(
            help="Finding, person or record: its id, the first characters of it, or FILE:ROW for a record.",
            show_default=False,
        ),
    ],
    other: Annotated[
        str | None, typer.Argument(help="A person or a record, to be held against the record.", show_default=False)
    ] = None,
    run_id: RunId = None,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    picture: Picture = None,
    lang: Language = None,
    unmasked: Unmasked = False,
    reason: WhyUnmasked = None,
    author: WhoUnmasks = None,
    as_json: AsJson = False,
) -> None:
    """Show why a finding stands, or why records are one person or not: what was compared, and what it weighs."""
    purpose = purpose_of(unmasked=unmasked, reason=reason, author=author)
    place = find_workspace(workspace)
    published = open_run(place.require_run(run_id))
    subject = find_subject(published, what)
    wording = Wording(lang.value if lang else "zh")
    if subject.kind == "finding":
        if other or picture:
            mend = "name a record or a person; the finding names its records"
            raise UsageError(Fault("a finding is explained alone, and has no picture", f"finding '{what}'", mend))
        _explain_finding(published, place, subject, wording, purpose=purpose, as_json=as_json)
        return
    subjects = [subject, *([find_subject(published, other)] if other else [])]
    teller = Teller(published.record, wording)
    note_unmasked(place, purpose, "matcher explain", published.record.run_id, len(subjects))
    explained = explain_links(published, place.snapshots, subjects, teller, picture=picture, masked=not unmasked)
    if as_json:
        print_json(explained.plain())
    else:
        explained.print()


def _explain_finding(
    published: PublishedRun,
    place: Workspace,
    subject: Subject,
    wording: Wording,
    *,
    purpose: Purpose | None,
    as_json: bool,
) -> None:
    """Show the chain behind one finding."""
    explanation = explain_finding(published, place.snapshots, subject.identifier, masked=purpose is None)
    calculation = explain_amount(published, str(explanation.finding["finding_id"]))
    rows = len(explanation.evidence)
    note_unmasked(place, purpose, "matcher explain", published.record.run_id, rows)
    if as_json:
        print_json(
            {
                "finding": explanation.finding,
                "rule": explanation.rule.model_dump(mode="json"),
                "exemptions": [exemption.code for exemption in explanation.exemptions],
                "calculation": calculation and calculation.model_dump(),
                "evidence": [asdict(row) for row in explanation.evidence],
            }
        )
        return
    print_finding(explanation, published.record, wording, calculation)
