"""Rows that a later delivery of their source gives again: which of the rows of one matter counts.

A register that is delivered anew each month repeats most of its rows. `newest_by` names the columns by which a person's
rows of one source are the same matter: of these only the rows of the newest delivery count. A view says of each row
whether it is one, in a column that all rules share. Pure: writes SQL.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from matcher.engine.base import quote_identifier

_NEWEST: Final = "newest of "
_BETWEEN: Final = ", "


def delivery_columns(newest_by: Sequence[str]) -> set[str]:
    """Give the columns of a table that telling repeated rows takes, and the one that tells them."""
    return {"source", "as_of_date", *newest_by, _told_by(newest_by)} if newest_by else set()


def is_newest(name: str, newest_by: Sequence[str]) -> list[str]:
    """Write the condition that keeps, of the rows of a table, those of the newest delivery; none: all are kept.

    Args:
        name: Name, quoted, under which its view stands in the FROM clause.
        newest_by: Columns by which rows of one person and source are the same matter.
    """
    return [f"{name}.{quote_identifier(_told_by(newest_by))}"] if newest_by else []


def newest_columns(columns: Collection[str]) -> list[str]:
    """Give those of some columns that tell repeated rows, sorted."""
    return sorted(column for column in columns if column.startswith(_NEWEST))


def newest_sql(rows: str, columns: Sequence[str]) -> tuple[list[str], str]:
    """Write the columns that tell repeated rows, and the joins that they take.

    A source all of whose rows are of one day repeats nothing: its rows are not looked at any further.

    Args:
        rows: Table of all rows, quoted; in the FROM clause it stands under the name `model`.
        columns: What `newest_columns` gave.
    """
    lines, joins = [], ""
    for column in columns:
        newest_by, newest = column.removeprefix(_NEWEST).split(_BETWEEN), quote_identifier(f"in {column}")
        same = ", ".join(quote_identifier(name) for name in ("person_id", "source", *newest_by))
        ties = "".join(
            f"\n    AND {newest}.{quote_identifier(name)} IS NOT DISTINCT FROM model.{quote_identifier(name)}"
            for name in newest_by
        )
        joins += f"""
LEFT JOIN (
    SELECT {same}, max(as_of_date) AS as_of_date
    FROM {rows}
    WHERE source IN (SELECT source FROM {rows} GROUP BY source HAVING min(as_of_date) < max(as_of_date))
    GROUP BY {same}
) AS {newest}
    ON {newest}.person_id = model.person_id
    AND {newest}.source = model.source{ties}"""
        last = f"coalesce({newest}.as_of_date, model.as_of_date)"
        is_last = f"coalesce(model.source IS NOT NULL AND model.as_of_date = {last}, FALSE)"
        lines.append(f"{is_last} AS {quote_identifier(column)}")
    return lines, joins


def _told_by(newest_by: Sequence[str]) -> str:
    return f"{_NEWEST}{_BETWEEN.join(newest_by)}"
