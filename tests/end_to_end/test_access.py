"""A run whose reports are unmasked says why, and the access log keeps it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from matcher.pipeline import Published
from tests.end_to_end.command import WHY, matcher
from tests.end_to_end.conftest import read_before, small

WHY_UNSAID = "names and citizen IDs in full need a reason"


@pytest.fixture
def pipeline(site: Path) -> Path:
    return small(site)


def test_an_unmasked_run_is_in_the_access_log_and_one_without_a_reason_publishes_nothing(
    published: Published, pipeline: Path, tmp_path: Path
):
    workspace = read_before(published, tmp_path / "workspace")
    command = ("run", pipeline, "--workspace", workspace, "--unmasked", "--json")

    unsaid = matcher(*command)
    assert (unsaid.returncode, WHY_UNSAID in unsaid.stdout + unsaid.stderr) == (2, True)
    assert not (workspace / "CURRENT").exists()
    assert matcher(*command, *WHY).returncode == 0

    (row,) = json.loads(matcher("ledger", "accesses", "-w", workspace, "--json").stdout)["accesses"]
    assert (row["author"], row["command"], row["run_id"]) == ("王科长", "matcher run", "0001-2025-11-30")
    assert row["row_count"] > 0
    actions = json.loads(matcher("ledger", "actions", "-w", workspace, "--json").stdout)["actions"]
    assert [(one["phase"], one["exit_code"], one["run_id"]) for one in actions] == [
        ("begun", None, ""), ("access", None, "0001-2025-11-30"), ("done", 0, "0001-2025-11-30"),
    ]  # fmt: skip
    assert matcher("ledger", "verify", "-w", workspace).returncode == 0


def test_a_pipeline_that_is_unmasked_by_its_file_needs_a_reason_as_well(pipeline: Path, tmp_path: Path):
    text = pipeline.read_text(encoding="utf-8")
    assert "masking: masked" in text
    pipeline.write_text(text.replace("masking: masked", "masking: unmasked"), encoding="utf-8")

    unsaid = matcher("run", pipeline, "--workspace", tmp_path / "workspace")

    assert (unsaid.returncode, WHY_UNSAID in unsaid.stderr) == (2, True)
