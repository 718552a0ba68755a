"""The page on what is covered is so: its rules and files exist, and no rule and no code is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.evaluate.configuration import book

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/coverage.md"
CATALOGUE = {"A": 40, "B": 70, "C": 10, "Q": 24}
STATES = {"works", "partly", "not yet"}


def rows() -> dict[str, list[str]]:
    """The rows of all tables, by their first cell."""
    found: dict[str, list[str]] = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.fullmatch(r"\d+|R\d|[ABCQ]\d{2}", cells[0]):
            assert cells[0] not in found
            found[cells[0]] = cells
    return found


def named_rules(cells: list[str]) -> set[str]:
    """The rules that a row names: words in code style that are no command, column or file."""
    return {name for name in re.findall(r"`([a-z0-9_]+)`", cells[3]) if name in {rule.rule for rule in book().rules}}


def test_every_mechanism_figure_and_code_has_a_row_with_a_state():
    wanted = {str(number) for number in range(1, 43)} | {f"R{number}" for number in range(1, 9)}
    wanted |= {f"{kind}{number:02d}" for kind, count in CATALOGUE.items() for number in range(1, count + 1)}

    assert set(rows()) == wanted
    assert {cells[2] for cells in rows().values()} <= STATES


@pytest.mark.parametrize("code", sorted({rule.code for rule in book().rules}))
def test_the_row_of_a_code_names_its_rules(code: str):
    """A rule that nobody wrote down here, or one under another code, is told."""
    ours = {rule.rule for rule in book().rules if rule.code == code}
    cells = rows()[code]

    assert named_rules(cells) == ours
    assert cells[2] != "not yet"


def test_a_code_that_works_without_a_rule_names_a_file_that_does_it():
    for code, cells in rows().items():
        if re.fullmatch(r"[ABCQ]\d{2}", code) and cells[2] != "not yet" and not named_rules(cells):
            assert re.search(r"src/matcher/\S+\.py", cells[3]), code


def test_code_style_words_in_the_catalogue_that_look_like_rules_are_rules():
    """A rule that was renamed or taken out leaves no name behind."""
    listed = re.compile(r"`([a-z0-9]+(?:_[a-z0-9]+){2,})`")
    known = {rule.rule for rule in book().rules}
    named = {name for code, cells in rows().items() if code[0] in CATALOGUE for name in listed.findall(cells[3])}

    assert named - known == set()


def test_files_that_the_page_names_exist():
    text = PAGE.read_text(encoding="utf-8")
    paths = set(re.findall(r"\b(?:src|tests|docs|pipelines|schemas)/[\w/.-]*\w", text))

    assert len(paths) > 20
    assert {path for path in paths if not (ROOT / path).exists()} == set()


def test_every_rule_has_cases():
    assert {rule.rule for rule in book().rules if not (ROOT / f"tests/cases/{rule.rule}.yaml").exists()} == set()
