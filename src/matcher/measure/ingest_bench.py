"""The ingest benchmark: bare copies by DuckDB, Polars and fastexcel beside `matcher ingest`, on the same files."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from matcher.config.areas import read_areas
from matcher.config.loader import load_project
from matcher.measure.bench import BenchReport, Case, run_cases
from matcher.measure.made_up import write_register, write_workbook

WORKBOOK_ROWS: Final = 300_000
"""Rows of the workbook, where the text files have as many."""

_VILLAGE_DIGITS: Final = 12
_BARE: Final = "duckdb csv utf-8"
_BARE_WORKBOOK: Final = "fastexcel xlsx"


def bench_ingest(
    pipeline: Path, rows: Sequence[int], runs: int, *, folder: Path | None, progress: Callable[[str, int, int], None]
) -> BenchReport:
    """Measure ingest of delimited text (clean in UTF-8, clean in GB18030, with 5 % dirty rows) and of a workbook.

    Args:
        pipeline: Pipeline whose household register and places are used.
        rows: Sizes: rows of each text file. The workbook has as many as the largest, but `WORKBOOK_ROWS` at most.
        runs: How often each case is run.
        folder: Where the made-up files are written; none: a temporary folder, removed afterwards.
        progress: Told of each step.

    Returns:
        Ratios of text are over the bare DuckDB copy of the clean UTF-8 file, those of the workbook over fastexcel's
        copy of it; without fastexcel there are none.
    """
    areas = read_areas(load_project(pipeline).areas_file)
    villages = [area.area_code for area in areas if len(area.area_code) == _VILLAGE_DIGITS]
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as name:
        cases: list[Case] = []
        sizes = sorted(set(rows))
        for place, size in enumerate(sizes):
            progress(f"making files of {size:,} rows", place, len(sizes) + 1)
            cases += _text_cases(Path(name), size, villages, pipeline)
        progress("making the workbook", len(sizes), len(sizes) + 1)
        cases += _workbook_cases(Path(name), min(sizes[-1], WORKBOOK_ROWS), villages, pipeline)
        return run_cases("ingest", cases, runs, progress)


def _text_cases(folder: Path, rows: int, villages: list[str], pipeline: Path) -> list[Case]:
    """Write the text files of one size, and give their cases."""
    files = {
        kind: folder / f"register_{kind.split()[-1]}_{rows}.csv" for kind in ("utf-8", "gb18030", "utf-8 5 % dirty")
    }
    write_register(files["utf-8"], rows, villages)
    write_register(files["gb18030"], rows, villages, encoding="gb18030")
    write_register(files["utf-8 5 % dirty"], rows, villages, dirty=0.05)
    bare = {"source": str(files["utf-8"]), "target": str(folder / "copy.parquet")}
    return [
        Case(_BARE, "duckdb_copy", bare, rows),
        *(_ingest_case(f"matcher csv {kind}", path, rows, pipeline, _BARE) for kind, path in files.items()),
        Case("polars csv utf-8", "polars_copy", bare, rows, _BARE),
    ]


def _workbook_cases(folder: Path, rows: int, villages: list[str], pipeline: Path) -> list[Case]:
    """Write the workbook, and give its cases."""
    workbook = folder / "register.xlsx"
    write_workbook(workbook, rows, villages)
    if find_spec("fastexcel") is None:
        return [_ingest_case("matcher xlsx", workbook, rows, pipeline, None)]
    bare = {"source": str(workbook), "target": str(folder / "copy.parquet")}
    return [
        Case(_BARE_WORKBOOK, "fastexcel_copy", bare, rows),
        _ingest_case("matcher xlsx", workbook, rows, pipeline, _BARE_WORKBOOK),
    ]


def _ingest_case(name: str, path: Path, rows: int, pipeline: Path, baseline: str | None) -> Case:
    target = path.with_name("snapshots")
    arguments = {"source": str(path), "target": str(target), "pipeline": str(pipeline)}
    return Case(name, "matcher_ingest", arguments, rows, baseline)
