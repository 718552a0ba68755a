"""Findings by rule: the rows that the overview shows the first of, and the sheet of all of them where they are many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from matcher.report import catalogue, codes
from matcher.report.contents import Contents
from matcher.report.facts import RunFacts, title_of
from matcher.report.overview_lines import quiet_rules_line, run_line
from matcher.report.sheet import TABLE_HEADER_ROW, Column, Heading, Sheet
from matcher.report.summary import Summary, Total
from matcher.report.wording import Wording

MOST_ON_OVERVIEW: Final = 12
"""Rules that fit the overview's first page beside the figures; more have a sheet of their own, whose header is printed
on each page."""


@dataclass(frozen=True)
class CountedRule:
    """One rule with a finding, or the sum of one side."""

    code: str
    title: str
    kind: str
    total: Total
    exempted: int
    responsible: str
    is_quality: bool = False
    """Whether it speaks of the data, not of what anybody was paid."""
    is_sum: bool = False


def counted_rules(summary: Summary, facts: RunFacts, wording: Wording) -> list[CountedRule]:
    """Give every rule with a finding, exempted ones included, in the order of their codes."""
    rules = {rule.rule: rule for rule in facts.rules}
    lifted = summary.exempted_by_rule
    return [
        CountedRule(
            code=rules[name].code,
            title=wording.say(rules[name].title),
            kind=wording.say_code(codes.KINDS, rules[name].kind),
            total=total,
            exempted=lifted[name].findings,
            responsible=wording.say(title_of(facts.agency_titles, rules[name].responsible)),
            is_quality=rules[name].kind == "data_quality",
        )
        for name, total in summary.by_rule.items()
        if total.findings or lifted[name].findings
    ]


def foremost(lines: list[CountedRule]) -> list[CountedRule]:
    """Give those that the overview shows: all, or where they are too many those with most findings.

    What speaks of the data comes last: it is for the owners of the lists.
    """
    if len(lines) <= MOST_ON_OVERVIEW:
        return lines
    return sorted(lines, key=lambda line: (line.is_quality, -line.total.findings, line.code, line.title))[
        :MOST_ON_OVERVIEW
    ]


def sums(summary: Summary, wording: Wording) -> list[CountedRule]:
    """Give the sums: what was not paid and what was paid too much are told apart, since they do not make a sum."""
    sides = {True: catalogue.TOTAL_MISSING, False: catalogue.TOTAL_PAID}
    return [
        CountedRule(
            "", wording.say(label), "", summary.by_side[side], summary.exempted_by_side[side].findings, "", is_sum=True
        )
        for side, label in sides.items()
    ]


def write_by_rule(sheet: Sheet, contents: Contents) -> None:
    """Write all rules with a finding, and the sums."""
    wording, facts = contents.wording, contents.facts
    rows = counted_rules(contents.summary, facts, wording)
    heading = Heading(
        title=f"{wording.say(facts.pipeline_title)} · {wording.say(catalogue.SHEET_BY_RULE)}",
        subtitle=run_line(facts, wording),
        notice=wording.say(catalogue.OTHER_RULES_LINE, told=quiet_rules_line(len(rows), facts, wording)),
    )
    sheet.write_table(heading, _COLUMNS, [*rows, *sums(contents.summary, wording)], frozen=2)
    first = TABLE_HEADER_ROW + 1
    sheet.draw_bars(first, first + len(rows) - 1, _COLUMNS.index(_FINDINGS))


def _style(plain: str, of_sum: str) -> Callable[[CountedRule], str]:
    return lambda row: of_sum if row.is_sum else plain


_FINDINGS: Final[Column[CountedRule]] = Column(
    catalogue.FINDINGS, 14, lambda row: row.total.findings, _style("count", "total_count")
)
_COLUMNS: Final[tuple[Column[CountedRule], ...]] = (
    Column(catalogue.RULE_CODE, 9, lambda row: row.code, _style("centre", "total_text")),
    Column(catalogue.RULE_TITLE, 52, lambda row: row.title, _style("text", "total_text")),
    Column(catalogue.KIND, 14, lambda row: row.kind, _style("centre", "total_text")),
    _FINDINGS,
    Column(catalogue.PERSONS, 14, lambda row: row.total.persons, _style("count", "total_count")),
    Column(catalogue.AMOUNT, 20, lambda row: row.total.amount, _style("money", "total_money")),
    Column(catalogue.EXEMPTED, 14, lambda row: row.exempted, _style("count", "total_count")),
    Column(catalogue.RESPONSIBLE, 18, lambda row: row.responsible, _style("centre", "total_text")),
)
