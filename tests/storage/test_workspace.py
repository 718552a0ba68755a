"""A workspace never loses a published run, whatever is killed, lost or restored."""

from __future__ import annotations

import stat

import pytest

from matcher.errors import UsageError
from matcher.storage.lock import locked
from matcher.storage.workspace import building, find_workspace, next_run_id, open_workspace


@pytest.fixture
def workspace(tmp_path):
    return open_workspace(tmp_path / "workspace")


def publish(workspace, run_id):
    with building(workspace, run_id) as folder:
        (folder / "manifest.json").write_text("{}")


def kill_before_the_pointer_is_swapped(workspace, run_id, monkeypatch):
    """Publish as far as the rename, and no further; nothing is tidied up."""

    def killed(path):
        raise SystemExit(137)

    with monkeypatch.context() as patch:
        patch.setattr("matcher.storage.workspace.written_aside", killed)
        with pytest.raises(SystemExit):
            publish(workspace, run_id)


def sweep(workspace):
    with locked(workspace, "test"):
        pass


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_lost_pointer_stops_everything_and_deletes_nothing(workspace):
    publish(workspace, "0001-2025-10-31")
    publish(workspace, "0002-2025-11-30")
    (workspace.root / "CURRENT").unlink()

    with pytest.raises(UsageError, match="is lost") as told:
        sweep(workspace)

    assert f"echo 0002-2025-11-30 > {workspace.root / 'CURRENT'}" in told.value.faults[0].mend
    assert names(workspace.runs) == ["0001-2025-10-31", "0002-2025-11-30"]
    (workspace.root / "CURRENT").write_text("0002-2025-11-30\n")
    sweep(workspace)
    assert workspace.current() == "0002-2025-11-30"


@pytest.mark.parametrize("pointer", ["", "\n", "0009-2025-11-30", "../0001-2025-10-31"])
def test_a_pointer_that_names_no_run_stops_everything(workspace, pointer):
    publish(workspace, "0001-2025-10-31")
    (workspace.root / "CURRENT").write_text(pointer)

    with pytest.raises(UsageError, match="CURRENT"):
        sweep(workspace)

    assert names(workspace.runs) == ["0001-2025-10-31"]


def test_folders_that_matcher_did_not_make_are_left_alone(workspace):
    publish(workspace, "0001-2025-11-30")
    kept = ("kept_for_audit", ".building-mine", "9", ".publishing-old")
    for name in kept:
        (workspace.runs / name).mkdir()
    (workspace.snapshots / "deaths" / "mine.part").mkdir(parents=True)

    sweep(workspace)

    assert names(workspace.runs) == sorted([*kept, "0001-2025-11-30"])
    assert names(workspace.snapshots / "deaths") == ["mine.part"]
    assert workspace.run_ids() == ["0001-2025-11-30"]


def test_runs_newer_than_a_restored_pointer_are_left_alone(workspace):
    """They were published; only a mark says that a run was not."""
    publish(workspace, "0001-2025-10-31")
    publish(workspace, "0002-2025-11-30")
    (workspace.root / "CURRENT").write_text("0001-2025-10-31\n")

    sweep(workspace)

    assert workspace.run_ids() == ["0001-2025-10-31", "0002-2025-11-30"]
    assert next_run_id(workspace, "2025-12-31") == "0003-2025-12-31"


def test_a_run_killed_before_the_pointer_named_it_is_swept(workspace, monkeypatch):
    publish(workspace, "0001-2025-10-31")
    kill_before_the_pointer_is_swapped(workspace, "0002-2025-11-30", monkeypatch)
    assert workspace.run_ids() == ["0001-2025-10-31", "0002-2025-11-30"]

    sweep(workspace)

    assert names(workspace.runs) == ["0001-2025-10-31"]
    assert workspace.current() == "0001-2025-10-31"


def test_the_very_first_run_killed_before_the_pointer_named_it_is_swept(workspace, monkeypatch):
    """No pointer is no loss where nothing was published."""
    kill_before_the_pointer_is_swapped(workspace, "0001-2025-11-30", monkeypatch)

    sweep(workspace)

    assert names(workspace.runs) == []
    assert workspace.current() is None


