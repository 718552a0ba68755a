"""A step is kept under what it was made from, and taken up only while it is whole."""

from __future__ import annotations

import pytest

from matcher.storage.lock import locked
from matcher.storage.steps import is_kept, keeping, step_key
from matcher.storage.workspace import open_workspace


@pytest.fixture
def steps(tmp_path):
    return open_workspace(tmp_path / "workspace").steps


def keep(steps, key, text="what was found"):
    with keeping(steps / "link", key) as aside:
        (aside / "table").write_text(text)
        (aside / "facts").write_text("{}")
    return steps / "link"


def test_a_step_is_there_for_its_key_alone(steps):
    folder = keep(steps, "a")

    assert is_kept(folder, "a")
    assert not is_kept(folder, "b")
    assert not is_kept(steps / "evaluate", "a")


def test_one_step_is_kept_of_each_name(steps):
    keep(steps, "a", "first")
    folder = keep(steps, "b", "second")

    assert not is_kept(folder, "a")
    assert (folder / "table").read_text() == "second"
    assert [path.name for path in steps.iterdir()] == ["link"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "table").write_text("what was fouND"),
        lambda folder: (folder / "table").unlink(),
        lambda folder: (folder / "facts").write_text(""),
        lambda folder: (folder / "more").write_text(""),
        lambda folder: (folder / "manifest.json").unlink(),
        lambda folder: (folder / "manifest.json").write_text('{"key": "a"'),
        lambda folder: (folder / "manifest.json").write_text("[]"),
    ],
    ids=["changed", "lost", "emptied", "added", "no manifest", "half a manifest", "no object"],
)
def test_a_damaged_step_is_none(steps, damage):
    folder = keep(steps, "a")

    damage(folder)

    assert not is_kept(folder, "a")


def test_a_step_that_fails_leaves_nothing_and_a_killed_one_is_swept(steps):
    with pytest.raises(FileNotFoundError), keeping(steps / "link", "a") as aside:
        (aside / "table").write_bytes((aside / "lost").read_bytes())
    assert list(steps.iterdir()) == []

    (steps / "evaluate.part").mkdir()
    with locked(open_workspace(steps.parent), "test"):
        assert list(steps.iterdir()) == []


def test_a_key_depends_on_all_that_is_given_and_not_on_its_order():
    key = step_key({"records": ["a", "b"], "day": "2025-11-30"})

    assert step_key({"day": "2025-11-30", "records": ["a", "b"]}) == key
    assert step_key({"day": "2025-11-30", "records": ["b", "a"]}) != key
    assert step_key({"day": "2025-12-01", "records": ["a", "b"]}) != key
