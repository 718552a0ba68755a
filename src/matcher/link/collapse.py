"""Collapse records to distinct identities, so that twelve monthly payments are compared once.

Reads the records of all model tables (`link_mentions`), those that must be judged one by one: without a valid ID, or
with one that is told (matcher.link.quiet). Gives the steps that make `link_records` (one row per such record),
`link_identities` (one row per distinct identity of a source) and `link_deliveries` (which identities stand in which
delivery of a once-only source). Pure: builds SQL.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import pyarrow as pa

from matcher.engine.base import SqlStep, quote_identifier
from matcher.link.quiet import citizen_id_of, household_of, is_person
from matcher.tables import IDENTITY, PROVENANCE

READ_COLUMNS: Final = (
    "record_id",
    "source",
    "file_id",
    "sheet",
    "row_number",
    "citizen_id",
    "citizen_id_status",
    "citizen_id_raw",
    "person_name",
    "birth_date",
    "sex",
    "area_code",
    "household_key",
    "phone",
    "account",
)
"""What linking reads of a model table."""

CERTIFICATE: Final = "certificate_number"
FACETS: Final = ("programme", "kind", "payment_kind", "payment_status")
"""Columns that tell what kind of row this is; rules ask for rows of one kind."""

ALIAS_TABLE: Final = "id_alias"
REGISTER_TABLE: Final = "person"
"""The register of residents: where it names a person, the name is the one that others are compared with."""

_FEWEST_DIGITS: Final = 10
"""Digits from which on a damaged ID tells people apart: area and birth year, or what a mask commonly leaves."""


_SAYS_ANYTHING: Final = "citizen_id IS NOT NULL OR citizen_id_raw IS NOT NULL OR person_name IS NOT NULL"


def input_name(model_table: str) -> str:
    """Give the name that a model table is registered under."""
    return f"link_input_{model_table}"


def input_schema(model_table: str, given: Collection[str] = ()) -> pa.Schema:
    """Give the columns that are read of a model table: those of every table, and of its own the `given` that help."""
    fields = [PROVENANCE.schema.field(name) if name in PROVENANCE.columns else IDENTITY.schema.field(name)
              for name in READ_COLUMNS]  # fmt: skip
    if model_table == ALIAS_TABLE:
        fields += [pa.field("old_citizen_id", pa.string()), pa.field("changed_on", pa.date32())]
    fields += [pa.field(name, pa.string()) for name in (CERTIFICATE, *FACETS) if name in given]
    return pa.schema(fields)


def mentions_step(inputs: Mapping[str, pa.Schema]) -> SqlStep:
    """Give the view of all records that say anything of a person: a row of any model table each.

    Args:
        inputs: Model table → the columns that are read of it.
    """
    parts = [
        f"SELECT {_mentioned(name, schema)} FROM {quote_identifier(input_name(name))} WHERE {_SAYS_ANYTHING}"
        for name, schema in sorted(inputs.items())
    ]
    return SqlStep("link_mentions", "\nUNION ALL\n".join(parts))


def valid_mentions_step(inputs: Mapping[str, pa.Schema]) -> SqlStep:
    """Give the view of the records with a valid citizen ID of 18 characters: fewer columns, and nothing else is read.

    Args:
        inputs: Model table → the columns that are read of it.
    """
    parts = [
        f"""SELECT {", ".join(READ_COLUMNS)}, {_in_register(name)}
            FROM {quote_identifier(input_name(name))}
            WHERE {is_person("citizen_id")}"""
        for name in sorted(inputs)
    ]
    return SqlStep("link_valid_mentions", "\nUNION ALL\n".join(parts))


def told_mentions_steps(inputs: Mapping[str, pa.Schema]) -> Sequence[SqlStep]:
    """Give the steps to `link_told_mentions`: the rows of `link_mentions` that are judged one by one.

    What a row tells is made up of its columns only after the row is chosen: nearly all rows are not.

    Args:
        inputs: Model table → the columns that are read of it.
    """
    parts = [
        f"""SELECT {_mentioned(name, schema)}
            FROM (
                SELECT * FROM {quote_identifier(input_name(name))} SEMI JOIN link_told_texts USING (citizen_id)
                UNION ALL
                SELECT *
                FROM {quote_identifier(input_name(name))}
                WHERE ({_SAYS_ANYTHING}) AND (citizen_id IS NULL OR NOT ({is_person("citizen_id")}))
            )"""
        for name, schema in sorted(inputs.items())
    ]
    return (
        SqlStep("link_told_texts", f"SELECT {citizen_id_of('person')} AS citizen_id FROM link_told"),
        SqlStep("link_told_mentions", "\nUNION ALL\n".join(parts)),
    )


def _mentioned(model_table: str, schema: pa.Schema) -> str:
    """Give the SQL of the columns of `link_mentions`."""
    facets = [f"'{model_table}'", *(f"coalesce({column}, '')" for column in FACETS if column in schema.names)]
    certificate = CERTIFICATE if CERTIFICATE in schema.names else "CAST(NULL AS VARCHAR)"
    return f"""{", ".join(READ_COLUMNS)},
            {certificate} AS certificate_number,
            concat_ws(chr(31), {", ".join(facets)}) AS facet,
            {_in_register(model_table)}"""


def _in_register(model_table: str) -> str:
    return f"{'true' if model_table == REGISTER_TABLE else 'false'} AS in_register"


# Rows of one source that say the same are one person only where what they say can tell people apart: a valid ID, most
# of a damaged one, a birth date, a household, or a second identifier: the account, else the phone, else the
# certificate. A name and a village cannot, two of one name live in many: of such rows each is a person of its own (the
# row stands in the hash; rows that one delivered row fills share it, so they stay together). A second identifier that
# differs keeps rows apart, unless an ID, though damaged, says that they are one.
_RECORDS_SQL: Final = f"""
    WITH read_ids AS (
        SELECT
            mentions.*,
            files.agency,
            files.source_file,
            CASE WHEN files.once_only THEN concat_ws(' ', files.source, files.as_of_date) END AS delivery,
            mentions.citizen_id IS NOT NULL
                OR coalesce(citizen_id_status NOT IN ('placeholder', 'other_document'), true)
                    AND length(regexp_replace(coalesce(citizen_id_raw, ''), '[^0-9]', '', 'g')) >= {_FEWEST_DIGITS}
                AS has_id
        FROM link_told_mentions AS mentions
        LEFT JOIN link_files AS files ON files.file_id = mentions.file_id
    ),
    -- one delivered row fills several tables, and not each of them takes the account
    second AS (
        SELECT
            file_id,
            sheet,
            row_number,
            person_name,
            coalesce(
                'account ' || min(account), 'phone ' || min(phone), 'certificate ' || min(certificate_number)
            ) AS second_identifier
        FROM read_ids
        WHERE NOT has_id
        GROUP BY file_id, sheet, row_number, person_name
    ),
    told AS (
        SELECT
            read_ids.*,
            second.second_identifier,
            NOT has_id
                AND birth_date IS NULL
                AND household_key IS NULL
                AND second.second_identifier IS NULL AS is_weak
        FROM read_ids
        LEFT JOIN second
            ON NOT read_ids.has_id
            AND second.file_id = read_ids.file_id
            AND second.row_number = read_ids.row_number
            AND second.sheet IS NOT DISTINCT FROM read_ids.sheet
            AND second.person_name IS NOT DISTINCT FROM read_ids.person_name
    )
    SELECT
        *,
        sha256(concat_ws(
            chr(31),
            source,
            coalesce(citizen_id, chr(30)),
            coalesce(citizen_id_status, chr(30)),
            coalesce(citizen_id_raw, chr(30)),
            coalesce(person_name, chr(30)),
            coalesce(strftime(birth_date, '%Y%m%d'), chr(30)),
            coalesce(sex, chr(30)),
            coalesce(area_code, chr(30)),
            coalesce(household_key, chr(30)),
            coalesce(second_identifier, chr(30)),
            CASE WHEN is_weak THEN concat_ws(chr(29), file_id, coalesce(sheet, chr(30)), row_number) ELSE '' END
        )) AS content_hash
    FROM told
