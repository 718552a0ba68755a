"""Find the header of a sheet by its signature: the row whose cells are the headers that the schema knows.

Reads the first rows of a sheet and the schema's aliases; gives which column of the sheet is which column of the schema.
Positions mean nothing, so a layout that shifts from month to month changes nothing. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final, Literal

from matcher.config.source import SourceSchema
from matcher.errors import Fault, nearest
from matcher.identity.text import normalise_header
from matcher.ingest.header_rows import HeaderRow, candidate_rows
from matcher.ingest.readers.rows import Cells, Merge

Unit = Literal["yuan", "ten_thousand_yuan"]

_UNIT_OF_COLUMN: Final = re.compile(r"万元|[(:]元")
_UNIT_OF_SHEET: Final = re.compile(r"单位:(人民币)?万?元")
_UNKNOWN: Final = "unknown column"
_MARGIN: Final = 0.8
"""Another row with at least this share of the best row's known headers could be the header as well."""


_LONG_NUMBER: Final = re.compile(r"\d{15}")
"""Digits of a citizen ID, or of an account."""
_VALUE: Final = re.compile(
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{8}|(?!(?:19|20)\d\d\.(?:0?[1-9]|1[0-2])$)\d+\.\d+|\d+\*{3,}\w*"
)
"""What no header is: a day, an amount with its cents, a masked ID. A month is one in a table of months."""
_MOST_SEARCHED: Final = 500
"""Unknown headers among which the nearest to a missing one is looked for."""
_MOST_NAMED: Final = 40
"""Unknown headers that are named; a stray row of thousands would bury the rest."""


@dataclass(frozen=True)
class Header:
    """A header row, matched with a schema."""

    row: int
    """Position of its last row among the rows that were searched; -1 where the header stands on an earlier sheet."""
    cells: Cells
    """Its cells as written; those of a header of two rows joined as `upper/lower`."""
    columns: dict[str, int]
    """Source column → position in the sheet, in the order of the schema."""
    units: dict[str, Unit]
    """Money columns whose header, or a title above it, says another unit than the schema."""
    unknown: tuple[str, ...]
    """Headers that the schema neither reads nor ignores."""
    repeated: tuple[str, ...]
    """Headers that name a column a second time; the first one counts."""
    first_row: int
    """Position of its first row; another than `row` for a header of two rows."""
    printed: tuple[Cells, ...]
    """Its rows as they stand in the file."""

    def text(self, column: str) -> str:
        """Give the header above a source column as written."""
        return self.cells[self.columns[column]] or ""


@dataclass(frozen=True)
class HeaderSearch:
    """What searching the top of a sheet found."""

    header: Header | None
    """The best row; none where no row has at least one known header."""
    is_likely: bool
    """Whether it is a header for sure enough: at least half of the required columns are there."""
    rival: int | None
    """Position of another row that would do as well, and is not the same row repeated."""
    score: int
    """Number of known headers in the best row."""


def find_header(head: Sequence[Cells], schema: SourceSchema, merges: Sequence[Merge] = ()) -> HeaderSearch:
    """Find the row, or the two rows, among the first rows of a sheet that are its header.

    Args:
        head: First rows of the sheet.
        schema: Its columns' aliases are the signature.
        merges: Merged cells of the sheet.
    """
    aliases = _aliases(schema)
    known = aliases.keys() | {normalise_header(text) for text in schema.ignore_columns}
    rows = list(candidate_rows(head, merges, known))
    scores = [len({aliases[form] for form in row.forms if form in aliases}) for row in rows]
    best = max(scores, default=0)
    if best == 0:
        return HeaderSearch(None, is_likely=False, rival=None, score=0)
    at = scores.index(best)  # single rows come first: two are joined only where that finds more
    header = _match(head, rows[at], schema)
    required = [column.column for column in schema.columns if column.required]
    found = sum(name in header.columns for name in required)
    is_likely = best >= min(2, len(schema.columns)) and found >= ceil(len(required) / 2)
    rivals = (
        row.last
        for row, score in zip(rows, scores, strict=True)
        if _is_rival(row, rows[at])
        and (score == best or (score >= _MARGIN * best and _reads_otherwise(row, header, schema)))
    )
    return HeaderSearch(header, is_likely, next(rivals, None), best)


