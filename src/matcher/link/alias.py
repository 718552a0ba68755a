"""Follow changed citizen IDs to the one in force: old → newer → newest.

Reads the distinct pairs of the alias table; gives `link_aliases`. Pure; aliases are few, so plain Python follows them.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

ALIASES: Final = pa.schema([("old_id", pa.string()), ("canonical_id", pa.string())])

ALIAS_PAIRS_SQL: Final = """
    SELECT old_citizen_id AS old_id, citizen_id AS new_id, max(changed_on) AS changed_on
    FROM link_input_id_alias
    WHERE old_citizen_id IS NOT NULL AND citizen_id IS NOT NULL AND old_citizen_id <> citizen_id
    GROUP BY old_citizen_id, citizen_id
    ORDER BY old_id, changed_on NULLS FIRST, new_id DESC
"""
"""One row per pair, the one to believe last: the latest change, then the smallest new ID."""


def settle_aliases(pairs: pa.Table) -> pa.Table:
    """Give the ID in force for each old ID.

    Args:
        pairs: `old_id`, `new_id`, in the order of `ALIAS_PAIRS_SQL`: a later row of one old ID replaces an earlier.

    Returns:
        `ALIASES`, one row per old ID, sorted. In a circle of changes the smallest ID of the circle is the one in force.
    """
    changes = dict(zip(pairs["old_id"].to_pylist(), pairs["new_id"].to_pylist(), strict=True))
    settled = [(old_id, _in_force(old_id, changes)) for old_id in sorted(changes)]
    kept = [(old_id, canonical_id) for old_id, canonical_id in settled if old_id != canonical_id]
    return pa.table([[row[0] for row in kept], [row[1] for row in kept]], schema=ALIASES)


def _in_force(old_id: str, changes: dict[str, str]) -> str:
    path = [old_id]
    while path[-1] in changes:
        following = changes[path[-1]]
        if following in path:
            return min(path[path.index(following) :])
        path.append(following)
    return path[-1]
