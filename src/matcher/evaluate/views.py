"""Model tables as rules see them: with the person that each row is of, its birth date and what its file has seen.

Rows are laid out once (matcher.evaluate.laying_out): `piece_sql` writes what is kept of some rows of a model table,
with whole numbers for persons and records. Of them a bucket makes `view_<table>`, with what takes all rows of a person,
and `evaluate_persons`, whose each record is and how strong its link is. Pure: writes SQL. Source of the grades' order:
domain.md §5.5.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from matcher.engine.base import SqlStep, quote_identifier
from matcher.evaluate.deliveries import newest_columns, newest_sql
from matcher.evaluate.net import NET_BY, net_columns, net_name

LINKS_NAME: Final = "evaluate_links"
"""The published persons, with `position`, the number of each record."""
PERSONS_NAME: Final = "evaluate_persons"
PEOPLE_NAME: Final = "evaluate_people"
FILES_NAME: Final = "evaluate_files"
"""The delivered files, with `number`, their place in the order of their days and names."""
SOURCES_NAME: Final = "evaluate_sources"
CANDIDATES_NAME: Final = "evaluate_candidates"
HOUSEHOLD_PAIRS: Final = "evaluate_household_pairs"
LARGE_HOUSEHOLDS: Final = "evaluate_large_households"
PIECE: Final = "evaluate_piece"
"""Some rows of one model table, each with `position`, `linked_person_id` and `linked_citizen_id`."""
COMMON_STATUSES: Final = "evaluate_common_statuses"

LARGEST_HOUSEHOLD: Final = 50
"""Members from which a household number is taken for a placeholder: pairs grow with the square of it."""

SHARED_STATUS: Final = "file_shares_status"
"""Column of `any_record`: whether most rows of the row's file have the same status of their citizen ID."""

FILE_NUMBER: Final = "file_number"
"""Column of rows that are added up: the number of the row's file; of two files the newer has the larger."""

_WHOLE_FILE: Final = 20
"""Fewest rows of one status that can be called a property of their file."""

GRADES_BY_STRENGTH: Final = ("G1", "G7", "G6", "G2", "G5", "G4", "G8", "G3")
"""Link grades, the strongest first; a record without a grade comes after all."""

IS_CORE: Final = "is_core"
"""Column of views: whether the row's person is judged here; rows of others are there to be looked up."""

_SEPARATOR = ",\n    "
_REGION_CODE = "CASE WHEN starts_with(model.area_code, $region) THEN substr(model.area_code, 1, 6) ELSE $region END"
_RENEWED = """coalesce(
        model.first_month <= max(coalesce(model.stop_month, 999999)) OVER (
            PARTITION BY model.person_id, model.programme
            ORDER BY model.first_month NULLS FIRST, model.stop_month NULLS LAST, model.record_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ),
        FALSE
    )"""
_RENEWED_BY: Final = frozenset({"programme", "first_month", "stop_month"})
_BORN_ON = """coalesce(
        CAST(try_strptime(substr(model.linked_citizen_id, 7, 8), '%Y%m%d') AS DATE), model.birth_date
    )"""
_OF_ALL_ROWS: Final = {"month_net_cny", "renewed"}
"""Columns that take all rows of a person."""
_SHARED: Final = ("person_id", "record_id", "horizon_month", "region_code", "person_name", "area_code")


def view_name(table: str) -> str:
    """Give the name of a model table's view."""
    return f"view_{table}"


def laid_name(table: str) -> str:
    """Give the name that a table's rows are registered under once they are laid out."""
    return f"laid_{table}"


def model_name(table: str) -> str:
    """Give the name that a model table's Parquet files are registered under."""
    return f"model_{table}"


def person_key(person_id: str, salt: int) -> str:
    """Write the whole number that stands for a person, of 64 bits.

    Args:
        person_id: SQL of the person's text.
        salt: Another number gives other keys, where two persons of a run would share one.
    """
    return f"hash({person_id}, {salt})"


