"""A workbook for each county of a run: written beside each other, since each is its own.

What could not be decided bears no place: it is in `review.csv` and on the page, not in a county's workbook.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from matcher.config.pipeline import ReportChoice
from matcher.report.contents import gather_contents
from matcher.report.details import Details
from matcher.report.facts import RunFacts, RunTables
from matcher.report.workbook import write_workbook
from matcher.tables import CONFLICTS, REVIEW

_COUNTY_DIGITS: Final = 6
_WRITERS: Final = 2
_UNKNOWN: Final = "unknown"


def county_names(stem: str, findings: pa.Table) -> dict[str, str]:
    """Name the workbook of each county: the whole run's name with the county's code before the day's end."""
    return {county: f"{stem}_{county}.xlsx" for county in sorted(set(_counties(findings).to_pylist()))}


@contextmanager
def county_workbooks(
    tables: RunTables, facts: RunFacts, choice: ReportChoice, details: Details, paths: dict[str, Path]
) -> Iterator[None]:
    """Write the workbook of each county while the block does something else; all are there when it is left.

    Args:
        tables: The run's tables.
        facts: The run.
        choice: Language and masking.
        details: What the delivered rows say.
        paths: Where the workbook of each county goes, by its code.
    """
    counties = _counties(tables.findings)
    context = multiprocessing.get_context("spawn")  # a copy of this process would hold locks of its threads
    with ProcessPoolExecutor(min(_WRITERS, len(paths) or 1), mp_context=context) as pool:
        futures: list[Future[Path]] = []
        for county, path in paths.items():
            findings = tables.findings.filter(pc.equal(counties, county)).combine_chunks()
            own = replace(tables, findings=findings, review=REVIEW.empty(), conflicts=CONFLICTS.empty())
            futures.append(pool.submit(_write, path, own, facts, choice, _of(details, findings)))
        yield
        for future in futures:
            future.result()


def _counties(findings: pa.Table) -> pa.Array:
    codes = pc.utf8_slice_codeunits(findings["area_code"], 0, _COUNTY_DIGITS)
    return pc.fill_null(pc.if_else(pc.equal(codes, ""), None, codes), _UNKNOWN)


def _of(details: Details, findings: pa.Table) -> Details:
    """Keep what concerns some findings."""
    names = findings["finding_id"].to_pylist()
    kept = {
        field: {name: told[name] for name in names if name in told}
        for field in ("facts", "calculations", "underpaid", "slips", "decisions", "evidence", "lifted_by")
        if (told := getattr(details, field))
    }
    return Details(**kept)


def _write(path: Path, tables: RunTables, facts: RunFacts, choice: ReportChoice, details: Details) -> Path:
    return write_workbook(path, gather_contents(tables, facts, choice, details), of_county=True)
