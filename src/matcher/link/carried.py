"""Carry the person_id that records had in the published run to whoever they are found to be now.

By itself a record bears the keyed hash of its valid citizen ID, else of what it says: its given id. A person's own id
is the one of its citizen ID, or of the record that it began with; but it would change when a citizen ID is changed, or
when records without one turn out to be somebody's who has one. So each run keeps which person_id each given id led to
(`person_ids.parquet`: no personal values), and in the next one records vote: a person bears the id that most of its
records had, of a person with a citizen ID before one without: who is known by a citizen ID keeps the id, however many
payments are found to be theirs. Of two persons who could bear one id the larger does; no two ever share one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from matcher.engine.base import SqlStep
from matcher.engine.kernel import Kernel
from matcher.link.person_key import key_pads, keyed_hash_of, person_id_of
from matcher.link.quiet import is_person, person_of
from matcher.storage.parquet import read_table

FILE_NAME: Final = "person_ids.parquet"
PERSON_IDS: Final = pa.schema([("given_id", pa.string()), ("person_id", pa.string()), ("has_id", pa.bool_())])
"""What a run keeps: every given id of records without a valid citizen ID, and those of IDs that led to another id."""

_CARRIED: Final = pa.schema([("own_id", pa.string()), ("person_id", pa.string())])
_LETTERS: Final = 32

Votes = dict[tuple[str, str], tuple[bool, int]]
"""Own id of a person of this run, and an earlier person_id: whether a citizen ID was known of whoever had that, and how
many records of the person had it."""


@dataclass(frozen=True)
class Previous:
    """The published run, as far as it says who was who."""

    folder: Path

    @property
    def has_ids(self) -> bool:
        """Whether it kept its person_ids; runs of before did not."""
        return (self.folder / FILE_NAME).is_file()

    def person_ids(self) -> pa.Table:
        """Give `PERSON_IDS` of it."""
        return read_table(self.folder / FILE_NAME)

    def citizen_ids(self, person_ids: Iterable[str]) -> dict[str, str | None]:
        """Give those of some persons that the run had, each with the citizen ID."""
        wanted = pa.array(sorted(person_ids), pa.string())
        persons = read_table(
            self.folder / "persons.parquet",
            ["person_id", "citizen_id"],
            filters=pc.field("person_id").isin(wanted),
        )
        found = persons.group_by("person_id").aggregate([("citizen_id", "max")])
        return dict(zip(found["person_id"].to_pylist(), found["citizen_id_max"].to_pylist(), strict=True))


# A record that is refused the person of its ID is known by what it says.
_GIVEN_SQL: Final = f"""
    SELECT
        identities.record_count,
        settled.identity IS NOT NULL AND identities.canonical_id IS NOT NULL AND identities.citizen_id IS NOT NULL
            AS has_id,
        CASE WHEN has_id THEN {person_id_of("identities.citizen_id")}
             ELSE {keyed_hash_of("'alone:' || identities.content_hash")} END AS given_id,
        coalesce(person_ids.person_id, own.person_id) AS own_id
    FROM link_identities AS identities
    LEFT JOIN link_settled AS settled ON settled.identity = identities.identity
    LEFT JOIN link_person_ids AS person_ids ON person_ids.person = settled.person
    LEFT JOIN link_own_ids AS own ON own.identity = identities.identity
"""

_VOTES_SQL: Final = """
    SELECT
        given.own_id,
        coalesce(previous.person_id, given.given_id) AS earlier_id,
        CAST(sum(given.record_count) AS BIGINT) AS records
    FROM link_given_ids AS given
    LEFT JOIN link_previous_ids AS previous ON previous.given_id = given.given_id
    WHERE given.has_id OR previous.person_id IS NOT NULL
    GROUP BY ALL
"""
_MOVED_SQL: Final = "SELECT own_id, earlier_id FROM link_id_votes WHERE own_id <> earlier_id"
_ASKED_VOTES_SQL: Final = """
    SELECT votes.own_id, votes.earlier_id, votes.records
    FROM link_id_votes AS votes
    SEMI JOIN link_asked_own AS asked ON asked.own_id = votes.own_id
"""

_QUIET_VOTES_SQL: Final = f"""
    SELECT {person_id_of("asked.citizen_id")} AS own_id, count(*) AS records
    FROM link_asked_ids AS asked
    JOIN link_quiet AS quiet ON quiet.person = {person_of("asked.citizen_id")}
    WHERE {is_person("asked.citizen_id")}
    GROUP BY ALL
    ORDER BY own_id
