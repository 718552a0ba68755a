"""Name what people must decide: pairs that were not believed, shown once each, and whom an unlinked record could be.

Reads the claims of the stages, `link_could_be` and what people judged; gives the SELECTs of `REVIEW` and `CANDIDATES`,
with a total order. Pure: builds SQL.
"""

from __future__ import annotations

from typing import Final

from matcher.config.linkage import Linkage
from matcher.engine.base import SqlStep

MOST_REVIEWED: Final = 5
"""Persons that are shown to people for one record: the likeliest."""

# Why each pair that was not believed was not: per identity and person.
_DOUBTS_SQL: Final = """
    SELECT
        ranked.identity,
        ranked.person,
        ranked.match_weight,
        ranked.place,
        CASE
            WHEN claims.outcome = 'listed_twice' AND ranked.place = 1 THEN 'listed_twice'
            WHEN claims.outcome = 'near_tie' AND claims.match_weight - ranked.match_weight < $near_tie THEN 'near_tie'
            ELSE 'below_threshold'
        END AS reason
    FROM link_scored_ranked AS ranked
    JOIN link_scored_claims AS claims ON claims.identity = ranked.identity
    ANTI JOIN (SELECT identity FROM link_household_claims WHERE outcome = 'accepted') AS at_home
        ON at_home.identity = ranked.identity
    WHERE claims.outcome <> 'accepted' AND ranked.match_weight >= $review
    UNION ALL
    SELECT identity, person, match_weight, place, reason FROM link_spine_doubts
"""

# Rows of one source that say the same are one question to people, however many they are; rules see each.
_SHOWN_SQL: Final = """
    WITH claims AS (
        SELECT identity, bool_or(is_of_its_own) AS is_of_its_own
        FROM (
            SELECT identity, outcome = 'listed_twice' AS is_of_its_own FROM link_scored_claims
            UNION ALL
            SELECT identity, true FROM link_spine_doubts
        )
        GROUP BY identity
    ),
    placed AS (
        SELECT
            identities.identity,
            identities.first_record_id,
            row_number() OVER (
                PARTITION BY
                    identities.source,
                    open_ones.evidence,
                    identities.household,
                    CASE WHEN claims.is_of_its_own THEN claims.identity END
                ORDER BY identities.first_record_id
            ) AS place
        FROM claims
        JOIN link_open AS open_ones ON open_ones.identity = claims.identity
        JOIN link_identities AS identities ON identities.identity = claims.identity
    )
    SELECT identity, first_record_id FROM placed WHERE place = 1
"""

REVIEW_SQL: Final = f"""
    SELECT
        'link' AS kind,
        CAST(NULL AS VARCHAR) AS rule_id,
        CAST(NULL AS VARCHAR) AS catalogue_code,
        records.record_id,
        records.source,
        records.source_file,
        records.sheet,
        records.row_number,
        person_ids.person_id,
        doubts.match_weight,
        doubts.reason
    FROM link_doubts AS doubts
    JOIN link_shown AS shown ON shown.identity = doubts.identity
    JOIN link_records AS records ON records.record_id = shown.first_record_id
    JOIN link_person_ids AS person_ids ON person_ids.person = doubts.person
    WHERE doubts.place <= {MOST_REVIEWED}
    UNION ALL
    SELECT 'link', NULL, NULL, records.record_id, records.source, records.source_file, records.sheet,
        records.row_number, contradicted.person_id, NULL, 'judgements_contradict'
    FROM link_contradicted AS contradicted
    JOIN link_records AS records ON records.record_id = contradicted.record_id
    ORDER BY record_id, match_weight DESC, person_id
"""

# What could be is no doubt of the weighing: it has a weight only where blocking brought the pair together.
CANDIDATES_SQL: Final = """
    WITH doubted AS (
        SELECT identity, person, match_weight, reason FROM link_doubts
        UNION ALL
        SELECT identity, person, NULL, 'conflict' FROM link_refusals
    ),
    possible AS (
        SELECT listed.record_id, listed.identity, could_be.person
        FROM link_could_be_records AS listed
        JOIN link_could_be AS could_be ON could_be.evidence = listed.evidence
        WHERE listed.is_listed
    ),
    named AS (
        SELECT records.record_id, doubted.person, doubted.match_weight, doubted.reason
        FROM doubted
        JOIN link_identities AS identities ON identities.identity = doubted.identity
        JOIN link_records AS records ON records.content_hash = identities.content_hash
        UNION ALL
        SELECT possible.record_id, possible.person, ranked.match_weight, 'could_be'
        FROM possible
        LEFT JOIN link_scored_ranked AS ranked
            ON ranked.identity = possible.identity AND ranked.person = possible.person
        ANTI JOIN link_doubts AS doubts ON doubts.identity = possible.identity AND doubts.person = possible.person
    )
    SELECT named.record_id, person_ids.person_id, named.match_weight, named.reason
    FROM named
    JOIN link_person_ids AS person_ids ON person_ids.person = named.person
    UNION ALL
    SELECT record_id, person_id, NULL, 'judgements_contradict' FROM link_contradicted
    ORDER BY record_id, person_id, reason
"""


def doubt_steps(linkage: Linkage) -> tuple[SqlStep, ...]:
    """Give the steps to `link_doubts` (identity, person, reason) and `link_shown` (the first record of its kind)."""
    values: dict[str, object] = {"near_tie": linkage.near_tie_bits, "review": linkage.review_weight}
    return (SqlStep("link_doubts", _DOUBTS_SQL, values), SqlStep("link_shown", _SHOWN_SQL))
