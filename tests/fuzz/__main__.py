"""The fuzzer's command: damage files, read them, count how they end, keep those that end badly."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.fuzz.crew import Task, work
from tests.fuzz.families import FAMILIES, make, schedule
from tests.fuzz.judge import WELL, Outcome


def main() -> int:
    """Run the fuzzer; gives 1 where a file ended badly."""
    options = _options()
    tasks = [Task(options.seed, family, number) for family, number in schedule(options.files, options.family)]
    if options.number is not None:
        tasks = [Task(options.seed, options.family, options.number)]
    account = Account(options.keep)
    started = time.monotonic()
    until = started + 60 * options.minutes
    for count, (task, outcome) in enumerate(work(tasks, options.processes, until), start=1):
        account.add(task, outcome)
        if sys.stderr.isatty() or count % 500 == 0:
            told = f"{count} of {len(tasks)} files, {len(account.faults)} faults"
            sys.stderr.write(told + ("\r" if sys.stderr.isatty() else "\n"))
    figures = account.figures(options.seed, time.monotonic() - started)
    sys.stdout.write((json.dumps(figures, ensure_ascii=False) if options.json else account.table(figures)) + "\n")
    return 1 if account.faults else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--files", type=int, default=2000, help="how many files are damaged and read")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same files")
    parser.add_argument("--family", choices=sorted(FAMILIES), help="only this way of damaging files")
    parser.add_argument("--number", type=int, help="only this file of the family")
    parser.add_argument("--processes", type=int, default=2, help="how many read at once")
    parser.add_argument("--minutes", type=float, default=600, help="after which no further file is begun")
    parser.add_argument("--keep", type=Path, default=Path("fuzz_faults"), help="where files that end badly are kept")
    parser.add_argument("--json", action="store_true", help="print figures for machines")
    options = parser.parse_args()
    if options.number is not None and options.family is None:
        parser.error("--number needs --family")
    return options


class Account:
    """Counts of a run."""

    def __init__(self, keep: Path) -> None:
        self.endings: dict[str, Counter[str]] = {}
        self.errors: Counter[str] = Counter()
        self.faults: list[dict[str, Any]] = []
        self.slowest = Outcome("", "", 0.0, 0.0)
        self.most_growth_mb = 0.0
        self.largest_child_mb = 0
        self._keep = keep

    def add(self, task: Task, outcome: Outcome) -> None:
        """Count a file, and keep it where it ended badly."""
        self.endings.setdefault(task.family, Counter())[outcome.ending] += 1
        self.slowest = max(self.slowest, outcome, key=lambda one: one.seconds)
        self.most_growth_mb = max(self.most_growth_mb, outcome.growth_mb)
        self.largest_child_mb = max(self.largest_child_mb, outcome.child_mb)
        if outcome.ending == "error":
            self.errors[outcome.detail] += 1
        if outcome.is_fault:
            damaged = make(task.seed, task.family, task.number)
            self._keep.mkdir(parents=True, exist_ok=True)
            (self._keep / f"{task.seed}-{damaged.label}").write_bytes(damaged.content)
            self.faults.append(
                {
                    "file": f"{task.seed}-{damaged.label}",
                    "of": damaged.seed.name,
                    "ending": outcome.ending,
                    "detail": outcome.detail,
                }
            )

    def figures(self, seed: int, seconds: float) -> dict[str, Any]:
        """Give everything that was counted."""
        return {
            "seed": seed,
            "files": sum(sum(counts.values()) for counts in self.endings.values()),
            "seconds": round(seconds, 1),
            "families": {family: dict(self.endings[family]) for family in FAMILIES if family in self.endings},
            "errors": dict(self.errors.most_common()),
            "slowest_seconds": round(self.slowest.seconds, 1),
            "most_growth_mb": round(self.most_growth_mb),
            "largest_child_mb": self.largest_child_mb,
            "faults": self.faults,
        }

    def table(self, figures: dict[str, Any]) -> str:
        """Give the counts as people read them."""
        lines = [f"{'family':16}" + "".join(f"{ending:>21}" for ending in (*WELL, "faults"))]
        for family, counts in figures["families"].items():
            shown = [
                *(counts.get(ending, 0) for ending in WELL),
                sum(n for key, n in counts.items() if key not in WELL),
            ]
            lines.append(f"{family:16}" + "".join(f"{number:21,}" for number in shown))
        lines += [f"{number:8,}  {what}" for what, number in figures["errors"].items()]
        keys = ("files", "seconds", "slowest_seconds", "most_growth_mb", "largest_child_mb")
        lines += [f"{key}: {figures[key]}" for key in keys]
        lines += [
            f"FAULT {one['ending']}: {one['file']} (of {one['of']}): {one['detail']}" for one in figures["faults"]
        ]
        return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
