"""The steps that count what linking did: each is one pass over what the steps before left. Pure: builds SQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from matcher.engine.base import SqlStep
from matcher.link.scoring import COMPARISONS

COLUMNS: Final = {
    "citizen_id": "citizen_id IS NOT NULL",
    "person_name": "person_name IS NOT NULL",
    "birth_date": "birth_date IS NOT NULL",
    "sex": "sex IS NOT NULL",
    "area": "area_code IS NOT NULL",
    "village": "NOT suffix(area_code, '000')",
    "household": "household_key IS NOT NULL",
    "phone": "phone IS NOT NULL",
    "account": "account IS NOT NULL",
}
"""Identity columns, and when a record gives them: a valid ID; a place at all, and one down to the village."""

MOST_PERSONS: Final = 1_000_000
"""Persons above which only every second, third … is counted for clusters."""

_SOURCES_PER_MASK: Final = 60
"""Bits of one number that say which sources a person stands in."""

_STRETCHES: Final = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 50, 100, 200, 500, 1000)
"""First sizes of the stretches that persons are counted by."""

_WEIGHTS: Final = ", ".join(f"CAST({name}_level AS VARCHAR) AS {name}_level, {name}_weight" for name in COMPARISONS)

# What repair settled was weighed there; what it did not settle was weighed again with its blocks; what no person with
# an ID took was weighed with its like.
_PAIRS_SQL: Final = f"""
    WITH weighed AS (
        SELECT identity, person, match_weight, {_WEIGHTS}
        FROM link_repair_weighed
        SEMI JOIN (SELECT identity FROM link_repair_claims WHERE outcome = 'accepted') AS settled USING (identity)
        UNION ALL
        SELECT identity, person, match_weight, {_WEIGHTS} FROM link_scored_weighed
        UNION ALL
        SELECT identity, person, match_weight, {_WEIGHTS} FROM link_spine_weighed
    ),
    ended AS (
        SELECT identity, person, true AS is_link FROM link_repair_claims WHERE outcome = 'accepted'
        UNION ALL
        SELECT identity, person, true FROM link_scored_claims WHERE outcome = 'accepted'
        UNION ALL
        SELECT identity, -partner, outcome = 'accepted' FROM link_spine_members WHERE outcome <> 'united'
        UNION ALL
        SELECT identity, person, false FROM link_doubts WHERE person > 0
    ),
    judged AS (SELECT identity, person, bool_or(is_link) AS is_link FROM ended GROUP BY identity, person)
    SELECT weighed.*, coalesce(is_link, false) AS is_link, coalesce(NOT is_link, false) AS is_doubt
    FROM weighed
    LEFT JOIN judged ON judged.identity = weighed.identity AND judged.person = weighed.person
"""

_BINS_SQL: Final = """
    SELECT
        CAST(floor(match_weight) AS INTEGER) AS first_bit,
        count(*) FILTER (WHERE is_link) AS accepted,
        count(*) FILTER (WHERE is_doubt) AS review,
        count(*) FILTER (WHERE NOT is_doubt AND NOT is_link) AS apart
    FROM link_figure_pairs
    GROUP BY first_bit
"""

# A weight of nothing at all is one that another comparison already counts.
_LEVELS_SQL: Final = "\nUNION ALL\n".join(
    f"""
    SELECT '{name}' AS comparison, {name}_level AS level, count(*) AS pairs, count(*) FILTER (WHERE is_link) AS links,
        min({name}_weight) FILTER (WHERE {name}_weight <> 0) AS lowest,
        quantile_disc({name}_weight, 0.5) FILTER (WHERE {name}_weight <> 0) AS median,
        max({name}_weight) FILTER (WHERE {name}_weight <> 0) AS highest
    FROM link_figure_pairs
    GROUP BY {name}_level
    """
    for name in COMPARISONS
)

_SOURCES_SQL: Final = """
    SELECT DISTINCT files.source, numbers.source_number - 1 AS number
    FROM link_files AS files
    JOIN link_file_numbers AS numbers ON numbers.file_id = files.file_id
"""

_FILLED_COUNTS: Final = ", ".join(f"count(*) FILTER ({given}) AS {name}" for name, given in COLUMNS.items())
_FILLED_SQL: Final = f"""
    SELECT source, count(*) AS records, {_FILLED_COUNTS}
    FROM link_mentions
    GROUP BY source
