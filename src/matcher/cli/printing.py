"""How the command line speaks: data on standard output, talk and progress on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import TextIOWrapper

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from matcher.cli.talking import redacted, speaks_json, talk, tell
from matcher.errors import MatcherError

for _stream in (sys.stdout, sys.stderr):
    if isinstance(_stream, TextIOWrapper):
        # A terminal of code page 936 has no letter for some names: one question mark is better than a dead command.
        _stream.reconfigure(errors="replace")

out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 160)
"""For what was asked for."""


def print_json(content: Mapping[str, object]) -> None:
    """Print one JSON object on standard output."""
    typer.echo(json.dumps(content, ensure_ascii=False, indent=2, default=str))


def print_error(error: MatcherError, *, as_json: bool) -> None:
    """Print every fault of an error: what, where, how to mend."""
    if as_json:
        faults = [
            {"what": redacted(fault.what), "where": redacted(fault.where), "mend": redacted(fault.mend)}
            for fault in error.faults
        ]
        print_json({"error": error.code, "exit_code": error.exit_code, "faults": faults})
        return
    if speaks_json():
        for fault in error.faults:
            where, mend = redacted(fault.where), redacted(fault.mend)
            tell(fault.what, level="error", code=error.code, exit_code=error.exit_code, where=where, mend=mend)
        return
    count = len(error.faults)
    talk.print(f"[bold red]{error.code}[/] {count} {'fault' if count == 1 else 'faults'}", markup=True)
    for fault in error.faults:
        talk.print(f"\n  {redacted(fault.what)}", markup=False, style="bold")
        talk.print(f"    where  {redacted(fault.where)}", markup=False)
        talk.print(f"    mend   {redacted(fault.mend)}", markup=False)


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a small table; columns whose values are all numbers are set to the right."""
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for index, column in enumerate(columns):
        numeric = all(isinstance(row[index], int | float) for row in rows) and bool(rows)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row))
    out.print(table)
    out.print()


class Reporter:
    """Tells of steps: as a moving bar on a terminal, as plain lines elsewhere, as nothing when quiet."""

    def __init__(self, bar: Progress | None, *, quiet: bool) -> None:
        self._bar = bar
        self._quiet = quiet
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, step: str, done: int, total: int) -> None:
        """Say that `done` of `total` parts of a step are done."""
        if self._quiet:
            return
        if self._bar is None:
            if done >= total:
                tell(f"{step}: done")
            return
        task = self._tasks.get(step)
        if task is None:
            task = self._tasks[step] = self._bar.add_task(step, total=total)
        self._bar.update(task, completed=done, total=total)


@contextmanager
def reporting(*, quiet: bool) -> Iterator[Reporter]:
    """Give a reporter for the length of a command."""
    if quiet or speaks_json() or not talk.is_terminal:
        yield Reporter(None, quiet=quiet)
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=talk, transient=True) as bar:
        yield Reporter(bar, quiet=quiet)
