"""Old runs go when somebody says so: whole, with what was read for them alone, and with a certificate."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from matcher.checkpoint import Checkpoint
from matcher.errors import UsageError
from matcher.pipeline import Published
from matcher.proof import verify_certificates, verify_checkpoint
from matcher.retention import certificate_of, kept_runs, plan_removal, remove_runs
from matcher.storage import manifest
from matcher.storage.lock import locked
from matcher.storage.workspace import Workspace
from tests.end_to_end.command import matcher

FIRST, SECOND, THIRD = "0001-2025-11-30", "0002-2025-12-31", "0003-2026-01-31"
ORDERED, DONE = (datetime(2026, 2, 1, 8, 0, second, tzinfo=UTC) for second in (0, 7))


@pytest.fixture
def workspace(published: Published, tmp_path: Path) -> Workspace:
    """Three runs; the first alone rests on the cremations, the last one on nothing but the house register."""
    place = Workspace(tmp_path / "workspace")
    shutil.copytree(published.folder.parents[1], place.root)
    for run_id, only in ((SECOND, "not cremations"), (THIRD, "household_register")):
        folder = place.run_folder(run_id)
        shutil.copytree(place.run_folder(FIRST), folder)
        facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
        files = [
            file
            for file in facts["files"]
            if (file["source"] == only if run_id == THIRD else file["source"] != "cremations")
        ]
        changed = {**facts, "run_id": run_id, "as_of": run_id[5:], "files": files}
        (folder / "facts.json").write_text(json.dumps(changed), encoding="utf-8")
    (place.root / "CURRENT").write_text(THIRD + "\n")
    return place


def sources(workspace: Workspace) -> set[str]:
    """Sources of which anything that was read is kept."""
    return {path.parent.name for path in workspace.snapshots.glob("*/*")}


def test_runs_are_listed_with_the_one_that_holds(workspace: Workspace):
    """Oldest first, each with its day, size and checkpoint."""
    result = matcher("runs", "list", "--workspace", workspace.root, "--json")

    runs = json.loads(result.stdout)["runs"]
    assert [(run["run_id"], run["as_of"], run["is_current"]) for run in runs] == [
        (FIRST, "2025-11-30", False),
        (SECOND, "2025-12-31", False),
        (THIRD, "2026-01-31", True),
    ]
    assert all(run["byte_count"] > 1_000_000 and run["checkpoint"] for run in runs)


def test_an_account_is_shown_without_any_person(workspace: Workspace):
    """Rows of every file, links, time."""
    result = matcher("runs", "show", FIRST, "--workspace", workspace.root)

    assert result.returncode == 0
    assert "household_register" in result.stdout
    assert "findings" in result.stdout


def test_a_purge_takes_runs_before_a_day_and_what_was_read_for_them_alone(workspace: Workspace):
    """Snapshots that a staying run rests on stay."""
    removal = plan_removal(workspace, date(2025, 12, 31))
    assert [run.run_id for run in removal.runs] == [FIRST]
    assert removal.staying == (SECOND, THIRD)
    assert {name.split("/")[0] for name in removal.snapshots} == {"cremations"}

    remove_runs(workspace, removal, "Archivist", [ORDERED, DONE])

    assert workspace.run_ids() == [SECOND, THIRD]
    assert "cremations" not in sources(workspace)
    assert "death_certificates" in sources(workspace)


def test_the_last_published_run_always_stays(workspace: Workspace):
    """Whatever day is named."""
    removal = plan_removal(workspace, date(2999, 1, 1))
    remove_runs(workspace, removal, "Archivist", [ORDERED, DONE])

    assert workspace.run_ids() == [THIRD]
    assert workspace.current() == THIRD
    assert sources(workspace) == {"household_register"}


def test_as_many_of_the_newest_runs_stay_as_are_asked_for(workspace: Workspace):
    """An office that compares with last month says --keep 2."""
    assert plan_removal(workspace, date(2999, 1, 1), keep=2).staying == (SECOND, THIRD)


def test_the_certificate_says_what_went_who_ordered_it_and_when_it_was_done(workspace: Workspace):
    """It is sealed, and verify holds it against the runs that are there."""
    (first, *_) = kept_runs(workspace)
    path = remove_runs(workspace, plan_removal(workspace, date(2025, 12, 31)), "Archivist", [ORDERED, DONE])

    said = manifest.read_json(path)
    assert path == workspace.root / "purges" / "0001.json"
    assert (said["author"], said["ordered_at"], said["done_at"]) == (
        "Archivist",
        "2026-02-01T08:00:00+00:00",
        "2026-02-01T08:00:07+00:00",
    )
    assert said["runs"][0]["run_id"] == FIRST  # type: ignore[index]  # plain JSON
    assert said["runs"][0]["checkpoint"] == first.checkpoint  # type: ignore[index]  # plain JSON
    assert verify_certificates(workspace) == []

    path.write_text(path.read_text(encoding="utf-8").replace("Archivist", "Nobody"), encoding="utf-8")
    assert [fault.where for fault in verify_certificates(workspace)] == [str(path)]


def test_a_certificate_of_a_run_that_is_still_there_is_not_true(workspace: Workspace, tmp_path: Path):
    """Somebody brought the run back, or never removed it."""
    shutil.copytree(workspace.run_folder(FIRST), tmp_path / "copy")
    path = remove_runs(workspace, plan_removal(workspace, date(2025, 12, 31)), "Archivist", [ORDERED, DONE])
    shutil.copytree(tmp_path / "copy", workspace.run_folder(FIRST))

    assert [fault.where for fault in verify_certificates(workspace)] == [str(path)]


def test_a_certificate_that_was_taken_away_or_renamed_is_missed(workspace: Workspace):
    """They are numbered without a gap; of the last alone nothing in the workspace tells."""
    for before in (date(2025, 12, 31), date(2026, 1, 31)):
        last = remove_runs(workspace, plan_removal(workspace, before), "Archivist", [ORDERED, DONE])
    first = last.with_name("0001.json")

    last.rename(first)
    assert [fault.where for fault in verify_certificates(workspace)] == [str(first)]
    first.rename(last)
    assert [fault.where for fault in verify_certificates(workspace)] == [str(first)]


def test_a_report_of_a_removed_run_fits_its_certificate(workspace: Workspace):
    """That a run was removed as ordered is no sign that somebody wrote there."""
    checkpoint = Checkpoint.parse(str(kept_runs(workspace)[0].checkpoint))
    path = remove_runs(workspace, plan_removal(workspace, date(2025, 12, 31)), "Archivist", [ORDERED, DONE])
    other = replace(checkpoint, run_seal="0" * 16)

    assert certificate_of(workspace, checkpoint) == path
    assert verify_checkpoint(workspace, checkpoint) == []
    assert certificate_of(workspace, other) is None
    assert len(verify_checkpoint(workspace, other)) == 1


def test_what_nights_keep_to_be_quicker_goes_with_what_is_removed(workspace: Workspace):
    """A night that never published may have left rows there of what goes now."""
    assert workspace.steps.exists()

    remove_runs(workspace, plan_removal(workspace, date(2025, 12, 31)), "Archivist", [ORDERED, DONE])

    assert not workspace.steps.exists()
    assert not workspace.judged.exists()


def test_a_purge_that_was_killed_leaves_no_half_of_a_run(workspace: Workspace):
    """What was taken out of the runs is swept by whoever holds the workspace next."""
    workspace.run_folder(FIRST).rename(workspace.runs / f".removing-{FIRST}")

    with locked(workspace, "a test"):
        assert [path.name for path in sorted(workspace.runs.iterdir())] == [SECOND, THIRD]


def test_a_dry_run_removes_nothing(workspace: Workspace):
    """It says what would go."""
    result = matcher("purge", "--older-than", "1", "--author", "Archivist", "--dry-run", "--workspace", workspace.root)

    assert result.returncode == 0
    assert "Would be removed" in result.stdout
    assert workspace.run_ids() == [FIRST, SECOND, THIRD]
    assert not workspace.purges.exists()


def test_a_run_that_cannot_be_read_stops_a_purge_before_anything_goes(workspace: Workspace):
    """What it rests on is not known."""
    (workspace.run_folder(SECOND) / "facts.json").write_text("{")

    with pytest.raises(UsageError, match="cannot be read"):
        plan_removal(workspace, date(2999, 1, 1))
