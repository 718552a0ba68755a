"""The sheet of data quality: where each file's rows went, why rows were rejected, how records were linked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl
import pyarrow as pa

from matcher.report import catalogue, codes
from matcher.report.check_words import check_words
from matcher.report.facts import FileFacts, RunFacts, RunTables, title_of
from matcher.report.leads import grade_words
from matcher.report.sheet import Sheet, Value
from matcher.report.wording import Wording

_EXAMPLES: Final = 10
"""Rows named for each check: enough to see what is wrong."""

_WIDTHS: Final = (26, 30, 18, 12, 12, 12, 12, 12, 12)


@dataclass(frozen=True)
class RejectGroup:
    """Rows of one file that failed the same checks."""

    source: str
    """Source schema."""
    source_file: str
    """File."""
    sheet: str | None
    """Sheet; None for delimited text."""
    check_name: str
    """Checks that failed."""
    column_name: str | None
    """Column at fault."""
    count: int
    """Rows."""
    examples: tuple[int, ...]
    """The first row numbers."""


def group_rejects(rejects: pa.Table) -> list[RejectGroup]:
    """Gather rejects by file, sheet, check and column; most rows first, then by name."""
    keys = ["source", "source_file", "sheet", "check_name", "column_name"]
    frame = pl.DataFrame(rejects).sort(*keys, "row_number", nulls_last=True)
    grouped = frame.group_by(keys).agg(
        pl.len().alias("count"), pl.col("row_number").drop_nulls().head(_EXAMPLES).alias("examples")
    )
    ordered = grouped.sort("count", *keys, descending=[True, *[False] * len(keys)], nulls_last=True)
    return [RejectGroup(**(row | {"examples": tuple(row["examples"])})) for row in ordered.iter_rows(named=True)]


def write_quality(sheet: Sheet, tables: RunTables, facts: RunFacts) -> None:
    """Write files, rejects and links, one table under the other."""
    wording, worksheet = sheet.wording, sheet.worksheet
    for column, width in enumerate(_WIDTHS):
        worksheet.set_column(column, column, width)
    worksheet.set_row(0, 30)
    title = f"{wording.say(facts.pipeline_title)} · {wording.say(catalogue.SHEET_QUALITY)}"
    sheet.merge(0, 0, len(_WIDTHS) - 1, title, "title")
    sheet.merge(1, 0, len(_WIDTHS) - 1, wording.say(catalogue.QUALITY_FILES_NOTE), "subtitle")
    row = _write_files(sheet, facts, 3)
    row = _write_rejects(sheet, group_rejects(tables.rejects), facts, row + 1)
    row = _write_id_statuses(sheet, facts, row + 1)
    row = _write_conflicts(sheet, tables.conflicts, facts, row + 1)
    _write_links(sheet, facts, row + 1)
    worksheet.freeze_panes(2, 0)
    sheet.set_up_print()
    worksheet.repeat_rows(0, 1)
    worksheet.fit_to_pages(1, 0)


def _write_files(sheet: Sheet, facts: RunFacts, row: int) -> int:
    wording = sheet.wording
    sheet.merge(row, 0, len(_WIDTHS) - 1, wording.say(catalogue.QUALITY_FILES), "section")
    headers = (
        catalogue.SOURCE, catalogue.FILE, catalogue.AGENCY, catalogue.AS_OF_DATE, catalogue.ROWS_IN,
        catalogue.RECORD_ROWS, catalogue.REJECTED_ROWS, catalogue.SKIPPED_ROWS, catalogue.VALID_ID_SHARE,
    )  # fmt: skip
    sheet.header(row + 1, [wording.say(header) for header in headers])
    first = row + 2
    for number, file in enumerate(facts.files, start=first):
        _write_cells(sheet, number, _file_cells(file, facts, wording))
    totals = [(file.rows_in, file.record_rows, file.rejected_rows, file.skipped_rows) for file in facts.files]
    last = first + len(facts.files)
    sheet.merge(last, 0, 3, wording.say(catalogue.TOTAL), "total_text")
    for column, values in enumerate(zip(*totals, strict=True), start=4):
        sheet.write(last, column, sum(values), "total_count")
    sheet.write(last, 8, None, "total_text")
    return last + 1


def _file_cells(file: FileFacts, facts: RunFacts, wording: Wording) -> list[tuple[Value, str]]:
    return [
        (wording.say(file.source_title), "text"),
        (file.source_file, "small"),
        (wording.say(title_of(facts.agency_titles, file.agency)), "text"),
        (file.as_of_date.isoformat(), "centre"),
        (file.rows_in, "count"),
        (file.record_rows, "count"),
        (file.rejected_rows, "count"),
        (file.skipped_rows, "count"),
        id_share_cell(file, wording),
    ]


def _write_rejects(sheet: Sheet, groups: Sequence[RejectGroup], facts: RunFacts, row: int) -> int:
    wording = sheet.wording
    last_column = len(_WIDTHS) - 1
    sheet.merge(row, 0, last_column, wording.say(catalogue.QUALITY_REJECTS), "section")
    if not groups:
        sheet.merge(row + 1, 0, last_column, wording.say(catalogue.NO_ROWS), "empty")
        return row + 2
    titles = [wording.say(text) for text in (catalogue.SOURCE, catalogue.FILE, catalogue.COLUMN, catalogue.COUNT)]
    sheet.header(row + 1, titles)
    sheet.merge(row + 1, 4, 5, wording.say(catalogue.CHECK), "header")
    sheet.merge(row + 1, 6, last_column, wording.say(catalogue.EXAMPLE_ROWS), "header")
    for number, group in enumerate(groups, start=row + 2):
        place = " › ".join(part for part in (group.source_file, group.sheet) if part)
        title = wording.say(title_of(facts.source_titles, group.source))
        cells: list[tuple[Value, str]] = [(title, "text"), (place, "small"), (group.column_name, "text")]
        _write_cells(sheet, number, [*cells, (group.count, "count")])
        check = check_words(group.check_name, wording)
        sheet.merge(number, 4, 5, check, "small")
        examples = wording.join(str(example) for example in group.examples)
        sheet.merge(number, 6, last_column, examples, "small")
        texts = (title, "text"), (place, "small"), (check, "small"), (examples, "small")
        sheet.fit_height(number, (_WIDTHS[0], _WIDTHS[1], sum(_WIDTHS[4:6]), sum(_WIDTHS[6:])), texts)
    return row + 2 + len(groups)


def id_share_cell(file: FileFacts, wording: Wording) -> tuple[Value, str]:
    """Give the share of valid IDs of a file, or say that the agency masked them."""
    if _is_masked(file):
        return wording.say(catalogue.IDS_MASKED), "centre"
    return file.valid_id_share, "share"


def _is_masked(file: FileFacts) -> bool:
    return 2 * file.id_statuses.get("masked", 0) > sum(file.id_statuses.values())


def count_id_statuses(facts: RunFacts) -> list[tuple[str, str, int, float]]:
    """Count the IDs that were not simply valid: source, status, count, share of the source's IDs; as files stand."""
    counts: dict[str, dict[str, int]] = {}
    for file in facts.files:
        of_source = counts.setdefault(file.source, {})
        for status, count in file.id_statuses.items():
            of_source[status] = of_source.get(status, 0) + count
    return [
        (source, status, of_source[status], of_source[status] / sum(of_source.values()))
        for source, of_source in counts.items()
        for status in codes.ID_STATUSES
        if of_source.get(status)
    ]


