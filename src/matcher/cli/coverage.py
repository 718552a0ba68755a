"""`matcher coverage`: target groups against programmes, by place and state, with what is left over."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.options import DEFAULT_WORKSPACE, AsJson, Language, WorkspaceFolder
from matcher.cli.printing import out, print_json, print_table
from matcher.cli.run_names import DIGITS, Places, open_run_and_month
from matcher.config.base import month_text
from matcher.config.loader import load_declaration
from matcher.config.systems import CoverageFile
from matcher.errors import Fault, UsageError, nearest
from matcher.published import PublishedRun
from matcher.report.coverage_public import (
    PUBLIC_COUNTS,
    WITHHELD,
    public_lines,
    told_publicly,
    write_public_workbook,
)
from matcher.report.coverage_workbook import CoverageContents, TargetCounts, coverage_place, write_coverage_workbook
from matcher.report.figures import CoverageTable
from matcher.report.figures.coverage import ALL
from matcher.report.wording import Wording
from matcher.run_record import RunRecord
from matcher.storage.workspace import Workspace, find_workspace
from matcher.systems.coverage import TargetPlan, cover_target, read_targets
from matcher.systems.rosters import roster_of
from matcher.systems.run_tables import RunTables

CoverageDeclaration = Annotated[
    Path, typer.Argument(help="Which groups, which programmes.", metavar="COVERAGE_FILE", exists=False)
]
Public = Annotated[bool, typer.Option("--public", help="What may be published: by place alone, small counts withheld.")]


def coverage(
    declaration: CoverageDeclaration = Path("pipelines/coverage.yaml"),
    at: Annotated[
        str, typer.Option(help="Run, or `last` or `previous`; behind @ another month.", metavar="RUN[@YYYY-MM]")
    ] = "last",
    since: Annotated[
        str | None, typer.Option(help="An earlier run or month to compare with.", metavar="RUN[@YYYY-MM]")
    ] = None,
    targets: Annotated[str, typer.Option(help="Target groups, separated by commas; default: all.")] = "",
    by: Places = "township",
    workbook: Annotated[Path | None, typer.Option("--out", help="Workbook to write.", dir_okay=False)] = None,
    public: Public = False,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Count target groups against programmes: covered, explained, left over, on two that exclude one another.

    Each person counts once in every line. It is counts alone, without a name.
    """
    if public and since:
        mend = "leave --since out: two months side by side tell of single people who came or went"
        raise UsageError(Fault("a table for the public shows one month", "--public, --since", mend))
    place = find_workspace(workspace)
    declared = load_declaration(declaration, CoverageFile)
    plans = _chosen(read_targets(declared), targets)
    run, month, tables = _counted(place, at, plans, DIGITS[by])
    before: list[CoverageTable | None] = [None] * len(plans)
    told_since = None
    if since is not None:
        earlier, earlier_month, counted = _counted(place, since, plans, DIGITS[by])
        before = list(counted)
        other = "" if earlier.record.run_id == run.record.run_id else f" ({earlier.record.run_id})"
        told_since = month_text(earlier_month) + other
    counted_targets = [
        TargetCounts(plan.target, table, old) for plan, table, old in zip(plans, tables, before, strict=True)
    ]
    contents = _contents(declared.item, run.record, month, told_since, counted_targets)
    if public:
        _publish(contents, declared.item.smallest_public_count, workbook, lang, as_json=as_json)
        return
    if workbook is not None:
        write_coverage_workbook(workbook, contents, Wording(lang.value if lang else "zh"))
    if as_json:
        print_json(_told(contents))
        return
    _print(contents, Wording(lang.value if lang else "en"))
    if workbook is not None:
        out.print(str(workbook), markup=False)