"""

_CARRY_STEPS: Final = (
    SqlStep(
        "link_person_ids",
        """
        SELECT ids.* REPLACE (coalesce(carried.person_id, ids.person_id) AS person_id)
        FROM link_person_ids AS ids LEFT JOIN link_carried AS carried ON carried.own_id = ids.person_id
        """,
    ),
    SqlStep(
        "link_own_ids",
        """
        SELECT ids.* REPLACE (coalesce(carried.person_id, ids.person_id) AS person_id)
        FROM link_own_ids AS ids LEFT JOIN link_carried AS carried ON carried.own_id = ids.person_id
        """,
    ),
)

KEPT_SQL: Final = """
    SELECT DISTINCT given.given_id, coalesce(carried.person_id, given.own_id) AS person_id, given.has_id
    FROM link_given_ids AS given
    LEFT JOIN link_carried AS carried ON carried.own_id = given.own_id
    WHERE NOT given.has_id OR given.given_id <> coalesce(carried.person_id, given.own_id)
    UNION ALL
    SELECT carried.own_id, carried.person_id, true
    FROM link_carried AS carried
    ANTI JOIN link_given_ids AS given ON given.given_id = carried.own_id
    ORDER BY given_id, person_id
"""
"""`PERSON_IDS` of this run."""


def carry_person_ids(kernel: Kernel, previous: Previous | None, site_key: bytes) -> int:
    """Give persons the ids that their records had in the published run; `link_carried` says whose ids changed.

    Args:
        kernel: Holds `link_person_ids` and `link_own_ids` with the ids that persons have by themselves.
        previous: The published run; None: there is none.
        site_key: Secret of this site.

    Returns:
        How many persons bear an id that is not their own.
    """
    pads = key_pads(site_key)
    kernel.run([SqlStep("link_given_ids", _GIVEN_SQL, pads)])
    carried: dict[str, str] = {}
    if previous and previous.has_ids:
        carried = settle_ids(_votes(kernel, previous, pads))
    columns = [list(carried), list(carried.values())]
    kernel.register("link_carried", pa.table([pa.array(column, pa.string()) for column in columns], schema=_CARRIED))
    if carried:
        kernel.run(_CARRY_STEPS)
    return len(carried)


def _votes(kernel: Kernel, previous: Previous, pads: dict[str, object]) -> Votes:
    """Count the records of every person whose id is in question."""
    earlier = previous.person_ids()
    kernel.register("link_previous_ids", earlier)
    kernel.run([SqlStep("link_id_votes", _VOTES_SQL)])
    of_ids = earlier.filter(earlier["has_id"])
    known = dict(zip(of_ids["given_id"].to_pylist(), of_ids["person_id"].to_pylist(), strict=True))
    moved = kernel.fetch(_MOVED_SQL)
    asked = {*moved["own_id"].to_pylist(), *moved["earlier_id"].to_pylist(), *known, *known.values()}
    if not asked:
        return {}
    there = previous.citizen_ids(asked)
    kernel.register("link_asked_own", pa.table({"own_id": pa.array(sorted(asked), pa.string())}))
    records = {
        (row["own_id"], row["earlier_id"]): int(row["records"])
        for row in kernel.fetch(_ASKED_VOTES_SQL).to_pylist()
        if row["earlier_id"] in there
    }
    ids = pa.array(sorted({citizen_id for citizen_id in there.values() if citizen_id}), pa.string())
    kernel.register("link_asked_ids", pa.table({"citizen_id": ids}))
    for row in kernel.fetch(_QUIET_VOTES_SQL, pads).to_pylist():
        own_id, earlier_id = row["own_id"], known.get(row["own_id"], row["own_id"])
        if earlier_id in there:
            records[own_id, earlier_id] = records.get((own_id, earlier_id), 0) + row["records"]
    return {pair: (there[pair[1]] is not None, count) for pair, count in records.items()}


def settle_ids(votes: Votes) -> dict[str, str]:
    """Give the persons who do not bear their own id the one that they bear.

    Ids of whom a citizen ID was known are settled first, then those of most records, then the smallest; who finds every
    earlier id taken bears the own one. An id that went to somebody else is closed to whom it would be the own one: that
    person gets a new id.
    """
    kept: dict[str, str] = {}
    taken: set[str] = set()

    def order(pair: tuple[str, str]) -> tuple[bool, int, str, str]:
        is_known, records = votes[pair]
        return not is_known, -records, pair[1], pair[0]

    for own_id, earlier_id in sorted(votes, key=order):
        if own_id not in kept and earlier_id not in taken:
            kept[own_id] = earlier_id
            taken.add(earlier_id)
    for earlier_id in sorted(taken):
        kept.setdefault(earlier_id, _apart(earlier_id))
    return {own_id: person_id for own_id, person_id in sorted(kept.items()) if own_id != person_id}


def _apart(person_id: str) -> str:
    return sha256(f"apart:{person_id}".encode()).hexdigest()[:_LETTERS]
