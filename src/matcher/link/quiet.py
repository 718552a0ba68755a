"""Tell the IDs that need nobody's attention from those that are read record by record.

A valid citizen ID is a number: its first 17 digits, from which the check character follows. One scan turns all records
with a valid ID into a narrow table of such numbers, `link_quiet`. An ID is quiet where all its records bear one name
(or none), no once-only delivery lists it twice, no alias names it and no spreadsheet may have written its tail: its
records are linked exactly, and nothing about them is ever compared or weighed. All other IDs are told (`link_told`):
they leave `link_quiet`, and their records are collapsed and judged one by one (matcher.link.collapse, then .exact).
A sample of the IDs that two sources give is told as well, since the weights are learnt from it.

A birth date or sex beside a valid ID tells nothing here: it says why two names conflict, and changes no link by itself.
Pure: builds SQL. Reads `link_mentions`, `link_valid_mentions`, `link_files`, `link_aliases`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from matcher.engine.base import SqlStep
from matcher.identity.check_digit import CHECK_CHARACTERS, WEIGHTS

MOST_SAMPLED: Final = 50_000
"""IDs that weights are learnt from."""

ASKED: Final = ("household_key", "phone", "account")
"""What is kept of a person with a valid ID only where some record gives it at all."""

OTHER_DOCUMENTS: Final = 10**17
"""Persons who are known by another document are numbered above all that 17 digits can say."""

_TAIL: Final = 100
"""A number that ends in so many zeros may be one that a spreadsheet cut off."""


def is_person(column: str) -> str:
    """Give the SQL that tells a citizen ID of 18 characters from other documents."""
    return f"length({column}) = 18 AND {column} < 'A'"


def person_of(column: str) -> str:
    """Give the SQL that turns a citizen ID of 18 characters into the number of the person."""
    return f"TRY_CAST(left({column}, 17) AS BIGINT)"


def citizen_id_of(person: str) -> str:
    """Give the SQL that turns the number of a person into the citizen ID (ISO 7064 MOD 11-2)."""
    return f"concat({person}, substr('{CHECK_CHARACTERS}', CAST({check_index_of(person)} + 1 AS INTEGER), 1))"


def birth_date_of(person: str) -> str:
    """Give the SQL that reads the birth date from the number of a person."""
    return f"CAST(try_strptime(CAST({person} // 1000 % 100000000 AS VARCHAR), '%Y%m%d') AS DATE)"


def sex_of(person: str) -> str:
    """Give the SQL that reads the sex from the number of a person (odd: male)."""
    return f"CASE WHEN {person} % 2 = 1 THEN 'male' ELSE 'female' END"


def check_index_of(person: str) -> str:
    """Give the SQL of where the check character of a person's ID stands among `CHECK_CHARACTERS`, from 0."""
    terms = (f"({person} // {10 ** (16 - place)} % 10) * {weight}" for place, weight in enumerate(WEIGHTS))
    return f"(({' + '.join(terms)}) % 11)"


ASKED_SQL: Final = "\nUNION ALL\n".join(
    f"SELECT '{name}' AS name FROM (SELECT 1 FROM link_mentions WHERE {name} IS NOT NULL LIMIT 1)" for name in ASKED
)
"""Which of them some record gives."""

# Small numbers for long texts; the order of the texts gives the numbers.
_FILE_NUMBERS_SQL: Final = """
    SELECT
        file_id,
        agency,
        CAST(dense_rank() OVER (ORDER BY source) AS SMALLINT) AS source_number,
        CASE WHEN once_only THEN concat_ws(' ', source, as_of_date) END AS delivery,
        CAST(row_number() OVER (ORDER BY file_id) AS SMALLINT) AS file
    FROM link_files
"""


def quiet_steps(asked: Collection[str]) -> Sequence[SqlStep]:
    """Give the steps to `link_quiet`, at first with every valid ID, and to what is repeated in it.

    Args:
        asked: Those of `ASKED` that some record gives; the others are null.
    """
    return (
        SqlStep("link_file_numbers", _FILE_NUMBERS_SQL),
        SqlStep("link_quiet", _quiet_sql(asked)),
        SqlStep("link_repeated", "SELECT person FROM link_quiet GROUP BY person HAVING count(*) > 1"),
        SqlStep("link_again", _AGAIN_SQL),
        SqlStep("link_repeats", _REPEATS_SQL),
        SqlStep("link_tails", _TAILS_SQL),
        SqlStep("link_sample", _SAMPLE_SQL),
    )


def household_of(key: str, agency: str) -> str:
    """Give the SQL of a household's name: numbers of fewer than six characters are counters of one agency."""
    return f"CASE WHEN length({key}) >= 6 THEN {key} WHEN {key} IS NOT NULL THEN concat({agency}, ':', {key}) END"


