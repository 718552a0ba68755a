"""What may befall a night, each in a workspace of its own; `python -m tests.reliability.faults` tries it at full size.

docs/reliability.md has the figures.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import Any

import pytest

from tests.reliability.scenarios import NEED_MOUNTS, SCENARIOS
from tests.reliability.small_night import ROOT

_ALONE = ("unshare", "--map-root-user", "--mount")
"""Gives a process file systems of its own, where the kernel lets this account."""


def _may_mount() -> bool:
    return (
        bool(shutil.which("unshare"))
        and subprocess.run([*_ALONE, "true"], capture_output=True, check=False).returncode == 0
    )


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    """What was wrong, by scenario. Nights are forked, by a process that has no thread yet: it is started for itself."""
    names = [name for name in SCENARIOS if _may_mount() or name not in NEED_MOUNTS]
    command = [*(_ALONE if _may_mount() else ()), sys.executable, "-m", "tests.reliability.scenarios", *names]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    given: dict[str, Any] = json.loads(ended.stdout)
    return given


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_night_leaves_what_an_undisturbed_one_leaves(found: dict[str, Any], scenario: str):
    """Every file to the byte, every row of the ledger; what cannot be done now is told as that."""
    if scenario not in found:
        pytest.skip("this account may not mount a file system")

    assert found[scenario] == []
