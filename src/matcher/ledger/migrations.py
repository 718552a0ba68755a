"""Bring the tables of an older ledger up to date, one step for each version. Writes to the database.

Rows are never rewritten, and what an event's hash covers leaves out what is null: an old chain stays whole.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text

_ACCESSES: Final = """
    CREATE TABLE accesses (
        event_number BIGINT NOT NULL PRIMARY KEY,
        recorded_at VARCHAR(40) NOT NULL,
        author VARCHAR(200) NOT NULL,
        login_name VARCHAR(200) NOT NULL,
        command VARCHAR(200) NOT NULL,
        run_id VARCHAR(200) NOT NULL,
        row_count BIGINT NOT NULL,
        reason TEXT NOT NULL,
        event_hash VARCHAR(64) NOT NULL
    )
"""

_STEPS: Final[dict[int, tuple[str, ...]]] = {
    2: ("ALTER TABLE clues ADD COLUMN area_code VARCHAR(12)",),
    3: (_ACCESSES,),
    4: (
        "ALTER TABLE accesses ADD COLUMN phase VARCHAR(10)",
        "ALTER TABLE accesses ADD COLUMN exit_code INTEGER",
    ),
}
"""Statements by the version that they lead to; the same for every database."""


def migrate(connection: Connection, version: int) -> None:
    """Change tables of a version into those of today."""
    for later in sorted(step for step in _STEPS if step > version):
        for statement in _STEPS[later]:
            connection.execute(text(statement))
