"""`matcher diff`: who entered, left and changed between two runs, by programme and place, and which findings did."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer

from matcher.cli.access import WhoUnmasks, WhyUnmasked, note_unmasked, purpose_of
from matcher.cli.options import DEFAULT_WORKSPACE, AsJson, Language, Unmasked, WorkspaceFolder
from matcher.cli.printing import out, print_json, print_table
from matcher.cli.run_names import DIGITS, Places, RunAndMonthArgument, open_run_and_month
from matcher.config.base import month_text
from matcher.errors import Fault, UsageError, nearest
from matcher.published import PublishedRun
from matcher.report.diff_workbook import DiffContents, FindingsCompared, RosterEnd, write_diff_workbook
from matcher.report.figures import (
    FindingFlow,
    Flow,
    ProgrammeFlow,
    RosterComparison,
    compare_rosters,
    compare_standing_findings,
)
from matcher.report.figures.rosters import WHOLE
from matcher.report.masking import mask_row
from matcher.report.wording import Wording
from matcher.storage.disk import OWNER_FILE
from matcher.storage.workspace import find_workspace
from matcher.systems.causes import FindingChange, finding_changes
from matcher.systems.rosters import roster_of
from matcher.systems.run_tables import RunTables

_COLUMNS = [
    "programme",
    *(f"{unit} {name}" for unit in ("hh", "people") for name in ("prior", "left", "entered", "current", "changed")),
]  # fmt: skip


def diff(
    before: RunAndMonthArgument,
    after: RunAndMonthArgument,
    by: Places = "township",
    programmes: Annotated[
        str, typer.Option(help="Programmes, separated by commas; default: all.", metavar="NAMES")
    ] = "",
    workbook: Annotated[
        Path | None, typer.Option("--out", help="Workbook to write, with everybody concerned.", dir_okay=False)
    ] = None,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    lang: Language = None,
    unmasked: Unmasked = False,
    reason: WhyUnmasked = None,
    author: WhoUnmasks = None,
    as_json: AsJson = False,
) -> None:
    """Say who entered, left and changed between two runs, as households and people, by programme and place.

    In every row prior − left − moved out + entered + moved in = current. Findings are compared as well where the runs
    are two: which are gone, which are new, and why (rule, policy, exemption, links, data, day, program).
    """
    purpose = purpose_of(unmasked=unmasked, reason=reason, author=author)
    place = find_workspace(workspace)
    (old, old_month), (new, new_month) = open_run_and_month(place, before), open_run_and_month(place, after)
    rosters = [_roster(run, month, place.snapshots) for run, month in ((old, old_month), (new, new_month))]
    earlier, later = _chosen(rosters, programmes)
    compared = compare_rosters(earlier, later, DIGITS[by])
    findings, changes = None, list[FindingChange]()
    if old.record.run_id != new.record.run_id:
        findings = compare_standing_findings(old.tables["findings"], new.tables["findings"])
        changes = finding_changes(old, new, place.snapshots)
    ends = (RosterEnd(old.record.run_id, month_text(old_month)), RosterEnd(new.record.run_id, month_text(new_month)))
    if workbook is not None:
        people = _people(compared, (old, new), masked=not unmasked)
        told = None if findings is None else FindingsCompared(findings, _with_names(changes, (old, new), not unmasked))
        contents = _contents(ends, (old, new), compared, people, told, masked=not unmasked)
        note_unmasked(place, purpose, "matcher diff", new.record.run_id, len(people))
        write_diff_workbook(workbook, contents, Wording(lang.value if lang else "zh"))
        if unmasked:
            workbook.chmod(OWNER_FILE)
    if as_json:
        print_json({**_told(ends, compared, findings, workbook), "finding_changes": [asdict(one) for one in changes]})
        return
    _print(ends, compared, findings)
    _print_causes(changes)
    if workbook is not None:
        out.print(str(workbook), markup=False)


def _roster(run: PublishedRun, month: int, snapshots: Path) -> pl.DataFrame:
    with RunTables(run, snapshots) as tables:
        return roster_of(tables, month)


def _chosen(rosters: list[pl.DataFrame], programmes: str) -> list[pl.DataFrame]:
    wanted = [name.strip() for name in programmes.split(",") if name.strip()]
    known = sorted({name for roster in rosters for name in roster["programme"].unique()})
    if unknown := sorted(set(wanted) - set(known)):
        what = f"nobody is on the programme '{unknown[0]}' in either roster{nearest(unknown[0], known)}"
        raise UsageError(Fault(what, "--programmes", f"name some of: {', '.join(known)}"))
    return [roster.filter(pl.col("programme").is_in(wanted)) for roster in rosters] if wanted else rosters


def _people(
    compared: RosterComparison, runs: tuple[PublishedRun, PublishedRun], *, masked: bool
) -> list[dict[str, Any]]:
    """Give everybody concerned with their citizen IDs, masked unless they are asked for in full."""
    persons = [pl.DataFrame(run.tables["persons"].select(["person_id", "citizen_id"])) for run in runs]
    ids = pl.concat(persons).group_by("person_id").agg(pl.col("citizen_id").min())
    people = compared.persons.join(ids, on="person_id", how="left", maintain_order="left").to_dicts()
    return [mask_row(row) for row in people] if masked else people


def _with_names(
    changes: list[FindingChange], runs: tuple[PublishedRun, PublishedRun], masked: bool
) -> list[dict[str, Any]]:
    """Give the findings that differ with whom they are of, as the later run that has them says."""
    columns = ["finding_id", "person_name", "citizen_id"]
    who = {row["finding_id"]: row for run in runs for row in run.tables["findings"].select(columns).to_pylist()}
    rows = [{**asdict(one), **who[one.finding_id]} for one in changes]
    return [mask_row(row) for row in rows] if masked else rows


def _contents(
    ends: tuple[RosterEnd, RosterEnd],
    runs: tuple[PublishedRun, PublishedRun],
    compared: RosterComparison,
    people: list[dict[str, Any]],
    findings: FindingsCompared | None,
    *,
    masked: bool,
) -> DiffContents:
    old, new = runs[0].record, runs[1].record
    return DiffContents(
        before=ends[0],
        after=ends[1],
        as_of=new.as_of,
        comparison=compared,
        people=people,
        findings=findings,
        rule_titles={rule.rule: rule.title for rule in (*old.rules, *new.rules)},
        programme_titles=new.programme_titles,
        code_titles=new.code_titles,
        area_names={**old.area_names, **new.area_names},
        masked=masked,
    )


def _told(
    ends: tuple[RosterEnd, RosterEnd],
    compared: RosterComparison,
    findings: list[FindingFlow] | None,
    workbook: Path | None,
) -> dict[str, object]:
    return {
        "before": asdict(ends[0]),
        "after": asdict(ends[1]),
        "adds_up": compared.adds_up,
        "flows": [
            {"programme": flow.programme, "area_code": flow.area_code or None,
             "households": asdict(flow.households), "persons": asdict(flow.persons)}
            for flow in compared.flows
        ],
        "findings": None if findings is None else [asdict(one) for one in findings],
        "workbook": None if workbook is None else str(workbook),
    }  # fmt: skip


def _print(ends: tuple[RosterEnd, RosterEnd], compared: RosterComparison, findings: list[FindingFlow] | None) -> None:
    title = f"{ends[0].run_id} ({ends[0].month}) to {ends[1].run_id} ({ends[1].month})"
    whole = [flow for flow in compared.flows if flow.area_code == WHOLE]
    print_table(title, _COLUMNS, [_line(flow) for flow in whole])
    if findings is not None:
        lines = [(one.catalogue_code, one.rule_id, one.prior, one.gone, one.appeared, one.current) for one in findings]
        print_table("Findings", ["code", "rule", "prior", "gone", "new", "current"], lines)


def _print_causes(changes: list[FindingChange]) -> None:
    counted = Counter((one.change, ", ".join(one.causes)) for one in changes)
    if counted:
        print_table("Why", ["findings that are", "since", "count"], [(*key, n) for key, n in sorted(counted.items())])


def _line(flow: ProgrammeFlow) -> list[object]:
    return [flow.programme, *_numbers(flow.households), *_numbers(flow.persons)]


def _numbers(flow: Flow) -> list[int]:
    return [flow.prior, flow.left, flow.entered, flow.current, flow.changed]
