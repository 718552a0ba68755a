"""`runs/latest.json`: how the last attempt of a night ended, for a health check that knows nothing else.

A program that watches looks at `status` and `finished_at`: a night that was killed, or never began, leaves the note of
the one before it, which is too old. Where the site file asks for it, the note goes out by mail as well.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Final, Literal

from matcher import __version__
from matcher.cli.clock import now
from matcher.cli.talking import redacted, warn
from matcher.config.site import load_site
from matcher.errors import LockedError, MatcherError, UsageError, exit_code_of
from matcher.storage.disk import OWNER_FILE, written_aside
from matcher.storage.workspace import Workspace

LATEST: Final = "latest.json"


@contextmanager
def noting_health(place: Workspace) -> Iterator[None]:
    """Note what ends the block with an error; where another run holds the workspace, that one notes its own end."""
    try:
        yield
    except LockedError:
        raise
    except MatcherError as error:
        faults = [redacted(fault.what) for fault in error.faults[:3]]
        note_health(place, "failed", error.exit_code, error=error.code, faults=len(error.faults), first=faults)
        raise
    except Exception as error:
        note_health(place, "failed", exit_code_of(error), error=type(error).__name__)
        raise


def note_health(place: Workspace, status: Literal["published", "failed"], exit_code: int, **figures: object) -> None:
    """Write how an attempt ended, where there is a workspace, and mail it where that is asked for.

    If either fails, a warning says so, and nothing else does.

    Args:
        place: The workspace.
        status: Whether there is a new run.
        exit_code: What the command ends with.
        figures: What else is known: counts and codes, no personal value.
    """
    content = {
        "status": status,
        "exit_code": exit_code,
        "finished_at": now().isoformat(timespec="seconds"),
        "run_id": None,
        "program_version": __version__,
        **figures,
    }
    if not place.runs.is_dir():
        return
    try:
        with suppress(UsageError, ValueError):  # CURRENT is lost, or is no text: what ended the attempt says so
            content["run_id"] = place.current()
        with written_aside(place.runs / LATEST) as aside:
            aside.touch(mode=OWNER_FILE)
            aside.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        warn(f"{LATEST} could not be written: {error.strerror}; a health check sees the note of an earlier night")
    _mail(place, content)


def _mail(place: Workspace, note: Mapping[str, object]) -> None:
    try:
        mail = load_site(place.root).mail
        if mail is None or (mail.when == "failed_run" and note["status"] == "published"):
            return
        from matcher.mail import send_note  # noqa: PLC0415  # who sends no mail loads nothing that could

        send_note(mail, note, place.root, os.environ)
    except MatcherError as error:
        fault = error.faults[0]
        warn(fault.what, [f"where  {fault.where}", f"mend   {fault.mend}"])
