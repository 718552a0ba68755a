"""Run cases of a benchmark, each in a process of its own, and compare them with a baseline of the same run.

Machines are shared and noisy: cases take turns, the median counts, and only ratios within one run are worth quoting.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import linear_regression, median

_Taken = dict[tuple[str, int], list[dict[str, float]]]
"""What each run of each case took, by its name and rows."""


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
    """Case of as many rows that its time is divided by."""


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
    """Largest resident memory of the process and of the largest that it started."""
    ratio: float | None
    """Seconds over those of the baseline: the median of the pairs that ran next to each other."""


@dataclass(frozen=True)
class Growth:
    """How the time of a case grows with its rows."""

    case: str
    fewest_rows: int
    most_rows: int
    exponent: float
    """Seconds go with rows to this power: 1 is as many times longer as there are rows; fitted over all sizes."""


@dataclass(frozen=True)
class BenchReport:
    """What a benchmark measured."""

    bench: str
    machine: dict[str, object]
    cases: tuple[CaseResult, ...]

    @property
    def growth(self) -> tuple[Growth, ...]:
        """How the cases that ran in several sizes grow."""
        names = dict.fromkeys(case.case for case in self.cases)
        by_case = {name: [case for case in self.cases if case.case == name] for name in names}
        return tuple(_growth(name, found) for name, found in by_case.items() if len(found) > 1)

    def to_json(self) -> dict[str, object]:
        """Give the report as a JSON object."""
        return {
            "bench": self.bench,
            "machine": self.machine,
            "cases": [asdict(case) for case in self.cases],
            "growth": [asdict(growth) for growth in self.growth],
        }


def _growth(name: str, cases: Sequence[CaseResult]) -> Growth:
    """Fit a line through the logarithms of rows and seconds."""
    line = linear_regression([math.log(case.rows) for case in cases], [math.log(case.seconds) for case in cases])
    sizes = [case.rows for case in cases]
    return Growth(name, min(sizes), max(sizes), round(line.slope, 3))


def run_cases(bench: str, cases: Sequence[Case], runs: int, progress: Callable[[str, int, int], None]) -> BenchReport:
    """Run every case so many times, in turns.

    Args:
        bench: Name of the benchmark.
        cases: Cases, in the order in which they take turns; no two have name and rows in common.
        runs: How often each is run.
        progress: Told of each run.
    """
    taken: _Taken = {(case.name, case.rows): [] for case in cases}
    for number in range(runs):
        for place, case in enumerate(cases):
            progress(f"{bench}: {case.name}, {case.rows:,} rows", number * len(cases) + place, runs * len(cases))
            taken[case.name, case.rows].append(_run(case))
    return BenchReport(bench, machine(), tuple(_result(case, taken) for case in cases))


def machine() -> dict[str, object]:
    """Name the machine by what matters to speed."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {"cores": len(os.sched_getaffinity(0)), "memory_gb": round(memory / 2**30)}


def _run(case: Case) -> dict[str, float]:
    command = [sys.executable, "-m", "matcher.measure.child", case.task, json.dumps(dict(case.arguments))]
    found = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  # nosec B603  # our own module
    result: dict[str, float] = json.loads(found.stdout.splitlines()[-1])
    return result


def _result(case: Case, taken: _Taken) -> CaseResult:
    own = taken[case.name, case.rows]
    ratio = None
    if case.baseline:
        pairs = zip(own, taken[case.baseline, case.rows], strict=True)
        ratio = round(median(one["seconds"] / other["seconds"] for one, other in pairs), 3)
    return CaseResult(
        case=case.name,
        rows=case.rows,
        seconds=round(median(run["seconds"] for run in own), 3),
        processor_seconds=round(median(run["processor_seconds"] for run in own), 3),
        peak_mb=round(max(run["peak_mb"] for run in own)),
        ratio=ratio,
    )
