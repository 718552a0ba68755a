"""The sheet of rules: what all findings of one rule share, said once."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.config.rule import Rule
from matcher.report import catalogue, codes
from matcher.report.facts import RunFacts
from matcher.report.leads import tried_words
from matcher.report.rule_words import RuleWords, law_of, rule_words
from matcher.report.sheet import Column, Heading, Sheet
from matcher.report.wording import Wording


@dataclass(frozen=True)
class RuleLine:
    """One rule, ready to be shown."""

    words: RuleWords
    kind: str
    law: str
    tried: str


def write_rules(sheet: Sheet, facts: RunFacts) -> None:
    """Write a line for each rule of the run, in the order of their codes."""
    wording = sheet.wording
    lines = [_line(rule, facts, wording) for rule in sorted(facts.rules, key=lambda rule: (rule.code, rule.rule))]
    heading = Heading(
        title=f"{wording.say(facts.pipeline_title)} · {wording.say(catalogue.SHEET_RULES)}",
        subtitle=wording.say(catalogue.AS_OF, as_of=facts.as_of.isoformat()),
        notice=wording.say(catalogue.RULES_NOTE),
    )
    sheet.write_table(heading, _COLUMNS, lines, frozen=2)


def _line(rule: Rule, facts: RunFacts, wording: Wording) -> RuleLine:
    words = rule_words(rule, facts, wording)
    laws = dict.fromkeys(law_of(rule, programme, facts, wording) for programme in rule.programmes)
    return RuleLine(
        words=words,
        kind=wording.say_code(codes.KINDS, rule.kind),
        law=wording.join_sentences(laws),
        # Of a rule it cannot be said that none applies: each finding says so by itself.
        tried=tried_words(words, wording, ()),
    )


_COLUMNS: tuple[Column[RuleLine], ...] = (
    Column(catalogue.RULE_CODE, 6, lambda line: line.words.code, "centre"),
    Column(catalogue.RULE_TITLE, 22, lambda line: line.words.title),
    Column(catalogue.KIND, 10, lambda line: line.kind, "centre"),
    Column(catalogue.WHY, 36, lambda line: line.words.reason, "small"),
    Column(catalogue.AMOUNT_BASIS, 28, lambda line: line.words.basis, "small"),
    Column(catalogue.TRIED, 44, lambda line: line.tried, "small"),
    Column(catalogue.LAW, 36, lambda line: line.law, "small"),
    Column(catalogue.TO_VERIFY, 40, lambda line: line.words.to_verify, "small"),
    Column(catalogue.RESPONSIBLE, 10, lambda line: line.words.responsible, "centre"),
)
