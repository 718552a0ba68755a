"""What is known of persons with a valid ID: names, places, households, numbers; and how many persons share a value.

Looked up for the persons that are asked for, and counted for the values that a record without a valid ID gives: told
IDs are read from their identities, quiet ones from the narrow table `link_quiet`. Persons are asked for by naming a
table of them (`ask_steps`); what is known of all who were ever asked for is in `link_persons`, `link_person_names`, …
Pure: builds SQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from matcher.engine.base import SqlStep
from matcher.link.quiet import OTHER_DOCUMENTS, birth_date_of, citizen_id_of, sex_of

FINER_THAN_CITY: Final = "substr(area_code, 5, 2) <> '00'"

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
        identities.household,
        identities.phone,
        identities.account
    FROM link_exact AS exact
    JOIN link_identities AS identities ON identities.identity = exact.identity
    WHERE NOT exact.is_conflict
"""

TRUSTED_STEPS: Final = (SqlStep("link_trusted", _TRUSTED_SQL),)

START_STEPS: Final = (SqlStep("link_asked", "SELECT DISTINCT person FROM link_references"),)
"""At first the persons whose ID is told."""

# Other documents tell nothing of their bearer.
_PERSONS_SQL: Final = f"""
    SELECT
        person,
        CASE WHEN person < {OTHER_DOCUMENTS} THEN {citizen_id_of("person")}
             ELSE documents.canonical_id END AS canonical_id,
        CASE WHEN person < {OTHER_DOCUMENTS} THEN {birth_date_of("person")} END AS birth_date,
        CASE WHEN person < {OTHER_DOCUMENTS} THEN {sex_of("person")} END AS sex,
        CASE WHEN person < {OTHER_DOCUMENTS} THEN CAST(person // 100000000000 AS VARCHAR) END AS id_area
    FROM link_asked
    LEFT JOIN (SELECT person AS number, canonical_id FROM link_references WHERE person > {OTHER_DOCUMENTS}) AS documents
        ON documents.number = link_asked.person
"""

PERSONS_STEP: Final = SqlStep("link_persons", _PERSONS_SQL)

# All that records say of the persons asked for, conflicts left out.
_SPOKEN_SQL: Final = """
    SELECT
        person,
        person_name,
        area_code,
        CAST(household AS VARCHAR) AS household,
        CAST(phone AS VARCHAR) AS phone,
        CAST(account AS VARCHAR) AS account,
        files.agency,
        files.delivery
    FROM link_quiet AS quiet
    SEMI JOIN link_asked USING (person)
    LEFT JOIN link_file_numbers AS files ON files.file = quiet.file
"""

_TRUSTED_ROWS = "SELECT person, {columns} FROM link_trusted WHERE {given}"
_SPOKEN_ROWS = "SELECT person, {columns} FROM link_spoken WHERE {given}"


def _known_step(name: str, columns: str, given: str) -> SqlStep:
    """Give the step to the different things that records say of the persons asked for."""
    rows = (_TRUSTED_ROWS.format(columns=columns, given=given), _SPOKEN_ROWS.format(columns=columns, given=given))
    return SqlStep(name, "\nUNION\n".join(rows))


# A quiet person stands in the tables of links and deliveries under the negative of its number: identities of its own
# it has none, and yet it may hold its place in a delivery already.
_SETTLED_SQL: Final = """
    SELECT identity, person FROM link_settled
    UNION
    SELECT -person, person FROM link_spoken
"""

_DELIVERIES_SQL: Final = """
    SELECT identity, delivery FROM link_deliveries
    UNION
    SELECT -person, delivery FROM link_spoken WHERE delivery IS NOT NULL
"""


def ask_steps(persons: str) -> Sequence[SqlStep]:
    """Give the steps that look up persons.

    Args:
        persons: A table with a column `person`; rows may repeat one.
    """
    return (
        SqlStep("link_asked", f"SELECT person FROM link_asked UNION SELECT person FROM {persons}"),
        PERSONS_STEP,
        SqlStep("link_spoken", _SPOKEN_SQL),
        _known_step("link_person_names", "person_name", "person_name IS NOT NULL"),
        _known_step("link_person_areas", "area_code", FINER_THAN_CITY),
        _known_step("link_person_households", "agency, household", "household IS NOT NULL"),
        _known_step("link_person_phones", "phone", "phone IS NOT NULL"),
        _known_step("link_person_accounts", "account", "account IS NOT NULL"),
        SqlStep("link_settled", _SETTLED_SQL),
        SqlStep("link_deliveries", _DELIVERIES_SQL),
    )


def _value_count_sql(column: str) -> str:
    """Give the SELECT of how many persons bear each wanted value of a column."""
    return f"""
        WITH wanted AS (
            SELECT DISTINCT {column} FROM link_identities WHERE canonical_id IS NULL AND {column} IS NOT NULL
        ),
        bearers AS (
            SELECT person, {column} FROM link_trusted SEMI JOIN wanted USING ({column})
            UNION ALL
            SELECT person, {column}
            FROM (SELECT person, CAST({column} AS VARCHAR) AS {column} FROM link_quiet WHERE {column} IS NOT NULL)
            SEMI JOIN wanted USING ({column})
        )
        SELECT {column}, count(DISTINCT person) AS persons FROM bearers GROUP BY {column}
    """


