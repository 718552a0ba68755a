"""Link identities that give one valid citizen ID, and refuse those whose name does not fit it.

Quiet IDs need none of this (matcher.link.quiet). Reads `link_identities`; gives `link_references` (per ID the identity
that others are compared with), then `link_exact` (per identity with a valid ID: outcome, grade, method). Whose ID was
refused stands in `link_identities` from then on as one that gives no ID (status `borrowed`): what else it says may tell
who it is, and it can never become the bearer of that ID (`link_refusals`). Two valid IDs are never compared with one
another: the check character finds every single wrong digit and every adjacent swap, so they are never one slip apart
(ISO 7064 MOD 11-2). Pure: builds SQL.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from matcher.config.linkage import Linkage
from matcher.engine.base import SqlStep
from matcher.identity.name_comparison import name_similarity
from matcher.link.quiet import OTHER_DOCUMENTS, is_person, person_of

# The name that an ID is known by: the register's, else what most sources say, then most records, then the name's text.
# A person is the number in the ID; other documents are numbered above all IDs.
_REFERENCES_SQL: Final = f"""
    WITH names AS (
        SELECT
            canonical_id,
            person_name,
            bool_or(in_register) AS in_register,
            count(DISTINCT source) AS source_count,
            sum(record_count) AS record_count,
            min(CASE WHEN in_register THEN identity END) AS register_identity,
            min(identity) AS any_identity
        FROM link_identities
        WHERE canonical_id IS NOT NULL
        GROUP BY canonical_id, person_name
    ),
    ranked AS (
        SELECT
            canonical_id,
            person_name,
            coalesce(register_identity, any_identity) AS reference_identity,
            row_number() OVER (
                PARTITION BY canonical_id
                ORDER BY person_name IS NULL, in_register DESC, source_count DESC, record_count DESC, person_name
            ) AS place
        FROM names
    )
    SELECT
        CASE WHEN {is_person("canonical_id")} THEN {person_of("canonical_id")}
             ELSE {OTHER_DOCUMENTS} + row_number() OVER (ORDER BY canonical_id) END AS person,
        canonical_id,
        person_name AS reference_name,
        reference_identity
    FROM ranked
    WHERE place = 1
"""

REFERENCE_STEPS: Final = (SqlStep("link_references", _REFERENCES_SQL),)

EXACT_NAMES_SQL: Final = """
    SELECT DISTINCT identities.person_name AS left_name, reference_links.reference_name AS right_name
    FROM link_identities AS identities
    JOIN link_references AS reference_links ON reference_links.canonical_id = identities.canonical_id
    WHERE identities.person_name <> reference_links.reference_name
    ORDER BY left_name, right_name
"""
"""Names to compare: each pair of different names that share an ID, once."""


def compare_exact_names(names: pa.Table) -> pa.Table:
    """Give how near the names of one ID are to one another.

    Args:
        names: `left_name`, `right_name`.

    Returns:
        The same with `similarity`, 0..1.
    """
    similarity = name_similarity(names["left_name"], names["right_name"])
    return names.append_column("similarity", pa.array(similarity, type=pa.float64()))


_EXACT_SQL: Final = """
    WITH compared AS (
        SELECT
            identities.identity,
            reference_links.person,
            identities.canonical_id,
            identities.by_alias,
            identities.citizen_id_status,
            reference_links.reference_identity,
            CASE
                WHEN identities.person_name IS NULL OR reference_links.reference_name IS NULL THEN NULL
                WHEN identities.person_name = reference_links.reference_name THEN 1.0
                ELSE names.similarity
            END AS name_similarity,
            identities.sex <> persons.sex AS sex_differs,
            identities.birth_date <> persons.birth_date AS birth_date_differs
        FROM link_identities AS identities
        JOIN link_references AS reference_links ON reference_links.canonical_id = identities.canonical_id
        JOIN link_persons AS persons ON persons.person = reference_links.person
        LEFT JOIN link_exact_names AS names
            ON names.left_name = identities.person_name AND names.right_name = reference_links.reference_name
    )
    SELECT
        identity,
        person,
        canonical_id,
        reference_identity,
        name_similarity,
        coalesce(name_similarity, 1.0) < $conflict AS is_conflict,
        CASE
            WHEN coalesce(name_similarity, 1.0) < $conflict THEN 'G3'
            WHEN coalesce(name_similarity, 1.0) < $variance THEN 'G2'
            WHEN by_alias THEN 'G7'
            WHEN citizen_id_status = 'upgraded' THEN 'G6'
            ELSE 'G1'
        END AS link_grade,
        CASE
            WHEN coalesce(name_similarity, 1.0) < $conflict THEN 'conflict'
            WHEN by_alias THEN 'alias'
            ELSE 'exact'
        END AS link_method,
        CASE
            WHEN coalesce(sex_differs, false) THEN 'name_and_sex'
            WHEN coalesce(birth_date_differs, false) THEN 'name_and_birth_date'
            ELSE 'name'
        END AS conflict_reason
    FROM compared
"""


BORROWED: Final = "borrowed"
"""Status of an ID that is valid, and somebody else's."""

_REFUSALS_SQL: Final = "SELECT identity, person FROM link_exact WHERE is_conflict"

_WITHOUT_BORROWED_SQL: Final = f"""
    SELECT identities.* REPLACE (
        CASE WHEN refusals.identity IS NULL THEN identities.canonical_id END AS canonical_id,
        CASE WHEN refusals.identity IS NULL THEN identities.citizen_id END AS citizen_id,
        CASE WHEN refusals.identity IS NULL THEN identities.citizen_id_raw END AS citizen_id_raw,
        CASE WHEN refusals.identity IS NULL THEN identities.citizen_id_status ELSE '{BORROWED}' END AS citizen_id_status
    )
    FROM link_identities AS identities
    LEFT JOIN link_refusals AS refusals ON refusals.identity = identities.identity
"""


def exact_steps(linkage: Linkage) -> tuple[SqlStep, ...]:
    """Give the steps that decide on each identity with a valid ID; `link_persons` is registered before."""
    values: dict[str, object] = {
        "conflict": linkage.conflict_name_similarity,
        "variance": linkage.variance_name_similarity,
    }
    return (
        SqlStep("link_exact", _EXACT_SQL, values),
        SqlStep("link_refusals", _REFUSALS_SQL),
        SqlStep("link_identities", _WITHOUT_BORROWED_SQL),
    )
