"""`explain` speaks on every terminal, also on one of code page 936, which has not every letter."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import matcher

_SPEAK = """
from matcher.cli.printing import out
out.print("民政局/a.csv > row 3 \\u203a \\U00020bb7 \\u2713", markup=False)
"""


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_a_letter_that_the_terminal_lacks_does_not_end_the_command(encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _SPEAK],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
        timeout=60,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert "> row 3 ?" in done.stdout.decode(encoding)


@pytest.mark.parametrize(
    "name",
    [
        "cli/explain.py",
        "cli/explain_finding.py",
        "cli/explain_links.py",
        "explain/telling.py",
        "report/finding_texts.py",
        "report/waterfall_texts.py",
    ],
)
def test_what_explain_prints_can_be_written_in_code_page_936(name: str) -> None:
    """A rare name may become a question mark; the program's own marks never do."""
    source = Path(matcher.__file__).parent / name

    assert source.read_text(encoding="utf-8").encode("gbk")
