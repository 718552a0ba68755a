"""What can become of a clue: its states, and which event leads from which to which. Pure: one table.

Runs tell whether a clue is still seen (found, seen again, gone, returned); people tell what was done about it. Once
people have taken a clue up, a run's sightings do not change its state: what was dispatched is to be answered.
"""

from __future__ import annotations

from typing import Final, Literal

from matcher.ledger.schema import (
    CLOSED,
    DISPATCHED,
    EXEMPTION_GRANTED,
    FOUND,
    GONE,
    PAID_BACK,
    RECOVERED,
    REOPENED,
    RETURNED,
    SEEN_AGAIN,
    VERDICT,
)

ClueState = Literal["open", "gone", "dispatched", "confirmed", "disproved", "exempted", "closed"]
"""`open`: to be taken up. `gone`: no longer seen before anybody took it up. `dispatched`: with a receiver.
`confirmed`: true, wholly or partly; money may be moving. `disproved`: not true. `exempted`: lifted by a person's
decision. `closed`: nothing is left to do."""

VERDICTS: Final = ("confirmed", "disproved", "partly", "pending")
"""What verification can show: true, not true, true for a part, not known yet."""

_VERDICTS: Final[dict[str, ClueState]] = {
    "verdict:confirmed": "confirmed",
    "verdict:partly": "confirmed",
    "verdict:disproved": "disproved",
}


def _seen(state: ClueState) -> dict[str, ClueState]:
    return {SEEN_AGAIN: state, GONE: state, RETURNED: state}


TRANSITIONS: Final[dict[ClueState | None, dict[str, ClueState]]] = {
    None: {FOUND: "open"},
    "open": {
        SEEN_AGAIN: "open",
        RETURNED: "open",
        GONE: "gone",
        DISPATCHED: "dispatched",
        EXEMPTION_GRANTED: "exempted",
        CLOSED: "closed",
    },
    "gone": {RETURNED: "open", CLOSED: "closed"},
    "dispatched": {
        **_seen("dispatched"),
        **_VERDICTS,
        "verdict:pending": "dispatched",
        DISPATCHED: "dispatched",
        EXEMPTION_GRANTED: "exempted",
        CLOSED: "closed",
        REOPENED: "open",
    },
    "confirmed": {
        **_seen("confirmed"),
        **_VERDICTS,
        RECOVERED: "confirmed",
        PAID_BACK: "confirmed",
        CLOSED: "closed",
        REOPENED: "open",
    },
    "disproved": {**_seen("disproved"), **_VERDICTS, CLOSED: "closed", REOPENED: "open"},
    "exempted": {**_seen("exempted"), EXEMPTION_GRANTED: "exempted", CLOSED: "closed", REOPENED: "open"},
    "closed": {**_seen("closed"), RECOVERED: "closed", PAID_BACK: "closed", REOPENED: "open"},
}
"""By state and event, the state after it; what is not here is not allowed. A verdict counts by what it says."""


def move_of(event: str, verdict: str | None) -> str:
    """Give the name under which an event stands in TRANSITIONS."""
    return f"{VERDICT}:{verdict}" if event == VERDICT else event


def state_after(state: ClueState | None, move: str) -> ClueState | None:
    """Give the state after an event; None where it is not allowed."""
    return TRANSITIONS[state].get(move)
