"""The coverage workbook: a sheet per target group by place and state, forbidden pairs, and what programmes are made of.

Reads CoverageContents; writes one XLSX. It holds counts alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from matcher.config.base import Text
from matcher.config.systems import Target
from matcher.report import catalogue
from matcher.report import coverage_texts as said
from matcher.report.facts import title_of
from matcher.report.figures import CoverageLine, CoverageTable, Overlap, ProgrammeShare
from matcher.report.figures.coverage import ALL
from matcher.report.list_workbook import ListSheet, ListWorkbook, write_list_workbook
from matcher.report.places import place_words
from matcher.report.sheet import Column, Heading, Value
from matcher.report.wording import Wording


@dataclass(frozen=True)
class TargetCounts:
    """One target group, counted."""

    target: Target
    table: CoverageTable
    before: CoverageTable | None
    """The earlier month; None: it was not asked for."""


@dataclass(frozen=True)
class CoverageContents:
    """What the workbook says."""

    title: Text
    run_id: str
    as_of: date
    month: str
    since: str | None
    """The earlier month, with its run where that is another one."""
    targets: Sequence[TargetCounts]
    programme_titles: Mapping[str, Text]
    area_names: Mapping[str, str]


def write_coverage_workbook(path: Path, contents: CoverageContents, wording: Wording) -> Path:
    """Write the workbook whole or not at all."""
    coverage = _Coverage(contents, wording)
    sheets = [*(coverage.target(one) for one in contents.targets), coverage.overlaps(), coverage.shares()]
    book = ListWorkbook(wording.say(contents.title), contents.run_id, contents.as_of, sheets)
    return write_list_workbook(path, book, wording)


class _Coverage:
    """The contents in words of one language."""

    def __init__(self, contents: CoverageContents, wording: Wording) -> None:
        self.contents = contents
        self.wording = wording

    def target(self, one: TargetCounts) -> ListSheet:
        """Give the sheet of one target group."""
        states = {state.state: self.wording.say(state.title) for state in one.target.states}
        states[ALL] = self.wording.say(said.ALL_STATES)
        counts = {**{name: self._programme(name) for name in one.target.programmes}}
        columns: list[Column[CoverageLine]] = [
            Column(
                said.PLACE,
                18,
                lambda row: coverage_place(row.area_code, self.contents.area_names, self.wording),
                _text_style,
            ),
            Column(said.STATE, 24, lambda row: states[row.state], _text_style),
            _figure("target"),
            *(Column(title, 15, _of_programme(name), _count_style) for name, title in counts.items()),
            *(_figure(name) for name in ("residual", "covered", "explained", "uncovered")),
            Column(said.RATE, 10, lambda row: row.rate, _share_style),
            *(_since(one.before) if one.before else ()),
        ]
        heading = self._heading(one.target.title, said.NOTICE)
        return ListSheet(self.wording.say(one.target.title), heading, columns, list(one.table.lines), frozen=2)

    def overlaps(self) -> ListSheet:
        """Give the sheet of pairs of programmes that share people, or must not."""
        rows = [(one.target, overlap) for one in self.contents.targets for overlap in one.table.overlaps]
        columns: list[Column[tuple[Target, Overlap]]] = [
            Column(said.GROUP, 30, lambda row: self.wording.say(row[0].title)),
            Column(said.ONE, 22, lambda row: self.wording.say(self._programme(row[1].one))),
            Column(said.OTHER, 22, lambda row: self.wording.say(self._programme(row[1].other))),
            Column(said.SHARED, 16, lambda row: row[1].persons, "count"),
            Column(said.RULE, 12, lambda row: self._relation(row[1]), "centre"),
            Column(said.RESULT, 20, lambda row: self._result(row[1]), _result_style),
        ]
        heading = self._heading(said.SHEET_CHECK, said.CHECK_NOTICE)
        return ListSheet(self.wording.say(said.SHEET_CHECK), heading, columns, rows, colour="#8A2C20")

    def shares(self) -> ListSheet:
        """Give the sheet that says how much of each programme is of each target group."""
        rows = [(one.target, share) for one in self.contents.targets for share in one.table.shares]
        columns: list[Column[tuple[Target, ProgrammeShare]]] = [
            Column(said.GROUP, 30, lambda row: self.wording.say(row[0].title)),
            Column(catalogue.PROGRAMME, 24, lambda row: self.wording.say(self._programme(row[1].programme))),
            *(Column(title, 15, _of_share(name), "count") for name, title in said.SHARES.items()),
            Column(said.SHARE_OF_PERSONS, 13, lambda row: _part(row[1].target_persons, row[1].persons), "share"),
            Column(
                said.SHARE_OF_HOUSEHOLDS, 13, lambda row: _part(row[1].target_households, row[1].households), "share"
            ),
        ]
        heading = self._heading(said.SHEET_SHARES, said.NOTICE)
        return ListSheet(self.wording.say(said.SHEET_SHARES), heading, columns, rows, colour="#616E7C")

    def _heading(self, title: Text, notice: Text) -> Heading:
        contents, say = self.contents, self.wording.say
        subtitle = said.SUBTITLE_SINCE if contents.since else said.SUBTITLE
        told = say(subtitle, month=contents.month, since=contents.since, run=contents.run_id)
        return Heading(f"{say(contents.title)} · {say(title)}", told, say(notice))

    def _programme(self, code: str) -> Text:
        return title_of(self.contents.programme_titles, code)

    def _relation(self, overlap: Overlap) -> str:
        return self.wording.say(said.FORBIDDEN if overlap.is_forbidden else said.ALLOWED)

    def _result(self, overlap: Overlap) -> str:
        if not overlap.is_forbidden:
            return ""
        return self.wording.say(said.BROKEN if overlap.persons else said.HOLDS)


def coverage_place(area_code: str, names: Mapping[str, str], wording: Wording) -> str:
    """Name the place of a line, or all places."""
    if area_code == ALL:
        return wording.say(said.ALL_PLACES)
    return place_words(area_code, names) or wording.say(catalogue.UNKNOWN_TOWNSHIP)


def _figure(name: str) -> Column[CoverageLine]:
    def value(row: CoverageLine) -> Value:
        count: int = getattr(row, name)
        return count

    return Column(said.FIGURES[name], 13, value, _count_style)


def _since(before: CoverageTable) -> list[Column[CoverageLine]]:
    earlier = {(line.area_code, line.state): line.covered for line in before.lines}

    def covered(row: CoverageLine) -> int:
        return earlier.get((row.area_code, row.state), 0)

    return [
        Column(said.BEFORE, 11, covered, _count_style),
        Column(said.DIFFERENCE, 9, lambda row: row.covered - covered(row), _count_style),
    ]


def _of_programme(name: str) -> Any:
    return lambda row: row.by_programme[name]


def _of_share(name: str) -> Any:
    return lambda row: getattr(row[1], name)


def _part(some: int, all_of_them: int) -> float | None:
    return some / all_of_them if all_of_them else None


def _text_style(row: CoverageLine) -> str:
    return "total_text" if row.state == ALL else "text"


def _count_style(row: CoverageLine) -> str:
    return "total_flow" if row.state == ALL else "flow"


def _share_style(row: CoverageLine) -> str:
    return "total_share" if row.state == ALL else "share"


def _result_style(row: tuple[Target, Overlap]) -> str:
    broken = row[1].is_forbidden and row[1].persons
    return "severity_certain" if broken else "centre"
