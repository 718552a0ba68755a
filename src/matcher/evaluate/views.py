"""Model tables as rules see them: with the person that each row is of, its birth date and what its file has seen.

Steps read `model_<table>` (Parquet), `evaluate_links`, `evaluate_files`; they leave `evaluate_persons` (the links, with
their grades ranked) and `view_<table>`. Pure: writes SQL. Source of the grades' order: domain.md §5.5.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from matcher.config.identity_columns import IDENTITY_COLUMNS
from matcher.config.rule import ANY_RECORD
from matcher.engine.base import SqlStep, quote_identifier
from matcher.evaluate.net import NET_BY, net_name

LINKS_NAME: Final = "evaluate_links"
PERSONS_NAME: Final = "evaluate_persons"
FILES_NAME: Final = "evaluate_files"
SOURCES_NAME: Final = "evaluate_sources"
CANDIDATES_NAME: Final = "evaluate_candidates"
HOUSEHOLD_PAIRS: Final = "evaluate_household_pairs"

LARGEST_HOUSEHOLD: Final = 50
"""Members from which a household number is taken for a placeholder: pairs grow with the square of it."""

SHARED_STATUS: Final = "file_shares_status"
"""Column of `any_record`: whether most rows of the row's file have the same status of their citizen ID."""

_WHOLE_FILE: Final = 20
"""Fewest rows of one status that can be called a property of their file."""

GRADES_BY_STRENGTH: Final = ("G1", "G7", "G6", "G2", "G5", "G4", "G8", "G3")
"""Link grades, the strongest first; a record without a grade comes after all."""

_SEPARATOR = ",\n    "
_REGION_CODE = "CASE WHEN starts_with(model.area_code, $region) THEN substr(model.area_code, 1, 6) ELSE $region END"
_RENEWED = """coalesce(
        model.first_month <= max(coalesce(model.stop_month, 999999)) OVER (
            PARTITION BY person.person_id, model.programme
            ORDER BY model.first_month NULLS FIRST, model.stop_month NULLS LAST, model.record_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ),
        FALSE
    )"""
_BORN_ON = """coalesce(
        CAST(try_strptime(substr(person.citizen_id, 7, 8), '%Y%m%d') AS DATE), model.birth_date
    )"""


def view_name(table: str) -> str:
    """Give the name of a model table's view."""
    return f"view_{table}"


def model_name(table: str) -> str:
    """Give the name that a model table's Parquet files are registered under."""
    return f"model_{table}"


def persons_step() -> SqlStep:
    """Give the step that makes `evaluate_persons`: who each record is of, where it stands, how strong its link is."""
    sql = f"""SELECT
    person_id,
    record_id,
    source,
    source_file,
    sheet,
    row_number,
    citizen_id,
    match_probability,
    coalesce(list_position({list(GRADES_BY_STRENGTH)}, link_grade), {len(GRADES_BY_STRENGTH) + 1}) AS grade_rank
FROM {LINKS_NAME}"""
    return SqlStep(PERSONS_NAME, sql)


def view_step(table: str, columns: Collection[str], region: str, tables: Iterable[str] = ()) -> SqlStep:
    """Give the step that makes one model table's view.

    Args:
        table: Model table, or `any_record`.
        columns: Columns that expressions use, of the model or derived.
        region: Area code of the run's place: the region of rows that name no place below it.
        tables: Model tables that `any_record` puts together.

    Returns:
        A view with `person_id`, `record_id`, `horizon_month`, `region_code`, `person_name`, `area_code` and `columns`.
    """
    shared = ("person_id", "record_id", "horizon_month", "region_code", "person_name", "area_code")
    lines = [
        "person.person_id",
        "model.record_id",
        "file.horizon_month",
        f"{_REGION_CODE} AS region_code",
        "model.person_name",
        "model.area_code",
        *(_column(column) for column in sorted(set(columns) - set(shared))),
    ]
    sql = f"""SELECT
    {_SEPARATOR.join(lines)}
FROM {_any_record(tables, columns) if table == ANY_RECORD else quote_identifier(model_name(table))} AS model
JOIN {PERSONS_NAME} AS person ON person.record_id = model.record_id
JOIN {FILES_NAME} AS file ON file.file_id = model.file_id{_net_join(table, columns)}"""
    return SqlStep(view_name(table), sql, {"region": region})


