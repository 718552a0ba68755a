"""A sample of what `python -m tests.reliability.faults` tries at full size: docs/reliability.md has its figures."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.reliability.small_night import ROOT

SAMPLE = ("--faults-step", "200", "--first", "200", "--kills", "0")
"""Few numbered faults of both nights, of each kind."""


def test_a_write_that_fails_and_a_kill_lose_nothing_and_leave_nothing():
    """The program forks nights, and so must be a process that has no thread yet: it is started for itself."""
    command = [sys.executable, "-m", "tests.reliability.faults", *SAMPLE]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)

    assert ended.returncode == 0, ended.stderr[-2000:]
    figures = json.loads(ended.stdout)
    assert figures["wrong"] == []
    assert {name.split(", ")[1] for name in figures["tried"]} == {"ENOSPC", "EIO", "kill"}
    assert min(figures["points"].values()) > 100
