"""A run's findings meet the ledger: what people decided about, and still holds, is lifted before anybody sees it.

Reads the ledger and the snapshots; writes nothing.
"""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from matcher.deciding_facts import evidence_digests, evidence_rows, keyed_digests
from matcher.ledger import Scope, open_ledger
from matcher.published import PublishedRun
from matcher.storage.workspace import Workspace


def meet_ledger(run: PublishedRun, workspace: Workspace, scope: Scope) -> tuple[PublishedRun, dict[str, int]]:
    """Meet a run's findings with the clues of earlier runs: what people decided about, and still holds, is lifted.

    Returns:
        The run with its findings' status, and counts of clues and of exempted findings.
    """
    with open_ledger(workspace.ledger_url) as ledger:
        findings = run.tables["findings"]
        in_question = findings.filter(pc.is_in(findings["finding_id"], pa.array(ledger.held(), pa.string())))
        if in_question.num_rows:
            rows = evidence_rows(replace(run, tables={**run.tables, "findings": in_question}), workspace.snapshots)
            evidence = keyed_digests(evidence_digests(rows), workspace.site_key())
            findings = ledger.recall(findings, evidence, scope.as_of)
        met = ledger.meet(findings, scope)
    record = run.record.model_copy(update={"gone": met.counts["gone"]})
    return replace(run, record=record, tables={**run.tables, "findings": met.findings}), met.counts