def shared_key_sql(salt: int) -> str:
    """Write a query that gives a row where two persons of the links have one key; another key tells them apart."""
    other = person_key("person_id", salt + 1)
    return f"""SELECT 1 AS found
FROM {LINKS_NAME}
GROUP BY {person_key("person_id", salt)}
HAVING min({other}) <> max({other})
LIMIT 1"""


def grade_rank(link_grade: str) -> str:
    """Write the place of a link grade, the strongest first, from 1."""
    return f"coalesce(list_position({list(GRADES_BY_STRENGTH)}, {link_grade}), {len(GRADES_BY_STRENGTH) + 1})"


def persons_piece_sql(salt: int) -> str:
    """Write what is kept of the links of a piece: whose each record is, and how strong its link is."""
    return f"""SELECT
    {person_key("piece.linked_person_id", salt)} AS person_id,
    piece.position AS record_id,
    piece.linked_citizen_id IS NULL AS is_nameless,
    piece.match_probability,
    CAST({grade_rank("piece.link_grade")} AS TINYINT) AS grade_rank
FROM {PIECE} AS piece"""


def piece_sql(table: str, columns: Collection[str], salt: int) -> str:
    """Write what is kept of a piece of one model table; binds `$region`, the area code of the run's place.

    Args:
        table: Model table, or `any_record`: then the piece has `model_table`, and each row's file is looked up.
        columns: Columns that expressions use, of the model or derived.
        salt: That of the persons' keys.

    Returns:
        A SELECT of `person_id`, `record_id`, `horizon_month`, `region_code`, `person_name`, `area_code` and `columns`
        but for those that take all rows of a person.
    """
    lines = [
        f"{person_key('model.linked_person_id', salt)} AS person_id",
        "model.position AS record_id",
        "file.horizon_month",
        f"{_REGION_CODE} AS region_code",
        "model.person_name",
        "model.area_code",
        *(_column(column) for column in laid_columns(table, columns)),
    ]
    shared = ""
    if SHARED_STATUS in columns:
        shared = f"""
LEFT JOIN {COMMON_STATUSES} AS common
    ON common.file_id = model.file_id AND common.status = coalesce(model.citizen_id_status, '')"""
    return f"""SELECT
    {_SEPARATOR.join(lines)}
FROM {PIECE} AS model
JOIN {FILES_NAME} AS file ON file.file_id = model.file_id{shared}"""


def laid_columns(table: str, columns: Collection[str]) -> list[str]:
    """Give the columns beside the shared ones that rows are laid out with, sorted."""
    more = net_columns(table) if "month_net_cny" in columns else set[str]()
    more |= _RENEWED_BY if "renewed" in columns else set[str]()
    return sorted({*columns, *more} - set(_SHARED) - _OF_ALL_ROWS - set(newest_columns(columns)))


def read_columns(table: str, columns: Collection[str]) -> set[str]:
    """Give the columns of the model table that `piece_sql` reads."""
    wanted = {"record_id", "file_id", "person_name", "area_code", *laid_columns(table, columns)}
    if "born_on" in wanted:
        wanted.add("birth_date")
    if SHARED_STATUS in wanted:
        wanted.add("citizen_id_status")
    return wanted - {"born_on", SHARED_STATUS, FILE_NUMBER, "model_table"}


def common_statuses_step(tables: Collection[str]) -> SqlStep:
    """Give the step that finds, of each file, the status that most of its citizen IDs have."""
    union = "\n        UNION ALL\n        ".join(
        f"SELECT file_id, citizen_id_status FROM {quote_identifier(model_name(table))}" for table in sorted(tables)
    )
    sql = f"""SELECT file_id, status
FROM (
    SELECT
        file_id,
        coalesce(citizen_id_status, '') AS status,
        count(*) AS rows_so,
        sum(count(*)) OVER (PARTITION BY file_id) AS all_rows
    FROM (
        {union}
    ) AS listed
    GROUP BY file_id, status
) AS counted
WHERE rows_so >= {_WHOLE_FILE} AND 2 * rows_so > all_rows"""
    return SqlStep(COMMON_STATUSES, sql)


