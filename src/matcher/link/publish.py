"""Turn decisions on identities back into tables of records: decisions, conflicts, weights, review, candidates.

Reads what the steps before left; gives SELECTs with a total order, one per published table; persons, which has a row
for every record of the run, is written by matcher.link.persons_file. Pure: builds SQL.
"""

from __future__ import annotations

from typing import Final

from matcher.config.linkage import Linkage
from matcher.engine.base import SqlStep
from matcher.link.doubts import MOST_REVIEWED, doubt_steps
from matcher.link.judged import JUDGED_GRADE
from matcher.link.scoring import COMPARISONS
from matcher.link.spine_evidence import SPINE_GRADE

VARIANCE_PROBABILITY: Final = 0.99
"""Of links of grade G2 (one valid ID, names partly alike). Own estimate: one such ID in a hundred is borrowed."""

_OUTCOMES_SQL: Final = """
    SELECT identity, person, link_method, link_grade, CAST(NULL AS DOUBLE) AS match_weight,
        CASE WHEN link_grade = 'G2' THEN $variance ELSE 1.0 END AS match_probability
    FROM link_exact
    WHERE NOT is_conflict
    UNION ALL
    SELECT identity, person, CASE WHEN link_grade = 'G5' THEN 'repair' ELSE 'scored' END, link_grade, match_weight,
        round(1 / (1 + pow(2, -match_weight)), 6)
    FROM (
        SELECT * FROM link_repair_claims WHERE outcome = 'accepted'
        UNION ALL
        SELECT * FROM link_scored_claims WHERE outcome = 'accepted'
        UNION ALL
        SELECT * FROM link_household_claims WHERE outcome = 'accepted'
    )
    UNION ALL
    SELECT identity, person, 'judged', $judged, NULL, $variance FROM link_judged_links
    UNION ALL
    SELECT identity, person, 'judged', $without_ids, NULL, $variance FROM link_judged_members
    UNION ALL
    SELECT identity, person, 'scored', $without_ids, match_weight, round(1 / (1 + pow(2, -match_weight)), 6)
    FROM link_spine_links
"""

# Rows of a once-only delivery that give one valid ID more than once; the first row is the one that stands.
_LISTED_TWICE_SQL: Final = """
    WITH listed AS (
        SELECT trusted.person, records.delivery, records.source_file, records.sheet, records.row_number,
            min(records.record_id) AS record_id
        FROM link_records AS records
        JOIN link_identities AS identities ON identities.content_hash = records.content_hash
        JOIN link_trusted AS trusted ON trusted.identity = identities.identity
        WHERE records.delivery IS NOT NULL
        GROUP BY ALL
    )
    SELECT
        person,
        record_id,
        row_number() OVER in_order AS place,
        first_value(record_id) OVER in_order AS reference_record_id
    FROM listed
    WINDOW in_order AS (
        PARTITION BY delivery, person ORDER BY source_file, sheet NULLS FIRST, row_number, record_id
    )
"""

_REFUSED_SQL: Final = """
    SELECT persons.canonical_id AS citizen_id, records.record_id, reference_identities.first_record_id
            AS reference_record_id, exact.name_similarity,
        CASE WHEN outcomes.identity IS NULL THEN exact.conflict_reason ELSE 'borrowed' END AS reason
    FROM link_exact AS exact
    LEFT JOIN (SELECT identity, person FROM link_outcomes WHERE person > 0) AS outcomes
        ON outcomes.identity = exact.identity AND outcomes.person <> exact.person
    JOIN link_identities AS identities ON identities.identity = exact.identity
    JOIN link_records AS records ON records.content_hash = identities.content_hash
    JOIN link_persons AS persons ON persons.person = exact.person
    JOIN link_identities AS reference_identities ON reference_identities.identity = exact.reference_identity
    WHERE exact.is_conflict
    UNION ALL
    SELECT persons.canonical_id, listed.record_id, listed.reference_record_id, NULL, 'listed_twice'
    FROM link_listed_twice AS listed
    JOIN link_persons AS persons ON persons.person = listed.person
    WHERE listed.place > 1
"""


# Of the records that were judged one by one; all others are linked by the quiet ID that they give.
_DECISIONS_SQL: Final = """
    SELECT
        records.record_id,
        outcomes.person,
        coalesce(person_ids.person_id, own.person_id) AS person_id,
        person_ids.canonical_id AS citizen_id,
        CASE WHEN outcomes.link_method IS NOT NULL THEN outcomes.link_method
             WHEN conflicts.identity IS NOT NULL THEN 'conflict' ELSE 'alone' END AS link_method,
        coalesce(outcomes.link_grade, CASE WHEN conflicts.identity IS NOT NULL THEN 'G3' END) AS link_grade,
        outcomes.match_weight,
        outcomes.match_probability
    FROM link_records AS records
    JOIN link_identities AS identities ON identities.content_hash = records.content_hash
    LEFT JOIN link_outcomes AS outcomes ON outcomes.identity = identities.identity
    LEFT JOIN link_person_ids AS person_ids ON person_ids.person = outcomes.person
    LEFT JOIN link_own_ids AS own ON own.identity = identities.identity
    LEFT JOIN link_refusals AS conflicts ON conflicts.identity = identities.identity
"""


