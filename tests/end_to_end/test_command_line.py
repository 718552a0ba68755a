"""Exit codes, rights of files, and what a new site begins with."""

from __future__ import annotations

import json
import shutil
import signal
import stat
import subprocess
from datetime import date
from pathlib import Path

import pytest

from matcher.cli.init import own_pipeline
from matcher.pipeline import Published
from tests.end_to_end.command import ENVIRONMENT, PROGRAM, WHY, matcher, matcher_in_a_process
from tests.end_to_end.conftest import NIGHTLY, read_before, small


def open_to_others(root: Path) -> list[str]:
    """Name what others than the owner may read or enter."""
    return [path.name for path in root.rglob("*") if stat.S_IMODE(path.stat().st_mode) & 0o077]


def test_nothing_in_a_workspace_is_readable_by_others_even_where_its_root_is(site: Path):
    workspace = site / "workspace"
    workspace.mkdir(mode=0o755)

    assert matcher_in_a_process("run", small(site), "--workspace", workspace, "--quiet").returncode == 0

    assert open_to_others(workspace) == []


def test_folders_that_are_written_on_request_are_the_owners_alone(published: Published, site: Path, tmp_path: Path):
    out, again = tmp_path / "out" / "tables", tmp_path / "reports"
    workspace, pipeline = shutil.copytree(published.folder.parents[1], tmp_path / "copy"), small(site)

    assert (
        matcher_in_a_process("evaluate", pipeline, "--workspace", tmp_path / "w", "--out", out, "--quiet").returncode
        == 0
    )
    assert matcher("report", "--workspace", workspace, "--out", again, "--unmasked", *WHY).returncode == 0

    made = (tmp_path / "out", tmp_path / "w", again)
    assert [name for folder in made for name in open_to_others(folder)] == []
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (*made, out)} == {0o700}


@pytest.mark.parametrize("command", [("report",), ("explain", "0123456789ab")])
def test_reading_a_wrong_workspace_is_a_usage_fault_and_makes_none(command: tuple[str, ...], tmp_path: Path):
    result = matcher(*command, "--workspace", tmp_path / "wrong", cwd=tmp_path)

    assert result.returncode == 2
    assert "there is no workspace here" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", ["abc", "0GB", "4", "-1GB", "4 apples"])
def test_a_memory_limit_that_is_no_size_is_a_usage_fault(size: str, tmp_path: Path):
    result = matcher("run", NIGHTLY, "--workspace", tmp_path / "w", f"--memory={size}")

    assert result.returncode == 2
    assert "4GB" in result.stderr


def test_nothing_is_spilled_into_the_current_folder(published: Published, tmp_path: Path):
    """Joins beyond the limit put names aside: never where whoever calls happens to be."""
    here = tmp_path / "here"
    here.mkdir()

    result = matcher_in_a_process(
        "link", NIGHTLY, "--workspace", read_before(published, tmp_path / "w"), "--quiet", cwd=here
    )

    assert result.returncode == 0
    assert list(here.iterdir()) == []
    assert not (tmp_path / "w" / ".spill").exists()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_stopped_leaves_a_clean_workspace(number: signal.Signals, code: int, site: Path):
    workspace = site / "workspace"
    command = [*PROGRAM, "run", str(small(site)), "--workspace", str(workspace)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT) as run:
        assert run.stderr is not None
        line = next(line for line in run.stderr if line.startswith("ingest: done"))
        run.send_signal(number)
        rest = run.communicate(timeout=60)[1]

    assert line
    assert run.returncode == code
    assert "a fault of the program" not in rest
    assert list((workspace / "runs").iterdir()) == []
    whole = {"snapshots", "runs", "site.key", "ledger.sqlite", "access.mark", ".lock"}
    assert {path.name for path in workspace.iterdir()} <= whole


def test_an_error_as_json_is_one_object_on_standard_output(tmp_path: Path):
    result = matcher_in_a_process("report", "--workspace", tmp_path / "wrong", "--json")

    assert json.loads(result.stdout)["exit_code"] == result.returncode == 2


def test_a_new_site_begins_twelve_months_before_it_is_made():
    text = own_pipeline(NIGHTLY.read_text(encoding="utf-8"), "180121", date(2026, 3, 31))

    assert "\nfirst_month: 2025-03 " in text
    assert "2024-12" not in text
    assert "as_of" not in text


def test_a_new_site_is_told_that_it_has_no_places_yet(tmp_path: Path):
    """Its area table has a header and nothing else."""
    assert matcher("init", tmp_path / "county", "--region", "180121").returncode == 0

    result = matcher("check", tmp_path / "county" / "pipelines" / "nightly.yaml")

    assert result.returncode == 2
    assert "has no places yet" in result.stderr
    assert "lacks the columns" not in result.stderr
