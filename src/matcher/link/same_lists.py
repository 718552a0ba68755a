"""Look again at who is left over in two lists of the same people.

Where two once-only lists were found to hold the same people, nearly all of them, whoever is left on one side stands
among the few who are left on the other. So few are all compared with one another, the prior is that of one in so few,
and the weight decides: evidence that would be too thin among all people is enough here. Reads the first grouping; gives
the pairs of a second. Pure: builds SQL, and one kernel on columns.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matcher.engine.base import SqlStep
from matcher.link.spine import SPINE_STAGE
from matcher.link.spine_evidence import OTHER_ID, SAME_NAME, SPINE_GRADE, Levels, Sides, with_columns

FEWEST_LINKED: Final = 200
SHARE: Final = 0.9
"""Share of the longer list that is linked to the other from which on both hold the same people."""
MOST_PAIRS: Final = 250_000
"""Pairs of those left over beyond which two lists are left as they are."""

LEFT_STAGE: Final = replace(SPINE_STAGE, name="link_left", pairs="link_left_pairs")

_SAME_LISTS_SQL: Final = f"""
    WITH listed AS (
        SELECT open_ones.identity, open_ones.source
        FROM link_spine_open AS open_ones
        SEMI JOIN link_deliveries AS deliveries ON deliveries.identity = open_ones.identity
    ),
    sizes AS (SELECT source, count(*) AS identities FROM listed GROUP BY source),
    linked AS (
        SELECT ours.source AS our_source, theirs.source AS their_source, count(*) AS links
        FROM link_spine_members AS members
        JOIN listed AS ours ON ours.identity = members.identity
        JOIN listed AS theirs ON theirs.identity = members.partner
        WHERE members.outcome = 'accepted'
        GROUP BY our_source, their_source
    )
    SELECT our_source, their_source
    FROM linked
    JOIN sizes AS our_sizes ON our_sizes.source = linked.our_source
    JOIN sizes AS their_sizes ON their_sizes.source = linked.their_source
    WHERE links >= {FEWEST_LINKED} AND links >= {SHARE} * greatest(our_sizes.identities, their_sizes.identities)
"""

# Nobody who is a person with others already is left over, on either side.
_LEFT_SQL: Final = f"""
    WITH single AS (
        SELECT open_ones.identity, open_ones.source
        FROM link_spine_open AS open_ones
        ANTI JOIN (
            SELECT identity FROM link_spine_members WHERE outcome IN ('accepted', 'united')
            UNION
            SELECT leader FROM link_spine_members WHERE outcome IN ('accepted', 'united')
        ) AS joined ON joined.identity = open_ones.identity
    ),
    sizes AS (SELECT source, count(*) AS identities FROM single GROUP BY source),
    few AS (
        SELECT our_source, their_source, greatest(our_sizes.identities, their_sizes.identities) AS persons
        FROM link_same_lists AS lists
        JOIN sizes AS our_sizes ON our_sizes.source = lists.our_source
        JOIN sizes AS their_sizes ON their_sizes.source = lists.their_source
        WHERE our_sizes.identities * their_sizes.identities <= {MOST_PAIRS}
    )
    SELECT ours.identity, -theirs.identity AS person, few.persons, 'missing' AS id_level, 1 AS id_choices
    FROM few
    JOIN single AS ours ON ours.source = few.our_source
    JOIN single AS theirs ON theirs.source = few.their_source
"""

LEFT_STEPS: Final = (SqlStep("link_same_lists", _SAME_LISTS_SQL), SqlStep(LEFT_STAGE.pairs, _LEFT_SQL))
LEFT_COUNT_SQL: Final = f"SELECT count(*) AS pairs FROM {LEFT_STAGE.pairs}"
LEFT_SQL: Final = f"SELECT identity, person, persons FROM {LEFT_STAGE.pairs} ORDER BY identity, person"

MOST_ROUNDS: Final = 4
"""Each round leaves fewer."""

BOTH_SQL: Final = """
    SELECT first.*
    FROM link_spine_first AS first
    ANTI JOIN link_left_weighed AS again ON again.identity = first.identity AND again.person = first.person
    UNION ALL BY NAME
    SELECT * FROM link_left_weighed
"""
"""All pairs of the next grouping: those left over as they are weighed now."""


def weigh_left(judged: pa.Table, left: pa.Table, sides: pa.Table) -> pa.Table:
    """Weigh pairs of those left over by the prior of so few, and say which of them may be accepted.

    Args:
        judged: As matcher.link.spine_evidence gives them.
        left: `identity`, `person`, `persons` of the same pairs, sorted by both: among how many each is one.
        sides: What is known of both sides (matcher.link.spine_evidence).
    """
    ordered = judged.sort_by([("identity", "ascending"), ("person", "ascending")])
    prior = np.round(-np.log2(left["persons"].to_numpy().astype(np.float64)), 4)
    total = ordered["match_weight"].to_numpy() + prior - ordered["prior_weight"].to_numpy()
    levels = Levels(ordered)
    contradicted = levels.is_any("sex", ("different",)) | levels.is_any("citizen_id", (OTHER_ID, "contradicts"))
    same_name = levels.is_any("person_name", SAME_NAME) & ~levels.is_any("birth_date", ("different",))
    holds = np.asarray(ordered["may_accept"].to_numpy(), dtype=np.bool_)
    holds |= (same_name | Sides.of(ordered, sides).both("in_letters")) & ~contradicted
    return with_columns(
        ordered,
        {
            "prior_level": pa.array(["one_of_those_left_over"] * ordered.num_rows, type=pa.string()),
            "prior_weight": pa.array(prior),
            "match_weight": pa.array(np.round(total, 4)),
            "may_accept": pa.array(holds),
            "link_grade": pc.if_else(pa.array(holds), SPINE_GRADE, pa.scalar(None, pa.string())),
        },
    )
