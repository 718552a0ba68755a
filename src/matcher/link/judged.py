"""Follow what people have judged: the same person, or different ones; and believe neither where they contradict.

Reads `link_judgements` (`left_record_id`, `right_record_id`, `verdict`: same, different, unsure) and the exact links;
gives `link_judged_links` (identity and person), `link_judged_united` (identities without a valid ID that are one
person), `link_judged_apart` (identities that are not one person, both ways) and `link_judged_contradictions`. What is
judged the same makes one group, by any chain. A group that holds two persons with valid IDs, or two records that were
judged different, contradicts itself: nothing is believed of it, and people see it again. Pure: builds SQL, and one
kernel on columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.engine.base import SqlStep
from matcher.link.assignment import connected_components
from matcher.link.quiet import is_person, person_of

Numbers = npt.NDArray[np.int64]

JUDGEMENTS: Final = pa.schema(
    [("left_record_id", pa.string()), ("right_record_id", pa.string()), ("verdict", pa.string())]
)
"""What is registered; `unsure` says nothing. Records that are not of this run are passed over."""

JUDGED_GRADE: Final = "G2"
"""Grade of a link that people made: as good as one ID under two ways of writing a name, since somebody looked."""

_PAIRS_SQL: Final = """
    SELECT DISTINCT left_side.identity AS identity, right_side.identity AS other, judgements.verdict = 'same' AS is_same
    FROM link_judgements AS judgements
    JOIN link_records AS left_records ON left_records.record_id = judgements.left_record_id
    JOIN link_identities AS left_side ON left_side.content_hash = left_records.content_hash
    JOIN link_records AS right_records ON right_records.record_id = judgements.right_record_id
    JOIN link_identities AS right_side ON right_side.content_hash = right_records.content_hash
    WHERE judgements.verdict IN ('same', 'different') AND left_side.identity <> right_side.identity
"""

TOLD_STEP: Final = SqlStep(
    "link_told",
    f"""
    SELECT person FROM link_told
    UNION
    SELECT {person_of("citizen_id")}
    FROM link_mentions
    SEMI JOIN (
        SELECT left_record_id AS record_id FROM link_judgements UNION SELECT right_record_id FROM link_judgements
    ) AS judged USING (record_id)
    WHERE {is_person("citizen_id")}
    """,
)
"""An ID of a judged record is read record by record, quiet as it may be (matcher.link.quiet)."""

PAIR_STEPS: Final = (SqlStep("link_judged_pairs", _PAIRS_SQL),)
PAIRS_SQL: Final = "SELECT identity, other, is_same FROM link_judged_pairs ORDER BY identity, other, is_same"
PERSONS_SQL: Final = """
    SELECT settled.identity, settled.person
    FROM link_settled AS settled
    SEMI JOIN (SELECT identity FROM link_judged_pairs UNION SELECT other FROM link_judged_pairs) AS judged
        ON judged.identity = settled.identity
    ORDER BY identity