"""

_IDENTITIES_SQL: Final = f"""
    WITH distinct_identities AS (
        SELECT
            content_hash,
            min(source) AS source,
            min(agency) AS agency,
            min(citizen_id) AS citizen_id,
            min(citizen_id_status) AS citizen_id_status,
            min(citizen_id_raw) AS citizen_id_raw,
            min(person_name) AS person_name,
            min(birth_date) AS birth_date,
            min(sex) AS sex,
            min(area_code) AS area_code,
            min({household_of("household_key", "agency")}) AS household,
            min(phone) AS phone,
            min(account) AS account,
            count(*) AS record_count,
            bool_or(in_register) AS in_register,
            min(record_id) AS first_record_id
        FROM link_records
        GROUP BY content_hash
    )
    SELECT
        row_number() OVER (ORDER BY content_hash) AS identity,
        distinct_identities.*,
        coalesce(aliases.canonical_id, citizen_id) AS canonical_id,
        aliases.canonical_id IS NOT NULL AS by_alias,
        CASE WHEN citizen_id IS NULL AND regexp_full_match(citizen_id_raw, '[0-9]{{17}}[0-9X]')
             THEN CAST(try_strptime(substr(citizen_id_raw, 7, 8), '%Y%m%d') AS DATE) END AS birth_in_raw
    FROM distinct_identities
    LEFT JOIN link_aliases AS aliases ON aliases.old_id = coalesce(citizen_id, citizen_id_raw)
