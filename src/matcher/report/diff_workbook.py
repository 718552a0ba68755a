"""The workbook of changes between two runs: counts by programme and place, who left, entered, changed, and findings.

Reads DiffContents; writes one XLSX.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from matcher.config.base import Text
from matcher.report import catalogue
from matcher.report import diff_texts as said
from matcher.report.facts import title_of
from matcher.report.figures import FindingFlow, Flow, ProgrammeFlow, RosterComparison
from matcher.report.figures.rosters import WHOLE
from matcher.report.list_workbook import ListSheet, ListWorkbook, write_list_workbook
from matcher.report.places import place_words, township_name, village_name
from matcher.report.sheet import Column, Heading, Value
from matcher.report.wording import Wording, money

_COLOURS: Final = {"left": "#8A2C20", "entered": "#2B6CB0", "changed": "#B7791F", "findings": "#616E7C"}


@dataclass(frozen=True)
class RosterEnd:
    """One of the two rosters: the run that tells it, and the month."""

    run_id: str
    month: str


@dataclass(frozen=True)
class FindingsCompared:
    """The findings of two runs beside each other."""

    flows: Sequence[FindingFlow]
    """How many, by rule."""
    changes: Sequence[Mapping[str, Any]]
    """Those that differ, with `person_name`, `citizen_id` (masked or not), `change` and `causes`."""


@dataclass(frozen=True)
class DiffContents:
    """What the workbook says."""

    before: RosterEnd
    after: RosterEnd
    as_of: date
    """Day of the later run."""
    comparison: RosterComparison
    people: Sequence[Mapping[str, Any]]
    """Rows of `comparison.persons` with `citizen_id`; masked or not."""
    findings: FindingsCompared | None
    """None: both rosters are of one run."""
    rule_titles: Mapping[str, Text]
    programme_titles: Mapping[str, Text]
    code_titles: Mapping[str, Mapping[str, Text]]
    area_names: Mapping[str, str]
    masked: bool


def write_diff_workbook(path: Path, contents: DiffContents, wording: Wording) -> Path:
    """Write the workbook whole or not at all."""
    return write_list_workbook(path, _Diff(contents, wording).workbook(), wording)


class _Diff:
    """The contents in words of one language."""

    def __init__(self, contents: DiffContents, wording: Wording) -> None:
        self.contents = contents
        self.wording = wording

    def workbook(self) -> ListWorkbook:
        """Give all sheets."""
        lists = [self._list(change) for change in ("left", "entered", "changed")]
        compared = self.contents.findings
        findings = [] if compared is None else [self._findings(compared.flows), self._changes(compared.changes)]
        return ListWorkbook(
            title=self.wording.say(said.TITLE),
            subject=self.contents.after.run_id,
            as_of=self.contents.as_of,
            sheets=[self._summary(), *lists, *findings],
        )

    def _heading(self, name: str, notice: Text) -> Heading:
        say, contents = self.wording.say, self.contents
        subtitle = say(
            said.SUBTITLE,
            before=contents.before.run_id,
            before_month=contents.before.month,
            after=contents.after.run_id,
            after_month=contents.after.month,
        )
        return Heading(f"{say(said.TITLE)} · {say(said.SHEETS[name])}", subtitle, say(notice))

    def _summary(self) -> ListSheet:
        counts = [
            Column(
                Text(zh=unit.zh.format(what=title.zh), en=unit.en.format(what=title.en)),
                9.5,
                _count(kind, name),
                lambda row: "total_flow" if row.area_code == WHOLE else "flow",
            )
            for kind, unit in (("households", said.OF_HOUSEHOLDS), ("persons", said.OF_PERSONS))
            for name, title in said.FLOWS.items()
        ]
        columns: list[Column[ProgrammeFlow]] = [
            Column(catalogue.PROGRAMME, 22, lambda row: self._programme(row.programme), _text_style),
            Column(said.PLACE, 20, lambda row: self._place(row.area_code), _text_style),
            *counts,
        ]
        rows = list(self.contents.comparison.flows)
        heading = self._heading("summary", said.ADDS_UP)
        return ListSheet(self.wording.say(said.SHEETS["summary"]), heading, columns, rows, frozen=2)

    def _list(self, change: str) -> ListSheet:
        rows = [row for row in self.contents.people if row["change"] == change]
        notice = catalogue.MASKED_NOTICE if self.contents.masked else catalogue.UNMASKED_NOTICE
        columns = [*self._who(change), *(self._what_changed() if change == "changed" else self._what_was(change))]
        heading = self._heading(change, notice)
        name = self.wording.say(said.SHEETS[change])
        return ListSheet(name, heading, columns, rows, frozen=3, colour=_COLOURS[change])

    def _who(self, change: str) -> list[Column[Any]]:
        names, end = self.contents.area_names, "_before" if change == "left" else ""
        return [
            Column(catalogue.PROGRAMME, 21, lambda row: self._programme(row["programme"])),
            Column(catalogue.NAME, 12, lambda row: row["person_name" + end] or row["person_name_before"], "centre"),
            Column(catalogue.CITIZEN_ID, 21, lambda row: row["citizen_id"], "code"),
            Column(catalogue.TOWNSHIP, 13, lambda row: township_name(row["area_code" + end], names)),
            Column(catalogue.VILLAGE, 14, lambda row: village_name(row["area_code" + end], names)),
            Column(said.HOUSEHOLD, 16, lambda row: _own_number(row["household_key" + end]), "code"),
        ]

    def _what_was(self, change: str) -> list[Column[Any]]:
        end = "_before" if change == "left" else ""
        others = said.WENT_TO if change == "left" else said.CAME_FROM
        facts = ("category", "residence", "care_level")
        return [
            Column(said.FACTS_LIST, 22, lambda row: self._told(row, facts, end)),
            Column(said.MONTH_AMOUNT, 13, lambda row: row["month_amount_cny" + end], "money"),
            Column(others, 26, lambda row: self.wording.join(self._programme(one) for one in row["others"])),
        ]

    def _what_changed(self) -> list[Column[Any]]:
        return [
            Column(said.WHAT_CHANGED, 22, lambda row: self.wording.join(self._fact(name) for name in row["changed"])),
            Column(said.FOUND_BEFORE, 32, lambda row: self._told(row, row["changed"], "_before")),
            Column(said.FOUND_AFTER, 32, lambda row: self._told(row, row["changed"], "")),
        ]

    def _findings(self, flows: Sequence[FindingFlow]) -> ListSheet:
        columns: list[Column[FindingFlow]] = [
            Column(catalogue.RULE_CODE, 8, lambda row: row.catalogue_code, "centre"),
            Column(catalogue.RULE_TITLE, 40, lambda row: self._rule(row.rule_id)),
            Column(said.FLOWS["prior"], 10, lambda row: row.prior, "count"),
            Column(said.GONE, 10, lambda row: row.gone, "count"),
            Column(said.APPEARED, 10, lambda row: row.appeared, "count"),
            Column(said.FLOWS["current"], 10, lambda row: row.current, "count"),
            Column(said.FLOWS["changed"], 10, lambda row: row.changed, "count"),
            Column(said.AMOUNT_BEFORE, 16, lambda row: row.amount_before_cny, "money"),
            Column(said.AMOUNT_AFTER, 16, lambda row: row.amount_cny, "money"),
        ]  # fmt: skip
        heading = self._heading("findings", catalogue.SUSPICION_NOTICE)
        name = self.wording.say(said.SHEETS["findings"])
        return ListSheet(name, heading, columns, flows, frozen=2, colour=_COLOURS["findings"])

    def _changes(self, changes: Sequence[Mapping[str, Any]]) -> ListSheet:
        say = self.wording.say
        columns: list[Column[Mapping[str, Any]]] = [
            Column(catalogue.RULE_CODE, 8, lambda row: row["catalogue_code"], "centre"),
            Column(catalogue.RULE_TITLE, 40, lambda row: self._rule(row["rule_id"])),
            Column(catalogue.NAME, 14, lambda row: row["person_name"]),
            Column(catalogue.CITIZEN_ID, 22, lambda row: row["citizen_id"]),
            Column(said.WHAT_CHANGED, 10, lambda row: say(said.CHANGES[row["change"]])),
            Column(said.CAUSE, 44, lambda row: self.wording.join(say(said.CAUSES[one]) for one in row["causes"])),
        ]  # fmt: skip
        heading = self._heading("finding_changes", said.CAUSES_NOTICE)
        name = self.wording.say(said.SHEETS["finding_changes"])
        return ListSheet(name, heading, columns, changes, frozen=2, colour=_COLOURS["findings"])

    def _programme(self, code: str) -> str:
        return self.wording.say(title_of(self.contents.programme_titles, code))

    def _rule(self, rule_id: str) -> str:
        return self.wording.say(title_of(self.contents.rule_titles, rule_id))

    def _place(self, area_code: str) -> str:
        if area_code == WHOLE:
            return self.wording.say(said.ALL_PLACES)
        return self._place_words(area_code)

    def _place_words(self, area_code: str) -> str:
        return place_words(area_code, self.contents.area_names) or self.wording.say(catalogue.UNKNOWN_TOWNSHIP)

    def _fact(self, name: str) -> str:
        return self.wording.say(said.FACTS[name])

    def _told(self, row: Mapping[str, Any], names: Sequence[str], end: str) -> str:
        parts = [(name, row[name + end]) for name in names]
        if end or len(names) != 1:
            parts = [(name, value) for name, value in parts if value is not None]
        return self.wording.join_sentences(f"{self._fact(name)} {self._value(name, value)}" for name, value in parts)

    def _value(self, name: str, value: Any) -> str:
        if value is None:
            return self.wording.say(said.NONE)
        if name == "month_amount_cny":
            return money(value)
        if name == "area_code":
            return self._place_words(value)
        if name == "household_key":
            return _own_number(value) or self.wording.say(said.NONE)
        return self.wording.say_code(self.contents.code_titles.get(name, {}), str(value))


def _own_number(household_key: str | None) -> str:
    """Give a household's number as its source writes it; who has none is counted alone, under no number."""
    source, _, number = (household_key or "").partition(" ")
    return "" if source == "person" else number


def _count(kind: str, name: str) -> Any:
    def value(row: ProgrammeFlow) -> Value:
        flow: Flow = getattr(row, kind)
        count: int = getattr(flow, name)
        return count

    return value


def _text_style(row: ProgrammeFlow) -> str:
    return "total_text" if row.area_code == WHOLE else "text"