def _is_rival(row: HeaderRow, best: HeaderRow) -> bool:
    """Tell a row that says something else than the best one, and has no row in common with it."""
    return row.forms != best.forms and (row.last < best.first or row.first > best.last) and row.first == row.last


def _reads_otherwise(row: HeaderRow, header: Header, schema: SourceSchema) -> bool:
    """Tell whether a row would find a column in another place; else it is the same header in other words."""
    places = _places(row.forms, schema)
    return any(header.columns.get(name, place) != place for name, place in places.items())


def header_faults(search: HeaderSearch, schema: SourceSchema, where: str, head: Sequence[Cells]) -> list[Fault]:
    """Say what is wrong with a header: none found, two that could be it, promised columns missing, unknown ones.

    Args:
        search: Result of `find_header`.
        schema: The schema that was looked for.
        where: File and sheet, for the reader.
        head: The rows that were searched.
    """
    header = search.header
    if not any(any(cells) for cells in head):
        return [Fault("there is nothing to read", where, "export it again; the header alone is enough")]
    if header is None:
        return [_no_header(schema, where, len(head))]
    place = f"{where}, row {header.row + 1}"
    if not search.is_likely:  # the row may be data: nothing of it is quoted
        return [_no_header(schema, f"{place} comes nearest", len(head))]
    if _holds_data(header):
        what = "the header has IDs, days or amounts among its words: lines of the file are run together"
        mend = "export it again, each row on a line of its own; if they are headers, list them under `ignore_columns`"
        return [Fault(what, place, mend)]
    faults = _missing_columns(header, schema, place)
    if search.rival is not None:
        what = f"rows {header.row + 1} and {search.rival + 1} could both be the header of source '{schema.source}'"
        faults.append(Fault(what, where, "delete one of them, or give the schema more headers to tell them apart"))
    if schema.unknown_columns == "stop":
        mend = f"add the header to the schema of source '{schema.source}', or list it under `ignore_columns`"
        faults.extend(Fault(note, place, mend) for note in _column_notes(header, schema))
    return faults


def header_notes(header: Header, schema: SourceSchema, sheet: str | None) -> tuple[str, ...]:
    """Say what a reader should know of a header that is good enough: unknown, repeated and absent columns, units."""
    place = "" if sheet is None else f"sheet '{sheet}': "
    absent = [column.headers[0] for column in schema.columns if column.column not in header.columns]
    notes = [*_column_notes(header, schema)]
    if absent:
        notes.append(f"no column {', '.join(_quoted(absent))}")
    notes.extend(f"column '{header.text(name)}' is read in {unit}" for name, unit in header.units.items())
    return tuple(place + note for note in notes)


def unread_headers(notes: Iterable[str]) -> list[str]:
    """Give those notes on a file that name a header which nobody reads: a known column may stand under a new name."""
    return [note for note in notes if _UNKNOWN in note]


def _aliases(schema: SourceSchema) -> dict[str, str]:
    aliases: dict[str, str] = {}
    for column in schema.columns:
        for text in column.headers:
            aliases.setdefault(normalise_header(text), column.column)
    return aliases


def _places(forms: Sequence[str], schema: SourceSchema) -> dict[str, int]:
    """Give each column the place of its best alias: the one that the schema names first, then the leftmost."""
    columns: dict[str, int] = {}
    for column in schema.columns:
        ranks = [normalise_header(text) for text in column.headers]
        places = [(ranks.index(form), place) for place, form in enumerate(forms) if form and form in ranks]
        free = [(rank, place) for rank, place in sorted(places) if place not in columns.values()]
        if free:
            columns[column.column] = free[0][1]
    return columns