def test_a_run_that_the_pointer_names_is_kept_even_where_its_mark_was_left(workspace):
    publish(workspace, "0001-2025-11-30")
    (workspace.runs / ".publishing-0001-2025-11-30").touch()

    sweep(workspace)

    assert names(workspace.runs) == ["0001-2025-11-30"]


def test_a_run_that_fails_leaves_nothing(workspace):
    with pytest.raises(RuntimeError), building(workspace, "0001-2025-11-30"):
        raise RuntimeError

    assert names(workspace.runs) == []
    assert not (workspace.root / "CURRENT").exists()


def test_half_built_runs_snapshots_and_spilled_data_are_swept(workspace):
    (workspace.runs / ".building-0001-2025-11-30").mkdir()
    (workspace.snapshots / "deaths" / f"{'0a' * 16}.part").mkdir(parents=True)
    (workspace.spill / "matcher-x").mkdir(parents=True)

    sweep(workspace)

    assert names(workspace.runs) == []
    assert names(workspace.snapshots / "deaths") == []
    assert not workspace.spill.exists()


def test_runs_are_ordered_by_number(workspace):
    for run_id in ("9999-2025-11-30", "10000-2025-12-01"):
        publish(workspace, run_id)
    sweep(workspace)

    assert workspace.run_ids() == ["9999-2025-11-30", "10000-2025-12-01"]
    assert next_run_id(workspace, "2025-12-02") == "10001-2025-12-02"


def test_a_run_id_stays_above_those_that_the_ledger_knows(workspace):
    publish(workspace, "0001-2025-10-31")

    assert next_run_id(workspace, "2025-12-31", ["0001-2025-10-31", "0007-2025-11-30"]) == "0008-2025-12-31"


def test_only_runs_can_be_required(workspace):
    (workspace.runs / "kept").mkdir()
    publish(workspace, "0001-2025-11-30")

    assert workspace.require_run(None) == workspace.run_folder("0001-2025-11-30")
    for wrong in ("kept", "0002-2025-11-30", "../snapshots"):
        with pytest.raises(UsageError, match="there is no run"):
            workspace.require_run(wrong)


def test_a_site_key_is_made_once_and_kept(workspace):
    first = workspace.site_key()

    assert workspace.site_key() == first
    assert len(first) == 32
    assert stat.S_IMODE((workspace.root / "site.key").stat().st_mode) == 0o600


def test_a_site_key_that_could_not_be_written_leaves_nothing(workspace, monkeypatch):
    """A disk that was full must not leave an empty key for ever."""

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        workspace.site_key()

    assert names(workspace.root) == ["runs", "snapshots"]


def test_an_empty_site_key_is_made_anew_while_nothing_is_published(workspace):
    (workspace.root / "site.key").touch()

    assert len(workspace.site_key()) == 32


@pytest.mark.parametrize(("content", "said"), [("", "lost"), (None, "lost"), ("zz", "damaged"), ("ab", "damaged")])
def test_a_site_key_lost_after_publishing_is_never_replaced(workspace, content, said):
    """Another key would make every person another one."""
    publish(workspace, "0001-2025-11-30")
    if content is not None:
        (workspace.root / "site.key").write_text(content)

    with pytest.raises(UsageError, match=said):
        workspace.site_key()


def test_a_workspace_that_was_open_to_others_is_closed(tmp_path):
    root = tmp_path / "workspace"
    for folder in (root, root / "runs", root / "snapshots"):
        folder.mkdir(mode=0o755)
    for name in ("ledger.sqlite", "ledger.sqlite-wal", "CURRENT", "site.key"):
        (root / name).touch(mode=0o644)

    open_workspace(root)

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in root.iterdir()}
    assert {name: mode for name, mode in modes.items() if mode & 0o077} == {}


def test_looking_for_a_workspace_makes_none(tmp_path):
    with pytest.raises(UsageError, match="no workspace"):
        find_workspace(tmp_path / "wrong")

    assert names(tmp_path) == []
