"""`matcher schema draft`: what it writes passes `matcher check`, and reads the export that it was drafted for."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from matcher.cli.app import app
from matcher.cli.schema import mask_sample
from matcher.errors import UsageError
from tests.ingest.unknown_exports import ROWS, UNKNOWN_EXPORTS, VEHICLES, citizen_id, name

ROOT = Path(__file__).resolve().parents[2]
PIPELINE = """pipeline: new
title: {{zh: 新, en: New}}
region: "180121"
inputs: ../inbox
areas: ../sample_data/areas.csv
first_month: 2024-12
rules: {{include: []}}
sources: [{sources}]
"""


@pytest.fixture
def site(tmp_path):
    """A site with the shipped schemas and an inbox."""
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    shutil.copytree(ROOT / "pipelines", tmp_path / "pipelines")
    (tmp_path / "sample_data").mkdir()
    shutil.copy(ROOT / "sample_data" / "areas.csv", tmp_path / "sample_data" / "areas.csv")
    return tmp_path


def invoke(*arguments: object) -> str:
    """Run a command; give its output."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def adopt(site: Path, export) -> str:
    """Draft a schema for an export and drop it where the site's schemas lie; give the source's name."""
    path = export.write(site / "inbox")
    text = invoke("schema", "draft", path)
    schema = yaml.safe_load(text)
    target = site / "schemas" / "sources" / schema["agency"] / f"{schema['source']}.yaml"
    invoke("schema", "draft", path, "--out", target, "--pipeline", site / "pipelines" / "nightly.yaml")
    return str(schema["source"])


@pytest.mark.parametrize("export", UNKNOWN_EXPORTS, ids=lambda export: export.table)
def test_a_draft_passes_the_check_and_reads_every_row_of_its_export(export, site):
    source = adopt(site, export)
    pipeline = site / "pipelines" / "new.yaml"
    pipeline.write_text(PIPELINE.format(sources=f"{{source: {source}}}"), encoding="utf-8")

    assert "good (" in invoke("check", pipeline, "--files")
    told = json.loads(invoke("ingest", pipeline, "--workspace", site / "workspace", "--json"))
    (file,) = told["files"]
    assert (file["records"], file["rejected"]) == (ROWS, 0)


def test_the_draft_can_be_named_by_the_nightly_pipeline_beside_the_others(site):
    source = adopt(site, VEHICLES)
    nightly = site / "pipelines" / "nightly.yaml"
    text = nightly.read_text(encoding="utf-8")
    added = text.replace("sources:\n", f"sources:\n  - source: {source}\n")
    nightly.write_text(added, encoding="utf-8")

    count = added.count("source: ")
    assert f"good ({count} sources" in invoke("check", nightly)


def test_printed_samples_are_masked(tmp_path):
    text = invoke("schema", "draft", VEHICLES.write(tmp_path))

    assert "180121********" in text
    assert [value for row in range(ROWS) for value in (citizen_id(row), name(row)) if value in text] == []


def test_the_name_of_the_file_to_write_names_source_and_agency(tmp_path):
    target = tmp_path / "finance" / "vehicles.yaml"
    invoke("schema", "draft", VEHICLES.write(tmp_path), "--out", target)

    schema = yaml.safe_load(target.read_text(encoding="utf-8"))
    assert (schema["source"], schema["agency"]) == ("vehicles", "finance")


def test_json_gives_one_object_with_a_score_for_each_column_that_is_read(tmp_path):
    told = json.loads(invoke("schema", "draft", VEHICLES.write(tmp_path), "--json"))

    assert told["tables"][0]["table"] == "vehicle"
    assert {column["header"] for column in told["columns"]} == set(VEHICLES.columns)
    assert all((column["score"] is None) == (column["fills"] is None) for column in told["columns"])


def test_samples_of_two_columns_do_not_stand_row_by_row(tmp_path):
    path = tmp_path / "名单_20251130.csv"
    people = ["赵三,180121200405019663,20040501,2004-05", "李一,180121195001010010,19500101,1950-01"]
    path.write_text("\n".join(["姓名,身份证号,出生日期,出生年月", *people]) + "\n", encoding="utf-8")
    told = json.loads(invoke("schema", "draft", path, "--json"))

    assert {column["header"]: column["samples"] for column in told["columns"]} == {
        "姓名": ["李*", "赵*"],
        "身份证号": ["180121********0010", "180121********9663"],
        "出生日期": ["1950****", "2004****"],
        "出生年月": ["1950-**", "2004-**"],
    }


def test_a_file_that_is_there_is_written_over_by_force_only(tmp_path):
    path, target = VEHICLES.write(tmp_path), tmp_path / "finance" / "vehicles.yaml"
    invoke("schema", "draft", path, "--out", target)
    drafted = target.read_bytes()
    target.write_bytes(b"mended\n")

    with pytest.raises(UsageError, match="is there already"):
        invoke("schema", "draft", path, "--out", target)
    assert target.read_bytes() == b"mended\n"
    invoke("schema", "draft", path, "--out", target, "--force")
    assert target.read_bytes() == drafted


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("person_name", "王小明", "王**"),
        ("citizen_id", "180121195001010010", "180121********0010"),
        ("phone", "13912345678", "139****5678"),
        ("date", "2015-01-09", "2015-**-**"),
        ("date", "20150109", "2015****"),
        ("date", "2015年1月9日 0:00", "2015年*月*日 *:**"),
        ("date", "201501", "2015**"),
        ("date", "20134", "*****"),
        ("date", "9/1/2015", "*/*/****"),
        ("code", "有期徒刑", "有期徒刑"),
        ("ignored", "青溪县第一小学", "青溪*****"),
        ("ignored", "三", "*"),
        ("text", "党支部", "党**"),
        ("money", "1234567890123", "12******"),
    ],
)
def test_samples_show_the_form_of_a_value_and_not_whose_it_is(kind, value, shown):
    assert mask_sample(kind, value) == shown