"""

# A spreadsheet keeps 15 digits and writes zeros for the rest; one time in eleven the result passes the check. Such an
# ID is not believed where one source alone gives it, and another ID with the same beginning bears the same surname.
_SUSPECT_TAILS_SQL: Final = """
    WITH tails AS (
        SELECT canonical_id
        FROM link_given_identities
        WHERE right(canonical_id, 3) = '000' AND length(canonical_id) = 18
        GROUP BY canonical_id
        HAVING count(DISTINCT source) = 1 AND NOT bool_or(in_register)
    ),
    whole AS (
        SELECT DISTINCT left(canonical_id, 15) AS beginning, left(person_name, 1) AS surname
        FROM link_given_identities
        WHERE length(canonical_id) = 18 AND right(canonical_id, 3) <> '000' AND person_name IS NOT NULL
    )
    SELECT DISTINCT identities.identity
    FROM link_given_identities AS identities
    JOIN tails ON tails.canonical_id = identities.canonical_id
    JOIN whole
        ON whole.beginning = left(identities.canonical_id, 15) AND whole.surname = left(identities.person_name, 1)
    WHERE NOT identities.by_alias
"""

_BELIEVED_SQL: Final = """
    SELECT
        identities.* EXCLUDE (canonical_id, citizen_id_status, citizen_id_raw),
        CASE WHEN suspects.identity IS NULL THEN canonical_id END AS canonical_id,
        CASE WHEN suspects.identity IS NULL THEN citizen_id_status ELSE 'lost_digits' END AS citizen_id_status,
        CASE WHEN suspects.identity IS NULL THEN citizen_id_raw ELSE citizen_id END AS citizen_id_raw
    FROM link_given_identities AS identities
    LEFT JOIN link_suspect_tails AS suspects ON suspects.identity = identities.identity
"""

_DELIVERIES_SQL: Final = """
    SELECT DISTINCT identities.identity, records.delivery
    FROM link_records AS records
    JOIN link_identities AS identities ON identities.content_hash = records.content_hash
    WHERE records.delivery IS NOT NULL
"""

COLLAPSE_STEPS: Final = (
    SqlStep("link_records", _RECORDS_SQL),
    SqlStep("link_given_identities", _IDENTITIES_SQL),
    SqlStep("link_suspect_tails", _SUSPECT_TAILS_SQL),
    SqlStep("link_identities", _BELIEVED_SQL),
    SqlStep("link_deliveries", _DELIVERIES_SQL),
)
