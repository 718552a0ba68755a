"""docs/errors.md explains each error that a person can meet."""

import re
from pathlib import Path

import pytest

from matcher import errors

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")


def error_classes():
    found = [value for value in vars(errors).values() if isinstance(value, type)]
    return [value for value in found if issubclass(value, errors.MatcherError)]


@pytest.mark.parametrize("error", error_classes(), ids=lambda error: error.__name__)
def test_each_error_has_an_entry(error):
    """What it is, why it happens and how to mend it, under its code, with its exit code."""
    entry = PAGE.partition(f"\n## {error.code} · {error.__name__}\n")[2].partition("\n## ")[0]
    exit_row = re.search(rf"^\| {error.exit_code} \|.*$", PAGE, flags=re.MULTILINE)

    assert [part for part in ("**What.**", "**Why.**", "**How to mend.**") if part not in entry] == []
    assert exit_row is not None
    assert f"`{error.code}`" in exit_row[0]


def test_each_code_in_the_program_stands_for_one_class():
    """A code that two errors share, or that only the program knows, cannot be looked up."""
    codes = [error.code for error in error_classes()]
    written = {
        code
        for path in (ROOT / "src").rglob("*.py")
        for code in re.findall(r"MATCH-[A-Z]\d{3}", path.read_text(encoding="utf-8"))
    }

    assert len(codes) == len(set(codes))
    assert written == set(codes)


def test_the_page_tells_no_fault_that_has_no_example():
    """An entry outlives its fault otherwise."""
    told = set(re.findall(r"^\| `([a-z_0-9]+)` \|", PAGE, flags=re.MULTILINE))
    examples = {path.stem for path in (ROOT / "tests" / "broken_configs").glob("*.yaml")}

    assert told == examples
