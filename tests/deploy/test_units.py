"""What `deploy/` ships fits the program: its commands parse, its units are sound, its notice says what is needed."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.command import matcher

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
SERVICE = DEPLOY / "systemd" / "matcher.service"
COMMAND = re.compile(r"/opt/matcher/venv/bin/matcher ([^>;\n]*)")


@pytest.mark.parametrize("path", [SERVICE, DEPLOY / "crontab"], ids=lambda path: path.name)
def test_the_command_of_a_unit_is_one_that_the_program_takes(path: Path):
    """Every option is known: what is missing is the office's own pipeline file alone."""
    arguments = [shlex.split(found) for found in COMMAND.findall(path.read_text(encoding="utf-8"))]
    assert arguments

    for one in arguments:
        said = matcher(*one).stderr
        assert "No such option" not in said
        assert "nightly.yaml" in said
        assert "not exist" in said


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not there")
def test_systemd_finds_nothing_wrong_and_little_exposed():
    """Only the program itself, which is installed elsewhere, is missing here."""
    units = sorted((DEPLOY / "systemd").iterdir())
    said = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False).stderr
    assert [line for line in said.splitlines() if "is not executable" not in line] == []

    told = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=15", SERVICE],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout[-300:]


def test_a_notice_after_cron_says_which_night_failed_how_and_what_it_said(tmp_path: Path):
    """Its text goes to whatever command the office names."""
    log = tmp_path / "nightly.log"
    log.write_text("MATCH-I001 1 fault\n  the file is damaged or cut short\n", encoding="utf-8")
    sent = tmp_path / "sent"
    environment = {**os.environ, "MATCHER_NOTIFY": f"cat > {shlex.quote(str(sent))}"}

    subprocess.run([DEPLOY / "notify.sh", "crontab", "3", log], env=environment, check=True)

    message = sent.read_text(encoding="utf-8")
    assert "crontab did not publish (exit code 3). The last published run stands." in message
    assert "the file is damaged or cut short" in message
