"""What happened to clues on which day: found, given out, money moved, closed. Reads the ledger."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Final

import pyarrow as pa
from sqlalchemy import Connection, select

from matcher.ledger.clues import in_yuan
from matcher.ledger.schema import CLOSED, DISPATCHED, FOUND, PAID_BACK, RECOVERED, clues, events, runs
from matcher.tables import MONEY, Table

_TOLD: Final = (FOUND, DISPATCHED, RECOVERED, PAID_BACK, CLOSED)
CHINA: Final = timezone(timedelta(hours=8))
"""What day it is where people work."""

_COLUMNS: Final[dict[str, tuple[pa.DataType, str]]] = {
    "finding_id": (pa.string(), "the finding that the clue follows"),
    "area_code": (pa.string(), "12 digits; null where no place is known"),
    "event": (pa.string(), "found, dispatched, recovered, paid_back, closed"),
    "happened_on": (pa.string(), "YYYY-MM-DD: the day that the run describes or a person names; else of the entry"),
    "amount_cny": (MONEY, "in yuan, of what was recovered or paid back"),
}

HAPPENINGS: Final = Table(
    "happenings",
    pa.schema([pa.field(name, kind) for name, (kind, _) in _COLUMNS.items()]),
    {name: meaning for name, (_, meaning) in _COLUMNS.items()},
)
"""One row per event, in the order in which they were written down."""


def read_happenings(connection: Connection) -> pa.Table:
    """Give HAPPENINGS of all clues. Days of entries are those of China, where people work."""
    query = (
        select(
            events.c.finding_id, clues.c.area_code, events.c.event, events.c.recorded_at, events.c.amount_fen,
            events.c.details, runs.c.as_of_date,
        )
        .join_from(events, clues, events.c.finding_id == clues.c.finding_id)
        .join(runs, runs.c.run_number == events.c.run_number)
        .where(events.c.event.in_(_TOLD))
        .order_by(events.c.event_number)
    )  # fmt: skip
    rows = []
    for row in connection.execute(query.execution_options(yield_per=5000)).mappings():
        is_found = row["event"] == FOUND
        named = None if is_found or not row["details"] else json.loads(row["details"]).get("on")
        entered = datetime.fromisoformat(row["recorded_at"]).astimezone(CHINA).date().isoformat()
        money = in_yuan(row["amount_fen"]) if row["event"] in {RECOVERED, PAID_BACK} else None
        rows.append(
            {
                **{name: row[name] for name in ("finding_id", "area_code", "event")},
                "happened_on": row["as_of_date"] if is_found else named or entered,
                "amount_cny": money,
            }
        )
    return pa.Table.from_pylist(rows, schema=HAPPENINGS.schema)
