"""Find the persons that a damaged ID could belong to.

Reads identities whose ID is damaged, and the valid IDs of the data; gives `link_repair_pairs`: identity, person, how
the ID agrees, and among how many. Of the quiet IDs only those that some damaged ID could be are ever written out
(`link_valid_ids`): numbers are joined with numbers. Pure: builds SQL around the kernel of matcher.link.repair.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from matcher.engine.base import SqlStep
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

MASK_SHAPES_SQL: Final = """
    SELECT DISTINCT beginning_length, ending_length FROM link_masks ORDER BY beginning_length, ending_length
"""
"""How many characters masks leave to be seen at either end."""

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


def _by_mask_sql(beginning_length: int, ending_length: int) -> str:
    """Give the SELECT of the quiet persons whose first 17 digits fit some mask of one shape."""
    seen = max(ending_length - 1, 0)  # the check character is no part of the number
    return f"""
        SELECT person
        FROM link_quiet AS quiet
        SEMI JOIN (
            SELECT DISTINCT
                coalesce(TRY_CAST(beginning AS BIGINT), 0) AS beginning,
                coalesce(TRY_CAST(left(ending, {seen}) AS BIGINT), 0) AS ending
            FROM link_masks
            WHERE beginning_length = {beginning_length} AND ending_length = {ending_length}
        ) AS masks
            ON masks.beginning = quiet.person // {10 ** (17 - beginning_length)}
            AND masks.ending = quiet.person % {10**seen}
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

_SURNAMES_SQL: Final = """
    SELECT person, substr(person_name, 1, 1) AS surname FROM link_trusted SEMI JOIN link_mask_keys USING (person)
    UNION
    SELECT person, substr(person_name, 1, 1) FROM link_quiet SEMI JOIN link_mask_keys USING (person)
"""

DAMAGE_STEPS: Final = (SqlStep("link_told_ids", _TOLD_IDS_SQL), SqlStep("link_masks", _MASKS_SQL))


def repair_steps(mask_shapes: Sequence[tuple[int, int]]) -> Sequence[SqlStep]:
    """Give the steps to `link_repair_pairs`; `link_repairs` (what the kernel gives) is registered before.

    Args:
        mask_shapes: Rows of `MASK_SHAPES_SQL`.
    """
    met = "\nUNION\n".join((_BY_SLIP_SQL, _BY_BEGINNING_SQL, *(_by_mask_sql(*shape) for shape in mask_shapes)))
    valid = f"""
        SELECT citizen_id, person FROM link_told_ids
        UNION ALL
        SELECT {citizen_id_of("person")}, person FROM ({met})
    """
    return (
        SqlStep("link_valid_ids", valid),
        SqlStep("link_mask_keys", _MASK_KEYS_SQL),
        SqlStep("link_mask_counts", _MASK_COUNTS_SQL),
        SqlStep("link_person_surnames", _SURNAMES_SQL),
        SqlStep("link_repair_pairs", _CANDIDATES_SQL),
    )
