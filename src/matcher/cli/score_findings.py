"""How `matcher score` shows the scores of findings."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.cli.printing import out, print_table
from matcher.measure import FindingsScore, RuleScore

_COLUMNS = ["rules", "true", "found", "exact", "in doubt", "false", "precision", "recall", "look-alikes", "standing",
            "undecidable", "standing", "too severe"]  # fmt: skip


def print_findings_scores(scores: Sequence[FindingsScore]) -> None:
    """Print per set of links the scores of all rules; of the run's own links also each rule and each exemption."""
    for score in scores:
        print_table(f"findings, links: {score.links}", _COLUMNS, [_cells(row) for row in score.groups])
    if not scores:
        return
    first = scores[0]
    print_table(f"rules, links: {first.links}", _COLUMNS, [_cells(row) for row in first.rules])
    _print_rules_side_by_side(scores)
    columns = ["exemption", "look-alikes", "lifted by it", "by another", "not hit", "standing"]
    rows = [
        (one.exemption_code or "none: no hit", one.look_alikes, one.lifted, one.lifted_by_another, one.not_hit,
         one.standing)
        for one in first.decoys
    ]  # fmt: skip
    print_table(f"look-alikes by what makes them lawful, links: {first.links}", columns, rows)
    if first.not_scored:
        told = ", ".join(f"{code} {count:,}" for code, count in first.not_scored.items())
        out.print(f"not scored, since the truth names no case of them: {told}", markup=False)


def _print_rules_side_by_side(scores: Sequence[FindingsScore]) -> None:
    """Print precision and recall of each rule on all links beside one another."""
    if len(scores) < 2:
        return
    found = {score.links: {row.group: row for row in score.rules} for score in scores}
    rows = []
    for code in sorted({row.group for score in scores for row in score.rules}):
        cells = [cell for rules in found.values() for cell in _shares(rules.get(code))]
        rows.append((code, *cells))
    columns = ["rule", *(f"{links}: {what}" for links in found for what in ("precision", "recall"))]
    print_table("rules on all links", columns, rows)


def _shares(row: RuleScore | None) -> tuple[str, str]:
    return ("", "") if row is None else (_share(row.precision), _share(row.recall))


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _count(value: int | None) -> object:
    return "" if value is None else value


def _cells(row: RuleScore) -> tuple[object, ...]:
    return (
        row.group,
        _count(row.true_cases),
        row.found,
        row.exact,
        _count(row.missed_in_doubt),
        row.false_findings,
        _share(row.precision),
        _share(row.recall),
        _count(row.look_alikes),
        row.look_alikes_standing,
        _count(row.undecidable),
        row.undecidable_standing,
        row.undecidable_too_severe,
    )
