"""What a kernel puts aside when memory is short lies where it was told to, for the owner alone, and goes."""

from __future__ import annotations

import stat

import pytest

from matcher.engine.base import SqlStep
from matcher.engine.kernel import Kernel
from matcher.errors import TryAgainError


def spilled(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_kernel_spills_into_the_folder_that_it_is_given(tmp_path, monkeypatch):
    """Never beside whoever calls: names in clear would stay in anybody's folder."""
    monkeypatch.chdir(tmp_path)
    spill = tmp_path / "workspace" / ".spill"
    spill.parent.mkdir()

    with Kernel(threads=1, memory_limit="20MB", spill_folder=spill) as kernel:
        kernel.run([SqlStep("wide", "SELECT range AS number, sha256(range::VARCHAR) AS text FROM range(1000000)")])
        files = spilled(spill)
        modes = {stat.S_IMODE(path.parent.stat().st_mode) for path in files} | {stat.S_IMODE(spill.stat().st_mode)}

    assert files != []
    assert modes == {0o700}
    assert spilled(tmp_path) == []


def test_a_kernel_without_a_folder_spills_into_a_private_one_of_the_system(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    with Kernel(threads=1, memory_limit="20MB") as kernel:
        kernel.run([SqlStep("wide", "SELECT range AS number, sha256(range::VARCHAR) AS text FROM range(1000000)")])
        modes = {stat.S_IMODE(path.parent.stat().st_mode) for path in spilled(tmp_path)}

    assert modes == {0o700}
    assert list(tmp_path.iterdir()) == []


def test_too_little_memory_is_no_fault_of_the_program(tmp_path):
    """Whoever runs it can give more."""
    steps = [SqlStep("groups", "SELECT sha256(range::VARCHAR) AS text FROM range(100000) GROUP BY ALL")]

    with Kernel(threads=1, memory_limit="1MB", spill_folder=tmp_path) as kernel, pytest.raises(TryAgainError) as told:
        kernel.run(steps)

    assert "--memory" in told.value.faults[0].mend
