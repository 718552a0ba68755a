"""The SQL that rules become: written down once per rule, and never a nested loop."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from matcher.engine.base import SqlStep
from matcher.engine.kernel import Kernel
from matcher.evaluate.compile import PARAMETERS
from matcher.evaluate.in_use import bucket_steps, in_use
from matcher.evaluate.one_rule import parameters_of, rule_steps
from matcher.evaluate.parameters import read_policies
from matcher.evaluate.plan import RulePlan
from matcher.evaluate.preparing import open_bucket, prepare
from matcher.evaluate.relations import wide_steps
from matcher.evaluate.views import laid_name, piece_sql
from matcher.evaluate.working import Window
from tests.evaluate.case_records import Case, records_of
from tests.evaluate.cases import read_cases
from tests.evaluate.configuration import ROOT, TRIAL, book, model, plan_of, policies

GOLDEN = ROOT / "tests/golden/evaluate"
RULES = [rule.rule for rule in book().rules]
REVIEWED = sorted(path.stem for path in GOLDEN.glob("*.sql"))
"""Rules whose SQL is written down: between them they use each construct of the language."""
SLOW_JOINS = ("nested loop", "cross product", "blockwise", "nl join", "ie join", "iejoin", "piecewise")


@cache
def first_cases() -> dict[str, Case]:
    """One case of each rule."""
    return {case.rule: case for case in reversed(read_cases())}


def laying_steps(plan: RulePlan) -> list[SqlStep]:
    """What is kept of the rows of each table, and who is kin to whom."""
    use = in_use([plan])
    pieces = [SqlStep(laid_name(table), piece_sql(table, columns, 0)) for table, columns in sorted(use.columns.items())]
    return [*pieces, *wide_steps(use.relations, use.unnamed, 0)]


@pytest.mark.parametrize("rule", REVIEWED)
def test_the_golden_sql_of_a_rule_is_as_it_was_reviewed(rule: str):
    """A change of any rule's SQL is seen in review, whatever it was that changed it. `make golden` writes it anew."""
    plan = plan_of(rule)
    steps = [*laying_steps(plan), *bucket_steps(in_use([plan])), *rule_steps(plan, Window.of(plan.rule, TRIAL))]
    written = "\n\n".join(f"-- {step.name}\n{step.sql};" for step in steps) + "\n"

    golden = GOLDEN / f"{rule}.sql"

    if os.environ.get("REWRITE_GOLDEN") == "1":
        golden.write_text(written, encoding="utf-8")

    assert golden.read_text(encoding="utf-8") == written


@pytest.mark.parametrize("rule", RULES)
def test_no_step_of_a_rule_joins_by_trying_every_pair(rule: str, tmp_path: Path):
    """A nested loop over a county is a night; over a province it never ends."""
    plan = plan_of(rule)
    records = records_of(first_cases()[rule], tmp_path)
    window, values = Window.of(plan.rule, TRIAL), read_policies(policies())
    plans = []
    with Kernel(folders=[tmp_path], threads=1) as kernel:
        open_bucket(prepare(records, [plan], model=model(), trial=TRIAL, kernel=kernel), 0, kernel)
        kernel.register(PARAMETERS, parameters_of(plan, values, window, {TRIAL.region}))
        use = in_use([plan])
        shared = [*wide_steps(use.relations, use.unnamed, 0), *bucket_steps(use)]
        for step in [*shared, *rule_steps(plan, window)]:
            plans.append((step.name, kernel.explain(step).lower()))
            kernel.run([step])

    slow = [f"{name}: {join}" for name, text in plans for join in SLOW_JOINS if join in text]

    assert not slow
    assert any("hash join" in text for _, text in plans)
