"""What every export needs: the county, the dirt, and the small habits of clerks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from matcher.synth.county import County
from matcher.synth.dirt import Cell, Dirt
from matcher.synth.person import Person
from matcher.synth.relatives import Relative
from matcher.synth.sheets import Delivery, Row, Sheet, by_township
from matcher.synth.slips import damage
from matcher.synth.timeline import day_in

SIGNATURE: Final = ("填表人：", "", "审核人：", "", "单位（盖章）")


@dataclass
class Clerk:
    """Who writes the exports of one county."""

    county: County
    dirt: Dirt

    @property
    def stamp(self) -> str:
        """The county's day as file names carry it."""
        return f"{self.county.window.as_of:%Y%m%d}"

    def relative_name(self, relative: Relative) -> str:
        """Give the name of a relative: of somebody of this county the one that the register has now."""
        return self._names.get(relative.citizen_id, relative.name)

    @cached_property
    def _names(self) -> dict[str, str]:
        return {person.citizen_id: person.name for person in self.county.persons}

    def person_id(self, source: str, person: Person) -> str:
        """Write an ID as text."""
        return self.dirt.citizen_id(source, person)

    def sheet_id(self, source: str, person: Person) -> Cell:
        """Write an ID into a workbook: one whose tail a spreadsheet lost is a number there."""
        text = self.dirt.citizen_id(source, person)
        lost = len(text) == 18 and text.isdigit() and text.endswith("000") and text != person.citizen_id
        return int(text) if lost else text

    def sheet_amount(self, text: str) -> Cell:
        """Write an amount into a workbook: a number where it is written plainly."""
        plain = text.replace(".", "", 1).removeprefix("-").isdigit()
        return float(text) if plain else text

    def disguise(self, person: Person, number: str) -> str:
        """Write a certificate number, now and then with a lower-case x, full width or a leading apostrophe."""
        kind = self.county.generator.choice(("lower_x", "full_width", "apostrophe"))
        chance = self.county.generator.random()
        return damage(self.county.generator, number, kind) if chance < 0.03 and not person.planted else number


def township_sheets(header: list[str], rows: list[Row], titles: tuple[str, ...], footer: list[Cell]) -> list[Sheet]:
    """Make one sheet per township, each with its titles, a total row and a signature row."""
    groups = by_township(rows, lambda row: row.person.household.village.township)
    return [
        Sheet(header, numbered(group), name, titles, (["合计", len(group), *footer], list(SIGNATURE)))
        for name, group in groups.items()
    ]


def numbered(rows: list[Row]) -> list[Row]:
    """Put a running number in front of every row."""
    return [Row([number, *row.cells], row.person, row.parts, row.is_reject) for number, row in enumerate(rows, start=1)]


def workbook(source: str, path: str, title: str, header: list[str], rows: list[Row]) -> Delivery:
    """Make a workbook of one sheet under one title row."""
    return Delivery(source, path, [Sheet(header, numbered(rows), "Sheet1", (title,))])


def text_file(source: str, path: str, header: list[str], rows: list[Row], *, encoding: str = "gb18030") -> Delivery:
    """Make a file of delimited text; one named .xls is separated by tabs, as old systems write it."""
    delimiter = "\t" if path.endswith(".xls") else ","
    return Delivery(source, path, [Sheet(header, numbered(rows))], encoding, delimiter)


def month_end(month: int) -> date:
    """Give the last day of a month number."""
    return day_in(month, 31)


def headings(text: str) -> list[str]:
    """Split a line of headers at its spaces; line breaks inside a header stay."""
    return text.split(" ")
