"""Write the SQL that tells which months a list was delivered for: a month that nobody sent is not a month without pay.

Of each source, the persons that a month shows are held against what is usual for it (the median of its months). A month
that shows fewer than half of them was not delivered, unless other sources make up for half of what is gone: a programme
may move from one list to another. Nothing makes up for months that a source's newest file is too old to show. Sources
with less than a twentieth of all persons are strays and decide nothing.
Reasons: docs/decisions/0005-months-that-were-never-delivered.md. Pure: writes SQL.
"""

from __future__ import annotations

from typing import Final

from matcher.engine.base import quote_identifier
from matcher.evaluate.plan import FactPlan
from matcher.evaluate.scope import MONTH_BY
from matcher.evaluate.views import IS_CORE, SOURCES_NAME, view_name
from matcher.evaluate.working import possible, where

_STRAY: Final = 20
"""A source with less than one in so many of all persons is a stray."""

_FEW: Final = 10
"""Usual persons below which half of them says nothing: such a source is short only in months that it does not show."""

_MONTHS: Final = "CAST(unnest(generate_series($first_month, $last_month)) AS INTEGER) AS trial_month"

_WEIGHED: Final = f""", most AS (
    SELECT 1 AS one, max(persons) AS persons FROM whole
), usual AS (
    SELECT source, 1 AS one, quantile_disc(persons, 0.5) AS persons FROM shown GROUP BY source
), usual_month AS (
    SELECT
        usual.source,
        usual.persons,
        most.persons AS all_persons,
        {_MONTHS}
    FROM usual
    JOIN most ON most.one = usual.one
), held AS (
    SELECT
        usual.trial_month,
        2 * coalesce(shown.persons, 0) < CASE WHEN usual.persons < {_FEW} THEN 1 ELSE usual.persons END
            AND {_STRAY} * usual.persons >= usual.all_persons AS is_short,
        usual.trial_month > delivered.horizon_month AS is_beyond,
        usual.persons - coalesce(shown.persons, 0) AS gone,
        coalesce(whole.persons, 0) - coalesce(shown.persons, 0) - (usual.all_persons - usual.persons) AS made_up
    FROM usual_month AS usual
    JOIN {SOURCES_NAME} AS delivered ON delivered.source = usual.source
    LEFT JOIN shown ON shown.source = usual.source AND shown.trial_month = usual.trial_month
    LEFT JOIN whole ON whole.trial_month = usual.trial_month
), covered AS (
    SELECT trial_month
    FROM held
    GROUP BY trial_month
    HAVING NOT bool_or(is_short AND (is_beyond OR 2 * made_up < gone))
)
SELECT month.trial_month, covered.trial_month AS horizon_month
FROM (SELECT {_MONTHS}) AS month
LEFT JOIN covered ON covered.trial_month = month.trial_month"""


def shown_persons_sql(fact: FactPlan) -> str:
    """Write how many persons each month of the window shows, by source, and in all (`source` is null).

    Binds $first_month and $last_month, and what the fact's condition binds. Months beyond a source's horizon count as
    not shown by it. Of several buckets the numbers can be added up: a person is judged in one of them.
    """
    name = quote_identifier(fact.name)
    month = f"{name}.{quote_identifier(MONTH_BY[fact.fact.table])}"
    conditions = [f"{name}.{IS_CORE}", f"{month} BETWEEN $first_month AND least($last_month, source.horizon_month)"]
    conditions += possible([fact.where], fact.name)
    return f"""SELECT {name}.source, {month} AS trial_month, count(DISTINCT {name}.person_id) AS shown
FROM {quote_identifier(view_name(fact.fact.table))} AS {name}
JOIN {SOURCES_NAME} AS source ON source.source = {name}.source{where(conditions)}
GROUP BY GROUPING SETS (({name}.source, {month}), ({month}))"""


def covered_months_sql(counted: str) -> str:
    """Write the months of the window, each with itself as `horizon_month` where its list was delivered, else null.

    Args:
        counted: Table of the persons shown (`shown_persons_sql`), of all buckets.
    """
    return f"""WITH shown AS (
    SELECT source, trial_month, CAST(sum(shown) AS BIGINT) AS persons
    FROM {counted}
    WHERE source IS NOT NULL
    GROUP BY source, trial_month
), whole AS (
    SELECT trial_month, CAST(sum(shown) AS BIGINT) AS persons
    FROM {counted}
    WHERE source IS NULL
    GROUP BY trial_month
){_WEIGHED}"""
