"""The tree keeps its own rules: small files, small functions, no addresses of machines."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted(path for folder in ("src", "docs") for path in (ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_source_file_has_one_idea(path: Path):
    """No file over 300 lines, no function over 50."""
    text = path.read_text(encoding="utf-8")
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = [node.name for node in functions if (node.end_lineno or node.lineno) - node.lineno + 1 > 50]

    assert len(text.splitlines()) <= 300
    assert long == []


def test_pins_name_no_address():
    """Requirements install from wherever pip is told to look."""
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        assert "://" not in path.read_text(encoding="utf-8")
