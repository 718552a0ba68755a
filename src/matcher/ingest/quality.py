"""Measure the quality of what was delivered: per source, how whole, how readable, how repeated, how old.

Figures come from the accounts of the files and, column-wise, from the Parquet of their snapshots. No value of a row
enters them: oddities are counts with a few row numbers. Reads Parquet; writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from matcher.config.source import SourceColumn, SourceSchema
from matcher.identity.citizen_id import JOINABLE_STATUSES
from matcher.ingest.account import FileReport, Ingested, sum_counts
from matcher.ingest.quality_figures import (
    ABSENT,
    CheckCount,
    ColumnQuality,
    FileQuality,
    RepeatCount,
    SourceQuality,
    StatusCount,
    status_kind,
)
from matcher.ingest.quality_values import (
    MOST_EXAMPLES,
    Oddities,
    Place,
    TablePart,
    Tally,
    find_oddities,
    find_repeats,
    reject_examples,
)


def measure_quality(ingested: Ingested, sources: Mapping[str, SourceSchema], as_of: date) -> tuple[SourceQuality, ...]:
    """Measure every source that was read.

    Args:
        ingested: Accounts of the files, and where their snapshots lie.
        sources: Schemas by name.
        as_of: Day that ages are counted to.

    Returns:
        One entry per source, in the order of reading.
    """
    by_source: dict[str, list[tuple[FileReport, Path]]] = {}
    for report, rejects in zip(ingested.reports, ingested.rejects, strict=True):
        by_source.setdefault(report.source, []).append((report, rejects.parent))
    return tuple(_measure_source(sources[name], files, as_of) for name, files in by_source.items())


def _measure_source(schema: SourceSchema, files: Sequence[tuple[FileReport, Path]], as_of: date) -> SourceQuality:
    reports = [report for report, _ in files]
    by_column = _oddities_by_column(schema, files)
    statuses = _statuses(reports)
    columns = tuple(_column(schema, column, key, statuses, reports, by_column) for column, key in _read_columns(schema))
    ids = [statuses.get(key, {}) for _, key in _read_columns(schema) if key in _id_keys(schema)]
    return SourceQuality(
        source=schema.source,
        agency=schema.agency,
        files=tuple(_file(report, as_of) for report in reports),
        rows_in=sum(report.rows_in for report in reports),
        record_rows=sum(report.record_rows for report in reports),
        rejected_rows=sum(report.rejected_rows for report in reports),
        skipped=sum_counts(report.skipped for report in reports),
        model_rows=sum_counts(report.model_rows for report in reports),
        columns=columns,
        id_columns=tuple(sorted(_id_keys(schema) & statuses.keys())),
        joinable_ids=sum(found.get(status, 0) for found in ids for status in JOINABLE_STATUSES),
        given_ids=sum(count for found in ids for status, count in found.items() if status not in ABSENT),
        rejects=_rejects(files),
        repeats=_repeats(schema, files),
    )


def _file(report: FileReport, as_of: date) -> FileQuality:
    return FileQuality(
        source_file=report.source_file,
        as_of_date=report.as_of_date,
        age_days=(as_of - report.as_of_date).days,
        encoding=report.encoding,
        rows_in=report.rows_in,
        record_rows=report.record_rows,
        rejected_rows=report.rejected_rows,
        skipped=report.skipped,
        notes=report.notes,
    )


def _statuses(reports: Sequence[FileReport]) -> dict[str, dict[str, int]]:
    """Add up the statuses of all files: reading → status → rows of data."""
    found: dict[str, list[dict[str, int]]] = {}
    for report in reports:
        for sheet in report.sheets:
            for key, counts in sheet.statuses.items():
                found.setdefault(key, []).append(counts)
    return {key: sum_counts(counts) for key, counts in found.items()}


def _read_columns(schema: SourceSchema) -> list[tuple[SourceColumn, str]]:
    """Give each column with the key of its reading, and once more for the citizen ID in a certificate number."""
    read = []
    for column in schema.columns:
        read.append((column, column.column))
        if column.type == "certificate_number":
            read.append((column, f"{column.column}_citizen_id"))
    return read


def _id_keys(schema: SourceSchema) -> set[str]:
    """Give the readings that fill a citizen ID: the ID of the person that the row is about."""
    fillings = {fill.columns["citizen_id"] for fill in schema.fills if "citizen_id" in fill.columns}
    whole = {column.column for column in schema.columns if column.type == "certificate_number"}
    return {f"{name}_citizen_id" if name in whole else name for name in fillings}


def _column(
    schema: SourceSchema,
    column: SourceColumn,
    key: str,
    statuses: Mapping[str, Mapping[str, int]],
    reports: Sequence[FileReport],
    oddities: Mapping[str, Mapping[str, Tally]],
) -> ColumnQuality:
    counts = statuses.get(key, {})
    by_kind = dict.fromkeys(("read", "changed", "lost", "absent"), 0)
    for status, count in counts.items():
        by_kind[status_kind(status)] += count
    rows = sum(counts.values())
    absent = [r.source_file for r in reports if any(column.column in sheet.absent_columns for sheet in r.sheets)]
    examples = oddities.get(key, {})
    return ColumnQuality(
        column=key,
        header=column.headers[0],
        type="citizen_id" if key != column.column else column.type,
        is_required=column.required,
        fills=tuple(
            f"{fill.table}.{name}" for fill in schema.fills for name, one in fill.columns.items() if one == key
        ),
        absent_in=tuple(dict.fromkeys(absent)),
        rows=rows,
        filled=rows - by_kind["absent"],
        readable=by_kind["read"] + by_kind["changed"],
        statuses=tuple(
            StatusCount(status, status_kind(status), count, _shown(examples.get(status), status))
            for status, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            if status != "as_written" and count
        ),
    )


def _shown(tally: Tally | None, status: str) -> tuple[Place, ...]:
    return () if tally is None or status_kind(status) in {"read", "absent"} else tuple(tally.examples)


def _oddities_by_column(schema: SourceSchema, files: Sequence[tuple[FileReport, Path]]) -> dict[str, dict[str, Tally]]:
    """Give the oddities of each reading, from the first fill that has any: fills of one row see the same cells."""
    found: dict[str, dict[str, Tally]] = {}
    for index, fill in enumerate(schema.fills):
        own = {name: _reading_of(schema, source, name) for name, source in fill.columns.items()}
        oddities: Oddities = {}
        for report, folder in files:
            find_oddities(_part(schema, index, report, folder), oddities)
        for (name, status), tally in oddities.items():
            if name in own:
                found.setdefault(own[name], {}).setdefault(status, tally)
    return found


def _reading_of(schema: SourceSchema, source: str, name: str) -> str:
    column = schema.column(source)
    is_part = name == "citizen_id" and column is not None and column.type == "certificate_number"
    return f"{source}_citizen_id" if is_part else source


def _part(schema: SourceSchema, index: int, report: FileReport, folder: Path) -> TablePart:
    table = schema.fills[index].table
    is_shared = sum(fill.table == table for fill in schema.fills) > 1
    return TablePart(folder / f"{table}.parquet", report.source_file, f"-{index}" if is_shared else None)


def _rejects(files: Sequence[tuple[FileReport, Path]]) -> tuple[CheckCount, ...]:
    counts = sum_counts(report.reject_checks for report, _ in files)
    examples: dict[str, list[Place]] = {}
    for report, folder in files:
        found = reject_examples(folder / "rejects.parquet", sorted(report.reject_checks), report.source_file)
        for check, places in found.items():
            examples.setdefault(check, []).extend(places)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(CheckCount(name, rows, tuple(examples[name][:MOST_EXAMPLES])) for name, rows in ordered if rows)


def _repeats(schema: SourceSchema, files: Sequence[tuple[FileReport, Path]]) -> tuple[RepeatCount, ...]:
    ids, rows = Tally(), Tally()
    for report, folder in files:
        same_id, same_row = find_repeats(_part(schema, 0, report, folder))
        ids.add(same_id.rows, iter(same_id.examples))
        rows.add(same_row.rows, iter(same_row.examples))
    keys = {key.columns: 0 for report, _ in files for key in report.repeated_keys}
    for report, _ in files:
        for key in report.repeated_keys:
            keys[key.columns] += key.repeated
    return (
        RepeatCount("citizen_id", (), schema.once_only, ids.rows, tuple(ids.examples)),
        RepeatCount("row", (), False, rows.rows, tuple(rows.examples)),
        *(RepeatCount("key", columns, True, count, ()) for columns, count in keys.items()),
    )
