"""`matcher bench`: the program beside bare tools, in one run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matcher.cli import bench_link
from matcher.cli.init import shipped_folder
from matcher.cli.options import AsJson, Memory, Quiet
from matcher.cli.printing import out, print_json, print_table, reporting
from matcher.errors import Fault, UsageError
from matcher.measure import BenchReport, EvaluateBenchOptions, bench_evaluate, bench_ingest, bench_report

_FEWEST_ROWS = 1000

app = typer.Typer(
    help=("Measure, on made-up files and in one go, this program beside other tools. Quote the ratios only."),
    no_args_is_help=True,
)
app.command("link")(bench_link.link)


@app.command("ingest")
def ingest(
    rows: Annotated[
        str, typer.Option(help="Rows of each file; several sizes with commas between show how time grows.")
    ] = "1000000",
    runs: Annotated[int, typer.Option(help="Runs of each case; the median counts.", min=1)] = 3,
    folder: Annotated[Path | None, typer.Option(help="Where the made-up files go.", file_okay=False)] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Measure reading of text and workbooks beside bare copies by DuckDB, Polars and fastexcel."""
    sizes = _sizes(rows)
    pipeline = shipped_folder() / "pipelines" / "nightly.yaml"
    with reporting(quiet=quiet or as_json) as progress:
        report = bench_ingest(pipeline, sizes, runs, folder=folder, progress=progress)
    _print(report, "DuckDB's copy of the clean UTF-8 file, fastexcel's of the workbook", as_json=as_json)


@app.command("evaluate")
def evaluate(
    residents: Annotated[
        str, typer.Option("--rows", "--residents", help="Residents; several sizes with commas between.")
    ] = "1000000",
    runs: Annotated[int, typer.Option(help="Runs of each case; the median counts.", min=1)] = 1,
    memory: Memory = None,
    folder: Annotated[Path | None, typer.Option(help="Where the made-up province goes.", file_okay=False)] = None,
    next_night: Annotated[bool, typer.Option(help="Also judge the night after: one in a hundred rows changed.")] = True,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Measure all rules on a made-up province, linked as it should be, beside a bare scan of its lists."""
    sizes = _sizes(residents)
    pipeline = shipped_folder() / "pipelines" / "nightly.yaml"
    with reporting(quiet=quiet or as_json) as progress:
        options = EvaluateBenchOptions(memory, folder, next_night)
        report = bench_evaluate(pipeline, sizes, runs, options=options, progress=progress)
    _print(report, "DuckDB's of every column of the same lists", as_json=as_json)


@app.command("report")
def report(
    rows: Annotated[str, typer.Option(help="Findings; several sizes with commas between.")] = "68300",
    runs: Annotated[int, typer.Option(help="Runs of each case; the median counts.", min=1)] = 1,
    folder: Annotated[Path | None, typer.Option(help="Where the reports go.", file_okay=False)] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Measure a workbook per county and the page of a made-up run, beside a bare write of the same table."""
    sizes = _sizes(rows)
    pipeline = shipped_folder() / "pipelines" / "nightly.yaml"
    with reporting(quiet=quiet or as_json) as progress:
        found = bench_report(pipeline, sizes, runs, folder=folder, progress=progress)
    _print(found, "xlsxwriter's of the findings table, one text for each value", as_json=as_json)


def _sizes(text: str) -> list[int]:
    """Read sizes with commas between.

    Raises:
        UsageError: They are not whole numbers from a thousand on.
    """
    parts = text.split(",")
    if not all(part.isascii() and part.isdecimal() and int(part) >= _FEWEST_ROWS for part in parts):
        mend = f"give whole numbers from {_FEWEST_ROWS} on, with commas between: 1000000,3000000"
        raise UsageError(Fault(f"'{text}' are no sizes", "--rows", mend))
    return [int(part) for part in parts]


def _print(report: BenchReport, baseline: str, *, as_json: bool) -> None:
    if as_json:
        print_json(report.to_json())
        return
    columns = ["case", "rows", "seconds", "processor seconds", "peak MB", "ratio"]
    found = [
        (case.case, case.rows, case.seconds, case.processor_seconds, case.peak_mb, case.ratio or "")
        for case in report.cases
    ]
    print_table(f"{report.bench} on {report.machine['cores']} cores, {report.machine['memory_gb']} GB", columns, found)
    out.print(f"ratio: median of seconds over those of the bare tool of the same run: {baseline}", markup=False)
    if report.growth:
        grown = [(one.case, one.fewest_rows, one.most_rows, one.exponent) for one in report.growth]
        print_table("growth: seconds go with rows to this power", ["case", "from rows", "to rows", "exponent"], grown)
