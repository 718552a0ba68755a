"""What is known of the two sides of the pairs of a stage: identities on ours, persons on theirs.

Each fact is fetched once, however many pairs it stands in; matcher.link.comparison brings facts and pairs together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from matcher.engine.base import SqlStep
from matcher.engine.kernel import Kernel


@dataclass(frozen=True)
class Stage:
    """Which pairs are compared with which facts; the names of the tables."""

    name: str
    """Prefix of the tables that this stage makes."""
    pairs: str
    names: str = "link_person_names"
    areas: str = "link_person_areas"
    households: str = "link_person_households"
    phones: str = "link_person_phones"
    accounts: str = "link_person_accounts"
    persons: str = "link_persons"
    """What is known of each person as a whole: canonical_id, birth_date, sex, id_area."""
    counts: str = "link"
    """Prefix of the tables of how many persons share a value: `<counts>_name_counts` …"""


@dataclass(frozen=True)
class Facts:
    """Pairs and both their sides, as tables. A place is a row of `ours` or `theirs`, from 0.

    Attributes:
        pairs: `identity`, `person`, `our_place`, `their_place`, `id_level`, `id_choices`.
        ours: What each identity says, and how many persons share each value of it, in the order of places.
        theirs: What each person's ID says, in the order of places.
        names: `their_place`, `person_name`: every way that a person's name is written.
        areas: `their_place`, `area`: places to live, as numbers of twelve digits.
        households: `their_place`, `agency`, `household`.
        phones: `their_place`, `phone`.
        accounts: `their_place`, `account`.
    """

    pairs: pa.Table
    ours: pa.Table
    theirs: pa.Table
    names: pa.Table
    areas: pa.Table
    households: pa.Table
    phones: pa.Table
    accounts: pa.Table


def fetch_facts(stage: Stage, kernel: Kernel) -> Facts:
    """Fetch the pairs of a stage and what is known of both sides."""
    ours, theirs = f"{stage.name}_our_places", f"{stage.name}_their_places"
    kernel.run(
        SqlStep(
            name, f"SELECT {key}, row_number() OVER () - 1 AS place FROM (SELECT DISTINCT {key} FROM {stage.pairs})"
        )
        for name, key in ((ours, "identity"), (theirs, "person"))
    )

    def known(table: str, columns: str) -> pa.Table:
        return kernel.fetch(
            f"SELECT place AS their_place, {columns} FROM {table} AS known JOIN {theirs} AS places USING (person)"
        )

    return Facts(
        pairs=kernel.fetch(f"""
            SELECT pairs.identity, pairs.person, ours.place AS our_place, theirs.place AS their_place,
                pairs.id_level, pairs.id_choices
            FROM {stage.pairs} AS pairs
            JOIN {ours} AS ours ON ours.identity = pairs.identity
            JOIN {theirs} AS theirs ON theirs.person = pairs.person
        """),
        ours=kernel.fetch(_ours_sql(stage, ours)).sort_by("place"),
        theirs=kernel.fetch(_theirs_sql(stage, theirs)).sort_by("place"),
        names=known(stage.names, "known.person_name"),
        areas=known(stage.areas, "TRY_CAST(known.area_code AS BIGINT) AS area"),
        households=known(stage.households, _HOUSEHOLD),
        phones=known(stage.phones, "known.phone"),
        accounts=known(stage.accounts, "known.account"),
    )


# Texts that are only ever asked whether they are equal stand as numbers of 64 bits: of a billion pairs of different
# ones, none is likely to have one number.
_HOUSEHOLD: Final = "hash(known.agency) AS agency, hash(known.household) AS household"
_SEX: Final = "CASE {}.sex WHEN 'male' THEN 1 WHEN 'female' THEN 2 ELSE 0 END AS sex"


def _ours_sql(stage: Stage, places: str) -> str:
    # `birth_in_raw`: a damaged ID that no one slip explains may still hold the right birth date.
    return f"""
        WITH ours AS (
            SELECT identities.*, places.place, coalesce(birth_date, birth_in_raw) AS any_birth
            FROM link_identities AS identities
            JOIN {places} AS places USING (identity)
        )
        SELECT
            ours.place,
            ours.source,
            ours.citizen_id_raw,
            ours.person_name,
            ours.any_birth AS birth_date,
            ours.birth_date IS NULL AS birth_is_in_raw,
            {_SEX.format("ours")},
            hash(ours.agency) AS agency,
            CASE WHEN ours.household IS NOT NULL THEN hash(ours.household) END AS household,
            TRY_CAST(ours.area_code AS BIGINT) AS area,
            ours.phone,
            ours.account,
            name_counts.persons AS person_name_persons,
            birth_counts.persons AS birth_date_persons,
            household_counts.persons AS household_persons,
            phone_counts.persons AS phone_persons,
            account_counts.persons AS account_persons,
            villages.persons AS village_persons,
            townships.persons AS township_persons,
            counties.persons AS county_persons
        FROM ours
        LEFT JOIN {stage.counts}_name_counts AS name_counts ON name_counts.person_name = ours.person_name
        LEFT JOIN {stage.counts}_birth_counts AS birth_counts ON birth_counts.birth_date = ours.any_birth
        LEFT JOIN {stage.counts}_household_counts AS household_counts ON household_counts.household = ours.household
        LEFT JOIN {stage.counts}_phone_counts AS phone_counts ON phone_counts.phone = ours.phone
        LEFT JOIN {stage.counts}_account_counts AS account_counts ON account_counts.account = ours.account
        LEFT JOIN {stage.counts}_area_counts AS villages ON villages.area_part = ours.area_code
        LEFT JOIN {stage.counts}_area_counts AS townships ON townships.area_part = left(ours.area_code, 9)
        LEFT JOIN {stage.counts}_area_counts AS counties ON counties.area_part = left(ours.area_code, 6)
    """


def _theirs_sql(stage: Stage, places: str) -> str:
    return f"""
        SELECT
            places.place,
            persons.canonical_id,
            persons.birth_date,
            {_SEX.format("persons")},
            id_areas.persons AS id_persons
        FROM {stage.persons} AS persons
        JOIN {places} AS places ON places.person = persons.person
        LEFT JOIN link_id_area_counts AS id_areas ON id_areas.id_area = persons.id_area
    """
