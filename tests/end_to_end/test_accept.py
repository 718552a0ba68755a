"""A truncated export stops the run before it accuses or misses anybody; a person may let it through, on record."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from matcher.pipeline import Published
from tests.end_to_end.command import matcher
from tests.end_to_end.conftest import ROOT, small

REGISTER = "公安局/户籍人口_20251130.csv"


@pytest.fixture
def site(tmp_path: Path, published: Published) -> Path:
    """A copy of the sample county after its first run, in which a test may cut files; its next runs apply one rule."""
    for name in ("schemas", "pipelines", "sample_data"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("truth"))
    shutil.copytree(published.folder.parents[1], tmp_path / "workspace")
    small(tmp_path)
    return tmp_path


def run(site: Path, *arguments: str, command: str = "run"):
    pipeline = site / "pipelines" / "nightly.yaml"
    return matcher(command, pipeline, "--workspace", site / "workspace", "--quiet", *arguments)


def truncate(site: Path) -> tuple[int, int]:
    """Leave six rows of ten in the register; gives rows before and after."""
    path = site / "sample_data" / "inbox" / REGISTER
    lines = path.read_bytes().splitlines(keepends=True)
    kept = 1 + (len(lines) - 1) * 6 // 10
    path.write_bytes(b"".join(lines[:kept]))
    return len(lines) - 1, kept - 1


def files_of(workspace: Path) -> dict[Path, bytes]:
    """What is published, without the note of how the last night ended."""
    paths = [workspace / "CURRENT", *(workspace / "runs").rglob("*")]
    return {path: path.read_bytes() for path in paths if path.is_file() and path.name != "latest.json"}


def told(workspace: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What the ledger was told of runs and clues; its log of actions tells of refused nights too."""
    with closing(sqlite3.connect(workspace / "ledger.sqlite")) as ledger:
        return {name: ledger.execute(f"SELECT * FROM {name}").fetchall() for name in ("runs", "clues", "events")}


def logged(workspace: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(workspace / "ledger.sqlite")) as ledger:
        return ledger.execute("SELECT command, phase, exit_code FROM accesses ORDER BY event_number").fetchall()


def current(site: Path) -> Path:
    return site / "workspace" / "runs" / (site / "workspace" / "CURRENT").read_text().strip()


def test_a_truncated_export_stops_the_run_until_a_person_lets_it_through(site: Path):
    """Exit 3 and nothing touched; then published, with who, why and how much in manifest and facts."""
    truncate(site)
    before = files_of(site / "workspace"), told(site / "workspace")

    stopped = run(site)

    assert stopped.returncode == 3
    assert "household_register" in stopped.stderr
    assert "at least 0.70 times is promised" in stopped.stderr
    assert "--accept household_register:row_change" in stopped.stderr
    assert (files_of(site / "workspace"), told(site / "workspace")) == before
    assert logged(site / "workspace")[-2:] == [("matcher run", "begun", None), ("matcher run", "failed", 3)]

    accepted = run(site, "--accept", "household_register:row_change", "--reason", "两镇划出")

    assert accepted.returncode == 0
    assert "warning: let through by" in accepted.stderr
    assert "两镇划出" in accepted.stderr
    for name in ("manifest.json", "facts.json"):
        (record,) = json.loads((current(site) / name).read_text(encoding="utf-8"))["accepted"]
        assert (record["source"], record["check"], record["reason"]) == (
            "household_register", "row_change", "两镇划出",
        )  # fmt: skip
        assert record["source_files"] == [REGISTER]
        assert (0.5 < float(record["measured"]) < 0.7, record["limit"]) == (True, "at least 0.70")
        assert record["accepted_by"] != ""


def test_what_was_let_through_is_what_the_next_night_is_compared_with(site: Path):
    """Nobody has to say it again every night; and a word that nothing needs is told."""
    truncate(site)
    assert run(site, "--accept", "household_register", "--reason", "两镇划出").returncode == 0

    again = run(site, "--accept", "household_register", "--reason", "两镇划出")

    assert again.returncode == 0
    assert "--accept household_register was not needed" in again.stderr
    assert json.loads((current(site) / "manifest.json").read_text(encoding="utf-8"))["accepted"] == []


def test_ingest_alone_stops_as_well_and_takes_the_same_word(site: Path):
    truncate(site)

    assert run(site, command="ingest").returncode == 3
    accepted = run(site, "--accept", "household_register", "--reason", "两镇划出", "--json", command="ingest")

    assert accepted.returncode == 0
    read = {Path(one["file"]).name.split("_")[0] for one in json.loads(accepted.stdout)["files"]}
    assert read == {"户籍人口", "低保名册", "一卡通发放明细", "火化登记", "死亡医学证明"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--accept", "household_register"), "1 promises are let through for 0 reasons"),
        (("--accept", "household_register", "--reason", "  "), "for 0 reasons"),
        (("--reason", "两镇划出"), "0 promises are let through for 1 reasons"),
        (("--accept", "household_registre", "--reason", "甲"), "did you mean 'household_register'?"),
        (("--accept", "household_register:row_chang", "--reason", "甲"), "did you mean 'row_change'?"),
        (("--accept", "household_register:", "--reason", "甲"), "names a promise that does not exist: ''"),
        (
            ("--accept", "household_register", "--accept", "cremations", "--accept", "card_payments",
             "--reason", "甲", "--reason", "乙"),
            "3 promises are let through for 2 reasons",
        ),
    ],
)  # fmt: skip
def test_a_word_without_a_reason_or_a_source_is_a_usage_error(tmp_path: Path, arguments, words):
    """Nothing is let through by slip of the pen, and nothing without a reason."""
    result = matcher("run", ROOT / "pipelines" / "nightly.yaml", "--workspace", tmp_path / "workspace", *arguments)

    assert result.returncode == 2
    assert words in result.stderr
    assert not (tmp_path / "workspace" / "runs").exists()


def test_a_roster_that_is_too_old_can_be_let_through(site: Path):
    """Age is judged before anything is read, and takes the same word."""
    schema = site / "schemas" / "sources" / "public_security" / "household_register.yaml"
    text = schema.read_text(encoding="utf-8")
    assert "promise: {" in text
    schema.write_text(text.replace("promise: {", "promise: {max_age_days: 10, "), encoding="utf-8")
    later = ("--as-of", "2025-12-31")

    stopped = run(site, *later)
    accepted = run(site, *later, "--accept", "household_register:age", "--reason", "系统升级，次月补报")

    assert stopped.returncode == 5
    assert "31 days old; at most 10 are promised" in stopped.stderr
    assert accepted.returncode == 0
    (record,) = json.loads((current(site) / "facts.json").read_text(encoding="utf-8"))["accepted"]
    assert (record["check"], record["measured"], record["limit"]) == ("age", "31 days", "at most 10 days")