def _chosen(plans: list[TargetPlan], targets: str) -> list[TargetPlan]:
    wanted = [name.strip() for name in targets.split(",") if name.strip()]
    known = [plan.target.target for plan in plans]
    if unknown := [name for name in wanted if name not in known]:
        what = f"there is no target group '{unknown[0]}'{nearest(unknown[0], known)}"
        raise UsageError(Fault(what, "--targets", f"name some of: {', '.join(known)}"))
    return [plan for plan in plans if not wanted or plan.target.target in wanted]


def _counted(
    place: Workspace, name: str, plans: list[TargetPlan], digits: int
) -> tuple[PublishedRun, int, list[CoverageTable]]:
    run, month = open_run_and_month(place, name)
    with RunTables(run, place.snapshots) as tables:
        roster = roster_of(tables, month)
        return run, month, [cover_target(plan, tables, roster, month, digits) for plan in plans]


def _told(contents: CoverageContents) -> dict[str, object]:
    return {
        "run_id": contents.run_id,
        "month": contents.month,
        "since": contents.since,
        "targets": [
            {"target": one.target.target, **_table(one.table), "before": _table(one.before) if one.before else None}
            for one in contents.targets
        ],
    }


def _table(table: CoverageTable) -> dict[str, object]:
    lines = [
        {**asdict(line), "area_code": line.area_code or None, "state": line.state or None,
         "uncovered": line.uncovered, "residual": line.residual, "rate": line.rate}
        for line in table.lines
    ]  # fmt: skip
    return {
        "is_disjoint": table.is_disjoint,
        "lines": lines,
        "programmes": [asdict(share) for share in table.shares],
        "overlaps": [asdict(overlap) for overlap in table.overlaps],
        "explained": table.reasons,
    }


def _print(contents: CoverageContents, wording: Wording) -> None:
    for one in contents.targets:
        states = {state.state: wording.say(state.title) for state in one.target.states} | {ALL: "total"}
        columns = ["state", "target", *one.target.programmes, "residual", "covered", "explained", "not covered", "rate"]
        lines = [
            [states[line.state], line.target, *line.by_programme.values(), line.residual, line.covered, line.explained,
             line.uncovered, "" if line.rate is None else f"{line.rate:.1%}"]
            for line in one.table.lines
            if line.area_code == ALL
        ]  # fmt: skip
        print_table(f"{wording.say(one.target.title)}, {contents.month}", columns, lines)
        pairs = [[p.one, p.other, p.persons, _verdict(p.is_forbidden, p.persons)] for p in one.table.overlaps]
        if pairs:
            print_table("On two programmes", ["programme", "programme", "people", ""], pairs)


def _contents(
    declared: CoverageFile, record: RunRecord, month: int, since: str | None, targets: list[TargetCounts]
) -> CoverageContents:
    return CoverageContents(
        title=declared.title,
        run_id=record.run_id,
        as_of=record.as_of,
        month=month_text(month),
        since=since,
        targets=targets,
        programme_titles=record.programme_titles,
        area_names=record.area_names,
    )


def _publish(
    contents: CoverageContents, smallest: int, workbook: Path | None, lang: Language, *, as_json: bool
) -> None:
    """Write and tell what may be published."""
    if workbook is not None:
        write_public_workbook(workbook, contents, smallest, Wording(lang.value if lang else "zh"))
    if as_json:
        told = [told_publicly(one, smallest) for one in contents.targets]
        print_json({"run_id": contents.run_id, "month": contents.month, "targets": told})
        return
    wording = Wording(lang.value if lang else "en")
    for one in contents.targets:
        lines = [
            [
                coverage_place(line.area_code, contents.area_names, wording),
                *(WITHHELD if count is None else count for count in line.counts.values()),
            ]
            for line in public_lines(one.table, smallest)
        ]
        print_table(f"{wording.say(one.target.title)}, {contents.month}", ["place", *PUBLIC_COUNTS], lines)


def _verdict(is_forbidden: bool, persons: int) -> str:
    if not is_forbidden:
        return "allowed"
    return "forbidden: verify" if persons else "forbidden, none: holds"
