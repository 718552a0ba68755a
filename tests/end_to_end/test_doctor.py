"""`matcher doctor` finds what would stop a night, or leave a workspace open, before the night does."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from matcher.doctor import Check, examine
from matcher.pipeline import Published
from matcher.storage.workspace import Workspace
from tests.end_to_end.command import matcher

NOW = datetime(2025, 12, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def workspace(published: Published, tmp_path: Path) -> Workspace:
    """The published county as its owner keeps it, without what was read for it."""
    root = tmp_path / "workspace"
    shutil.copytree(published.folder.parents[1], root, ignore=shutil.ignore_patterns("snapshots", "steps", "judged"))
    root.chmod(0o700)
    return Workspace(root)


def levels(checks: list[Check]) -> dict[str, str]:
    """How each thing is."""
    return {check.name: check.level for check in checks}


def test_a_sound_workspace_has_nothing_bad(workspace: Workspace):
    """Each thing that is looked at says what was found, in both languages."""
    checks = examine(workspace, NOW)

    assert [check.name for check in checks if check.level == "bad"] == []
    assert set(levels(checks)) == {
        "python", "packages", "locale", "memory", "account", "database", "disk", "key", "rights", "runs", "clock",
    }  # fmt: skip
    assert all(check.said.zh and check.said.en for check in checks)


def _without_key(workspace: Workspace) -> None:
    (workspace.root / "site.key").unlink()


def _without_pointer(workspace: Workspace) -> None:
    (workspace.root / "CURRENT").unlink()


def _open_to_others(workspace: Workspace) -> None:
    workspace.root.chmod(0o755)
    (workspace.root / "site.key").chmod(0o644)


def _without_ledger(workspace: Workspace) -> None:
    (workspace.root / "ledger.sqlite").unlink()


def _without_record(workspace: Workspace) -> None:
    (workspace.runs / str(workspace.current()) / "facts.json").write_text("{")


@pytest.mark.parametrize(
    ("damage", "bad"),
    [
        (_without_key, "key"),
        (_without_pointer, "runs"),
        (_open_to_others, "rights"),
        (_without_ledger, "runs"),
        (_without_record, "runs"),
    ],
    ids=["no key", "no pointer", "open to others", "no ledger", "no record"],
)
def test_what_is_wrong_is_named_with_how_to_mend_it(
    damage: Callable[[Workspace], None], bad: str, workspace: Workspace
):
    """And it alone: one thing wrong hides no other."""
    damage(workspace)

    found = [check for check in examine(workspace, NOW) if check.level == "bad"]

    assert [check.name for check in found] == [bad]
    assert found[0].mend is not None
    assert (workspace.root / "ledger.sqlite").exists() == (damage is not _without_ledger)


def test_a_workspace_in_which_nothing_ran_yet_is_left_as_it_is(tmp_path: Path):
    """To look for a key, or for a ledger, makes none."""
    (tmp_path / "runs").mkdir()

    checks = examine(Workspace(tmp_path), NOW)

    assert levels(checks)["runs"] == "warning"
    assert [path.name for path in tmp_path.iterdir()] == ["runs"]


def test_a_clock_that_was_set_back_is_noticed(workspace: Workspace):
    """Events of the ledger would be written before those that stand before them."""
    assert levels(examine(workspace, datetime(2025, 6, 1, tzinfo=UTC)))["clock"] == "bad"


def test_a_full_disk_is_noticed_before_the_night(workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    """Room for three runs of the size of the last one is asked for."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=10, used=9, free=1))

    assert levels(examine(workspace, NOW))["disk"] == "bad"


def test_the_command_exits_with_2_where_a_night_would_fail(workspace: Workspace):
    """For scripts as one object."""
    assert matcher("doctor", "--workspace", workspace.root).returncode == 0

    _without_key(workspace)
    done = matcher("doctor", "--workspace", workspace.root, "--json")

    said = json.loads(done.stdout)
    assert done.returncode == 2
    assert said["good"] is False
    assert [one["check"] for one in said["checks"] if one["level"] == "bad"] == ["key"]
