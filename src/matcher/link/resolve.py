"""Decide which pairs become links: the best by weight, clear of the second, and one person once per delivery.

Reads weighed pairs of one stage and the links made before; gives the steps to `<stage>_ranked` and `<stage>_settled`
around the kernel of matcher.link.assignment, which makes `<stage>_claims`. Ties are broken by content (the person's
ID), never by row order. Pure: builds SQL.
"""

from __future__ import annotations

from typing import Final

from matcher.engine.base import SqlStep

START_STEPS: Final = (
    SqlStep(
        "link_settled",
        "SELECT identity, person FROM link_exact WHERE NOT is_conflict",
    ),
)
"""Links that nothing later may displace: at first the exact ones."""


def ranked_step(stage: str) -> SqlStep:
    """Give the step that ranks the persons of each identity in `<stage>_weighed`: place 1 is the heaviest."""
    return SqlStep(
        f"{stage}_ranked",
        f"""
        SELECT
            weighed.identity,
            weighed.person,
            weighed.match_weight,
            weighed.link_grade,
            weighed.may_accept,
            row_number() OVER (
                PARTITION BY weighed.identity ORDER BY weighed.match_weight DESC, persons.canonical_id
            ) AS place
        FROM {stage}_weighed AS weighed
        JOIN link_persons AS persons ON persons.person = weighed.person
        """,
    )


def ranked_sql(stage: str) -> str:
    """Give the SELECT of the ranked pairs, as matcher.link.assignment takes them."""
    return f"""
        SELECT identity, person, match_weight, link_grade, may_accept
        FROM {stage}_ranked
        ORDER BY identity, place
    """


def deliveries_sql(stage: str) -> str:
    """Give the SELECT of the once-only deliveries that the identities of a stage stand in."""
    return f"""
        SELECT deliveries.identity, deliveries.delivery
        FROM link_deliveries AS deliveries
        SEMI JOIN {stage}_ranked AS ranked ON ranked.identity = deliveries.identity
        ORDER BY identity, delivery
    """


def taken_sql(stage: str) -> str:
    """Give the SELECT of the persons of a stage that have a row in a once-only delivery already."""
    return f"""
        SELECT DISTINCT settled.person, deliveries.delivery
        FROM link_settled AS settled
        JOIN link_deliveries AS deliveries ON deliveries.identity = settled.identity
        SEMI JOIN {stage}_ranked AS ranked ON ranked.person = settled.person
        ORDER BY person, delivery
    """


def settle_steps(stage: str) -> tuple[SqlStep, ...]:
    """Give the steps that make the accepted links of a stage binding for the next."""
    return (
        SqlStep(
            f"{stage}_settled",
            f"""
            SELECT identity, person FROM link_settled
            UNION ALL
            SELECT identity, person FROM {stage}_claims WHERE outcome = 'accepted'
            """,
        ),
        SqlStep("link_settled", f"SELECT identity, person FROM {stage}_settled"),
    )
