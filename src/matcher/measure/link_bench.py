"""The link benchmark: matcher, Splink and a bare join of IDs on the same tables, in turns, each in its own process."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from matcher.errors import Fault, UsageError
from matcher.measure.ablation import settings_without
from matcher.measure.bench import machine
from matcher.measure.link_score import score_links
from matcher.measure.link_tables import LEFT_SOURCE, LEFT_TABLE, RIGHT_SOURCE, RIGHT_TABLE, LinkTables
from matcher.measure.plain_tables import write_plain_tables
from matcher.measure.score import Score

Progress = Callable[[str, int, int], None]

BASELINES: Final = ("splink", "bare_join")
"""What times are divided by: the first of these that is run."""
TOOLS: Final = ("matcher", "splink", "splink_every_column", "bare_join")
"""Splink runs with ID, name, birth date and place, which is its fastest; and with every column that matcher reads."""

_SPLINK_SIDE: Final = Path(__file__).with_name("splink_side.py")


@dataclass(frozen=True)
class LinkBenchOptions:
    """What is compared, and how."""

    tools: Sequence[str] = TOOLS
    ablate: Sequence[str] = ()
    """Parts of matcher that it is run without as well: matcher.measure.ablation."""
    runs: int = 1
    memory: str | None = None
    """Limit for the joins of matcher, for example `4GB`; the other tools take what they need."""
    threads: int = 2
    splink_python: Path = field(default_factory=lambda: Path(sys.executable))
    """Python of an environment in which Splink 5 is installed."""


@dataclass(frozen=True)
class LinkCase:
    """What one tool took, and how right it was."""

    case: str
    """Begins with the tool's name."""
    rows: int
    seconds: float
    """Median wall time from the tables to what the case is about, without starting Python."""
    processor_seconds: float
    peak_mb: int
    ratio: float | None
    """Seconds over those of the baseline in the same turn; the median."""
    pairs: int | None = None
    """Pairs of records that were compared."""
    pairs_per_record: float | None = None
    """Of the records that had to be compared at all."""
    candidate_ids: int | None = None
    """Valid IDs that damaged ones could have been, before anybody bears them."""
    microseconds_per_pair: float | None = None
    """Processor time of fetching what is known of pairs, comparing and weighing it."""
    microseconds_per_candidate: float | None = None
    """Processor time of everything that begins after the exact links, over pairs and candidate IDs."""
    stages: Mapping[str, float] = field(default_factory=dict)
    """Wall seconds of the parts of the last run."""
    stage_processor_seconds: Mapping[str, float] = field(default_factory=dict)
    """Processor seconds of the same."""
    links_sha256: str | None = None
    """Of the links of the last run, sorted: the same under another limit of memory, or with other threads."""
    scores: tuple[Score, ...] = ()

    def f1(self, group: str = "all") -> float | None:
        """Give F1 over a group of records."""
        return next((score.f1 for score in self.scores if score.group == group), None)


@dataclass(frozen=True)
class LinkBenchReport:
    """What the benchmark measured."""

    machine: Mapping[str, object]
    baseline: str
    cases: tuple[LinkCase, ...]

    def to_json(self) -> dict[str, object]:
        """Give the report as a JSON object."""
        cases = [asdict(case) | {"f1": case.f1(), "f1_dirty": case.f1("dirty")} for case in self.cases]
        return {"bench": "link", "machine": dict(self.machine), "baseline": self.baseline, "cases": cases}


@dataclass(frozen=True)
class _Run:
    """One process: its command, and where it leaves the links."""

    case: str
    command: Sequence[str]
    links: Path


def bench_link(tables: LinkTables, options: LinkBenchOptions, folder: Path, progress: Progress) -> LinkBenchReport:
    """Link the same tables with every tool, in turns.

    Args:
        tables: What is linked.
        options: Which tools, how often.
        folder: Where links and what tools spill are put.
        progress: Told of each run.

    Raises:
        UsageError: A tool is not there, or a part cannot be left out.
    """
    runs = list(_runs(tables, options, folder))
    taken: dict[str, list[dict[str, Any]]] = {run.case: [] for run in runs}
    for number in range(options.runs):
        for place, run in enumerate(runs):
            progress(f"link: {run.case}", number * len(runs) + place, options.runs * len(runs))
            taken[run.case].append(_run(run))
    baseline = next((name for name in BASELINES if name in taken), runs[0].case)
    rows = _rows(tables)
    cases: list[LinkCase] = []
    for run in runs:
        truth = tables.truth
        scores = tuple(score_links(run.links, tables.left, tables.right, truth)) if truth else ()
        found = _cases(run.case, taken[run.case], [one["seconds"] for one in taken[baseline]], rows)
        first, *others = found
        cases += [replace(first, scores=scores, links_sha256=_digest(run.links)), *others]
    return LinkBenchReport(machine(), baseline, tuple(cases))


