"""`matcher coverage` on the sample county: lines add up, forbidden pairs are told, and no word of anyone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from matcher.cli.app import app
from matcher.errors import UsageError
from matcher.pipeline import Published
from matcher.report.coverage_public import PUBLIC_COUNTS
from tests.end_to_end.conftest import ROOT


def coverage(published: Published, *words: str) -> Result:
    place, declared = str(published.folder.parents[1]), str(ROOT / "pipelines" / "coverage.yaml")
    return CliRunner().invoke(app, ["coverage", declared, "-w", place, *words], catch_exceptions=False)


def told(published: Published, *words: str) -> Any:
    result = coverage(published, *words, "--json")
    assert result.exit_code == 0
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def targets(published: Published) -> dict[str, Any]:
    return {one["target"]: one for one in told(published, "--since", "last@2025-05")["targets"]}


def whole(target: dict[str, Any]) -> dict[str, Any]:
    line: dict[str, Any] = next(line for line in target["lines"] if line["area_code"] is None and line["state"] is None)
    return line


def test_every_line_adds_up(targets: dict[str, Any]):
    for target in targets.values():
        for line in target["lines"]:
            assert line["covered"] + line["explained"] + line["uncovered"] == line["target"]
            assert sum(line["by_programme"].values()) - line["residual"] == line["covered"]


def test_each_person_counts_once(targets: dict[str, Any]):
    """Programmes add up to those covered where no two of them share anybody, and only there."""
    poor = targets["registered_poor"]

    shared = sum(pair["persons"] for pair in poor["overlaps"])
    assert sum(whole(poor)["by_programme"].values()) - shared == whole(poor)["covered"]
    assert (whole(poor)["residual"] == 0) == (shared == 0)
    assert 0 < whole(poor)["covered"] < whole(poor)["target"]


def test_places_and_states_add_up_to_the_county(targets: dict[str, Any]):
    for target in targets.values():
        for counted in ("target", "covered", "explained"):
            by_place = [one[counted] for one in target["lines"] if one["area_code"] and one["state"] is None]
            by_state = [one[counted] for one in target["lines"] if not one["area_code"] and one["state"]]
            assert sum(by_place) == sum(by_state) == whole(target)[counted]


def test_the_planted_person_on_two_rosters_breaks_the_forbidden_pair(targets: dict[str, Any]):
    poor = targets["registered_poor"]

    assert not poor["is_disjoint"]
    assert [one["persons"] for one in poor["overlaps"] if one["is_forbidden"] and one["persons"]] == [
        whole(poor)["residual"]
    ]


def test_an_earlier_month_is_counted_beside(targets: dict[str, Any]):
    elders = targets["elders"]

    assert whole(elders["before"])["target"] > 0
    assert (
        whole(elders)["by_programme"]["elder_allowance"] != whole(elders["before"])["by_programme"]["elder_allowance"]
    )


def test_the_workbook_has_a_sheet_for_each_group_and_two_of_checks(published: Published, tmp_path: Path):
    path = tmp_path / "coverage.xlsx"

    assert coverage(published, "--targets", "elders", "--out", str(path)).exit_code == 0

    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["八十周岁以上老人", "互斥核对", "项目构成"]
    verdicts = {tuple(row[1:3]): row[3:] for row in book["互斥核对"].iter_rows(min_row=5, values_only=True)}
    assert verdicts["最低生活保障", "特困人员救助供养"] == (0, "互斥", "相符")
    assert verdicts["高龄津贴", "特困人员救助供养"][1:] == ("可并存", None)


def test_an_unknown_group_is_told_in_plain_words(published: Published):
    with pytest.raises(UsageError, match="did you mean 'elders'"):
        coverage(published, "--targets", "elder")


def test_what_is_published_withholds_small_counts_by_place(published: Published, tmp_path: Path):
    """Zeros and large counts stay, what the workbook shows is what programs are told, and nothing else is in it."""
    path = tmp_path / "public.xlsx"
    coverage(published, "--public", "--targets", "elders", "--by", "village", "--out", str(path))
    (elders,) = told(published, "--public", "--targets", "elders", "--by", "village")["targets"]

    (all_places, *_), counts = elders["lines"], [line[name] for line in elders["lines"] for name in PUBLIC_COUNTS]
    assert None in counts
    assert not [count for count in counts if count is not None and 0 < count < elders["smallest"]]
    assert all_places["target"] > 100
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["八十周岁以上老人"]
    written = [row[1:5] for row in book.worksheets[0].iter_rows(min_row=5, values_only=True)]
    names = ("target", "covered", "explained", "uncovered")
    assert written == [tuple("*" if line[name] is None else line[name] for name in names) for line in elders["lines"]]


def test_two_months_side_by_side_are_not_published(published: Published):
    """Their difference would tell of single people."""
    with pytest.raises(UsageError, match="shows one month"):
        coverage(published, "--public", "--since", "last@2025-05")
