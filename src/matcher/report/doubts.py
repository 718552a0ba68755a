"""What could not be decided, one line for each doubt, however many rows it concerns: it is settled once.

Reads `review` and `conflicts`; gives Doubts: rules that could not decide first, then conflicts, then links. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from matcher.report import catalogue, codes
from matcher.report.details import NO_DETAILS, Details
from matcher.report.facts import RunFacts, RunTables, title_of
from matcher.report.wording import Wording

Row = dict[str, Any]
"""One row of `review` or `conflicts`."""

_PEOPLE_NAMED: Final = 6
"""People that a line names; a doubt among more is told by their number."""

_OF_IDENTITY: Final = frozenset({"below_threshold", "near_tie", "listed_twice", "unresolved_record", "conflict"})
"""Reasons that one and the same question answers: who is this record?"""

_STRONG_BITS, _MIDDLING_BITS = 10.0, 5.0
"""Ten bits are odds of 1,000 to 1, as much as a link needs; five are 30 to 1."""


@dataclass(frozen=True)
class Doubt:
    """One question that a person must settle, in words."""

    number: int
    kind: str
    about: str
    """The rules that could not decide, or the ID in conflict."""
    reason: str
    records: str
    """The records in doubt: the name in them, and where they lie."""
    other: str
    """Who it could be, or the record that it is compared with."""
    action: str
    strength: str
    """How much speaks for it, in a word and in bits."""


def build_doubts(tables: RunTables, facts: RunFacts, wording: Wording, details: Details = NO_DETAILS) -> list[Doubt]:
    """Say every doubt in words, each once."""
    speaker = _Speaker(facts, wording, details)
    groups = _grouped(tables.review.to_pylist(), details)
    undecided = [rows for rows in groups if any(row["kind"] == "cannot_tell" for row in rows)]
    links = [rows for rows in groups if all(row["kind"] != "cannot_tell" for row in rows)]
    said = [
        *(speaker.of_review(rows, "cannot_tell") for rows in undecided),
        *(speaker.of_conflict(row) for row in tables.conflicts.to_pylist()),
        *(speaker.of_review(rows, "link") for rows in links),
    ]
    return [Doubt(number, **words) for number, words in enumerate(said, start=1)]


def _grouped(rows: Iterable[Row], details: Details) -> list[list[Row]]:
    """Gather rows that one answer settles: the same name in one source, and the same people who could be meant."""
    by_record: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        by_record.setdefault(_record_key(row), []).append(row)
    groups: dict[tuple[str, ...], list[Row]] = {}
    for record in by_record.values():
        groups.setdefault(_group_key(record, details), []).extend(record)
    return [groups[key] for key in sorted(groups)]


def _record_key(row: Row) -> tuple[str, ...]:
    return (row["record_id"] or "", "" if row["reason"] in _OF_IDENTITY else f"{row['reason']} {row['rule_id']}")


def _group_key(record: Sequence[Row], details: Details) -> tuple[str, ...]:
    first = record[0]
    if first["reason"] not in _OF_IDENTITY:
        return (first["source"] or "", first["reason"] or "", first["rule_id"] or "")
    people = ",".join(sorted({row["person_id"] or "" for row in record}))
    return (first["source"] or "", details.record_names.get(first["record_id"] or "", ""), people)


class _Speaker:
    def __init__(self, facts: RunFacts, wording: Wording, details: Details) -> None:
        self._facts = facts
        self._wording = wording
        self._details = details
        self._rules = {rule.rule: f"{rule.code} {wording.say(rule.title)}" for rule in facts.rules}

    def of_review(self, rows: Sequence[Row], kind: str) -> dict[str, str]:
        """Say one doubt about records and people."""
        wording = self._wording
        rules = {row["rule_id"]: row["catalogue_code"] for row in rows if row["rule_id"]}
        reasons = dict.fromkeys(wording.say_code(codes.REVIEW_REASONS, row["reason"]) for row in rows)
        weights = [row["match_weight"] for row in rows if row["match_weight"] is not None]
        return {
            "kind": wording.say_code(codes.REVIEW_KINDS, kind),
            "about": wording.join(self._rules.get(rule, code or rule) for rule, code in sorted(rules.items())),
            "reason": wording.join_sentences(reasons),
            "records": self._records([(row["record_id"], _place_of(row)) for row in rows]),
            "other": self._people(sorted({row["person_id"] for row in rows if row["person_id"]})),
            "action": wording.say(catalogue.REVIEW_ACTIONS[kind]),
            "strength": self._strength(max(weights)) if weights else "",
        }

    def of_conflict(self, row: Row) -> dict[str, str]:
        """Say that two records use one citizen ID."""
        other = (row["reference_source"], row["reference_file"], row["reference_sheet"], row["reference_row"])
        return {
            "kind": self._wording.say_code(codes.REVIEW_KINDS, "conflict"),
            "about": row["citizen_id"] or "",
            "reason": self._wording.say_code(codes.CONFLICT_REASONS, row["reason"]),
            "records": self._records([(row["record_id"], _place_of(row))]),
            "other": self._records([(row["reference_record_id"], other)]),
            "action": self._wording.say(catalogue.REVIEW_ACTIONS["conflict"]),
            "strength": "",
        }

    def _records(self, records: Sequence[tuple[str | None, tuple[Any, ...]]]) -> str:
        """Name the records of each sheet: what they call the person, and their rows."""
        sheets: dict[tuple[str, str, str | None], list[int]] = {}
        for _, (source, file, sheet, row) in records:
            if source is not None and file is not None and row is not None:
                sheets.setdefault((source, file, sheet), []).append(row)
        names = dict.fromkeys(self._details.record_names.get(record or "", "") for record, _ in records)
        called = [self._wording.join(name for name in names if name)]
        lines = [
            self._wording.say(title_of(self._facts.source_titles, source))
            + self._wording.colon
            + self._wording.place(file, sheet, rows)
            for (source, file, sheet), rows in sorted(sheets.items(), key=lambda item: (item[0][1], item[0][2] or ""))
        ]
        return "\n".join(part for part in (*called, *lines) if part)

    def _people(self, person_ids: Sequence[str]) -> str:
        """Name the people who could be meant."""
        known = [self._details.people.get(person_id) for person_id in person_ids]
        named = [f"{one.name or ''} {one.citizen_id or ''}".strip() for one in known if one is not None]
        if len(person_ids) > _PEOPLE_NAMED or not all(named) or not named:
            return self._wording.say(catalogue.PEOPLE_COUNT, count=len(person_ids)) if person_ids else ""
        return "\n".join(named)

    def _strength(self, bits: float) -> str:
        level = "strong" if bits >= _STRONG_BITS else "middling" if bits >= _MIDDLING_BITS else "weak"
        return self._wording.with_note(self._wording.say(codes.STRENGTHS[level]), f"{bits:.0f}")


def _place_of(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (row["source"], row["source_file"], row["sheet"], row["row_number"])
