"""Read one damaged file and say how that ended: well, or in which fault."""

from __future__ import annotations

import faulthandler
import logging
import os
import re
import resource
import signal
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

from matcher.errors import MatcherError
from matcher.ingest import Delivery, Ingested
from matcher.ingest.readers import workbook
from tests.fuzz.arena import ESCAPED, Arena
from tests.fuzz.families import Damaged
from tests.fuzz.forks import Nursery
from tests.fuzz.seeds import Seed, decoded

WELL: Final = ("records", "records and rejects", "rejects", "skips", "error")
"""How a file may end."""
MOST_SECONDS: Final = 30.0
"""Processor time that one file may take, of this process and its children."""
MOST_WALL_SECONDS: Final = 120.0
"""Time after which a file is given up: the machine may be busy with other things."""
MOST_GROWTH_MB: Final = 1500
"""How much memory this process may take beyond what it had, whatever a file of a few megabytes asks for."""
NAME: Final = "发放_202510.dat"
_ID: Final = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_UNKNOWN: Final = "unknown column"
_CODE: Final = re.compile(r"MATCH-[A-Z]\d{3}")


@dataclass(frozen=True)
class Outcome:
    """How one file ended."""

    ending: str
    """One of `WELL`, or the fault: crash, unclear, sums, touched, leak, slow, memory, unstable, tiers."""
    detail: str
    """What the error says, without numbers; or what the fault is."""
    seconds: float
    """Processor time of reading it once, with that of child processes."""
    growth_mb: float
    """Memory that this process took at most, beyond what it had."""
    child_mb: int = 0
    """Memory that any process which it started so far took at most."""

    @property
    def is_fault(self) -> bool:
        """Whether a programmer has to look at it."""
        return self.ending not in WELL


class TooSlowError(BaseException):
    """A file took longer than any may; no reader may swallow this."""


@dataclass(frozen=True)
class _Reading:
    """What reading gave, once."""

    result: Ingested | None
    error: MatcherError | None
    rows: tuple[tuple[Any, ...], ...]
    """Rows of all tables, as far as they must be the same each time."""


Extra = Callable[[Delivery], str | None]
"""Another look at a delivered file; says what is wrong, if anything is."""


def judge(
    damaged: Damaged,
    arena: Arena,
    extras: Iterable[tuple[str, Extra]] = (),
    *,
    twice: bool = False,
    nursery: Nursery | None = None,
) -> Outcome:
    """Read a damaged file and hold what came of it to the invariants.

    Args:
        damaged: The file.
        arena: Where it is read.
        extras: More looks at the file, by the name of the fault that they find.
        twice: Whether it is read a second time, which must give the same.
        nursery: Where child processes are forked; none: each is started as in earnest.
    """
    with arena.delivered(NAME, damaged.content) as path:
        delivery = damaged.seed.delivery(path)
        before, started, memory = arena.listing(), _processor_seconds(nursery), _fresh_peak()
        wrong: tuple[str, str] | None = None
        reading = None
        with _logged() as log, nursery.instead_of_popen(workbook) if nursery else nullcontext():
            try:
                with _deadline(MOST_WALL_SECONDS):
                    reading = _read(damaged.seed, delivery, arena)
            except TooSlowError:
                wrong = ("slow", f"given up after {MOST_WALL_SECONDS:.0f} s")
            except Exception:  # noqa: BLE001 (that is what is looked for)
                wrong = ("crash", traceback.format_exc(limit=-6))
        seconds, growth = _processor_seconds(nursery) - started, _peak_mb() - memory
        checks = (
            lambda: (wrong[0], f"{wrong[1]} ({seconds:.0f} s on the processor)") if wrong else None,
            lambda: _named("touched", _touched(arena, before, reading)),
            lambda: _named("leak", _leaks(damaged.seed, reading, arena, log)),
            lambda: _named("unclear", _unclear(reading)),
            lambda: _named("sums", _sums(damaged, reading)),
            lambda: ("slow", f"{seconds:.0f} s") if seconds > MOST_SECONDS else None,
            lambda: ("memory", f"{growth:.0f} MB") if growth > MOST_GROWTH_MB else None,
            lambda: _named("unstable", _again(damaged.seed, delivery, arena, reading) if twice else None),
            lambda: next((found for name, extra in extras if (found := _looked(name, extra, delivery))), None),
        )
        fault = next((found for check in checks if (found := check())), None)
    child_mb = nursery.largest_mb if nursery else resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return Outcome(*(fault or _ending(reading)), seconds, growth, child_mb)


def _named(ending: str, what: str | None) -> tuple[str, str] | None:
    return (ending, what) if what else None


def _looked(ending: str, extra: Extra, delivery: Delivery) -> tuple[str, str] | None:
    try:
        return _named(ending, extra(delivery))
    except Exception:  # noqa: BLE001 (that is what is looked for)
        return "crash", f"{ending}: {traceback.format_exc(limit=-6)}"


def _read(seed: Seed, delivery: Delivery, arena: Arena) -> _Reading:
    try:
        result = seed.read(delivery, arena.workspace / "snapshots")
    except MatcherError as error:
        return _Reading(None, error, ())
    tables = [(name, path) for name, paths in sorted(result.tables.items()) for path in paths]
    found = [(name, *row.values()) for name, path in tables for row in pq.read_table(path).to_pylist()]
    rejects = [("rejects", *row.values()) for path in result.rejects for row in pq.read_table(path).to_pylist()]
    return _Reading(result, None, (*found, *rejects))