def _write_id_statuses(sheet: Sheet, facts: RunFacts, row: int) -> int:
    wording = sheet.wording
    counted = count_id_statuses(facts)
    sheet.merge(row, 0, len(_WIDTHS) - 1, wording.say(catalogue.QUALITY_IDS), "section")
    if not counted:
        sheet.merge(row + 1, 0, len(_WIDTHS) - 1, wording.say(catalogue.NO_ROWS), "empty")
        return row + 2
    headers = (catalogue.SOURCE, catalogue.ID_STATUS, catalogue.COUNT, catalogue.ID_SHARE)
    sheet.header(row + 1, [wording.say(header) for header in headers])
    for number, (source, status, count, share) in enumerate(counted, start=row + 2):
        cells: list[tuple[Value, str]] = [
            (wording.say(title_of(facts.source_titles, source)), "text"),
            (wording.say(codes.ID_STATUSES[status]), "text"),
            (count, "count"),
            (share, "share"),
        ]
        _write_cells(sheet, number, cells)
    return row + 2 + len(counted)


def count_conflicts(conflicts: pa.Table) -> list[tuple[str, str, str, int]]:
    """Count conflicts by source, source compared with, and reason; most first. The review sheet lists each."""
    keys = ["source", "reference_source", "reason"]
    counted = pl.DataFrame(conflicts.select(keys)).group_by(keys).len()
    return counted.sort("len", *keys, descending=[True, False, False, False], nulls_last=True).rows()


