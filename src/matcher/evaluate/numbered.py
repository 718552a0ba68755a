"""Tables of several rules or questions as one, each row with the number of its table, and the way back. Pure."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc


def under_one_another(tables: Iterable[pa.Table | None], number: str) -> pa.Table:
    """Put tables under one another.

    Args:
        tables: Tables; None: none of that number. A column that one of them lacks is null there.
        number: Name of the further column with the number of the table, from 0.
    """
    numbered = [
        table.append_column(number, pa.repeat(pa.scalar(place, pa.int32()), len(table)))
        for place, table in enumerate(tables)
        if table is not None
    ]
    nothing = pa.table({number: pa.array([], pa.int32())})
    return pa.concat_tables([*numbered, nothing], promote_options="permissive")


def by_number(table: pa.Table, number: str, count: int) -> list[pa.Table]:
    """Give the tables that were put under one another, so many.

    Args:
        table: What `under_one_another` gave.
        number: Name of the column with the number of the table.
        count: How many there were; one that was None is empty.
    """
    found = pc.value_counts(table[number])
    rows = dict(zip(found.field("values").to_pylist(), found.field("counts").to_pylist(), strict=True))
    tables: list[pa.Table] = []
    start = 0
    for place in range(count):
        length = rows.get(place, 0)
        tables.append(table.slice(start, length).drop_columns([number]))
        start += length
    return tables
