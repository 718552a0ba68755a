"""One run of the nightly pipeline on the sample county, shared by the tests of this folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from matcher.config.loader import load_project
from matcher.pipeline import Published, RunOptions, run_pipeline
from matcher.storage.workspace import open_workspace

ROOT = Path(__file__).resolve().parents[2]
NIGHTLY = ROOT / "pipelines" / "nightly.yaml"
TRUTH = ROOT / "sample_data" / "truth"
STARTED_AT = datetime(2025, 12, 1, 1, 0, tzinfo=UTC)


def silent(step: str, done: int, total: int) -> None:
    """Take progress and say nothing."""


@pytest.fixture(scope="session")
def run_nightly() -> Callable[[Path], Published]:
    """Run the nightly pipeline into a workspace."""

    def run(workspace: Path, pipeline: Path = NIGHTLY) -> Published:
        project = load_project(pipeline)
        return run_pipeline(project, open_workspace(workspace), RunOptions(), started_at=STARTED_AT, progress=silent)

    return run


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A copy of the sample county that a test may damage."""
    for name in ("schemas", "pipelines", "sample_data"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("truth"))
    return tmp_path


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, run_nightly: Callable[[Path], Published]) -> Published:
    """The sample county's first published run."""
    return run_nightly(tmp_path_factory.mktemp("county") / "workspace")