def persons_steps() -> list[SqlStep]:
    """Give the steps that make `evaluate_persons`, whose each record of a bucket is, and `evaluate_people`."""
    return [
        SqlStep(PERSONS_NAME, f"SELECT * FROM {laid_name(PERSONS_NAME)}"),
        SqlStep(PEOPLE_NAME, f"SELECT DISTINCT person_id FROM {PERSONS_NAME}"),
    ]


def view_step(table: str, columns: Collection[str]) -> SqlStep:
    """Give the step that makes one table's view of the rows that were laid out, with what takes all rows of a person.

    Args:
        table: Model table, or `any_record`.
        columns: Columns that expressions use, of the model or derived.
    """
    kept = [*_SHARED, *laid_columns(table, set(columns)), IS_CORE]
    if "month_net_cny" in columns:
        kept = [column for column in kept if column in {*_SHARED, *columns, IS_CORE}]
    lines = [f"model.{quote_identifier(column)}" for column in kept]
    newest, join = newest_sql(quote_identifier(laid_name(table)), newest_columns(columns))
    lines += newest
    if "month_net_cny" in columns:
        lines.append("coalesce(net.month_net_cny, 0) AS month_net_cny")
        join += f"""
LEFT JOIN {net_name(table)} AS net
    ON net.person_id = model.person_id
    AND net.kind = model.{NET_BY[table].kind}
    AND net.benefit_month = model.benefit_month"""
    if "renewed" in columns:
        lines.append(f"{_RENEWED} AS renewed")
    sql = f"SELECT\n    {_SEPARATOR.join(lines)}\nFROM {quote_identifier(laid_name(table))} AS model{join}"
    return SqlStep(view_name(table), sql)


def sources_step() -> SqlStep:
    """Give the step that makes `evaluate_sources`: the last month that the newest file of each source shows in full."""
    return SqlStep(
        SOURCES_NAME, f"SELECT source, max(horizon_month) AS horizon_month FROM {FILES_NAME} GROUP BY source"
    )


def _column(column: str) -> str:
    if column == "born_on":
        return f"{_BORN_ON} AS born_on"
    if column == FILE_NUMBER:
        return f"CAST(file.number AS INTEGER) AS {FILE_NUMBER}"
    if column == SHARED_STATUS:
        return f"common.file_id IS NOT NULL AS {SHARED_STATUS}"
    return f"model.{quote_identifier(column)}"


def large_households_step(members: str) -> SqlStep:
    """Give the step that finds the household numbers with too many members to be households.

    Args:
        members: Table of all members, with `person_id`, `kind`, `source` and `household_key`.
    """
    sql = f"""SELECT kind, source, household_key
FROM {members}
WHERE household_key IS NOT NULL
GROUP BY kind, source, household_key
HAVING count(DISTINCT person_id) > {LARGEST_HOUSEHOLD}"""
    return SqlStep(LARGE_HOUSEHOLDS, sql)


def members_sql(kind: str, columns: str) -> str:
    """Write the rows of members of households of a kind, without numbers that are no household's."""
    return f"""SELECT {columns}
    FROM {view_name("household_member")} AS listed
    ANTI JOIN {LARGE_HOUSEHOLDS} AS large
        ON large.kind = listed.kind
        AND large.source = listed.source
        AND large.household_key = listed.household_key
    WHERE listed.kind = '{kind}' AND listed.household_key IS NOT NULL"""


def household_pairs_step(name: str, kind: str) -> SqlStep:
    """Give the step that pairs each person with themselves and with each member of the same household of a kind."""
    sql = f"""WITH member AS (
    {members_sql(kind, "DISTINCT listed.person_id, listed.source, listed.household_key")}
)
SELECT DISTINCT one.person_id, other.person_id AS member_id
FROM member AS one
JOIN member AS other ON other.source = one.source AND other.household_key = one.household_key
UNION ALL
SELECT person_id, person_id
FROM {PEOPLE_NAME}
ANTI JOIN member USING (person_id)"""
    return SqlStep(name, sql)
