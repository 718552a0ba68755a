"""`matcher diff` on the sample county: counts that add up, lists without a name, clear words where a name is wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from matcher.cli.app import app
from matcher.errors import UsageError
from matcher.pipeline import Published


def diff(published: Published, *words: str) -> Result:
    place = str(published.folder.parents[1])
    return CliRunner().invoke(app, ["diff", *words, "--workspace", place], catch_exceptions=False)


def told(published: Published, *words: str) -> Any:
    result = diff(published, *words, "--json")
    assert result.exit_code == 0
    return json.loads(result.stdout)


def test_every_count_adds_up_and_townships_add_up_to_the_county(published: Published):
    compared = told(published, "last@2025-05", "last")

    assert compared["adds_up"]
    assert compared["findings"] is None  # one run has one list of findings
    whole = {flow["programme"]: flow["persons"] for flow in compared["flows"] if flow["area_code"] is None}
    assert whole["minimum_living_allowance"]["left"] > whole["minimum_living_allowance"]["entered"] > 0
    for programme, count in whole.items():
        parts = [flow["persons"] for flow in compared["flows"] if flow["programme"] == programme and flow["area_code"]]
        assert sum(part["prior"] for part in parts) == count["prior"]
        assert sum(part["current"] for part in parts) == count["current"]


@pytest.mark.parametrize("programme", ["minimum_living_allowance", "destitute_support"])
def test_prior_less_left_plus_entered_is_current(published: Published, programme: str):
    compared = told(published, "last@2025-05", "last", "--programmes", programme)

    change = next(flow for flow in compared["flows"] if flow["area_code"] is None)
    for one in (change["persons"], change["households"]):
        assert one["prior"] - one["left"] + one["entered"] == one["current"]
    assert change["persons"]["current"] >= change["households"]["current"] > 0


def test_a_run_against_itself_has_no_changes(published: Published):
    compared = told(published, published.folder.name, "last")

    assert {(flow["persons"]["left"], flow["persons"]["entered"]) for flow in compared["flows"]} == {(0, 0)}


def test_one_programme_alone(published: Published):
    compared = told(published, "last@2025-05", "last", "--programmes", "elder_allowance", "--by", "county")

    assert [(flow["programme"], flow["area_code"]) for flow in compared["flows"]] == [
        ("elder_allowance", None),
        ("elder_allowance", "180121000000"),
    ]


def test_the_workbook_lists_everybody_concerned_and_masks_them(published: Published, tmp_path: Path):
    path = tmp_path / "changes.xlsx"

    compared = told(published, "last@2025-05", "last", "--out", str(path))

    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["汇总", "退出人员", "进入人员", "情况变化"]
    left = sum(flow["persons"]["left"] for flow in compared["flows"] if flow["area_code"] is None)
    assert book["退出人员"].max_row - 4 == left > 0
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell for cell in cells if re.search(r"\d{17}[\dX]", cell)] == []
    names = {str(row[1].value) for row in book["退出人员"].iter_rows(min_row=5)}
    assert [name for name in names if "*" not in name] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("0999-2025-11-30", "last"), "there is no run '0999-2025-11-30'"),
        (("last@2025-13", "last"), "'2025-13' is not a month"),
        (("previous", "last"), "there is no run before the last one"),
        (("last", "last", "--programmes", "elder_alowance"), "did you mean 'elder_allowance'"),
    ],
)
def test_a_wrong_name_is_told_in_plain_words(published: Published, words: tuple[str, ...], said: str):
    with pytest.raises(UsageError, match=re.escape(said)):
        diff(published, *words)
