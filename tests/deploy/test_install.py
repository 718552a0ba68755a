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


def install(archive: Path, target: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(archive / "install.sh"), str(target)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | environment)


def refusal(archive: Path, **environment: str) -> str:
    """What it says when it refuses; nothing is left where it would have installed."""
    target = archive.parent / "target"
    done = install(archive, target, **environment)
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


def test_a_named_python_of_another_version_is_refused(archive: Path):
    said = refusal(archive, PYTHON="/bin/false")

    assert f"Python {HERE} was not found at /bin/false" in said


def test_a_script_that_lies_in_no_archive_says_so(archive: Path):
    """It was called where it is kept, below deploy/."""
    (archive / "SHA256SUMS").unlink()

    assert "is no unpacked archive" in refusal(archive)


def test_a_folder_that_cannot_be_written_is_told_in_both_languages(archive: Path):
    (archive.parent / "a file").write_text("")

    done = install(archive, archive.parent / "a file" / "matcher")

    assert (done.returncode, "nothing can be written in" in done.stderr, "无法写入" in done.stderr) == (2, True, True)


def test_an_archive_that_was_unpacked_where_it_goes_is_not_removed(tmp_path: Path, archive: Path):
    """It would have taken itself for what an installation that was broken off had left."""
    place = tmp_path / "target" / "releases" / archive.name
    place.parent.mkdir(parents=True)
    archive.rename(place)

    done = install(place, tmp_path / "target")

    assert (done.returncode, "unpack it elsewhere" in done.stderr) == (2, True)
    assert (place / "README.md").is_file()


PYTHON_STAND_IN = f"""#!/bin/sh
case "$1 $2" in
"-c "*) echo {HERE} ;;
"-m venv") mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && install -m 755 /dev/null "$3/bin/matcher" ;;
esac
"""
MV_THAT_IS_STOPPED = """#!/bin/sh
case "$3" in */docs) exit 1 ;; esac
exec /bin/mv "$@"
"""


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A Python that makes an environment and installs nothing; `mv` that is stopped before the last links."""
    for name, text in (("python", PYTHON_STAND_IN), ("stopped/mv", MV_THAT_IS_STOPPED)):
        path = tmp_path / "tools" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
    return tmp_path / "tools"


def links(target: Path) -> dict[str, str]:
    return {path.name: str(path.readlink()) for path in target.iterdir() if path.is_symlink()}


WHOLE = {"current": "releases/matcher-0.0.0", **{name: f"current/{name}" for name in ("venv", "deploy", "docs")}}


def test_it_installs_into_a_folder_with_spaces_and_refuses_to_do_it_twice(tmp_path: Path, archive: Path, tools: Path):
    target = tmp_path / "办公 软件" / "matcher"

    first, second = (install(archive, target, PYTHON=str(tools / "python")) for _ in range(2))

    assert (first.returncode, links(target)) == (0, WHOLE)
    assert (target / "current" / "README.md").stat().st_mode & 0o044 == 0o044
    assert (second.returncode, "is installed and in use" in second.stderr) == (2, True)


def test_an_installation_that_was_broken_off_is_made_whole_by_the_next(tmp_path: Path, archive: Path, tools: Path):
    """Between the links, so that nothing pointed to the new version yet."""
    target = tmp_path / "matcher"
    path = f"{tools / 'stopped'}{os.pathsep}{os.environ['PATH']}"

    stopped = install(archive, target, PYTHON=str(tools / "python"), PATH=path)
    again = install(archive, target, PYTHON=str(tools / "python"))

    assert stopped.returncode == 1
    assert (again.returncode, links(target)) == (0, WHOLE), again.stderr


def test_what_another_program_put_there_is_not_overwritten(tmp_path: Path, archive: Path, tools: Path):
    """An environment that somebody made by hand."""
    (tmp_path / "matcher" / "venv").mkdir(parents=True)

    done = install(archive, tmp_path / "matcher", PYTHON=str(tools / "python"))

    assert (done.returncode, "no link of this installer's" in done.stderr) == (2, True)
    assert not (tmp_path / "matcher" / "releases").exists()