def _quiet_sql(asked: Collection[str]) -> str:
    # A boolean takes one byte where an empty text takes sixteen.
    nothing = "CAST(NULL AS BOOLEAN)"
    household = household_of("household_key", "files.agency") if "household_key" in asked else nothing
    return f"""
        SELECT
            {person_of("citizen_id")} AS person,
            person_name,
            area_code,
            {household} AS household,
            {"phone" if "phone" in asked else nothing} AS phone,
            {"account" if "account" in asked else nothing} AS account,
            hash(mentions.file_id, sheet, row_number) AS place,
            files.file,
            files.source_number,
            in_register,
            citizen_id_status = 'upgraded' AS is_upgraded
        FROM link_valid_mentions AS mentions
        LEFT JOIN link_file_numbers AS files ON files.file_id = mentions.file_id
    """


# Areas no finer than a city say nothing of a place.
_AGAIN_SQL: Final = """
    SELECT
        quiet.person,
        quiet.person_name,
        CASE WHEN substr(quiet.area_code, 5, 2) <> '00' THEN quiet.area_code END AS area_code,
        quiet.place,
        quiet.file,
        quiet.source_number
    FROM link_quiet AS quiet
    SEMI JOIN link_repeated USING (person)
"""

_REPEATS_SQL: Final = """
    SELECT
        person,
        count(*) AS mentions,
        min(person_name) AS person_name,
        count(person_name) AS named,
        coalesce(min(person_name) <> max(person_name), false) AS names_differ,
        min(area_code) AS area_code,
        max(area_code) AS last_area_code,
        count(area_code) AS placed,
        min(source_number) <> max(source_number) AS in_two_sources
    FROM link_again
    GROUP BY person
"""

_TAILS_SQL: Final = f"""
    SELECT person // {_TAIL} AS beginning
    FROM link_quiet
    WHERE person % {_TAIL} = 0 AND {check_index_of("person")} = {CHECK_CHARACTERS.index("0")}
    GROUP BY person
    HAVING min(source_number) = max(source_number) AND NOT bool_or(in_register)
"""

# Chosen by the ID, so that the choice depends neither on row order nor on what else is told.
_SAMPLE_SQL: Final = f"""
    SELECT person
    FROM link_repeats
    WHERE in_two_sources
    ORDER BY person % 2147483647 * 1103515245 % 2147483647, person
    LIMIT {MOST_SAMPLED}
"""

_TOLD_SQL: Final = f"""
    SELECT person FROM link_repeats WHERE names_differ
    UNION
    SELECT person
    FROM (
        SELECT again.person
        FROM link_again AS again
        JOIN link_file_numbers AS files ON files.file = again.file AND files.delivery IS NOT NULL
        GROUP BY again.person, files.delivery
        HAVING min(place) <> max(place)
    )
    UNION
    SELECT quiet.person
    FROM link_quiet AS quiet
    SEMI JOIN link_tails AS tails ON tails.beginning = quiet.person // {_TAIL}
    UNION
    SELECT {person_of("old_id")} FROM link_aliases WHERE {is_person("old_id")}
    UNION
    SELECT {person_of("canonical_id")} FROM link_aliases WHERE {is_person("canonical_id")}
    UNION
    SELECT person FROM link_sample
"""

TOLD_STEP: Final = SqlStep("link_told", _TOLD_SQL)
"""The IDs that are read record by record."""

LEFT_QUIET_STEPS: Final = (
    SqlStep("link_quiet_repeats", "SELECT * FROM link_repeats ANTI JOIN link_told USING (person)"),
    SqlStep(
        "link_quiet_places",
        """
        SELECT again.person, again.area_code
        FROM link_again AS again
        SEMI JOIN (SELECT person FROM link_quiet_repeats WHERE area_code <> last_area_code) USING (person)
        WHERE again.area_code IS NOT NULL
        """,
    ),
    SqlStep(
        "link_quiet_counts",
        """
        SELECT
            CAST(sum(records) AS BIGINT) AS records,
            CAST(sum(upgraded) AS BIGINT) AS upgraded,
            CAST(sum(records) - sum(repeated) AS BIGINT) AS persons
        FROM (
            SELECT count(*) AS records, count(*) FILTER (WHERE is_upgraded) AS upgraded, 0 AS repeated FROM link_quiet
            UNION ALL
            SELECT 0, 0, coalesce(sum(mentions - 1), 0) FROM link_quiet_repeats
        )
        """,
    ),
)
"""What is repeated among the quiet; `link_quiet_places` has the persons who stand in more than one place."""
