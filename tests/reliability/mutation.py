"""Do tests notice when the code is wrong? Try small wrong versions of it, one by one, and count what is noticed.

`python -m tests.reliability.mutation` prints the figures of every target, `--help` tells how to take a part, or again
those that were not noticed. A mutant is tried in a forked process, with the tests that run its line only, the fastest
first, until one fails. It is noticed (killed) where a test fails or does not end; the others are listed with their
places. What lies in a function is put into the running program; what is run on import is imported anew.
"""

from __future__ import annotations

import argparse
import ast
import gc
import hashlib
import json
import os
import pickle
import resource
import shutil
import signal
import sys
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from tempfile import gettempdir
from types import CodeType, FunctionType, ModuleType
from typing import Final

import pytest

from tests.reliability.mutants import Mutant, mutants_of, mutated, sample_of
from tests.reliability.mutation_targets import TARGETS, Target
from tests.reliability.mutation_tests import KILLED, SURVIVED, Reach, judge, learn_reach, loaded_session

_SEED: Final = 20251130
_ENOUGH: Final = 0.85
_RESULTS: Final = Path("build/mutants")
_LIBRARIES: Final = (
    "duckdb", "hypothesis", "jinja2", "numpy", "opencc", "polars", "pyarrow.compute", "pyarrow.parquet", "pydantic",
    "pypinyin", "pytest", "rapidfuzz", "sqlalchemy", "sqlglot", "typer", "xlsxwriter", "yaml",
)  # fmt: skip
"""Loaded once, before anything of the program: no mutant lives in them."""


def main() -> int:
    """Try the mutants that were asked for; give 1 where fewer than 85 % of a target's were noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", choices=[[], *TARGETS], help="names of targets; all by default")
    parser.add_argument("--sample", type=int, help="mutants per target, another number than is usual")
    parser.add_argument("--again", action="store_true", help="only those not noticed, or not tried, last time")
    parser.add_argument("--part", default="", help="only modules whose path has this in it")
    asked = parser.parse_args()
    for library in _LIBRARIES:
        __import__(library)
    _RESULTS.mkdir(parents=True, exist_ok=True)
    enough = True
    for name in asked.targets or TARGETS:
        target = TARGETS[name]
        everything = [mutant for path in target.modules() for mutant in mutants_of(path.read_text("utf-8"), str(path))]
        sample = sample_of(everything, asked.sample or target.sample, _SEED)
        chosen = [mutant for mutant in sample if asked.part in mutant.path]
        kept = _RESULTS / f"{name}.jsonl"
        if not asked.again:
            kept.unlink(missing_ok=True)
        known = _known(kept)
        left = [mutant for mutant in chosen if not known.get(mutant.key, "").startswith("killed")]
        began = _seconds()
        _try_all(target, left, kept)
        enough &= _tell(name, len(everything), chosen, _known(kept), _seconds() - began)
    return 0 if enough else 1


def _tell(name: str, all_there_are: int, tried: list[Mutant], known: dict[str, str], seconds: float) -> bool:
    """Print the figures of a target and where its survivors stand; say whether enough were noticed."""
    alive = [mutant for mutant in tried if not known[mutant.key].startswith("killed")]
    for mutant in sorted(alive, key=lambda mutant: (mutant.path, mutant.line)):
        change = f"{mutant.kind}: {mutant.before} -> {mutant.after}"
        print(f"  {known[mutant.key]}: {mutant.path}:{mutant.line} {mutant.function}: {change}")  # noqa: T201
    killed = len(tried) - len(alive)
    share = killed / max(1, len(tried))
    figures = f"{all_there_are} mutants, {len(tried)} tried, {killed} killed, {len(alive)} survived: {share:.1%}"
    print(f"{name}: {figures}; {seconds:.0f} processor seconds", flush=True)  # noqa: T201
    return share >= _ENOUGH


def _known(kept: Path) -> dict[str, str]:
    """Give what became of mutants, by their keys; the last trial of each counts."""
    lines = kept.read_text("utf-8").splitlines() if kept.exists() else []
    return {one["key"]: one["outcome"] for one in map(json.loads, lines)}


def _try_all(target: Target, mutants: list[Mutant], kept: Path) -> None:
    """Try mutants: those of functions in a process that has all loaded, the others each in one that loads it anew.

    Args:
        target: Whose they are.
        mutants: What is tried.
        kept: File that a line is added to for each.
    """
    reach = _reach_of(target)
    anew = [mutant for mutant in mutants if not mutant.function or reach.is_run_on_import(mutant)]
    swapped = [mutant for mutant in mutants if mutant not in anew]
    beside = _start(partial(loaded_session, target, partial(_swap_all, swapped, reach, kept)), quiet=False)
    _import_all(target, anew, reach, kept)
    ended = _wait(beside)
    assert ended == SURVIVED, f"the tests of {target.specification} cannot be loaded"
    known = _known(kept)
    _import_all(target, [mutant for mutant in swapped if known[mutant.key] == "anew"], reach, kept)


def _import_all(target: Target, mutants: list[Mutant], reach: Reach, kept: Path) -> None:
    for mutant in mutants:
        tests = reach.tests_of(mutant)
        _try(mutant, tests, partial(_judge_anew, target, mutant, tests), reach, kept)


def _seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _reach_of(target: Target) -> Reach:
    """Learn what the tests of a target run, file by file, or remember it where neither they nor its modules changed."""
    modules = hashlib.sha256(target.left_out.encode())
    for path in target.modules():
        modules.update(path.read_bytes())
    reach = Reach({}, {})
    for tests in target.tests():
        digest = modules.copy()
        digest.update(tests.read_bytes())
        file = _RESULTS / f"{digest.hexdigest()[:16]}.reach"
        if not file.exists():
            _wait(_start(partial(learn_reach, target, tests, file), quiet=False))
        reach.add(pickle.loads(file.read_bytes()))
    return reach


def _swap_all(mutants: list[Mutant], reach: Reach, kept: Path, items: dict[str, pytest.Item]) -> int:
    """Try mutants of functions in a process that has loaded everything."""
    threads = len(list(Path("/proc/self/task").iterdir()))
    assert threads == 1, f"{threads} threads: a forked process would wait for those it does not have"
    living = _functions({str(Path(mutant.path).resolve()) for mutant in mutants})
    gc.collect()
    gc.freeze()
    for mutant in mutants:
        path = Path(mutant.path).resolve()
        tests = [test for test in reach.tests_of(mutant) if test in items]
        code = compile(mutated(path.read_text("utf-8"), mutant.number), str(path), "exec")
        changed = _changed_functions(living, code)
        if tests and not changed:
            _keep(kept, mutant, "anew", 0.0)
        else:
            _try(mutant, tests, partial(_swapped, changed, [items[test] for test in tests]), reach, kept)
    return SURVIVED


def _functions(paths: set[str]) -> dict[tuple[str, str, int], list[FunctionType]]:
    """Find the living functions of modules, by file, qualified name and first line; imported names share them."""
    found: dict[tuple[str, str, int], list[FunctionType]] = defaultdict(list)
    for thing in gc.get_objects():
        if type(thing) is FunctionType and thing.__code__.co_filename in paths:
            code = thing.__code__
            found[code.co_filename, code.co_qualname, code.co_firstlineno].append(thing)
    return found


def _changed_functions(
    living: dict[tuple[str, str, int], list[FunctionType]], module: CodeType
) -> list[tuple[FunctionType, CodeType]]:
    """Give the living functions whose code is another in a module's mutant, each with that code."""
    inner = [module]
    for one in inner:
        inner += [constant for constant in one.co_consts if isinstance(constant, CodeType)]
    return [
        (function, code)
        for code in inner
        for function in living.get((code.co_filename, code.co_qualname, code.co_firstlineno), [])
        if function.__code__ != code and function.__code__.co_freevars == code.co_freevars
    ]


