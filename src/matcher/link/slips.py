"""Find the persons that a damaged ID could belong to.

Reads identities whose ID is damaged, and the valid IDs of the data; gives `link_repair_pairs`: identity, person, how
the ID agrees, and among how many. Pure: builds SQL around the kernel of matcher.link.repair.
"""

from __future__ import annotations

from typing import Final

from matcher.engine.base import SqlStep

ONE_SLIP: Final = ("wrong_digit", "swapped_digits", "missing_digit", "extra_digit")
LOST: Final = "lost_digits"
MASKED: Final = "masked"
REPAIRED: Final = (*ONE_SLIP, LOST, MASKED)
"""Levels of the comparison `citizen_id` at which a damaged ID speaks for a person."""

DAMAGED_SQL: Final = """
    SELECT DISTINCT citizen_id_raw AS raw
    FROM link_identities
    WHERE canonical_id IS NULL
        AND citizen_id_status IN ('wrong_check', 'wrong_date', 'wrong_length', 'wrong_characters', 'masked')
        AND length(citizen_id_raw) BETWEEN 17 AND 19
    ORDER BY raw
"""

KNOWN_AREAS_SQL: Final = "SELECT DISTINCT substr(citizen_id, 1, 6) AS area FROM link_valid_ids ORDER BY area"

# Old IDs too: a damaged ID may be a slip of the one that was in force when the list was made.
_VALID_IDS_SQL: Final = """
    SELECT DISTINCT identities.citizen_id, exact.person
    FROM link_exact AS exact
    JOIN link_identities AS identities ON identities.identity = exact.identity
    WHERE NOT exact.is_conflict AND length(identities.citizen_id) = 18
"""

# A mask hides characters between a known beginning and a known end: 4211**********1234.
_MASKS_SQL: Final = """
    WITH masks AS (
        SELECT
            identity,
            substr(person_name, 1, 1) AS surname,
            regexp_extract(citizen_id_raw, '^([0-9]*)', 1) AS beginning,
            regexp_extract(citizen_id_raw, '([0-9]*X?)$', 1) AS ending
        FROM link_identities
        WHERE canonical_id IS NULL
            AND citizen_id_status = 'masked'
            AND length(citizen_id_raw) = 18
            AND person_name IS NOT NULL
    )
    SELECT *, length(beginning) AS beginning_length, length(ending) AS ending_length
    FROM masks
    WHERE length(beginning) + length(ending) BETWEEN 8 AND 16
"""

_MASK_KEYS_SQL: Final = """
    WITH shapes AS (SELECT DISTINCT beginning_length, ending_length FROM link_masks),
    lengths AS (SELECT 18 AS whole_length, beginning_length, ending_length FROM shapes)
    SELECT
        ids.person,
        lengths.beginning_length,
        lengths.ending_length,
        left(ids.citizen_id, lengths.beginning_length) AS beginning,
        right(ids.citizen_id, lengths.ending_length) AS ending
    FROM link_valid_ids AS ids
    JOIN lengths ON lengths.whole_length = length(ids.citizen_id)
    JOIN (SELECT DISTINCT beginning, ending FROM link_masks) AS wanted
        ON wanted.beginning = left(ids.citizen_id, lengths.beginning_length)
        AND wanted.ending = right(ids.citizen_id, lengths.ending_length)
"""

_MASK_COUNTS_SQL: Final = """
    SELECT beginning, ending, count(DISTINCT person) AS persons
    FROM link_mask_keys
    GROUP BY beginning, ending
"""

_CANDIDATES_SQL: Final = """
    WITH by_slip AS (
        SELECT
            identities.identity,
            ids.person,
            repairs.slip AS id_level,
            choices.choices AS id_choices
        FROM link_identities AS identities
        JOIN link_repairs AS repairs ON repairs.raw = identities.citizen_id_raw
        JOIN (SELECT raw, count(*) AS choices FROM link_repairs GROUP BY raw) AS choices
            ON choices.raw = identities.citizen_id_raw
        JOIN link_valid_ids AS ids ON ids.citizen_id = repairs.citizen_id
        WHERE identities.canonical_id IS NULL
    ),
    by_beginning AS (
        SELECT identities.identity, ids.person, 'lost_digits' AS id_level, 1 AS id_choices
        FROM link_identities AS identities
        JOIN link_valid_ids AS ids
            ON left(ids.citizen_id, 15) = left(identities.citizen_id_raw, 15)
        WHERE identities.canonical_id IS NULL
            AND identities.citizen_id_status = 'lost_digits'
            AND regexp_full_match(identities.citizen_id_raw, '[0-9]{15}000')
    ),
    by_mask AS (
        SELECT masks.identity, keys.person, 'masked' AS id_level, counts.persons AS id_choices
        FROM link_masks AS masks
        JOIN link_mask_keys AS keys ON keys.beginning = masks.beginning AND keys.ending = masks.ending
        JOIN link_mask_counts AS counts ON counts.beginning = masks.beginning AND counts.ending = masks.ending
        JOIN link_person_surnames AS surnames
            ON surnames.person = keys.person AND surnames.surname = masks.surname
    )
    SELECT identity, person, min(id_level) AS id_level, min(id_choices) AS id_choices
    FROM (
        SELECT * FROM by_slip
        UNION ALL
        SELECT * FROM by_beginning
        UNION ALL
        SELECT * FROM by_mask
    )
    GROUP BY identity, person
"""

VALID_ID_STEPS: Final = (SqlStep("link_valid_ids", _VALID_IDS_SQL),)

REPAIR_STEPS: Final = (
    SqlStep("link_masks", _MASKS_SQL),
    SqlStep("link_mask_keys", _MASK_KEYS_SQL),
    SqlStep("link_mask_counts", _MASK_COUNTS_SQL),
    SqlStep(
        "link_person_surnames",
        "SELECT DISTINCT person, substr(person_name, 1, 1) AS surname FROM link_person_names",
    ),
    SqlStep("link_repair_pairs", _CANDIDATES_SQL),
)
"""`link_repairs` (what the kernel gives) is registered before."""
