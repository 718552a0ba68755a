"""Append events to the chain. Reads and writes the database, within a transaction that alone may write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from matcher.ledger.chain import FIRST_HASH, chained
from matcher.ledger.schema import events


def next_events(connection: Connection, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Number and hash events as those that come next; writes nothing."""
    last = connection.execute(
        select(events.c.event_number, events.c.event_hash).order_by(events.c.event_number.desc()).limit(1)
    ).first()
    number, previous_hash = (last.event_number, last.event_hash) if last else (0, FIRST_HASH)
    return list(chained(rows, number, previous_hash))


def insert_events(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Write events that `next_events` gave."""
    empty = dict.fromkeys(events.c.keys())
    if rows:
        connection.execute(insert(events), [{**empty, **row} for row in rows])
