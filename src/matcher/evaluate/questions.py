"""What several rules ask alike, and is answered once for all of them: which months of which lists were delivered.

Each bucket counts whom its rows show; of the counts of all buckets together the answer is made. Runs SQL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from matcher.engine.base import SqlStep, quote_identifier
from matcher.engine.kernel import Connection, Kernel
from matcher.evaluate.absence import counted_name, seen_name, seen_steps
from matcher.evaluate.book import Trial
from matcher.evaluate.compile import compile_rule
from matcher.evaluate.one_rule import Prepared, no_parameter_missing, parameters_of
from matcher.evaluate.parameters import PolicyBook
from matcher.evaluate.plan import FactPlan, RulePlan
from matcher.evaluate.preparing import Ground, open_bucket
from matcher.evaluate.views import laid_name
from matcher.evaluate.working import Window

_COUNT: Final = "shown"

Question = tuple[object, ...]
"""What is asked, whatever the rule calls the fact."""


@dataclass(frozen=True)
class Questions:
    """The questions of some rules."""

    asked: Sequence[Mapping[str, Question]]
    """By rule: the step that the answer takes the place of, and the question."""
    counts: Mapping[Question, SqlStep]
    """What a bucket counts: some columns, and `shown`, how many persons or rows."""
    answers: Mapping[Question, SqlStep]
    """What is told from all counts."""
    tables: frozenset[str]
    """Model tables that are counted."""


def prepared_rules(
    plans: Sequence[RulePlan], policies: PolicyBook, regions: Mapping[str, set[str]], trial: Trial
) -> list[Prepared]:
    """Write the SQL of rules, and look their parameters up.

    Args:
        plans: The rules.
        policies: Local policy.
        regions: By subject table: the areas of its rows.
        trial: Region and months of the run.
    """
    prepared = []
    for plan in plans:
        window = Window.of(plan.rule, trial)
        parameters = parameters_of(plan, policies, window, regions.get(plan.rule.subject.table, {trial.region}))
        prepared.append(Prepared(plan, window, tuple(compile_rule(plan, window)), parameters))
    return prepared


def questions_of(rules: Sequence[Prepared]) -> Questions:
    """Gather what rules ask of the months that were seen."""
    asked: list[dict[str, Question]] = []
    counts: dict[Question, SqlStep] = {}
    answers: dict[Question, SqlStep] = {}
    for rule in rules:
        asked.append({})
        for fact in rule.plan.relying():
            count, answer = seen_steps(rule.window, fact)
            question = _question(fact, count, answer)
            asked[-1][seen_name(fact)] = question
            counts[question], answers[question] = count, answer
    tables = frozenset(fact.fact.table for rule in rules for fact in rule.plan.relying())
    return Questions(asked, counts, answers, tables)


def count_seen(questions: Questions, ground: Ground, kernel: Kernel) -> list[pa.Table]:
    """Count what each bucket shows, by question."""
    parts: list[list[pa.Table]] = [[] for _ in questions.counts]
    steps = list(questions.counts.values())
    for bucket in range(ground.laid.buckets):
        open_bucket(ground, bucket, kernel, only=questions.tables)
        shown = kernel.share(lambda side, step: side.fetch(step.sql, step.values), steps)
        for counted, table in zip(parts, shown, strict=True):
            counted.append(table)
    return [added(counted) for counted in parts]


def added(counted: Sequence[pa.Table], less: pa.Table | None = None) -> pa.Table:
    """Add counts up, and take others away; what is left at nothing is left out.

    Args:
        counted: Tables of some columns and `shown`.
        less: Counts that are taken away.
    """
    parts = list(counted)
    if less is not None:
        place = less.column_names.index(_COUNT)
        parts.append(less.set_column(place, less.schema.field(place), pc.negate(less[_COUNT])))
    together = pa.concat_tables(parts, promote_options="permissive")
    keys = [name for name in together.column_names if name != _COUNT]
    sums = together.group_by(keys, use_threads=False).aggregate([(_COUNT, "sum")])
    named = sums.rename_columns([*keys, _COUNT]).select(together.column_names)
    order = [(name, "ascending") for name in keys]
    return named.filter(pc.not_equal(named[_COUNT], 0)).sort_by(order).combine_chunks()


def answered(questions: Questions, counted: Sequence[pa.Table], kernel: Kernel) -> list[pa.Table]:
    """Tell which months were seen, by question."""

    def answer(side: Connection, one: tuple[Question, pa.Table]) -> pa.Table:
        question, table = one
        step, name = questions.answers[question], questions.counts[question].name
        side.register(name, table)
        try:
            return side.fetch(step.sql, step.values)
        finally:
            side.forget([name])

    tables = kernel.share(answer, list(zip(questions.counts, counted, strict=True)))
    return [table.sort_by([("trial_month", "ascending")]) for table in tables]


def given_answers(rules: Sequence[Prepared], questions: Questions, answers: Sequence[pa.Table]) -> list[Prepared]:
    """Give rules with the answers to what they ask."""
    seen = dict(zip(questions.counts, answers, strict=True))
    return [
        replace(rule, given=no_parameter_missing(rule.parameters) | {name: seen[one] for name, one in names.items()})
        for rule, names in zip(rules, questions.asked, strict=True)
    ]


def regions_of(plans: Sequence[RulePlan], region: str, ground: Ground, kernel: Kernel) -> dict[str, set[str]]:
    """Find the areas of the rows on trial, by table, for rules with parameters; the run's own is among them."""
    regions: dict[str, set[str]] = {}
    for table in sorted({plan.rule.subject.table for plan in plans if plan.parameters}):
        ground.look_at_all([table], kernel)
        found = kernel.fetch(f"SELECT DISTINCT region_code FROM {quote_identifier(laid_name(table))}")
        regions[table] = {region, *found["region_code"].to_pylist()}
    return regions


def _question(fact: FactPlan, count: SqlStep, answer: SqlStep) -> Question:
    name = quote_identifier(fact.name)
    sql = count.sql.replace(f"{name}.", "fact.").replace(f" AS {name}", " AS fact")
    values = sorted((count.values | answer.values).items())
    return (sql, answer.sql.replace(counted_name(fact), "counted"), *values)
