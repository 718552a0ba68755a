"""Runs repeat, publish whole or not at all, and keep others out."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from filelock import FileLock

from matcher.pipeline import Published
from tests.end_to_end.command import matcher, matcher_in_a_process
from tests.end_to_end.conftest import NIGHTLY


@dataclass(frozen=True)
class Nights:
    """Two nights after the published one, as cron calls them: what they said, and their folders."""

    said: tuple[subprocess.CompletedProcess[str], subprocess.CompletedProcess[str]]
    folders: tuple[Path, Path]


@pytest.fixture(scope="module")
def nights(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Nights:
    """All rules again, twice: with one object as JSON, then with what people read."""
    workspace = tmp_path_factory.mktemp("nights") / "workspace"
    shutil.copytree(published.folder.parents[1], workspace)
    said = (
        matcher_in_a_process("run", NIGHTLY, "--workspace", workspace, "--json"),
        matcher_in_a_process("run", NIGHTLY, "--workspace", workspace),
    )
    assert [one.returncode for one in said] == [0, 0]
    second, third = sorted(path for path in (workspace / "runs").iterdir() if path.is_dir())[1:]
    return Nights(said, (second, third))


def test_a_second_run_gives_the_same_findings_but_for_their_status(published: Published, nights: Nights):
    """What was new is continuing; nothing else changes by a byte."""
    again, _ = nights.folders

    first = pl.read_parquet(published.folder / "findings.parquet")
    second = pl.read_parquet(again / "findings.parquet")
    assert first.drop("status").equals(second.drop("status"))
    assert set(first["status"]) == {"new"}
    assert set(second["status"]) == {"continuing"}
    for name in ("persons", "rejects", "conflicts", "review", "link_weights", "files", "exempted", "calculations"):
        assert (published.folder / f"{name}.parquet").read_bytes() == (again / f"{name}.parquet").read_bytes()


def test_findings_have_the_same_bytes_in_a_third_run(nights: Nights):
    """From the second run on, status does not change either, and the file is the same to the byte."""
    second, third = nights.folders

    assert (second / "findings.parquet").read_bytes() == (third / "findings.parquet").read_bytes()


def test_a_second_run_at_the_same_time_is_turned_away(site: Path):
    """It says who holds the workspace, exits 4 and changes nothing."""
    workspace = site / "workspace"
    workspace.mkdir()
    (workspace / "lock.json").write_text(json.dumps({"holder": "matcher run nightly", "process": 1}))

    with FileLock(workspace / ".lock"):
        result = matcher_in_a_process("run", site / "pipelines" / "nightly.yaml", "--workspace", workspace)

    assert result.returncode == 4
    assert "matcher run nightly, process 1" in result.stderr
    assert not (workspace / "CURRENT").exists()


def files_of(workspace: Path) -> dict[Path, bytes]:
    """Every file of the runs, but for the note of how the last attempt ended."""
    paths = (path for path in (workspace / "runs").rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in paths if path.name != "latest.json"}


def test_a_failed_run_leaves_the_published_one_untouched(published: Published, site: Path):
    """A broken export stops the run before anything is published; yesterday's result stands."""
    workspace = site / "workspace"
    pipeline = site / "pipelines" / "nightly.yaml"
    shutil.copytree(published.folder.parents[1], workspace)
    before = files_of(workspace)
    current = (workspace / "CURRENT").read_text()
    broken = next((site / "sample_data" / "inbox").rglob("*.xlsx"))
    broken.write_bytes(broken.read_bytes()[:2000])

    result = matcher("run", pipeline, "--workspace", workspace, "--quiet")

    assert result.returncode == 3
    assert broken.name in result.stderr
    assert (workspace / "CURRENT").read_text() == current
    assert files_of(workspace) == before


def test_a_missing_export_exits_5_and_names_the_source(site: Path):
    """Cron can tell a late delivery from a broken one."""
    for path in (site / "sample_data" / "inbox").rglob("*火化*"):
        path.unlink()

    result = matcher("run", site / "pipelines" / "nightly.yaml", "--workspace", site / "workspace", "--quiet")

    assert result.returncode == 5
    assert "cremations" in result.stderr


def test_json_of_a_run_is_one_object_and_names_the_reports(nights: Nights):
    """Scripts read standard output; people read standard error."""
    summary = json.loads(nights.said[0].stdout)

    assert [Path(path).suffix for path in summary["reports"][:2]] == [".xlsx", ".html"]
    assert all(Path(path).is_file() for path in summary["reports"])


def test_explain_prints_the_chain_from_rule_to_row_to_link(published: Published):
    """Rule and law, both rows with file and sheet, what was read, and how it was linked; nothing in full."""
    findings = pl.read_parquet(published.folder / "findings.parquet")
    finding = findings.filter(pl.col("catalogue_code") == "B01", pl.col("exemption_code").is_null()).row(0, named=True)

    result = matcher("explain", finding["finding_id"], "--workspace", published.folder.parents[1], "--lang", "en")

    assert result.returncode == 0
    assert "B01" in result.stdout
    assert "民发" in result.stdout
    for row in finding["evidence"]:
        assert f"row {row['row']}" in result.stdout
    assert finding["citizen_id"] not in result.stdout
    assert finding["person_name"] not in result.stdout


def test_explain_of_an_unknown_finding_is_a_clear_error(published: Published):
    """A mistyped id is a usage fault, not a crash."""
    result = matcher("explain", "ffffffffffff", "--workspace", published.folder.parents[1])

    assert result.returncode == 2
    assert "no finding has this id" in result.stderr


def test_reports_can_be_written_again_in_english(published: Published, tmp_path: Path):
    """The published run stays as it was."""
    before = {path: path.read_bytes() for path in published.folder.rglob("*") if path.is_file()}

    workspace = published.folder.parents[1]
    result = matcher("report", "--workspace", workspace, "--lang", "en", "--out", tmp_path / "english")

    assert result.returncode == 0
    page = next((tmp_path / "english").glob("*.html")).read_text(encoding="utf-8")
    assert '<html lang="en"' in page
    assert {path: path.read_bytes() for path in published.folder.rglob("*") if path.is_file()} == before


def test_init_lays_out_a_site_that_check_accepts(tmp_path: Path):
    """A new county begins with everything that the sample county has, and its own inbox."""
    result = matcher("init", tmp_path / "county", "--region", "180121")
    (tmp_path / "county" / "areas.csv").write_text(
        "area_code,name,parent_code,kind\n18,东岭省,,province\n1801,云川市,18,prefecture\n180121,青溪县,1801,county\n",
        encoding="utf-8",
    )

    checked = matcher("check", tmp_path / "county" / "pipelines" / "nightly.yaml")

    assert result.returncode == 0
    assert (checked.returncode, checked.stderr) == (0, "")


def test_no_personal_value_of_the_sample_reaches_the_terminal(published: Published, nights: Nights):
    """Progress, summaries and errors name files and rows only."""
    persons = pl.read_parquet(published.folder / "persons.parquet")
    ids = set(persons["citizen_id"].drop_nulls())

    said = "".join(one.stdout + one.stderr for one in nights.said)

    assert len(ids) > 1000
    assert [citizen_id for citizen_id in ids if citizen_id in said] == []
