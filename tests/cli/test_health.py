"""A note of how a night ended never hides how it ended."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from matcher.cli.health import noting_health
from matcher.errors import Fault, UsageError
from matcher.storage.workspace import Workspace

ENDING = UsageError(Fault("a key of the pipeline is unknown", "nightly.yaml:3", "take it out"))


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    (tmp_path / "runs").mkdir()
    return Workspace(tmp_path)


def end_with(error: Exception, place: Workspace) -> None:
    with noting_health(place):
        raise error


def test_where_nothing_can_be_read_or_written_the_night_ends_as_it_ended(
    place: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """A disk that went away: the error that stopped the night is told, and a warning beside it."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Workspace, "current", refuse)
    monkeypatch.setattr("matcher.cli.health.written_aside", refuse)

    with pytest.raises(UsageError) as ended:
        end_with(ENDING, place)

    assert ended.value is ENDING
    assert "latest.json could not be written" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "nothing is here"])
def test_a_lost_pointer_is_noted_as_no_run(place: Workspace, content: str):
    (place.runs / "0001-2025-11-30").mkdir()
    (place.root / "CURRENT").write_text(content)

    with pytest.raises(UsageError):
        end_with(ENDING, place)

    noted = json.loads((place.runs / "latest.json").read_text(encoding="utf-8"))
    assert (noted["status"], noted["run_id"], noted["first"]) == ("failed", None, ["a key of the pipeline is unknown"])
