"""What a run says of itself: its record for reports, and the account of rows in its manifest.

The law of conservation is kept here in numbers: per file, rows in = records + rejected + skipped. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path

from matcher import __version__
from matcher.config.areas import full_names, read_areas
from matcher.config.base import Text, month_text
from matcher.config.loader import Project
from matcher.config.policy import local_values
from matcher.config.rule import ANY_RECORD
from matcher.config.source import SourceSchema
from matcher.evaluate import Evaluated, NotJudged, NotLookedUp, Sources
from matcher.ingest import FileReport, Ingested, UnreadFile, figures_of, unread_headers
from matcher.link import Linked
from matcher.run_record import FileRecord, RunRecord, UnjudgedRule, UntriedExemption

_USABLE = ("as_written", "valid", "cleaned", "corrected", "upgraded", "permit", "permanent_resident")
"""Statuses of citizen IDs that can be joined on."""

_OLD_DAYS = 61
"""Age in days beyond which a source that promises none is told to be out of date: a monthly list lacks two months."""


def record_of(
    project: Project, run_id: str, as_of: date, *, ingested: Ingested, linked: Linked, told: tuple[tuple[str, ...], int]
) -> RunRecord:
    """Gather what reports and explanations need to know of a run beside its tables.

    Args:
        project: Configuration of the run.
        run_id: The run.
        as_of: Day that it describes.
        ingested: What was read.
        linked: Who is who.
        told: Rules that ran, and the count of clues that this run no longer finds.
    """
    ran, gone = told
    return RunRecord(
        run_id=run_id,
        pipeline_title=project.pipeline.title,
        as_of=as_of,
        first_month=project.pipeline.first_month,
        last_month=month_text(as_of.year * 12 + as_of.month - 1),
        program_version=__version__,
        files=tuple(
            _file_record(report, rejects, project.sources[report.source])
            for report, rejects in zip(ingested.reports, ingested.rejects, strict=True)
        ),
        rules=project.rules,
        exemptions=project.exemptions,
        area_names=full_names(read_areas(project.areas_file)),
        programme_titles=_titles(project, "programme"),
        source_titles={name: schema.title for name, schema in sorted(project.sources.items())},
        agency_titles=_titles(project, "agency"),
        gone=gone,
        rules_that_ran=ran,
        link_counts=linked.counts,
        code_titles={system: _titles(project, system) for system in sorted(project.codes)},
        column_titles={
            f"{name}.{column.column}": column.meaning
            for name, table in sorted(project.model.items())
            for column in table.columns
        },
        column_codes={
            f"{name}.{column.column}": column.codes
            for name, table in sorted(project.model.items())
            for column in table.columns
            if column.codes
        },
        local_policy=local_values(project.policies, project.pipeline.region, as_of.strftime("%Y-%m")),
        accepted=ingested.accepted,
        linkage=asdict(linked.figures),
    )


def with_lacks(record: RunRecord, project: Project, ingested: Ingested, evaluated: Evaluated) -> RunRecord:
    """Give the record with what the run could not look up, did not read, or read out of date.

    A rule that was not judged did not run either: its clues are not gone.
    """
    unjudged = tuple(UnjudgedRule(rule_id=one.rule, lack=one.lack, reason=one.reason) for one in evaluated.not_judged)
    untried = tuple(
        UntriedExemption(rule_id=one.rule, exemption_id=one.exemption, reason=one.reason, programmes=one.programmes)
        for one in evaluated.not_looked_up
    )
    return record.model_copy(
        update={
            "unjudged": unjudged,
            "untried": untried,
            "unread": ingested.unread,
            "warnings": tuple(_stale(project, ingested, record.as_of)),
        }
    )


def sources_of(project: Project, ingested: Ingested) -> Sources:
    """Give what the pipeline's sources promise, and which of their columns were not in a file that gave records."""
    absent: dict[str, tuple[str, ...]] = {}
    for report in ingested.reports:
        names = {name for sheet in report.sheets if sheet.record_rows for name in sheet.absent_columns}
        if names:
            absent[report.file_id] = tuple(sorted(names))
    days = {use.source: use.fresh_days or project.sources[use.source].fresh_days for use in project.pipeline.sources}
    fresh_days = {source: count for source, count in days.items() if count is not None}
    return Sources(tuple(project.sources[use.source] for use in project.pipeline.sources), absent, fresh_days)


def _stale(project: Project, ingested: Ingested, as_of: date) -> Iterator[Text]:
    """Say which sources are out of date: those older than they promise, else than two months."""
    newest: dict[str, date] = {}
    for report in ingested.reports:
        newest[report.source] = max(report.as_of_date, newest.get(report.source, report.as_of_date))
    for source, day in newest.items():
        age, promised = (as_of - day).days, project.sources[source].promise.max_age_days
        if age > (promised or _OLD_DAYS):
            title = project.sources[source].title
            yield Text(
                zh=f"{title.zh}：最新数据截至 {day}，比本次比对日期早 {age} 天",
                en=f"{title.en}: the newest data describe {day}, {age} days before the day of this run",
            )


