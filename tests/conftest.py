"""How tests run here: hypothesis takes the same examples every time, and what takes longest begins first."""

from __future__ import annotations

import os
import sys

os.environ["OPENPYXL_LXML"] = "False"  # before it is loaded: with lxml, files that tests make have other bytes

import pytest
from hypothesis import settings

# Where it is set, each process that a test starts would compile the whole program anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")

LONGEST_FIRST = (
    "tests/evaluate/test_rule_cases.py",
    "tests/end_to_end/",
    "tests/evaluate/",
    "tests/link/",
    "tests/synth/",
)
"""Workers take whole files: one of minutes that came last would leave the others without work."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first; within a rank the order stays as it is."""
    items.sort(key=lambda item: _rank(item.nodeid))


def pytest_sessionfinish() -> None:
    """Write down what was covered while there is time: a worker that ends slowly is killed after ten seconds."""
    coverage = sys.modules.get("coverage")
    running = coverage.Coverage.current() if coverage else None
    if running is not None:
        running.save()


def _rank(nodeid: str) -> int:
    return next((rank for rank, start in enumerate(LONGEST_FIRST) if nodeid.startswith(start)), len(LONGEST_FIRST))
