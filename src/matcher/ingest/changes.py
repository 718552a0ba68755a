"""Hold a delivery against the one before it: rows, rejects, empty cells, headers, and whether it is another one at all.

A file may keep every promise of its own and still be last month's under a new name, or lack what it had. Reads accounts
of files and figures of the last published run; gives breaches, whether they stop a run or not. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from matcher.config.promise import PromiseCheck
from matcher.config.source import SourceSchema
from matcher.ingest.acceptance import Breach
from matcher.ingest.account import EMPTY_STATUSES, FileReport, sum_counts
from matcher.ingest.delivery import Delivery

_FEWEST_ROWS: Final = 50
"""Shares of fewer rows jump by chance, and so short a list may well be the same a month later."""
_MEND_READING: Final = (
    "the files are those of that run, so the schema or the program reads them otherwise (文件未变，读法已变): "
    "look at what was changed"
)


@dataclass(frozen=True)
class DeliveryFigures:
    """What is kept of a delivery, all files of one source and day, to hold the next one against."""

    record_rows: int = 0
    """Rows that gave records."""
    rejected_rows: int = 0
    """Rows that failed a check."""
    contents: tuple[str, ...] = ()
    """SHA-256 of each file, sorted."""
    cells: dict[str, int] = field(default_factory=dict[str, int])
    """Cells of data rows, by source column."""
    empty_cells: dict[str, int] = field(default_factory=dict[str, int])
    """Those in which nothing stands, or what says nothing, by source column."""
    absent_columns: tuple[str, ...] = ()
    """Columns of the schema whose header some sheet with records lacks, sorted."""

    def with_file(self, other: DeliveryFigures) -> DeliveryFigures:
        """Add another file of the same delivery."""
        return DeliveryFigures(
            self.record_rows + other.record_rows,
            self.rejected_rows + other.rejected_rows,
            _sorted(self.contents + other.contents),
            sum_counts([self.cells, other.cells]),
            sum_counts([self.empty_cells, other.empty_cells]),
            _sorted(self.absent_columns + other.absent_columns),
        )


History = Mapping[tuple[str, date], DeliveryFigures]
"""Deliveries of the last published run, by source and as-of date."""


def figures_of(report: FileReport) -> DeliveryFigures:
    """Give the figures of one file."""
    by_column = [
        (column, sum(counts.values()), sum(counts.get(word, 0) for word in EMPTY_STATUSES))
        for sheet in report.sheets
        for column, counts in sheet.statuses.items()
    ]
    return DeliveryFigures(
        report.record_rows,
        report.rejected_rows,
        (report.sha256,),
        sum_counts({column: cells} for column, cells, _ in by_column),
        sum_counts({column: empty} for column, _, empty in by_column),
        _absent_columns(report),
    )


def _absent_columns(report: FileReport) -> tuple[str, ...]:
    return _sorted(column for sheet in report.sheets if sheet.record_rows for column in sheet.absent_columns)


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


def together(figures: Iterable[tuple[tuple[str, date], DeliveryFigures]]) -> History:
    """Put the files of each delivery together."""
    found: dict[tuple[str, date], DeliveryFigures] = {}
    for key, one in figures:
        found[key] = found.get(key, DeliveryFigures()).with_file(one)
    return found


@dataclass(frozen=True)
class _Pair:
    """A delivery, and the one that it is held against."""

    schema: SourceSchema
    files: tuple[str, ...]
    day: date
    now: DeliveryFigures
    day_before: date
    before: DeliveryFigures
    absent_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Files in which some sheet lacks the header of a column, by column."""

    @property
    def is_long(self) -> bool:
        """Whether both have so many rows that their shares say something."""
        rows = (figures.record_rows + figures.rejected_rows for figures in (self.now, self.before))
        return min(rows) >= _FEWEST_ROWS

    def breach(
        self, check: PromiseCheck, words: tuple[str, str], values: tuple[str, str], files: Sequence[str] = ()
    ) -> Breach:
        """Say what differs and how to mend it; of some files, if not of all."""
        mode = self.schema.promise.mode_of(check)
        what, mend = words
        if self.now.contents == self.before.contents and self.day == self.day_before:
            mend = _MEND_READING
        return Breach(self.schema.source, check, mode, tuple(files) or self.files, what, mend, *values)


def delivery_changes(reports: Sequence[FileReport], schema: SourceSchema, history: History) -> list[Breach]:
    """Say how deliveries of one source differ from those before more than is promised.

    Args:
        reports: Accounts of all its files; those of one as-of date are one delivery.
        schema: The source.
        history: Deliveries of the last published run. A delivery is compared with that of the same date, which it
            replaces; where there was none, with the newest one before it.
    """
    found: list[Breach] = []
    for (_, day), now in sorted(together(((one.source, one.as_of_date), figures_of(one)) for one in reports).items()):
        before = _day_before(history, schema.source, day)
        if before is None:
            continue
        files = tuple(report.source_file for report in reports if report.as_of_date == day)
        absent_in = {
            column: tuple(
                one.source_file for one in reports if one.source_file in files and column in _absent_columns(one)
            )
            for column in now.absent_columns
        }
        pair = _Pair(schema, files, day, now, before, history[schema.source, before], absent_in)
        for check in (_unchanged, _row_change, _reject_change, _empty_change, _headers):
            found.extend(check(pair))
    return found


