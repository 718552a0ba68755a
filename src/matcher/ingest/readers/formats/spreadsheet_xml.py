"""Parse SpreadsheetML 2003, the XML that old systems deliver as `.xls`. Entities and document types are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from matcher.ingest.readers.formats.cells import (
    WIDEST_SHEET,
    Merge,
    ParsedSheet,
    Room,
    Spool,
    UnreadableError,
    render_number,
)
from matcher.ingest.readers.formats.office import Wishes, refuse_endless

_MOST_ROWS: Final = 1_048_576
_LONGEST_CELL: Final = 1 << 20
_MIDNIGHT: Final = "T00:00:00.000"
_DIGITS: Final = re.compile(r"-?[1-9]\d*")
"""A number in full is what the exporting program wrote, all its digits; Excel itself writes long ones as `1.8E+17`."""


def xml_sheets(path: Path, wishes: Wishes) -> Iterator[ParsedSheet]:
    """Give the sheets of a SpreadsheetML workbook.

    Raises:
        UnreadableError: It is not well formed, declares entities, or names one sheet twice.
    """
    parser = _Parser(wishes)
    with path.open("rb") as stream:
        try:
            parser.machine.ParseFile(stream)
        except (expat.ExpatError, ValueError):  # ValueError: an encoding that Python does not know
            raise UnreadableError("unreadable") from None
    refuse_endless([sheet.name for sheet in parser.sheets])
    for index, sheet in enumerate(parser.sheets):
        spool, is_read = sheet.spool, sheet.state == "read"
        batches = spool.batches() if is_read else iter(())
        yield ParsedSheet(
            name=sheet.name,
            index=index,
            width=spool.width if is_read else 0,
            row_count=spool.row_count,
            batches=batches,
            state=sheet.state,
            merges=sheet.merges,
            is_from_1904=parser.is_from_1904,
        )


@dataclass
class _Gathered:
    """A sheet while it is parsed."""

    name: str
    state: str
    spool: Spool
    merges: list[Merge] = field(default_factory=list)


class _Parser:
    """Lays cells out in rows by their `Index`, `MergeAcross` and `MergeDown`."""

    def __init__(self, wishes: Wishes) -> None:
        self.sheets: list[_Gathered] = []
        self.is_from_1904 = False
        self._wishes = wishes
        self._row: list[str | None] | None = None
        self._text: list[str] | None = None
        self._text_size = 0
        self._kind = "String"
        self._cell: dict[str, str] = {}
        self._covered: dict[int, int] = {}
        """Column → first row of the sheet that a cell above no longer covers."""
        self._row_place = 0
        self._room = Room()
        self.machine = expat.ParserCreate(namespace_separator="|")
        self.machine.StartElementHandler = self._start
        self.machine.EndElementHandler = self._end
        self.machine.CharacterDataHandler = self._characters
        self.machine.StartDoctypeDeclHandler = self._refuse
        self.machine.EntityDeclHandler = self._refuse
        self.machine.ExternalEntityRefHandler = self._refuse

    @staticmethod
    def _refuse(*_: Any) -> int:
        raise UnreadableError("entities")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("|")[2]
        own = {key.rpartition("|")[2]: text for key, text in attributes.items()}
        if name == "Worksheet":
            self._covered, self._row_place = {}, 0
            title = own.get("Name", "")
            state = "read" if re.search(self._wishes.pattern, title) else "not_chosen"
            self.sheets.append(_Gathered(title, state, Spool(self._wishes.row_limit, self._room)))
        elif name == "Row" and self.sheets:
            self._start_row(own)
        elif name == "Cell" and self._row is not None:
            self._start_cell(own)
        elif name == "Visible" or (name == "Data" and self._row is not None):
            self._text, self._text_size, self._kind = [], 0, own.get("Type", "String")

    def _start_row(self, own: dict[str, str]) -> None:
        spool = self.sheets[-1].spool
        wanted = _number(own.get("Index"), spool.row_count + 1, _MOST_ROWS)
        while spool.row_count + 1 < wanted and not spool.is_full:
            self._add([])
        self._row = []

    def _start_cell(self, own: dict[str, str]) -> None:
        row = self._row or []
        while self._covered.get(len(row), 0) > self._row_place and "Index" not in own:
            row.append(None)
        wanted = _number(own.get("Index"), len(row) + 1, WIDEST_SHEET)
        row.extend([None] * (wanted - 1 - len(row)))
        row.append(None)
        self._row, self._cell = row, own

    def _end(self, tag: str) -> None:
        name = tag.rpartition("|")[2]
        if name == "Data" and self._text is not None and self._row:
            self._row[-1] = self._value("".join(self._text))
            self._text = None
        elif name == "Cell" and self._row:
            self._end_cell(self._row)
        elif name == "Row" and self._row is not None:
            self._add(self._row)
            self._row = None
        elif name == "Visible" and self._text is not None and self.sheets:
            if "".join(self._text).strip() != "SheetVisible" and not self._wishes.hidden:
                self.sheets[-1].state = "hidden"
            self._text = None
        elif name == "Date1904":
            self.is_from_1904 = True

    def _end_cell(self, row: list[str | None]) -> None:
        across = _number(self._cell.get("MergeAcross"), 0, WIDEST_SHEET)
        down = _number(self._cell.get("MergeDown"), 0, _MOST_ROWS)
        place = len(row) - 1
        row.extend([None] * across)
        if across or down:
            top = self.sheets[-1].spool.row_count
            self.sheets[-1].merges.append((top, place, top + down, place + across))
        if down:
            self._covered.update(dict.fromkeys(range(place, place + across + 1), self._row_place + down + 1))

    def _add(self, row: list[str | None]) -> None:
        self.sheets[-1].spool.add(row)
        self._row_place += 1

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text_size += len(text)
            if self._text_size > _LONGEST_CELL:
                raise UnreadableError("long_cell")
            self._text.append(text)

    def _value(self, text: str) -> str | None:
        if self._kind == "Number" and not _DIGITS.fullmatch(text):
            try:
                return render_number(float(text))
            except (ValueError, OverflowError):
                return text or None
        if self._kind == "Boolean":
            return {"1": "TRUE", "0": "FALSE"}.get(text, text or None)
        if self._kind == "DateTime":
            return text.removesuffix(_MIDNIGHT).replace("T", " ").removesuffix(".000") or None
        return None if self._kind == "Error" else text or None


def _number(text: str | None, otherwise: int, most: int) -> int:
    if text is None or not (text.isascii() and text.isdecimal()):
        return otherwise
    if len(text) > 9 or int(text) > most:
        raise UnreadableError("too_wide")
    return int(text)
