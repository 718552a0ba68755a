"""Who is kin to whom: by the citizen IDs that rows of `kinship` and `marriage` name, seen from both sides.

`kinship` says what the relative is to the row's person. A marriage decides in which months two are spouses; where there
is none, what `kinship` says holds always. An ID that two persons use names nobody. Pure: writes SQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from matcher.engine.base import SqlStep
from matcher.evaluate.views import LINKS_NAME, person_key

KNOWN_IDS: Final = "evaluate_known_ids"
KIN: Final = "evaluate_kin"

_ALWAYS: Final = 999_999
"""A month number after all others: the end of what has none."""

_MARRIED_SQL: Final = f"""), married AS (
    SELECT
        marriage.person_id,
        known.person_id AS member_id,
        min(CAST(year(marriage.married_on) * 12 + month(marriage.married_on) - 1 AS INTEGER)) AS first_month,
        CASE
            WHEN max(marriage.married_on) > max(marriage.ended_on) THEN NULL
            ELSE max(CAST(year(marriage.ended_on) * 12 + month(marriage.ended_on) - 1 AS INTEGER))
        END AS last_month
    FROM view_marriage AS marriage
    JOIN {KNOWN_IDS} AS known ON known.citizen_id = marriage.spouse_citizen_id
    GROUP BY marriage.person_id, known.person_id
), married_both AS (
    SELECT person_id, member_id, first_month, last_month FROM married
    UNION ALL
    SELECT member_id, person_id, first_month, last_month FROM married
), marriage_of AS (
    SELECT
        person_id,
        member_id,
        coalesce(min(first_month), 0) AS first_month,
        coalesce(min(last_month), {_ALWAYS}) AS last_month
    FROM married_both
    GROUP BY person_id, member_id
), related AS (
    SELECT kin.person_id, kin.member_id, kin.relation, 0 AS first_month, {_ALWAYS} AS last_month
    FROM kin
    LEFT JOIN marriage_of AS known ON known.person_id = kin.person_id AND known.member_id = kin.member_id
    WHERE kin.relation <> 'spouse' OR known.person_id IS NULL
    UNION ALL
    SELECT person_id, member_id, 'spouse', first_month, last_month
    FROM marriage_of"""

_UNMARRIED_SQL: Final = f"""), related AS (
    SELECT person_id, member_id, relation, 0 AS first_month, {_ALWAYS} AS last_month
    FROM kin"""


def kin_steps(*, with_marriage: bool, salt: int) -> list[SqlStep]:
    """Give the steps that tell who an ID is of, and who is kin to whom.

    Args:
        with_marriage: Whether the marriage register is looked at.
        salt: That of the persons' keys.
    """
    known = SqlStep(KNOWN_IDS, _known_ids_sql(with_marriage=with_marriage, salt=salt))
    return [known, SqlStep(KIN, _kin_sql(with_marriage=with_marriage))]


def _known_ids_sql(*, with_marriage: bool, salt: int) -> str:
    """Who an ID is of, of those who name kin or are named; one that two persons use names nobody."""
    key = person_key("link.person_id", salt)
    named = ["SELECT relative_citizen_id AS citizen_id FROM view_kinship"]
    naming = ["SELECT person_id FROM view_kinship"]
    if with_marriage:
        named.append("SELECT spouse_citizen_id FROM view_marriage")
        naming.append("SELECT person_id FROM view_marriage")
    return f"""WITH wanted AS (
    {" UNION ".join(named)}
    UNION
    SELECT link.citizen_id
    FROM {LINKS_NAME} AS link
    WHERE {key} IN ({" UNION ".join(naming)})
)
SELECT link.citizen_id, min({key}) AS person_id
FROM {LINKS_NAME} AS link
WHERE link.citizen_id IN (SELECT citizen_id FROM wanted)
GROUP BY link.citizen_id
HAVING count(DISTINCT {key}) = 1"""


def _kin_sql(*, with_marriage: bool) -> str:
    """Kin by citizen ID, seen from both sides; a marriage decides in which months two are spouses."""
    return f"""WITH stated AS (
    SELECT
        kinship.person_id,
        known.person_id AS member_id,
        CASE WHEN kinship.relation IN ('son', 'daughter') THEN 'child' ELSE kinship.relation END AS relation
    FROM view_kinship AS kinship
    JOIN {KNOWN_IDS} AS known ON known.citizen_id = kinship.relative_citizen_id
), kin AS (
    SELECT person_id, member_id, relation FROM stated
    UNION
    SELECT
        member_id,
        person_id,
        CASE relation
            WHEN 'parent' THEN 'child'
            WHEN 'child' THEN 'parent'
            WHEN 'grandparent' THEN 'grandchild'
            WHEN 'grandchild' THEN 'grandparent'
            WHEN 'spouse' THEN 'spouse'
            WHEN 'sibling' THEN 'sibling'
            WHEN 'not_related' THEN 'not_related'
            ELSE 'other_relative'
        END
    FROM stated
{_MARRIED_SQL if with_marriage else _UNMARRIED_SQL}
)
SELECT DISTINCT
    related.person_id,
    related.member_id,
    related.relation,
    related.first_month,
    related.last_month,
    try_cast(substr(known.citizen_id, 17, 1) AS INTEGER) % 2 = 1 AS member_is_male
FROM related
JOIN {KNOWN_IDS} AS known ON known.person_id = related.member_id
WHERE related.person_id <> related.member_id"""


def not_found_sql(stated: Sequence[str], *, with_marriage: bool) -> str:
    """Write the persons with a row that names a relative of whom no record was found.

    Args:
        stated: Relations that such a row may give; none: any.
        with_marriage: Whether rows of the marriage register name such relatives as well.
    """
    rows = [("kinship", "relative_name", "relative_citizen_id")]
    rows += [("marriage", "spouse_name", "spouse_citizen_id")] if with_marriage else []
    listed = ", ".join(f"'{name}'" for name in stated)
    only = {"kinship": f" AND named.relation IN ({listed})" if listed else " AND named.relation <> 'not_related'"}
    unions = "\n    UNION ALL\n".join(
        f"""    SELECT named.person_id, named.record_id, named.{name} AS name, known.person_id AS found
    FROM view_{table} AS named
    LEFT JOIN {KNOWN_IDS} AS known ON known.citizen_id = named.{number}
    WHERE TRUE{only.get(table, "")}"""
        for table, name, number in rows
    )
    return f"""WITH named AS (
{unions}
)
SELECT lost.person_id, min(lost.record_id) AS record_id
FROM named AS lost
LEFT JOIN (
    SELECT DISTINCT person_id, name FROM named WHERE found IS NOT NULL
) AS found ON found.person_id = lost.person_id AND found.name = lost.name
WHERE lost.found IS NULL AND found.person_id IS NULL
GROUP BY lost.person_id"""
