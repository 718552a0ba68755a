"""The table of rules and what became of each, as `matcher run` and `matcher evaluate` print it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from matcher.cli.printing import print_table
from matcher.config.rule import Rule

_COUNTED: Final = ("trials", "hits", "findings", "exempted", "cannot_tell")
_TITLES: Final = ["code", "rule", "months tried", "months hit", "findings", "exempted", "cannot tell"]


def print_outcomes(rules: Sequence[Rule], outcomes: Mapping[str, Mapping[str, int]]) -> None:
    """Print what became of each rule, by catalogue code."""
    titles = {rule.rule: rule for rule in rules}
    rows = [
        (titles[rule_id].code, titles[rule_id].title.zh, *_cells(counts))
        for rule_id, counts in sorted(outcomes.items(), key=lambda item: (titles[item[0]].code, item[0]))
    ]
    print_table("Rules", _TITLES, rows)


def _cells(counts: Mapping[str, int]) -> list[int | str]:
    """Give the counts of one rule; one that was not judged has none, not 0."""
    if _counted(counts, "not_judged"):
        return ["–" for _ in _COUNTED]
    return [_counted(counts, key) for key in _COUNTED]


def _counted(counts: Mapping[str, int], key: str) -> int:
    """Add up a count and its parts: `exempted:E05`, `exempted:E06`."""
    return sum(count for name, count in counts.items() if name.split(":")[0] == key)
