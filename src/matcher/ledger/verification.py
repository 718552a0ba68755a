"""Prove that nothing in the ledger was changed after it was written. Reads the ledger."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, select

from matcher.errors import Fault
from matcher.ledger.chain import FIRST_HASH, canonical, event_hash
from matcher.ledger.clues import clue_number
from matcher.ledger.schema import CASEWORK, FOUND, RUN, clues, events, runs

_CLUE = ("catalogue_code", "sequence", "rule_id", "kind", "programme", "person_id", "area_code")

_MEND = (
    "restore the ledger from a backup made before this, and find out who wrote to it "
    "(用此前的备份恢复台账，并查明是谁改动的)"
)


def verify_ledger(connection: Connection, place: str) -> list[Fault]:
    """Recompute the chain and compare runs and clues with it.

    Args:
        connection: A connection that sees one state.
        place: What messages call the ledger.

    Returns:
        The first event that is not as it was written; where all are, every run and clue that does not agree with them.
    """
    if damage := _damage(connection):
        return [Fault(f"the ledger's file is damaged (台账文件损坏): {damage}", place, _MEND)]
    written = _Written()
    with closing(_broken_events(connection, written)) as found:
        broken = next(found, None)
    if broken:  # what comes after it proves nothing
        return [Fault(broken, place, _MEND)]
    return [Fault(what, place, _MEND) for what in _disagreements(connection, written)]


def _damage(connection: Connection) -> str | None:
    """Give what SQLite finds wrong with its own file: an index that lacks a row would make an event unseen."""
    if connection.dialect.name != "sqlite":
        return None
    found = str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one())
    return None if found == "ok" else found.partition("\n")[0]


class _Written:
    """What the events say that the other tables must hold."""

    def __init__(self) -> None:
        self.runs: dict[int, dict[str, Any]] = {}
        self.clues: dict[str, dict[str, Any]] = {}
        self.ends: dict[int, tuple[int, str]] = {}

    def note(self, row: dict[str, Any]) -> None:
        """Note one event."""
        if row["event"] in CASEWORK and row["author"] is not None:
            return
        self.ends[row["run_number"]] = (row["event_number"], row["event_hash"])
        if row["event"] == RUN:
            self.runs[row["run_number"]] = json.loads(row["details"])
        elif row["event"] == FOUND:
            self.clues[row["finding_id"]] = json.loads(row["details"])


def _broken_events(connection: Connection, written: _Written) -> Generator[str]:
    previous_number, previous_hash = 0, FIRST_HASH
    query = select(events).order_by(events.c.event_number).execution_options(yield_per=5000)
    with connection.execute(query) as result:
        for event in result.mappings():
            row = dict(event)
            number = row["event_number"]
            if number != previous_number + 1:
                yield f"event {previous_number + 1} is missing"
            if event_hash(previous_hash, row) != row["event_hash"]:
                yield f"event {number} ({row['event']}, run {row['run_number']}) is not as it was written"
            written.note(row)
            previous_number, previous_hash = number, row["event_hash"]


def _disagreements(connection: Connection, written: _Written) -> Iterator[str]:
    for row in connection.execute(select(runs).order_by(runs.c.run_number)).mappings():
        number, details = row["run_number"], written.runs.get(row["run_number"])
        end = (row["last_event_number"], row["last_event_hash"])
        given = {key: row[key] for key in ("run_id", "as_of_date", "recorded_at", "findings_digest")}
        given["counts"] = json.loads(row["counts"])
        if details is None or {key: details.get(key) for key in given} != given or written.ends.get(number) != end:
            yield f"run {number} does not agree with its events"
    for row in connection.execute(select(clues).order_by(clues.c.catalogue_code, clues.c.sequence)).mappings():
        if clue_details(dict(row)) != canonical(written.clues.get(row["finding_id"], {})):
            yield f"clue {clue_number(row['catalogue_code'], row['sequence'])} does not agree with its events"


def clue_details(clue: dict[str, Any]) -> str:
    """Write what a clue's first event says of it, as canonical JSON."""
    return canonical({key: clue[key] for key in _CLUE})
