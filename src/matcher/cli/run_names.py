"""How people name runs, months and places on the command line: `0007-2025-11-30@2025-06`, `last`, `previous`."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import typer

from matcher.config.base import month_number
from matcher.errors import Fault, UsageError
from matcher.published import PublishedRun, open_run
from matcher.storage.workspace import Workspace

_METAVAR: Final = "RUN[@YYYY-MM]"
_HELP: Final = "Run, or `last` or `previous`; behind @ a month other than the run's last."

RunAndMonthArgument = Annotated[str, typer.Argument(metavar=_METAVAR, help=_HELP, show_default=False)]

Places = Annotated[Literal["county", "township", "village"], typer.Option("--by", help="Places that are told apart.")]
DIGITS: Final = {"county": 6, "township": 9, "village": 12}
"""Digits of the area code that name a place."""


def open_run_and_month(place: Workspace, name: str) -> tuple[PublishedRun, int]:
    """Open the run that a name means, and give the month that it means.

    Raises:
        UsageError: There is no such run, or what stands behind @ is no month.
    """
    wanted, at, month = name.partition("@")
    run = open_run(place.require_run(_run_id(place, wanted)))
    try:
        return run, month_number(month if at else run.record.last_month)
    except ValueError as error:
        raise UsageError(Fault(str(error), name, "write it like 0007-2025-11-30@2025-06")) from None


def _run_id(place: Workspace, name: str) -> str | None:
    current = place.current()
    if name in {"", "last"}:
        return current
    if name != "previous":
        return name
    runs = place.run_ids()
    earlier = runs[: runs.index(current)] if current else []
    if not earlier:
        mend = "name a month of the last run instead: last@2025-06"
        raise UsageError(Fault("there is no run before the last one", str(place.runs), mend))
    return earlier[-1]
