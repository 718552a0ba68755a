"""One run of the nightly pipeline on the sample county, shared by the tests of this folder.

A run of all rules takes three quarters of a minute of a processor. So it is made once for all workers, tests that
change a workspace copy it, and a night that is not about all rules applies few (`apply_only`) to what was read before.
"""

from __future__ import annotations

import os
import pickle
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from filelock import FileLock

from matcher.config.loader import load_project
from matcher.pipeline import Published, RunOptions, run_pipeline
from matcher.storage.workspace import open_workspace

ROOT = Path(__file__).resolve().parents[2]
NIGHTLY = ROOT / "pipelines" / "nightly.yaml"
TRUTH = ROOT / "sample_data" / "truth"
STARTED_AT = datetime(2025, 12, 1, 1, 0, tzinfo=UTC)

FEW = ("household_register", "minimum_living_allowance_roster", "card_payments", "cremations", "death_certificates")
"""Sources of one rule, tables and workbooks: enough where it is not asked what is found."""


def silent(step: str, done: int, total: int) -> None:
    """Take progress and say nothing."""


@pytest.fixture(scope="session")
def run_nightly() -> Callable[[Path], Published]:
    """Run the nightly pipeline into a workspace."""

    def run(workspace: Path, pipeline: Path = NIGHTLY) -> Published:
        project = load_project(pipeline)
        options = RunOptions(threads=1)  # other workers keep the other processors busy
        return run_pipeline(project, open_workspace(workspace), options, started_at=STARTED_AT, progress=silent)

    return run


def apply_only(site: Path, *codes: str) -> Path:
    """Let the nightly pipeline of a site apply the rules of some codes alone; gives the pipeline."""
    pipeline = site / "pipelines" / "nightly.yaml"
    text = pipeline.read_text(encoding="utf-8")
    assert "\nrules:" not in text
    pipeline.write_text(f"{text}rules: {{include: [{', '.join(codes)}]}}\n", encoding="utf-8")
    return pipeline


def small(site: Path) -> Path:
    """Let the nightly pipeline of a site read the sources of one rule and apply it; gives the pipeline."""
    pipeline = apply_only(site, "B01")
    lines = pipeline.read_text(encoding="utf-8").splitlines(keepends=True)
    named = {line: found[1] for line in lines if (found := re.match(r"  - \{?source: (\w+)", line))}
    assert set(named.values()) > set(FEW)
    pipeline.write_text("".join(line for line in lines if named.get(line, FEW[0]) in FEW), encoding="utf-8")
    return pipeline


def read_before(published: Published, workspace: Path) -> Path:
    """Make a workspace that has read the sample county and published nothing."""
    shutil.copytree(published.folder.parents[1] / "snapshots", workspace / "snapshots")
    return workspace


def lay_out(folder: Path) -> Path:
    """Lay out the sample county in a folder, with its configuration."""
    for name in ("schemas", "pipelines", "sample_data"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("truth"))
    return folder


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A copy of the sample county that a test may damage."""
    return lay_out(tmp_path)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, run_nightly: Callable[[Path], Published]) -> Published:
    """The sample county's first published run; of several workers one makes it. Tests leave it as it is."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return run_nightly(tmp_path_factory.mktemp("county") / "workspace")
    folder = tmp_path_factory.getbasetemp().parent / "county"
    kept = folder / "published.pickle"
    with FileLock(folder.with_suffix(".lock")):
        if kept.is_file():
            return cast("Published", pickle.loads(kept.read_bytes()))
        made = run_nightly(folder / "workspace")
        kept.write_bytes(pickle.dumps(made))
        return made