def _runs(tables: LinkTables, options: LinkBenchOptions, folder: Path) -> Iterator[_Run]:
    without = {part: settings_without(part) for part in options.ablate}
    shared = {"threads": options.threads, "memory": None, "left": str(tables.left), "right": str(tables.right)}
    if "matcher" in options.tools:
        for case, linkage in [("matcher", {}), *((f"matcher without {part}", one) for part, one in without.items())]:
            given = shared | {
                "tables": {LEFT_TABLE: [str(tables.left)], RIGHT_TABLE: [str(tables.right)]},
                "files": str(tables.files),
                "left_source": LEFT_SOURCE,
                "right_source": RIGHT_SOURCE,
                "linkage": linkage,
                "memory": options.memory,
            }
            yield _child(case, "matcher_link", given, folder)
    splinks = [tool for tool in options.tools if tool.startswith("splink")]
    if splinks:
        _require_splink(options.splink_python)
        left, right = write_plain_tables(tables.left, tables.right, folder)
        for tool in splinks:
            links = folder / f"links {tool}.parquet"
            given = {"left_rows": str(left), "right_rows": str(right), "links": str(links), "folder": str(folder),
                     "threads": options.threads, "every_column": tool != "splink"}  # fmt: skip
            command = [str(options.splink_python), str(_SPLINK_SIDE), json.dumps(given)]
            yield _Run(tool.replace("_", " "), command, links)
    if "bare_join" in options.tools:
        yield _child("bare_join", "bare_join", shared, folder)


def _child(case: str, task: str, given: Mapping[str, Any], folder: Path) -> _Run:
    links = folder / f"links {case}.parquet"
    arguments = json.dumps({**given, "links": str(links)})
    return _Run(case, [sys.executable, "-m", "matcher.measure.link_child", task, arguments], links)


def _run(run: _Run) -> dict[str, Any]:
    """Run one process and read what it says last.

    Raises:
        UsageError: A tool that is not ours failed.
        RuntimeError: Ours did: a fault of the program.
    """
    done = subprocess.run(run.command, capture_output=True, text=True, check=False)  # noqa: S603  # nosec B603  # our own modules
    if done.returncode:
        if not run.case.startswith("splink"):
            raise RuntimeError(f"'{run.case}' failed:\n{done.stderr}")
        last = (done.stderr.strip().splitlines() or ["no message"])[-1].split(":")[0]
        mend = "see whether these tables suit it, or leave it out with --only"
        raise UsageError(Fault(f"'{run.case}' failed: {last}", "bench link", mend))
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def _require_splink(python: Path) -> None:
    asked = [str(python), "-c", "import splink; print(splink.__version__)"]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603  # nosec B603
    except OSError:
        raise UsageError(Fault("there is no such Python", str(python), "name it with --splink-python")) from None
    if done.returncode or not done.stdout.startswith("5."):
        mend = "install splink 5 and give the Python of its environment: --splink-python PATH; or leave it out: --only"
        raise UsageError(Fault("Splink 5 is not installed in this Python", str(python), mend))


def _rounded(seconds: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 3) for name, value in seconds.items()}


def _digest(links: Path) -> str:
    columns = ["left_id", "right_id"]
    pairs = pq.read_table(links, columns=columns).sort_by([(name, "ascending") for name in columns])
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, pairs.schema) as stream:
        stream.write_table(pairs.combine_chunks())
    return hashlib.sha256(sink.getvalue()).hexdigest()


def _rows(tables: LinkTables) -> int:
    return sum(int(pq.read_metadata(path).num_rows) for path in (tables.left, tables.right))


def _cases(case: str, own: Sequence[Mapping[str, Any]], baseline: Sequence[float], rows: int) -> Iterator[LinkCase]:
    """Give the cases of one tool: matcher has two, up to its decisions and up to what is published."""
    last = own[-1]
    pairs = last.get("pairs")
    candidates = (pairs or 0) + last.get("candidate_ids", 0)
    fuzzy = median(run.get("fuzzy_processor_seconds", 0.0) for run in own)
    each = [run["microseconds_per_pair"] for run in own if run.get("microseconds_per_pair")]
    records = last.get("compared_records")
    kinds = [(case, "decision_"), (f"{case} to publication", "")] if "decision_seconds" in last else [(case, "")]
    for name, prefix in kinds:
        seconds = [float(run[f"{prefix}seconds"]) for run in own]
        yield LinkCase(
            case=name,
            rows=rows,
            seconds=round(median(seconds), 3),
            processor_seconds=round(median(run[f"{prefix}processor_seconds"] for run in own), 3),
            peak_mb=round(max(run["peak_mb"] for run in own)),
            ratio=round(median(one / other for one, other in zip(seconds, baseline, strict=True)), 4),
            pairs=pairs,
            pairs_per_record=round(pairs / records, 3) if pairs and records else None,
            candidate_ids=last.get("candidate_ids"),
            microseconds_per_pair=round(median(each), 3) if each else None,
            microseconds_per_candidate=round(fuzzy / candidates * 1e6, 3) if candidates and fuzzy else None,
            stages=_rounded(last.get("stages", {})),
            stage_processor_seconds=_rounded(last.get("stage_processor_seconds", {})),
        )