"""

# The best that a record gives to be known by. An ID is damaged, but not beyond telling people apart, or it is nothing.
_GIVEN_SQL: Final = """
    CASE
        WHEN canonical_id IS NOT NULL OR citizen_id_status = 'borrowed' THEN 'valid_id'
        WHEN length(regexp_replace(coalesce(citizen_id_raw, ''), '[^0-9]', '', 'g')) >= 10
            AND coalesce(citizen_id_status NOT IN ('placeholder', 'other_document'), true) THEN 'damaged_id'
        WHEN person_name IS NULL THEN 'nameless'
        WHEN birth_date IS NOT NULL THEN 'name_and_birth'
        WHEN phone IS NOT NULL OR account IS NOT NULL THEN 'name_and_number'
        WHEN household IS NOT NULL OR NOT suffix(area_code, '000') THEN 'name_and_place'
        ELSE 'bare_name'
    END
"""

# Records with a quiet ID are linked by it; of the others each has a decision of its own.
_RECORDS_SQL: Final = f"""
    WITH known AS (SELECT content_hash, source, {_GIVEN_SQL} AS given FROM link_identities)
    SELECT
        known.source,
        known.given,
        CASE WHEN link_method = 'alone' THEN 'alone' ELSE link_method || '_' || link_grade END AS outcome,
        count(*) AS records
    FROM link_decisions AS decisions
    JOIN link_records AS records ON records.record_id = decisions.record_id
    JOIN known ON known.content_hash = records.content_hash
    GROUP BY ALL
    UNION ALL
    SELECT sources.source, 'valid_id', CASE WHEN is_upgraded THEN 'exact_G6' ELSE 'exact_G1' END, records
    FROM (SELECT source_number, is_upgraded, count(*) AS records FROM link_quiet GROUP BY ALL) AS quiet
    JOIN link_figure_sources AS sources ON sources.number = quiet.source_number - 1
"""

FIGURE_STEPS: Final = (
    SqlStep("link_figure_pairs", _PAIRS_SQL),
    SqlStep("link_figure_bins", _BINS_SQL),
    SqlStep("link_figure_levels", _LEVELS_SQL),
    SqlStep("link_figure_sources", _SOURCES_SQL),
    SqlStep("link_figure_filled", _FILLED_SQL),
    SqlStep("link_figure_records", _RECORDS_SQL),
)


def clusters_step(source_count: int, every: int) -> SqlStep:
    """Give the step to `link_figure_clusters`: persons by `size`, then (`size` null) by the sources they stand in.

    Args:
        source_count: Rows of `link_figure_sources`.
        every: Of persons with an ID each how many-th is counted, as that many. They are chosen by their IDs, so that
            the choice does not depend on row order.
    """
    numbers = range(max(source_count - 1, 0) // _SOURCES_PER_MASK + 1)
    masks = ", ".join(f"mask_{number}" for number in numbers)
    gathered = ", ".join(
        f"bit_or(CASE WHEN number // {_SOURCES_PER_MASK} = {mask} "
        f"THEN CAST(1 AS BIGINT) << CAST(number % {_SOURCES_PER_MASK} AS INTEGER) ELSE 0 END) AS mask_{mask}"
        for mask in numbers
    )
    sizes = " ".join(f"WHEN records >= {size} THEN {size}" for size in reversed(_STRETCHES))
    chosen = "person % 2147483647 * 1103515245 % 2147483647 % $every = 0"
    sql = f"""
        WITH told AS (
            SELECT
                CASE WHEN decisions.person > 0 THEN decisions.person
                     ELSE -dense_rank() OVER (ORDER BY decisions.person_id) END AS person,
                records.source
            FROM link_decisions AS decisions
            JOIN link_records AS records ON records.record_id = decisions.record_id
        ),
        members AS (
            SELECT person, source_number - 1 AS number FROM link_quiet WHERE {chosen}
            UNION ALL
            SELECT told.person, sources.number
            FROM told
            JOIN link_figure_sources AS sources ON sources.source = told.source
            WHERE person < 0 OR {chosen}
        ),
        persons AS (
            SELECT CASE WHEN person > 0 THEN $every ELSE 1 END AS persons, count(*) AS records, {gathered}
            FROM members
            GROUP BY person
        ),
        sized AS (SELECT CASE {sizes} END AS size, persons, {masks} FROM persons)
        SELECT size, {masks}, CAST(sum(persons) AS BIGINT) AS persons
        FROM sized
        GROUP BY GROUPING SETS ((size), ({masks}))
    """
    return SqlStep("link_figure_clusters", sql, {"every": every})


def holds(row: Mapping[str, Any], number: int) -> bool:
    """Say whether a row of `link_figure_clusters` is of persons that stand in the source of this number."""
    return bool(row[f"mask_{number // _SOURCES_PER_MASK}"] >> (number % _SOURCES_PER_MASK) & 1)
