"""The clues as they are now: each with its number, its state and what was last seen of it. Reads the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa
from sqlalchemy import Connection, RowMapping, func, select

from matcher.ledger.schema import DISPATCHED, PAID_BACK, RECOVERED, SIGHTINGS, VERDICT, clues, events, runs
from matcher.ledger.standing import Standing, in_parts, read_standings
from matcher.tables import MONEY, Table

_COLUMNS: Final[dict[str, tuple[pa.DataType, str]]] = {
    "clue_number": (pa.string(), "what people say: B01-000123; stable, numbered within the catalogue code"),
    "finding_id": (pa.string(), "the finding that it follows"),
    "catalogue_code": (pa.string(), "A01, B01, …"),
    "rule_id": (pa.string(), "rule"),
    "kind": (pa.string(), "missing, ineligible, duplicate, amount, data_quality"),
    "programme": (pa.string(), "benefit programme"),
    "person_id": (pa.string(), "the person"),
    "area_code": (pa.string(), "12 digits, where it was first seen; null where no place is known"),
    "state": (pa.string(), "open, gone, dispatched, confirmed, disproved, exempted, closed: docs/ledger.md"),
    "first_run": (pa.string(), "run that found it"),
    "last_run": (pa.string(), "last run that saw it stand"),
    "severity": (pa.string(), "as last seen"),
    "first_month": (pa.string(), "YYYY-MM, as last seen"),
    "last_month": (pa.string(), "YYYY-MM, as last seen"),
    "month_count": (pa.int32(), "as last seen"),
    "amount_cny": (MONEY, "in yuan, as last seen"),
    "link_grade": (pa.string(), "as last seen"),
    "evidence_digest": (pa.string(), "SHA-256 of the evidence, as last seen"),
    "dispatch": (pa.string(), "dispatch that it was last given out with"),
    "receiver": (pa.string(), "whom it was given to"),
    "due_on": (pa.string(), "day by which an answer is due, YYYY-MM-DD"),
    "verdict": (pa.string(), "confirmed, disproved, partly, pending"),
    "verdict_on": (pa.string(), "day of verification, or on which the verdict was entered, YYYY-MM-DD"),
    "reason_code": (pa.string(), "E01–E30: why it was disproved"),
    "confirmed_cny": (MONEY, "in yuan, as the verdict confirms; null: what was last seen"),
    "recovered_cny": (MONEY, "in yuan, recovered so far"),
    "paid_back_cny": (MONEY, "in yuan, paid to the person so far"),
    "accountable_count": (pa.int32(), "people held to account"),
}

CLUES: Final = Table(
    "clues",
    pa.schema([pa.field(name, kind) for name, (kind, _) in _COLUMNS.items()]),
    {name: meaning for name, (_, meaning) in _COLUMNS.items()},
)
"""One row per clue, by catalogue code and number."""

_LAST_SEEN: Final = ("severity", "first_month", "last_month", "month_count", "link_grade", "evidence_digest")
"""What an event keeps of the finding, beside its amount."""


def clue_number(catalogue_code: str, sequence: int) -> str:
    """Give the number that people say: `B01-000123`."""
    return f"{catalogue_code}-{sequence:06d}"


def read_clues(connection: Connection) -> pa.Table:
    """Give all clues as they are after the latest run."""
    last = (
        select(events.c.finding_id, func.max(events.c.event_number).label("event_number"))
        .where(events.c.event.in_(SIGHTINGS))
        .group_by(events.c.finding_id)
        .subquery()
    )
    first_runs, last_runs = runs.alias(), runs.alias()
    query = (
        select(
            *(column for column in clues.c if column.name != "first_run_number"),
            *(events.c[name] for name in (*_LAST_SEEN, "amount_fen", "event_number")),
            first_runs.c.run_id.label("first_run"),
            last_runs.c.run_id.label("last_run"),
        )
        .join_from(clues, last, clues.c.finding_id == last.c.finding_id)
        .join(events, events.c.event_number == last.c.event_number)
        .join(first_runs, first_runs.c.run_number == clues.c.first_run_number)
        .join(last_runs, last_runs.c.run_number == events.c.run_number)
        .order_by(clues.c.catalogue_code, clues.c.sequence)
    )
    standings = read_standings(connection)
    rows = [_clue(row, standings[row["finding_id"]]) for row in connection.execute(query).mappings()]
    return pa.Table.from_pylist(rows, schema=CLUES.schema)


def _clue(row: RowMapping, standing: Standing) -> dict[str, Any]:
    dispatched, verdict = standing.last.get(DISPATCHED), standing.last.get(VERDICT)
    told = dispatched["details"] if dispatched else {}
    judged = verdict["details"] if verdict else {}
    return {
        **row,
        "clue_number": clue_number(row["catalogue_code"], row["sequence"]),
        "state": standing.state,
        "amount_cny": in_yuan(row["amount_fen"]),
        "dispatch": told.get("dispatch"),
        "receiver": told.get("receiver"),
        "due_on": told.get("due_on"),
        "verdict": standing.verdict,
        "verdict_on": judged.get("verified_on") or (verdict["recorded_at"][:10] if verdict else None),
        "reason_code": verdict["exemption_code"] if verdict else None,
        "confirmed_cny": in_yuan(verdict["amount_fen"]) if verdict else None,
        "recovered_cny": in_yuan(standing.money_fen.get(RECOVERED)),
        "paid_back_cny": in_yuan(standing.money_fen.get(PAID_BACK)),
        "accountable_count": judged.get("accountable_count"),
    }


def in_yuan(amount_fen: int | None) -> Decimal | None:
    """Turn hundredths of a yuan into yuan."""
    return None if amount_fen is None else Decimal(amount_fen).scaleb(-2)


def finding_ids_of(connection: Connection, numbers: Iterable[str]) -> dict[str, str]:
    """Give the finding that each clue number follows; numbers that were never given are left out."""
    wanted: dict[str, list[int]] = {}
    for number in set(numbers):
        code, _, sequence = number.rpartition("-")
        if sequence.isascii() and sequence.isdecimal() and clue_number(code, int(sequence)) == number:
            wanted.setdefault(code, []).append(int(sequence))
    found: dict[str, str] = {}
    for code, sequences in sorted(wanted.items()):
        for part in in_parts(sorted(sequences)):
            query = select(clues.c.sequence, clues.c.finding_id).where(
                clues.c.catalogue_code == code, clues.c.sequence.in_(part)
            )
            found |= {clue_number(code, row.sequence): row.finding_id for row in connection.execute(query)}
    return found


def last_seen(connection: Connection, finding_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Give what the last run that saw each clue kept of it."""
    found: dict[str, dict[str, Any]] = {}
    for part in in_parts(sorted(set(finding_ids))):
        last = (
            select(func.max(events.c.event_number))
            .where(events.c.event.in_(SIGHTINGS), events.c.finding_id.in_(part))
            .group_by(events.c.finding_id)
        )
        query = select(events).where(events.c.event_number.in_(last))
        found |= {row["finding_id"]: dict(row) for row in connection.execute(query).mappings()}
    return found
