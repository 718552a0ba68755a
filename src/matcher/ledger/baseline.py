"""What the runs before a run saw: clues that are open, findings that an exemption lifted. Reads the ledger."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection, Select, func, select

from matcher.ledger.meeting import OPEN_CLUES, Baseline
from matcher.ledger.schema import EXEMPTED, GONE, RUN, SIGHTINGS, clues, events, runs


def read_baseline(connection: Connection, before: int | None, findings: pa.Table) -> Baseline:
    """Read what the runs before a run saw.

    Args:
        connection: A connection that sees one state.
        before: Number of the run; None: all runs count.
        findings: FINDINGS of the run that is met.
    """
    known = select(clues.c.finding_id)
    if before is not None:
        known = known.where(clues.c.first_run_number < before)
    exempted = {row.finding_id: row.run_number for row in connection.execute(_last_events(before, (EXEMPTED,)))}
    last_run, last_run_of_all = _last_runs(connection, before)
    rules = zip(findings["finding_id"].to_pylist(), findings["rule_id"].to_pylist(), strict=True)
    latest = [name for name, rule in rules if exempted.get(name, -1) >= last_run.get(rule, last_run_of_all)]
    return Baseline(
        known=pa.array(connection.execute(known).scalars().all(), pa.string()),
        open=_open_clues(connection, before),
        known_exempted=pa.array(list(exempted), pa.string()),
        latest_exempted=pa.array(latest, pa.string()),
    )


def _last_runs(connection: Connection, before: int | None) -> tuple[dict[str, int], int]:
    """Give the number of the run in which each rule last ran, and of the last run that does not say which ran."""
    query = select(events.c.run_number, events.c.details).where(events.c.event == RUN).order_by(events.c.event_number)
    if before is not None:
        query = query.where(events.c.run_number < before)
    last: dict[str, int] = {}
    of_all = 0
    for run_number, details in connection.execute(query):
        rules = json.loads(details).get("rules")
        if rules is None:  # before rules were written down
            last.clear()
            of_all = run_number
        else:
            last.update(dict.fromkeys(rules, run_number))
    return last, of_all


def _open_clues(connection: Connection, before: int | None) -> pa.Table:
    """Give the clues whose last event is not that they went."""
    seen = _last_events(before, SIGHTINGS).subquery()
    went = _last_events(before, (GONE,)).subquery()
    query = (
        select(clues.c.finding_id, clues.c.rule_id, seen.c.as_of_date)
        .join_from(clues, seen, clues.c.finding_id == seen.c.finding_id)
        .outerjoin(went, clues.c.finding_id == went.c.finding_id)
        .where(seen.c.event_number > func.coalesce(went.c.event_number, 0))
        .order_by(clues.c.finding_id)
    )
    rows = [dict(row) for row in connection.execute(query).mappings()]
    return pa.Table.from_pylist(rows, schema=OPEN_CLUES)


def _last_events(before: int | None, kinds: tuple[str, ...]) -> Select[Any]:
    """Select of each finding the last event of some kinds, and the latest day that such an event speaks of."""
    last = (
        func.max(events.c.event_number).label("event_number"),
        func.max(events.c.run_number).label("run_number"),
        func.max(runs.c.as_of_date).label("as_of_date"),
    )
    query = select(events.c.finding_id, *last).join_from(events, runs).where(events.c.event.in_(kinds))
    if before is not None:
        query = query.where(events.c.run_number < before)
    return query.group_by(events.c.finding_id)
