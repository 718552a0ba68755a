"""`matcher figures`: what offices publish of a month, counted from a run; no name and no number of anyone."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from matcher.cli.options import DEFAULT_WORKSPACE, AsJson, RunId, WorkspaceFolder
from matcher.cli.printing import print_json, print_table
from matcher.config.base import month_number, month_text
from matcher.published import open_run
from matcher.report.figures import break_down, household_counts, series_gaps
from matcher.storage.workspace import find_workspace
from matcher.systems.rosters import in_force
from matcher.systems.run_tables import RunTables

app = typer.Typer(help="Figures that offices publish, counted from a run.", no_args_is_help=True)

_SPELL = ["programme", "first_month", "stop_month", "household_key"]

Programme = Annotated[str, typer.Option(help="Programme.", metavar="NAME")]
MonthText = Annotated[str | None, typer.Option(help="Month; default: the run's last.", metavar="YYYY-MM")]


def _opened(workspace: Path, run_id: str | None) -> RunTables:
    place = find_workspace(workspace)
    return RunTables(open_run(place.require_run(run_id)), place.snapshots)


@app.command()
def households(run_id: RunId = None, workspace: WorkspaceFolder = DEFAULT_WORKSPACE, as_json: AsJson = False) -> None:
    """Aid households and people that were compared, and those with a finding that stands: a household once."""
    with _opened(workspace, run_id) as tables:
        members = tables.rows("household_member", ["kind", "household_key"]).filter(pl.col("kind") == "aid")
    # Whom two rosters list is of one household: that of the first roster by name, for all of its members alike.
    members = members.group_by("person_id").agg(pl.col("household_key").min())
    findings = pl.DataFrame(tables.run.tables["findings"].select(["person_id", "exemption_code"]))
    hits = findings.filter(pl.col("exemption_code").is_null())
    counts = household_counts(members.to_arrow(), hits.to_arrow())
    figures = {
        "households": counts.households,
        "persons": counts.persons,
        "hit_households": counts.hit_households,
        "persons_of_hit_households": counts.persons_of_hit_households,
        "hit_persons": counts.hit_persons,
    }
    if as_json:
        print_json(figures)
        return
    print_table("Households", ["figure", "number"], [[name, number] for name, number in figures.items()])


@app.command()
def breakdown(
    by: Annotated[str, typer.Option(help="Columns of benefit_spell, separated by commas.")] = "care_level,residence",
    programme: Programme = "destitute_support",
    month: MonthText = None,
    run_id: RunId = None,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
) -> None:
    """People of a programme by category, care or residence; each property adds up to the total, or it says so."""
    allowed = ("care_level", "category", "residence", "cause")
    names = [name.strip() for name in by.split(",")]
    if unknown := sorted(set(names) - set(allowed)):
        raise typer.BadParameter(f"no property to break down by: {', '.join(unknown)}; known: {', '.join(allowed)}")
    with _opened(workspace, run_id) as tables:
        spells = tables.rows("benefit_spell", [*_SPELL, *names]).filter(pl.col("programme") == programme)
    parts = break_down(in_force(spells, month_number(month or tables.run.record.last_month)).to_arrow(), names)
    if as_json:
        print_json({"total": parts.total, "by": parts.by, "several": parts.several, "adds_up": parts.adds_up})
        return
    for name in names:
        rows: list[list[object]] = [[value or "(blank)", count] for value, count in parts.by[name].items()]
        print_table(f"{name}: {parts.total} people", [name, "persons"], rows)


@app.command()
def series(run_id: RunId = None, workspace: WorkspaceFolder = DEFAULT_WORKSPACE, as_json: AsJson = False) -> None:
    """Months that a township's payments of a programme skip: a whole batch was not paid, or not delivered."""
    with _opened(workspace, run_id) as tables:
        rows = tables.rows("payment", ["programme", "benefit_month", "area_code", "amount_cny", "payment_status"])
    arrived = (pl.col("amount_cny") > 0) & (pl.col("payment_status").fill_null("paid") == "paid")
    rows = rows.filter(arrived).with_columns(place=pl.col("area_code").str.slice(0, 9))
    gaps = series_gaps(rows.filter(pl.col("place").is_not_null()).to_arrow())
    if as_json:
        print_json({"gaps": [{**asdict(gap), "month": month_text(gap.month)} for gap in gaps]})
        return
    cells = [[one.programme, one.place, month_text(one.month), one.persons, one.usual, one.elsewhere] for one in gaps]
    print_table("Missing months", ["programme", "township", "month", "persons", "usual", "paid elsewhere"], cells)
