"""Files that only ever grow."""

from __future__ import annotations

import pytest

from matcher.errors import UsageError
from matcher.storage.lines import append_lines, read_lines


def test_lines_are_added_and_read_in_order(tmp_path):
    """Whatever letters they hold."""
    path = tmp_path / "folder" / "given.jsonl"

    append_lines([{"a": 1}], path)
    append_lines([{"a": "王\u2028\n科长"}, {"b": None}], path)
    append_lines([], path)

    assert read_lines(path) == [{"a": 1}, {"a": "王\u2028\n科长"}, {"b": None}]
    assert oct(path.stat().st_mode & 0o777) == "0o600"


def test_what_is_not_there_is_empty(tmp_path):
    """Nobody was asked yet."""
    assert read_lines(tmp_path / "given.jsonl") == []


@pytest.mark.parametrize("line", ["{", "[1]", '{"a": \ufffd}'])
def test_a_damaged_line_is_named(tmp_path, line):
    """By file and line."""
    path = tmp_path / "given.jsonl"
    path.write_text('{"a": 1}\n' + line + "\n", encoding="utf-8")

    with pytest.raises(UsageError) as caught:
        read_lines(path)

    assert caught.value.faults[0].where == f"{path}:2"
