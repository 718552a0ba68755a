"""What people decided about a clue holds until something is new: other evidence, other months, or its day is over.

A finding whose clue was disproved, exempted or closed is lifted as long as that holds, and so does not come back night
after night. Pure: from where a clue stands, and what a run sees of it, to what is to be done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from matcher.config.base import month_number
from matcher.ledger.schema import CLOSED, EXEMPTION_GRANTED, VERDICT
from matcher.ledger.standing import Standing

Reopening = Literal["evidence_changed", "other_months", "expired"]
"""Why what was decided no longer holds."""

HELD_STATES: Final = ("disproved", "exempted", "closed")
"""States in which a clue is not to be shown again."""

FOUND_AND_CLOSED: Final = "E30"
"""此前已核查办结: the code under which a run shows that an earlier verdict lifts a finding."""

_OF_SOME_MONTHS: Final = frozenset({"E03", "E04", "E06", "E18", "E19", "E24"})
"""Reasons that explain only the months they were given for: lag, gradual exit, back pay, top-up, transfer, move."""

_MONTHS_VALID: Final = {"E02": 3, "E20": 12, "E21": 6, "E22": 12, "E25": 12, "E28": 6}
"""Reasons that wear out, and after how many months: stale data are refreshed, people come back, certificates are
renewed, seasons end, faulty lists are corrected. Chosen by us; a verdict may have a day of its own (`valid_until`)."""


@dataclass(frozen=True)
class Seen:
    """What a run sees of a clue."""

    first_month: str | None
    last_month: str | None
    evidence_digest: str | None
    as_of: date
    """Day that the run describes."""


def reopening(standing: Standing, seen: Seen) -> Reopening | None:
    """Tell why what was decided about a clue no longer holds; None: it holds.

    Args:
        standing: Where the clue stands, in one of HELD_STATES.
        seen: What the run sees.
    """
    if standing.state == "exempted":
        granted = standing.last[EXEMPTION_GRANTED]
        return "expired" if _is_over(granted["details"].get("valid_until"), seen.as_of) else None
    verdict = standing.last.get(VERDICT)
    if verdict is None or standing.verdict != "disproved":
        return "other_months" if _has_other_months(standing.last[CLOSED], seen) else None
    if _is_over(_last_day(verdict), seen.as_of):
        return "expired"
    if verdict["evidence_digest"] != seen.evidence_digest:
        return "evidence_changed"
    of_some_months = verdict["exemption_code"] in _OF_SOME_MONTHS
    return "other_months" if of_some_months and _has_other_months(verdict, seen) else None


def lift_held(
    findings: pa.Table, standings: Mapping[str, Standing], evidence: Mapping[str, str], as_of: date
) -> pa.Table:
    """Lift the findings whose clue was decided, as long as that holds: their exemption code says so.

    Args:
        findings: FINDINGS.
        standings: Where clues stand, by finding_id.
        evidence: Digests of the evidence, by finding_id.
        as_of: Day that the run describes.
    """
    codes: dict[str, str] = {}
    held = pa.array([name for name, one in standings.items() if one.state in HELD_STATES], pa.string())
    stands = pc.and_(pc.is_null(findings["exemption_code"]), pc.is_in(findings["finding_id"], held))
    for row in findings.select(["finding_id", "first_month", "last_month"]).filter(stands).to_pylist():
        name = row["finding_id"]
        seen = Seen(row["first_month"], row["last_month"], evidence.get(name), as_of)
        if reopening(standings[name], seen) is None:
            codes[name] = _code_of(standings[name])
    if not codes:
        return findings
    position = findings.schema.get_field_index("exemption_code")
    pairs = zip(findings["finding_id"].to_pylist(), findings["exemption_code"].to_pylist(), strict=True)
    lifted = pa.array([codes.get(name, code) for name, code in pairs], pa.string())
    return findings.set_column(position, findings.schema.field(position), lifted)


def _code_of(standing: Standing) -> str:
    if standing.state != "exempted":
        return FOUND_AND_CLOSED
    code: str | None = standing.last[EXEMPTION_GRANTED]["exemption_code"]
    return code or FOUND_AND_CLOSED


def _last_day(verdict: Mapping[str, Any]) -> str | None:
    """Give the last day of a verdict as YYYY-MM-DD: the one that it was given, or what its reason lets it last."""
    given: str | None = verdict["details"].get("valid_until")
    months = _MONTHS_VALID.get(verdict["exemption_code"] or "")
    if given or months is None:
        return given
    begins: str = verdict["details"].get("verified_on") or verdict["recorded_at"][:10]
    number = month_number(begins[:7]) + months
    year, month = divmod(number - month_number("0001-01"), 12)
    return f"{year + 1:04d}-{month + 1:02d}-{begins[8:]}"


def _is_over(last_day: str | None, as_of: date) -> bool:
    return last_day is not None and as_of.isoformat() > last_day


def _has_other_months(decided: Mapping[str, Any], seen: Seen) -> bool:
    """Tell whether a run sees a month outside those that were decided about."""
    first, last = decided["first_month"], decided["last_month"]
    before = first is not None and seen.first_month is not None and seen.first_month < first
    after = last is not None and seen.last_month is not None and seen.last_month > last
    return before or after
