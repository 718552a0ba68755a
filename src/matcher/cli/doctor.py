"""`matcher doctor`: look at the machine and the workspace before a night does."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from matcher.cli.clock import now
from matcher.cli.options import AsJson, Language
from matcher.cli.printing import print_json, print_table
from matcher.config.base import Text
from matcher.doctor import Check, Level, examine
from matcher.report.wording import Wording
from matcher.storage.workspace import find_workspace

_BAD: Final = 2
"""Exit code where a night would fail."""
_LEVELS: Final[dict[Level, Text]] = {
    "good": Text(zh="正常", en="good"),
    "warning": Text(zh="注意", en="warning"),
    "bad": Text(zh="有误", en="bad"),
}


def doctor(
    workspace: Annotated[
        Path | None,
        typer.Option("--workspace", "-w", help="Workspace to look at as well.", file_okay=False, show_default=False),
    ] = None,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Look at the machine, and at a workspace where one is named. Nothing is changed.

    Looked at are Python, packages, locale, memory, account and database; disk, key, rights, runs and clock. Exit code 2
    says that a night would fail.
    """
    checks = examine(None if workspace is None else find_workspace(workspace), now())
    is_good = all(check.level != "bad" for check in checks)
    if as_json:
        print_json({"good": is_good, "checks": [_plain(check) for check in checks]})
    else:
        say = Wording(lang.value if lang else "zh").say
        lines = [
            (
                check.name,
                say(_LEVELS[check.level]),
                say(check.said),
                say(check.mend) if check.mend else "",
            )
            for check in checks
        ]
        print_table("Doctor", ["what", "how it is", "what was found", "how to mend it"], lines)
    if not is_good:
        raise typer.Exit(_BAD)


def _plain(check: Check) -> dict[str, object]:
    said = check.said.model_dump()
    return {"check": check.name, "level": check.level, "said": said, "mend": check.mend and check.mend.model_dump()}
