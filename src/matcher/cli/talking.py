"""What the command line says beside its results, on standard error: for people as text, for log readers as JSON lines.

Nothing that looks like a number of a person passes: messages hold none by design, and this is the net below.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import Final, Literal

from rich.console import Console

from matcher.cli.clock import now

Level = Literal["info", "warning", "error"]

_STYLES: Final[dict[Level, str | None]] = {"info": None, "warning": "yellow", "error": "bold red"}

_PERSONAL: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"  # citizen ID of 18
    r"|[1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}"  # of 15
    r"|1[3-9]\d{9}"  # mobile number
    r"|[3-9]\d{15,18}"  # account or card
    r")(?![0-9A-Za-z])"
)

talk = Console(stderr=True, highlight=False, soft_wrap=True)
"""The terminal; only `tell`, and the moving bar of a long step, write to it."""


class LogForm(StrEnum):
    """How standard error speaks."""

    text = "text"
    json = "json"


class _Chosen:
    form: LogForm = LogForm.text


def speak(form: LogForm) -> None:
    """Choose how standard error speaks, for the rest of the command."""
    _Chosen.form = form


def speaks_json() -> bool:
    """Tell whether standard error speaks JSON lines."""
    return _Chosen.form is LogForm.json


def redacted(text: str) -> str:
    """Hide what looks like a citizen ID, a mobile number or an account: `***`."""
    return _PERSONAL.sub("***", text)


def tell(text: str, details: Sequence[str] = (), *, level: Level = "info", **more: object) -> None:
    """Say something on standard error.

    Args:
        text: One sentence; no personal value.
        details: What belongs to it, a line each.
        level: How much it matters.
        more: For JSON lines alone: further keys.
    """
    said, lines = redacted(text), [redacted(line) for line in details]
    if speaks_json():
        entry: dict[str, object] = {"time": now().isoformat(timespec="milliseconds"), "level": level, "message": said}
        entry |= ({"details": lines} if lines else {}) | more
        sys.stderr.write(json.dumps(entry, ensure_ascii=False, default=str) + "\n")
        return
    talk.print(f"warning: {said}" if level == "warning" else said, markup=False, style=_STYLES[level])
    for line in lines:
        talk.print(f"  {line}", markup=False)


def warn(text: str, details: Sequence[str] = ()) -> None:
    """Say on standard error what a reader should know."""
    tell(text, details, level="warning")
