"""The tests that judge a mutant: which of them run a line, how long they take, and whether one fails."""

from __future__ import annotations

import os
import pickle
import time
from collections import defaultdict
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from coverage import Coverage
from hypothesis import Phase, settings

from tests.reliability.mutants import Mutant
from tests.reliability.mutation_targets import Target

SURVIVED: Final = 0
KILLED: Final = 1
_SECOND_LOOK_SECONDS: Final = 10.0
"""How long tests take together that judge a mutant beside those that run its line."""
_LONGEST_SECONDS: Final = 20.0
"""A test that takes longer judges no mutant."""


@dataclass
class Reach:
    """What tests run, seen once with the code as it is."""

    lines: dict[str, dict[int, set[str]]]
    """Module's path → line → tests that run it; the empty name stands for what is run before tests are."""
    seconds: dict[str, float]
    """How long each test takes, with what it sets up."""

    def add(self, other: Reach) -> None:
        """Add what other tests run."""
        self.seconds |= other.seconds
        for path, lines in other.lines.items():
            mine = self.lines.setdefault(path, {})
            for line, tests in lines.items():
                mine[line] = mine.get(line, set()) | tests

    def is_run_on_import(self, mutant: Mutant) -> bool:
        """Tell whether the mutant's function is called while modules and tests are loaded."""
        return "" in self.lines.get(mutant.path, {}).get(mutant.line, set())

    def tests_of(self, mutant: Mutant) -> list[str]:
        """Give the tests that run a mutant's line, the fastest first; then others, as far as ten seconds reach.

        Others are those of files that run the mutant's module: what is remembered is worked out in one test and used in
        another, and of what is run on import some tests only look at what it made.
        """
        lines = self.lines.get(mutant.path, {})
        running = set(lines.get(mutant.line, set())) if mutant.function else set()
        files = {test.split("::")[0] for line in lines.values() for test in line if test}
        first = self._fastest({test for test in running if test})
        tests, seconds = first, 0.0
        for test in self._fastest({test for test in self.seconds if test.split("::")[0] in files} - {*first}):
            seconds += self.seconds[test]
            if not mutant.function or "" in running or seconds < _SECOND_LOOK_SECONDS:
                tests.append(test)
        return tests if running or not mutant.function else []

    def _fastest(self, tests: set[str]) -> list[str]:
        known = (test for test in tests if self.seconds.get(test, 0.0) < _LONGEST_SECONDS)
        return sorted(known, key=lambda test: (self.seconds.get(test, 0.0), test))

    def seconds_of(self, tests: list[str]) -> float:
        """Give how long tests take together."""
        return sum(self.seconds.get(test, 0.0) for test in tests)


class _Session:
    """Runs something in place of the tests that were collected."""

    def __init__(self, work: Callable[[dict[str, pytest.Item]], int]) -> None:
        self._work = work
        self.code = KILLED

    def pytest_configure(self, config: pytest.Config) -> None:
        """Look for no smaller example once one has failed."""
        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutants", settings.get_profile("repeatable"), phases=phases, database=None)
        settings.load_profile("mutants")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Do the work with the tests by their names."""
        self.code = KILLED if session.testsfailed else self._work({item.nodeid: item for item in session.items})
        return True


def loaded_session(
    target: Target, work: Callable[[dict[str, pytest.Item]], int], tests: list[str] | None = None
) -> int:
    """Load the tests of a target and do something with them; give its exit code, or KILLED where they cannot be loaded.

    Args:
        target: Whose tests.
        work: What is done, with the tests by their names.
        tests: Names of tests; only files that have one of them are loaded. None: all files.
    """
    files = target.tests() if tests is None else list(dict.fromkeys(test.split("::")[0] for test in tests))
    session = _Session(work)
    quiet = ("-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:terminal")
    options = ("-o", "tmp_path_retention_policy=none", "-o", "addopts=")
    # Plugins were loaded with the libraries, and their assertions are not what is tried.
    warnings = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
    pytest.main([*quiet, *options, *warnings, "-k", target.left_out, *map(str, files)], plugins=[session])
    return session.code


class _Judgement:
    """Ends the process with the first test that fails."""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            os._exit(KILLED)


def judge(items: list[pytest.Item]) -> int:
    """Run tests; the process ends with KILLED where one fails."""
    if not items:
        return SURVIVED
    items[0].config.pluginmanager.register(_Judgement())
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
    return SURVIVED


def learn_reach(target: Target, tests: Path, file: Path) -> int:
    """Run every test of a file of a target once; write to another file what each runs, as a `Reach`."""
    seen = Coverage(data_file=None, config_file=False, include=[f"{Path.cwd()}/src/matcher/*"])
    seen.start()
    clock = _Clock(seen)
    loaded_session(target, clock.run, [str(tests)])
    seen.stop()
    data = seen.get_data()
    lines: dict[str, dict[int, set[str]]] = {}
    for path in data.measured_files():
        by_line: dict[int, set[str]] = defaultdict(set)
        for line, contexts in data.contexts_by_lineno(path).items():
            by_line[line] |= set(contexts)
        lines[str(Path(path).relative_to(Path.cwd()))] = dict(by_line)
    assert not clock.failed, f"these fail without any mutant: {clock.failed}"
    file.write_bytes(pickle.dumps(Reach(lines, clock.seconds)))
    return SURVIVED


class _Clock:
    """Runs tests one by one, each as a context of what is seen."""

    def __init__(self, seen: Coverage) -> None:
        self._seen = seen
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []

    def run(self, items: dict[str, pytest.Item]) -> int:
        """Run the tests."""
        every = list(items.values())
        if not every:
            return SURVIVED
        every[0].config.pluginmanager.register(self)
        for item, following in zip(every, [*every[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        return SURVIVED

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Note what a test runs and how long it takes."""
        before = time.process_time()
        self._seen.switch_context(item.nodeid)
        result = yield
        self.seconds[item.nodeid] = time.process_time() - before
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what fails."""
        if report.failed:
            self.failed.append(f"{report.nodeid}: {report.longreprtext[-400:]}")
