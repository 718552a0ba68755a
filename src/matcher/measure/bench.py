"""Run cases of a benchmark, each in a process of its own, and compare them with a baseline of the same run.

Machines are shared and noisy: cases take turns, the median counts, and only ratios within one run are worth quoting.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True)
class Case:
    """One case: a task of `matcher.measure.child` and its arguments."""

    name: str
    """Begins with the tool's name: `matcher csv utf-8`."""
    task: str
    """Name of the task."""
    arguments: Mapping[str, str]
    """Arguments of the task."""
    rows: int
    """Rows that it reads."""
    baseline: str | None = None
    """Case that its time is divided by."""


@dataclass(frozen=True)
class CaseResult:
    """What a case took."""

    case: str
    rows: int
    seconds: float
    """Median wall time of the work itself, without starting Python and importing libraries."""
    processor_seconds: float
    """Median processor time of the same."""
    peak_mb: int
    """Largest resident memory of the process."""
    ratio: float | None
    """Seconds over those of the baseline: the median of the pairs that ran next to each other."""


@dataclass(frozen=True)
class BenchReport:
    """What a benchmark measured."""

    bench: str
    machine: dict[str, object]
    cases: tuple[CaseResult, ...]

    def to_json(self) -> dict[str, object]:
        """Give the report as a JSON object."""
        return {"bench": self.bench, "machine": self.machine, "cases": [asdict(case) for case in self.cases]}


def run_cases(bench: str, cases: Sequence[Case], runs: int, progress: Callable[[str, int, int], None]) -> BenchReport:
    """Run every case so many times, in turns.

    Args:
        bench: Name of the benchmark.
        cases: Cases, in the order in which they take turns.
        runs: How often each is run.
        progress: Told of each run.
    """
    taken: dict[str, list[dict[str, float]]] = {case.name: [] for case in cases}
    for number in range(runs):
        for place, case in enumerate(cases):
            progress(f"{bench}: {case.name}", number * len(cases) + place, runs * len(cases))
            taken[case.name].append(_run(case))
    return BenchReport(bench, machine(), tuple(_result(case, taken) for case in cases))


def machine() -> dict[str, object]:
    """Name the machine by what matters to speed."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {"cores": len(os.sched_getaffinity(0)), "memory_gb": round(memory / 2**30)}


def _run(case: Case) -> dict[str, float]:
    command = [sys.executable, "-m", "matcher.measure.child", case.task, json.dumps(dict(case.arguments))]
    found = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  # our own module
    result: dict[str, float] = json.loads(found.stdout.splitlines()[-1])
    return result


def _result(case: Case, taken: Mapping[str, list[dict[str, float]]]) -> CaseResult:
    own = taken[case.name]
    ratio = None
    if case.baseline:
        pairs = zip(own, taken[case.baseline], strict=True)
        ratio = round(median(one["seconds"] / other["seconds"] for one, other in pairs), 3)
    return CaseResult(
        case=case.name,
        rows=case.rows,
        seconds=round(median(run["seconds"] for run in own), 3),
        processor_seconds=round(median(run["processor_seconds"] for run in own), 3),
        peak_mb=round(max(run["peak_mb"] for run in own)),
        ratio=ratio,
    )
