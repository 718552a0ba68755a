"""Turn a run's findings into what people read: a workbook, an offline page, and machine-readable tables beside them.

Door of the report room. Reads RunTables and RunFacts; writes files, whole or not at all, masked by default.
"""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Final

from matcher.config.base import Language
from matcher.config.pipeline import ReportChoice
from matcher.report.contents import gather_contents
from matcher.report.counties import county_names, county_workbooks
from matcher.report.csv_table import write_csv
from matcher.report.details import NO_DETAILS, Details
from matcher.report.facts import FileFacts, RunFacts, RunTables
from matcher.report.linkage_page import linkage_figures, write_linkage_page
from matcher.report.page import write_page
from matcher.report.workbook import write_workbook
from matcher.storage.parquet import write_table

__all__ = ["Details", "FileFacts", "RunFacts", "RunTables", "write_reports"]

_UNMASKED: Final[dict[Language, str]] = {"zh": "_未脱敏", "en": "_unmasked"}
_OWNER_ONLY: Final = 0o600


def write_reports(
    tables: RunTables, facts: RunFacts, choice: ReportChoice, folder: Path, details: Details = NO_DETAILS
) -> list[Path]:
    """Write every report that was chosen.

    Args:
        tables: The run's tables.
        facts: What is said of the run beside them.
        choice: Language, masking, and which reports.
        folder: Where to.
        details: What the delivered rows say beside the tables.

    Returns:
        The files written: the workbook, or those of the counties, first, then the page, the page on linking, the
        tables.
    """
    # A name that says what is inside: a file in full must never be taken for, or written over, a masked one.
    stem = f"matcher_{facts.as_of.isoformat()}" + ("" if choice.masking == "masked" else _UNMASKED[choice.language])
    by_county = choice.workbook and choice.workbook_per == "county"
    own = {county: folder / name for county, name in county_names(stem, tables.findings).items()} if by_county else {}
    paths = list(own.values())
    with county_workbooks(tables, facts, choice, details, own) if own else nullcontext():
        paths += _write_of_all(tables, facts, choice, folder / stem, details)
    if choice.masking == "unmasked":
        for path in paths:
            path.chmod(_OWNER_ONLY)
    return paths


def _write_of_all(tables: RunTables, facts: RunFacts, choice: ReportChoice, stem: Path, details: Details) -> list[Path]:
    """Write what is one for the whole run."""
    contents, folder = gather_contents(tables, facts, choice, details), stem.parent
    paths: list[Path] = []
    if choice.workbook and choice.workbook_per == "run":
        paths.append(write_workbook(folder / f"{stem.name}.xlsx", contents))
    if choice.page:
        paths.append(write_page(folder / f"{stem.name}.html", contents))
    if choice.linkage and facts.linkage is not None:
        figures = linkage_figures(
            facts.linkage,
            title=facts.pipeline_title,
            as_of=facts.as_of,
            program_version=facts.program_version,
            source_titles=facts.source_titles,
            link_counts=facts.link_counts,
        )
        paths.append(write_linkage_page(folder / f"linkage_{facts.as_of.isoformat()}.html", figures, choice.language))
    suffix = "_masked" if contents.masked else "_unmasked"
    paths.append(write_csv(contents.tables.findings, folder / f"findings{suffix}.csv"))
    paths.append(write_table(contents.tables.findings, folder / f"findings{suffix}.parquet", plainly=True))
    paths.append(write_csv(contents.tables.conflicts, folder / f"conflicts{suffix}.csv"))
    paths.append(write_csv(contents.tables.review, folder / "review.csv"))
    paths.append(write_csv(contents.tables.rejects, folder / "rejects.csv"))
    return paths
