"""Hold whole files against what their source promises of them (deliveries: matcher.ingest.changes).

Reads the account of a file; gives breaches, whether they stop a run or not. Judged anew in every run, on kept snapshots
too. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from matcher.config.promise import PromiseCheck
from matcher.config.source import SourceSchema
from matcher.identity.citizen_id import JOINABLE_STATUSES
from matcher.ingest.acceptance import Breach
from matcher.ingest.account import EMPTY_STATUSES, FileReport, sum_counts

_COUNTED: Final = {
    "persons": re.compile(r"(\d[\d,]*)\s*(?:人(?!次)|名|口)"),
    "rows": re.compile(r"(\d[\d,]*)\s*(?:人次|条|行|笔|户|项|份)"),
}
"""How a file name says how much is in it: 7372人贫困人口台账.xlsx."""


def file_breaches(report: FileReport, schema: SourceSchema) -> list[Breach]:
    """Say which promises one file breaks."""
    return [
        *_row_count(report, schema),
        *_reject_share(report, schema),
        *_count_in_name(report, schema),
        *_repeated_keys(report, schema),
        *_totals(report, schema),
        *_unknown_codes(report, schema),
        *_valid_ids(report, schema),
        *_empty_values(report, schema),
    ]


def total_notes(report: FileReport, schema: SourceSchema) -> tuple[str, ...]:
    """Say which total rows disagree with their rows in columns of which nothing is promised."""
    return tuple(text for column, text in _wrong_totals(report) if column not in schema.promise.totals)


def _breach(
    schema: SourceSchema, check: PromiseCheck, files: tuple[str, ...], words: tuple[str, str], values: tuple[str, str]
) -> Breach:
    return Breach(schema.source, check, schema.promise.mode_of(check), files, *words, *values)


def _row_count(report: FileReport, schema: SourceSchema) -> Iterator[Breach]:
    found, limit = report.record_rows, schema.promise.min_rows
    if found < limit:
        what = f"the file has {found} rows of data; source '{schema.source}' promises {limit}"
        mend = "export it again, or lower `promise.min_rows`"
        yield _breach(schema, "row_count", (report.source_file,), (what, mend), (str(found), f"at least {limit}"))


def _reject_share(report: FileReport, schema: SourceSchema) -> Iterator[Breach]:
    rows, rejected, limit = _data_rows(report), report.rejected_rows, schema.promise.max_reject_share
    if rejected > limit * rows:
        worst = sorted(report.reject_checks.items(), key=lambda item: (-item[1], item[0]))[:5]
        what = (
            f"{rejected} of {rows} rows were rejected ({rejected / rows:.1%}; at most {limit:.1%} promised): "
            f"{', '.join(f'{name} {count}' for name, count in worst)}"
        )
        mend = "correct the file, or raise `promise.max_reject_share`"
        values = (f"{rejected / rows:.4f}", f"at most {limit}")
        yield _breach(schema, "reject_share", (report.source_file,), (what, mend), values)


def _count_in_name(report: FileReport, schema: SourceSchema) -> Iterator[Breach]:
    counted = schema.promise.count_in_name
    if counted is None:
        return
    name = unicodedata.normalize("NFKC", report.source_file.rpartition("/")[2])
    said = [int(number.replace(",", "")) for number in _COUNTED[counted].findall(name)]
    rows = _data_rows(report)
    if said == [rows]:
        return
    told = f"says {' and '.join(map(str, said))} {counted}" if said else f"does not say how many {counted} it has"
    mend = "ask for the whole file, or correct its name"
    limit = " and ".join(map(str, said)) or "a number in the name"
    what = f"the name of the file {told}; it has {rows} rows of data"
    yield _breach(schema, "count_in_name", (report.source_file,), (what, mend), (str(rows), limit))


def _repeated_keys(report: FileReport, schema: SourceSchema) -> Iterator[Breach]:
    limit = schema.promise.max_repeated_share
    for key in report.repeated_keys:
        if key.repeated > limit * key.rows:
            share = key.repeated / key.rows
            what = (
                f"{key.repeated} of {key.rows} rows repeat the {', '.join(key.columns)} of an earlier row "
                f"({share:.1%}; at most {limit:.1%} promised): {', '.join(key.examples)}"
                f"{', …' if key.repeated > len(key.examples) else ''}"
            )
            mend = "take out what is there twice, or name all columns of the key under `promise.keys`"
            values = (f"{share:.4f}", f"at most {limit}")
            yield _breach(schema, "repeated_keys", (report.source_file,), (what, mend), values)


def _totals(report: FileReport, schema: SourceSchema) -> Iterator[Breach]:
    wrong = [text for column, text in _wrong_totals(report) if column in schema.promise.totals]
    if wrong:
        more = f"; and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        mend = "ask whether rows are missing, or whether the total row is an old one"
        values = (f"{len(wrong)} wrong totals", "every total row is the sum of its rows")
        yield _breach(schema, "totals", (report.source_file,), ("; ".join(wrong[:3]) + more, mend), values)


def _wrong_totals(report: FileReport) -> Iterator[tuple[str, str]]:
    """Give column and message of each total that is not the sum of its rows."""
    for sheet in report.sheets:
        place = f"sheet '{sheet.sheet}' " if sheet.sheet else ""
        for wrong in sheet.wrong_totals:
            said = f"the total of '{wrong.header}' in {place}row {wrong.row} is {wrong.stated}"
            yield wrong.column, f"{said}; the rows of the sheet add up to {wrong.summed}"


def _unknown_codes(report: FileReport, schema: SourceSchema) -> Iterator[Breach]:
    limit = schema.promise.max_unknown_code_share
    if limit is None:
        return
    for key, counts in _statuses(report).items():
        column = schema.column(key)
        if not (":" in key or (column and column.type == "code")):  # `column:system` is text read as a code as well
            continue
        found = counts.get("unreadable", 0)
        filled = sum(counts.values()) - sum(counts.get(word, 0) for word in EMPTY_STATUSES)
        if found > limit * filled:
            told = f"{found} of {filled} values of '{key.partition(':')[0]}' are no code or spelling that is known"
            mend = "add the spellings to the schema or the code system, or correct the file"
            yield _share(report, schema, "unknown_codes", (told, mend), (found / filled, f"at most {limit:.1%}"))


def _valid_ids(report: FileReport, schema: SourceSchema) -> Iterator[Breach]:
    limit = schema.promise.min_valid_id_share
    if limit is None:
        return
    for key, counts in _statuses(report).items():
        given = sum(counts.values()) - counts.get("empty", 0)
        found = sum(counts.get(word, 0) for word in JOINABLE_STATUSES)
        if key in _identifying(schema) and found < limit * given:
            told = f"{found} of {given} citizen IDs in '{key}' can be joined on"
            mend = "ask for an export with IDs as text, whole and unmasked"
            yield _share(report, schema, "valid_ids", (told, mend), (found / given, f"at least {limit:.1%}"))


def _empty_values(report: FileReport, schema: SourceSchema) -> Iterator[Breach]:
    limit = schema.promise.max_empty_share
    required = {column.column for column in schema.columns if column.required}
    if limit is None:
        return
    for key, counts in _statuses(report).items():
        rows = sum(counts.values())
        found = sum(counts.get(word, 0) for word in EMPTY_STATUSES)
        if key in required and found > limit * rows:
            told = f"the required column '{key}' is empty in {found} of {rows} rows"
            mend = "ask for the column to be filled, or raise `promise.max_empty_share`"
            yield _share(report, schema, "empty_values", (told, mend), (found / rows, f"at most {limit:.1%}"))


def _identifying(schema: SourceSchema) -> set[str]:
    """Give the readings that fill the citizen ID of a model row; of a certificate number the ID within it."""
    names = {name for fill in schema.fills for model, name in fill.columns.items() if model == "citizen_id"}
    certificates = {column.column for column in schema.columns if column.type == "certificate_number"}
    return {f"{name}_citizen_id" if name in certificates else name for name in names}


def _share(
    report: FileReport, schema: SourceSchema, check: PromiseCheck, words: tuple[str, str], values: tuple[float, str]
) -> Breach:
    share, limit = values
    what = f"{words[0]} ({share:.1%}; {limit} promised)"
    return _breach(schema, check, (report.source_file,), (what, words[1]), (f"{share:.4f}", limit))


def _statuses(report: FileReport) -> dict[str, dict[str, int]]:
    """Give the statuses of each column over all sheets."""
    keys = sorted({key for sheet in report.sheets for key in sheet.statuses})
    return {key: sum_counts(sheet.statuses.get(key, {}) for sheet in report.sheets) for key in keys}


def _data_rows(report: FileReport) -> int:
    return report.record_rows + report.rejected_rows
