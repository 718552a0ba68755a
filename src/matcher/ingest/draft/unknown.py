"""Open an export that no schema knows, find its header row, and take a sample of its columns.

Reads the file with the readers that deliveries are read with; gives text columns. Nothing is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyarrow as pa

from matcher.config.base import Text
from matcher.config.source import AsOf, Fill, SourceColumn, SourceSchema
from matcher.errors import ContractError, Fault
from matcher.identity.text import normalise_header
from matcher.ingest.delivery import Delivery
from matcher.ingest.draft.knowledge import Knowledge
from matcher.ingest.header import Header
from matcher.ingest.header_rows import HeaderRow, candidate_rows
from matcher.ingest.readers.rows import Cells, Merge, RawSheet
from matcher.ingest.row_kinds import DATA, row_kinds, signs_of
from matcher.ingest.sheets import FoundSheet, open_delivery

SAMPLE_ROWS: Final = 20_000
"""Rows of data that a column is judged by."""

_MORE_THAN_WORDS: Final = re.compile(r"[-+]?[\d.,:/\s年月日号%¥￥元Xx*-]*\d[\d.,:/\s年月日号%¥￥元Xx*-]*")
_LONGEST_HEADER: Final = 24
_LEAST_SCORE: Final = 1.0
_TWO_ROWS: Final = 0.15
"""What two rows must be better than one: most headers are one."""


@dataclass(frozen=True)
class GuessedHeader:
    """A row that looks like a header, and why."""

    row: HeaderRow
    """The row, or the two rows."""
    score: float
    """Sum of the shares below, and half a point for data under it."""
    cells: int
    """Cells that hold something."""
    words: float
    """Share of them that are words, not numbers, days or IDs."""
    distinct: float
    """Share of them that differ from the others."""
    known: int
    """Cells that some schema, or the vocabulary, knows as a header."""
    over_data: bool
    """Whether numbers stand in the rows below."""


@dataclass
class SampledSheets:
    """Sheets that share one header, sampled together."""

    guess: GuessedHeader
    """Their header."""
    row: int
    """Physical row of the header in the first of them."""
    headers: tuple[str, ...]
    """Cells of the header; empty text where a column has none."""
    titles: tuple[str, ...]
    """Texts above the header."""
    names: list[str | None] = field(default_factory=list)
    """The sheets; a single null for delimited text."""
    rows: int = 0
    """Rows of data that were looked at."""
    batches: list[list[pa.Array]] = field(default_factory=list)
    """Columns of each batch."""

    def column(self, position: int) -> pa.Array:
        """Give one column, all sheets after one another."""
        parts = [batch[position] for batch in self.batches]
        return pa.concat_arrays(parts) if parts else pa.array([], pa.string())


@dataclass(frozen=True)
class UnknownFile:
    """What was found in a file."""

    path: Path
    """The file."""
    encoding: str | None
    """Encoding of delimited text."""
    sheets: SampledSheets
    """The sheets with the most rows, read as one."""
    others: tuple[str, ...]
    """Sheets with another header."""
    unread: tuple[str, ...]
    """Sheets without a header, and hidden ones."""


def open_unknown(path: Path, knowledge: Knowledge) -> UnknownFile:
    """Read the top and a sample of every sheet of a file.

    Raises:
        ContractError: The file cannot be read, or no row of it looks like a header.
    """
    groups: dict[tuple[str, ...], SampledSheets] = {}
    unread: list[str] = []
    delivery = Delivery(_probe(knowledge), path, path.name, date.min)
    with TemporaryDirectory() as folder, open_delivery(delivery, Path(folder) / "text", exact=True) as file:
        for sheet in file.sheets:
            if not isinstance(sheet, FoundSheet):
                unread.append(f"{sheet.name} ({sheet.reason})")
            elif not _sample(sheet.raw, knowledge, groups):
                unread.append(sheet.raw.name or "")
    if not groups:
        what = "no row at the top of the file looks like a header"
        raise ContractError(Fault(what, path.name, "give the columns a header row of words, then draft again"))
    chosen = max(groups.values(), key=lambda sheets: sheets.rows)
    others = [name or "" for sheets in groups.values() if sheets is not chosen for name in sheets.names]
    return UnknownFile(path, file.encoding, chosen, tuple(others), tuple(unread))


def guess_header(head: Sequence[Cells], known: frozenset[str], merges: Sequence[Merge] = ()) -> GuessedHeader | None:
    """Find the row, or the two rows, that look most like a header: filled, wordy, distinct, known, with data below.

    Args:
        head: First rows of a sheet.
        known: Forms of known headers.
        merges: Merged cells of the sheet.

    Returns:
        The best row, the first of several; None where no row has two words in it.
    """
    width = max((sum(map(_filled, cells)) for cells in head), default=0)
    guesses = [_judge(row, head, known, width) for row in candidate_rows(head, merges, known)]
    likely = [guess for guess in guesses if guess is not None and guess.score >= _LEAST_SCORE]
    return max(likely, key=lambda guess: (guess.score, -guess.row.last), default=None)


def _judge(row: HeaderRow, head: Sequence[Cells], known: frozenset[str], width: int) -> GuessedHeader | None:
    texts = [cell for cell in row.cells if cell and cell.strip()]
    if len(texts) < 2:
        return None
    forms = [form for form in row.forms if form]
    words = sum(map(_is_words, texts)) / len(texts)
    if words < 0.5 or not forms:
        return None
    distinct, hits = len(set(forms)) / len(forms), sum(form in known for form in forms)
    below = [cell for cells in head[row.last + 1 : row.last + 4] for cell in cells if cell and cell.strip()]
    over_data = not all(map(_is_words, below))
    score = len(texts) / width * words * distinct + hits / len(texts) + (0.5 if over_data else 0.0)
    if row.last > row.first:
        score -= _TWO_ROWS
    return GuessedHeader(row, round(score, 3), len(texts), round(words, 3), round(distinct, 3), hits, over_data)


def _filled(cell: str | None) -> bool:
    return bool(cell and cell.strip())


def _is_words(text: str) -> bool:
    plain = text.strip()
    return len(plain) <= _LONGEST_HEADER and not _MORE_THAN_WORDS.fullmatch(plain)


def _sample(raw: RawSheet, knowledge: Knowledge, groups: dict[tuple[str, ...], SampledSheets]) -> bool:
    """Add a sheet to the sheets of its header; false where it has none."""
    guess = guess_header(raw.head, knowledge.forms, raw.merges)
    if guess is None:
        return False
    row = guess.row
    headers = tuple((cell or "").strip() for cell in row.cells)
    titles = tuple(cell.strip() for cells in raw.head[: row.first] for cell in cells if cell and cell.strip())
    new = SampledSheets(guess, raw.head_numbers[row.last], headers, titles)
    sheets = groups.setdefault(tuple(map(normalise_header, headers)), new)
    sheets.names.append(raw.name)
    for columns in _data(raw, row, _probe(knowledge)):
        sheets.batches.append(columns)
        sheets.rows += len(columns[0]) if columns else 0
        if sheets.rows >= SAMPLE_ROWS:
            break
    return True


def _data(raw: RawSheet, row: HeaderRow, schema: SourceSchema) -> Iterator[list[pa.Array]]:
    """Give the columns of the rows of data below a header, as many as it has cells."""
    header = Header(
        row=row.last,
        cells=row.cells,
        columns={f"column_{place}": place for place, cell in enumerate(row.cells) if cell},
        units={},
        unknown=(),
        repeated=(),
        first_row=row.first,
        printed=tuple(raw.head[row.first : row.last + 1]),
    )
    signs = signs_of(header, raw.head, schema)
    for batch in raw.batches(row.last):
        columns = list(batch.take(row_kinds(batch, signs) == DATA).columns)
        rows = len(columns[0]) if columns else 0
        missing = len(row.cells) - len(columns)
        yield [*columns[: len(row.cells)], *(pa.nulls(rows, pa.string()) for _ in range(missing))]


def _probe(knowledge: Knowledge) -> SourceSchema:
    """Give a schema that knows every known header, so that the delimiter that finds most of them is taken."""
    columns = tuple(
        SourceColumn(column=f"known_{position}", headers=(form,), type="text")
        for position, form in enumerate(sorted(knowledge.forms))
    )
    return SourceSchema(
        source="unknown",
        agency="unknown",
        title=Text(zh="未知", en="Unknown"),
        files=("*",),
        as_of=AsOf(),
        columns=columns,
        fills=(Fill(table="unknown"),),
    )
