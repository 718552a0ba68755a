"""Who takes names and citizen IDs out in full, and why: the options, and the log as people read it."""

from __future__ import annotations

import getpass
import os
from typing import Annotated, Final

import typer

from matcher.access import Purpose, note_access
from matcher.cli.clock import now
from matcher.cli.options import DEFAULT_WORKSPACE, AsJson, WorkspaceFolder
from matcher.cli.printing import print_json, print_table
from matcher.errors import Fault, UsageError
from matcher.ledger import open_ledger
from matcher.storage.workspace import Workspace, find_workspace

WhyUnmasked = Annotated[
    str | None,
    typer.Option(
        "--reason",
        help="Why names and IDs are needed in full; goes into the access log.",
        metavar="TEXT",
        show_default=False,
    ),
]
WhoUnmasks = Annotated[
    str | None,
    typer.Option(
        "--author",
        help="Who takes names and IDs out in full; goes into the access log.",
        metavar="NAME",
        show_default=False,
    ),
]

LONGEST_AUTHOR: Final = 200
"""In characters: the ledger has no room for more."""
LONGEST_REASON: Final = 2000

_COLUMNS = ("event_number", "recorded_at", "author", "login_name", "command", "run_id", "row_count", "reason")


def purpose_of(*, unmasked: bool, reason: str | None, author: str | None) -> Purpose | None:
    """Read what is said of an export in full; None: it is masked.

    Raises:
        UsageError: It is to be in full and reason or author are missing or too long; or a reason is given for what is
            masked.
    """
    why, who = (reason or "").strip(), (author or "").strip()
    if not unmasked:
        if why:
            raise UsageError(
                Fault("a reason is given, and nothing is unmasked", "--reason", "add --unmasked, or drop it")
            )
        return None
    if not why or not who:
        mend = 'give --reason "…" and --author NAME; both go into the access log'
        raise UsageError(Fault("names and citizen IDs in full need a reason", "--unmasked", mend))
    require_short(who, why)
    return Purpose(who, login_name(), why, now())


def require_short(author: str, reason: str = "") -> None:
    """See that the ledger has room for who says something, and why.

    Raises:
        UsageError: One of them is too long; it is not quoted.
    """
    for option, text, most in (("--author", author, LONGEST_AUTHOR), ("--reason", reason, LONGEST_REASON)):
        if len(text) > most:
            what = f"{option} is too long: {len(text)} characters (内容过长)"
            raise UsageError(Fault(what, option, f"give {most} characters at most (不超过 {most} 字)"))


def note_unmasked(place: Workspace, purpose: Purpose | None, command: str, run_id: str, row_count: int) -> None:
    """Write into the access log before anything is exported in full; nothing where it is masked."""
    if purpose is not None:
        note_access(place, purpose, command, run_id, row_count)


def login_name() -> str:
    """Give the user of the operating system; variables of the environment, which anyone can set, come last."""
    try:
        import pwd  # noqa: PLC0415  # there is none on Windows

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return getpass.getuser()


def accesses(workspace: WorkspaceFolder = DEFAULT_WORKSPACE, as_json: AsJson = False) -> None:
    """List who took names and citizen IDs out in full: when, what, how many rows, why. `verify` proves the list."""
    with open_ledger(find_workspace(workspace).ledger_url) as ledger:
        rows = [{name: row[name] for name in _COLUMNS} for row in ledger.accesses()]
    if as_json:
        print_json({"accesses": rows})
        return
    print_table("Names and citizen IDs in full", ["no", "when", *_COLUMNS[2:]], [list(row.values()) for row in rows])
