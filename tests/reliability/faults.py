"""Let every write of a night fail in turn, and kill nights at random moments; then see that nothing was lost.

After each failure CURRENT must name a whole run, or none; the same command given again must leave exactly what it does
where nothing ever failed: every file to the byte, every row of the ledger.

`python -m tests.reliability.faults` runs it at full size and prints the figures; `--help` tells how to take a part.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.reliability.failures import FAILURES, Failure, failing, run_noted
from tests.reliability.small_night import KILLED, Outcome, Site, make_sites, run_night
from tests.reliability.states import State, differences, state_of, unreadable

NIGHTS: Final = ("first night", "second night")
STARTS: Final[dict[str, tuple[str, ...]]] = {
    "judged": ("site.key", "snapshots", "steps", "judged"),
    "taken up": ("steps", "judged"),
    "linked": ("site.key", "snapshots", "steps/link"),
    "read": ("site.key", "snapshots"),
}
"""What an earlier try of a night, which was killed, has left: exports that were read, links, findings (of one taken up
all but the exports). The more is left, the less the night costs; so they stand in this order."""
KINDS: Final = tuple(f"{night} {start}".strip() for night in NIGHTS for start in (*STARTS, ""))
"""Kinds of nights; those of the bare name begin with nothing of their own."""
TRY_AGAIN: Final = 75


@dataclass
class Figures:
    """What came of it."""

    points: dict[str, int] = field(default_factory=dict[str, int])
    """Write points by night."""
    tried: Counter[str] = field(default_factory=Counter[str])
    """Failures by night and kind."""
    outcomes: Counter[str] = field(default_factory=Counter[str])
    """How the commands ended that a write failed of, and how many published before they were killed."""
    wrong: list[str] = field(default_factory=list[str])
    """Everything that was not as it must be."""
    seconds: float = 0.0
    processor_seconds: float = 0.0


class Twins:
    """What is left where nothing ever fails, by the nights that were published."""

    def __init__(self, sites: tuple[Site, Site], folder: Path) -> None:
        self._sites = sites
        self._folder = folder
        self._states: dict[tuple[int, ...], State] = {}

    def workspace(self, nights: tuple[int, ...]) -> Path:
        """Give a workspace in which nights were run, each to its end. Leave it as it is."""
        place = self._folder / ("twin-" + "".join(map(str, nights)))
        if nights and not place.exists():
            shutil.copytree(self.workspace(nights[:-1]), place) if nights[:-1] else None
            ended = run_night(self._sites[nights[-1]], place)
            assert ended.code == 0, ended.said
        return place

    def state(self, nights: tuple[int, ...]) -> State:
        """Give the state of such a workspace."""
        if nights not in self._states:
            self._states[nights] = state_of(self.workspace(nights))
        return self._states[nights]


class Trial:
    """Nights that fail, each in a workspace of its own."""

    def __init__(self, folder: Path) -> None:
        self.sites = make_sites(folder)
        self.twins = Twins(self.sites, folder)
        self.figures = Figures()
        self.place = folder / "tried"
        self.seconds: dict[str, float] = {}
        """How long an undisturbed night takes, by kind."""
        self._points: dict[str, list[str]] = {}

    def count_points(self, night: str) -> list[str]:
        """Give the write points of an undisturbed night, in order."""
        if night not in self._points:
            self.prepare(night)
            self._points[night], self.seconds[night] = run_noted(self.sites[nights_of(night)[-1]], self.place)
            self.figures.points[night] = len(self._points[night])
        return self._points[night]

    def fail(self, night: str, number: int, failure: Failure) -> None:
        """Let one write of a night fail, and judge what is left."""
        self.prepare(night)
        ended = run_night(self.sites[nights_of(night)[-1]], self.place, failing(number, failure))
        name = f"{night}, point {number}, {failure}"
        if failure == "kill":
            as_told = ended.code == KILLED
        else:
            as_told = ended.code == 0 or (ended.code == TRY_AGAIN and _is_clear(ended.said))
            self.figures.outcomes[f"exit code {ended.code}"] += 1
        if not as_told:
            self.figures.wrong.append(f"{name}: ended with {ended.code}: {ended.said[-300:]}")
        self.figures.tried[f"{night}: {failure}"] += 1
        self.judge(night, name, ended)

    def kill(self, night: str, share: float) -> None:
        """Kill a night after a share of the time that it takes, and judge what is left."""
        self.prepare(night)
        seconds = share * self.seconds[night]
        ended = run_night(self.sites[nights_of(night)[-1]], self.place, kill_after=seconds)
        self.figures.tried[f"{night}: kill at a random moment"] += 1
        self.judge(night, f"{night}, killed after {seconds:.3f} s", ended)

    def prepare(self, night: str) -> None:
        """Lay out the workspace that a night begins with."""
        shutil.rmtree(self.place, ignore_errors=True)
        nights = nights_of(night)
        if len(nights) > 1:
            shutil.copytree(self.twins.workspace(nights[:-1]), self.place)
        for name in STARTS.get(night.removeprefix(night_of(night)).strip(), ()):
            _replace(self.place / name, self.twins.workspace(nights) / name)

    def judge(self, night: str, name: str, ended: Outcome) -> None:
        """Judge what a night that failed has left: now, and after the same command again."""
        before, own = list(nights_of(night)[:-1]), nights_of(night)[-1]
        published = _published(self.place)
        wrong = unreadable(self.place)
        if published - len(before) not in {0, 1}:
            wrong.append(f"{published} runs are published")
        if ended.code < 0 and published > len(before):
            self.figures.outcomes["killed after it had published"] += 1
        again = run_night(self.sites[own], self.place)
        if again.code:
            wrong.append(f"the same command again ended with {again.code}: {again.said[-300:]}")
        else:
            nights = (*before, *[own] * (_published(self.place) - len(before)))
            wrong += differences(self.twins.state(nights), state_of(self.place))
            if len(nights) != published + 1:
                wrong.append(f"{published} runs became {len(nights)}")
        self.figures.wrong.extend(f"{name}: {one}" for one in wrong)


def night_of(kind: str) -> str:
    """Give the night that a kind of night is one of."""
    return next(night for night in NIGHTS if kind.startswith(night))


def nights_of(kind: str) -> tuple[int, ...]:
    """Give the nights that a kind of night comes to."""
    return tuple(range(NIGHTS.index(night_of(kind)) + 1))


def _replace(place: Path, by: Path) -> None:
    """Put a copy of a file or folder in the place of another."""
    if by.is_dir():
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(by, place)
    else:
        place.parent.mkdir(exist_ok=True)
        shutil.copy2(by, place)


def _is_clear(said: str) -> bool:
    """Tell whether an error says what is wrong, and shows nothing of the program's inside."""
    return "MATCH-W002" in said and "disk" in said and "磁盘" in said and "Traceback" not in said


