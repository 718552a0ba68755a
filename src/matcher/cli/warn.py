"""`matcher warn`: red and orange alerts of a run's month, in both directions, and what became of earlier ones."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.access import WhoUnmasks, WhyUnmasked, action_of, holding, note_unmasked, purpose_of
from matcher.cli.options import DEFAULT_WORKSPACE, AsJson, Language, RunId, Unmasked, WorkspaceFolder
from matcher.cli.printing import out, print_json, print_table
from matcher.config.loader import load_declaration
from matcher.config.systems import WarningsFile
from matcher.errors import Fault, UsageError
from matcher.published import open_run
from matcher.report.visits_workbook import write_visit_lists
from matcher.report.warnings import WarningFacts
from matcher.report.warnings_workbook import write_outboxes
from matcher.report.wording import Wording
from matcher.storage.workspace import find_workspace
from matcher.systems.homes import homes_of, read_grids
from matcher.systems.run_tables import RunTables
from matcher.systems.warning_register import WarningRegister
from matcher.systems.warnings import raise_warnings, read_warnings

_COUNTS = ("forward red", "forward orange", "backward red", "backward orange")


Declaration = Annotated[Path, typer.Argument(help="Who is watched, and what raises an alert.", metavar="WARNINGS_FILE")]
Outboxes = Annotated[
    Path, typer.Option("--out", help="Folder of the outboxes; each month gets one of its own.", file_okay=False)
]
GridsFile = Annotated[
    Path | None,
    typer.Option(
        "--grids", help="CSV of households and their grids (户编号, 网格, 网格员).", exists=True, dir_okay=False
    ),
]


def warn(
    declaration: Declaration = Path("pipelines/warnings.yaml"),
    folder: Outboxes = Path("warnings"),
    grids: GridsFile = None,
    run_id: RunId = None,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    lang: Language = None,
    unmasked: Unmasked = False,
    reason: WhyUnmasked = None,
    author: WhoUnmasks = None,
    as_json: AsJson = False,
) -> None:
    """Raise the alerts of a month: who may need help, and who may be paid against the rules, red or orange.

    Files go to outboxes of the county, of each township and of each agency, and lists of people to visit to each
    village. People to whom nothing is due yet go to a watch list with the day of the next visit. Alerts are kept by
    month: those whose people are given aid in a later month are counted.
    """
    by_household = read_grids(grids) if grids else {}
    plan = read_warnings(load_declaration(declaration, WarningsFile))
    purpose = purpose_of(unmasked=unmasked, reason=reason, author=author)
    place = find_workspace(workspace)
    run = open_run(place.require_run(run_id))
    month = folder / run.record.last_month
    if month.exists() and any(month.iterdir()):
        mend = "name another folder with --out: what was sent out, and filled in since, must stay as it is"
        raise UsageError(Fault("the month's outboxes hold files already", str(month), mend))
    wording, action = Wording(lang.value if lang else "zh"), action_of("matcher warn", author, reason)
    with holding(place, action) as done, RunTables(run, place.snapshots) as tables:
        facts = raise_warnings(
            plan,
            tables,
            WarningRegister(place.root / "warnings"),
            before_kept=lambda alerts: note_unmasked(place, purpose, action.command, run.record.run_id, alerts),
        )
        done.run_id, done.row_count = run.record.run_id, len(facts.alerts)
        homes = homes_of(tables, {one.person_id for one in facts.alerts}, by_household)
        month.mkdir(parents=True, exist_ok=True, mode=0o700)
        written = write_outboxes(month, facts, masked=not unmasked, wording=wording)
        written["villages"] = write_visit_lists(month / "villages", facts, homes, masked=not unmasked, wording=wording)
    if as_json:
        print_json(_told(facts, written))
        return
    _print(facts, Wording(lang.value if lang else "en"))
    for receiver, paths in written.items():
        out.print(f"{receiver}: {len(paths)} in {paths[0].parent if paths else month}", markup=False)


def _told(facts: WarningFacts, written: dict[str, list[Path]]) -> dict[str, object]:
    counts = Counter(f"{one.direction} {one.level}" for one in facts.alerts)
    agencies = Counter(agency for one in facts.alerts for agency in one.agencies)
    return {
        "run_id": facts.run_id,
        "month": facts.month,
        "population": dict(facts.population),
        "watched": facts.watched,
        "outside": facts.outside,
        "alerts": len(facts.alerts),
        "by_level": {name: counts[name] for name in _COUNTS},
        "by_category": dict(Counter(one.category for one in facts.alerts).most_common()),
        "by_signal": dict(Counter(signal for one in facts.alerts for signal in one.signals).most_common()),
        "by_agency": dict(agencies.most_common()),
        "new": sum(one.is_new for one in facts.alerts),
        "watch_list": sum(one.next_visit_on is not None for one in facts.alerts),
        "conversions": [{**asdict(one), "share": one.share} for one in facts.conversions],
        "written": {receiver: [str(path) for path in paths] for receiver, paths in written.items()},
    }


def _print(facts: WarningFacts, wording: Wording) -> None:
    rows: list[list[object]] = []
    for name, title in facts.category_titles.items():
        counts = Counter(f"{one.direction} {one.level}" for one in facts.alerts if one.category == name)
        rows.append([wording.say(title), facts.population[name], *(counts[one] for one in _COUNTS)])
    total = Counter(f"{one.direction} {one.level}" for one in facts.alerts)
    rows.append(["total, each once", facts.watched, *(total[one] for one in _COUNTS)])
    print_table(f"{wording.say(facts.title)}, {facts.month}", ["group", "people", *_COUNTS], rows)
    if facts.conversions:
        lines = [(one.month, one.alerted, one.aided, f"{one.share or 0:.1%}") for one in facts.conversions]
        print_table("Aided since", ["month of alert", "people", "aided", "share"], lines)
