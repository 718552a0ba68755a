"""The facts that decide each finding, read from the snapshots: the date of death, the pension, the certificate.

Reads one published run and the snapshots that it was made from; gives matcher.report.Details.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from pathlib import Path

from matcher.config.base import Text
from matcher.config.rule import REGISTER
from matcher.deciding_facts.calculation import Names, calculation_text, underpaid
from matcher.deciding_facts.doubts import names_of_people, names_of_records
from matcher.deciding_facts.evidence import evidence_digests, keyed_digests
from matcher.deciding_facts.rows import Row, evidence_rows, rows_of_others
from matcher.deciding_facts.sentences import decision_text, facts_of_finding, faults_of_finding
from matcher.deciding_facts.slips import slips_of_findings
from matcher.deciding_facts.terms import Terms
from matcher.published import PublishedRun
from matcher.report.details import Details

__all__ = [
    "calculations_of",
    "evidence_digests",
    "evidence_rows",
    "gather_details",
    "keyed_digests",
    "rows_of_others",
]


def gather_details(run: PublishedRun, snapshots: Path) -> Details:
    """Gather what the delivered rows say of a run's findings and doubts.

    Args:
        run: Published run.
        snapshots: Folder of the snapshots that it was made from; what is not there any more is not said.
    """
    terms = Terms(run.record.code_titles, run.record.source_titles, run.record.programme_titles, run.record.as_of)
    lifting = dict(
        zip(*run.tables["exempted"].select(["finding_id", "exemption_id"]).to_pydict().values(), strict=True)
    )
    rows, others = evidence_rows(run, snapshots), rows_of_others(run, snapshots)
    kinds = dict(zip(*run.tables["findings"].select(["finding_id", "kind"]).to_pydict().values(), strict=True))
    return Details(
        facts={
            finding_id: faults_of_finding(rows.get(finding_id, {}), terms)
            if kind == "data_quality"
            else facts_of_finding(rows.get(finding_id, {}), terms, others.get(finding_id))
            for finding_id, kind in kinds.items()
        },
        calculations=calculations_of(run),
        underpaid=_underpaid_of(run),
        slips=slips_of_findings(rows, terms),
        decisions={
            finding_id: decision_text(rows[finding_id][REGISTER])
            for finding_id, exemption in lifting.items()
            if exemption == REGISTER and REGISTER in rows.get(finding_id, ())
        },
        evidence=evidence_digests(rows),
        lifted_by=lifting,
        record_names=names_of_records(run, snapshots),
        people=names_of_people(run, snapshots),
    )


def calculations_of(run: PublishedRun) -> dict[str, Text]:
    """Tell how amounts came about, by finding; nothing of runs of before it was told."""
    names = Names(run.record.column_titles, run.record.local_policy)
    told = {finding_id: calculation_text(rows, names) for finding_id, rows in _by_finding(run).items()}
    return {finding_id: text for finding_id, text in told.items() if text is not None}


def _underpaid_of(run: PublishedRun) -> dict[str, Decimal]:
    """Tell how much of the amount of a wrong amount was paid too little, by finding; of missing ones all is."""
    short = {finding_id: underpaid(rows) for finding_id, rows in _by_finding(run).items()}
    return {finding_id: amount for finding_id, amount in short.items() if amount}


def _by_finding(run: PublishedRun) -> dict[str, list[Row]]:
    calculations = run.tables["calculations"].to_pylist()
    return {finding_id: list(rows) for finding_id, rows in groupby(calculations, key=lambda row: row["finding_id"])}
