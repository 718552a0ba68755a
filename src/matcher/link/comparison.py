"""Say how far each pair agrees: one level per comparison, the best over all that is known of the person.

Reads a table of pairs (identity, person, id_level, id_choices) and what is known of identities and persons; gives one
row per pair with a level per comparison and how many persons share the value. Names are compared by a kernel
(matcher.identity.name_comparison), never by SQL string distances, which count bytes. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from matcher.engine.base import SqlStep
from matcher.identity.name_comparison import LEVELS as NAME_LEVELS
from matcher.identity.name_comparison import name_levels
from matcher.link.slips import REPAIRED

AREA_LEVELS: Final = ("village", "township_only", "township", "county_only", "county", "different", "missing")
"""Best first. `township_only`: the same township, and one side names no village; `township`: other villages of it."""
BIRTH_DATE_LEVELS: Final = ("same", "day_month_swapped", "one_digit", "different", "missing")
SEX_LEVELS: Final = ("same", "different", "missing")
HOUSEHOLD_LEVELS: Final = ("same", "different", "missing")
"""`different` only where one agency numbers both; numbers of two agencies say nothing when they differ."""


@dataclass(frozen=True)
class Stage:
    """Which pairs are compared with which facts; the names of the tables."""

    name: str
    """Prefix of the tables that this stage makes."""
    pairs: str
    names: str = "link_person_names"
    areas: str = "link_person_areas"
    households: str = "link_person_households"


def name_pairs_sql(stage: Stage) -> str:
    """Give the SELECT of the distinct names that the pairs bring together."""
    return f"""
        SELECT DISTINCT identities.person_name AS left_name, names.person_name AS right_name
        FROM {stage.pairs} AS pairs
        JOIN link_identities AS identities ON identities.identity = pairs.identity
        JOIN {stage.names} AS names ON names.person = pairs.person
        WHERE identities.person_name IS NOT NULL
        ORDER BY left_name, right_name
    """


def compare_names(names: pa.Table) -> pa.Table:
    """Give the level that each pair of names reaches: `left_name`, `right_name`, `level` (index into NAME_LEVELS)."""
    levels = name_levels(names["left_name"], names["right_name"])
    return names.append_column("level", pa.array(np.asarray(levels, dtype=np.int8)))


def comparison_steps(stage: Stage) -> tuple[SqlStep, ...]:
    """Give the steps to `<stage>_compared`; `<stage>_name_levels` is registered before."""
    return (
        SqlStep(f"{stage.name}_names", _names_sql(stage)),
        SqlStep(f"{stage.name}_areas", _areas_sql(stage)),
        SqlStep(f"{stage.name}_households", _households_sql(stage)),
        SqlStep(f"{stage.name}_compared", _compared_sql(stage)),
    )


def _names_sql(stage: Stage) -> str:
    return f"""
        SELECT pairs.identity, pairs.person, min(levels.level) AS level
        FROM {stage.pairs} AS pairs
        JOIN link_identities AS identities ON identities.identity = pairs.identity
        JOIN {stage.names} AS names ON names.person = pairs.person
        JOIN {stage.name}_name_levels AS levels
            ON levels.left_name = identities.person_name AND levels.right_name = names.person_name
        GROUP BY pairs.identity, pairs.person
    """


def _areas_sql(stage: Stage) -> str:
    return f"""
        WITH met AS (
            SELECT pairs.identity, pairs.person, identities.area_code AS ours, areas.area_code AS theirs
            FROM {stage.pairs} AS pairs
            JOIN link_identities AS identities ON identities.identity = pairs.identity
            JOIN {stage.areas} AS areas ON areas.person = pairs.person
            WHERE substr(identities.area_code, 5, 2) <> '00'
        )
        SELECT
            identity,
            person,
            min(CASE
                WHEN ours = theirs AND right(ours, 3) <> '000' THEN 0
                WHEN left(ours, 9) = left(theirs, 9) AND substr(ours, 7, 3) <> '000'
                    THEN CASE WHEN right(ours, 3) = '000' OR right(theirs, 3) = '000' THEN 1 ELSE 2 END
                WHEN left(ours, 6) = left(theirs, 6)
                    THEN CASE WHEN substr(ours, 7, 3) = '000' OR substr(theirs, 7, 3) = '000' THEN 3 ELSE 4 END
                ELSE 5
            END) AS level
        FROM met
        GROUP BY identity, person
    """


def _households_sql(stage: Stage) -> str:
    return f"""
        SELECT
            pairs.identity,
            pairs.person,
            min(CASE
                WHEN households.household = identities.household THEN 0
                WHEN households.agency = identities.agency THEN 1
                ELSE 2
            END) AS level
        FROM {stage.pairs} AS pairs
        JOIN link_identities AS identities ON identities.identity = pairs.identity
        JOIN {stage.households} AS households ON households.person = pairs.person
        WHERE identities.household IS NOT NULL
        GROUP BY pairs.identity, pairs.person
    """


def _met_sql(stage: Stage) -> str:
    """Give each pair with what both sides say of themselves."""
    repaired = ", ".join(f"'{level}'" for level in REPAIRED)
    return f"""
        SELECT
            pairs.*,
            identities.person_name,
            identities.sex AS our_sex,
            identities.household,
            identities.area_code,
            identities.citizen_id_raw,
            -- the birth date in a damaged ID speaks only where the ID itself does not
            CASE WHEN id_level IN ({repaired}) THEN identities.birth_date
                 ELSE coalesce(identities.birth_date, identities.birth_in_raw) END AS our_birth,
            persons.canonical_id,
            persons.birth_date AS their_birth,
            persons.sex AS their_sex,
            persons.id_area
        FROM {stage.pairs} AS pairs
        JOIN link_identities AS identities ON identities.identity = pairs.identity
        JOIN link_persons AS persons ON persons.person = pairs.person
    """


def _compared_sql(stage: Stage) -> str:
    return f"""
        WITH met AS ({_met_sql(stage)})
        SELECT
            met.identity,
            met.person,
            met.canonical_id,
            met.citizen_id_raw,
            met.id_level,
            met.id_choices,
            id_areas.persons AS id_persons,
            {_level_text("names.level", NAME_LEVELS)} AS person_name_level,
            name_counts.persons AS person_name_persons,
            CASE
                WHEN our_birth IS NULL OR their_birth IS NULL THEN 'missing'
                WHEN our_birth = their_birth THEN 'same'
                WHEN year(our_birth) = year(their_birth) AND month(our_birth) = day(their_birth)
                    AND day(our_birth) = month(their_birth) THEN 'day_month_swapped'
                WHEN hamming(strftime(our_birth, '%Y%m%d'), strftime(their_birth, '%Y%m%d')) = 1 THEN 'one_digit'
                ELSE 'different'
            END AS birth_date_level,
            birth_counts.persons AS birth_date_persons,
            CASE WHEN our_sex IS NULL OR their_sex IS NULL THEN 'missing'
                 WHEN our_sex = their_sex THEN 'same' ELSE 'different' END AS sex_level,
            {_level_text("areas.level", AREA_LEVELS)} AS area_level,
            area_counts.persons AS area_persons,
            {_level_text("households.level", HOUSEHOLD_LEVELS)} AS household_level,
            household_counts.persons AS household_persons
        FROM met
        LEFT JOIN link_id_area_counts AS id_areas ON id_areas.id_area = met.id_area
        LEFT JOIN {stage.name}_names AS names ON names.identity = met.identity AND names.person = met.person
        LEFT JOIN {stage.name}_areas AS areas ON areas.identity = met.identity AND areas.person = met.person
        LEFT JOIN {stage.name}_households AS households
            ON households.identity = met.identity AND households.person = met.person
        LEFT JOIN link_name_counts AS name_counts ON name_counts.person_name = met.person_name
        LEFT JOIN link_birth_counts AS birth_counts ON birth_counts.birth_date = met.our_birth
        LEFT JOIN link_household_counts AS household_counts ON household_counts.household = met.household
        LEFT JOIN link_area_counts AS area_counts ON area_counts.area_part = left(
            met.area_code,
            CASE areas.level WHEN 0 THEN 12 WHEN 1 THEN 9 WHEN 2 THEN 9 ELSE 6 END
        )
    """


def _level_text(column: str, levels: tuple[str, ...]) -> str:
    """Give the CASE that turns a level's number into its name; no number is the last level, `missing`."""
    cases = " ".join(f"WHEN {number} THEN '{level}'" for number, level in enumerate(levels))
    return f"CASE {column} {cases} ELSE '{levels[-1]}' END"
