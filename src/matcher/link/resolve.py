"""Decide which pairs become links: the best by weight, clear of the second, and one person once per delivery.

Reads weighed pairs of one stage and the links made before; gives the steps to `<stage>_ranked`, `<stage>_claims` and
`<stage>_accepted`. Ties are broken by content (the person's ID), never by row order. Pure: builds SQL.
"""

from __future__ import annotations

from typing import Final

from matcher.config.linkage import Linkage
from matcher.engine.base import SqlStep

START_STEPS: Final = (
    SqlStep(
        "link_settled",
        "SELECT identity, person FROM link_exact WHERE NOT is_conflict",
    ),
)
"""Links that nothing later may displace: at first the exact ones."""


def resolve_steps(stage: str, linkage: Linkage) -> tuple[SqlStep, ...]:
    """Give the steps that decide on the pairs of `<stage>_weighed`.

    `<stage>_claims` holds one row per identity: its best person and an outcome (accepted, near_tie, below_threshold,
    listed_twice). `link_settled` then holds the accepted ones too.
    """
    values: dict[str, object] = {"accept": linkage.accept_weight, "near_tie": linkage.near_tie_bits}
    tie = {"near_tie": linkage.near_tie_bits}
    return (
        SqlStep(f"{stage}_ranked", _ranked_sql(stage)),
        SqlStep(f"{stage}_best", _best_sql(stage), values),
        SqlStep(f"{stage}_rivals", _rivals_sql(stage), dict(tie)),
        SqlStep(f"{stage}_claims", _claims_sql(stage)),
        SqlStep(f"{stage}_settled", _settled_sql(stage)),
    )


def settle_step(stage: str) -> SqlStep:
    """Give the step that makes the accepted links of a stage binding for the next."""
    return SqlStep("link_settled", f"SELECT identity, person FROM {stage}_settled")


def _ranked_sql(stage: str) -> str:
    return f"""
        SELECT
            weighed.identity,
            weighed.person,
            weighed.match_weight,
            weighed.link_grade,
            weighed.may_accept,
            row_number() OVER best_first AS place,
            lead(weighed.match_weight) OVER best_first AS next_weight
        FROM {stage}_weighed AS weighed
        JOIN link_persons AS persons ON persons.person = weighed.person
        WINDOW best_first AS (
            PARTITION BY weighed.identity ORDER BY weighed.match_weight DESC, persons.canonical_id
        )
    """


def _best_sql(stage: str) -> str:
    return f"""
        SELECT
            identity,
            person,
            match_weight,
            link_grade,
            CASE
                WHEN NOT may_accept OR match_weight < $accept THEN 'below_threshold'
                WHEN match_weight - coalesce(next_weight, -1e9) < $near_tie THEN 'near_tie'
                ELSE 'accepted'
            END AS outcome
        FROM {stage}_ranked
        WHERE place = 1
    """


# A source that lists a person once has two persons in two rows. Whoever is linked already stays; of two newcomers the
# heavier stays where it is clearly heavier, else neither is believed.
def _rivals_sql(stage: str) -> str:
    return f"""
        WITH claimed AS (
            SELECT best.identity, best.person, best.match_weight, deliveries.delivery
            FROM {stage}_best AS best
            JOIN link_deliveries AS deliveries ON deliveries.identity = best.identity
            WHERE best.outcome = 'accepted'
        ),
        held AS (
            SELECT DISTINCT settled.person, deliveries.delivery, true AS is_held
            FROM link_settled AS settled
            JOIN link_deliveries AS deliveries ON deliveries.identity = settled.identity
        ),
        placed AS (
            SELECT
                claimed.identity,
                held.is_held,
                claimed.match_weight,
                row_number() OVER heaviest_first AS place,
                first_value(claimed.match_weight) OVER heaviest_first AS first_weight,
                nth_value(claimed.match_weight, 2) OVER (
                    heaviest_first ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
                ) AS second_weight
            FROM claimed
            JOIN link_identities AS identities ON identities.identity = claimed.identity
            LEFT JOIN held ON held.person = claimed.person AND held.delivery = claimed.delivery
            WINDOW heaviest_first AS (
                PARTITION BY claimed.person, claimed.delivery
                ORDER BY claimed.match_weight DESC, identities.content_hash
            )
        )
        SELECT DISTINCT identity
        FROM placed
        WHERE coalesce(is_held, false)
            OR place > 1
            OR first_weight - coalesce(second_weight, -1e9) < $near_tie
    """


def _claims_sql(stage: str) -> str:
    return f"""
        SELECT
            best.identity,
            best.person,
            best.match_weight,
            best.link_grade,
            CASE WHEN rivals.identity IS NOT NULL THEN 'listed_twice' ELSE best.outcome END AS outcome
        FROM {stage}_best AS best
        LEFT JOIN {stage}_rivals AS rivals ON rivals.identity = best.identity
    """


def _settled_sql(stage: str) -> str:
    return f"""
        SELECT identity, person FROM link_settled
        UNION ALL
        SELECT identity, person FROM {stage}_claims WHERE outcome = 'accepted'
    """
