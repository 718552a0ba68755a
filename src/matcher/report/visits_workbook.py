"""Visit lists: a workbook for each township with a sheet for each village, to print, take along and fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from matcher.config.base import Text
from matcher.report import catalogue
from matcher.report import warnings_texts as said
from matcher.report.facts import title_of
from matcher.report.list_workbook import ListSheet, ListWorkbook, write_list_workbook
from matcher.report.places import place_words, township_code, village_name
from matcher.report.sheet import Column, Heading
from matcher.report.visits import Home, Visit, visits_of
from matcher.report.warnings import WarningFacts, masked_alert
from matcher.report.warnings_workbook import UNKNOWN_PLACE, VISIT_COLUMNS
from matcher.report.wording import Wording
from matcher.storage.disk import OWNER_FILE

_LONGEST_NAME: Final = 24
"""Characters of a village's name on its sheet; Excel takes 31, and a number may follow."""


@dataclass(frozen=True)
class _Line:
    """One line of a list."""

    household: int
    """Running number of the household on its sheet: members stand together."""
    visit: Visit


def write_visit_lists(
    folder: Path, facts: WarningFacts, homes: Mapping[str, Home], *, masked: bool, wording: Wording
) -> list[Path]:
    """Write the lists of all townships; give the files, for their owner alone.

    Args:
        folder: Where to.
        facts: The alerts of a month.
        homes: Where people live, by person_id; with grids where the office named them.
        masked: Whether names and IDs are masked as a village may see them.
        wording: Language.
    """
    lists = _Lists(facts, masked=masked, has_grids=any(home.grid for home in homes.values()), wording=wording)
    villages = visits_of(facts, homes)
    end = "" if masked else "_unmasked"
    written = []
    for township in sorted({township_code(code) or UNKNOWN_PLACE for code in villages}):
        own = {code: rows for code, rows in villages.items() if (township_code(code) or UNKNOWN_PLACE) == township}
        written.append(lists.write(folder / f"visits_{township}{end}.xlsx", township, own))
        written[-1].chmod(OWNER_FILE)
    return written


class _Lists:
    def __init__(self, facts: WarningFacts, *, masked: bool, has_grids: bool, wording: Wording) -> None:
        self._facts = facts
        self._masked = masked
        self._has_grids = has_grids
        self._wording = wording

    def write(self, path: Path, township: str, villages: Mapping[str, Sequence[Visit]]) -> Path:
        """Write the workbook of one township."""
        facts, wording = self._facts, self._wording
        receiver = place_words(township, facts.area_names) or wording.say(catalogue.UNKNOWN_TOWNSHIP)
        names: set[str] = set()
        sheets = [self._sheet(code, visits, names) for code, visits in villages.items()]
        book = ListWorkbook(wording.say(said.VISITS), facts.run_id, facts.as_of, sheets, receiver)
        return write_list_workbook(path, book, wording)

    def _sheet(self, code: str, visits: Sequence[Visit], names: set[str]) -> ListSheet:
        facts, say = self._facts, self._wording.say
        place = place_words(code, facts.area_names) or say(catalogue.UNKNOWN_TOWNSHIP)
        name = (village_name(code, facts.area_names) or place)[:_LONGEST_NAME]
        if name in names:  # two villages of one name
            name = f"{name} {code[-3:]}"
        names.add(name)
        lines = self._lines(visits)
        households = len({line.household for line in lines})
        subtitle = say(said.VISITS_SUBTITLE, place=place, month=facts.month, people=len(lines), households=households)
        heading = Heading(say(said.VISITS), subtitle, say(said.VISITS_NOTICE))
        return ListSheet(name, heading, self._columns(), lines, frozen=4 if self._has_grids else 3)

    def _lines(self, visits: Sequence[Visit]) -> list[_Line]:
        numbers: dict[str, int] = {}
        lines = []
        for visit in visits:
            # Who is in no household of the register stands alone.
            number = numbers.setdefault(visit.home.household or visit.alert.person_id, len(numbers) + 1)
            shown = masked_alert(visit.alert, "village") if self._masked else visit.alert
            lines.append(_Line(number, replace(visit, alert=shown)))
        return lines

    def _columns(self) -> list[Column[_Line]]:
        say, facts = self._wording.say, self._facts
        grids: list[Column[_Line]] = [Column(said.GRID, 13, self._grid, "small")]
        return [
            *(grids if self._has_grids else []),
            Column(said.HOUSEHOLD, 6, lambda row: row.household, "count"),
            Column(catalogue.NAME, 10, lambda row: row.visit.alert.person_name, "centre"),
            Column(catalogue.CITIZEN_ID, 20, lambda row: row.visit.alert.citizen_id, "code"),
            Column(
                said.LEVEL,
                9,
                lambda row: say(said.LEVELS[row.visit.alert.level]),
                lambda row: f"level_{row.visit.alert.level}",
            ),
            Column(said.WHY_VISIT, 24, lambda row: self._titles(row.visit.signals, facts.signal_titles), "small"),
            Column(said.RULES, 34, lambda row: self._titles(row.visit.rules, facts.rule_titles), "small"),
            Column(said.NEXT_VISIT, 12, lambda row: row.visit.next_visit_on, "centre"),
            *VISIT_COLUMNS,
        ]

    def _grid(self, line: _Line) -> str:
        home = line.visit.home
        return self._wording.with_note(home.grid, home.keeper) if home.grid else self._wording.say(said.NO_GRID)

    def _titles(self, names: Sequence[str], titles: Mapping[str, Text]) -> str:
        return self._wording.join_sentences(self._wording.say(title_of(titles, one)) for one in names)
