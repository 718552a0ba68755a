"""Exemptions that people granted in the ledger, as rows of the register of decisions that rules apply. Pure.

The ledger knows persons by keyed hashes only: names and IDs come from the findings of a run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pyarrow as pa

from matcher.config.base import Text
from matcher.ledger import Standing

HEADERS: Final = ("姓名", "身份证号", "豁免代码", "模型编号", "补贴项目", "认定人", "认定日期", "有效期至", "认定理由")
"""Headers of the source `verification_register`."""


def register_rows(findings: pa.Table, granted: Mapping[str, Standing], programmes: Mapping[str, Text]) -> pa.Table:
    """Give a row for each granted exemption whose person a run knows by name and ID.

    Args:
        findings: FINDINGS of a run.
        granted: Where exempted clues stand, by finding_id.
        programmes: Names of programmes by code.

    Returns:
        Columns HEADERS, all text, by rule, person and programme.
    """
    known = [row for row in findings.to_pylist() if row["finding_id"] in granted and row["citizen_id"]]
    known.sort(key=lambda row: (row["catalogue_code"], row["citizen_id"], row["programme"]))
    lines = [_line(row, granted[row["finding_id"]].last["exemption_granted"], programmes) for row in known]
    columns = {header: pa.array([line[place] for line in lines], pa.string()) for place, header in enumerate(HEADERS)}
    return pa.table(columns)


def _line(row: Mapping[str, Any], event: Mapping[str, Any], programmes: Mapping[str, Text]) -> tuple[str, ...]:
    programme = programmes.get(row["programme"])
    return (
        row["person_name"] or "",
        row["citizen_id"],
        event["exemption_code"],
        row["catalogue_code"],
        programme.zh if programme else "",
        event["author"],
        event["recorded_at"][:10],
        event["details"].get("valid_until", ""),
        event["details"].get("reason", ""),
    )
