"""The evaluate benchmark: all rules of a pipeline on a made-up province, beside a bare scan of the same lists."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from matcher.config.loader import load_project
from matcher.measure.bench import BenchReport, Case, run_cases
from matcher.measure.next_night import write_next_night
from matcher.measure.province import write_province

_BARE: Final = "duckdb scan"
_ALL: Final = "matcher all rules"
_CHANGED: Final = 0.01
"""Share of all rows that change from one night to the next."""
_SEED: Final = 20251130


@dataclass(frozen=True)
class EvaluateBenchOptions:
    """How provinces are judged."""

    memory: str | None = None
    """Memory limit of the joins; none: what DuckDB takes by itself."""
    folder: Path | None = None
    """Where the lists are written; none: a temporary folder, removed afterwards."""
    next_night: bool = True
    """Also judge the night after, where one in a hundred rows changed; it takes three times as long."""


def bench_evaluate(
    pipeline: Path,
    residents: Sequence[int],
    runs: int,
    *,
    options: EvaluateBenchOptions,
    progress: Callable[[str, int, int], None],
) -> BenchReport:
    """Time the rules of a pipeline on provinces of several sizes.

    Args:
        pipeline: Pipeline whose rules and policy are used.
        residents: Sizes.
        runs: How often each case is run.
        options: How, and where the lists are written.
        progress: Told of each step.

    Returns:
        Rows are residents. Ratios are over the bare scan of every column of every list; of the next night, where one in
        a hundred rows changed, over the judging of everybody.
    """
    model = load_project(pipeline).model
    if options.folder:
        options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        cases: list[Case] = []
        for place, size in enumerate(sorted(set(residents))):
            progress(f"making a province of {size:,}", place, len(residents))
            lists = Path(name) / str(size)
            lists.mkdir()
            write_province(lists, size, model, _SEED)
            arguments = {"folder": str(lists), "pipeline": str(pipeline), "target": name}
            limit = {"memory": options.memory} if options.memory else {}
            cases += [
                Case(_BARE, "duckdb_scan", arguments, size),
                Case(_ALL, "matcher_evaluate", arguments | limit, size, _BARE),
            ]
            if options.next_night:
                later = Path(name) / f"{size}-next"
                later.mkdir()
                write_next_night(lists, later, _CHANGED, _SEED)
                again = arguments | limit | {"next": str(later)}
                cases.append(Case("matcher next night", "matcher_evaluate_again", again, size, _ALL))
        return run_cases("evaluate", cases, runs, progress)
