"""The workbooks of alerts: the county's, each township's with columns to fill in on visits, each agency's.

Reads WarningFacts; writes XLSX.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from matcher.config.base import Text
from matcher.report import catalogue
from matcher.report import warnings_texts as said
from matcher.report.facts import title_of
from matcher.report.list_workbook import ListSheet, ListWorkbook, write_list_workbook
from matcher.report.masking import Receiver
from matcher.report.places import place_words, township_code, township_name, village_name
from matcher.report.sheet import Column, Heading
from matcher.report.warnings import Alert, Conversion, WarningFacts, masked_alert
from matcher.report.wording import Wording
from matcher.storage.disk import OWNER_FILE

UNKNOWN_PLACE: Final = "unknown"
"""Name of the outbox of people whose township is not known."""
_COLOURS: Final = {"forward": "#2B6CB0", "backward": "#8A2C20", "watch": "#B7791F"}


@dataclass(frozen=True)
class _Group:
    """One line of a summary."""

    title: str
    population: int | None
    alerts: Sequence[Alert]
    is_total: bool = False

    @property
    def watched(self) -> int:
        """Alerts of those to whom nothing is due yet."""
        return sum(one.next_visit_on is not None for one in self.alerts)

    def count(self, direction: str, level: str) -> int:
        """Count its alerts of one direction and level."""
        return sum(one.direction == direction and one.level == level for one in self.alerts)


def write_outboxes(folder: Path, facts: WarningFacts, *, masked: bool, wording: Wording) -> dict[str, list[Path]]:
    """Write all outboxes; give the files by receiver: `county`, `townships`, `agencies`."""
    maker = _Outboxes(facts, masked, wording)
    end = "" if masked else "_unmasked"
    townships = sorted({township_code(one.area_code) or UNKNOWN_PLACE for one in facts.alerts})
    agencies = sorted({agency for one in facts.alerts for agency in one.agencies})
    county = wording.say(said.COUNTY)
    written = {
        "county": [maker.write(folder / "county" / f"warnings_{facts.month}{end}.xlsx", county, maker.county())],
        "townships": [
            maker.write(folder / "townships" / f"{one}{end}.xlsx", maker.place_name(one), maker.township(one))
            for one in townships
        ],
        "agencies": [
            maker.write(folder / "agencies" / f"{one}{end}.xlsx", maker.agency_name(one), maker.agency(one))
            for one in agencies
        ],
    }
    for path in (path for paths in written.values() for path in paths):
        path.chmod(OWNER_FILE)
    return written


class _Outboxes:
    def __init__(self, facts: WarningFacts, masked: bool, wording: Wording) -> None:
        self._facts = facts
        self._wording = wording
        self._masked = masked

    def write(self, path: Path, receiver: str, sheets: Sequence[ListSheet]) -> Path:
        """Write the workbook of one receiver."""
        facts = self._facts
        book = ListWorkbook(self._wording.say(facts.title), facts.run_id, facts.as_of, sheets, receiver)
        return write_list_workbook(path, book, self._wording)

    def _shown(self, receiver: Receiver, alerts: Iterable[Alert]) -> list[Alert]:
        """Give alerts as a receiver may see them."""
        return [masked_alert(one, receiver) for one in alerts] if self._masked else list(alerts)

    def place_name(self, code: str) -> str:
        """Name a township."""
        return place_words(code, self._facts.area_names) or self._wording.say(catalogue.UNKNOWN_TOWNSHIP)

    def agency_name(self, agency: str) -> str:
        """Name an agency."""
        return self._wording.say(title_of(self._facts.agency_titles, agency))

    def county(self) -> list[ListSheet]:
        """Give the sheets of the county: everything, and what became of earlier alerts."""
        place, alerts = self._wording.say(said.COUNTY), self._shown("county", self._facts.alerts)
        return [
            self._summary(place, alerts, with_population=True),
            *self._lists(place, alerts, fill_in=False),
            self._conversion(place),
        ]

    def township(self, code: str) -> list[ListSheet]:
        """Give the sheets of one township, to be worked from on visits."""
        own = (one for one in self._facts.alerts if (township_code(one.area_code) or UNKNOWN_PLACE) == code)
        name, alerts = self.place_name(code), self._shown("township", own)
        return [self._summary(name, alerts, with_population=False), *self._lists(name, alerts, fill_in=True)]

    def agency(self, agency: str) -> list[ListSheet]:
        """Give the sheets of one agency."""
        name = self.agency_name(agency)
        alerts = self._shown("agency", (one for one in self._facts.alerts if agency in one.agencies))
        return [self._summary(name, alerts, with_population=False), self._list("list", name, alerts, self._columns())]

    def _summary(self, place: str, alerts: Sequence[Alert], *, with_population: bool) -> ListSheet:
        facts, say = self._facts, self._wording.say
        rows = [
            _Group(say(title), facts.population[name], [one for one in alerts if one.category == name])
            for name, title in facts.category_titles.items()
        ]
        rows.append(_Group(say(said.ALL_GROUPS), facts.watched, alerts, is_total=True))
        if with_population:
            rows.append(_Group(say(said.OUTSIDE), facts.outside, []))
        population: list[Column[_Group]] = [Column(said.POPULATION, 14, lambda row: row.population, _count_style)]
        columns: list[Column[_Group]] = [
            Column(said.CATEGORY, 40, lambda row: row.title, lambda row: "total_text" if row.is_total else "text"),
            *(population if with_population else ()),
            *(Column(title, 14, _counted(name), _count_style) for name, title in said.COUNTS.items()),
            Column(said.ALERTED, 18, lambda row: len(row.alerts), _count_style),
            Column(
                said.WATCHED, 22, lambda row: sum(one.next_visit_on is not None for one in row.alerts), _count_style
            ),
        ]
        return self._sheet("summary", place, columns, rows, said.NOTICE)

    def _lists(self, place: str, alerts: Sequence[Alert], *, fill_in: bool) -> list[ListSheet]:
        # A township knows where it is, and room on paper is for what people write.
        visits, without = (VISIT_COLUMNS, {"township", "agencies"}) if fill_in else ((), set[str]())
        sheets = []
        for direction in ("forward", "backward"):
            chosen = [one for one in alerts if one.direction == direction and one.next_visit_on is None]
            sheets.append(self._list(direction, place, chosen, [*self._columns(without), *visits]))
        watched = sorted(
            (one for one in alerts if one.next_visit_on is not None), key=lambda one: str(one.next_visit_on)
        )
        next_visit: Column[Alert] = Column(said.NEXT_VISIT, 13, lambda row: str(row.next_visit_on), "centre")
        sheets.append(self._list("watch", place, watched, [*self._columns({*without, "rules"}), next_visit, *visits]))
        return sheets

    def _list(self, name: str, place: str, alerts: Sequence[Alert], columns: Sequence[Column[Alert]]) -> ListSheet:
        return self._sheet(
            name, place, columns, alerts, said.WATCH_NOTICE if name == "watch" else said.NOTICE, frozen=3
        )

    def _columns(self, without: Collection[str] = ()) -> list[Column[Alert]]:
        facts, say = self._facts, self._wording.say
        names = facts.area_names
        columns: dict[str, Column[Alert]] = {
            "level": Column(said.LEVEL, 9, lambda row: say(said.LEVELS[row.level]), lambda row: f"level_{row.level}"),
            "name": Column(catalogue.NAME, 10, lambda row: row.person_name, "centre"),
            "citizen_id": Column(catalogue.CITIZEN_ID, 20, lambda row: row.citizen_id, "code"),
            "township": Column(catalogue.TOWNSHIP, 11, lambda row: township_name(row.area_code, names)),
            "village": Column(catalogue.VILLAGE, 13, lambda row: village_name(row.area_code, names)),
            "category": Column(said.CATEGORY, 20, lambda row: say(facts.category_titles[row.category]), "small"),
            "signals": Column(said.SIGNALS, 26, self._signals, "small"),
            "rules": Column(said.RULES, 34, self._rules, "small"),
            "agencies": Column(said.AGENCIES, 18, self._agencies, "small"),
            "since": Column(said.SINCE, 11, lambda row: row.since, "centre"),
            "status": Column(said.STATUS, 8, lambda row: say(said.NEW if row.is_new else said.CONTINUING), "centre"),
        }
        return [column for name, column in columns.items() if name not in without]

    def _signals(self, alert: Alert) -> str:
        titles = self._facts.signal_titles
        return self._wording.join(self._wording.say(titles[one]) for one in alert.signals)

    def _rules(self, alert: Alert) -> str:
        titles = self._facts.rule_titles
        return self._wording.join_sentences(self._wording.say(title_of(titles, one)) for one in alert.rules)

    def _agencies(self, alert: Alert) -> str:
        return self._wording.join(self._wording.say(title_of(self._facts.agency_titles, one)) for one in alert.agencies)

    def _conversion(self, place: str) -> ListSheet:
        columns: list[Column[Conversion]] = [
            Column(said.MONTH, 14, lambda row: row.month, "centre"),
            Column(said.FORWARD_PEOPLE, 24, lambda row: row.alerted, "count"),
            Column(said.AIDED, 24, lambda row: row.aided, "count"),
            Column(said.SHARE, 14, lambda row: row.share, "share"),
        ]
        return self._sheet("conversion", place, columns, list(self._facts.conversions), said.CONVERSION_NOTICE)

    def _sheet(
        self, name: str, place: str, columns: Sequence[Column[Any]], rows: Sequence[Any], notice: Text, frozen: int = 0
    ) -> ListSheet:
        facts, say = self._facts, self._wording.say
        subtitle = say(said.SUBTITLE, place=place, month=facts.month, run=facts.run_id, as_of=facts.as_of.isoformat())
        heading = Heading(f"{say(facts.title)} · {say(said.SHEETS[name])}", subtitle, say(notice))
        colour = _COLOURS.get(name, "#1F3A5F")
        return ListSheet(say(said.SHEETS[name]), heading, columns, rows, frozen=frozen, colour=colour)


VISIT_COLUMNS: Final[tuple[Column[Any], ...]] = (
    Column(said.VISITED_ON, 12, style="fill_in_date", fill_in=True),
    Column(said.VISITOR, 11, style="fill_in", fill_in=True),
    Column(said.SITUATION, 26, style="fill_in", fill_in=True),
    Column(said.HANDLING, 16, style="fill_in", fill_in=True),
)
"""What people fill in on a visit."""


def _counted(name: str) -> Any:
    direction, level = name.split(" ")
    return lambda row: row.count(direction, level)


def _count_style(row: _Group) -> str:
    return "total_flow" if row.is_total else "flow"
