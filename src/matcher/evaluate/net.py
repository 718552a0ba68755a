"""What a person was paid for a month, net: each delivered row once, and nothing that did not arrive.

- Rows of several files of one source that agree in person, programme, month, amount, kind, day and batch are one row;
  the newest of these files says what became of it (and how many such rows there are); of two of one day, the later
  by name.
- A row with a status other than `paid` (failed, returned) is no payment. A reversal (negative amount) of such a row is
  none either: it takes back what did not arrive. A reversal belongs to the rows of its amount in its own batch, those
  that did not arrive first; where its batch has none left, to a row of its amount in any batch that did not arrive and
  is not reversed yet. All other reversals count.

Most months are of one row: these are told without all that. The step leaves `net_<table>`: person_id, kind,
benefit_month, month_net_cny, and how much of what arrived was taken back (`month_back_cny`); `back_<table>` has the
months of which anything was. Pure: writes SQL.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from matcher.engine.base import SqlStep


@dataclass(frozen=True)
class NetColumns:
    """The columns by which the rows of one table are told apart."""

    kind: str
    """Rows of one person and month are added up within one value of it."""
    same: tuple[str, ...]
    """Further columns in which one row agrees with itself in another file, beside person, month and amount."""
    status: str = ""
    """Column that says whether the money arrived; empty: it did."""
    batch: str = ""
    """Column of the batch; empty: all rows of a month are of one."""


NET: Final = "month_net_cny"
"""Column of the net amount of a month."""

NET_BY: Final[dict[str, NetColumns]] = {
    "payment": NetColumns("programme", ("payment_kind", "paid_on"), "payment_status", "batch"),
    "pension": NetColumns("pension_kind", ("payment_kind",)),
}
"""Tables whose rows are added up by month."""


def net_name(table: str) -> str:
    """Give the name of the step that adds a table's rows up."""
    return f"net_{table}"


def back_name(table: str) -> str:
    """Give the name of the step that finds the months of which something was taken back."""
    return f"back_{table}"


def back_step(table: str) -> SqlStep:
    """Give the step that finds, of what was added up, the months of which something was taken back: few of many."""
    sql = f"""SELECT person_id, kind, benefit_month, month_back_cny
FROM {net_name(table)}
WHERE month_back_cny > 0"""
    return SqlStep(back_name(table), sql)


def net_columns(table: str) -> set[str]:
    """Give the columns of a table by which its rows are told apart and added up."""
    columns = NET_BY[table]
    named = {columns.kind, *columns.same, columns.status, columns.batch} - {""}
    return {"source", "file_number", "benefit_month", "amount_cny", *named}


def net_step(table: str, rows: str) -> SqlStep:
    """Give the step that adds up what each person was paid for each month.

    Args:
        table: One of `NET_BY`.
        rows: Name of the table of its rows, with `person_id` and `net_columns`.
    """
    columns = NET_BY[table]
    names = "".join(f", {name}" for name in columns.same)
    sql = f"""WITH {_delivered_sql(columns, rows)}
), counted AS (
    SELECT
        person_id,
        kind,
        benefit_month,
        amount_cny,
        batch,
        max({{'file': file_number, 'arrived': arrived, 'failed': failed}}) AS newest
    FROM delivered
    GROUP BY person_id, source, kind, benefit_month, amount_cny, batch{names}
), {_NET_SQL}"""
    return SqlStep(net_name(table), sql)


def _delivered_sql(columns: NetColumns, rows: str) -> str:
    """Write the months with the number of their rows, and the rows of those that have several."""
    arrived = f"coalesce(model.{columns.status}, 'paid') = 'paid'" if columns.status else "TRUE"
    batch = f"model.{columns.batch}" if columns.batch else "CAST(NULL AS VARCHAR)"
    same = "".join(f",\n        model.{name}" for name in columns.same)
    return f"""month AS (
    SELECT
        model.person_id,
        model.{columns.kind} AS kind,
        model.benefit_month,
        count(*) AS rows,
        min(CASE WHEN {arrived} THEN model.amount_cny ELSE 0 END) AS amount_cny
    FROM {rows} AS model
    GROUP BY model.person_id, model.{columns.kind}, model.benefit_month
), delivered AS (
    SELECT
        model.person_id,
        model.source,
        model.file_number,
        model.{columns.kind} AS kind,
        model.benefit_month,
        model.amount_cny,
        {batch} AS batch{same},
        count(*) FILTER (WHERE {arrived}) AS arrived,
        count(*) FILTER (WHERE NOT ({arrived})) AS failed
    FROM {rows} AS model
    SEMI JOIN (
        SELECT person_id, kind, benefit_month FROM month WHERE rows > 1
    ) AS several
        ON several.person_id = model.person_id
        AND several.kind = model.{columns.kind}
        AND several.benefit_month = model.benefit_month
    GROUP BY ALL"""


_NET_SQL: Final = """in_batch AS (
    SELECT
        person_id,
        kind,
        benefit_month,
        abs(amount_cny) AS amount_cny,
        coalesce(sum(newest.arrived) FILTER (WHERE amount_cny > 0), 0) AS paid,
        coalesce(sum(newest.failed) FILTER (WHERE amount_cny > 0), 0) AS failed,
        coalesce(sum(newest.arrived) FILTER (WHERE amount_cny < 0), 0) AS reversed
    FROM counted
    GROUP BY person_id, kind, benefit_month, abs(amount_cny), batch
), of_amount AS (
    SELECT
        person_id,
        kind,
        benefit_month,
        amount_cny,
        sum(paid) AS paid,
        sum(paid - reversed + least(reversed, failed)) AS times,
        sum(greatest(failed - reversed, 0)) AS failed_left,
        sum(greatest(reversed - failed - paid, 0)) AS reversed_left
    FROM in_batch
    GROUP BY person_id, kind, benefit_month, amount_cny
)
SELECT
    person_id,
    kind,
    benefit_month,
    CAST(sum(amount_cny * CAST(times + least(failed_left, reversed_left) AS INTEGER)) AS DECIMAL(14, 2))
        AS month_net_cny,
    CAST(sum(amount_cny * CAST(paid - times - least(failed_left, reversed_left) AS INTEGER)) AS DECIMAL(14, 2))
        AS month_back_cny
FROM of_amount
GROUP BY person_id, kind, benefit_month
UNION ALL
SELECT person_id, kind, benefit_month, CAST(amount_cny AS DECIMAL(14, 2)) AS month_net_cny, NULL AS month_back_cny
FROM month
WHERE rows = 1"""
