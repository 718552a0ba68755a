"""`matcher ingest --report`: a page and its figures for every source of a pipeline."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matcher.cli.app import app
from matcher.errors import ContractError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def ingested(tmp_path_factory):
    """A folder with the workspace that has read the sample county, and the quality report of it."""
    folder = tmp_path_factory.mktemp("quality")
    arguments = ["ingest", str(ROOT / "pipelines" / "nightly.yaml"), "--workspace", str(folder / "workspace")]
    result = CliRunner().invoke(
        app, [*arguments, "--report", str(folder / "report"), "--quiet"], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def reported(ingested):
    """The folder that the sample county's quality report was written into."""
    return ingested / "report"


def test_every_source_of_the_pipeline_is_in_the_figures_and_its_rows_add_up(reported):
    figures = json.loads((reported / "quality.json").read_text(encoding="utf-8"))

    assert len(figures["sources"]) == 47
    for source in figures["sources"]:
        assert source["rows_in"] == source["record_rows"] + source["rejected_rows"] + sum(source["skipped"].values())


def test_the_page_names_every_source(reported):
    figures = json.loads((reported / "quality.json").read_text(encoding="utf-8"))
    page = (reported / "quality.html").read_text(encoding="utf-8")

    assert [one["title"]["zh"] for one in figures["sources"] if one["title"]["zh"] not in page] == []
    assert '<html lang="zh-CN">' in page


def test_neither_page_nor_figures_hold_a_citizen_id_or_a_name(reported):
    register = (ROOT / "sample_data" / "inbox" / "公安局" / "户籍人口_20251130.csv").read_text(encoding="utf-8-sig")
    cells = [cell for line in register.splitlines()[1:400] for cell in line.split(",")]
    people = {cell for cell in cells if len(cell) == 18 and cell[:17].isdigit()}
    said = (reported / "quality.html").read_text(encoding="utf-8") + (reported / "quality.json").read_text("utf-8")

    assert len(people) > 300
    assert [person for person in people if person in said] == []


def test_a_broken_promise_leaves_the_report_of_what_was_read_and_publishes_nothing(ingested, tmp_path):
    """Who must mend the delivery needs the page most; the exit code stays that of a broken promise."""
    shutil.copytree(ingested / "workspace" / "snapshots", tmp_path / "workspace" / "snapshots")
    for name in ("schemas", "pipelines", "sample_data"):
        shutil.copytree(ROOT / name, tmp_path / name)
    schema = tmp_path / "schemas" / "sources" / "human_resources" / "pensions_paid.yaml"
    promising = schema.read_text(encoding="utf-8").replace("promise: {", "promise: {min_rows: 10000000, ")
    schema.write_text(promising, encoding="utf-8")
    arguments = ["ingest", str(tmp_path / "pipelines" / "nightly.yaml"), "-w", str(tmp_path / "workspace")]

    result = CliRunner().invoke(app, [*arguments, "--report", str(tmp_path / "report"), "--quiet"])

    figures = json.loads((tmp_path / "report" / "quality.json").read_text(encoding="utf-8"))
    assert isinstance(result.exception, ContractError)
    assert result.exception.exit_code == 3
    assert len(figures["sources"]) == 47
    assert (tmp_path / "report" / "quality.html").is_file()
    assert str(tmp_path / "report" / "quality.html") in result.stderr
    assert not (tmp_path / "workspace" / "CURRENT").exists()
