"""Files that declare systems: what is wrong in them is told by line, all of it at once, before a row is read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from matcher.config.loader import load_declaration
from matcher.config.systems import CoverageFile
from matcher.errors import ConfigurationError
from matcher.systems.coverage import read_targets

ROOT = Path(__file__).resolve().parents[2]
COVERAGE = ROOT / "pipelines" / "coverage.yaml"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with the data model and no declaration yet."""
    for name in ("model", "codes"):
        shutil.copytree(ROOT / "schemas" / name, tmp_path / "schemas" / name)
    (tmp_path / "pipelines").mkdir()
    return tmp_path


def faults(site: Path, text: str) -> list[tuple[str, str]]:
    """Write a coverage file and read it; give what is wrong, without the words on how to mend it."""
    path = site / "pipelines" / "coverage.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as raised:
        read_targets(load_declaration(path, CoverageFile))
    return [(fault.where, fault.what) for fault in raised.value.faults]


def test_the_shipped_declaration_is_good():
    plans = read_targets(load_declaration(COVERAGE, CoverageFile))

    assert [plan.target.target for plan in plans] == ["registered_poor", "severely_disabled", "elders"]


def test_every_wrong_condition_and_name_is_told_with_its_line(site: Path):
    text = """coverage: coverage
title: {zh: 覆盖表, en: Coverage}
targets:
  - target: poor
    title: {zh: 脱贫人口, en: poor}
    table: monitored_household
    where: monitored_household.household_kind = 'lifted'
    states:
      - {state: lifted, title: {zh: 脱贫, en: lifted}, where: monitored_household.household_type = 'liftd'}
    programmes: [minimum_living_allowanse]
    disjoint:
      - [minimum_living_allowance, destitute_support]
    explained:
      - {reason: dead, title: {zh: 死亡, en: dead}, table: deaths, where: death.withdrawn_on is null}
"""

    assert faults(site, text) == [
        ("pipelines/coverage.yaml:9", "code system 'poverty_household_type' has no code 'liftd'"),
        ("pipelines/coverage.yaml:14", "unknown model table 'deaths'"),
        ("pipelines/coverage.yaml:10", "unknown programme 'minimum_living_allowanse'"),
        (
            "pipelines/coverage.yaml:12",
            "a pair names a programme that the target does not count: minimum_living_allowance, destitute_support",
        ),
        ("pipelines/coverage.yaml:7", "unknown column 'monitored_household.household_kind'"),
    ]


def test_a_file_that_is_not_there_is_told(site: Path):
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_declaration(site / "pipelines" / "coverage.yaml", CoverageFile)


def test_an_unknown_key_is_told(site: Path):
    assert [where for where, _ in faults(site, "coverage: coverage\ntitle: {zh: 表, en: table}\ntarget: []\n")] == [
        "pipelines/coverage.yaml:1",
        "pipelines/coverage.yaml:3",
    ]
