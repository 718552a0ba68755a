"""The command line: what commands there are, and how errors become exit codes."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from matcher import __version__
from matcher.cli.commands import Commands
from matcher.cli.printing import print_error
from matcher.cli.talking import LogForm, speak, tell
from matcher.errors import MatcherError, TryAgainError
from matcher.storage.disk_faults import disk_fault

BUG = MatcherError.exit_code
TRY_AGAIN = TryAgainError.exit_code
_STOPPED = 128
"""Exit code of a command that a signal stopped, less the signal's number: 130 for Ctrl-C."""

app = typer.Typer(
    name="matcher",
    cls=Commands,
    help=(
        "Find who should receive a benefit and does not (应享未享), and who is paid and should not be (违规享受), "
        "across the exports of a county's or province's agencies."
    ),
    epilog="Exit codes: 0 done, 2 usage or configuration, 3 an input broke its contract, 4 workspace held, "
    "5 an input is missing, 70 a fault of the program, 75 try again later.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"matcher {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[  # noqa: ARG001  # its callback does it
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
    log: Annotated[
        LogForm,
        typer.Option("--log", envvar="MATCHER_LOG", help="How standard error speaks: text, or JSON, an object a line."),
    ] = LogForm.text,
) -> None:
    """Options before the command."""
    speak(log)


def main() -> None:
    """Run the command line; turn errors and signals into exit codes (design: docs/architecture.md).

    Whatever a command writes, the owner alone may read.
    """
    os.umask(0o077)
    stopped: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopped.append(number)
        sys.exit(_STOPPED + number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    try:
        app()
    except Exception as error:  # noqa: BLE001  # the last net
        # What was being done when a signal came may have turned it into an error of its own.
        sys.exit(_STOPPED + stopped[0] if stopped else _said(error))


def _said(error: Exception) -> int:
    """Tell of an error; give its exit code."""
    if isinstance(error, MatcherError):
        print_error(error, as_json="--json" in sys.argv)
        return error.exit_code
    if isinstance(error, OSError):
        print_error(TryAgainError(disk_fault(error)), as_json="--json" in sys.argv)
        return TRY_AGAIN
    _print_bug(error)
    return BUG


def _print_bug(error: Exception) -> None:
    """Say where the program failed, never with what: a message may quote a row."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    lines = [f"{Path(frame.filename).name}:{frame.lineno} in {frame.name}" for frame in frames]
    last = "what was published last stands whole; please report this with these lines"
    tell(f"a fault of the program: {type(error).__name__}", [*lines, last], level="error", exit_code=BUG)
