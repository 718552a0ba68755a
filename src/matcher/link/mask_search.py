"""Find the persons whose ID a masked one could be: those who fit what is seen, and bear the surname.

A mask hides characters between a known beginning and a known end (`4211**********1234`). IDs are compared as numbers,
the check character by what it must be. Of those who fit, whoever was born at quite another time than the record says
is no candidate. How many persons fit, whatever their name and birth, says what the mask is worth.
Reads `link_quiet`, `link_quiet_repeats`, `link_told_ids`, `link_trusted`; gives `link_mask_pairs`: identity, person,
persons who fit. Pure: builds SQL; equality joins only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from matcher.engine.base import SqlStep
from matcher.identity.check_digit import CHECK_CHARACTERS
from matcher.link.quiet import check_index_of, person_of

_NEAR_DAYS: Final = 400
"""A date within so many days may be the same: of the year beside, of the lunar calendar, with day and month swapped."""

# The last character seen is the check character, unless nothing is seen at the end.
_MASKS_SQL: Final = f"""
    WITH masks AS (
        SELECT
            identity,
            birth_date,
            substr(person_name, 1, 1) AS surname,
            regexp_extract(citizen_id_raw, '^([0-9]*)', 1) AS beginning,
            regexp_extract(citizen_id_raw, '([0-9]*X?)$', 1) AS ending
        FROM link_identities
        WHERE canonical_id IS NULL
            AND citizen_id_status = 'masked'
            AND length(citizen_id_raw) = 18
            AND person_name IS NOT NULL
    )
    SELECT
        identity,
        birth_date,
        surname,
        length(beginning) AS beginning_length,
        length(ending) AS ending_length,
        coalesce(TRY_CAST(beginning AS BIGINT), 0) AS beginning,
        coalesce(TRY_CAST(left(ending, -1) AS BIGINT), 0) AS ending,
        CASE WHEN ending = '' THEN -1 ELSE instr('{CHECK_CHARACTERS}', right(ending, 1)) - 1 END AS check_index
    FROM masks
    WHERE length(beginning) + length(ending) BETWEEN 8 AND 16
"""

MASKS_STEP: Final = SqlStep("link_masks", _MASKS_SQL)

MASK_SHAPES_SQL: Final = """
    SELECT DISTINCT beginning_length, ending_length FROM link_masks ORDER BY beginning_length, ending_length
"""
"""How many characters masks leave to be seen at either end."""

_TOLD_SQL: Final = f"""
    SELECT DISTINCT ids.person, {person_of("ids.citizen_id")} AS number, substr(trusted.person_name, 1, 1) AS surname
    FROM link_told_ids AS ids
    LEFT JOIN link_trusted AS trusted ON trusted.person = ids.person
"""

_KEYS: Final = "beginning_length, ending_length, beginning, ending, check_index"

_PAIRS_SQL: Final = f"""
    SELECT fits.identity, fits.person, counts.persons
    FROM (SELECT DISTINCT identity, person, {_KEYS} FROM link_mask_fits) AS fits
    JOIN link_mask_counts AS counts USING ({_KEYS})
"""


def mask_steps(shapes: Sequence[tuple[int, int]]) -> Sequence[SqlStep]:
    """Give the steps to `link_mask_pairs`.

    Args:
        shapes: Rows of `MASK_SHAPES_SQL`.
    """
    fits = [_fits_sql(*shape) for shape in shapes]
    counted = [_counted_sql(*shape) for shape in shapes]
    counts = f"""
        SELECT {_KEYS}, CAST(sum(persons) AS BIGINT) AS persons
        FROM ({" UNION ALL ".join(counted) or _nothing("0 AS persons")})
        GROUP BY {_KEYS}
    """
    return (
        SqlStep("link_mask_told", _TOLD_SQL),
        SqlStep("link_mask_fits", " UNION ALL ".join(fits) or _nothing("identity, 0 AS person")),
        SqlStep("link_mask_counts", counts),
        SqlStep("link_mask_pairs", _PAIRS_SQL),
    )


def _nothing(columns: str) -> str:
    return f"SELECT {columns}, {_KEYS} FROM link_masks LIMIT 0"


def _seen(number: str, beginning_length: int, ending_length: int) -> tuple[str, str, str]:
    """Give the SQL of what a mask of one shape leaves to be seen of a number: beginning, ending, check character."""
    digits = max(ending_length - 1, 0)
    check = check_index_of(number) if ending_length else "-1"
    return f"{number} // {10 ** (17 - beginning_length)}", f"{number} % {10**digits}", check


def _fits_sql(beginning_length: int, ending_length: int) -> str:
    """Give the SELECT of the persons who fit masks of one shape, bear their surname and may have been born then."""
    born = "substr(lpad(CAST(known.number AS VARCHAR), 17, '0'), 7, 8)"
    beginning, ending, check = _seen("known.number", beginning_length, ending_length)
    return f"""
        SELECT masks.identity, known.person, {", ".join(f"masks.{key}" for key in _KEYS.split(", "))}
        FROM (
            SELECT person, person AS number, substr(person_name, 1, 1) AS surname FROM link_quiet
            UNION ALL
            SELECT person, number, surname FROM link_mask_told
        ) AS known
        JOIN {_of_shape(beginning_length, ending_length)} AS masks
            ON masks.surname = known.surname AND masks.beginning = {beginning} AND masks.ending = {ending}
        WHERE masks.check_index = {check}
            AND (
                masks.birth_date IS NULL
                OR abs(date_diff('day', masks.birth_date, CAST(strptime({born}, '%Y%m%d') AS DATE))) <= {_NEAR_DAYS}
                OR hamming(strftime(masks.birth_date, '%Y%m%d'), {born}) = 1
            )
    """


def _counted_sql(beginning_length: int, ending_length: int) -> str:
    """Give the SELECT of how many persons fit what masks of one shape leave to be seen.

    A quiet person stands in `link_quiet` once a record: records are counted, and those after the first taken off again.
    """
    parts = (
        ("person", "link_quiet", "count(*)"),
        ("person", "link_quiet_repeats", "-sum(mentions - 1)"),
        ("number", "link_mask_told", "count(DISTINCT person)"),
    )
    shape = f"{beginning_length} AS beginning_length, {ending_length} AS ending_length"
    selects: list[str] = []
    for number, table, counted in parts:
        beginning, ending, check = _seen(number, beginning_length, ending_length)
        selects.append(f"""
            SELECT {shape}, beginning, ending, {check} AS check_index, {counted} AS persons
            FROM (SELECT *, {beginning} AS beginning, {ending} AS ending FROM {table})
            SEMI JOIN {_of_shape(beginning_length, ending_length)} AS masks USING (beginning, ending)
            GROUP BY ALL
        """)
    return " UNION ALL ".join(selects)


def _of_shape(beginning_length: int, ending_length: int) -> str:
    return f"""(
            SELECT * FROM link_masks
            WHERE beginning_length = {beginning_length} AND ending_length = {ending_length}
        )"""
