"""The hash chain: each event's hash covers its content and the hash of the event before. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from matcher.storage.seal import canonical

FIRST_HASH: Final = "0" * 64
"""What stands for the hash before the first event."""


@dataclass(frozen=True)
class Mark:
    """An entry of a chain as it was when it was written; number 0 and FIRST_HASH before the first."""

    number: int
    digest: str
    """Its hash, which covers everything before it as well."""


Event = Mapping[str, Any]
"""One row of the table `events`."""


def event_hash(previous_hash: str, event: Event) -> str:
    """Give the hash of an event, from everything in it but its own hash."""
    content = canonical({key: value for key, value in event.items() if key != "event_hash"})
    return hashlib.sha256(f"{previous_hash}\n{content}".encode()).hexdigest()


def chained(events: Iterable[dict[str, Any]], previous_number: int, previous_hash: str) -> Iterator[dict[str, Any]]:
    """Number events and hash them, one after the other."""
    for number, event in enumerate(events, start=previous_number + 1):
        numbered = {**event, "event_number": number}
        previous_hash = event_hash(previous_hash, numbered)
        yield {**numbered, "event_hash": previous_hash}


def broken_links(events: Iterable[Event]) -> Iterator[tuple[int, Event | None]]:
    """Name what does not follow from what stands before it: a number that is missing, an event that was changed.

    Args:
        events: All of a chain, by number.

    Returns:
        Its number, and the event; None where it is missing. Only the first is sure: what comes after proves nothing.
    """
    previous_number, previous_hash = 0, FIRST_HASH
    for event in events:
        number = event["event_number"]
        if number != previous_number + 1:
            yield previous_number + 1, None
        if event_hash(previous_hash, event) != event["event_hash"]:
            yield number, event
        previous_number, previous_hash = number, event["event_hash"]
