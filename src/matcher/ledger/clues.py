"""The clues as they are now: each with its number, its state and what was last seen of it. Reads the ledger."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final, Literal

import pyarrow as pa
from sqlalchemy import Connection, RowMapping, func, select

from matcher.ledger.schema import GONE, SIGHTINGS, clues, events, runs
from matcher.tables import MONEY, Table

ClueState = Literal["open", "gone"]
"""`open`: it stood when its rule last ran. `gone`: it did not."""

_COLUMNS: Final[dict[str, tuple[pa.DataType, str]]] = {
    "clue_number": (pa.string(), "what people say: B01-000123; stable, numbered within the catalogue code"),
    "finding_id": (pa.string(), "the finding that it follows"),
    "catalogue_code": (pa.string(), "A01, B01, …"),
    "rule_id": (pa.string(), "rule"),
    "kind": (pa.string(), "missing, ineligible, duplicate, amount, data_quality"),
    "programme": (pa.string(), "benefit programme"),
    "person_id": (pa.string(), "the person"),
    "state": (pa.string(), "open, gone"),
    "first_run": (pa.string(), "run that found it"),
    "last_run": (pa.string(), "last run that saw it stand"),
    "severity": (pa.string(), "as last seen"),
    "first_month": (pa.string(), "YYYY-MM, as last seen"),
    "last_month": (pa.string(), "YYYY-MM, as last seen"),
    "month_count": (pa.int32(), "as last seen"),
    "amount_cny": (MONEY, "in yuan, as last seen"),
    "link_grade": (pa.string(), "as last seen"),
    "evidence_digest": (pa.string(), "SHA-256 of the evidence rows, as last seen"),
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
    went = (
        select(events.c.finding_id, func.max(events.c.event_number).label("event_number"))
        .where(events.c.event == GONE)
        .group_by(events.c.finding_id)
        .subquery()
    )
    first_runs, last_runs = runs.alias(), runs.alias()
    query = (
        select(
            *(column for column in clues.c if column.name != "first_run_number"),
            *(events.c[name] for name in (*_LAST_SEEN, "amount_fen", "event_number")),
            went.c.event_number.label("went"),
            first_runs.c.run_id.label("first_run"),
            last_runs.c.run_id.label("last_run"),
        )
        .join_from(clues, last, clues.c.finding_id == last.c.finding_id)
        .join(events, events.c.event_number == last.c.event_number)
        .outerjoin(went, clues.c.finding_id == went.c.finding_id)
        .join(first_runs, first_runs.c.run_number == clues.c.first_run_number)
        .join(last_runs, last_runs.c.run_number == events.c.run_number)
        .order_by(clues.c.catalogue_code, clues.c.sequence)
    )
    rows = [_clue(row) for row in connection.execute(query).mappings()]
    return pa.Table.from_pylist(rows, schema=CLUES.schema)


def _clue(row: RowMapping) -> dict[str, Any]:
    amount = row["amount_fen"]
    return {
        **row,
        "clue_number": clue_number(row["catalogue_code"], row["sequence"]),
        "state": "gone" if (row["went"] or 0) > row["event_number"] else "open",
        "amount_cny": None if amount is None else Decimal(amount).scaleb(-2),
    }
