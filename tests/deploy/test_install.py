"""The installer of the archive for machines without internet refuses what cannot work, before it writes anything."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

INSTALL = Path(__file__).resolve().parents[2] / "deploy" / "install.sh"
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An unpacked archive for this machine, without its wheels."""
    folder = tmp_path / "matcher-0.0.0"
    folder.mkdir()
    shutil.copy(INSTALL, folder)
    (folder / "PLATFORM").write_text(f"{platform.machine()}\n")
    (folder / "PYTHON").write_text(f"{HERE}\n")
    (folder / "README.md").write_text("A document.\n")
    digest = hashlib.sha256((folder / "README.md").read_bytes()).hexdigest()
    (folder / "SHA256SUMS").write_text(f"{digest}  ./README.md\n")
    return folder


def refusal(archive: Path, *arguments: str, **environment: str) -> str:
    """What it says when it refuses; nothing is left where it would have installed."""
    target = archive.parent / "target"
    command = ["sh", str(archive / "install.sh"), str(target), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | environment)
    assert done.returncode == 2, done.stderr
    assert not target.exists()
    return done.stderr


def test_an_archive_for_another_platform_is_refused(archive: Path):
    (archive / "PLATFORM").write_text("s390x\n")

    said = refusal(archive)

    assert f"this archive is for s390x, this machine is {platform.machine()}" in said
    assert "请换用对应的安装包" in said


def test_a_python_that_the_wheels_are_not_for_is_refused(archive: Path):
    (archive / "PYTHON").write_text("3.99\n")

    said = refusal(archive)

    assert "Python 3.99 was not found" in said
    assert "PYTHON=/path/to/python3.99 sh install.sh" in said


def test_a_file_that_is_not_as_it_was_packed_is_refused(archive: Path):
    (archive / "README.md").write_text("Another document.\n")

    said = refusal(archive)

    assert "./README.md: FAILED" in said
    assert "a file of the archive is not as it was packed" in said


def test_a_file_that_was_taken_out_is_refused(archive: Path):
    (archive / "README.md").unlink()

    assert "a file of the archive is not as it was packed" in refusal(archive)
