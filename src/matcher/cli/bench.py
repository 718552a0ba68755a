"""`matcher bench`: the program beside bare tools, in one run."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.init import shipped_folder
from matcher.cli.options import AsJson, Quiet
from matcher.cli.printing import out, print_json, print_table, reporting
from matcher.measure import bench_ingest


class BenchName(StrEnum):
    """Benchmarks."""

    ingest = "ingest"


def bench(
    name: Annotated[BenchName, typer.Argument(help="Benchmark.", show_default=False)],  # noqa: ARG001  # one so far
    rows: Annotated[int, typer.Option(help="Rows of each file.", min=1000)] = 1_000_000,
    runs: Annotated[int, typer.Option(help="Runs of each case; the median counts.", min=1)] = 3,
    folder: Annotated[Path | None, typer.Option(help="Where the made-up files go.", file_okay=False)] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Measure, on made-up files and in one go, this program beside bare tools. Quote the ratios only."""
    pipeline = shipped_folder() / "pipelines" / "nightly.yaml"
    with reporting(quiet=quiet or as_json) as progress:
        report = bench_ingest(pipeline, rows, runs, folder=folder, progress=progress)
    if as_json:
        print_json(report.to_json())
        return
    columns = ["case", "rows", "seconds", "processor seconds", "peak MB", "ratio"]
    found = [
        (case.case, case.rows, case.seconds, case.processor_seconds, case.peak_mb, case.ratio or "")
        for case in report.cases
    ]
    print_table(f"{report.bench} on {report.machine['cores']} cores, {report.machine['memory_gb']} GB", columns, found)
    out.print("ratio: seconds over the bare DuckDB copy of the clean UTF-8 file, in the same run", markup=False)
