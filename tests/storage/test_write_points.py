"""Every write passes a point that a test may watch; nobody else can reach it."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import pytest

import matcher
from matcher.errors import TryAgainError
from matcher.storage.disk import make_folder, remove_folder, written_aside
from matcher.storage.disk_faults import disk_fault, disk_told
from matcher.storage.lock import locked
from matcher.storage.workspace import building, open_workspace
from matcher.storage.write_points import watched, write_point

SOURCE = Path(matcher.__file__).parent


def test_points_are_told_in_order_and_only_while_somebody_watches(tmp_path):
    told = []

    with watched(lambda kind, place: told.append((kind, Path(place).name))):
        make_folder(tmp_path / "folder")
        with written_aside(tmp_path / "folder" / "text") as aside:
            aside.write_text("x")
        remove_folder(tmp_path / "folder")
    write_point("write", tmp_path)

    assert told == [
        ("make", "folder"),
        ("write", "text"),
        ("force", ".text.part"),
        ("rename", "text"),
        ("remove", "folder"),
    ]


@pytest.mark.parametrize("kind", ["write", "force", "rename"])
def test_a_file_whose_write_fails_is_not_there_and_nothing_is_beside_it(tmp_path, kind):
    def fail(point, place):
        if point == kind:
            raise OSError(errno.EIO, "Input/output error", place)

    with watched(fail), pytest.raises(OSError, match="Input"), written_aside(tmp_path / "text") as aside:
        aside.write_text("x")

    assert list(tmp_path.iterdir()) == []


def test_nothing_that_a_person_can_set_reaches_the_points():
    """Only `watched` arms them, and only tests call it: no module of the program does."""
    texts = [path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")]
    taken = {
        line for text in texts for line in re.findall(r"^.*import.*write_points.*|.*write_points import.*", text, re.M)
    }
    hook = (SOURCE / "storage" / "write_points.py").read_text(encoding="utf-8")

    assert taken == {"from matcher.storage.write_points import write_point"}
    assert not re.search(r"os\.|getenv|argv|open\(", hook)


def test_an_error_in_the_middle_of_a_file_names_the_file(tmp_path):
    with pytest.raises(OSError, match="No space") as told, written_aside(tmp_path / "text"):
        raise OSError(errno.ENOSPC, "No space left on device")

    assert told.value.filename == str(tmp_path / "text")


def test_a_full_disk_is_told_with_its_file_system_and_what_is_free_and_wanted(tmp_path):
    workspace = open_workspace(tmp_path / "workspace")
    with building(workspace, "0001-2025-11-30") as folder:
        (folder / "table").write_bytes(bytes(3 * 1024**2))

    with pytest.raises(TryAgainError, match="磁盘已满") as told, locked(workspace, "test"):
        raise OSError(errno.ENOSPC, "No space left on device", str(tmp_path / "workspace" / "file"))

    (fault,) = told.value.faults
    assert re.search(r"the disk is full \(磁盘已满\): [\d,.]+ [MG]B of [\d,.]+ [MG]B are free", fault.what)
    assert re.search(r"file \(file system /.*\)", fault.where)
    assert "the last run takes up 3.0 MB" in fault.mend


@pytest.mark.parametrize(("code", "said"), [(errno.EIO, "读写磁盘时出错"), (errno.EROFS, "只读")])
def test_other_faults_of_a_disk_are_told_in_both_languages(code, said):
    with pytest.raises(TryAgainError, match=said), disk_told():
        raise OSError(code, "", "/somewhere")


def test_errors_that_are_not_of_the_disk_stay_what_they_are():
    with pytest.raises(FileNotFoundError), disk_told():
        raise FileNotFoundError(errno.ENOENT, "No such file or directory", "/somewhere")

    assert disk_fault(OSError(errno.EACCES, "Permission denied", "/x")).what == "Permission denied"
