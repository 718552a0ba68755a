"""Nothing leaves unmasked unless the access log says who took it, and why. Reads and writes the workspace's ledger."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from matcher.errors import Fault, UsageError
from matcher.ledger import Access, Mark, open_ledger
from matcher.storage.disk import OWNER_FILE, written_aside
from matcher.storage.workspace import Workspace


@dataclass(frozen=True)
class Purpose:
    """Who wants names and citizen IDs in full, when, and what for."""

    author: str
    login_name: str
    """User of the operating system, whatever name is given."""
    reason: str
    at: datetime
    """With a zone."""


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
    before = known_end(workspace)  # a mark that is damaged is not written over
    with open_ledger(workspace.ledger_url) as ledger:
        if before is not None and not ledger.holds_access(before):  # new entries would hide that others were cut off
            raise UsageError(_cut(workspace))
        mark = ledger.note_access(access, purpose.at)
        with ledger.alone():  # of two exports at once the mark of the later entry stays
            kept = known_end(workspace)
            if kept is None or kept.number < mark.number:
                _keep(workspace, mark)


def _cut(workspace: Workspace) -> Fault:
    what = "the access log ends before an entry that was written, or that entry was changed (调阅日志被截断或改动)"
    mend = "`matcher ledger verify` names it; restore the ledger and this mark from one backup (请用同一备份恢复)"
    return Fault(what, str(workspace.access_mark), mend)


def _keep(workspace: Workspace, mark: Mark) -> None:
    with written_aside(workspace.access_mark) as aside:
        aside.touch(mode=OWNER_FILE)
        aside.write_text(json.dumps({"number": mark.number, "digest": mark.digest}) + "\n", encoding="utf-8")


def known_end(workspace: Workspace) -> Mark | None:
    """Give the end of the access log as it was when this workspace last wrote to it; None: it never did.

    Raises:
        UsageError: What is kept of it is damaged.
    """
    path = workspace.access_mark
    if not path.is_file():
        return None
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Mark(int(kept["number"]), str(kept["digest"]))
    except (ValueError, KeyError, TypeError) as error:
        mend = "restore it and the ledger from the same backup"
        raise UsageError(Fault("the mark of the access log is damaged", str(path), mend)) from error
