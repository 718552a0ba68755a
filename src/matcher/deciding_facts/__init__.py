"""The facts that decide each finding, read from the snapshots: the date of death, the pension, the certificate.

Reads one published run and the snapshots that it was made from; gives matcher.report.Details.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from matcher.config.base import Text
from matcher.config.rule import REGISTER
from matcher.deciding_facts.calculation import Sources, calculation_of, needs_reversals
from matcher.deciding_facts.doubts import names_of_people, names_of_records
from matcher.deciding_facts.evidence import evidence_digests, keyed_digests
from matcher.deciding_facts.rows import Row, TablesOfFinding, evidence_rows, rows_of_others, rows_taken_back
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
    calculations = calculations_of(run, snapshots, rows, others)
    return Details(
        facts={
            finding_id: faults_of_finding(rows.get(finding_id, {}), terms)
            if kind == "data_quality"
            else facts_of_finding(rows.get(finding_id, {}), terms, others.get(finding_id))
            for finding_id, kind in kinds.items()
        },
        calculations=calculations,
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


def calculations_of(
    run: PublishedRun, snapshots: Path, rows: Mapping[str, TablesOfFinding], others: Mapping[str, TablesOfFinding]
) -> dict[str, Text]:
    """Tell how amounts came about, by finding; of those whose rows do not come to the amount nothing is said.

    Args:
        run: Published run.
        snapshots: Folder of its snapshots.
        rows: What `evidence_rows` gives.
        others: What `rows_of_others` gives.
    """
    rules = {rule.rule: rule for rule in run.record.rules}
    columns = ["finding_id", "rule_id", "programme", "first_month", "last_month", "month_count", "amount_cny"]
    findings = [row for row in run.tables["findings"].select(columns).to_pylist() if row["rule_id"] in rules]

    def sources(finding_id: str, back: Sequence[Row] = ()) -> Sources:
        return Sources(rows.get(finding_id, {}), others.get(finding_id, {}), back, run.record.local_policy)

    less = {
        row["finding_id"] for row in findings if needs_reversals(row, rules[row["rule_id"]], sources(row["finding_id"]))
    }
    taken_back = rows_taken_back(run, snapshots, less)
    told = {
        row["finding_id"]: calculation_of(
            row, rules[row["rule_id"]], sources(row["finding_id"], taken_back.get(row["finding_id"], ()))
        )
        for row in findings
    }
    return {finding_id: text for finding_id, text in told.items() if text is not None}