def rules_that_ran(project: Project, ingested: Ingested, evaluated: Evaluated) -> tuple[str, ...]:
    """Name the rules that could see all that they look at: only their clues can be gone.

    A rule ran when every source of the pipeline that fills its subject's table, or that of a fact which it cannot do
    without, delivered a file, and each of these tables has such a source; and when it was judged.
    """
    delivered = {report.source for report in ingested.reports}
    filling: dict[str, set[str]] = {}  # sources by the model table that they fill
    for use in project.pipeline.sources:
        for fill in project.sources[use.source].fills:
            filling.setdefault(fill.table, set()).add(use.source)
    needs = {
        rule.rule: {rule.subject.table, *(fact.table for fact in rule.facts.values() if not fact.optional)}
        for rule in project.rules
    }
    needs = {
        rule: {*tables - {ANY_RECORD}, *(filling if ANY_RECORD in tables else ())} for rule, tables in needs.items()
    }
    whole = {table for table, sources in filling.items() if sources <= delivered}
    not_judged = {one.rule for one in evaluated.not_judged}
    return tuple(sorted(rule for rule, tables in needs.items() if tables <= whole and rule not in not_judged))


def account_of(project: Project, ingested: Ingested, linked: Linked, evaluated: Evaluated) -> dict[str, object]:
    """Give the account of rows in and out of each room, for the manifest."""
    return {
        "pipeline": project.pipeline.pipeline,
        "configuration_sha256": project.digest,
        "ingest": {
            "files": [_file_account(*one) for one in zip(ingested.reports, ingested.rejects, strict=True)],
            "files_not_read": [_unread(one) for one in ingested.unread],
        },
        "link": {"records_in": linked.counts["records"], **linked.counts},
        "evaluate": {
            "findings": evaluated.findings.num_rows,
            "rules": evaluated.outcomes,
            "not_judged": [_told(one) for one in evaluated.not_judged],
            "not_looked_up": [_told(one) for one in evaluated.not_looked_up],
        },
    }


def _unread(one: UnreadFile) -> dict[str, object]:
    return {**asdict(one), "as_of_date": one.as_of_date.isoformat() if one.as_of_date else None}


def _told(one: NotJudged | NotLookedUp) -> dict[str, object]:
    return {**asdict(one), "reason": one.reason.model_dump()}


def _titles(project: Project, system: str) -> dict[str, Text]:
    return {entry.code: entry.title for entry in project.codes[system].entries}


def _file_record(report: FileReport, rejects: Path, schema: SourceSchema) -> FileRecord:
    """Give the record of a file; its rejects lie in its snapshot."""
    id_statuses = _id_statuses(report, schema)
    return FileRecord(
        source=report.source,
        agency=report.agency,
        source_file=report.source_file,
        as_of_date=report.as_of_date,
        rows_in=report.rows_in,
        record_rows=report.record_rows,
        rejected_rows=report.rejected_rows,
        skipped_rows=sum(report.skipped.values()),
        valid_id_share=_valid_id_share(id_statuses),
        id_statuses=id_statuses,
        snapshot=_snapshot_of(report, rejects),
        unread_headers=tuple(unread_headers(report.notes)),
        figures=figures_of(report),
    )


def _file_account(report: FileReport, rejects: Path) -> dict[str, object]:
    return {
        "source": report.source,
        "source_file": report.source_file,
        "sha256": report.sha256,
        "bytes": report.byte_count,
        "as_of_date": report.as_of_date.isoformat(),
        "rows_in": report.rows_in,
        "record_rows": report.record_rows,
        "rejected_rows": report.rejected_rows,
        "skipped_rows": sum(report.skipped.values()),
        "read_again": not report.reused,
        "snapshot": {"folder": _snapshot_of(report, rejects), "sha256": report.table_digests},
        "notes": list(report.notes),
        "sheets": [
            {
                "sheet": sheet.sheet,
                "header_row": sheet.header_row,
                "rows_in": sheet.rows_in,
                "record_rows": sheet.record_rows,
                "rejected_rows": sheet.rejected_rows,
                "skipped": sheet.skipped,
                "model_rows": sheet.model_rows,
                "reject_checks": sheet.reject_checks,
                "statuses": sheet.statuses,
            }
            for sheet in report.sheets
        ],
    }


def _snapshot_of(report: FileReport, rejects: Path) -> str:
    """Give the snapshot of a file, relative to the folder of snapshots."""
    return f"{report.source}/{rejects.parent.name}"


def _id_statuses(report: FileReport, schema: SourceSchema) -> dict[str, int]:
    """Count the citizen IDs of the columns that say who a row is about, whatever their names, by status."""
    named = sorted({fill.columns["citizen_id"] for fill in schema.fills if "citizen_id" in fill.columns})
    counts: dict[str, int] = {}
    for sheet in report.sheets:
        for column in named:
            for status, count in sheet.statuses.get(column, {}).items():
                counts[status] = counts.get(status, 0) + count
    return dict(sorted(counts.items()))


def _valid_id_share(counts: Mapping[str, int]) -> float | None:
    """Give the share of citizen IDs that can be used as they were read."""
    total = sum(counts.values())
    usable = sum(counts.get(status, 0) for status in _USABLE)
    return round(usable / total, 4) if total else None
