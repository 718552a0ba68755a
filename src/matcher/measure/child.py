"""One run of one benchmark task in a process of its own: prints seconds and peak memory as JSON.

Run as `python -m matcher.measure.child TASK ARGUMENTS`. Only the work itself is timed.
"""

from __future__ import annotations

import importlib
import json
import resource
import shutil
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from matcher.config.areas import read_areas
from matcher.config.loader import load_project
from matcher.engine.kernel import Kernel
from matcher.evaluate import Records, RuleBook, Trial, evaluate_rules
from matcher.identity.area import AreaTable
from matcher.ingest import Delivery, ingest_sources
from matcher.measure.province_lists import LAST_MONTH, MONTHS, PROVINCE
from matcher.measure.report_tasks import matcher_report, xlsxwriter_table
from matcher.tables import CANDIDATES

Work = Callable[[], object]


def duckdb_copy(arguments: dict[str, str]) -> Work:
    """Copy delimited text to Parquet as DuckDB does it, all columns as text."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    source, target = (arguments[name].replace("'", "''") for name in ("source", "target"))
    copy = f"COPY (FROM read_csv('{source}', all_varchar = true)) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
    return lambda: connection.execute(copy)


def polars_copy(arguments: dict[str, str]) -> Work:
    """Copy delimited text to Parquet as Polars does it, all columns as text, streaming."""
    frame = pl.scan_csv(arguments["source"], infer_schema=False)
    return lambda: frame.sink_parquet(arguments["target"], compression="zstd")


def fastexcel_copy(arguments: dict[str, str]) -> Work:
    """Copy the first sheet of a workbook to Parquet as fastexcel reads it, all columns as text."""
    fastexcel = importlib.import_module("fastexcel")

    def copy() -> None:
        rows = fastexcel.read_excel(arguments["source"]).load_sheet(0, dtypes="string").to_arrow()
        pq.write_table(pa.Table.from_batches([rows]), arguments["target"], compression="zstd")

    return copy


def matcher_ingest(arguments: dict[str, str]) -> Work:
    """Ingest a household register with every check on."""
    project = load_project(Path(arguments["pipeline"]))
    areas = read_areas(project.areas_file)
    table = AreaTable.from_rows(
        [area.area_code for area in areas], [area.name for area in areas], [area.parent_code for area in areas]
    )
    schema = project.sources["household_register"]
    # One table is filled, as the bare copies write one: the register's second table is its household members.
    schema = schema.model_copy(update={"fills": schema.fills[:1]})
    path, snapshots = Path(arguments["source"]), Path(arguments["target"])
    shutil.rmtree(snapshots, ignore_errors=True)
    delivery = Delivery(schema, path, path.name, date(2025, 11, 30))
    return lambda: ingest_sources(
        [delivery],
        model=project.model,
        codes=project.codes,
        areas=table,
        region=project.pipeline.region,
        snapshots=snapshots,
    )


def duckdb_scan(arguments: dict[str, str]) -> Work:
    """Read every column of every list once, as whoever judges them must at least."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    paths = [str(path).replace("'", "''") for path in sorted(Path(arguments["folder"]).glob("*.parquet"))]

    def scan() -> None:
        for path in paths:
            connection.execute(f"SELECT bit_xor(hash(lists)) FROM '{path}' AS lists").fetchall()

    return scan


def matcher_evaluate(arguments: dict[str, str]) -> Work:
    """Judge every rule of a pipeline on a made-up province, and keep that for the next night."""
    shutil.rmtree(Path(arguments["target"]) / "judged", ignore_errors=True)
    return lambda: _evaluate(Path(arguments["folder"]), arguments)


def matcher_evaluate_again(arguments: dict[str, str]) -> Work:
    """Judge every rule on the next night of a province, with what the night before left."""
    return lambda: _evaluate(Path(arguments["next"]), arguments)


def _evaluate(folder: Path, arguments: dict[str, str]) -> None:
    project, target = load_project(Path(arguments["pipeline"])), Path(arguments["target"])
    tables: dict[str, list[Path]] = {}
    for path in sorted(folder.glob("*-*.parquet")):
        tables.setdefault(path.stem.split("-")[0], []).append(path)
    files = pq.read_table(folder / "files.parquet")
    kept = target / "judged"
    with Kernel(folders=[folder, target], memory_limit=arguments.get("memory"), spill_folder=target) as kernel:
        evaluate_rules(
            Records(tables, files, folder / "persons.parquet", CANDIDATES.empty(), kept=kept),
            book=RuleBook(project.rules, project.exemptions),
            policies=project.policies,
            model=project.model,
            trial=Trial(PROVINCE, LAST_MONTH - MONTHS + 1, date(2025, 11, 30)),
            kernel=kernel,
        )


TASKS: Final = {
    "duckdb_copy": duckdb_copy,
    "polars_copy": polars_copy,
    "fastexcel_copy": fastexcel_copy,
    "matcher_ingest": matcher_ingest,
    "duckdb_scan": duckdb_scan,
    "matcher_evaluate": matcher_evaluate,
    "matcher_evaluate_again": matcher_evaluate_again,
    "xlsxwriter_table": xlsxwriter_table,
    "matcher_report": matcher_report,
}


def main() -> None:
    """Run the task that the command line names."""
    work = TASKS[sys.argv[1]](json.loads(sys.argv[2]))
    started, processor = time.perf_counter(), processor_seconds()
    work()
    taken = {"seconds": time.perf_counter() - started, "processor_seconds": processor_seconds() - processor}
    sys.stdout.write(json.dumps({**taken, "peak_mb": peak_mb()}) + "\n")


def processor_seconds() -> float:
    """Give the processor time of this process, and of those that it started and saw end.

    In microseconds, since the smallest cases take less than the hundredth of a second that `os.times` counts in.
    """
    taken = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in taken)


def peak_mb() -> float:
    """Give the largest resident memory of this process and of the largest that it started: at most what both took.

    Its own `ru_maxrss` would count that of the process that it came from.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (int(line.split()[1]) + started) / 1024


if __name__ == "__main__":
    main()
