"""Benchmarks measure what they say, on files that are what they say."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from matcher.measure import bench_ingest
from matcher.measure.bench import BenchReport, CaseResult, Growth, machine
from matcher.measure.made_up import HEADER, write_register, write_workbook

NIGHTLY = Path(__file__).resolve().parents[2] / "pipelines" / "nightly.yaml"
VILLAGES = ["180121100201", "180121100202"]


def test_a_made_up_register_has_the_same_bytes_each_time(tmp_path: Path):
    """Figures can only be compared on the same files."""
    for name in ("one", "other"):
        write_register(tmp_path / name, 1000, VILLAGES, dirty=0.05)

    lines = (tmp_path / "one").read_text(encoding="utf-8").splitlines()
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
    assert lines[0] == HEADER
    assert len(lines) == 1001


def test_dirty_rows_are_as_many_as_asked_for(tmp_path: Path):
    """Five in a hundred, give or take."""
    write_register(tmp_path / "clean", 4000, VILLAGES)
    write_register(tmp_path / "dirty", 4000, VILLAGES, dirty=0.05)

    clean, dirty = ((tmp_path / name).read_text(encoding="utf-8").splitlines() for name in ("clean", "dirty"))
    different = sum(one.split(",")[2:6] != other.split(",")[2:6] for one, other in zip(clean, dirty, strict=True))
    assert 140 <= different <= 260


def test_the_workbook_holds_the_same_people_as_the_text(tmp_path: Path):
    """Only then do their times speak of the same work."""
    write_register(tmp_path / "register.csv", 1000, VILLAGES)
    write_workbook(tmp_path / "register.xlsx", 1000, VILLAGES)

    rows = openpyxl.load_workbook(tmp_path / "register.xlsx")["户籍人口"].iter_rows(values_only=True)
    lines = (tmp_path / "register.csv").read_text(encoding="utf-8").splitlines()
    assert [",".join(map(str, row)) for row in rows] == lines


def test_every_case_but_the_bare_copies_has_a_ratio(tmp_path: Path):
    """Tools are told apart by the first word of the case; every row of a file is counted."""
    report = bench_ingest(NIGHTLY, [3000, 1500], 1, folder=tmp_path, progress=lambda step, done, total: None)

    found = json.loads(json.dumps(report.to_json()))
    text = ["duckdb", *["matcher"] * 3, "polars"]
    assert found["bench"] == "ingest"
    assert set(found["machine"]) == {"cores", "memory_gb"}
    assert [case["case"].split()[0] for case in found["cases"]] == [*text, *text, "fastexcel", "matcher"]
    assert [case["rows"] for case in found["cases"]] == [1500] * 5 + [3000] * 7
    assert [case["ratio"] is None for case in found["cases"]] == ([True] + [False] * 4) * 2 + [True, False]
    assert all(case["seconds"] > 0 and case["processor_seconds"] > 0 for case in found["cases"])
    assert all(case["peak_mb"] > 10 for case in found["cases"])
    assert [growth["case"] for growth in found["growth"]] == [case["case"] for case in found["cases"][:5]]
    assert not list(tmp_path.glob("*/"))


@pytest.mark.parametrize(
    ("seconds", "exponent"),
    [([1.0, 10.0, 100.0], 1.0), ([2.0, 2.0, 2.0], 0.0), ([1.0, 100.0, 10000.0], 2.0)],
    ids=["as long as there are rows", "always as long", "squared"],
)
def test_growth_is_the_power_of_the_rows_that_seconds_go_with(seconds: list[float], exponent: float):
    """Fitted over all sizes of one case; a case of one size does not grow."""
    sizes = zip((1000, 10_000, 100_000), seconds, strict=True)
    cases = [CaseResult("matcher csv utf-8", rows, taken, taken, 100, None) for rows, taken in sizes]
    alone = CaseResult("matcher xlsx", 1000, 1.0, 1.0, 100, None)

    assert BenchReport("ingest", machine(), (*cases, alone)).growth == (
        Growth("matcher csv utf-8", 1000, 100_000, exponent),
    )
