"""What is known of each person with a valid ID: birth date, sex, names, places, households, and how frequent these are.

Reads `link_references`, then the exact links; gives `link_persons` and the tables that blocking, comparison and weights
read. Pure: builds SQL, and one kernel on the IDs themselves.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from matcher.engine.base import SqlStep
from matcher.identity.citizen_id import area6, born_on, sex_of

PERSON_IDS_SQL: Final = "SELECT person, canonical_id FROM link_references ORDER BY person"


def describe_persons(persons: pa.Table) -> pa.Table:
    """Add what the ID itself tells.

    Args:
        persons: `person`, `canonical_id` (valid IDs).

    Returns:
        The same with `birth_date`, `sex` and `id_area` (first six digits: place of first registration).
    """
    ids = persons["canonical_id"].combine_chunks()
    return (
        persons.append_column("birth_date", born_on(ids))
        .append_column("sex", sex_of(ids))
        .append_column("id_area", area6(ids))
    )


_TRUSTED_SQL: Final = """
    SELECT
        exact.identity,
        exact.person,
        exact.reference_identity,
        identities.source,
        identities.agency,
        identities.content_hash,
        identities.person_name,
        identities.area_code,
        identities.household
    FROM link_exact AS exact
    JOIN link_identities AS identities ON identities.identity = exact.identity
    WHERE NOT exact.is_conflict
"""

_FACES_SQL: Final = """
    SELECT DISTINCT
        trusted.person,
        trusted.person_name,
        substr(trusted.person_name, 1, 1) AS surname,
        CASE WHEN right(trusted.area_code, 3) <> '000' THEN trusted.area_code END AS village,
        trusted.household,
        persons.birth_date,
        persons.sex
    FROM link_trusted AS trusted
    JOIN link_persons AS persons ON persons.person = trusted.person
"""

_NAMES_SQL: Final = "SELECT DISTINCT person, person_name FROM link_trusted WHERE person_name IS NOT NULL"

_AREAS_SQL: Final = """
    SELECT DISTINCT person, area_code
    FROM link_trusted
    WHERE area_code IS NOT NULL AND substr(area_code, 5, 2) <> '00'
"""

_HOUSEHOLDS_SQL: Final = "SELECT DISTINCT person, agency, household FROM link_trusted WHERE household IS NOT NULL"

_NAME_COUNTS_SQL: Final = "SELECT person_name, count(*) AS persons FROM link_person_names GROUP BY person_name"

_BIRTH_COUNTS_SQL: Final = "SELECT birth_date, count(*) AS persons FROM link_persons GROUP BY birth_date"

_ID_AREA_COUNTS_SQL: Final = "SELECT id_area, count(*) AS persons FROM link_persons GROUP BY id_area"

_HOUSEHOLD_COUNTS_SQL: Final = """
    SELECT household, count(DISTINCT person) AS persons FROM link_person_households GROUP BY household
"""

# Counties, townships and villages in one table: their codes have 6, 9 and 12 digits.
_AREA_COUNTS_SQL: Final = """
    WITH parts AS (
        SELECT person, substr(area_code, 1, 6) AS area_part FROM link_person_areas
        UNION
        SELECT person, substr(area_code, 1, 9) FROM link_person_areas WHERE substr(area_code, 7, 3) <> '000'
        UNION
        SELECT person, area_code FROM link_person_areas WHERE right(area_code, 3) <> '000'
    )
    SELECT area_part, count(*) AS persons FROM parts GROUP BY area_part
"""

PROFILE_STEPS: Final = (
    SqlStep("link_trusted", _TRUSTED_SQL),
    SqlStep("link_faces", _FACES_SQL),
    SqlStep("link_person_names", _NAMES_SQL),
    SqlStep("link_person_areas", _AREAS_SQL),
    SqlStep("link_person_households", _HOUSEHOLDS_SQL),
    SqlStep("link_name_counts", _NAME_COUNTS_SQL),
    SqlStep("link_birth_counts", _BIRTH_COUNTS_SQL),
    SqlStep("link_id_area_counts", _ID_AREA_COUNTS_SQL),
    SqlStep("link_household_counts", _HOUSEHOLD_COUNTS_SQL),
    SqlStep("link_area_counts", _AREA_COUNTS_SQL),
)
