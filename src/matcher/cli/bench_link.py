"""`matcher bench link`: linking beside Splink and a bare join of IDs, on the same tables, in one run."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.options import AsJson, Memory, Quiet, Threads
from matcher.cli.printing import out, print_json, print_table, reporting
from matcher.cli.score import SCORE_COLUMNS, score_cells
from matcher.errors import Fault, UsageError, nearest
from matcher.measure import LinkBenchOptions, LinkBenchReport, bench_link
from matcher.measure.ablation import ABLATIONS
from matcher.measure.link_bench import TOOLS
from matcher.measure.link_tables import LinkTables, write_link_tables
from matcher.measure.mapping import read_mapping, write_mapped_tables

_SEED = 20251130
_LEFT_SHARE = 0.16


Rows = Annotated[int, typer.Option("--rows", "--right", help="Rows of the register.", min=1000)]
Left = Annotated[int | None, typer.Option(help="Rows of the roster; default: 16 % of the register's.", min=100)]
Dirt = Annotated[float, typer.Option(help="Roster rows with a dirty ID, in a hundred.", min=0, max=100)]
Runs = Annotated[int, typer.Option(help="Runs of each tool; the median counts.", min=1)]
Only = Annotated[
    list[str] | None, typer.Option(help=f"Tools to run: {', '.join(TOOLS)}; may be given again.", metavar="TOOL")
]
Ablate = Annotated[
    str, typer.Option(help=f"Parts to run matcher without as well: {','.join(ABLATIONS)}.", metavar="PARTS")
]
SplinkPython = Annotated[
    Path, typer.Option(help="Python in whose environment Splink 5 is installed.", show_default=False)
]
Tables = Annotated[
    tuple[Path, Path] | None,
    typer.Option(help="Two tables of your own, CSV or Parquet, instead of made-up ones.", metavar="LEFT RIGHT"),
]
MappingFile = Annotated[Path | None, typer.Option(help="YAML: what their columns mean.")]
TruthFile = Annotated[Path | None, typer.Option(help="CSV or Parquet: who each of their rows is.")]
Folder = Annotated[Path | None, typer.Option(help="Where tables and links go.", file_okay=False)]


def link(
    rows: Rows = 10_000_000,
    left: Left = None,
    dirt: Dirt = 2.0,
    runs: Runs = 1,
    memory: Memory = None,
    threads: Threads = 2,
    only: Only = None,
    ablate: Ablate = "",
    splink_python: SplinkPython = Path(sys.executable),
    tables: Tables = None,
    mapping: MappingFile = None,
    truth: TruthFile = None,
    folder: Folder = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Measure linking: seconds, memory, pairs, F1. The ratio is over Splink (without it, over the bare join)."""
    tools = tuple(only or TOOLS)
    for tool in tools:
        if tool not in TOOLS:
            what = f"there is no tool '{tool}'{nearest(tool, TOOLS)}"
            raise UsageError(Fault(what, "--only", f"name some of: {', '.join(TOOLS)}"))
    options = LinkBenchOptions(
        tools=tools,
        ablate=tuple(part for part in ablate.split(",") if part),
        runs=runs,
        memory=memory,
        threads=threads,
        splink_python=splink_python,
    )
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as name, reporting(quiet=quiet or as_json) as progress:
        place = Path(name)
        progress("link: making tables", 0, 1)
        made = _tables(tables, mapping, truth, place) or write_link_tables(
            place, left or round(rows * _LEFT_SHARE), rows, dirt_percent=dirt, seed=_SEED
        )
        report = bench_link(made, options, place, progress)
    if as_json:
        print_json(report.to_json())
        return
    _print(report)


def _tables(
    tables: tuple[Path, Path] | None, mapping: Path | None, truth: Path | None, place: Path
) -> LinkTables | None:
    """Read tables that were given; none: they are to be made up."""
    if tables is None and mapping is None and truth is None:
        return None
    if tables is None or mapping is None:
        missing = "--tables" if tables is None else "--mapping"
        raise UsageError(Fault(f"{missing} is missing", "bench link", "give --tables LEFT RIGHT with --mapping FILE"))
    return write_mapped_tables(*tables, read_mapping(mapping), truth, place)


def _print(report: LinkBenchReport) -> None:
    columns = ["case", "seconds", "processor seconds", "peak MB", "ratio", "pairs", "a record", "µs a pair", "F1",
               "F1 dirty"]  # fmt: skip
    rows = [
        (case.case, case.seconds, case.processor_seconds, case.peak_mb, case.ratio, *(
            "" if value is None else value
            for value in (case.pairs, case.pairs_per_record, case.microseconds_per_pair, case.f1(), case.f1("dirty"))
        ))
        for case in report.cases
    ]  # fmt: skip
    print_table(f"link on {report.machine['cores']} cores, {report.machine['memory_gb']} GB", columns, rows)
    for case in report.cases:
        if case.scores:
            print_table(case.case, ["group", *SCORE_COLUMNS], [score_cells(score) for score in case.scores])
    out.print(f"ratio: seconds over those of {report.baseline}, in the same run", markup=False)
