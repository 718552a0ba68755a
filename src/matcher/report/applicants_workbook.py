"""The workbook on applicants: counts, households, members against everything looked up, and the rows found.

Reads ApplicantFacts; writes one XLSX.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.config.base import Text
from matcher.report import applicants_texts as said
from matcher.report import catalogue
from matcher.report.applicants import ApplicantFacts, ApplicantHousehold, Hit, LookedUp, Member
from matcher.report.applicants_words import ApplicantWords
from matcher.report.list_workbook import ListSheet, ListWorkbook, write_list_workbook
from matcher.report.places import township_name, village_name
from matcher.report.sheet import Column, Heading
from matcher.report.wording import Wording


@dataclass(frozen=True)
class _Line:
    """One line of the overview."""

    label: str
    households: int | None
    persons: int | None
    note: str = ""
    is_total: bool = False


def write_applicants_workbook(path: Path, facts: ApplicantFacts, *, masked: bool, wording: Wording) -> Path:
    """Write the workbook whole or not at all; the facts are masked already where it says so."""
    maker = _Workbook(facts, masked, wording)
    sheets = [maker.summary(), maker.households(), maker.members(), maker.hits()]
    return write_list_workbook(path, ListWorkbook(wording.say(facts.title), facts.run_id, facts.as_of, sheets), wording)


class _Workbook:
    def __init__(self, facts: ApplicantFacts, masked: bool, wording: Wording) -> None:
        self._facts = facts
        self._words = ApplicantWords(facts, wording)
        self._wording = wording
        self._privacy = catalogue.MASKED_NOTICE if masked else catalogue.UNMASKED_NOTICE

    def summary(self) -> ListSheet:
        columns: list[Column[_Line]] = [
            Column(said.FIGURE, 46, lambda row: row.label, lambda row: "total_text" if row.is_total else "text"),
            Column(said.HOUSEHOLDS, 12, lambda row: row.households, _count_style),
            Column(said.PERSONS, 12, lambda row: row.persons, _count_style),
            Column(said.DELIVERIES, 70, lambda row: row.note, "small"),
        ]
        return self._sheet("summary", columns, self._lines(), said.NOTICE)

    def _lines(self) -> list[_Line]:
        facts, say = self._facts, self._wording.say
        lines = []
        for name, title in said.TOTALS.items():
            total = facts.totals[name]
            lines.append(_Line(say(title), total.households, total.persons, is_total=name in {"applied", "checked"}))
            if name == "hit":
                lines.append(_Line(say(said.HIT_MEMBERS), None, facts.hit_members))
        if facts.rejected_rows:
            lines.append(_Line(say(said.REJECTED), None, facts.rejected_rows))
        for one in facts.looked_up:
            count, label = facts.by_check[one.check], say(one.title)
            if one.counts != "hit":
                label = self._wording.with_note(label, say(said.INFORMATION))
            lines.append(_Line(label, count.households, count.persons, self._words.deliveries(one)))
        return lines

    def households(self) -> ListSheet:
        names, say = self._facts.area_names, self._wording.say
        columns: list[Column[ApplicantHousehold]] = [
            Column(said.APPLICATION, 16, lambda row: row.application, "code"),
            Column(said.APPLICANT, 11, lambda row: row.members[0].person_name, "centre"),
            Column(said.PROGRAMME, 16, lambda row: say(row.programme)),
            Column(said.APPLIED_ON, 12, lambda row: row.applied_on.isoformat() if row.applied_on else "", "centre"),
            Column(catalogue.TOWNSHIP, 12, lambda row: township_name(row.area_code, names)),
            Column(catalogue.VILLAGE, 13, lambda row: village_name(row.area_code, names)),
            Column(said.LISTED, 10, lambda row: sum(one.is_listed for one in row.members), "flow"),
            Column(said.ADDED, 10, lambda row: sum(not one.is_listed for one in row.members), "flow"),
            Column(said.UNKNOWN, 10, lambda row: sum(not one.is_known for one in row.members), "flow"),
            Column(said.RESULT, 16, lambda row: say(said.RESULTS[row.result]), _result_style),
            Column(said.FOUND, 30, self._words.found, "small"),
            Column(said.INFORMATION, 26, self._words.information, "small"),
        ]
        return self._sheet("households", columns, list(self._facts.households), said.NOTICE, frozen=2)

    def members(self) -> ListSheet:
        rows = [(household, member) for household in self._facts.households for member in household.members]
        say = self._wording.say
        columns: list[Column[tuple[ApplicantHousehold, Member]]] = [
            Column(said.APPLICATION, 15, lambda row: row[0].application, "code"),
            Column(catalogue.NAME, 10, lambda row: row[1].person_name, "centre"),
            Column(catalogue.CITIZEN_ID, 20, lambda row: row[1].citizen_id, "code"),
            Column(said.RELATION, 11, lambda row: say(row[1].relation), "centre"),
            Column(said.ORIGIN, 10, lambda row: say(said.ORIGINS[row[1].is_listed]), "centre"),
            Column(said.BASIS, 26, lambda row: say(said.BASES[row[1].basis]), "small"),
            *(Column(one.title, 11, self._outcome(one), "centre") for one in self._facts.looked_up),
        ]
        return self._sheet("members", columns, rows, self._privacy, frozen=2)

    def _outcome(self, looked_up: LookedUp) -> Any:
        return lambda row: self._words.outcome(row[1], looked_up, row[0])

    def hits(self) -> ListSheet:
        rows = [
            (household, member, hit)
            for household in self._facts.households
            for member in household.members
            for hit in member.hits
        ]
        say, words = self._wording.say, self._words
        columns: list[Column[tuple[ApplicantHousehold, Member, Hit]]] = [
            Column(said.APPLICATION, 15, lambda row: row[0].application, "code"),
            Column(catalogue.NAME, 10, lambda row: row[1].person_name, "centre"),
            Column(catalogue.CITIZEN_ID, 20, lambda row: row[1].citizen_id, "code"),
            Column(said.CHECK, 20, lambda row: words.titles[row[2].check]),
            Column(said.SAYS, 58, lambda row: words.row(row[2]), "small"),
            Column(catalogue.SOURCE, 18, lambda row: say(row[2].source), "small"),
            Column(said.AS_OF, 12, lambda row: row[2].as_of.isoformat(), "centre"),
            Column(said.PLACE_OF_ROW, 36, lambda row: words.place(row[2]), "small"),
        ]
        return self._sheet("hits", columns, rows, self._privacy, frozen=2)

    def _sheet(self, name: str, columns: Any, rows: Any, notice: Text, frozen: int = 0) -> ListSheet:
        say = self._wording.say
        heading = Heading(f"{say(self._facts.title)} · {say(said.SHEETS[name])}", self._words.subtitle(), say(notice))
        return ListSheet(say(said.SHEETS[name]), heading, columns, rows, frozen=frozen)


def _count_style(row: _Line) -> str:
    return "total_flow" if row.is_total else "flow"


def _result_style(row: ApplicantHousehold) -> str:
    return {"hit": "severity_verify", "in_part": "fill_in"}.get(row.result, "centre")
