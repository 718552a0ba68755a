"""Coverage for the public: counts by place alone, small ones withheld so that no total gives them away.

States, programmes and an earlier month are left out: each is another way to reckon back what one table withholds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from matcher.report import coverage_texts as said
from matcher.report.coverage_workbook import CoverageContents, TargetCounts, coverage_place
from matcher.report.figures import CoverageLine, CoverageTable
from matcher.report.figures.coverage import ALL
from matcher.report.list_workbook import ListSheet, ListWorkbook, write_list_workbook
from matcher.report.sheet import Column, Heading, Value
from matcher.report.suppression import withheld_cells
from matcher.report.wording import Wording

WITHHELD: Final = "*"
"""What stands in place of a count that is withheld."""

PUBLIC_COUNTS: Final = ("covered", "explained", "uncovered", "target")
"""Parts of a target group, and the whole of it."""


@dataclass(frozen=True)
class PublicLine:
    """One place."""

    area_code: str
    """12 digits; `ALL` for all places; zeros where none is known."""
    counts: dict[str, int | None]
    """By PUBLIC_COUNTS; None: withheld."""
    rate: float | None
    """Share covered of the group less those explained; None where one of these is withheld, or nobody is left."""


def public_lines(table: CoverageTable, smallest: int) -> list[PublicLine]:
    """Give what may be published of one target group, all places together first.

    Args:
        table: What was counted.
        smallest: Smallest count but zero that may be shown.
    """
    whole, *places = [line for line in table.lines if line.state == ALL]
    lines = [*places, whole]  # totals last
    withheld = withheld_cells([[getattr(line, name) for name in PUBLIC_COUNTS] for line in lines], smallest)
    shown = [_public_line(line, {column for at, column in withheld if at == row}) for row, line in enumerate(lines)]
    return [shown[-1], *shown[:-1]]


def _public_line(line: CoverageLine, withheld: set[int]) -> PublicLine:
    counts = {
        name: None if column in withheld else int(getattr(line, name)) for column, name in enumerate(PUBLIC_COUNTS)
    }
    parts = (counts["covered"], counts["explained"], counts["target"])
    return PublicLine(line.area_code, counts, None if None in parts else line.rate)


def write_public_workbook(path: Path, contents: CoverageContents, smallest: int, wording: Wording) -> Path:
    """Write a workbook that may be published, whole or not at all."""
    sheets = [_sheet(one, contents, smallest, wording) for one in contents.targets]
    book = ListWorkbook(wording.say(contents.title), contents.run_id, contents.as_of, sheets)
    return write_list_workbook(path, book, wording)


def _sheet(one: TargetCounts, contents: CoverageContents, smallest: int, wording: Wording) -> ListSheet:
    say = wording.say
    columns: list[Column[PublicLine]] = [
        Column(said.PLACE, 24, lambda row: coverage_place(row.area_code, contents.area_names, wording), _text_style),
        *(_count(name) for name in ("target", *PUBLIC_COUNTS[:-1])),
        Column(said.RATE, 12, lambda row: row.rate, lambda row: f"{_total(row)}share"),
    ]
    heading = Heading(
        f"{say(contents.title)} · {say(one.target.title)}",
        say(said.PUBLIC_SUBTITLE, month=contents.month),
        say(said.PUBLIC_NOTICE, mark=WITHHELD, smallest=smallest),
    )
    rows: Sequence[PublicLine] = public_lines(one.table, smallest)
    return ListSheet(say(one.target.title), heading, columns, rows, frozen=1)


def _count(name: str) -> Column[PublicLine]:
    def value(row: PublicLine) -> Value:
        count = row.counts[name]
        return WITHHELD if count is None else count

    def style(row: PublicLine) -> str:
        withheld = "total_text" if row.area_code == ALL else "centre"
        return withheld if row.counts[name] is None else f"{_total(row)}flow"

    return Column(said.FIGURES[name], 16, value, style)


def _total(row: PublicLine) -> str:
    return "total_" if row.area_code == ALL else ""


def _text_style(row: PublicLine) -> str:
    return f"{_total(row)}text"


def told_publicly(one: TargetCounts, smallest: int) -> dict[str, Any]:
    """Give the same for programs."""
    lines = [
        {"area_code": line.area_code or None, **line.counts, "rate": line.rate}
        for line in public_lines(one.table, smallest)
    ]
    return {"target": one.target.target, "smallest": smallest, "lines": lines}
