"""What a run says of itself: its record for reports, and the account of rows in its manifest.

The law of conservation is kept here in numbers: per file, rows in = records + rejected + skipped. Pure.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from matcher import __version__
from matcher.config.areas import full_names, read_areas
from matcher.config.base import Text, month_text
from matcher.config.loader import Project
from matcher.evaluate import Evaluated
from matcher.ingest import FileReport, Ingested
from matcher.link import Linked
from matcher.published import FileRecord, RunRecord

_USABLE = ("as_written", "valid", "cleaned", "corrected", "upgraded", "permit", "permanent_resident")
"""Statuses of citizen IDs that can be joined on."""


def record_of(
    project: Project, run_id: str, as_of: date, *, ingested: Ingested, linked: Linked, gone: int
) -> RunRecord:
    """Gather what reports and explanations need to know of a run beside its tables.

    Args:
        project: Configuration of the run.
        run_id: The run.
        as_of: Day that it describes.
        ingested: What was read.
        linked: Who is who.
        gone: Clues of earlier runs that this run no longer finds.
    """
    return RunRecord(
        run_id=run_id,
        pipeline_title=project.pipeline.title,
        as_of=as_of,
        first_month=project.pipeline.first_month,
        last_month=month_text(as_of.year * 12 + as_of.month - 1),
        program_version=__version__,
        files=tuple(map(_file_record, ingested.reports, ingested.rejects)),
        rules=project.rules,
        exemptions=project.exemptions,
        area_names=full_names(read_areas(project.areas_file)),
        programme_titles=_titles(project, "programme"),
        source_titles={name: schema.title for name, schema in sorted(project.sources.items())},
        agency_titles=_titles(project, "agency"),
        gone=gone,
        link_counts=linked.counts,
    )


def account_of(project: Project, ingested: Ingested, linked: Linked, evaluated: Evaluated) -> dict[str, object]:
    """Give the account of rows in and out of each room, for the manifest."""
    return {
        "pipeline": project.pipeline.pipeline,
        "configuration_sha256": project.digest,
        "ingest": {"files": [_file_account(report) for report in ingested.reports]},
        "link": {"records_in": linked.persons.num_rows, **linked.counts},
        "evaluate": {"findings": evaluated.findings.num_rows, "rules": evaluated.outcomes},
    }


def _titles(project: Project, system: str) -> dict[str, Text]:
    return {entry.code: entry.title for entry in project.codes[system].entries}


def _file_record(report: FileReport, rejects: Path) -> FileRecord:
    """Give the record of a file; its rejects lie in its snapshot."""
    return FileRecord(
        source=report.source,
        agency=report.agency,
        source_file=report.source_file,
        as_of_date=report.as_of_date,
        rows_in=report.rows_in,
        record_rows=report.record_rows,
        rejected_rows=report.rejected_rows,
        skipped_rows=sum(report.skipped.values()),
        valid_id_share=_valid_id_share(report),
        snapshot=f"{report.source}/{rejects.parent.name}",
    )


def _file_account(report: FileReport) -> dict[str, object]:
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


def _valid_id_share(report: FileReport) -> float | None:
    """Give the share of given citizen IDs that can be used as they were read."""
    counts: dict[str, int] = {}
    for sheet in report.sheets:
        for status, count in sheet.statuses.get("citizen_id", {}).items():
            counts[status] = counts.get(status, 0) + count
    total = sum(counts.values())
    usable = sum(counts.get(status, 0) for status in _USABLE)
    return round(usable / total, 4) if total else None
