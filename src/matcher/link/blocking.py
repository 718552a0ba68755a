"""Find which persons an identity without a usable ID is worth comparing with: equality joins in bounded blocks.

Reads two tables that hold the same keys: who is looked for, and who is offered; gives per pass the sizes of its blocks
and its pairs. A block that would give too many pairs is refined by further keys; what even then is too large is left
out and counted, never in silence. Pure: builds SQL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from matcher.engine.base import SqlStep


@dataclass(frozen=True)
class BlockingPass:
    """One set of columns that must be equal, and the columns that refine blocks that are too large."""

    name: str
    keys: tuple[str, ...]
    more: tuple[str, ...]


@dataclass(frozen=True)
class Search:
    """Passes over two tables.

    Attributes:
        name: Prefix of the tables that it makes: `<name>_pairs_<pass>_<level>`, `<name>_blocked_pairs`.
        wanted: Table of identities that are looked for: `identity` and the keys.
        offered: Table of who is offered: `person` and the keys, a person perhaps in several rows.
        passes: What must be equal.
        condition: What else holds for `wanted` and `offered` of a pair; both have the columns of `extra`.
        extra: Columns of both tables that the condition reads.
    """

    name: str
    wanted: str
    offered: str
    passes: tuple[BlockingPass, ...]
    condition: str = "true"
    extra: tuple[str, ...] = ()


PASSES: Final = (
    BlockingPass("name_birth", ("person_name", "birth_date"), ("sex", "village")),
    BlockingPass("name_village", ("person_name", "village"), ("sex", "household")),
    BlockingPass("name_household", ("person_name", "household"), ("sex", "village")),
    BlockingPass("surname_birth_sex", ("surname", "birth_date", "sex"), ("village",)),
    BlockingPass("birth_village", ("birth_date", "village"), ("surname", "sex")),
    BlockingPass("birth_household", ("birth_date", "household"), ("surname", "sex")),
    BlockingPass("phone", ("phone",), ("surname", "birth_date")),
    BlockingPass("account", ("account",), ("surname", "birth_date")),
    BlockingPass("bare_name", ("bare_name",), ("sex",)),
)
"""Telephone and account also show whether such numbers are one person's own (matcher.link.own_numbers). The last is for
identities that give nothing beside a name: enough to say that it could be this person."""

RESIDUE_SEARCH: Final = Search("link", "link_residue", "link_named_faces", PASSES)
"""Identities still to be linked, among the persons with a valid ID."""

# `birth_in_raw`: a damaged ID that no one slip explains may still hold the right birth date.
_RESIDUE_SQL: Final = """
    SELECT
        identities.identity,
        person_name,
        substr(person_name, 1, 1) AS surname,
        coalesce(birth_date, birth_in_raw) AS birth_date,
        sex,
        CASE WHEN right(area_code, 3) <> '000' THEN area_code END AS village,
        household,
        phone,
        account,
        CASE WHEN coalesce(birth_date, birth_in_raw) IS NULL
              AND household IS NULL
              AND (area_code IS NULL OR right(area_code, 3) = '000') THEN person_name END AS bare_name
    FROM link_identities AS identities
    ANTI JOIN link_settled AS settled ON settled.identity = identities.identity
    WHERE canonical_id IS NULL
"""

RESIDUE_STEPS: Final = (
    SqlStep("link_residue", _RESIDUE_SQL),
    SqlStep("link_named_faces", "SELECT *, person_name AS bare_name FROM link_faces"),
)


def level_steps(search: Search, blocking: BlockingPass, level: int, largest_block: int) -> tuple[SqlStep, SqlStep]:
    """Give the steps of one level of a pass: its blocks, and the pairs of those that are not too large.

    Level 0 has all blocks of the pass. Each further one refines by one more key those that are too large before it.
    """
    keys = (*blocking.keys, *blocking.more[:level])
    blocks = f"{search.name}_blocks_{blocking.name}_{level}"
    parent = f"{search.name}_blocks_{blocking.name}_{level - 1}" if level else None
    values: dict[str, object] = {"largest": largest_block}
    return (
        SqlStep(blocks, _blocks_sql(search, keys, parent), values if parent else {}),
        SqlStep(f"{search.name}_pairs_{blocking.name}_{level}", _pairs_sql(search, keys, blocks), values),
    )


def large_blocks_sql(search: Search, largest_block: int) -> tuple[str, dict[str, object]]:
    """Give the SELECT of the blocks of level 0 that are too large: for each `pass` the `blocks`, and their `pairs`."""
    parts = [
        f"SELECT '{blocking.name}' AS pass, count(*) AS blocks, coalesce(sum(pairs), 0) AS pairs "
        f"FROM {search.name}_blocks_{blocking.name}_0 WHERE pairs > $largest"
        for blocking in search.passes
    ]
    return "\nUNION ALL\n".join(parts) + "\nORDER BY pass", {"largest": largest_block}


def blocked_pairs_step(search: Search, levels: Mapping[str, int]) -> SqlStep:
    """Give the step of `<name>_blocked_pairs`: identity and person, each pair once.

    Args:
        search: The search.
        levels: How many levels of each pass were made.
    """
    union = "\nUNION\n".join(
        f"SELECT identity, person FROM {search.name}_pairs_{name}_{level}"
        for name, made in levels.items()
        for level in range(made)
    )
    return SqlStep(f"{search.name}_blocked_pairs", union)


def _blocks_sql(search: Search, keys: Sequence[str], parent: str | None) -> str:
    """Give the blocks of one level: how many identities and persons each would compare."""
    columns = ", ".join(keys)
    known = " AND ".join(f"{key} IS NOT NULL" for key in keys)
    within = ""
    if parent:
        parent_keys = keys[:-1]
        within = (
            f"SEMI JOIN (SELECT * FROM {parent} WHERE pairs > $largest) AS parents USING ({', '.join(parent_keys)})"
        )
    return f"""
        WITH wanted AS (
            SELECT {columns}, count(*) AS identities
            FROM {search.wanted} {within}
            WHERE {known}
            GROUP BY {columns}
        ),
        offered AS (
            SELECT {columns}, count(DISTINCT person) AS persons
            FROM {search.offered}
            SEMI JOIN wanted USING ({columns})
            GROUP BY {columns}
        )
        SELECT {", ".join(f"wanted.{key}" for key in keys)}, identities * persons AS pairs
        FROM wanted
        JOIN offered USING ({columns})
    """


def _pairs_sql(search: Search, keys: Sequence[str], blocks: str) -> str:
    columns = ", ".join(keys)
    read = ", ".join((*keys, *search.extra))
    return f"""
        WITH bounded AS (SELECT {columns} FROM {blocks} WHERE pairs <= $largest),
        wanted AS (SELECT identity, {read} FROM {search.wanted} SEMI JOIN bounded USING ({columns})),
        offered AS (SELECT DISTINCT person, {read} FROM {search.offered} SEMI JOIN bounded USING ({columns}))
        SELECT DISTINCT wanted.identity, offered.person
        FROM wanted
        JOIN offered USING ({columns})
        WHERE {search.condition}
    """
