"""`matcher ledger figures`: what verdicts say of rules, places and links, and what became of everything."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import pyarrow as pa
import pyarrow.compute as pc
import typer

from matcher.casework.figures import Funnel, Share, fates_of, funnel_of, shares_of, shares_over_time
from matcher.cli.options import DEFAULT_WORKSPACE, AsJson, Language, WorkspaceFolder
from matcher.cli.printing import out, print_json, print_table
from matcher.ledger import open_ledger
from matcher.published import read_findings, read_record
from matcher.report.funnel_page import FunnelFigures, write_funnel_page
from matcher.run_record import RunRecord
from matcher.storage.workspace import find_workspace

_COLUMNS: Final = ["by", "group", "judged", "count", "share", "from", "to"]


def figures(
    page: Annotated[
        Path | None, typer.Option("--page", help="HTML page to write, self-contained.", dir_okay=False, metavar="FILE")
    ] = None,
    lang: Language = None,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
) -> None:
    """Tell what became of everything, from rows to money, and how often findings were true: by what, and over time."""
    place = find_workspace(workspace)
    folder = place.require_run(None)
    record, findings = read_record(folder), read_findings(folder)
    with open_ledger(place.ledger_url) as ledger:
        clues = ledger.clues()
    funnel = funnel_of(
        clues,
        rows=sum(file.rows_in for file in record.files),
        findings=findings.num_rows,
        standing=pc.sum(pc.is_null(findings["exemption_code"])).as_py() or 0,
    )
    told = _told(record, clues, funnel)
    if page is not None:
        write_funnel_page(page, told, lang.value if lang else "zh")
    if as_json:
        parts = {"funnel": told.funnel, "shares": told.shares, "over_time": told.over_time, "fates": told.fates}
        print_json({**parts, "page": None if page is None else str(page)})
        return
    _print_figures(funnel, shares_of(clues))
    if page is not None:
        out.print(f"page: {page}", markup=False)


def _told(record: RunRecord, clues: pa.Table, funnel: Funnel) -> FunnelFigures:
    months = {month: [asdict(one) for one in shares] for month, shares in shares_over_time(clues).items()}
    return FunnelFigures(
        title=record.pipeline_title,
        run_id=record.run_id,
        as_of=record.as_of,
        program_version=record.program_version,
        funnel=asdict(funnel),
        shares=[asdict(one) for one in shares_of(clues)],
        over_time=months,
        fates=fates_of(clues),
        rule_titles={rule.code: rule.title for rule in record.rules},
        area_names=record.area_names,
    )


def _print_figures(funnel: Funnel, shares: list[Share]) -> None:
    print_table("From rows to money", ["what", "how much"], [(name, value) for name, value in asdict(funnel).items()])
    lines = [
        (one.by, one.group, one.judged, one.count, *(f"{value:.1%}" for value in (one.share, one.low, one.high)))
        for one in shares
    ]
    print_table("Verdicts: share confirmed, or disproved for a reason (95 %)", _COLUMNS, lines)
