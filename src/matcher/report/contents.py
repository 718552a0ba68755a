"""Everything that workbook and page show, counted and said in one language, masked where it must be. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.config.pipeline import ReportChoice
from matcher.report.details import NO_DETAILS, Details, masked_details
from matcher.report.doubts import Doubt, build_doubts
from matcher.report.facts import RunFacts, RunTables
from matcher.report.leads import Lead, build_leads
from matcher.report.masking import mask_table
from matcher.report.summary import Summary, summarise
from matcher.report.wording import Wording


@dataclass(frozen=True)
class Contents:
    """What a report shows."""

    tables: RunTables
    """The run's tables, masked where `masked` says so."""
    facts: RunFacts
    """The run."""
    leads: Sequence[Lead]
    """Findings in words, exempted ones included, in the order in which they are shown."""
    summary: Summary
    """Figures."""
    wording: Wording
    """Language."""
    masked: bool
    """Whether names and citizen IDs are masked."""
    doubts: Sequence[Doubt]
    """What could not be decided, each question once."""


def gather_contents(
    tables: RunTables, facts: RunFacts, choice: ReportChoice, details: Details = NO_DETAILS
) -> Contents:
    """Mask, count and say what a report shows."""
    wording = Wording(choice.language)
    masked = choice.masking == "masked"
    shown = _masked(tables) if masked else tables
    said = masked_details(details) if masked else details
    return Contents(
        tables=shown,
        facts=facts,
        leads=build_leads(shown.findings, facts, wording, said),
        summary=summarise(tables.findings, facts, details.underpaid),
        wording=wording,
        masked=masked,
        doubts=build_doubts(shown, facts, wording, said),
    )


def _masked(tables: RunTables) -> RunTables:
    return RunTables(
        findings=mask_table(tables.findings),
        rejects=mask_table(tables.rejects),
        conflicts=mask_table(tables.conflicts),
        review=mask_table(tables.review),
    )
