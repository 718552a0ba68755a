"""The law of calculations: what is told of a finding adds up to its amount, to the cent, and nothing is left untold."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pyarrow as pa


def not_adding_up(findings: pa.Table, calculations: pa.Table) -> list[str]:
    """Give the rules of findings whose calculation does not come to their amount, or is not there.

    Args:
        findings: matcher.tables.FINDINGS.
        calculations: matcher.tables.CALCULATIONS.
    """
    told: dict[str, Decimal] = defaultdict(Decimal)
    months: dict[str, int] = defaultdict(int)
    for row in calculations.to_pylist():
        told[row["finding_id"]] += row["amount_cny"]
        months[row["finding_id"]] += row["month_count"]
        assert row["each_cny"] is None or row["amount_cny"] == row["each_cny"] * row["month_count"]
        assert row["kind"] != "months" or row["parts"]
    of_findings = findings.to_pylist()
    assert set(told) == {row["finding_id"] for row in of_findings}
    return [
        row["rule_id"]
        for row in of_findings
        if (told[row["finding_id"]], months[row["finding_id"]]) != (row["amount_cny"] or 0, row["month_count"])
    ]
