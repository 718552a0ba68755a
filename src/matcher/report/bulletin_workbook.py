"""The bulletin of a month, a quarter or a year: a sheet by county, a sheet by month. Writes one XLSX of counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, Protocol

from matcher.config.base import Text
from matcher.report import bulletin_texts as said
from matcher.report.list_workbook import ListSheet, ListWorkbook, write_list_workbook
from matcher.report.sheet import Column, Heading, Value
from matcher.report.wording import Wording

EVERYWHERE: Final = "all"


class Figures(Protocol):
    """What happened in some months: matcher.casework.bulletin.Tally says what each of its counts means."""

    @property
    def share_in_time(self) -> float | None:
        """Share of the answers due that came in time."""

    @property
    def share_confirmed(self) -> tuple[float, float, float] | None:
        """Share confirmed, and the ends of its interval."""


@dataclass(frozen=True)
class BulletinLine:
    """One line of a table."""

    county: str
    """Six digits, `unknown`, or `all`."""
    month: str
    """YYYY-MM; the period where all its months are added up."""
    figures: Figures

    @property
    def is_total(self) -> bool:
        """Whether it adds up all counties."""
        return self.county == EVERYWHERE


@dataclass(frozen=True)
class BulletinContents:
    """What the workbook says."""

    title: Text
    run_id: str
    as_of: date
    period: str
    by_county: Sequence[BulletinLine]
    by_month: Sequence[BulletinLine]
    area_names: Mapping[str, str]


def write_bulletin_workbook(path: Path, contents: BulletinContents, wording: Wording) -> Path:
    """Write the workbook whole or not at all."""
    maker = _Bulletin(contents, wording)
    sheets = [maker.sheet("counties", contents.by_county), maker.sheet("months", contents.by_month)]
    title = wording.say(said.TITLE, period=contents.period)
    return write_list_workbook(path, ListWorkbook(title, contents.run_id, contents.as_of, sheets), wording)


class _Bulletin:
    def __init__(self, contents: BulletinContents, wording: Wording) -> None:
        self._contents = contents
        self._wording = wording

    def sheet(self, name: str, lines: Sequence[BulletinLine]) -> ListSheet:
        """Give one of the sheets."""
        contents, say = self._contents, self._wording.say
        subtitle = say(said.SUBTITLE, title=say(contents.title), as_of=contents.as_of.isoformat(), run=contents.run_id)
        heading = Heading(say(said.TITLE, period=contents.period), subtitle, say(said.NOTICE))
        columns = self._columns(with_months=name == "months")
        frozen = 2 if name == "months" else 1
        return ListSheet(
            say(said.SHEETS[name]), heading, columns, lines, frozen=frozen, is_total=lambda line: line.is_total
        )

    def _columns(self, *, with_months: bool) -> list[Column[BulletinLine]]:
        month = Column[BulletinLine](said.MONTH, 10, lambda line: line.month, _style("text"))
        return [
            Column(said.COUNTY, 18, self._county, _style("text")),
            *([month] if with_months else []),
            *(Column(title, 9.5, _value(name), _style("flow")) for name, title in said.COUNTS.items()),
            Column(said.SHARE_IN_TIME, 9, lambda line: line.figures.share_in_time, _style("share")),
            *(Column(title, 8, _value(name), _style("flow")) for name, title in said.VERDICTS.items()),
            Column(
                said.SHARE_CONFIRMED, 10, lambda line: (line.figures.share_confirmed or (None,))[0], _style("share")
            ),
            Column(said.INTERVAL, 17, self._interval, _style("text")),
            *(Column(title, 14, _value(name), _style("money")) for name, title in said.MONEY.items()),
            *(Column(title, 9.5, _value(name), _style("flow")) for name, title in said.ENDS.items()),
        ]

    def _county(self, line: BulletinLine) -> str:
        if line.is_total:
            return self._wording.say(said.TOTAL)
        if line.county == "unknown":
            return self._wording.say(said.UNKNOWN)
        return self._contents.area_names.get(f"{line.county}000000", line.county)

    def _interval(self, line: BulletinLine) -> str:
        share = line.figures.share_confirmed
        return (
            "" if share is None else self._wording.say(said.INTERVAL_OF, low=f"{share[1]:.1%}", high=f"{share[2]:.1%}")
        )


def _value(name: str) -> Callable[[BulletinLine], Value]:
    def value(line: BulletinLine) -> Value:
        found: int | Decimal = getattr(line.figures, name)
        return found

    return value


def _style(name: str) -> Callable[[BulletinLine], str]:
    return lambda line: f"total_{name}" if line.is_total else name
