"""`runs/latest.json` says how the last attempt ended, to a health check that knows nothing else."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from matcher.storage.lock import locked
from matcher.storage.workspace import Workspace
from tests.end_to_end.command import matcher
from tests.end_to_end.conftest import small


def latest(site: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((site / "workspace" / "runs" / "latest.json").read_text(encoding="utf-8"))
    return found


def test_a_night_notes_how_it_ended(site: Path):
    """Published; stopped by a broken file; held by another run, which notes its own end: in this order."""
    pipeline = small(site)
    workspace = site / "workspace"
    night = ("run", pipeline, "--workspace", workspace, "--quiet")

    assert matcher(*night).returncode == 0
    published = latest(site)
    inbox = site / "sample_data" / "inbox" / "公安局" / "户籍人口_20251130.csv"
    inbox.write_bytes(inbox.read_bytes()[:3000])
    assert matcher(*night).returncode == 3
    stopped = latest(site)
    with locked(Workspace(workspace), "another"):
        assert matcher(*night).returncode == 4

    assert (published["status"], published["exit_code"], published["run_id"]) == ("published", 0, "0001-2025-11-30")
    assert published["findings"] == sum(published["clues"].get(name, 0) for name in ("new", "continuing", "returned"))  # type: ignore[attr-defined]
    assert (stopped["status"], stopped["exit_code"], stopped["error"]) == ("failed", 3, "MATCH-I001")
    assert stopped["run_id"] == "0001-2025-11-30"
    assert datetime.fromisoformat(str(stopped["finished_at"])) >= datetime.fromisoformat(str(published["finished_at"]))
    assert latest(site) == stopped
    assert (workspace / "runs" / "latest.json").stat().st_mode & 0o077 == 0


def test_a_wrong_pipeline_is_noted_where_there_is_a_workspace_and_makes_none(site: Path):
    """A typing error in the evening is seen by the health check in the morning."""
    pipeline = small(site)
    pipeline.write_text(pipeline.read_text(encoding="utf-8") + "typo: 1\n", encoding="utf-8")
    workspace = site / "workspace"

    assert matcher("run", pipeline, "--workspace", workspace).returncode == 2
    assert not workspace.exists()
    (workspace / "runs").mkdir(parents=True)
    assert matcher("run", pipeline, "--workspace", workspace).returncode == 2
    assert (latest(site)["status"], latest(site)["error"], latest(site)["run_id"]) == ("failed", "MATCH-C001", None)
