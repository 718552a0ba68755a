"""The sheet of what could not be decided: cannot tell, near ties, and IDs that two people use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matcher.report import catalogue, codes
from matcher.report.facts import RunFacts, RunTables, title_of
from matcher.report.sheet import Column, Heading, Sheet
from matcher.report.wording import Wording, figure


@dataclass(frozen=True)
class Doubt:
    """One record in doubt, in words."""

    number: int
    kind: str
    about: str
    """The rule that could not decide, or the ID in conflict."""
    reason: str
    place: str
    other: str
    action: str
    weight: float | None
    person_id: str


def write_review(sheet: Sheet, doubts: Sequence[Doubt], facts: RunFacts) -> None:
    """Write records in doubt, with what to find out about each."""
    wording = sheet.wording
    counts = f"{wording.say(catalogue.FOR_REVIEW)} {figure(len(doubts))}"
    heading = Heading(
        title=f"{wording.say(facts.pipeline_title)} · {wording.say(catalogue.SHEET_REVIEW)}",
        subtitle=f"{counts}　{wording.say(catalogue.AS_OF, as_of=facts.as_of.isoformat())}",
        notice=wording.say(catalogue.READING_NOTES[3]),
    )
    sheet.write_table(heading, _COLUMNS, doubts, frozen=1)
    sheet.worksheet.fit_to_pages(1, 0)


_COLUMNS: tuple[Column[Doubt], ...] = (
    Column(catalogue.NUMBER, 6, lambda doubt: doubt.number, "count"),
    Column(catalogue.REVIEW_KIND, 14, lambda doubt: doubt.kind, "centre"),
    Column(catalogue.REVIEW_ABOUT, 26, lambda doubt: doubt.about),
    Column(catalogue.REVIEW_REASON, 30, lambda doubt: doubt.reason),
    Column(catalogue.REVIEW_PLACE, 40, lambda doubt: doubt.place, "small"),
    Column(catalogue.REVIEW_OTHER, 40, lambda doubt: doubt.other, "small"),
    Column(catalogue.REVIEW_ACTION, 32, lambda doubt: doubt.action, "small"),
    Column(catalogue.REVIEW_WEIGHT, 10, lambda doubt: doubt.weight, "weight"),
    Column(catalogue.REVIEW_PERSON, 20, lambda doubt: doubt.person_id, "small"),
)


def build_doubts(tables: RunTables, facts: RunFacts, wording: Wording) -> list[Doubt]:
    """Say every row of `review` and `conflicts` in words: rules first, then conflicts, then links."""
    rules = {rule.rule: f"{rule.code} {wording.say(rule.title)}" for rule in facts.rules}
    words = _Words(facts, wording, rules)
    undecided = [row for row in tables.review.to_pylist() if row["kind"] == "cannot_tell"]
    links = [row for row in tables.review.to_pylist() if row["kind"] != "cannot_tell"]
    rows = [
        *(words.of_review(row) for row in undecided),
        *(words.of_conflict(row) for row in tables.conflicts.to_pylist()),
        *(words.of_review(row) for row in links),
    ]
    return [Doubt(number, **row) for number, row in enumerate(rows, start=1)]


@dataclass(frozen=True)
class _Words:
    facts: RunFacts
    wording: Wording
    rules: Mapping[str, str]

    def of_review(self, row: dict[str, Any]) -> dict[str, Any]:
        kind = "cannot_tell" if row["kind"] == "cannot_tell" else "link"
        return {
            "kind": self.wording.say_code(codes.REVIEW_KINDS, kind),
            "about": self.rules.get(row["rule_id"] or "", row["catalogue_code"] or ""),
            "reason": self.wording.say_code(codes.REVIEW_REASONS, row["reason"]),
            "place": self._place(row["source"], row["source_file"], row["sheet"], row["row_number"]),
            "other": "",
            "action": self.wording.say(catalogue.REVIEW_ACTIONS[kind]),
            "weight": row["match_weight"],
            "person_id": row["person_id"] or "",
        }

    def of_conflict(self, row: dict[str, Any]) -> dict[str, Any]:
        other = (row["reference_source"], row["reference_file"], row["reference_sheet"], row["reference_row"])
        return {
            "kind": self.wording.say_code(codes.REVIEW_KINDS, "conflict"),
            "about": row["citizen_id"] or "",
            "reason": self.wording.say_code(codes.CONFLICT_REASONS, row["reason"]),
            "place": self._place(row["source"], row["source_file"], row["sheet"], row["row_number"]),
            "other": self._place(*other),
            "action": self.wording.say(catalogue.REVIEW_ACTIONS["conflict"]),
            "weight": None,
            "person_id": "",
        }

    def _place(self, source: str | None, file: str | None, sheet: str | None, row: int | None) -> str:
        if source is None or file is None or row is None:
            return ""
        title = self.wording.say(title_of(self.facts.source_titles, source))
        return f"{title}\n{self.wording.place(file, sheet, [row])}"
