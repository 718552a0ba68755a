"""Share the files of a run among a few processes; one that dies is a fault of its file, and is replaced."""

from __future__ import annotations

import multiprocessing
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

from matcher.ingest import header_rows
from tests.fuzz.arena import Arena
from tests.fuzz.families import make
from tests.fuzz.forks import Nursery
from tests.fuzz.judge import MOST_WALL_SECONDS, Outcome, judge
from tests.fuzz.looks import LOOKS

LOOK_EVERY: Final = 20
"""One file of so many is read twice, by children started as in earnest, and looked at otherwise too."""
_MOST_SILENCE: Final = 6 * MOST_WALL_SECONDS


@dataclass(frozen=True)
class Task:
    """One file to make and to read."""

    seed: int
    family: str
    number: int

    @property
    def is_looked_at(self) -> bool:
        """Whether this file is read twice, and looked at otherwise too."""
        return self.number % LOOK_EVERY == 0


def run(task: Task, arena: Arena, nursery: Nursery) -> Outcome:
    """Make a file and judge it."""
    damaged = make(task.seed, task.family, task.number)
    if task.is_looked_at:
        return judge(damaged, arena, LOOKS, twice=True)
    return judge(damaged, arena, nursery=nursery)


def work(tasks: Sequence[Task], processes: int, until: float) -> Iterator[tuple[Task, Outcome]]:
    """Run tasks until there are none or it is late; gives each with its outcome, in the order in which they end."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz."))
    waiting = iter(tasks)
    numbers = count()
    crew: dict[Connection, _Worker] = {}
    try:
        while True:
            while len(crew) < processes and (task := _next(waiting, until)):
                worker = _Worker.started(folder / str(next(numbers)))
                crew[worker.line] = worker.given(task)
            if not crew:
                return
            ready = wait(list(crew), timeout=_MOST_SILENCE)
            for worker in [crew[line] for line in crew if line in ready] or list(crew.values()):
                outcome = worker.outcome(is_heard=bool(ready))
                yield worker.task, outcome
                del crew[worker.line]
                if worker.process.is_alive() and (task := _next(waiting, until)):
                    crew[worker.line] = worker.given(task)
                else:
                    worker.process.kill()
    finally:
        for worker in crew.values():
            worker.process.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _next(waiting: Iterator[Task], until: float) -> Task | None:
    return next(waiting, None) if time.monotonic() < until else None


@dataclass
class _Worker:
    """One process of the crew, and the file that it is reading."""

    process: BaseProcess
    line: Connection
    task: Task

    @classmethod
    def started(cls, folder: Path) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, folder), daemon=True)
        process.start()
        theirs.close()
        return cls(process, ours, Task(0, "", 0))

    def given(self, task: Task) -> _Worker:
        """Let it read a file."""
        self.task = task
        self.line.send(task)
        return self

    def outcome(self, *, is_heard: bool) -> Outcome:
        """Give how its file ended; end a process that was not heard of."""
        try:
            if is_heard:
                found: Outcome = self.line.recv()
                return found
        except EOFError:
            self.process.join()
            return Outcome("crash", f"the process died ({self.process.exitcode})", 0.0, 0.0)
        self.process.kill()
        self.process.join()
        return Outcome("slow", "the process was silent for too long", 0.0, 0.0)


def _serve(connection: Connection, folder: Path) -> None:
    """Run tasks as long as there are any: what a process of the crew does."""
    # Half of the time goes into comparing the same few headers again and again; it gives the same with a memory.
    header_rows.normalise_header = lru_cache(100_000)(header_rows.normalise_header)  # type: ignore[attr-defined]
    arena, nursery = Arena(folder), Nursery()
    arena.enter()
    with suppress(EOFError):  # nobody is left to ask
        while True:
            connection.send(run(connection.recv(), arena, nursery))
