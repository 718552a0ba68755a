"""The report benchmark: a workbook per county and the page of a made-up run, beside a bare write of the same table."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from matcher.measure.bench import BenchReport, Case, run_cases

_BARE: Final = "xlsxwriter bare table"


def bench_report(
    pipeline: Path, sizes: Sequence[int], runs: int, *, folder: Path | None, progress: Callable[[str, int, int], None]
) -> BenchReport:
    """Time the reports of runs of several sizes.

    Args:
        pipeline: Pipeline whose rules are used.
        sizes: Findings.
        runs: How often each case is run.
        folder: Where reports are written; none: a temporary folder, removed afterwards.
        progress: Told of each step.

    Returns:
        Rows are findings; ratios are over xlsxwriter's bare write of the findings table, one cell for each value.
    """
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as name:
        cases: list[Case] = []
        for size in sorted(set(sizes)):
            arguments = {"pipeline": str(pipeline), "rows": str(size), "target": name}
            cases += [
                Case(_BARE, "xlsxwriter_table", arguments, size),
                Case("matcher workbooks per county and page", "matcher_report", arguments, size, _BARE),
            ]
        return run_cases("report", cases, runs, progress)