def _ending(reading: _Reading | None) -> tuple[str, str]:
    if reading is None or (reading.error is None and reading.result is None):
        return "crash", "nothing was read"
    if reading.error:
        return "error", re.sub(r"\d+|'[^']*'", "…", reading.error.faults[0].what)
    sheets = [sheet for report in reading.result.reports for sheet in report.sheets] if reading.result else []
    records, rejects = sum(sheet.record_rows for sheet in sheets), sum(sheet.rejected_rows for sheet in sheets)
    kind = (bool(records), bool(rejects))
    return {(True, False): "records", (True, True): "records and rejects", (False, True): "rejects"}.get(
        kind, "skips"
    ), ""


def _touched(arena: Arena, before: dict[str, tuple[int, int]], reading: _Reading | None) -> str | None:
    after = arena.listing()
    if after != before:
        changed = sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))
        return f"outside the workspace: {changed}"
    if ESCAPED.exists():
        return f"{ESCAPED} was written"
    strangers = arena.strangers()
    left = [] if reading is None or reading.result else [path for path in arena.workspace.rglob("*") if path.is_file()]
    return f"in the workspace: {strangers or left}" if strangers or left else None


def _leaks(seed: Seed, reading: _Reading | None, arena: Arena, log: list[str]) -> str | None:
    """Find personal values in errors, notes, rejects, logs and what was printed."""
    places = {"log": "\n".join(log), "print": arena.printed()}
    if reading and reading.error:
        places["error"] = str(reading.error)
    if reading and reading.result:
        places["notes"] = "\n".join(note for report in reading.result.reports for note in report.notes)
        places["rejects"] = "\n".join(str(row) for row in reading.rows if row[0] == "rejects")
    for place, text in places.items():
        told = [line for line in text.splitlines() if any(secret in line for secret in seed.secrets)]
        # A note names headers that nobody reads. Damage can put one name into the header, where it is a header.
        is_header = place == "notes" and len(told) == 1 and _UNKNOWN in told[0]
        if (told and not is_header) or _ID.search(text):
            return f"{place}: {text[:600]}"
    return None


def _unclear(reading: _Reading | None) -> str | None:
    if reading is None or reading.error is None:
        return None
    error = reading.error
    whole = all(fault.what.strip() and fault.where.strip() and fault.mend.strip() for fault in error.faults)
    long = max(len(str(fault)) for fault in error.faults) > 2000 or len(error.faults) > 50
    named = all(NAME in fault.where for fault in error.faults)
    good = whole and named and not long and bool(_CODE.fullmatch(error.code)) and error.exit_code == 3
    return None if good else f"{type(error).__name__}: {str(error)[:600]}"


def _sums(damaged: Damaged, reading: _Reading | None) -> str | None:
    """Hold the account of every sheet, and the rows that were written, against each other."""
    if reading is None or reading.result is None:
        return None
    (report,) = reading.result.reports
    if not report.adds_up or not all(sheet.adds_up for sheet in report.sheets):
        return "rows in are not records, rejects and skips"
    rejects = [row for row in reading.rows if row[0] == "rejects"]
    if len(rejects) != report.rejected_rows:
        return f"{len(rejects)} rejects were written, {report.rejected_rows} counted"
    written = len(reading.rows) - len(rejects)
    counted = sum(sum(sheet.model_rows.values()) for sheet in report.sheets)
    if written != counted or (report.record_rows > 0) != (written > 0):
        return f"{written} records were written, {counted} counted, of {report.record_rows} rows"
    lines = _lines_of(damaged.content)
    if report.encoding and lines is not None and report.rows_in != lines:
        return f"{report.rows_in} rows in, {lines} lines in the file"
    return None


def _lines_of(content: bytes) -> int | None:
    """Count the lines of text without quotes as an editor shows them; None where quotes may join lines."""
    text = decoded(content)[0].replace("\x00", "")
    if '"' in text or "\ufffd" in text:
        return None
    ends = re.findall(r"\r\n|\r|\n", text)
    return len(ends) + (not text.endswith(("\r", "\n")) and bool(text))


def _again(seed: Seed, delivery: Delivery, arena: Arena, first: _Reading | None) -> str | None:
    """Read a file again, from the start, and say what is not as it was."""
    if first is None:
        return None
    for path in sorted(arena.workspace.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    second = _read(seed, delivery, arena)
    if str(first.error) != str(second.error):
        return f"first {first.error}, then {second.error}"
    reports = [reading.result.reports if reading.result else () for reading in (first, second)]
    return None if first.rows == second.rows and reports[0] == reports[1] else "other rows, or another account"


@contextmanager
def _deadline(seconds: float) -> Iterator[None]:
    """Raise `TooSlowError` here after some time; where that is not heard, end the process and say where it stood."""

    def late(*_: object) -> None:
        raise TooSlowError

    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    faulthandler.dump_traceback_later(2 * seconds, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        signal.setitimer(signal.ITIMER_REAL, 0)


@contextmanager
def _logged() -> Iterator[list[str]]:
    """Gather everything that is logged."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    handler = Keep(logging.DEBUG)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield lines
    finally:
        root.removeHandler(handler)


def _processor_seconds(nursery: Nursery | None) -> float:
    times = os.times()
    forks = nursery.seconds if nursery else 0.0
    return forks + times.user + times.system + times.children_user + times.children_system


def _fresh_peak() -> float:
    """Forget the most memory that this process ever had; give what it has now."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _peak_mb()


def _peak_mb() -> float:
    state = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+)", state)
    return int(found[1]) / 1024 if found else 0.0
