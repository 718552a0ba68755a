"""SECURITY.md names, for each threat, the test that shows what stops it: tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def threats() -> list[list[str]]:
    """The rows of the table of threats: number, threat, what stops it, what shows it."""
    table = PAGE.split("## What stops them, and what shows it")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if re.match(r"\| \d ", line)]
    assert rows
    return rows


def test_every_threat_names_tests_that_are_there():
    """Each path is a file or a folder with tests."""
    for number, threat, _, shown_by in threats():
        paths = re.findall(r"`(tests/[^`]+)`", shown_by)
        assert paths, (number, threat)
        for path in paths:
            assert (ROOT / path).exists(), path


def test_every_adversary_is_answered():
    """None is named and then forgotten."""
    adversaries = re.findall(r"^(\d)\. \*\*", PAGE, flags=re.MULTILINE)

    assert sorted({row[0] for row in threats()}) == adversaries


def test_the_page_counts_the_gallery_as_it_is():
    """A figure that grew is told."""
    gallery = (ROOT / "tests" / "ingest" / "gallery" / "cases.yaml").read_text(encoding="utf-8")

    assert f"({len(re.findall('^- file:', gallery, flags=re.MULTILINE))} small files" in PAGE