# A quiet person has one name: its records are counted, and those after the first taken off again.
_NAME_COUNTS_SQL: Final = """
    WITH wanted AS (
        SELECT DISTINCT person_name FROM link_identities WHERE canonical_id IS NULL AND person_name IS NOT NULL
    ),
    parts AS (
        SELECT person_name, count(*) AS persons
        FROM link_quiet SEMI JOIN wanted USING (person_name)
        GROUP BY person_name
        UNION ALL
        SELECT person_name, -sum(named - 1)
        FROM link_quiet_repeats SEMI JOIN wanted USING (person_name)
        GROUP BY person_name
        UNION ALL
        SELECT person_name, count(DISTINCT person)
        FROM link_trusted SEMI JOIN wanted USING (person_name)
        GROUP BY person_name
    )
    SELECT person_name, CAST(sum(persons) AS BIGINT) AS persons FROM parts GROUP BY person_name
"""


def _id_count_sql(part: str, value: str, name: str) -> str:
    """Give the SELECT of how many persons share a part of the ID.

    Args:
        part: SQL of the part as a number, of the column `person`.
        value: SQL of what it stands for, of the column `part`.
        name: Column that it is given as.
    """
    return f"""
        WITH parts AS (
            SELECT {part} AS part, count(*) AS persons FROM link_quiet GROUP BY part
            UNION ALL
            SELECT {part} AS part, -sum(mentions - 1) FROM link_quiet_repeats GROUP BY part
            UNION ALL
            SELECT {part} AS part, count(*) FROM link_references WHERE person < {OTHER_DOCUMENTS} GROUP BY part
        ),
        summed AS (SELECT part, CAST(sum(persons) AS BIGINT) AS persons FROM parts GROUP BY part)
        SELECT {value} AS {name}, persons FROM summed
    """


# Counties, townships and villages in one table: their codes have 6, 9 and 12 digits. A person who stands in one place
# is counted like a name; of those who stand in several, each part of a code once.
_AREA_COUNTS_SQL: Final = f"""
    WITH places AS (
        SELECT area_code, persons
        FROM (SELECT area_code, count(*) AS persons FROM link_quiet GROUP BY area_code)
        WHERE {FINER_THAN_CITY}
        UNION ALL
        SELECT area_code, -sum(placed - 1)
        FROM link_quiet_repeats
        WHERE area_code = last_area_code
        GROUP BY area_code
        UNION ALL
        SELECT area_code, -count(*) FROM link_quiet_places GROUP BY area_code
    ),
    one_by_one AS (
        SELECT person, area_code FROM link_trusted WHERE {FINER_THAN_CITY}
        UNION
        SELECT person, area_code FROM link_quiet_places
    ),
    parts AS (
        SELECT substr(area_code, 1, 6) AS area_part, persons FROM places
        UNION ALL
        SELECT substr(area_code, 1, 9), persons FROM places WHERE substr(area_code, 7, 3) <> '000'
        UNION ALL
        SELECT area_code, persons FROM places WHERE right(area_code, 3) <> '000'
        UNION ALL
        SELECT area_part, count(*)
        FROM (
            SELECT person, substr(area_code, 1, 6) AS area_part FROM one_by_one
            UNION
            SELECT person, substr(area_code, 1, 9) FROM one_by_one WHERE substr(area_code, 7, 3) <> '000'
            UNION
            SELECT person, area_code FROM one_by_one WHERE right(area_code, 3) <> '000'
        )
        GROUP BY area_part
    )
    SELECT area_part, CAST(sum(persons) AS BIGINT) AS persons FROM parts GROUP BY area_part HAVING sum(persons) > 0
"""

_DATE: Final = "CAST(try_strptime(CAST(part AS VARCHAR), '%Y%m%d') AS DATE)"

COUNT_STEPS: Final = (
    SqlStep("link_name_counts", _NAME_COUNTS_SQL),
    SqlStep("link_birth_counts", _id_count_sql("person // 1000 % 100000000", _DATE, "birth_date")),
    SqlStep("link_id_area_counts", _id_count_sql("person // 100000000000", "CAST(part AS VARCHAR)", "id_area")),
    SqlStep("link_area_counts", _AREA_COUNTS_SQL),
    SqlStep("link_household_counts", _value_count_sql("household")),
    SqlStep("link_phone_counts", _value_count_sql("phone")),
    SqlStep("link_account_counts", _value_count_sql("account")),
)
"""How many persons share a value: what agrees by chance."""

PERSON_COUNT_SQL: Final = """
    SELECT CAST(sum(persons) AS BIGINT) AS persons
    FROM (SELECT persons FROM link_quiet_counts UNION ALL SELECT count(*) FROM link_references)
"""
