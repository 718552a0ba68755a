"""The tables of what became of each rule, and of what a reform would change, as commands print them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Final

from matcher.cli.printing import out, print_table
from matcher.config.rule import Rule
from matcher.evaluate import Difference

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


_DIFFERENCE_TITLES: Final = ["county", "code", "rule", "findings before", "after", "new", "gone", "changed",
                             "yuan before", "yuan after", "yuan more"]  # fmt: skip


def difference_record(difference: Difference) -> dict[str, object]:
    """Give a difference as JSON takes it: amounts as text, so that no digit is lost."""
    values = {**asdict(difference), "amount_change_cny": difference.amount_change_cny}
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()}


def print_differences(rules: Sequence[Rule], differences: Sequence[Difference]) -> None:
    """Print what a reform would change, by county and rule; what stays the same is left out, and counted."""
    titles = {rule.rule: rule.title.zh for rule in rules}
    changed = [one for one in differences if one.appeared or one.gone or one.changed]
    rows = [
        (one.area_code, one.catalogue_code, titles[one.rule_id], one.findings_before, one.findings_after,
         one.appeared, one.gone, one.changed, one.amount_before_cny, one.amount_after_cny, one.amount_change_cny)
        for one in changed
    ]  # fmt: skip
    print_table("What the reform would change", _DIFFERENCE_TITLES, rows)
    same = len(differences) - len(changed)
    out.print(f"{same} rules of counties stay as they are", markup=False)
