"""Count the trials of rules: rows on trial, each in every month. Of rules that try the same they are counted once.

Runs SQL on the views of the bucket that is open.
"""

from __future__ import annotations

from collections.abc import Sequence

from matcher.engine.base import SqlStep
from matcher.engine.kernel import Connection, Kernel
from matcher.evaluate.compile import trials_step
from matcher.evaluate.one_rule import Prepared


def trials_of(rules: Sequence[Prepared], kernel: Kernel) -> list[int]:
    """Count the trials of each rule.

    Args:
        rules: Rules.
        kernel: Has the bucket.
    """
    asked = [trials_step(rule.plan, rule.window) for rule in rules]
    alike = {_question(step): step for step in asked}
    counted = dict(zip(alike, kernel.share(_counted, list(alike.values())), strict=True))
    return [counted[_question(step)] for step in asked]


def _question(step: SqlStep) -> tuple[object, ...]:
    return step.sql, *sorted(step.values.items())


def _counted(connection: Connection, step: SqlStep) -> int:
    (trials,) = connection.fetch(step.sql, step.values)["trials"].to_pylist()
    return int(trials)
