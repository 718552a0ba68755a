"""Gather pairs whose truth is known: identities of two sources that share a valid ID, the ID masked.

Reads the trusted identities of the sampled IDs (matcher.link.quiet); gives the steps to `link_learning_pairs` and to
what the other side says of the person. At most 100,000 pairs, chosen by content hash, so that the choice does not
depend on row order. Pure: builds SQL.
"""

from __future__ import annotations

from typing import Final

from matcher.engine.base import SqlStep
from matcher.link.comparison import Stage

MOST_LEARNING_PAIRS: Final = 100_000

_REFERENCE_SQL: Final = """
    SELECT identities.identity, identities.person, identities.source, identities.agency,
        identities.person_name, identities.area_code, identities.household, identities.phone, identities.account
    FROM link_trusted AS identities
    SEMI JOIN link_sample USING (person)
    SEMI JOIN link_trusted AS others ON others.reference_identity = identities.identity
"""

_PAIRS_SQL: Final = f"""
    WITH pairs AS (
        SELECT
            trusted.identity,
            trusted.person,
            trusted.content_hash,
            trusted.source = others.source AS is_own_source
        FROM link_trusted AS trusted
        JOIN link_learning_references AS others ON others.person = trusted.person
    )
    SELECT identity, person, 'missing' AS id_level, 1 AS id_choices
    FROM pairs
    WHERE NOT is_own_source
    ORDER BY content_hash
    LIMIT {MOST_LEARNING_PAIRS}
"""

LEARNING_STEPS: Final = (
    SqlStep("link_learning_references", _REFERENCE_SQL),
    SqlStep(
        "link_learning_names",
        "SELECT person, person_name FROM link_learning_references WHERE person_name IS NOT NULL",
    ),
    SqlStep(
        "link_learning_areas",
        "SELECT person, area_code FROM link_learning_references WHERE substr(area_code, 5, 2) <> '00'",
    ),
    SqlStep(
        "link_learning_households",
        "SELECT person, agency, household FROM link_learning_references WHERE household IS NOT NULL",
    ),
    *(
        SqlStep(
            f"link_learning_{number}s",
            f"SELECT person, {number} FROM link_learning_references WHERE {number} IS NOT NULL",
        )
        for number in ("phone", "account")
    ),
    SqlStep("link_learning_pairs", _PAIRS_SQL),
)

LEARNING_STAGE: Final = Stage(
    "link_learning",
    "link_learning_pairs",
    names="link_learning_names",
    areas="link_learning_areas",
    households="link_learning_households",
    phones="link_learning_phones",
    accounts="link_learning_accounts",
)
"""Only what the reference identity says: a record must not be compared with itself."""
