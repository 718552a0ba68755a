"""What verdicts say: how often findings were true, by rule, county, link grade and month, and what became of all. Pure.

The latest verdict of each clue counts; pending ones do not. Shares have intervals of 95 % (Wilson).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from matcher.link.calibration import wilson

Row = Mapping[str, Any]

_TRUE: Final = frozenset({"confirmed", "partly"})
_JUDGED: Final = _TRUE | {"disproved"}
_COUNTY_DIGITS: Final = 6

_GROUPS: Final[dict[str, Callable[[Row], str | None]]] = {
    "all": lambda _: "all",
    "rule": lambda row: row["catalogue_code"],
    "county": lambda row: (row["area_code"] or "")[:_COUNTY_DIGITS] or None,
    "link_grade": lambda row: row["link_grade"],
    "month": lambda row: (row["verdict_on"] or "")[:7] or None,
}
"""What verdicts are counted by; `month`: that of the verification."""


@dataclass(frozen=True)
class Share:
    """A share among judged clues."""

    by: str
    """all, rule, county, link_grade, month; or `reason`, whose share is that of clues disproved for it."""
    group: str
    """Catalogue code, first six digits of the area code, G1–G8, YYYY-MM, E01–E30; `unknown` where none is known."""
    judged: int
    """Clues with a verdict, but for pending ones."""
    count: int
    """Those confirmed, wholly or partly; of a reason: those disproved for it."""
    share: float
    low: float
    """Lower end of the interval of 95 %."""
    high: float


@dataclass(frozen=True)
class Funnel:
    """From rows to money: what became of everything."""

    rows: int
    """Rows delivered to the latest run."""
    findings: int
    """Findings of the latest run, exempted ones included."""
    standing: int
    """Those that stand."""
    clues: int
    """Clues of all runs."""
    dispatched: int
    """Clues that were ever given out."""
    confirmed: int
    """Confirmed, wholly or partly."""
    disproved: int
    pending: int
    """Given out and not answered yet."""
    recovered_cny: Decimal
    paid_back_cny: Decimal
    accountable_count: int
    """People held to account."""


def shares_of(clues: pa.Table) -> list[Share]:
    """Give how often findings were true, and why they were not.

    Args:
        clues: CLUES.

    Returns:
        By what they are counted by, then by group.
    """
    judged = [row for row in clues.to_pylist() if row["verdict"] in _JUDGED]
    shares: list[Share] = []
    for by, group_of in _GROUPS.items():
        groups: dict[str, list[bool]] = {}
        for row in judged:
            groups.setdefault(group_of(row) or "unknown", []).append(row["verdict"] in _TRUE)
        shares += [_share(by, group, len(groups[group]), sum(groups[group])) for group in sorted(groups)]
    reasons = Counter(row["reason_code"] or "unknown" for row in judged if row["verdict"] == "disproved")
    return shares + [_share("reason", code, len(judged), reasons[code]) for code in sorted(reasons)]


def shares_over_time(clues: pa.Table) -> dict[str, list[Share]]:
    """Give the same for each month of verification, but for the months themselves.

    Args:
        clues: CLUES.

    Returns:
        Shares by month (YYYY-MM, in order); clues whose verdict bears no day are left out.
    """
    months = pc.utf8_slice_codeunits(clues["verdict_on"], 0, 7)
    judged = clues.filter(pc.is_in(clues["verdict"], pa.array(sorted(_JUDGED))))
    named = sorted(set(pc.utf8_slice_codeunits(judged["verdict_on"], 0, 7).drop_null().to_pylist()))
    return {
        month: [one for one in shares_of(clues.filter(pc.equal(months, month))) if one.by != "month"] for month in named
    }


FATES: Final = ("confirmed", "disproved", "pending", "exempted", "closed", "gone", "open")
"""What became of a clue, each exactly one: by its latest verdict; without one, by its state (given out: pending)."""


def fates_of(clues: pa.Table) -> dict[str, dict[str, int]]:
    """Count what became of the clues of each county: the first six digits of the area code, or `unknown`.

    Args:
        clues: CLUES.

    Returns:
        Counts by FATES, by county in order.
    """
    found: dict[str, Counter[str]] = {}
    for row in clues.to_pylist():
        found.setdefault(_GROUPS["county"](row) or "unknown", Counter())[_fate(row)] += 1
    return {county: {fate: found[county][fate] for fate in FATES} for county in sorted(found)}


def _fate(row: Row) -> str:
    if row["verdict"] in _JUDGED:
        return "confirmed" if row["verdict"] in _TRUE else "disproved"
    return "pending" if row["state"] == "dispatched" else row["state"]


def funnel_of(clues: pa.Table, *, rows: int, findings: int, standing: int) -> Funnel:
    """Count what became of everything.

    Args:
        clues: CLUES.
        rows: Rows delivered to the latest run.
        findings: Its findings, exempted ones included.
        standing: Those that stand.
    """
    every = clues.to_pylist()
    given_out = [row for row in every if row["dispatch"] is not None]
    verdicts = Counter(row["verdict"] for row in every)
    confirmed = sum(verdicts[verdict] for verdict in _TRUE)
    return Funnel(
        rows=rows,
        findings=findings,
        standing=standing,
        clues=len(every),
        dispatched=len(given_out),
        confirmed=confirmed,
        disproved=verdicts["disproved"],
        pending=sum(row["verdict"] not in _JUDGED for row in given_out),
        recovered_cny=sum((row["recovered_cny"] or Decimal(0) for row in every), Decimal(0)),
        paid_back_cny=sum((row["paid_back_cny"] or Decimal(0) for row in every), Decimal(0)),
        accountable_count=sum(row["accountable_count"] or 0 for row in every),
    )


def _share(by: str, group: str, judged: int, count: int) -> Share:
    share = count / judged
    low, high = wilson(share, judged)
    return Share(by, group, judged, count, share, low, high)
