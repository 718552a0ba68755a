"""Append events to the chain. Reads and writes the database, within a transaction that alone may write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from matcher.ledger.chain import FIRST_HASH, Mark, chained
from matcher.ledger.schema import events


def next_events(connection: Connection, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Number and hash events as those that come next; writes nothing."""
    last = last_mark(connection, events)
    return list(chained(rows, last.number, last.digest))


def last_mark(connection: Connection, chain: Table) -> Mark:
    """Give the end of a chain: of the events, or of the access log."""
    query = select(chain.c.event_number, chain.c.event_hash).order_by(chain.c.event_number.desc()).limit(1)
    last = connection.execute(query).first()
    return Mark(last.event_number, last.event_hash) if last else Mark(0, FIRST_HASH)


def mark_at(connection: Connection, number: int) -> Mark | None:
    """Give an event as a mark; None where there is none of this number."""
    if number == 0:
        return Mark(0, FIRST_HASH)
    found = connection.execute(select(events.c.event_hash).where(events.c.event_number == number)).scalar_one_or_none()
    return None if found is None else Mark(number, found)


def insert_events(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Write events that `next_events` gave."""
    empty = dict.fromkeys(events.c.keys())
    if rows:
        connection.execute(insert(events), [{**empty, **row} for row in rows])
