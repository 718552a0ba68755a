"""Find pairs of identities of two sources of which neither has a valid ID.

The sources are put in an order: the one with most open identities first, then by name. Each open identity is compared
with those of the sources before its own, by passes like those of matcher.link.blocking and by the same comparisons; the
other identity is, for that, a person whose number is the identity's own, negative. matcher.link.grouping makes persons
of the pairs that hold. Only what could ever link is looked for: a bare name, or a name and a village, is not.

Reads `link_identities`, `link_settled` and the counts of what persons with a valid ID share; gives `link_spine_pairs`
and what its comparison reads. Pure: builds SQL.
"""

from __future__ import annotations

from typing import Final

from matcher.engine.base import SqlStep
from matcher.link.blocking import BlockingPass, Search
from matcher.link.facts import Stage

FEWEST_NUMBERS: Final = 200
"""Identities with an account from which on a source can show that accounts are personal …"""
MOST_SHARED: Final = 0.001
"""… which they are where no larger share of them stands under two names. Families show sooner: a child's benefit goes
to a parent's account in each list that names several children of one family."""

SPINE_PASSES: Final = (
    BlockingPass("name_birth", ("person_name", "birth_date"), ("sex", "village", "household")),
    BlockingPass("account", ("account",), ("surname", "birth_date")),
    BlockingPass("phone_birth", ("phone", "birth_date"), ("surname",)),
    BlockingPass("phone_name", ("phone", "person_name"), ("sex",)),
    BlockingPass("name_household", ("person_name", "household"), ("sex", "village")),
    BlockingPass("birth_household", ("birth_date", "household"), ("surname", "sex")),
    BlockingPass("birth_place", ("birth_date", "place"), ("surname", "sex")),
    BlockingPass("surname_household", ("surname", "household"), ("birth_date", "sex")),
    BlockingPass("damaged_id", ("damaged_id",), ("person_name",)),
    BlockingPass("id_beginning", ("id_beginning", "person_name"), ("id_middle", "sex")),
    BlockingPass("id_middle", ("id_middle", "person_name"), ("id_beginning", "sex")),
    BlockingPass("id_ending", ("id_ending", "surname"), ("person_name",)),
)
"""A third of an ID each: area; year and month of birth; day, sequence number and check character. Two damaged forms of
one ID, a wrong digit in each, have one third at least in common."""

SPINE_SEARCH: Final = Search(
    "link_spine",
    "link_spine_open",
    "link_spine_offered",
    SPINE_PASSES,
    condition="wanted.source_place > offered.source_place",
    extra=("source_place",),
)

SPINE_STAGE: Final = Stage(
    "link_spine",
    "link_spine_pairs",
    names="link_spine_names",
    areas="link_spine_areas",
    households="link_spine_households",
    phones="link_spine_phones",
    accounts="link_spine_accounts",
    persons="link_spine_persons",
    counts="link_spine",
)

_OPEN_SQL: Final = """
    WITH open_ones AS (
        SELECT identities.*
        FROM link_identities AS identities
        ANTI JOIN link_settled AS settled ON settled.identity = identities.identity
        WHERE identities.canonical_id IS NULL AND identities.person_name IS NOT NULL
    ),
    sizes AS (SELECT source, count(*) AS identities FROM open_ones GROUP BY source),
    places AS (SELECT source, row_number() OVER (ORDER BY identities DESC, source) AS source_place FROM sizes)
    SELECT
        open_ones.identity,
        open_ones.source,
        places.source_place,
        open_ones.agency,
        open_ones.content_hash,
        open_ones.person_name,
        substr(open_ones.person_name, 1, 1) AS surname,
        coalesce(open_ones.birth_date, open_ones.birth_in_raw) AS birth_date,
        open_ones.birth_date IS NOT NULL AS says_birth_date,
        open_ones.sex,
        open_ones.area_code,
        CASE WHEN substr(open_ones.area_code, 5, 2) <> '00' THEN open_ones.area_code END AS place,
        CASE WHEN right(open_ones.area_code, 3) <> '000' THEN open_ones.area_code END AS village,
        open_ones.household,
        open_ones.phone,
        open_ones.account,
        damaged.damaged_id,
        left(damaged.damaged_id, 6) AS id_beginning,
        substr(damaged.damaged_id, 7, 6) AS id_middle,
        right(damaged.damaged_id, 6) AS id_ending
    FROM open_ones
    JOIN places ON places.source = open_ones.source
    LEFT JOIN (
        SELECT identity, citizen_id_raw AS damaged_id
        FROM open_ones
        WHERE citizen_id_status IN ('wrong_check', 'wrong_date', 'wrong_length', 'wrong_characters')
            AND regexp_full_match(citizen_id_raw, '[0-9]{16,18}[0-9X]')
    ) AS damaged ON damaged.identity = open_ones.identity
"""

_PERSONAL_SQL: Final = f"""
    WITH borne AS (
        SELECT source, account, count(*) AS identities, count(DISTINCT person_name) AS names
        FROM link_spine_open
        WHERE account IS NOT NULL
        GROUP BY source, account
    )
    SELECT source
    FROM borne
    GROUP BY source
    HAVING sum(identities) >= {FEWEST_NUMBERS}
        AND coalesce(sum(identities) FILTER (WHERE names > 1), 0) <= {MOST_SHARED} * sum(identities)
"""

_PAIRS_SQL: Final = """
    SELECT identity, person, 'missing' AS id_level, 1 AS id_choices
    FROM link_spine_blocked_pairs
"""

# An ID that is not whole has no place for each digit: nothing can be said against another by it.
_PERSONS_SQL: Final = """
    SELECT
        person,
        CASE WHEN length(damaged_id) = 18 THEN damaged_id END AS canonical_id,
        birth_date,
        sex,
        CAST(NULL AS VARCHAR) AS id_area
    FROM link_spine_offered
"""

