"""`matcher figures` on the sample county: counts that add up, and no word of anyone."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
from typer.testing import CliRunner

from matcher.cli.app import app
from matcher.pipeline import Published


def figures(published: Published, *words: str) -> Any:
    result = CliRunner().invoke(
        app, ["figures", *words, "--json", "--workspace", str(published.folder.parents[1])], catch_exceptions=False
    )
    assert result.exit_code == 0
    return json.loads(result.stdout)


def test_a_household_with_two_findings_counts_once(published: Published):
    counts = figures(published, "households")

    findings = pl.read_parquet(published.folder / "findings.parquet").filter(pl.col("exemption_code").is_null())
    assert 0 < counts["hit_households"] <= counts["hit_persons"] <= findings["person_id"].n_unique()
    assert counts["hit_persons"] <= counts["persons_of_hit_households"] <= counts["persons"]


def test_a_breakdown_adds_up(published: Published):
    parts = figures(published, "breakdown", "--by", "care_level")

    assert parts["adds_up"]
    assert sum(parts["by"]["care_level"].values()) == parts["total"] > 0


def test_people_are_not_broken_down_by_who_they_are(published: Published):
    result = CliRunner().invoke(
        app, ["figures", "breakdown", "--by", "household_key", "-w", str(published.folder.parents[1])]
    )

    assert result.exit_code == 2
