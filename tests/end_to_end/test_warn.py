"""`matcher warn` on the sample county: alerts in both directions, outboxes that are for their owner alone."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from matcher.cli.app import app
from matcher.errors import TryAgainError, UsageError
from matcher.pipeline import Published
from tests.end_to_end.conftest import ROOT


@pytest.fixture(scope="module")
def workspace(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the workspace: alerts are kept in it."""
    copy = tmp_path_factory.mktemp("warned") / "workspace"
    shutil.copytree(published.folder.parents[1], copy)
    return copy


def warn(workspace: Path, out: Path, *more: str) -> Result:
    words = ["warn", str(ROOT / "pipelines" / "warnings.yaml"), "-w", str(workspace), "--out", str(out), "--json"]
    return CliRunner().invoke(app, [*words, *more], catch_exceptions=False)


def test_the_alerts_of_a_month(workspace: Path, tmp_path: Path):
    result = warn(workspace, tmp_path)

    assert result.exit_code == 0
    told: dict[str, Any] = json.loads(result.stdout)
    assert len(told["population"]) == 10
    assert min(told["population"].values()) > 0
    assert sum(told["by_level"].values()) == told["alerts"] == told["new"]
    assert min(told["by_level"].values()) > 0
    assert 0 < told["watch_list"] < told["alerts"] < told["watched"]
    assert told["conversions"] == []
    files = [Path(path) for paths in told["written"].values() for path in paths]
    assert {oct(path.stat().st_mode & 0o777) for path in files} == {"0o600"}
    assert sorted({path.parent.name for path in files}) == ["agencies", "county", "townships", "villages"]
    with pytest.raises(UsageError, match="hold files already"):
        warn(workspace, tmp_path)


def test_a_month_that_is_raised_again_gives_the_same_files(workspace: Path, tmp_path: Path):
    folders = (tmp_path / "one", tmp_path / "two")
    for folder in folders:
        warn(workspace, folder)

    first, second = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.xlsx")} for folder in folders
    )
    assert len(first) > 5
    assert first == second


def test_alerts_that_cannot_be_logged_are_not_kept(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Else next month would count alerts that nobody was sent."""
    shutil.rmtree(workspace / "warnings", ignore_errors=True)
    monkeypatch.setattr("matcher.ledger.database._BUSY_SECONDS", 0)
    with closing(sqlite3.connect(workspace / "ledger.sqlite")) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(TryAgainError, match="stays locked"):
            warn(workspace, tmp_path / "out", "--unmasked", "--reason", "走访", "--author", "王科长")

    assert not (workspace / "warnings").exists()
    assert not (tmp_path / "out").exists()
