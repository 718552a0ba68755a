"""`matcher explain`: the chain behind one finding, or why records are one person."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.explain_links import explain_links, print_steps
from matcher.cli.options import DEFAULT_WORKSPACE, AsJson, Language, RunId, Unmasked, WorkspaceFolder
from matcher.cli.printing import out, print_json
from matcher.errors import Fault, UsageError
from matcher.explain import EvidenceRow, Explanation, Subject, Teller, explain_finding, find_subject
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
    as_json: AsJson = False,
) -> None:
    """Show why a finding stands, or why records are one person or not: what was compared, and what it weighs."""
    place = find_workspace(workspace)
    published = open_run(place.require_run(run_id))
    subject = find_subject(published, what)
    if subject.kind == "finding":
        if other or picture:
            mend = "name a record or a person; the finding names its records"
            raise UsageError(Fault("a finding is explained alone, and has no picture", f"finding '{what}'", mend))
        _explain_finding(published, place, subject, unmasked=unmasked, as_json=as_json)
        return
    subjects = [subject, *([find_subject(published, other)] if other else [])]
    teller = Teller(published.record, Wording(lang.value if lang else "zh"))
    explained = explain_links(published, place.snapshots, subjects, teller, picture=picture, masked=not unmasked)
    if as_json:
        print_json(explained.plain())
    else:
        explained.print()


def _explain_finding(
    published: PublishedRun, place: Workspace, subject: Subject, *, unmasked: bool, as_json: bool
) -> None:
    explanation = explain_finding(published, place.snapshots, subject.identifier, masked=not unmasked)
    if as_json:
        print_json(
            {
                "finding": explanation.finding,
                "rule": explanation.rule.model_dump(mode="json"),
                "exemptions": [exemption.code for exemption in explanation.exemptions],
                "evidence": [asdict(row) for row in explanation.evidence],
            }
        )
        return
    _print_rule(explanation)
    titles = published.record.source_titles
    for number, row in enumerate(explanation.evidence, start=1):
        _print_evidence(number, row, titles[row.source].zh)


def _print_rule(explanation: Explanation) -> None:
    finding, rule = explanation.finding, explanation.rule
    law = rule.legal_references.get(str(finding["programme"]), rule.legal_reference)
    months = f"{finding['first_month']} – {finding['last_month']} ({finding['month_count']})"
    out.print(f"{rule.code} {rule.title.zh} · {rule.title.en}", style="bold", markup=False)
    lines = {
        "finding": finding["finding_id"],
        "person": f"{finding['person_name']}  {finding['citizen_id']}  {finding['area_code']}",
        "months": months,
        "amount": f"{finding['amount_cny']} 元",
        "severity": f"{finding['severity']} (link {finding['link_grade']})",
        "exempted by": finding["exemption_code"] or "nothing: the finding stands",
        "why": rule.reason.zh,
        "law": f"{law.title} {law.number} {law.article}".strip(),
        "to verify": rule.to_verify.zh,
        "tried": ", ".join(f"{exemption.code} {exemption.title.zh}" for exemption in explanation.exemptions),
    }
    for name, text in lines.items():
        out.print(f"  {name:<12}{text}", markup=False)


def _print_evidence(number: int, row: EvidenceRow, title: str) -> None:
    place = " > ".join(part for part in (row.source_file, row.sheet, f"row {row.row_number}") if part)
    out.print(f"\n[{number}] {title} → {row.table}", style="bold", markup=False)
    out.print(f"  {place}", markup=False)
    for value in row.values:
        written = f"   ← written “{value.written}” ({value.status})" if value.written or value.status else ""
        out.print(f"  {value.column:<22}{value.read_as}{written}", markup=False)
    weight = "" if row.match_weight is None else f", {row.match_weight:+.1f} bits"
    chance = "" if row.match_probability is None else f", probability {row.match_probability:.4f}"
    out.print(f"  link: {row.link_method} {row.link_grade or ''}{weight}{chance}", markup=False)
    if row.weights:
        print_steps([(step.comparison, step.level, step.bits, step.total_bits) for step in row.weights])
