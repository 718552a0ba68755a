"""Prove that nothing in the ledger was changed after it was written. Reads the ledger."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, select

from matcher.errors import Fault
from matcher.ledger.accesses import broken_accesses
from matcher.ledger.chain import Mark, broken_links
from matcher.ledger.clues import clue_number
from matcher.ledger.schema import CASEWORK, FOUND, RUN, clues, events, runs
from matcher.storage.seal import canonical

_CLUE = ("catalogue_code", "sequence", "rule_id", "kind", "programme", "person_id", "area_code")

_MEND = (
    "restore the ledger from a backup made before this, and find out who wrote to it "
    "(用此前的备份恢复台账，并查明是谁改动的)"
)


def verify_ledger(connection: Connection, place: str, mark: Mark | None = None) -> list[Fault]:
    """Recompute the chains, and compare runs and clues with that of the events.

    Args:
        connection: A connection that sees one state.
        place: What messages call the ledger.
        mark: An entry of the access log that must be there.

    Returns:
        The first event that is not as it was written; where all are, every run and clue that does not agree with them.
        Then what is wrong with the access log.
    """
    if damage := _damage(connection):
        return [Fault(f"the ledger's file is damaged (台账文件损坏): {damage}", place, _MEND)]
    written = _Written()
    with closing(_broken_events(connection, written)) as found:
        broken = next(found, None)
    # What comes after a broken event proves nothing.
    faults = [broken] if broken else list(_disagreements(connection, written))
    return [Fault(what, place, _MEND) for what in (*faults, *broken_accesses(connection, mark))]


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

    def noting(self, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Give events on, and note each."""
        for row in rows:
            self.note(row)
            yield row

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
    query = select(events).order_by(events.c.event_number).execution_options(yield_per=5000)
    with connection.execute(query) as result:
        for number, row in broken_links(written.noting(dict(event) for event in result.mappings())):
            if row is None:
                yield f"event {number} is missing"
            else:
                yield f"event {number} ({row['event']}, run {row['run_number']}) is not as it was written"


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