def publish_steps(linkage: Linkage) -> tuple[SqlStep, ...]:
    """Give the steps that gather what is published."""
    outcomes: dict[str, object] = {"variance": VARIANCE_PROBABILITY, "without_ids": SPINE_GRADE, "judged": JUDGED_GRADE}
    return (
        SqlStep("link_outcomes", _OUTCOMES_SQL, outcomes),
        *doubt_steps(linkage),
        SqlStep("link_listed_twice", _LISTED_TWICE_SQL),
        SqlStep("link_refused", _REFUSED_SQL),
        SqlStep("link_weighed", _weighed_sql()),
        SqlStep("link_decisions", _DECISIONS_SQL),
    )


def _weighed_sql() -> str:
    """Give one row per identity, person and comparison, of the links made and of the pairs that people see."""
    columns = ", ".join(f"{name}_level, {name}_weight" for name in COMPARISONS)
    parts = "\nUNION ALL\n".join(
        f"SELECT identity, person, is_link, '{name}' AS comparison, {name}_level AS level, {name}_weight AS weight "
        f"FROM shown WHERE {name}_level <> 'missing'"
        for name in COMPARISONS
    )
    return f"""
        WITH shown AS (
            SELECT weighed.identity, weighed.person, true AS is_link, {columns}
            FROM link_repair_weighed AS weighed
            SEMI JOIN (SELECT identity, person FROM link_repair_claims WHERE outcome = 'accepted') AS claims
                USING (identity, person)
            UNION ALL
            SELECT weighed.identity, weighed.person, true, {columns}
            FROM link_scored_weighed AS weighed
            SEMI JOIN (SELECT identity, person FROM link_scored_claims WHERE outcome = 'accepted') AS claims
                USING (identity, person)
            UNION ALL
            SELECT weighed.identity, weighed.person, true, {columns}
            FROM link_household_weighed AS weighed
            SEMI JOIN (SELECT identity, person FROM link_household_claims WHERE outcome = 'accepted') AS claims
                USING (identity, person)
            UNION ALL
            SELECT weighed.identity, weighed.person, false, {columns}
            FROM link_scored_weighed AS weighed
            SEMI JOIN (SELECT identity, person FROM link_doubts WHERE place <= {MOST_REVIEWED}) AS doubts
                USING (identity, person)
            SEMI JOIN link_shown AS first_of_its_kind USING (identity)
            UNION ALL
            SELECT identity, person, is_link, {columns} FROM link_spine_shown
        )
        {parts}
    """


WEIGHTS_SQL: Final = """
    SELECT records.record_id, person_ids.person_id, weighed.comparison, weighed.level, weighed.weight
    FROM link_weighed AS weighed
    JOIN link_identities AS identities ON identities.identity = weighed.identity
    JOIN link_records AS records ON records.content_hash = identities.content_hash
    JOIN link_person_ids AS person_ids ON person_ids.person = weighed.person
    WHERE weighed.is_link OR records.record_id = identities.first_record_id
    ORDER BY record_id, person_id, comparison
"""

CONFLICTS_SQL: Final = """
    SELECT
        refused.citizen_id,
        records.record_id,
        records.source,
        records.source_file,
        records.sheet,
        records.row_number,
        refused.reference_record_id,
        others.source AS reference_source,
        others.source_file AS reference_file,
        others.sheet AS reference_sheet,
        others.row_number AS reference_row,
        refused.name_similarity,
        refused.reason
    FROM link_refused AS refused
    JOIN link_records AS records ON records.record_id = refused.record_id
    JOIN link_records AS others ON others.record_id = refused.reference_record_id
    ORDER BY citizen_id, record_id, reference_record_id, reason
"""

# Records, but for persons and for what is said of pairs.
COUNTS_SQL: Final = """
    WITH told AS (SELECT link_method, link_grade, count(*) AS number FROM link_decisions GROUP BY ALL),
    links AS (
        SELECT link_method, link_grade, number FROM told WHERE link_method NOT IN ('alone', 'conflict')
        UNION ALL
        SELECT 'exact', 'G6', upgraded FROM link_quiet_counts
        UNION ALL
        SELECT 'exact', 'G1', records - upgraded FROM link_quiet_counts
    ),
    every AS (
        SELECT 'records' AS name, count(*) AS number FROM link_records
        UNION ALL SELECT 'records', records FROM link_quiet_counts
        UNION ALL SELECT 'persons_with_id', count(*) FROM link_references
        UNION ALL SELECT 'persons_with_id', persons FROM link_quiet_counts
    )
    SELECT name, CAST(sum(number) AS BIGINT) AS number FROM every GROUP BY name
    UNION ALL SELECT 'identities_without_id', count(*) FROM link_identities ANTI JOIN link_refusals USING (identity)
        WHERE canonical_id IS NULL
    UNION ALL SELECT 'persons_without_id', count(DISTINCT person_id) FROM link_own_ids
    UNION ALL SELECT 'conflicting_identities', count(*) FROM link_refusals
    UNION ALL SELECT 'records_under_borrowed_ids', count(*) FROM link_refused WHERE reason = 'borrowed'
    UNION ALL SELECT 'suspect_tails', count(*) FROM link_suspect_tails
    UNION ALL SELECT 'rows_listed_twice', count(*) FROM link_listed_twice WHERE place > 1
    UNION ALL SELECT 'links_' || link_method || '_' || link_grade, CAST(sum(number) AS BIGINT) FROM links
        GROUP BY link_method, link_grade HAVING sum(number) > 0
    UNION ALL SELECT 'pairs_that_could_be', count(*) FROM link_could_be
    UNION ALL SELECT 'candidate_records_left_out', count(*) FROM link_could_be_records WHERE NOT is_listed
    UNION ALL SELECT 'doubts_' || reason, count(*) FROM link_doubts GROUP BY reason
    ORDER BY name
"""
