"""The command line: what commands there are, and how errors become exit codes."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from matcher import __version__
from matcher.cli import check, explain, init, report, run, stages, synth
from matcher.cli.printing import print_error, talk
from matcher.errors import MatcherError

BUG = 70

app = typer.Typer(
    name="matcher",
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

app.command("init")(init.init)
app.command("check")(check.check)
app.command("run")(run.run)
app.command("ingest")(stages.ingest)
app.command("link")(stages.link)
app.command("evaluate")(stages.evaluate)
app.command("report")(report.report)
app.command("explain")(explain.explain)
app.command("synth")(synth.synth)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"matcher {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Options before the command."""


def main() -> None:
    """Run the command line; turn errors into exit codes (design: docs/architecture.md)."""
    as_json = "--json" in sys.argv
    try:
        app()
    except MatcherError as error:
        print_error(error, as_json=as_json)
        sys.exit(error.exit_code)
    except OSError as error:
        # Disk full, no permission, gone: the path is no personal value, the content never enters the message.
        talk.print(f"{error.strerror or type(error).__name__}: {error.filename or ''}", markup=False, style="red")
        sys.exit(75)
    except Exception as error:  # noqa: BLE001  # the last net: any other error is a fault of the program
        _print_bug(error)
        sys.exit(BUG)


def _print_bug(error: Exception) -> None:
    """Say where the program failed, never with what: a message may quote a row."""
    talk.print(f"a fault of the program: {type(error).__name__}", style="bold red", markup=False)
    for frame in traceback.extract_tb(error.__traceback__)[-4:]:
        talk.print(f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}", markup=False)
    talk.print("  nothing was published; please report it with these lines", markup=False)
