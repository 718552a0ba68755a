"""The ledger's tables in the database. Rows are only ever added. Pure: definitions."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

SCHEMA_VERSION: Final = 4
"""Raised by each change of these tables, with a step in matcher.ledger.migrations."""

METADATA: Final = MetaData()

schema_version = Table("schema_version", METADATA, Column("version", Integer, primary_key=True, autoincrement=False))

runs = Table(
    "runs",
    METADATA,
    Column("run_number", Integer, primary_key=True, autoincrement=False),  # order of recording, from 1
    Column("run_id", String(200), nullable=False, unique=True),
    Column("as_of_date", String(10), nullable=False),
    Column("recorded_at", String(40), nullable=False),
    Column("findings_digest", String(64), nullable=False),
    Column("counts", Text, nullable=False),  # canonical JSON
    Column("last_event_number", BigInteger, nullable=False),
    Column("last_event_hash", String(64), nullable=False),
)

clues = Table(
    "clues",
    METADATA,
    Column("finding_id", String(64), primary_key=True),
    Column("catalogue_code", String(10), nullable=False),
    Column("sequence", Integer, nullable=False),  # with the code: the number that people say
    Column("rule_id", String(200), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("programme", String(100), nullable=False),
    Column("person_id", String(64), nullable=False),
    Column("area_code", String(12)),  # since version 2: where it was first seen; null where no place is known
    Column("first_run_number", ForeignKey("runs.run_number"), nullable=False, index=True),
    UniqueConstraint("catalogue_code", "sequence"),
)

events = Table(
    "events",
    METADATA,
    Column("event_number", BigInteger, primary_key=True, autoincrement=False),  # from 1, without gaps
    Column("run_number", ForeignKey("runs.run_number"), nullable=False),  # the run, or the latest one before
    Column("event", String(20), nullable=False),
    Column("finding_id", String(64)),
    Column("recorded_at", String(40), nullable=False),
    Column("author", String(200)),  # null: a run of the program
    Column("severity", String(20)),
    Column("first_month", String(7)),
    Column("last_month", String(7)),
    Column("month_count", Integer),
    Column("amount_fen", BigInteger),  # hundredths of a yuan: exact in every database
    Column("link_grade", String(10)),
    Column("exemption_code", String(10)),
    Column("evidence_digest", String(64)),
    Column("details", Text),  # canonical JSON of what only some events have
    Column("event_hash", String(64), nullable=False),
    Index("events_by_run", "run_number", "event", "finding_id"),
    Index("events_by_finding", "finding_id", "event", "event_number"),
)

accesses = Table(
    "accesses",
    METADATA,
    Column(
        "event_number", BigInteger, primary_key=True, autoincrement=False
    ),  # from 1, without gaps: a chain of its own
    Column("recorded_at", String(40), nullable=False),
    Column("author", String(200), nullable=False),
    Column("login_name", String(200), nullable=False),
    Column("command", String(200), nullable=False),
    Column("run_id", String(200), nullable=False),
    Column("row_count", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("phase", String(10)),  # since version 4: access, begun, done or failed; null: an access
    Column("exit_code", Integer),  # of what ended
    Column("event_hash", String(64), nullable=False),
)
"""Since version 3: who took names and citizen IDs out in full, and why; since version 4 also who did what."""

RUN: Final = "run"
"""Event that opens the events of one run; its details are the run's row, and the rules that ran."""
FOUND: Final = "found"
SEEN_AGAIN: Final = "seen_again"
RETURNED: Final = "returned"
GONE: Final = "gone"
EXEMPTED: Final = "exempted"
"""A finding that an exemption lifts was seen: no clue, but known the next time."""

DISPATCHED: Final = "dispatched"
"""It was given to a receiver to verify; the event keeps the amount and months that the receiver was told."""
VERDICT: Final = "verdict"
"""A receiver says what verification showed; `details` has the verdict, `exemption_code` why it was disproved."""
EXEMPTION_GRANTED: Final = "exemption_granted"
"""A person decided that it is lifted by an exemption, until a day."""
RECOVERED: Final = "recovered"
"""Money that was paid wrongly came back (追缴)."""
PAID_BACK: Final = "paid_back"
"""Money that a person should have had was paid (补发)."""
CLOSED: Final = "closed"
"""Nothing is left to do."""
REOPENED: Final = "reopened"
"""It is to be looked at again: by a person's word, or since a run saw what the verdict did not know of."""

CASEWORK: Final = (DISPATCHED, VERDICT, EXEMPTION_GRANTED, RECOVERED, PAID_BACK, CLOSED, REOPENED)
"""Events that people write."""

SIGHTINGS: Final = (FOUND, SEEN_AGAIN, RETURNED)
"""Events after which a clue is open."""
