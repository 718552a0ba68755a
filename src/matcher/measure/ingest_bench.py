"""The ingest benchmark: bare DuckDB and Polars copies beside `matcher ingest`, on the same made-up files."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from matcher.config.areas import read_areas
from matcher.config.loader import load_project
from matcher.measure.bench import BenchReport, Case, run_cases
from matcher.measure.made_up import write_register

_VILLAGE_DIGITS = 12


def bench_ingest(
    pipeline: Path, rows: int, runs: int, *, folder: Path | None, progress: Callable[[str, int, int], None]
) -> BenchReport:
    """Measure ingest of delimited text: clean in UTF-8, clean in GB18030, and with 5 % dirty rows.

    Args:
        pipeline: Pipeline whose household register and places are used.
        rows: Rows of each file.
        runs: How often each case is run.
        folder: Where the made-up files are written; none: a temporary folder, removed afterwards.
        progress: Told of each step.

    Returns:
        Ratios are over the bare DuckDB copy of the clean UTF-8 file.
    """
    areas = read_areas(load_project(pipeline).areas_file)
    villages = [area.area_code for area in areas if len(area.area_code) == _VILLAGE_DIGITS]
    with tempfile.TemporaryDirectory(dir=folder) as name:
        place = Path(name)
        files = {
            "utf-8": place / "register_utf8.csv",
            "gb18030": place / "register_gb18030.csv",
            "utf-8 5 % dirty": place / "register_dirty.csv",
        }
        progress("making files", 0, len(files))
        write_register(files["utf-8"], rows, villages)
        write_register(files["gb18030"], rows, villages, encoding="gb18030")
        write_register(files["utf-8 5 % dirty"], rows, villages, dirty=0.05)
        baseline = "duckdb csv utf-8"
        bare = {"source": str(files["utf-8"]), "target": str(place / "copy.parquet")}
        cases = [
            Case(baseline, "duckdb_copy", bare, rows),
            *(
                Case(
                    f"matcher csv {kind}",
                    "matcher_ingest",
                    {"source": str(path), "target": str(place / "snapshots"), "pipeline": str(pipeline)},
                    rows,
                    baseline,
                )
                for kind, path in files.items()
            ),
            Case("polars csv utf-8", "polars_copy", bare, rows, baseline),
        ]
        return run_cases("ingest", cases, runs, progress)
