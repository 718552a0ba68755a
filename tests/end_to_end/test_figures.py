"""`matcher figures` on the sample county: counts that add up, and no word of anyone."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from matcher.cli.app import app
from matcher.pipeline import Published


def figures(published: Published, *words: str) -> Any:
    result = CliRunner().invoke(
        app, ["figures", *words, "--json", "--workspace", str(published.folder.parents[1])], catch_exceptions=False
    )
    assert result.exit_code == 0
    return json.loads(result.stdout)


def test_coverage_counts_each_person_once(published: Published):
    table = figures(published, "coverage")

    by_programme: dict[str, int] = {}
    for cell in table["cells"]:
        by_programme[cell["programme"]] = by_programme.get(cell["programme"], 0) + cell["persons"]
    shared = sum(pair["persons"] for pair in table["overlaps"])
    assert by_programme == table["programmes"]
    assert sum(by_programme.values()) - shared == table["covered"]
    assert table["adds_up"] == (shared == 0)
    assert 0 < table["covered"] < table["target"]


def test_a_household_with_two_findings_counts_once(published: Published):
    counts = figures(published, "households")

    findings = pl.read_parquet(published.folder / "findings.parquet").filter(pl.col("exemption_code").is_null())
    assert 0 < counts["hit_households"] <= counts["hit_persons"] <= findings["person_id"].n_unique()
    assert counts["hit_persons"] <= counts["persons_of_hit_households"] <= counts["persons"]


@pytest.mark.parametrize("programme", ["minimum_living_allowance", "destitute_support"])
def test_prior_less_left_plus_entered_is_current(published: Published, programme: str):
    change = figures(published, "changes", "--since", "2025-05", "--programme", programme)

    for one in change.values():
        assert one["prior"] - one["left"] + one["entered"] == one["current"]
    assert change["persons"]["current"] >= change["households"]["current"] > 0


def test_a_run_against_itself_has_no_changes(published: Published):
    change = figures(published, "changes", "--against", published.folder.name)

    assert {(one["left"], one["entered"]) for one in change.values()} == {(0, 0)}


def test_a_breakdown_adds_up(published: Published):
    parts = figures(published, "breakdown", "--by", "care_level")

    assert parts["adds_up"]
    assert sum(parts["by"]["care_level"].values()) == parts["total"] > 0


def test_people_are_not_broken_down_by_who_they_are(published: Published):
    result = CliRunner().invoke(
        app, ["figures", "breakdown", "--by", "household_key", "-w", str(published.folder.parents[1])]
    )

    assert result.exit_code == 2
