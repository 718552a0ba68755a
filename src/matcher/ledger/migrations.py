"""Bring the tables of an older ledger up to date, one step for each version. Writes to the database.

Rows are never rewritten, and what an event's hash covers leaves out what is null: an old chain stays whole.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text

_STEPS: Final[dict[int, tuple[str, ...]]] = {
    2: ("ALTER TABLE clues ADD COLUMN area_code VARCHAR(12)",),
}
"""Statements by the version that they lead to; the same for every database."""


def migrate(connection: Connection, version: int) -> None:
    """Change tables of a version into those of today."""
    for later in sorted(step for step in _STEPS if step > version):
        for statement in _STEPS[later]:
            connection.execute(text(statement))