_AREA_COUNTS_SQL: Final = """
    WITH parts AS (
        SELECT source, substr(area_code, 1, 6) AS area_part FROM link_spine_open WHERE substr(area_code, 5, 2) <> '00'
        UNION ALL
        SELECT source, substr(area_code, 1, 9) FROM link_spine_open WHERE substr(area_code, 7, 3) <> '000'
        UNION ALL
        SELECT source, area_code FROM link_spine_open WHERE right(area_code, 3) <> '000'
    ),
    by_source AS (SELECT area_part, source, count(*) AS identities FROM parts GROUP BY area_part, source),
    added AS (
        SELECT area_part, persons FROM link_area_counts
        UNION ALL
        SELECT area_part, max(identities) FROM by_source GROUP BY area_part
    )
    SELECT area_part, sum(persons)::BIGINT AS persons FROM added GROUP BY area_part
"""


# The same nearly whole damaged ID with the same name is one person, however it is weighed (matcher.link.person_key); so
# is what people judged to be one (matcher.link.judged).
_UNITED_SQL: Final = """
    WITH same AS (
        SELECT damaged_id, person_name, min(identity) AS other
        FROM link_spine_open
        WHERE damaged_id IS NOT NULL
        GROUP BY damaged_id, person_name
        HAVING count(*) > 1 AND count(DISTINCT birth_date) <= 1 AND count(DISTINCT sex) <= 1
    )
    SELECT open_ones.identity, same.other
    FROM link_spine_open AS open_ones
    JOIN same ON same.damaged_id = open_ones.damaged_id AND same.person_name = open_ones.person_name
    ANTI JOIN link_judged_apart AS apart ON apart.identity = open_ones.identity AND apart.other = same.other
    WHERE open_ones.identity <> same.other
    UNION
    SELECT judged.identity, judged.other
    FROM link_judged_united AS judged
    SEMI JOIN link_spine_open AS ours ON ours.identity = judged.identity
    SEMI JOIN link_spine_open AS theirs ON theirs.identity = judged.other
"""

OPEN_STEPS: Final = (
    SqlStep("link_spine_open", _OPEN_SQL),
    SqlStep("link_spine_personal", _PERSONAL_SQL),
    SqlStep("link_spine_united", _UNITED_SQL),
    SqlStep("link_spine_offered", "SELECT *, -identity AS person FROM link_spine_open"),
)
"""Who is open, on either side of the search."""

POPULATION_SQL: Final = """
    SELECT coalesce(max(identities), 0) AS persons
    FROM (SELECT count(*) AS identities FROM link_spine_open GROUP BY source)
"""
"""How many persons there are at least that have no valid ID."""
OPEN_ONES_SQL: Final = "SELECT identity, source_place, birth_date, sex FROM link_spine_open ORDER BY identity"
RIVALS_SQL: Final = """
    SELECT ranked.identity, ranked.match_weight
    FROM link_scored_ranked AS ranked
    SEMI JOIN link_spine_open AS open_ones ON open_ones.identity = ranked.identity
    WHERE ranked.place = 1
    ORDER BY identity
"""
DELIVERIES_SQL: Final = """
    SELECT deliveries.identity, deliveries.delivery
    FROM link_deliveries AS deliveries
    SEMI JOIN link_spine_open AS open_ones ON open_ones.identity = deliveries.identity
    ORDER BY identity, delivery
"""
UNITED_SQL: Final = "SELECT identity, other FROM link_spine_united ORDER BY identity, other"
APART_SQL: Final = """
    SELECT apart.identity, apart.other
    FROM link_judged_apart AS apart
    SEMI JOIN link_spine_open AS ours ON ours.identity = apart.identity
    SEMI JOIN link_spine_open AS theirs ON theirs.identity = apart.other
    ORDER BY identity, other
"""

_KNOWN: Final = {
    "names": "person_name",
    "areas": "area_code",
    "households": "household, agency",
    "phones": "phone",
    "accounts": "account",
}
_COUNTED: Final = {
    "name": "person_name",
    "birth": "birth_date",
    "household": "household",
    "phone": "phone",
    "account": "account",
}


def _known_step(name: str, columns: str) -> SqlStep:
    value = columns.split(",", maxsplit=1)[0]
    return SqlStep(f"link_spine_{name}", f"SELECT person, {columns} FROM link_spine_offered WHERE {value} IS NOT NULL")


def _counts_step(name: str, column: str) -> SqlStep:
    """Give the step that counts who bears a value: persons with a valid ID, and identities that are open.

    One person is open in several sources: the source in which most bear the value says how many there are.
    """
    return SqlStep(
        f"link_spine_{name}_counts",
        f"""
        WITH by_source AS (
            SELECT {column}, source, count(*) AS identities
            FROM link_spine_open
            WHERE {column} IS NOT NULL
            GROUP BY {column}, source
        ),
        added AS (
            SELECT {column}, persons FROM link_{name}_counts
            UNION ALL
            SELECT {column}, max(identities) FROM by_source GROUP BY {column}
        )
        SELECT {column}, sum(persons)::BIGINT AS persons FROM added GROUP BY {column}
        """,
    )


PAIR_STEPS: Final = (
    SqlStep("link_spine_pairs", _PAIRS_SQL),
    SqlStep("link_spine_persons", _PERSONS_SQL),
    *(_known_step(name, columns) for name, columns in _KNOWN.items()),
    *(_counts_step(name, column) for name, column in _COUNTED.items()),
    SqlStep("link_spine_area_counts", _AREA_COUNTS_SQL),
)
"""From blocked pairs to what their comparison reads: facts, and how many share each."""
