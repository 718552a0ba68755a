"""One run of matcher's linking, or of a bare join of IDs, in a process of its own: prints what it took as JSON.

Run as `python -m matcher.measure.link_child TASK ARGUMENTS`. Only the work itself is timed: reading the tables counts,
starting Python and writing down the links for the score does not.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, Final

import duckdb
import pyarrow.parquet as pq

from matcher import link
from matcher.config.linkage import Linkage
from matcher.engine.kernel import Kernel
from matcher.link import steps
from matcher.measure.child import peak_mb

_SURE: Final = frozenset({"collapse_records", "link_exactly", "learn_weights"})
"""Parts of linking that compare no candidates; what follows them is the fuzzy part."""
_OTHER: Final = frozenset({"find_candidates"})
"""Parts that decide on no pair: they prepare what rules may not say."""
_COMPARING: Final = ("fetch_facts", "compare_pairs", "weigh_pairs")
"""Functions of matcher.link.steps that work pair by pair; learning uses the first two as well."""
_SITE_KEY: Final = b"benchmark"


@dataclass
class Clock:
    """Wall and processor seconds of the parts of linking, by the name of the part."""

    seconds: dict[str, float] = field(default_factory=dict)
    processor_seconds: dict[str, float] = field(default_factory=dict)
    _running: bool = False

    def timed(self, name: str, work: Callable[..., Any], *, is_outer: bool = False) -> Callable[..., Any]:
        """Give a function that does the same and is timed, unless another part that is timed calls it.

        Args:
            name: What the part is called.
            work: What is done.
            is_outer: Whether the parts in it are timed as well.
        """

        @wraps(work)
        def run(*values: Any, **named: Any) -> Any:
            if self._running:
                return work(*values, **named)
            self._running = not is_outer
            started, processor = time.perf_counter(), time.process_time()
            try:
                result = work(*values, **named)
            finally:
                self._running = False
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started
            taken = time.process_time() - processor
            self.processor_seconds[name] = self.processor_seconds.get(name, 0.0) + taken
            self.saw(name, result)
            return result

        return run

    def saw(self, name: str, result: Any) -> None:
        """Look at what a part gave."""

    @contextmanager
    def watching(self, module: ModuleType, names: Sequence[str]) -> Iterator[None]:
        """Time functions of a module while the block runs."""
        originals = {name: vars(module)[name] for name in names if name in vars(module)}
        vars(module).update({name: self.timed(name, work) for name, work in originals.items()})
        try:
            yield
        finally:
            vars(module).update(originals)


def functions_of(module: ModuleType) -> list[str]:
    """Give the names of the public functions that a module defines."""
    return [
        name
        for name, work in vars(module).items()
        if isinstance(work, FunctionType) and work.__module__ == module.__name__ and not name.startswith("_")
    ]


@dataclass
class Comparisons(Clock):
    """Time of comparing pairs, and what was compared."""

    compared: int = 0
    """Pairs whose levels were told, those of learning among them."""
    weighed: int = 0
    """Pairs that could become links."""
    records: set[int] = field(default_factory=set)
    """Identities that they are of."""
    candidate_ids: int = 0
    """Valid IDs that damaged ones could have been."""

    def saw(self, name: str, result: Any) -> None:
        """Count what a function gave."""
        if name == "compare_pairs":
            self.compared += result.num_rows
        if name == "weigh_pairs":
            self.weighed += result.num_rows
            self.records.update(result["identity"].unique().to_pylist())
        if name == "repair_ids":
            self.candidate_ids += result.num_rows

    def microseconds_per_pair(self) -> float | None:
        """Give the processor time of fetching the facts of a pair, comparing and weighing them."""
        if not self.compared or not self.weighed:
            return None
        taken = [self.processor_seconds.get(name, 0.0) for name in _COMPARING]
        return ((taken[0] + taken[1]) / self.compared + taken[2] / self.weighed) * 1e6


def matcher_link(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Link model tables; `tables`: model table → paths, `files`: path of matcher.tables.FILES."""
    tables = {name: [Path(path) for path in paths] for name, paths in arguments["tables"].items()}
    folders = sorted({path.parent for paths in tables.values() for path in paths})
    files, linkage = pq.read_table(arguments["files"]), Linkage(**arguments.get("linkage", {}))
    folder = Path(arguments["links"]).with_suffix("")
    folder.mkdir(exist_ok=True)
    parts, whole, comparing = Clock(), Clock(), Comparisons()
    with (
        Kernel(
            folders=folders, threads=arguments["threads"], memory_limit=arguments["memory"], spill_folder=folder
        ) as kernel,
        comparing.watching(steps, [*_COMPARING, "repair_ids"]),
        parts.watching(steps, functions_of(steps)),
        whole.watching(link, ["decide_links"]),
    ):
        run = whole.timed("publish", link.link_records, is_outer=True)
        linked = run(tables, files, linkage=linkage, site_key=_SITE_KEY, kernel=kernel, folder=folder)
        peak = peak_mb()
    _write_links(linked.persons_file, arguments)
    fuzzy = [name for name in parts.seconds if name not in _SURE | _OTHER]
    return {
        "seconds": whole.seconds["publish"],
        "processor_seconds": whole.processor_seconds["publish"],
        "peak_mb": peak,
        "decision_seconds": whole.seconds["decide_links"],
        "decision_processor_seconds": whole.processor_seconds["decide_links"],
        "fuzzy_processor_seconds": sum(parts.processor_seconds[name] for name in fuzzy),
        "pairs": comparing.weighed,
        "compared_records": len(comparing.records),
        "candidate_ids": comparing.candidate_ids,
        "microseconds_per_pair": comparing.microseconds_per_pair(),
        "stages": parts.seconds,
        "stage_processor_seconds": parts.processor_seconds,
    }


def _write_links(persons: Path, arguments: Mapping[str, Any]) -> None:
    """Write which record of the left source and which of the right were made one person."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    connection.execute(f"""
        COPY (
            SELECT ours.record_id AS left_id, theirs.record_id AS right_id, ours.link_method, ours.link_grade
            FROM (SELECT * FROM '{persons}' WHERE source = '{arguments["left_source"]}') AS ours
            JOIN (SELECT * FROM '{persons}' WHERE source = '{arguments["right_source"]}') AS theirs USING (person_id)
        ) TO '{arguments["links"]}' (FORMAT parquet)
    """)


def bare_join(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Join the two tables on the valid ID, as an office does it that has nothing else."""
    connection = duckdb.connect(config={"threads": arguments["threads"]})
    connection.execute("SET enable_progress_bar = false")
    if arguments["memory"]:
        connection.execute(f"SET memory_limit = '{arguments['memory']}'")
    started, processor = time.perf_counter(), time.process_time()
    connection.execute(f"""
        COPY (
            SELECT ours.record_id AS left_id, theirs.record_id AS right_id, 'exact' AS link_method, NULL AS link_grade
            FROM '{arguments["left"]}' AS ours JOIN '{arguments["right"]}' AS theirs USING (citizen_id)
        ) TO '{arguments["links"]}' (FORMAT parquet)
    """)
    return {
        "seconds": time.perf_counter() - started,
        "processor_seconds": time.process_time() - processor,
        "peak_mb": peak_mb(),
    }


TASKS: Final = {"matcher_link": matcher_link, "bare_join": bare_join}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(TASKS[sys.argv[1]](json.loads(sys.argv[2]))) + "\n")
