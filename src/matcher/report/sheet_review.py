"""The sheet of what could not be decided: cannot tell, near ties, and IDs that two people use."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.report import catalogue
from matcher.report.doubts import Doubt
from matcher.report.facts import RunFacts
from matcher.report.sheet import Column, Heading, Sheet
from matcher.report.wording import figure


def write_review(sheet: Sheet, doubts: Sequence[Doubt], facts: RunFacts) -> None:
    """Write doubts, with what to find out about each."""
    wording = sheet.wording
    counts = f"{wording.say(catalogue.FOR_REVIEW)} {figure(len(doubts))}"
    heading = Heading(
        title=f"{wording.say(facts.pipeline_title)} · {wording.say(catalogue.SHEET_REVIEW)}",
        subtitle=f"{counts}　{wording.say(catalogue.AS_OF, as_of=facts.as_of.isoformat())}",
        notice=wording.say(catalogue.READING_NOTES[3]),
    )
    sheet.write_table(heading, _COLUMNS, doubts, frozen=1)


_COLUMNS: tuple[Column[Doubt], ...] = (
    Column(catalogue.NUMBER, 6, lambda doubt: doubt.number, "count"),
    Column(catalogue.REVIEW_KIND, 14, lambda doubt: doubt.kind, "centre"),
    Column(catalogue.REVIEW_REASON, 30, lambda doubt: doubt.reason),
    Column(catalogue.REVIEW_PLACE, 60, lambda doubt: doubt.records, "small"),
    Column(catalogue.REVIEW_OTHER, 50, lambda doubt: doubt.other, "small"),
    Column(catalogue.REVIEW_ABOUT, 26, lambda doubt: doubt.about),
    Column(catalogue.REVIEW_ACTION, 32, lambda doubt: doubt.action, "small"),
    Column(catalogue.REVIEW_WEIGHT, 11, lambda doubt: doubt.strength, "centre"),
)
