"""The facts that decide each finding, read from the snapshots: the date of death, the pension, the certificate.

Reads one published run and the snapshots that it was made from; gives matcher.report.Details.
"""

from __future__ import annotations

from pathlib import Path

from matcher.deciding_facts.doubts import names_of_people, names_of_records
from matcher.deciding_facts.evidence import evidence_digests, keyed_digests
from matcher.deciding_facts.lifting import lifted_by
from matcher.deciding_facts.rows import evidence_rows
from matcher.deciding_facts.sentences import decision_text, facts_of_finding
from matcher.deciding_facts.slips import slips_of_findings
from matcher.deciding_facts.terms import Terms
from matcher.published import PublishedRun
from matcher.report.details import Details

__all__ = ["evidence_digests", "evidence_rows", "gather_details", "keyed_digests"]


def gather_details(run: PublishedRun, snapshots: Path) -> Details:
    """Gather what the delivered rows say of a run's findings and doubts.

    Args:
        run: Published run.
        snapshots: Folder of the snapshots that it was made from; what is not there any more is not said.
    """
    terms = Terms(run.record.code_titles, run.record.source_titles, run.record.programme_titles, run.record.as_of)
    lifted = _lifted(run)
    rules = {rule.rule: rule for rule in run.record.rules}
    exemptions = {exemption.exemption: exemption for exemption in run.record.exemptions}
    rows = evidence_rows(run, snapshots)
    facts = {finding_id: facts_of_finding(tables, terms) for finding_id, tables in rows.items()}
    decisions = {
        finding_id: decision_text(tables["exemption"])
        for finding_id, tables in rows.items()
        if finding_id in lifted and tables.get("exemption")
    }
    return Details(
        facts=facts,
        slips=slips_of_findings(rows, terms),
        decisions=decisions,
        lifted_by={
            finding_id: lifted_by(rules[rule_id], code, rows[finding_id], exemptions)
            for finding_id, (rule_id, code) in lifted.items()
            if finding_id in rows and finding_id not in decisions
        },
        evidence=evidence_digests(rows),
        record_names=names_of_records(run, snapshots),
        people=names_of_people(run, snapshots),
    )


def _lifted(run: PublishedRun) -> dict[str, tuple[str, str]]:
    """Give rule and exemption code of every finding that an exemption lifts."""
    findings = run.tables["findings"].select(["finding_id", "rule_id", "exemption_code"])
    lifted = findings.filter(findings["exemption_code"].is_valid()).to_pydict()
    return dict(zip(lifted["finding_id"], zip(lifted["rule_id"], lifted["exemption_code"], strict=True), strict=True))
