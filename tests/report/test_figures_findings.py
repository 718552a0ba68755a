"""Findings of two runs side by side, by rule: gone, new, changed; what an exemption lifts does not stand."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa

from matcher.report.figures import FindingFlow, compare_standing_findings
from matcher.tables import FINDINGS


def findings(*rows: tuple[str, str, int, int, str | None]) -> pa.Table:
    """Make findings: id, catalogue code, months, yuan, exemption code."""
    listed = [
        {"finding_id": one, "catalogue_code": code, "rule_id": f"rule_{code}", "first_month": "2025-01",
         "last_month": "2025-06", "month_count": months, "amount_cny": Decimal(yuan), "exemption_code": lifted}
        for one, code, months, yuan, lifted in rows
    ]  # fmt: skip
    return pa.Table.from_pylist(listed, FINDINGS.schema)


def test_findings_come_and_go_and_grow():
    before = findings(("f1", "B01", 1, 100, None), ("f2", "B01", 1, 100, None), ("f3", "B09", 2, 50, None))
    after = findings(("f2", "B01", 2, 200, None), ("f4", "B01", 1, 70, None))

    assert compare_standing_findings(before, after) == [
        FindingFlow("B01", "rule_B01", prior=2, gone=1, appeared=1, current=2, changed=1,
                    amount_before_cny=Decimal(200), amount_cny=Decimal(270)),
        FindingFlow("B09", "rule_B09", prior=1, gone=1, appeared=0, current=0, changed=0,
                    amount_before_cny=Decimal(50), amount_cny=Decimal(0)),
    ]  # fmt: skip


def test_a_finding_that_an_exemption_lifts_now_is_gone():
    before, after = findings(("f1", "A01", 1, 100, None)), findings(("f1", "A01", 1, 100, "E22"))

    (flow,) = compare_standing_findings(before, after)

    assert (flow.prior, flow.gone, flow.appeared, flow.current) == (1, 1, 0, 0)
