"""The register of what was given out: one line per dispatch. Reads the ledger."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from matcher.ledger.schema import DISPATCHED, events


@dataclass(frozen=True)
class DispatchLine:
    """One dispatch to one receiver."""

    dispatch: str
    """Its number: D0001."""
    receiver: str
    """Area code, or agency."""
    due_on: str
    """Day by which an answer is due, YYYY-MM-DD."""
    author: str
    """Who gave it out."""
    recorded_at: str
    """When, in UTC."""
    clues: int
    """How many clues."""


def read_dispatches(connection: Connection) -> list[DispatchLine]:
    """Give the register, in the order in which dispatches were first written down."""
    query = select(events.c.author, events.c.recorded_at, events.c.details).where(events.c.event == DISPATCHED)
    lines: dict[str, DispatchLine] = {}
    for row in connection.execute(query.order_by(events.c.event_number)):
        told = json.loads(row.details)
        number = str(told.get("dispatch", ""))
        new = DispatchLine(
            number, str(told.get("receiver", "")), str(told.get("due_on", "")), row.author, row.recorded_at, 0
        )
        line = lines.setdefault(number, new)
        lines[number] = replace(line, clues=line.clues + 1)
    return list(lines.values())
