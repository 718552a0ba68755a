"""What people write into the ledger about clues: each entry is written, known already, or refused with a reason.

All entries that are given together are one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, Literal

from sqlalchemy import Connection, func, select

from matcher.ledger.clues import finding_ids_of, last_seen
from matcher.ledger.schema import CASEWORK, DISPATCHED, PAID_BACK, RECOVERED, VERDICT, events, runs
from matcher.ledger.standing import Standing, read_standings
from matcher.ledger.states import VERDICTS, move_of, state_after
from matcher.ledger.writing import insert_events, next_events
from matcher.storage.seal import canonical

Outcome = Literal["written", "unchanged", "unknown_clue", "not_allowed", "no_amount", "not_an_entry"]
"""`unchanged`: the ledger says so already. `not_allowed`: not in the clue's state (matcher.ledger.states)."""

_MONEY_MOVES: Final = frozenset({RECOVERED, PAID_BACK})


@dataclass(frozen=True)
class Entry:
    """One thing that a person says of one clue."""

    clue_number: str
    event: str
    """One of matcher.ledger.schema.CASEWORK."""
    reason: str = ""
    """Why, in the person's words."""
    verdict: str | None = None
    """Of a verdict: one of matcher.ledger.states.VERDICTS."""
    exemption_code: str | None = None
    """E01–E30: why it was disproved, or which exemption is granted."""
    amount_cny: Decimal | None = None
    """Yuan that moved, or that the verdict confirms."""
    details: Mapping[str, str | int] = field(default_factory=dict[str, str | int])
    """What else is kept: receiver and day of a dispatch, who verified, until when it holds."""
    months: tuple[str, str, int] | None = None
    """First and last month, and how many, that it speaks of; None: those last seen."""


def write_entries(connection: Connection, entries: Sequence[Entry], author: str, recorded_at: str) -> list[Outcome]:
    """Write what is allowed of the entries, in their order.

    Args:
        connection: A connection that alone may write.
        entries: What is said.
        author: Who says it.
        recorded_at: When, in UTC.

    Returns:
        What became of each.
    """
    finding_ids = finding_ids_of(connection, [entry.clue_number for entry in entries])
    asked = [found for found in finding_ids.values() if found]
    standings = read_standings(connection, asked)
    seen = last_seen(connection, asked)
    run_number = connection.execute(select(func.max(runs.c.run_number))).scalar()
    outcomes: list[Outcome] = []
    rows: list[dict[str, Any]] = []
    for entry in entries:
        finding_id = finding_ids.get(entry.clue_number)
        standing = standings.get(finding_id or "")
        if finding_id is None or standing is None:
            outcomes.append("unknown_clue")
            continue
        row = _row(entry, seen.get(finding_id, {}))
        outcome = _outcome(entry, row, standing)
        outcomes.append(outcome)
        if outcome == "written":
            own = {"finding_id": finding_id, "run_number": run_number, "recorded_at": recorded_at, "author": author}
            rows.append(own | row)
            standing.note({**dict.fromkeys(events.c.keys()), **own, **row})
    insert_events(connection, next_events(connection, rows))
    return outcomes


def _outcome(entry: Entry, row: dict[str, Any], standing: Standing) -> Outcome:
    if entry.event not in CASEWORK or (entry.event == VERDICT and entry.verdict not in VERDICTS):
        return "not_an_entry"
    if _says_the_same(row, standing.last.get(entry.event)):
        return "unchanged"
    if state_after(standing.state, move_of(entry.event, entry.verdict)) is None:
        return "not_allowed"
    return "no_amount" if entry.event in _MONEY_MOVES and (row["amount_fen"] or 0) <= 0 else "written"


def _says_the_same(row: dict[str, Any], before: dict[str, Any] | None) -> bool:
    """Tell whether the latest event of this kind says the same; who said it, and when, does not count."""
    if before is None:
        return False
    now = (row["exemption_code"], row["amount_fen"], row["details"])
    return now == (before["exemption_code"], before["amount_fen"], canonical(before["details"]))


def _row(entry: Entry, seen: Mapping[str, Any]) -> dict[str, Any]:
    """Give the columns of an event that the entry fills; what was last seen of the clue is kept beside it."""
    told: dict[str, Any] = {**entry.details, "reason": entry.reason or None, "verdict": entry.verdict}
    first, last, count = entry.months or (seen.get("first_month"), seen.get("last_month"), seen.get("month_count"))
    amount = None if entry.amount_cny is None else int(entry.amount_cny.scaleb(2).to_integral_exact())
    return {
        "event": entry.event,
        "exemption_code": entry.exemption_code,
        "amount_fen": seen.get("amount_fen") if entry.event == DISPATCHED and amount is None else amount,
        "first_month": first,
        "last_month": last,
        "month_count": count,
        "severity": seen.get("severity"),
        "link_grade": seen.get("link_grade"),
        "evidence_digest": seen.get("evidence_digest"),
        "details": canonical(told),
    }
