"""The command line as cron calls it: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = [sys.executable, "-c", "from matcher.cli import main; main()"]
WHY = ("--reason", "复核线索", "--author", "王科长")
"""What an export in full needs."""
ENVIRONMENT = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1"}


def matcher(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    command = [*PROGRAM, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=ENVIRONMENT, check=False)
