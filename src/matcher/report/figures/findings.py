"""Findings of two runs, by rule: which are gone, which came in, which differ in their months or amount. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import polars as pl
import pyarrow as pa


@dataclass(frozen=True)
class FindingFlow:
    """Findings of one rule that stand, before and after: prior − gone + appeared = current."""

    catalogue_code: str
    rule_id: str
    prior: int
    gone: int
    appeared: int
    current: int
    changed: int
    """Of those that stand in both runs: whose months or amount differ."""
    amount_before_cny: Decimal
    amount_cny: Decimal


_KEPT = ("catalogue_code", "rule_id", "finding_id", "first_month", "last_month", "month_count", "amount_cny")


def compare_standing_findings(before: pa.Table, after: pa.Table) -> list[FindingFlow]:
    """Compare the findings of two runs that no exemption lifts.

    Args:
        before: FINDINGS of the earlier run.
        after: FINDINGS of the later run.

    Returns:
        Rules that have a finding in either, by catalogue code and rule.
    """
    old, new = _standing(before), _standing(after)
    both = old.join(new, on=["catalogue_code", "rule_id", "finding_id"], how="full", coalesce=True, suffix="_after")
    was, now = pl.col("month_count").is_not_null(), pl.col("month_count_after").is_not_null()
    compared = ("first_month", "last_month", "month_count", "amount_cny")
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_after")) for name in compared)
    flows = both.group_by("catalogue_code", "rule_id").agg(
        prior=was.sum(),
        gone=(was & ~now).sum(),
        appeared=(now & ~was).sum(),
        current=now.sum(),
        changed=(was & now & differs).sum(),
        amount_before_cny=pl.col("amount_cny").sum(),
        amount_cny=pl.col("amount_cny_after").sum(),
    )
    return [FindingFlow(**row) for row in flows.sort("catalogue_code", "rule_id").iter_rows(named=True)]


def _standing(findings: pa.Table) -> pl.DataFrame:
    frame = pl.DataFrame(findings.select([*_KEPT, "exemption_code"]))
    return frame.filter(pl.col("exemption_code").is_null()).drop("exemption_code")