def _published(workspace: Path) -> int:
    """Count the runs up to the one that CURRENT names."""
    pointer = workspace / "CURRENT"
    return int(pointer.read_text(encoding="utf-8").split("-")[0]) if pointer.is_file() else 0


def every_fault(
    trial: Trial, kinds: Sequence[str] = KINDS, *, step: int = 1, first: int = 1
) -> Iterator[Callable[[], None]]:
    """Give each numbered write of some kinds of nights with each failure; of a sample, every so many.

    A write of several kinds is tried in that which has the least to do, even where only others are asked for.
    """
    cases = []
    for night in NIGHTS:
        tried = Counter[str]()
        for kind in (kind for kind in KINDS if night_of(kind) == night):
            points = Counter[str]()
            for number, point in enumerate(trial.count_points(kind), start=1):
                points[point] += 1
                if points[point] > tried[point] and kind in kinds:
                    cases += [(kind, number, failure) for failure in FAILURES]
            tried |= points
    for kind, number, failure in cases[first - 1 :: step]:
        yield lambda kind=kind, number=number, failure=failure: trial.fail(kind, number, failure)  # type: ignore[misc]


def random_kills(
    trial: Trial, kills: int, chance: random.Random, kinds: Sequence[str] = KINDS
) -> Iterator[Callable[[], None]]:
    """Give kills at random moments of some kinds in turn, up to a little longer than an undisturbed night takes.

    Nights that begin with nothing have no moment that the others do not have: they are killed where asked for alone.
    """
    kinds = [kind for kind in kinds if kind not in NIGHTS] or kinds
    for number in range(kills):
        night = kinds[number % len(kinds)]
        trial.count_points(night)
        yield lambda night=night: trial.kill(night, chance.uniform(0, 1.1))  # type: ignore[misc]


def main() -> None:
    """Run it, and print the figures as JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--faults-step", type=int, default=1, help="try every so many of the numbered faults; 0: none")
    options.add_argument("--first", type=int, default=1, help="the numbered fault to begin with")
    options.add_argument("--kills", type=int, default=500, help="kills at random moments")
    options.add_argument("--nights", nargs="+", choices=KINDS, default=KINDS, help="kinds of nights")
    options.add_argument("--seed", type=int, default=20251130)
    options.add_argument("--minutes", type=float, default=math.inf, help="begin nothing new after so many")
    given = options.parse_args()
    started = time.monotonic()
    until = started + 60 * given.minutes
    with TemporaryDirectory() as folder:
        trial = Trial(Path(folder))
        if given.faults_step:
            _do_all(trial, every_fault(trial, given.nights, step=given.faults_step, first=given.first), until)
        _do_all(trial, random_kills(trial, given.kills, random.Random(given.seed), given.nights), until)
    trial.figures.seconds = round(time.monotonic() - started, 1)
    trial.figures.processor_seconds = round(sum(os.times()[:4]), 1)
    print(json.dumps(vars(trial.figures), ensure_ascii=False, indent=2))  # noqa: T201
    sys.exit(bool(trial.figures.wrong))


def _do_all(trial: Trial, tasks: Iterator[Callable[[], None]], until: float) -> None:
    """Do all tasks that can be begun by then; on the way tell what was not as it must be, and how far it is."""
    told = 0
    for number, task in enumerate(tasks, start=1):
        if time.monotonic() > until:
            trial.figures.outcomes["left out for want of time"] += 1
            continue
        task()
        for wrong in trial.figures.wrong[told:]:
            print(wrong, file=sys.stderr, flush=True)  # noqa: T201
        told = len(trial.figures.wrong)
        if number % 20 == 0:
            print(f"{number} done", file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