def _any_record(tables: Iterable[str], columns: Collection[str]) -> str:
    """Put the rows of model tables one under the other, with the name of their table."""
    needed = {"source", "as_of_date", "birth_date"} & {*columns, *(["birth_date"] if "born_on" in columns else [])}
    needed |= {"record_id", "file_id", "person_name", "area_code", *(set(IDENTITY_COLUMNS) & set(columns))}
    if SHARED_STATUS not in columns:
        return _stacked(tables, needed)
    return f"""(
    SELECT listed.*, common.file_id IS NOT NULL AS {SHARED_STATUS}
    FROM {_stacked(tables, needed | {"citizen_id_status"})} AS listed
    LEFT JOIN (
        SELECT file_id, status
        FROM (
            SELECT
                file_id,
                coalesce(citizen_id_status, '') AS status,
                count(*) AS rows_so,
                sum(count(*)) OVER (PARTITION BY file_id) AS all_rows
            FROM {_stacked(tables, {"file_id", "citizen_id_status"})} AS listed
            GROUP BY file_id, status
        ) AS counted
        WHERE rows_so >= {_WHOLE_FILE} AND 2 * rows_so > all_rows
    ) AS common ON common.file_id = listed.file_id AND common.status = coalesce(listed.citizen_id_status, '')
)"""


def _stacked(tables: Iterable[str], columns: Collection[str]) -> str:
    listed = ", ".join(quote_identifier(column) for column in sorted(columns))
    parts = (
        f"    SELECT '{table}' AS model_table, {listed} FROM {quote_identifier(model_name(table))}"
        for table in sorted(tables)
    )
    return "(\n" + "\n    UNION ALL\n".join(parts) + "\n)"


def _net_join(table: str, columns: Collection[str]) -> str:
    if "month_net_cny" not in columns:
        return ""
    return f"""
LEFT JOIN {net_name(table)} AS net
    ON net.person_id = person.person_id
    AND net.kind = model.{NET_BY[table].kind}
    AND net.benefit_month = model.benefit_month"""


def sources_step() -> SqlStep:
    """Give the step that makes `evaluate_sources`: the last month that the newest file of each source shows in full."""
    return SqlStep(
        SOURCES_NAME, f"SELECT source, max(horizon_month) AS horizon_month FROM {FILES_NAME} GROUP BY source"
    )


def _column(column: str) -> str:
    if column == "born_on":
        return f"{_BORN_ON} AS born_on"
    if column == "month_net_cny":
        return "coalesce(net.month_net_cny, 0) AS month_net_cny"
    if column == "renewed":
        return f"{_RENEWED} AS renewed"
    return f"model.{quote_identifier(column)}"


def household_pairs_step(name: str, kind: str) -> SqlStep:
    """Give the step that pairs each person with themselves and with each member of the same household of a kind."""
    sql = f"""WITH member AS (
    SELECT DISTINCT person_id, source, household_key
    FROM {view_name("household_member")}
    WHERE kind = '{kind}' AND household_key IS NOT NULL
), household AS (
    SELECT source, household_key
    FROM member
    GROUP BY source, household_key
    HAVING count(*) <= {LARGEST_HOUSEHOLD}
)
SELECT one.person_id, other.person_id AS member_id
FROM household
JOIN member AS one ON one.source = household.source AND one.household_key = household.household_key
JOIN member AS other ON other.source = household.source AND other.household_key = household.household_key
UNION
SELECT person_id, person_id
FROM {PERSONS_NAME}"""
    return SqlStep(name, sql)
