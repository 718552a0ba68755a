"""Carry household numbers over from sure links, and let them decide where a name alone cannot.

Each agency numbers households in its own way. Where a member of our household is surely a person, that person's other
households are ours too, and so are those who live there: a record of our household that only names a person is then
compared with the bearers of that name there, the household counting as the same (level `carried`). Such a link has
grade G8, and does not take the record out of the candidates of other persons. Two bearers of the name in one household,
father and son, are a near tie; another birth date or sex, or a row of the same list that is that person already,
forbids it; so does a valid ID that was refused (matcher.link.exact).

Reads `link_residue`, the sure links and what is known of persons; gives `link_household_pairs` and what its comparison
reads. Pure: builds SQL, and one kernel on columns.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from matcher.engine.base import SqlStep
from matcher.link.facts import Stage
from matcher.link.spine_evidence import SAME_NAME, Levels, with_columns

HOUSEHOLD_GRADE: Final = "G8"
"""A finding on such a link is never more than a question."""
CARRIED: Final = "carried"
"""Level of the comparison `household` where sure links, not the number itself, make two households one."""
LARGEST_HOUSEHOLD: Final = 20
"""Persons beyond which a number is no family's: a home for the aged, or a default."""

HOUSEHOLD_STAGE: Final = Stage("link_household", "link_household_pairs", households="link_household_known")

_WANTED_SQL: Final = """
    SELECT identities.identity, identities.agency, identities.household, identities.person_name
    FROM link_identities AS identities
    SEMI JOIN link_residue AS residue ON residue.identity = identities.identity
    ANTI JOIN link_settled AS settled ON settled.identity = identities.identity
    ANTI JOIN link_refusals AS refusals ON refusals.identity = identities.identity
    WHERE identities.household IS NOT NULL AND identities.person_name IS NOT NULL
"""


def _lives_sql(among: str, *keys: str) -> str:
    """Give the SELECT of who lives where, as records with a sure link say: quiet IDs, told IDs, repaired ones.

    Args:
        among: A table; only rows that agree with one of its rows are given.
        keys: Of `person`, `agency`, `household`: in what they agree.
    """
    columns = ", ".join(keys)
    return f"""
        SELECT *
        FROM (
            SELECT quiet.person, files.agency, CAST(quiet.household AS VARCHAR) AS household
            FROM link_quiet AS quiet
            JOIN link_file_numbers AS files ON files.file = quiet.file
            WHERE quiet.household IS NOT NULL
        )
        SEMI JOIN {among} AS among USING ({columns})
        UNION
        SELECT *
        FROM (
            SELECT settled.person, identities.agency, identities.household
            FROM link_settled AS settled
            JOIN link_identities AS identities ON identities.identity = settled.identity
            WHERE identities.household IS NOT NULL
        )
        SEMI JOIN {among} AS among USING ({columns})
    """


_PAIRED_SQL: Final = f"""
    WITH sizes AS (SELECT agency, household, count(*) AS persons FROM link_household_lives GROUP BY agency, household)
    SELECT DISTINCT
        members.agency,
        members.household,
        others.agency AS other_agency,
        others.household AS other_household
    FROM link_household_members AS members
    JOIN link_household_others AS others ON others.person = members.person
    JOIN sizes ON sizes.agency = others.agency AND sizes.household = others.household
    WHERE others.agency <> members.agency AND sizes.persons <= {LARGEST_HOUSEHOLD}
"""

_CARRIED_SQL: Final = """
    SELECT DISTINCT lives.person, paired.agency, paired.household
    FROM link_household_paired AS paired
    JOIN link_household_lives AS lives
        ON lives.agency = paired.other_agency AND lives.household = paired.other_household
"""

# Whoever bears the name there, and whoever else the record was weighed against: a rival is a rival.
_PAIRS_SQL: Final = """
    WITH named AS (
        SELECT DISTINCT wanted.identity, carried.person
        FROM link_household_wanted AS wanted
        JOIN link_household_carried AS carried
            ON carried.agency = wanted.agency AND carried.household = wanted.household
        JOIN link_person_names AS names
            ON names.person = carried.person AND names.person_name = wanted.person_name
    )
    SELECT identity, person, 'missing' AS id_level, 1 AS id_choices
    FROM named
    ANTI JOIN link_scored_pairs AS scored ON scored.identity = named.identity AND scored.person = named.person
    UNION ALL
    SELECT scored.identity, scored.person, scored.id_level, scored.id_choices
    FROM link_scored_pairs AS scored
    SEMI JOIN named ON named.identity = scored.identity
"""


def carry_steps(is_used: bool) -> tuple[SqlStep, ...]:
    """Give the steps to `link_household_carried`, before its persons are asked for; empty where it is not used."""
    return (
        SqlStep("link_household_wanted", _WANTED_SQL if is_used else f"{_WANTED_SQL} AND false"),
        SqlStep("link_household_members", _lives_sql("link_household_wanted", "agency", "household")),
        SqlStep("link_household_others", _lives_sql("link_household_members", "person")),
        SqlStep("link_household_lives", _lives_sql("link_household_others", "agency", "household")),
        SqlStep("link_household_paired", _PAIRED_SQL),
        SqlStep("link_household_carried", _CARRIED_SQL),
    )


PAIR_STEPS: Final = (
    SqlStep(HOUSEHOLD_STAGE.pairs, _PAIRS_SQL),
    SqlStep(
        HOUSEHOLD_STAGE.households,
        """
        SELECT person, agency, household FROM link_person_households
        UNION
        SELECT person, agency, household FROM link_household_carried
        """,
    ),
)

CARRIED_PAIRS_SQL: Final = """
    SELECT DISTINCT pairs.identity, pairs.person, carried.person IS NOT NULL AS is_carried
    FROM link_household_pairs AS pairs
    JOIN link_identities AS identities ON identities.identity = pairs.identity
    LEFT JOIN link_household_carried AS carried
        ON carried.person = pairs.person
        AND carried.agency = identities.agency
        AND carried.household = identities.household
    ORDER BY identity, person
"""


def judge_in_household(weighed: pa.Table, carried: pa.Table) -> pa.Table:
    """Say of weighed pairs which may be accepted for their household's sake.

    Args:
        weighed: As matcher.link.scoring gives it.
        carried: `identity`, `person`, `is_carried` of the same pairs, sorted by both.
    """
    ordered = weighed.sort_by([("identity", "ascending"), ("person", "ascending")])
    levels = Levels(ordered)
    in_house = np.asarray(carried["is_carried"].to_numpy(), dtype=np.bool_) & levels.is_any("household", ("same",))
    holds = in_house & levels.is_any("person_name", SAME_NAME)
    for comparison, against in (("birth_date", "different"), ("sex", "different"), ("citizen_id", "contradicts")):
        holds &= ~levels.is_any(comparison, (against,))
    shown = np.where(in_house, CARRIED, np.asarray(ordered["household_level"].cast(pa.string()).to_pylist(), dtype=str))
    grades = pa.array([HOUSEHOLD_GRADE if is_held else None for is_held in holds.tolist()], type=pa.string())
    return with_columns(
        ordered,
        {
            "household_level": pa.array(shown.tolist(), type=pa.string()),
            "may_accept": pa.array(holds),
            "link_grade": grades,
        },
    )
