"""Lines that the workbook's overview and the page say alike: the run, the steps from rows to people, what is new.

Pure.
"""

from __future__ import annotations

from typing import Final

from matcher.config.base import Text
from matcher.report import catalogue
from matcher.report.facts import FileFacts, NotLookedUp, RunFacts
from matcher.report.places import township_name
from matcher.report.rule_words import exemption_words
from matcher.report.summary import NOTHING, Summary
from matcher.report.wording import Wording, figure

_STATUSES: Final = ("new", "continuing", "returned")


def run_line(facts: RunFacts, wording: Wording) -> str:
    """Say which run it is: dates, months, run, program, and the checkpoint that makes its reader a witness."""
    parts = [
        wording.say(catalogue.AS_OF, as_of=facts.as_of.isoformat()),
        wording.say(catalogue.PERIOD, first=facts.first_month, last=facts.last_month),
        wording.say(catalogue.RUN, run_id=facts.run_id),
        wording.say(catalogue.PROGRAM, version=facts.program_version),
    ]
    if facts.checkpoint:
        parts.append(wording.say(catalogue.CHECKPOINT, checkpoint=facts.checkpoint))
    return "　".join(parts)


def funnel(summary: Summary) -> list[tuple[Text, int, bool]]:
    """Give the steps from rows to people: name, count, and whether they are a part of the step before."""
    return [
        (catalogue.FUNNEL_ROWS, summary.rows_in, False),
        (catalogue.FUNNEL_RECORDS, summary.record_rows, True),
        (catalogue.FUNNEL_HITS, summary.hits, False),
        (catalogue.FUNNEL_STANDING, summary.standing.findings, True),
        (catalogue.FUNNEL_PERSONS, summary.standing.persons, False),
    ]


def since_last(summary: Summary, facts: RunFacts, wording: Wording) -> str:
    """Say what changed since the run before."""
    counts = {status: figure(summary.by_status.get(status, NOTHING).findings) for status in _STATUSES}
    return wording.say(catalogue.SINCE_LAST, gone=figure(facts.gone), **counts)


def lag_days(file: FileFacts, facts: RunFacts) -> int | None:
    """Give how many days before the run's day a source's newest data end; None for files of earlier periods."""
    newest = max(other.as_of_date for other in facts.files if other.source == file.source)
    return (facts.as_of - file.as_of_date).days if file.as_of_date == newest else None


def quiet_rules_line(shown: int, facts: RunFacts, wording: Wording) -> str:
    """Say how many rules have nothing to show beside those that are shown, and how many of them were not judged."""
    rules = {rule.rule for rule in facts.rules}
    unjudged = len({one.rule_id for one in facts.unjudged} & rules)
    return wording.say(catalogue.QUIET_RULES, quiet=figure(len(rules) - shown - unjudged), unjudged=figure(unjudged))


def unjudged_lines(facts: RunFacts, wording: Wording) -> list[tuple[str, str, str, str]]:
    """Give what could not be judged or looked up: code, rule, what it is, what is missing."""
    rules = {rule.rule: rule for rule in facts.rules}
    lines = [(one.rule_id, "", wording.say(catalogue.UNJUDGED_RULE), wording.say(one.reason)) for one in facts.unjudged]
    lines += [
        (rule_id, one.exemption_id, wording.say(catalogue.UNLOOKED), _about(one, facts, wording))
        for rule_id, several in facts.not_looked_up.items()
        for one in several
    ]
    return [
        (rules[rule_id].code, wording.say(rules[rule_id].title), what, reason)
        for rule_id, _, what, reason in sorted(lines, key=lambda line: (rules[line[0]].code, line[0], line[1]))
    ]


def _about(one: NotLookedUp, facts: RunFacts, wording: Wording) -> str:
    return wording.with_note(exemption_words(one.exemption_id, facts, wording), wording.say(one.reason))


def township_words(code: str, summary: Summary, facts: RunFacts, wording: Wording) -> str:
    """Name a township, or say that there is none; of several counties with the county: townships are called alike."""
    name = township_name(code, facts.area_names) or wording.say(catalogue.UNKNOWN_TOWNSHIP)
    counties = {one[:6] for one in summary.by_township if one}
    return f"{facts.area_names.get(f'{code[:6]}000000', '')}{name}" if code and len(counties) > 1 else name
