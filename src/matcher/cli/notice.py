"""`matcher notice`: who is given aid, as the law has it put on public notice."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.access import WhoUnmasks, WhyUnmasked, note_unmasked, purpose_of
from matcher.cli.options import DEFAULT_WORKSPACE, AsJson, Language, WorkspaceFolder
from matcher.cli.printing import out, print_json, print_table
from matcher.cli.run_names import open_run_and_month
from matcher.report.notice import write_notice
from matcher.report.wording import Wording
from matcher.storage.disk import OWNER_FILE
from matcher.storage.workspace import find_workspace
from matcher.systems.notices import PUBLISHED, make_notice
from matcher.systems.run_tables import RunTables


def notice(
    workbook: Annotated[
        Path, typer.Argument(help="Workbook to write.", dir_okay=False, metavar="FILE.xlsx", show_default=False)
    ],
    at: Annotated[
        str, typer.Option(help="Run, or `last` or `previous`; behind @ another month.", metavar="RUN[@YYYY-MM]")
    ] = "last",
    programmes: Annotated[
        str, typer.Option(help="Programmes, separated by commas: those that are published by law.", metavar="NAMES")
    ] = ",".join(PUBLISHED),
    reason: WhyUnmasked = None,
    author: WhoUnmasks = None,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Write the public notice of a month: head of household, size, amount; no ID, no illness, and never a child.

    Households whose head is a minor, of unknown age or not known are left out, and counted. Heads are named in full, so
    a reason is asked for, and goes into the access log.
    """
    purpose = purpose_of(unmasked=True, reason=reason, author=author)
    place = find_workspace(workspace)
    run, month = open_run_and_month(place, at)
    names = tuple(name.strip() for name in programmes.split(",") if name.strip())
    with RunTables(run, place.snapshots) as tables:
        made = make_notice(tables, month, names)
    note_unmasked(place, purpose, "matcher notice", made.run_id, len(made.lines))
    write_notice(workbook, made, Wording(lang.value if lang else "zh"))
    workbook.chmod(OWNER_FILE)
    if as_json:
        print_json({"file": str(workbook), "month": made.month, "households": len(made.lines), **made.left_out})
        return
    print_table(f"Left out of {workbook}", ["why", "households"], sorted(made.left_out.items()))
    out.print(f"{workbook}: {len(made.lines)} households", markup=False)
