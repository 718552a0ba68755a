"""The one look at the clock: the core is told what time it is, so that the same inputs give the same."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Give the time in UTC."""
    return datetime.now(UTC)  # noqa: TID251  # the only look at the clock of the whole program
