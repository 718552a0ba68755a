"""`matcher verify-applicants` on the sample county: households counted once, reports masked and for the owner alone."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from matcher.cli.app import app
from matcher.pipeline import Published
from tests.end_to_end.conftest import ROOT


@pytest.fixture(scope="module")
def told(published: Published, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Look up the sample's applications once for all tests of this file."""
    file = str(next((ROOT / "sample_data" / "applications").iterdir()))
    words = ["verify-applicants", file, "--checks", str(ROOT / "pipelines" / "applicants.yaml")]
    words += ["-w", str(published.folder.parents[1]), "--out", str(tmp_path_factory.mktemp("applicants")), "--json"]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_every_household_has_one_result(told: dict[str, Any]):
    for counted in ("households", "persons"):
        parts = [told[result][counted] for result in ("hit", "nothing", "in_part")]
        assert sum(parts) == told["checked"][counted]
        assert told["checked"][counted] + told["exempt"][counted] == told["applied"][counted]
    assert 0 < told["hit"]["households"] < told["checked"]["households"]
    assert told["hit"]["households"] <= told["hit_members"] <= told["hit"]["persons"]


def test_members_whom_nobody_named_are_completed(told: dict[str, Any]):
    assert told["members_added"] > 0
    assert told["members_unknown"] < told["applied"]["persons"] / 20


def test_every_source_says_as_of_when(told: dict[str, Any]):
    assert [one["check"] for one in told["checks"] if not one["sources"]] == []
    assert {source["as_of"] for one in told["checks"] for source in one["sources"]} == {"2025-11-30"}


def test_the_pages_hold_no_name_and_ask_for_nothing(told: dict[str, Any]):
    pages = [Path(path) for path in told["written"] if path.endswith(".html")]

    texts = [page.read_text(encoding="utf-8") for page in pages]
    assert sum(text.count('<section class="sheet">') for text in texts) == told["applied"]["households"]
    assert [text for text in texts if re.search(r"\d{17}[\dX]|https?://|<script", text)] == []
    assert {oct(Path(path).stat().st_mode & 0o777) for path in told["written"]} == {"0o600"}


def test_what_was_put_aside_is_gone(told: dict[str, Any], published: Published):
    assert [path.name for path in published.folder.parents[1].glob(".applicants*")] == []