def _match(head: Sequence[Cells], row: HeaderRow, schema: SourceSchema) -> Header:
    """Match a header row with the schema."""
    forms, cells = row.forms, row.cells
    columns = _places(forms, schema)
    ignored = {normalise_header(text) for text in schema.ignore_columns}
    aliases = _aliases(schema)
    taken = set(columns.values())
    left = [place for place, form in enumerate(forms) if form and place not in taken and form not in ignored]
    return Header(
        row=row.last,
        cells=cells,
        columns=columns,
        units=_units(head[: row.first], cells, columns, schema),
        unknown=tuple(cells[place] or "" for place in left if forms[place] not in aliases),
        repeated=tuple(cells[place] or "" for place in left if forms[place] in aliases),
        first_row=row.first,
        printed=tuple(head[row.first : row.last + 1]),
    )


def _units(above: Sequence[Cells], header: Cells, columns: dict[str, int], schema: SourceSchema) -> dict[str, Unit]:
    """Give the money columns whose unit the file says otherwise than the schema: above the column, or in a title."""
    titles = " ".join(cell for cells in above for cell in cells if cell)
    of_sheet = _unit_in(titles, _UNIT_OF_SHEET)
    units: dict[str, Unit] = {}
    for column in schema.columns:
        if column.type == "money" and column.column in columns:
            own = _unit_in(header[columns[column.column]] or "", _UNIT_OF_COLUMN)
            said = own or of_sheet
            if said and said != column.unit:
                units[column.column] = said
    return units


def _unit_in(text: str, pattern: re.Pattern[str]) -> Unit | None:
    found = pattern.search(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    if not found:
        return None
    return "ten_thousand_yuan" if "万" in found[0] else "yuan"


def _no_header(schema: SourceSchema, where: str, rows: int) -> Fault:
    wanted = [column.headers[0] for column in schema.columns if column.required] or [schema.columns[0].headers[0]]
    what = f"none of the first {rows} rows is a header of source '{schema.source}'"
    mend = f"the header must have {', '.join(_quoted(wanted))}; or add the headers of this file to its schema"
    return Fault(what, where, mend)


def _missing_columns(header: Header, schema: SourceSchema, place: str) -> list[Fault]:
    unknown = [_tidy(text) for text in header.unknown[:_MOST_SEARCHED]]
    return [
        Fault(
            f"the promised column '{column.headers[0]}' ({column.column}) is missing{_near(column.headers, unknown)}",
            place,
            f"deliver the file with this column, or add its new header to the schema of source '{schema.source}'",
        )
        for column in schema.columns
        if column.required and column.column not in header.columns
    ]


def _holds_data(header: Header) -> bool:
    """Tell a header that rows of people have run into: nothing of it may be quoted, and they would be lost."""
    return any(_LONG_NUMBER.search(cell) for cells in header.printed for cell in cells if cell) or any(
        _VALUE.fullmatch(unicodedata.normalize("NFKC", text).strip(" '\"")) for text in header.unknown
    )


def _near(headers: Sequence[str], unknown: Sequence[str]) -> str:
    hints = (nearest(text, unknown) for text in headers)
    return next((hint for hint in hints if hint), "")


def _column_notes(header: Header, schema: SourceSchema) -> list[str]:
    known = [text for column in schema.columns for text in column.headers]
    unknown = [f"{_UNKNOWN} '{_tidy(text)}'{nearest(_tidy(text), known)}" for text in header.unknown[:_MOST_NAMED]]
    if len(header.unknown) > _MOST_NAMED:
        unknown.append(f"{len(header.unknown) - _MOST_NAMED} more unknown columns")
    return [*unknown, *(f"column '{_tidy(text)}' is there again; the first one is read" for text in header.repeated)]


def _tidy(text: str) -> str:
    """Give a header on one line and short; long numbers, should there be any, are left out of messages."""
    return re.sub(r"\d{6,}", "…", " ".join(text.split())[:40])


def _quoted(names: Sequence[str]) -> list[str]:
    return [f"'{_tidy(name)}'" for name in names]
