"""Where each clue stands: its state, the latest event of each kind, and the money that moved. Reads the ledger."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, select

from matcher.ledger.schema import EXEMPTED, PAID_BACK, RECOVERED, RUN, SEEN_AGAIN, VERDICT, events
from matcher.ledger.states import ClueState, move_of, state_after

Value = TypeVar("Value")

_AT_ONCE: Final = 500
"""Clues that one query names: databases limit the values of a statement."""

_LEFT_OUT: Final = (RUN, EXEMPTED, SEEN_AGAIN)
"""Events that change no clue's state."""


@dataclass
class Standing:
    """Where one clue stands."""

    state: ClueState | None = None
    """None: there is no such clue."""
    last: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    """The latest event of each kind, its details read."""
    money_fen: dict[str, int] = field(default_factory=dict[str, int])
    """Sums of what was recovered and paid back."""

    def note(self, row: Mapping[str, Any]) -> None:
        """Take the next event of the clue."""
        event = {**row, "details": json.loads(row["details"]) if row["details"] else {}}
        move = move_of(row["event"], event["details"].get("verdict"))
        self.state = state_after(self.state, move) or self.state
        self.last[row["event"]] = event
        if row["event"] in {RECOVERED, PAID_BACK}:
            self.money_fen[row["event"]] = self.money_fen.get(row["event"], 0) + (row["amount_fen"] or 0)

    @property
    def verdict(self) -> str | None:
        """What the latest verdict says."""
        event = self.last.get(VERDICT)
        return None if event is None else event["details"]["verdict"]


def read_standings(connection: Connection, finding_ids: Iterable[str] | None = None) -> dict[str, Standing]:
    """Give where clues stand, by finding_id.

    Args:
        connection: A connection that sees one state.
        finding_ids: Clues that are asked about; None: all. What is no clue is left out.
    """
    found: dict[str, Standing] = {}
    if finding_ids is None:
        _note_all(connection, None, found)
        return found
    for part in in_parts(sorted(set(finding_ids))):
        _note_all(connection, part, found)
    return found


def _note_all(connection: Connection, part: Sequence[str] | None, found: dict[str, Standing]) -> None:
    query = select(events).where(events.c.event.not_in(_LEFT_OUT)).order_by(events.c.event_number)
    if part is not None:
        query = query.where(events.c.finding_id.in_(part))
    for row in connection.execute(query.execution_options(yield_per=5000)).mappings():
        found.setdefault(row["finding_id"], Standing()).note(dict(row))


def in_parts(values: Iterable[Value]) -> Iterator[Sequence[Value]]:
    """Part values into as many as one query may name."""
    rest = iter(values)
    while part := list(islice(rest, _AT_ONCE)):
        yield part
