"""The command line to its end: as cron calls it, in a process of its own, or in this one, for starting costs most."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import sys
from pathlib import Path
from unittest import mock

from matcher.cli import main

PROGRAM = [sys.executable, "-c", "from matcher.cli import main; main()"]
WHY = ("--reason", "复核线索", "--author", "王科长")
"""What an export in full needs."""
ENVIRONMENT = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1"}
Done = subprocess.CompletedProcess[str]


def matcher_in_a_process(*arguments: str | Path, cwd: Path | None = None) -> Done:
    """Run a command in a process of its own."""
    command = [*PROGRAM, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=ENVIRONMENT, check=False)


def matcher(*arguments: str | Path, cwd: Path | None = None, on_one_screen: bool = False) -> Done:
    """Run a command from the same door in this process: exit code, and what it printed.

    On one screen, what it says on standard error stands where a reader sees it: among the lines of standard output.
    """
    command = ["matcher", *map(str, arguments)]
    said = io.StringIO()
    told = said if on_one_screen else io.StringIO()
    with (
        mock.patch.object(sys, "argv", command),
        mock.patch.dict(os.environ, {"COLUMNS": "200", "NO_COLOR": "1"}),
        contextlib.chdir(cwd or Path.cwd()),
        _as_it_was(),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(told),
    ):
        code = _exit_code()
    return subprocess.CompletedProcess(command, code, said.getvalue(), told.getvalue())


def _exit_code() -> int:
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


@contextlib.contextmanager
def _as_it_was():
    """Take back what a command sets for its process: who may read its files, and what signals do."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    mask = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(mask)
        for number, handler in handlers.items():
            signal.signal(number, handler)
