"""The ledger as rooms above see it: meet findings, record a run, list clues, verify."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Column, Connection, Engine, func, insert, select

from matcher.errors import Fault, UsageError
from matcher.ledger.accesses import Access, holds_access, is_of_older_program, read_accesses, write_access
from matcher.ledger.baseline import read_baseline
from matcher.ledger.chain import Mark
from matcher.ledger.clues import finding_ids_of, read_clues
from matcher.ledger.database import open_database, place_of, reading, writing
from matcher.ledger.entries import Entry, Outcome, write_entries
from matcher.ledger.happenings import read_happenings
from matcher.ledger.meeting import Met, Scope, gone_clues, meet_findings
from matcher.ledger.memory import HELD_STATES, lift_held
from matcher.ledger.register import DispatchLine, read_dispatches
from matcher.ledger.schema import FOUND, RUN, clues, events, runs
from matcher.ledger.sightings import Row, findings_digest, first_seen, reopened, sightings
from matcher.ledger.standing import Standing, read_standings
from matcher.ledger.states import ClueState
from matcher.ledger.verification import clue_details, verify_ledger
from matcher.ledger.writing import insert_events, last_mark, mark_at, next_events
from matcher.storage.seal import canonical


def open_ledger(url: str) -> Ledger:
    """Open a ledger, and make its tables where there are none. Close it by leaving a `with` block.

    Args:
        url: Database URL: `sqlite:///workspace/ledger.sqlite`.

    Raises:
        UsageError: What is there is no ledger, or a newer program wrote it.
        TryAgainError: The database cannot be used now.
    """
    return Ledger(open_database(url))


class Ledger:
    """An open ledger. Every method is one transaction; nothing that was written is ever changed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def run_ids(self) -> list[str]:
        """Give the recorded runs, in the order in which they were recorded."""
        with reading(self._engine) as connection:
            return list(connection.execute(select(runs.c.run_id).order_by(runs.c.run_number)).scalars())

    def meet(self, findings: pa.Table, scope: Scope, *, before_run: str | None = None) -> Met:
        """Give findings their status against the runs recorded so far. Writes nothing.

        Args:
            findings: FINDINGS, in any order; their status is not looked at.
            scope: What the run looked at: clues of other rules, and clues seen on a later day, stay as they are.
            before_run: A recorded run: it and later ones are not looked at. So a run that was recorded, but not
                published, can be met again with the same result.
        """
        with reading(self._engine) as connection:
            before = _run_number(connection, before_run)
            return meet_findings(findings, read_baseline(connection, before, findings), scope)

    def held(self) -> list[str]:
        """Give the findings whose clue was disproved, exempted or closed, by finding_id."""
        with reading(self._engine) as connection:
            return sorted(name for name, one in read_standings(connection).items() if one.state in HELD_STATES)

    def recall(self, findings: pa.Table, evidence: Mapping[str, str], as_of: date) -> pa.Table:
        """Lift the findings that people decided about, as long as that holds; see matcher.ledger.memory.

        Args:
            findings: FINDINGS, in any order.
            evidence: Digests of the facts that decide them, by finding_id; at least those of `held`.
            as_of: Day that the run describes.
        """
        with reading(self._engine) as connection:
            return lift_held(findings, read_standings(connection), evidence, as_of)

    def record_run(
        self,
        run_id: str,
        scope: Scope,
        findings: pa.Table,
        recorded_at: datetime,
        evidence: Mapping[str, str] | None = None,
    ) -> dict[str, int]:
        """Add a run: an event for each clue found, seen again, returned or gone. Once only for each run id.

        Args:
            run_id: The run; the same run again changes nothing.
            scope: What it looked at.
            findings: FINDINGS, in any order; their status is found anew.
            recorded_at: When, with a zone.
            evidence: Digests of the facts that decide them, by finding_id; None: the places of the rows are digested.

        Returns:
            Clues new, continuing, returned and gone, and findings exempted.

        Raises:
            UsageError: Another run was recorded under this id.
            ValueError: `recorded_at` has no zone, or a finding stands twice: faults of the program.
        """
        when = _in_utc(recorded_at)
        with writing(self._engine) as connection:
            earlier = _run_number(connection, run_id)
            baseline = read_baseline(connection, earlier, findings)
            met = meet_findings(findings, baseline, scope)
            seen = sightings(met.findings, gone_clues(met.findings, baseline, scope), evidence or {})
            run: Row = {
                "run_id": run_id,
                "as_of_date": scope.as_of.isoformat(),
                "recorded_at": when,
                "findings_digest": findings_digest(seen),
                "counts": met.counts,
            }
            if earlier is None:
                new = first_seen(met.findings, _last_sequences(connection))
                again = reopened(seen, read_standings(connection), scope.as_of)
                _write(connection, run, scope, [*seen, *again], new)
            else:
                self._require_same(connection, run)
            return met.counts

    def enter(self, entries: Sequence[Entry], author: str, recorded_at: datetime) -> list[Outcome]:
        """Write what people say of clues: what is allowed of it, all at once.

        Args:
            entries: What is said, in the order in which it is to count.
            author: Who says it.
            recorded_at: When, with a zone.

        Returns:
            What became of each entry.

        Raises:
            ValueError: `recorded_at` has no zone, or nobody is named: faults of the program.
        """
        if not author.strip():
            raise ValueError("an entry needs an author")
        when = _in_utc(recorded_at)
        with writing(self._engine) as connection:
            return write_entries(connection, entries, author.strip(), when)

    def told(self, clue_numbers: Iterable[str]) -> dict[str, Standing]:
        """Give where the clues of these numbers stand, the latest event of each kind; unknown ones are left out."""
        with reading(self._engine) as connection:
            finding_ids = finding_ids_of(connection, clue_numbers)
            standings = read_standings(connection, finding_ids.values())
            return {number: standings[found] for number, found in finding_ids.items() if found in standings}

    def dispatches(self) -> list[DispatchLine]:
        """Give the register of what was given out, in its order."""
        with reading(self._engine) as connection:
            return read_dispatches(connection)

    def happenings(self) -> pa.Table:
        """Give what happened to clues on which day: HAPPENINGS, in the order in which it was written down."""
        with reading(self._engine) as connection:
            return read_happenings(connection)

    def clues(self, *, state: ClueState | None = None) -> pa.Table:
        """Give the clues as they are after the latest run: CLUES, by catalogue code and number.

        Args:
            state: Only those in this state.
        """
        with reading(self._engine) as connection:
            found = read_clues(connection)
        return found if state is None else found.filter(pc.equal(found["state"], state))

    def verify(self, mark: Mark | None = None) -> list[Fault]:
        """Recompute the hash chains; name the first event that was changed, and what does not agree with the events.

        Args:
            mark: An entry of the access log that must be there.
        """
        with reading(self._engine) as connection:
            return verify_ledger(connection, place_of(self._engine), mark)

    def end(self) -> Mark:
        """Give the last event."""
        with reading(self._engine) as connection:
            return last_mark(connection, events)

    def last_recorded_at(self) -> str | None:
        """Give when the last event was written, in UTC; None before the first."""
        with reading(self._engine) as connection:
            query = select(events.c.recorded_at).order_by(events.c.event_number.desc()).limit(1)
            return connection.execute(query).scalar()

    def mark_at(self, number: int) -> Mark | None:
        """Give the event of a number, 0 for the beginning; None where there is none."""
        with reading(self._engine) as connection:
            return mark_at(connection, number)

    def note_access(self, access: Access, recorded_at: datetime) -> Mark:
        """Write an entry into the access log; give the end of the log."""
        when = _in_utc(recorded_at)
        with writing(self._engine) as connection:
            return write_access(connection, access, when)

    def holds_access(self, mark: Mark) -> bool:
        """Tell whether an entry of the access log is there as it was written."""
        with reading(self._engine) as connection:
            return holds_access(connection, mark)

    def is_of_older_program(self, mark: Mark) -> bool:
        """Tell whether an entry of the access log was written before ends of the log were sealed, or is not there."""
        with reading(self._engine) as connection:
            return is_of_older_program(connection, mark.number)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let every other writer of the ledger wait until the block ends."""
        with writing(self._engine):
            yield

    def accesses(self) -> list[dict[str, Any]]:
        """Give the access log, the first entry first: columns as in matcher.ledger.schema."""
        with reading(self._engine) as connection:
            return read_accesses(connection)

    def _require_same(self, connection: Connection, run: Row) -> None:
        recorded = connection.execute(select(runs.c.findings_digest).where(runs.c.run_id == run["run_id"])).scalar_one()
        if recorded != run["findings_digest"]:
            what = f"run {run['run_id']} is already in the ledger with other findings"
            mend = "restore the workspace's runs and its ledger from the same backup"
            raise UsageError(Fault(what, place_of(self._engine), mend))


def _run_number(connection: Connection, run_id: str | None) -> int | None:
    return connection.execute(select(runs.c.run_number).where(runs.c.run_id == run_id)).scalar()


def _last_sequences(connection: Connection) -> dict[str, int]:
    highest = func.max(clues.c.sequence).label("sequence")
    query = select(clues.c.catalogue_code, highest).group_by(clues.c.catalogue_code)
    return {row.catalogue_code: row.sequence for row in connection.execute(query)}


def _write(connection: Connection, run: Row, scope: Scope, seen: Sequence[Row], new: Sequence[Row]) -> None:
    run_number = _next(connection, runs.c.run_number)
    details = {row["finding_id"]: clue_details(row) for row in new}
    shared = {"run_number": run_number, "recorded_at": run["recorded_at"]}
    opening = {"event": RUN, "details": canonical({**run, "rules": sorted(scope.rules)})}
    told = (row if row["event"] != FOUND else {**row, "details": details.get(row["finding_id"])} for row in seen)
    rows = next_events(connection, ({**shared, **row} for row in (opening, *told)))
    end = {"last_event_number": rows[-1]["event_number"], "last_event_hash": rows[-1]["event_hash"]}
    connection.execute(
        insert(runs).values({**run, **end, "run_number": run_number, "counts": canonical(run["counts"])})
    )
    if new:
        connection.execute(insert(clues), [{**row, "first_run_number": run_number} for row in new])
    insert_events(connection, rows)


def _in_utc(recorded_at: datetime) -> str:
    if recorded_at.tzinfo is None:
        raise ValueError("recorded_at needs a time zone")
    return recorded_at.astimezone(UTC).isoformat(timespec="seconds")


def _next(connection: Connection, column: Column[int]) -> int:
    return (connection.execute(select(func.max(column))).scalar() or 0) + 1