"""


@dataclass(frozen=True)
class Judged:
    """What follows from the judgements.

    Attributes:
        links: `identity`, `person`: identities that are a person with a valid ID.
        united: `identity`, `other`: identities without a valid ID that are one person.
        apart: `identity`, `other`: identities that are two persons; each pair both ways.
        contradictions: `identity`, `other`: judgements that contradict others, and are not believed.
    """

    links: pa.Table
    united: pa.Table
    apart: pa.Table
    contradictions: pa.Table


def follow_judgements(pairs: pa.Table, settled: pa.Table) -> Judged:
    """Draw the conclusions of judgements.

    Args:
        pairs: `identity`, `other`, `is_same`; sorted.
        settled: `identity`, `person`: exact links of these identities.
    """
    is_same = np.asarray(pairs["is_same"].to_numpy(), dtype=np.bool_)
    left, right = (np.asarray(pairs[side].to_numpy(), dtype=np.int64) for side in ("identity", "other"))
    everyone = np.unique(np.r_[left, right])
    group = _groups(everyone, left[is_same], right[is_same])
    person = dict(zip(settled["identity"].to_pylist(), settled["person"].to_pylist(), strict=True))
    members: dict[int, list[int]] = {}
    for identity in everyone.tolist():
        members.setdefault(group[identity], []).append(identity)
    persons = {root: {person[one] for one in ones if one in person} for root, ones in members.items()}
    broken = {root for root, found in persons.items() if len(found) > 1}
    broken |= {group[one] for one, other in _rows(left, right, ~is_same) if group[one] == group[other]}
    links, united = [], []
    for root, ones in members.items():
        if root in broken:
            continue
        free = [one for one in ones if one not in person]
        links += [(one, next(iter(persons[root]))) for one in free if persons[root]]
        united += [(one, free[0]) for one in free[1:] if not persons[root]]
    apart = {
        pair
        for one, other in _rows(left, right, ~is_same)
        if group[one] != group[other]
        for mine in members[group[one]]
        for theirs in members[group[other]]
        for pair in ((mine, theirs), (theirs, mine))
    }
    unbelieved = [
        (one, other) for one, other in _rows(left, right) if group[one] == group[other] and group[one] in broken
    ]
    return Judged(
        links=_table(links, "person"),
        united=_table(united, "other"),
        apart=_table(sorted(apart), "other"),
        contradictions=_table(unbelieved, "other"),
    )


def _groups(everyone: Numbers, left: Numbers, right: Numbers) -> dict[int, int]:
    """Give each identity the smallest number of those that it is the same as, by any chain."""
    edges = np.tile(np.arange(len(left)), 2)
    ends = np.r_[left, right]
    group = dict(zip(everyone.tolist(), everyone.tolist(), strict=True))
    roots = np.unique(ends)[connected_components(ends, edges)] if len(ends) else ends
    return group | dict(zip(ends.tolist(), roots.tolist(), strict=True))


def _rows(left: Numbers, right: Numbers, wanted: npt.NDArray[np.bool_] | None = None) -> list[tuple[int, int]]:
    chosen = slice(None) if wanted is None else wanted
    return list(zip(left[chosen].tolist(), right[chosen].tolist(), strict=True))


def _table(rows: list[tuple[int, int]], second: str) -> pa.Table:
    columns = {"identity": [row[0] for row in rows], second: [row[1] for row in rows]}
    return pa.table({name: pa.array(values, type=pa.int64()) for name, values in columns.items()})


SETTLE_STEPS: Final = (
    SqlStep(
        "link_judged_settled",
        "SELECT identity, person FROM link_settled UNION SELECT identity, person FROM link_judged_links",
    ),
    SqlStep("link_settled", "SELECT identity, person FROM link_judged_settled"),
)


def veto_steps(pairs: str) -> tuple[SqlStep, ...]:
    """Give the steps that take from a table of pairs those that people judged to be two persons, and refused ones."""
    return (
        SqlStep(
            "link_vetoed",
            f"""
            SELECT DISTINCT pairs.identity, pairs.person
            FROM {pairs} AS pairs
            JOIN link_judged_apart AS apart ON apart.identity = pairs.identity
            JOIN link_settled AS settled ON settled.identity = apart.other AND settled.person = pairs.person
            UNION
            SELECT identity, person FROM link_refusals
            """,
        ),
        SqlStep(
            pairs,
            f"""
            SELECT pairs.*
            FROM {pairs} AS pairs
            ANTI JOIN link_vetoed AS vetoed ON vetoed.identity = pairs.identity AND vetoed.person = pairs.person
            """,
        ),
    )


# After matcher.link.spine_results: who bears which person_id is known then.
_MEMBERS_SQL: Final = """
    WITH judged AS (SELECT identity FROM link_judged_united UNION SELECT other FROM link_judged_united),
    members AS (
        SELECT identity, leader FROM link_spine_members WHERE outcome IN ('accepted', 'united')
        UNION
        SELECT leader, leader FROM link_spine_members WHERE outcome IN ('accepted', 'united')
    )
    SELECT members.identity, -members.leader AS person
    FROM members
    JOIN judged ON judged.identity = members.identity
    ANTI JOIN link_spine_links AS links ON links.identity = members.identity
"""

_CONTRADICTED_SQL: Final = """
    WITH both_ways AS (
        SELECT identity, other FROM link_judged_contradictions
        UNION
        SELECT other, identity FROM link_judged_contradictions
    )
    SELECT identities.first_record_id AS record_id, coalesce(person_ids.person_id, own.person_id) AS person_id
    FROM both_ways
    JOIN link_identities AS identities ON identities.identity = both_ways.identity
    LEFT JOIN link_settled AS settled ON settled.identity = both_ways.other
    LEFT JOIN link_person_ids AS person_ids ON person_ids.person = settled.person
    LEFT JOIN link_own_ids AS own ON own.identity = both_ways.other
"""

RESULT_STEPS: Final = (
    SqlStep("link_judged_members", _MEMBERS_SQL),
    SqlStep("link_contradicted", _CONTRADICTED_SQL),
)
