"""The program opens no connection: not on a machine that has a network, and not on one that has none."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.command import ENVIRONMENT
from tests.end_to_end.conftest import small

_STRACE = shutil.which("strace")
_NAMESPACE = ("unshare", "--map-root-user", "--net")
_PROGRAM = "import sys; from matcher.cli import main; main()"


def run(site: Path, *before: str) -> subprocess.CompletedProcess[str]:
    """Run a night as cron does, behind other commands."""
    command = [
        *before,
        sys.executable,
        "-c",
        _PROGRAM,
        "run",
        str(small(site)),
        "--workspace",
        str(site / "w"),
        "--json",
    ]
    return subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, check=False, cwd=site)


@pytest.mark.skipif(_STRACE is None, reason="strace is not there")
def test_a_night_opens_no_socket_of_a_network(site: Path):
    """Seen at the kernel of the system, so whatever library would: no family but that of the machine itself."""
    trace = site / "trace"

    done = run(site, "strace", "-f", "-qq", "-e", "trace=socket,connect", "-o", str(trace))

    assert done.returncode == 0, done.stderr
    calls = trace.read_text(encoding="utf-8", errors="replace").splitlines()
    assert [call for call in calls if "AF_INET" in call or "AF_NETLINK" in call] == []


@pytest.mark.skipif(
    subprocess.run([*_NAMESPACE, "true"], capture_output=True, check=False).returncode != 0,
    reason="no namespace without a network can be made here",
)
def test_a_night_runs_where_there_is_no_network(site: Path):
    """Not even the machine's own address is up."""
    done = run(site, *_NAMESPACE)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["run_id"].startswith("0001-")
