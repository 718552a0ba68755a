"""Nothing leaves unmasked, and nothing is done, unless the access log says who did it, when, why and how it ended.

One log, in the workspace's ledger: accesses before anything leaves in full, actions as they begin and as they end.
Reads and writes the ledger, and the mark beside it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from matcher.errors import Fault, MatcherError, UsageError, exit_code_of
from matcher.ledger import Access, Mark, open_ledger
from matcher.storage.disk import OWNER_FILE, written_aside
from matcher.storage.manifest import is_sealed, sealed
from matcher.storage.workspace import Workspace

_SEAL_PURPOSE: Final = "access mark"


@dataclass(frozen=True)
class Purpose:
    """Who wants names and citizen IDs in full, when, and what for."""

    author: str
    login_name: str
    """User of the operating system, whatever name is given."""
    reason: str
    at: datetime
    """With a zone."""


@dataclass(frozen=True)
class Action:
    """What somebody is about to do: run a night, remove runs, give clues out, take verdicts, decide."""

    command: str
    """`matcher run`."""
    author: str
    login_name: str
    """User of the operating system, whatever name is given."""
    clock: Callable[[], datetime]
    """Gives the time, with a zone: it is asked as the action begins, and as it ends."""
    warn: Callable[[str], None]
    """Told what of the log is wrong where that does not stop the action."""
    reason: str = ""
    """Why, in the person's words, where there is a reason; no personal value."""


@dataclass
class Done:
    """What an action says of itself as it ends."""

    run_id: str = ""
    """The run that it published, or worked on."""
    row_count: int = 0
    """Rows that it gave out, took or removed."""


def note_access(workspace: Workspace, purpose: Purpose | None, command: str, run_id: str, row_count: int) -> None:
    """Write into the access log that rows are about to be exported in full. What cannot be logged is not exported.

    Args:
        workspace: Whose ledger keeps the log.
        purpose: Who, and why; None: nobody said, which is an error.
        command: What is exported: `matcher report`.
        run_id: The run that the rows are of.
        row_count: Rows with a name or a citizen ID in full.

    Raises:
        UsageError: Nobody said who and why; the ledger cannot be read; or the mark beside it is damaged, or is of an
            entry that is not there.
        TryAgainError: The ledger cannot be written now.
        OSError: The mark beside it cannot be written.
    """
    if purpose is None:
        mend = 'give --reason "…" and --author NAME; both go into the access log'
        raise UsageError(Fault("names and citizen IDs in full need a reason", command, mend))
    access = Access(purpose.author, purpose.login_name, command, run_id, row_count, purpose.reason)
    _write(workspace, access, purpose.at)


@contextmanager
def acting(workspace: Workspace, action: Action | None) -> Iterator[Done]:
    """Write into the access log that an action begins, and how it ends.

    What cannot be logged now is not begun. A log that is damaged stops no action: it is warned of, and not written to,
    since new entries would hide what is missing. Nor does an end that cannot be written undo what was done.

    Args:
        workspace: Whose ledger keeps the log.
        action: Who does what; None: nothing is logged.

    Raises:
        TryAgainError: The ledger cannot be written now.
        OSError: The mark beside it cannot be written.
    """
    done = Done()
    if action is None or not _begin(workspace, action):
        yield done
        return
    try:
        yield done
    except BaseException as error:
        _end(workspace, action, Access(**_who(action, done), phase="failed", exit_code=exit_code_of(error)))
        raise
    _end(workspace, action, Access(**_who(action, done), phase="done", exit_code=0))


def _begin(workspace: Workspace, action: Action) -> bool:
    """Write that an action begins; warn, and say no, where the log is damaged."""
    try:
        _write(workspace, Access(**_who(action, Done()), phase="begun"), action.clock())
    except UsageError as error:
        fault = error.faults[0]
        action.warn(f"the access log is not written to (调阅日志未写入): {fault.what}; {fault.where}; {fault.mend}")
        return False
    return True


def _end(workspace: Workspace, action: Action, access: Access) -> None:
    try:
        _write(workspace, access, action.clock())
    except (MatcherError, OSError) as error:
        what = f"how {action.command} ended could not be logged (操作结果未能记入日志): {type(error).__name__}"
        action.warn(what)


def _who(action: Action, done: Done) -> dict[str, Any]:
    return {
        "author": action.author,
        "login_name": action.login_name,
        "command": action.command,
        "run_id": done.run_id,
        "row_count": done.row_count,
        "reason": action.reason,
    }


def _write(workspace: Workspace, access: Access, at: datetime) -> None:
    """Append an entry, and keep the end of the log."""
    before = known_end(workspace)  # a mark that is damaged is not written over
    with open_ledger(workspace.ledger_url) as ledger:
        if before is not None and not ledger.holds_access(before):  # new entries would hide that others were cut off
            raise UsageError(_cut(workspace))
        if before is not None and not is_mark_sealed(workspace) and not ledger.is_of_older_program(before):
            raise UsageError(unsealed(workspace))
        mark = ledger.note_access(access, at)
        with ledger.alone():  # of two exports at once the mark of the later entry stays
            kept = known_end(workspace)
            if kept is None or kept.number < mark.number:
                _keep(workspace, mark)


def _cut(workspace: Workspace) -> Fault:
    what = "the access log ends before an entry that was written, or that entry was changed (调阅日志被截断或改动)"
    mend = "`matcher ledger verify` names it; restore the ledger and this mark from one backup (请用同一备份恢复)"
    return Fault(what, str(workspace.access_mark), mend)


def unsealed(workspace: Workspace) -> Fault:
    """Say that the end of the access log is not sealed with the site's key."""
    what = "the end of the access log bears no seal, or a wrong one (调阅日志末尾的封记缺失或不符)"
    mend = (
        "of a log that an older program wrote, the next entry is sealed; else restore the ledger and this mark from "
        "one backup (旧版本所写的日志在下一条记录后加封；否则请用同一备份恢复)"
    )
    return Fault(what, str(workspace.access_mark), mend)


def _keep(workspace: Workspace, mark: Mark) -> None:
    content = sealed({"number": mark.number, "digest": mark.digest}, workspace.site_key(), _SEAL_PURPOSE)
    with written_aside(workspace.access_mark) as aside:
        aside.touch(mode=OWNER_FILE)
        aside.write_text(json.dumps(content) + "\n", encoding="utf-8")


def is_mark_sealed(workspace: Workspace) -> bool:
    """Tell whether the end of the access log, where one is kept, bears the seal of the site's key.

    A hash covers all entries up to it, so who has not the key can neither write the log anew nor end it earlier.
    """
    kept = _kept(workspace)
    return kept is None or is_sealed(kept[1], workspace.site_key(), _SEAL_PURPOSE)


def known_end(workspace: Workspace) -> Mark | None:
    """Give the end of the access log as it was when this workspace last wrote to it; None: it never did.

    Raises:
        UsageError: What is kept of it is damaged.
    """
    kept = _kept(workspace)
    return kept and kept[0]


def _kept(workspace: Workspace) -> tuple[Mark, dict[str, Any]] | None:
    """Give the end of the access log, and all that is kept with it."""
    path = workspace.access_mark
    if not path.is_file():
        return None
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return Mark(int(content["number"]), str(content["digest"])), content
    except (ValueError, KeyError, TypeError) as error:
        mend = "restore it and the ledger from the same backup"
        raise UsageError(Fault("the mark of the access log is damaged", str(path), mend)) from error