def _write_conflicts(sheet: Sheet, conflicts: pa.Table, facts: RunFacts, row: int) -> int:
    wording = sheet.wording
    sheet.merge(row, 0, len(_WIDTHS) - 1, wording.say(catalogue.QUALITY_CONFLICTS), "section")
    counted = count_conflicts(conflicts)
    if not counted:
        sheet.merge(row + 1, 0, len(_WIDTHS) - 1, wording.say(catalogue.NO_ROWS), "empty")
        return row + 2
    headers = (catalogue.SOURCE, catalogue.COMPARED_SOURCE, catalogue.REVIEW_REASON, catalogue.COUNT)
    sheet.header(row + 1, [wording.say(header) for header in headers])
    for number, (source, other, reason, count) in enumerate(counted, start=row + 2):
        titles = [wording.say(title_of(facts.source_titles, name or "")) for name in (source, other)]
        texts: list[tuple[Value, str]] = [(title, "text") for title in titles]
        _write_cells(
            sheet, number, [*texts, (wording.say_code(codes.CONFLICT_REASONS, reason), "text"), (count, "count")]
        )
    return row + 2 + len(counted)


def _write_links(sheet: Sheet, facts: RunFacts, row: int) -> None:
    wording = sheet.wording
    sheet.merge(row, 0, len(_WIDTHS) - 1, wording.say(catalogue.QUALITY_LINKS), "section")
    sheet.merge(row + 1, 0, 1, wording.say(catalogue.LINK_METHOD), "header")
    sheet.write(row + 1, 2, wording.say(catalogue.COUNT), "header")
    for number, (words, count) in enumerate(link_lines(facts.link_counts, wording), start=row + 2):
        sheet.merge(number, 0, 1, words, "text")
        sheet.write(number, 2, count, "count")


def link_lines(counts: Mapping[str, int], wording: Wording) -> list[tuple[str, int]]:
    """Give the counts that mean something to a reader, in words: records, people, links by grade, doubts.

    What the link room counts for its own tuning (blocks, learning pairs) is in the run's manifest, not here.
    """
    links = sorted((name.removeprefix("links_"), name) for name in counts if name.startswith("links_"))
    by_grade = [
        (f"{wording.say_code(codes.LINK_METHODS, method)} · {grade_words(grade, wording)}", counts[name])
        for text, name in links
        for method, _, grade in [text.partition("_")]
        if method in codes.LINK_METHODS and grade in codes.GRADES
    ]
    people, doubts = (
        [(wording.say(text), counts[name]) for name, text in texts.items() if name in counts]
        for texts in (codes.LINK_PEOPLE, codes.LINK_DOUBTS)
    )
    return [*people, *by_grade, *doubts]


def _write_cells(sheet: Sheet, row: int, cells: Sequence[tuple[Value, str]]) -> None:
    for column, (value, style) in enumerate(cells):
        sheet.write(row, column, value, style)
    sheet.fit_height(row, _WIDTHS, cells)