def same_again(files: Sequence[tuple[Delivery, str]], history: History) -> list[Breach]:
    """Say which deliveries are those before them under another name, by nothing but the digests of their files."""
    found: list[Breach] = []
    days = dict.fromkeys((delivery.source.source, delivery.as_of_date) for delivery, _ in files)
    for source, day in days:
        given = [(one, digest) for one, digest in files if (one.source.source, one.as_of_date) == (source, day)]
        before = _day_before(history, source, day)
        if before is not None:
            earlier = history[source, before]
            now = replace(earlier, contents=_sorted(digest for _, digest in given))
            names = tuple(one.source_file for one, _ in given)
            found.extend(_unchanged(_Pair(given[0][0].source, names, day, now, before, earlier)))
    return found


def _day_before(history: History, source: str, day: date) -> date | None:
    """Give the day of the delivery that one of a day is held against: its own, or the newest before it."""
    return max((known for name, known in history if name == source and known <= day), default=None)


def _unchanged(pair: _Pair) -> Iterator[Breach]:
    is_same = set(pair.now.contents) <= set(pair.before.contents)
    if pair.schema.promise.new_content and pair.day > pair.day_before and is_same and pair.is_long:
        what = (
            f"the delivery of {pair.day} is byte for byte that of {pair.day_before} in the last published run "
            "(文件与上期完全相同)"
        )
        mend = "ask for the export of the new day; a file under a new name shows nothing that happened since"
        yield pair.breach("unchanged", (what, mend), ("the same content", "a new one"))


def _row_change(pair: _Pair) -> Iterator[Breach]:
    promised, rows, rows_before = pair.schema.promise.row_change, pair.now.record_rows, pair.before.record_rows
    if promised is None or not rows_before:
        return
    times = rows / rows_before
    low = promised.at_least is not None and times < promised.at_least
    if not low and (promised.at_most is None or times <= promised.at_most):
        return
    limit = f"at least {promised.at_least:.2f}" if low else f"at most {promised.at_most:.2f}"
    what = (
        f"source '{pair.schema.source}' has {rows} rows for {pair.day}, {times:.2f} times the {rows_before} of "
        f"{pair.day_before} in the last published run; {limit} times is promised"
    )
    mend = "ask for the whole export again" if low else "look for rows that are there twice"
    yield pair.breach("row_change", (what, mend), (f"{times:.4f}", limit))


def _reject_change(pair: _Pair) -> Iterator[Breach]:
    limit = pair.schema.promise.max_reject_rise
    if limit is None or not pair.is_long:
        return
    now, before = (
        figures.rejected_rows / (figures.record_rows + figures.rejected_rows) for figures in (pair.now, pair.before)
    )
    if now - before > limit:
        what = (
            f"{now:.1%} of the rows for {pair.day} were rejected, {before:.1%} of those of {pair.day_before} in the "
            f"last published run (退回率骤升); a rise of {limit:.1%} is promised at most"
        )
        mend = "look at the rejected rows: `matcher ingest PIPELINE --report FOLDER` names their checks"
        yield pair.breach("reject_change", (what, mend), (f"{now:.4f}", f"at most {before + limit:.4f}"))


def _empty_change(pair: _Pair) -> Iterator[Breach]:
    limit = pair.schema.promise.max_empty_rise
    if limit is None or not pair.is_long:
        return
    absent = {*pair.now.absent_columns, *pair.before.absent_columns}
    for column in sorted((pair.now.cells.keys() & pair.before.cells.keys()) - absent):
        now, before = (
            figures.empty_cells.get(column, 0) / max(figures.cells[column], 1) for figures in (pair.now, pair.before)
        )
        if now - before > limit:
            what = (
                f"column '{column}' is empty in {now:.1%} of the rows for {pair.day}, in {before:.1%} of those of "
                f"{pair.day_before} in the last published run (空值率骤升); a rise of {limit:.1%} is promised at most"
            )
            mend = "ask whether the column was left out of the export, or is called something else by now"
            yield pair.breach("empty_change", (what, mend), (f"{now:.4f}", f"at most {before + limit:.4f}"))


def _headers(pair: _Pair) -> Iterator[Breach]:
    had = pair.before.cells.keys() - set(pair.before.absent_columns)  # nothing in runs of earlier versions
    gone = [column for column in pair.now.absent_columns if column in had and not _is_beyond_the_widest(column, pair)]
    if not (pair.schema.promise.kept_headers and gone):
        return
    headers = {column.column: column.headers[0] for column in pair.schema.columns}
    told = ", ".join(f"'{column}' ({headers[column]})" if column in headers else f"'{column}'" for column in gone)
    what = (
        f"the delivery of {pair.day} has no header for {told}; that of {pair.day_before} in the last published run "
        "had one in every sheet (表头缺少原有的列): rules that read it could no longer decide"
    )
    mend = "ask for the column; if it has another header by now, add that to `headers` of the column in the schema"
    files = _sorted(name for column in gone for name in pair.absent_in[column])
    yield pair.breach("headers", (what, mend), (", ".join(gone), "the headers of the delivery before"), files)


def _is_beyond_the_widest(column: str, pair: _Pair) -> bool:
    """Tell whether a column is one of many numbered ones that an export leaves out where no row needs so many.

    A list that is as wide as its largest household lacks the last members' columns when that household has gone: lower
    numbers are there, and so few rows had used this one that as many may become empty.
    """
    limit = pair.schema.promise.max_empty_rise
    filled = pair.before.cells[column] - pair.before.empty_cells.get(column, 0)
    is_rare = limit is None or filled <= limit * pair.before.cells[column]
    there = pair.now.cells.keys() - set(pair.now.absent_columns)
    return is_rare and any(
        f"{column[: number.start()]}{lower}{column[number.end() :]}" in there
        for number in re.finditer(r"\d+", column)
        for lower in range(int(number[0]))
    )