def _swapped(changed: list[tuple[FunctionType, CodeType]], items: list[pytest.Item]) -> int:
    """Judge a mutant after its code was given to every living function that it changes."""
    for function, code in changed:
        function.__code__ = code
    return judge(items)


class _Changed(MetaPathFinder):
    """Import one module from its mutant."""

    def __init__(self, mutant: Mutant) -> None:
        self._path = Path(mutant.path).resolve()
        self._name = ".".join(Path(mutant.path).with_suffix("").parts[1:]).removesuffix(".__init__")
        self._tree = mutated(self._path.read_text("utf-8"), mutant.number)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        loader = _Loader(fullname, str(self._path))
        loader.tree = self._tree
        return spec_from_file_location(fullname, self._path, loader=loader)


class _Loader(SourceFileLoader):
    tree: ast.Module

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.tree, self.path, "exec")


def _judge_anew(target: Target, mutant: Mutant, tests: list[str]) -> int:
    sys.meta_path.insert(0, _Changed(mutant))
    return loaded_session(target, lambda items: judge([items[test] for test in tests if test in items]), tests)


def _try(mutant: Mutant, tests: list[str], trial: Callable[[], int], reach: Reach, kept: Path) -> None:
    if not tests:
        _keep(kept, mutant, "not reached", 0.0)
        return
    before = _seconds()
    limit = reach.seconds_of(tests)
    code = _wait(_start(trial, quiet=True, limit=int(3 * limit) + 20), until=time.monotonic() + 40 * limit + 200)
    _keep(kept, mutant, {SURVIVED: "survived", KILLED: "killed"}.get(code, "killed by time"), _seconds() - before)


def _keep(kept: Path, mutant: Mutant, outcome: str, seconds: float) -> None:
    """Add a line: killed, killed by time, survived, not reached (no test runs its line), anew (it must be imported)."""
    with kept.open("a", encoding="utf-8") as file:
        line = {"outcome": outcome, "seconds": round(seconds, 2), **asdict(mutant)}
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _start(work: Callable[[], int], *, quiet: bool, limit: int | None = None) -> int:
    """Begin something in a forked process; give its number.

    Args:
        work: Gives the exit code.
        quiet: Whether nothing that it says is seen.
        limit: Seconds of the processor that it may take.
    """
    child = os.fork()
    if child:
        return child
    code = KILLED
    try:
        os.setpgid(0, 0)
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(_place_of(os.getpid()))
        _place_of(os.getpid()).mkdir(parents=True)
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        if quiet:
            nowhere = os.open(os.devnull, os.O_RDWR)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
        code = work()
    except BaseException:  # noqa: BLE001 - told where it happened: the process that waits learns a number only
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _place_of(process: int) -> Path:
    """Give where a process has its temporary files: in a place for all, pytest of one removes those of another."""
    return Path(gettempdir(), f"mutants-{process}")


def _wait(child: int, until: float = float("inf")) -> int:
    """Wait for a process until it ends, or end it; give its exit code, or the negative number of a signal."""
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            shutil.rmtree(_place_of(child), ignore_errors=True)
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > until:
            os.killpg(child, signal.SIGKILL)
        time.sleep(0.01)


if __name__ == "__main__":
    sys.exit(main())
