"""The access log: who took names and citizen IDs out in full, and who did what: when, how many rows, why, how it ended.

Entries are chained as the ledger's events are (matcher.ledger.chain), in a chain of their own. The last entry's number
and hash are told to whoever writes one: kept elsewhere, they show that the end of the log was cut off.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Connection, insert, select

from matcher.ledger.chain import Mark, broken_links, chained
from matcher.ledger.schema import accesses
from matcher.ledger.writing import last_mark

AccessPhase = Literal["access", "begun", "done", "failed"]
"""`access`: names and citizen IDs are about to be taken out in full. The others: an action begins, and how it ends; one
that has no end was killed, or is under way."""
ACCESS: Final = "access"


@dataclass(frozen=True)
class Access:
    """One export of names and citizen IDs in full, or the beginning or end of an action."""

    author: str
    """Who does it, by the name that he gives."""
    login_name: str
    """Under which user of the operating system."""
    command: str
    """What was exported, or done: `matcher report`."""
    run_id: str
    """The run that the rows are of; empty where it is of none, or of none yet."""
    row_count: int
    """Of an access: rows with a name or a citizen ID in full. Of an action: rows that it gave out, took or removed."""
    reason: str
    """Why, in the person's words; may be empty where an action needs no reason."""
    phase: AccessPhase = ACCESS
    """What kind of entry it is."""
    exit_code: int | None = None
    """Of what ended: how."""


def write_access(connection: Connection, access: Access, recorded_at: str) -> Mark:
    """Append an entry.

    Args:
        connection: A connection that alone may write.
        access: What is exported.
        recorded_at: When, in UTC.
    """
    last = last_mark(connection, accesses)
    (row,) = chained([{**access.__dict__, "recorded_at": recorded_at}], last.number, last.digest)
    connection.execute(insert(accesses).values(row))
    return Mark(row["event_number"], row["event_hash"])


def holds_access(connection: Connection, mark: Mark) -> bool:
    """Tell whether an entry is there as it was written."""
    query = select(accesses.c.event_hash).where(accesses.c.event_number == mark.number)
    return connection.execute(query).scalar_one_or_none() == mark.digest


def read_accesses(connection: Connection) -> list[dict[str, Any]]:
    """Give the entries, the first one first."""
    return [dict(row) for row in connection.execute(select(accesses).order_by(accesses.c.event_number)).mappings()]


def is_of_older_program(connection: Connection, number: int) -> bool:
    """Tell whether a program wrote an entry that knew accesses alone, and marked the end of the log without a seal."""
    query = select(accesses.c.phase).where(accesses.c.event_number == number)
    return connection.execute(query).scalar_one_or_none() is None


def broken_accesses(connection: Connection, mark: Mark | None) -> Iterator[str]:
    """Name the first entry that is not as it was written; where all are, say whether the end was cut off.

    Args:
        connection: A connection that sees one state.
        mark: An entry that must be there; None: none is known of.
    """
    rows = read_accesses(connection)
    for number, row in broken_links(rows):
        name = f"access {number}" if row is None else f"access {number} ({row['command']})"
        yield f"{name} is {'missing' if row is None else 'not as it was written'}"
        return
    if mark is None:
        return
    found = {row["event_number"]: row["event_hash"] for row in rows}
    for number in range(len(rows) + 1, mark.number + 1):
        yield f"access {number} is missing"
    if found.get(mark.number, mark.digest) != mark.digest:
        yield f"access {mark.number} is not as it was written"
