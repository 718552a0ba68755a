"""Who takes names and citizen IDs out in full, and who does what: the options, and the log as people read it."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Final

import typer

from matcher.access import Action, Done, Purpose, acting, note_access
from matcher.cli.clock import now
from matcher.cli.options import DEFAULT_WORKSPACE, AsJson, WorkspaceFolder
from matcher.cli.printing import print_json, print_table
from matcher.cli.talking import redacted, warn
from matcher.errors import Fault, UsageError
from matcher.ledger import ACCESS, open_ledger
from matcher.storage.lock import locked
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
_ACTION_COLUMNS = (*_COLUMNS, "phase", "exit_code")


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


def action_of(command: str, author: str | None = None, reason: str | None = None) -> Action:
    """Say who does something, for the access log; who gives no name is known by the user of the operating system."""
    login = login_name()
    who, why = (author or "").strip() or login, redacted((reason or "").strip())
    return Action(command, who[:LONGEST_AUTHOR], login, now, warn, why[:LONGEST_REASON])


@contextmanager
def holding(place: Workspace, action: Action) -> Iterator[Done]:
    """Hold the workspace while something is done there, and log it."""
    with locked(place, action.command), acting(place, action) as done:
        yield done


@contextmanager
def giving_out(
    place: Workspace, action: Action, purpose: Purpose | None, *, run_id: str, row_count: int
) -> Iterator[None]:
    """Log that rows of a run are given out to read, and that they are so in full where a purpose is given."""
    with acting(place, action) as done:
        done.run_id, done.row_count = run_id, row_count
        note_unmasked(place, purpose, action.command, run_id, row_count)
        yield


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
        entries = [row for row in ledger.accesses() if row["phase"] in (None, ACCESS)]
    rows = [{name: row[name] for name in _COLUMNS} for row in entries]
    if as_json:
        print_json({"accesses": rows})
        return
    print_table("Names and citizen IDs in full", ["no", "when", *_COLUMNS[2:]], [list(row.values()) for row in rows])


def actions(workspace: WorkspaceFolder = DEFAULT_WORKSPACE, as_json: AsJson = False) -> None:
    """List the whole access log: who ran, accepted, removed, gave out, took in or decided what, and how it ended.

    Accesses are among it. What has begun and has no end was killed, or is under way. `verify` proves the list.
    """
    with open_ledger(find_workspace(workspace).ledger_url) as ledger:
        rows = [{name: row[name] for name in _ACTION_COLUMNS} for row in ledger.accesses()]
    for row in rows:
        row["phase"] = row["phase"] or ACCESS
    if as_json:
        print_json({"actions": rows})
        return
    titles = ["no", "when", *_ACTION_COLUMNS[2:]]
    lines = [["" if value is None else value for value in row.values()] for row in rows]
    print_table("Accesses and actions", titles, lines)
