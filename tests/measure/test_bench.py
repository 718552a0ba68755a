"""Benchmarks measure what they say, on files that are what they say."""

from __future__ import annotations

import json
from pathlib import Path

from matcher.measure import bench_ingest
from matcher.measure.made_up import HEADER, write_register

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


def test_the_ingest_bench_gives_a_ratio_for_every_case_but_the_baseline(tmp_path: Path):
    """Tools are told apart by the first word of the case; every row of the file is counted."""
    report = bench_ingest(NIGHTLY, 2000, 1, folder=tmp_path, progress=lambda step, done, total: None)

    found = json.loads(json.dumps(report.to_json()))
    assert found["bench"] == "ingest"
    assert [case["case"].split()[0] for case in found["cases"]] == ["duckdb", *["matcher"] * 3, "polars"]
    assert [case["ratio"] is None for case in found["cases"]] == [True, False, False, False, False]
    assert all(case["rows"] == 2000 and case["seconds"] > 0 and case["peak_mb"] > 10 for case in found["cases"])
