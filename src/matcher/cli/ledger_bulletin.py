"""`matcher ledger bulletin`: the figures of a month, a quarter or a year, county by county."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matcher.casework.bulletin import EVERYWHERE, Tally, months_of, tallies_of
from matcher.cli.options import DEFAULT_WORKSPACE, AsJson, Language, WorkspaceFolder
from matcher.cli.printing import out, print_json, print_table
from matcher.errors import Fault, UsageError
from matcher.ledger import open_ledger
from matcher.published import read_record
from matcher.report.bulletin_workbook import BulletinContents, BulletinLine, write_bulletin_workbook
from matcher.report.wording import Wording
from matcher.run_record import RunRecord
from matcher.storage.workspace import find_workspace

_SHOWN = ("found", "dispatched", "due", "in_time", "late", "unanswered", "confirmed", "disproved",
          "recovered_cny", "paid_back_cny", "accountable_count", "closed")  # fmt: skip


def bulletin(
    period: Annotated[
        str, typer.Argument(help="A month (2025-11), a quarter (2025Q4) or a year (2025).", show_default=False)
    ],
    file: Annotated[
        Path | None, typer.Option("--out", help="Workbook to write (.xlsx).", dir_okay=False, metavar="FILE")
    ] = None,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Tell by county and month what was found, given out, answered in time, confirmed, recovered and closed."""
    try:
        months = months_of(period)
    except ValueError:
        mend = "write it like 2025-11, 2025Q4 or 2025"
        raise UsageError(Fault("the period is no month, quarter or year", period, mend)) from None
    place = find_workspace(workspace)
    record = read_record(place.require_run(None))
    with open_ledger(place.ledger_url) as ledger:
        tallies = tallies_of(ledger.clues(), ledger.happenings(), months)
    sums = {county: sum(by_month.values(), Tally()) for county, by_month in tallies.items()}
    if file is not None:
        write_bulletin_workbook(file, _contents(record, period, tallies, sums), Wording(lang.value if lang else "zh"))
    if as_json:
        counties = {
            county: {**_told(sums[county]), "months": {month: _told(one) for month, one in by_month.items()}}
            for county, by_month in tallies.items()
        }
        print_json({"period": period, "counties": counties, "file": None if file is None else str(file)})
        return
    rows = [[county, *(getattr(one, name) for name in _SHOWN)] for county, one in sums.items()]
    print_table(f"Clues, {period}", ["county", *_SHOWN], rows)
    if file is not None:
        out.print(f"workbook: {file}", markup=False)


def _told(one: Tally) -> dict[str, object]:
    shares = {"share_in_time": one.share_in_time, "share_confirmed": one.share_confirmed}
    return {name: getattr(one, name) for name in _SHOWN} | shares


def _contents(
    record: RunRecord, period: str, tallies: dict[str, dict[str, Tally]], sums: dict[str, Tally]
) -> BulletinContents:
    every = [county for county in tallies if county != EVERYWHERE]
    return BulletinContents(
        title=record.pipeline_title,
        run_id=record.run_id,
        as_of=record.as_of,
        period=period,
        by_county=[BulletinLine(county, period, sums[county]) for county in (*every, EVERYWHERE)],
        by_month=[
            BulletinLine(county, month, one)
            for county in (*every, EVERYWHERE)
            for month, one in tallies[county].items()
        ],
        area_names=record.area_names,
    )
