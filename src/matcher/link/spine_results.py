"""What the grouping of identities without a valid ID leaves for publication: persons, links and doubts.

Reads `link_spine_members` (matcher.link.grouping); a person without an ID bears the negative number of the identity
that it began with. Pure: builds SQL.
"""

from __future__ import annotations

from typing import Final

from matcher.engine.base import SqlStep

# Whoever is linked to a person makes its first identity linked as well: by the heaviest pair that it is part of.
_LINKS_SQL: Final = """
    SELECT identity, -leader AS person, match_weight
    FROM link_spine_members
    WHERE outcome = 'accepted'
    UNION ALL
    SELECT leader, -leader, max(match_weight)
    FROM link_spine_members
    WHERE outcome = 'accepted'
    GROUP BY leader
"""

_DOUBTS_SQL: Final = """
    SELECT
        identity,
        -leader AS person,
        match_weight,
        row_number() OVER (PARTITION BY identity ORDER BY match_weight DESC, leader) AS place,
        outcome AS reason
    FROM link_spine_members
    WHERE outcome IN ('near_tie', 'listed_twice') AND match_weight >= $review
"""

# A pair is shown under the person that it is of, by its best member.
_WEIGHED_SQL: Final = """
    SELECT weighed.* REPLACE (-members.leader AS person), members.outcome = 'accepted' AS is_link
    FROM link_spine_weighed AS weighed
    JOIN link_spine_members AS members
        ON members.identity = weighed.identity AND members.partner = -weighed.person
"""


def result_steps(review_weight: float) -> tuple[SqlStep, ...]:
    """Give the steps to `link_spine_links`, `link_spine_doubts` and `link_spine_shown` (the weights of both)."""
    return (
        SqlStep("link_spine_links", _LINKS_SQL),
        SqlStep("link_spine_doubts", _DOUBTS_SQL, {"review": review_weight}),
        SqlStep("link_spine_shown", _WEIGHED_SQL),
    )


NAME_STEPS: Final = (
    SqlStep(
        "link_spine_ids",
        """
        SELECT DISTINCT -members.leader AS person, own.person_id
        FROM link_spine_members AS members
        JOIN link_own_ids AS own ON own.identity = members.leader
        """,
    ),
    SqlStep(
        "link_shared_ids",
        """
        SELECT own.identity, coalesce(led.person_id, own.person_id) AS person_id
        FROM link_own_ids AS own
        LEFT JOIN (
            SELECT identity, leader FROM link_spine_members WHERE outcome IN ('accepted', 'united')
        ) AS members ON members.identity = own.identity
        LEFT JOIN link_own_ids AS led ON led.identity = members.leader
        """,
    ),
    SqlStep("link_own_ids", "SELECT * FROM link_shared_ids"),
    SqlStep(
        "link_all_person_ids",
        """
        SELECT person, canonical_id, person_id FROM link_person_ids
        UNION ALL
        SELECT person, NULL, person_id FROM link_spine_ids
        """,
    ),
    SqlStep("link_person_ids", "SELECT * FROM link_all_person_ids"),
)
"""After matcher.link.person_key: all identities of a person bear the id of the one that it began with."""
