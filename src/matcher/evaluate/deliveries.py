"""Write the SQL that leaves out rows which a later delivery of their source gives again.

A register that is delivered anew each month repeats most of its rows. `newest_by` names the columns by which a person's
rows of one source are the same matter: of these only the rows of the newest delivery count. Pure: writes SQL.
"""

from __future__ import annotations

from collections.abc import Sequence

from matcher.engine.base import quote_identifier
from matcher.evaluate.views import view_name


def delivery_columns(newest_by: Sequence[str]) -> set[str]:
    """Give the columns of a table that telling repeated rows takes."""
    return {"source", "as_of_date", *newest_by} if newest_by else set()


def newest_delivery_join(table: str, name: str, newest_by: Sequence[str]) -> str:
    """Write the join that keeps, of the rows of a table, those of the newest delivery.

    Args:
        table: Model table.
        name: Name, quoted, under which its view stands in the FROM clause.
        newest_by: Columns by which rows of one person and source are the same matter; none: all rows are kept.
    """
    if not newest_by:
        return ""
    newest = quote_identifier(f"{name.strip(chr(34))} newest")
    same = ["person_id", "source", *newest_by]
    columns = ", ".join(quote_identifier(column) for column in same)
    ties = "\n    AND ".join(
        f"{newest}.{quote_identifier(column)} IS NOT DISTINCT FROM {name}.{quote_identifier(column)}"
        for column in newest_by
    )
    return f"""
JOIN (
    SELECT {columns}, max(as_of_date) AS as_of_date
    FROM {quote_identifier(view_name(table))}
    GROUP BY {columns}
) AS {newest}
    ON {newest}.person_id = {name}.person_id
    AND {newest}.source = {name}.source
    AND {newest}.as_of_date = {name}.as_of_date
    AND {ties}"""
