"""Evaluates all cases of one rule in few runs, together with variants of the rule that lack something.

A run costs a third of a second however few its rows are, and a rule beside another in it a tenth of that: so cases
with equal horizons and policy share one, each with its own people, and the rule's variants stand in it under names of
their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher.config.rule import Rule
from matcher.evaluate import RuleBook
from tests.evaluate.adding_up import not_adding_up
from tests.evaluate.case_records import Case, records_of
from tests.evaluate.cases import apart, evaluate_book, found_doubts, found_findings, told_by, with_others
from tests.evaluate.configuration import book


@dataclass(frozen=True)
class Found:
    """What a case gave, in the form that cases say it."""

    findings: list[tuple[str, ...]]
    doubts: list[tuple[str, str]]


@dataclass(frozen=True)
class Variant:
    """A rule that lacks something, and the cases that are to show it."""

    name: str
    """Its own, which no other rule has."""
    rules: tuple[Rule, ...]
    """The rule under this name, in all its versions."""
    cases: frozenset[str]
    """Cases of the rule, by name: it is judged beside these."""


def evaluate_together(
    cases: Sequence[Case], folder: Path, variants: Sequence[Variant] = ()
) -> dict[str, dict[str, Found]]:
    """Evaluate a rule and its variants on cases of the rule.

    Args:
        cases: All of one rule.
        folder: Where the tables of the runs are written.
        variants: Variants of the rule.

    Returns:
        By the name of the rule or variant, and by case: what was found.
    """
    rule = cases[0].rule
    runs: dict[str, list[tuple[int, Case]]] = {}
    for number, case in enumerate(cases):
        runs.setdefault(repr((case.trial.region, case.horizons, case.policy)), []).append((number, case))
    found: dict[str, dict[str, Found]] = {name: {} for name in (rule, *(variant.name for variant in variants))}
    for run, numbered in enumerate(runs.values()):
        asked = [variant for variant in variants if not variant.cases.isdisjoint(str(case) for _, case in numbered)]
        whole, inside = apart(numbered), folder / str(run)
        evaluated = evaluate_book(whole, records_of(whole, inside), inside, _book_of(rule, asked))
        assert not_adding_up(evaluated.findings, evaluated.calculations) == []
        for name in (rule, *(variant.name for variant in asked)):
            told = told_by(name, evaluated)
            findings, doubts = found_findings(told), found_doubts(told)
            found[name] |= {str(case): _found_of(number, findings, doubts) for number, case in numbered}
    return found


def _book_of(rule: str, variants: Sequence[Variant]) -> RuleBook:
    """The rule, those that it yields to, and its variants, which yield to the same."""
    others = with_others(rule, book())
    shipped = tuple(one for one in book().rules if one.rule in others)
    return RuleBook(shipped + tuple(one for variant in variants for one in variant.rules), book().exemptions)


def _found_of(number: int, findings: Sequence[tuple[str, ...]], doubts: Sequence[tuple[str, str]]) -> Found:
    """What was said of the people of one case, by the names that it gives them."""
    mark = f"@{number}"
    return Found(
        [(one.removesuffix(mark), *rest) for one, *rest in findings if one.endswith(mark)],
        [(one.removesuffix(mark), reason) for one, reason in doubts if one.endswith(mark)],
    )
