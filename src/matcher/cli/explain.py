"""`matcher explain`: the chain behind one finding."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from matcher.cli.options import DEFAULT_WORKSPACE, AsJson, RunId, Unmasked, WorkspaceFolder
from matcher.cli.printing import out, print_json
from matcher.explain import EvidenceRow, Explanation, explain_finding
from matcher.published import open_run
from matcher.storage.workspace import find_workspace


def explain(
    finding_id: Annotated[str, typer.Argument(help="Finding id, or its first characters.", show_default=False)],
    run_id: RunId = None,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    unmasked: Unmasked = False,
    as_json: AsJson = False,
) -> None:
    """Show why a finding stands: rule and law, evidence rows, what was written and read, how they were linked."""
    place = find_workspace(workspace)
    published = open_run(place.require_run(run_id))
    explanation = explain_finding(published, place.snapshots, finding_id, masked=not unmasked)
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
    for part in row.weights:
        bar = ("+" if part.bits >= 0 else "-") * min(30, round(abs(part.bits)))
        out.print(f"    {part.comparison:<14}{part.level:<22}{part.bits:+7.1f}  {bar}", markup=False)
