"""Find the persons that a damaged ID could belong to.

Reads identities whose ID is damaged, and the valid IDs of the data; gives `link_repair_pairs`: identity, person, how
the ID agrees, and among how many. Of the quiet IDs only those that some damaged ID could be are ever written out
(`link_valid_ids`): numbers are joined with numbers. Pure: builds SQL around the kernel of matcher.link.repair.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from matcher.engine.base import SqlStep
from matcher.link.mask_search import MASKS_STEP, mask_steps
from matcher.link.quiet import citizen_id_of, person_of

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

KNOWN_AREAS_SQL: Final = """
    SELECT id_area AS area FROM link_id_area_counts UNION SELECT left(citizen_id, 6) FROM link_told_ids ORDER BY area
"""

# Old IDs too: a damaged ID may be a slip of the one that was in force when the list was made.
_TOLD_IDS_SQL: Final = """
    SELECT DISTINCT identities.citizen_id, exact.person
    FROM link_exact AS exact
    JOIN link_identities AS identities ON identities.identity = exact.identity
    WHERE NOT exact.is_conflict AND length(identities.citizen_id) = 18
"""

_BY_SLIP_SQL: Final = f"""
    SELECT person
    FROM link_quiet
    SEMI JOIN (SELECT DISTINCT {person_of("citizen_id")} AS person FROM link_repairs) AS repairs USING (person)
"""

_BY_BEGINNING_SQL: Final = """
    SELECT person
    FROM link_quiet AS quiet
    SEMI JOIN (
        SELECT DISTINCT TRY_CAST(left(citizen_id_raw, 15) AS BIGINT) AS beginning
        FROM link_identities
        WHERE canonical_id IS NULL AND citizen_id_status = 'lost_digits'
    ) AS lost ON lost.beginning = quiet.person // 100
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
        SELECT identity, person, 'masked' AS id_level, persons AS id_choices FROM link_mask_pairs
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

DAMAGE_STEPS: Final = (SqlStep("link_told_ids", _TOLD_IDS_SQL), MASKS_STEP)


def repair_steps(mask_shapes: Sequence[tuple[int, int]]) -> Sequence[SqlStep]:
    """Give the steps to `link_repair_pairs`; `link_repairs` (what the kernel gives) is registered before.

    Args:
        mask_shapes: Rows of matcher.link.mask_search.MASK_SHAPES_SQL.
    """
    valid = f"""
        SELECT citizen_id, person FROM link_told_ids
        UNION ALL
        SELECT {citizen_id_of("person")}, person FROM ({_BY_SLIP_SQL} UNION {_BY_BEGINNING_SQL})
    """
    return (
        SqlStep("link_valid_ids", valid),
        *mask_steps(mask_shapes),
        SqlStep("link_repair_pairs", _CANDIDATES_SQL),
    )
