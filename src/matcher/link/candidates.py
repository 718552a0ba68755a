"""Find every person that an unresolved record could be, so that nobody is accused who may stand in it.

Another test than that of linking: what a pair weighs does not matter, only that the names may be one name (or, without
a name, that a damaged ID may be the person's) and that nothing given on both sides speaks against it: birth date, sex,
place down to the village, what is left of the ID. Blocks play no part, so a common name is nobody's way out.

Reads `link_residue`, `link_settled` and what is known of persons; gives `link_could_be` (identity and person) and
`link_could_be_records` (the records of them that are listed). Pure: builds SQL; equality joins only.

Bounded so: identities that say the same have the same persons (`evidence`), and are compared once. Where the records of
one evidence, times its persons, are more than `largest_candidates`, the records are thinned and never the persons: of
those of one source, table and kind of row (`facet`) the first few by content stand for all. One record that could be a
person withholds a claim about them; the records left out are counted.
"""

from __future__ import annotations

from typing import Final

from matcher.config.linkage import Linkage
from matcher.engine.base import SqlStep
from matcher.link.profile import FINER_THAN_CITY
from matcher.link.scoring import CONTRADICTING_EDITS
from matcher.link.slips import REPAIRED

RECORDS_PER_FACET: Final = 20
"""Records that stand for all of one evidence and facet where there are too many."""
_CONTRADICTING_SEEN: Final = 3
"""Edits from which what a mask leaves to be seen is no damaged form of the other."""

# What is left of an ID speaks where it is nearly whole; the date inside a damaged ID alone does not.
_OPEN_SQL: Final = """
    WITH told AS (
        SELECT
            identities.identity,
            identities.content_hash,
            identities.person_name,
            identities.birth_date,
            identities.sex,
            CASE WHEN substr(identities.area_code, 5, 2) <> '00' THEN identities.area_code END AS place,
            CASE WHEN regexp_full_match(identities.citizen_id_raw, '[0-9*]{16,18}[0-9X*]')
                  AND length(replace(identities.citizen_id_raw, '*', '')) >= 8
                 THEN identities.citizen_id_raw END AS seen_id
        FROM link_identities AS identities
        SEMI JOIN link_residue AS residue ON residue.identity = identities.identity
        ANTI JOIN link_settled AS settled ON settled.identity = identities.identity
    )
    SELECT *, dense_rank() OVER (ORDER BY person_name, birth_date, sex, place, seen_id) AS evidence
    FROM told
"""

_EVIDENCE_SQL: Final = """
    SELECT DISTINCT evidence, person_name, birth_date, sex, place, seen_id FROM link_open WHERE person_name IS NOT NULL
"""

WANTED_NAMES_SQL: Final = "SELECT DISTINCT person_name FROM link_evidence ORDER BY person_name"
# Names of two or three characters that take three bytes each are plain; of all others the head is null.
_HEAD: Final = """CASE WHEN length(person_name) BETWEEN 2 AND 3 AND strlen(person_name) = 3 * length(person_name)
        THEN left(person_name, 2) END"""

HEADS_SQL: Final = f"""
    SELECT {_HEAD} AS head FROM link_quiet GROUP BY head HAVING head IS NOT NULL
    UNION
    SELECT {_HEAD} AS head FROM link_trusted GROUP BY head HAVING head IS NOT NULL
"""
"""First two characters of the plain names that are known: thousands, where names are millions."""

KNOWN_NAMES_SQL: Final = f"""
    SELECT person_name
    FROM link_quiet
    SEMI JOIN (SELECT head FROM link_heads UNION ALL SELECT '') AS heads ON heads.head = coalesce({_HEAD}, '')
    WHERE person_name IS NOT NULL
    UNION
    SELECT person_name FROM link_trusted WHERE person_name IS NOT NULL
"""
"""In no order: what comes of them is sorted. `link_heads` is registered before."""

# Each way in which the place of a record and that of a person agree is one key: the place itself, a place written
# `*` for all that lies in it, '' for a person of no known place, '*' for everyone.
_EVIDENCE_PLACES_SQL: Final = """
    SELECT
        evidence,
        person_name AS wanted_name,
        unnest(CASE
            WHEN place IS NULL THEN ['*']
            WHEN right(place, 3) <> '000' THEN [place, left(place, 9) || '000', left(place, 6) || '000000', '']
            WHEN substr(place, 7, 3) <> '000' THEN [left(place, 9) || '*', left(place, 6) || '000000', '']
            ELSE [left(place, 6) || '*', '']
        END) AS place_key
    FROM link_evidence
"""

_BEARERS_SQL: Final = """
    WITH known AS (SELECT DISTINCT known_name AS person_name FROM link_compatible_names)
    SELECT person, person_name FROM link_quiet SEMI JOIN known USING (person_name)
    UNION
    SELECT person, person_name FROM link_trusted SEMI JOIN known USING (person_name)
"""

# Every place that a bearer is written with, under whatever name.
_BEARER_AREAS_SQL: Final = f"""
    SELECT person, area_code FROM link_quiet SEMI JOIN link_bearers USING (person) WHERE {FINER_THAN_CITY}
    UNION
    SELECT person, area_code FROM link_trusted SEMI JOIN link_bearers USING (person) WHERE {FINER_THAN_CITY}
"""

# The keys of a wanted name are those of the names that it could be: bearers are joined by name and place at once. The
# places of bearers are streamed past what is wanted, never laid out: there are several to each of millions of persons.
_MET_SQL: Final = """
    WITH offered AS (
        SELECT
            bearers.person_name AS known_name,
            bearers.person,
            unnest(CASE
                WHEN areas.area_code IS NULL THEN ['', '*']
                ELSE [areas.area_code, left(areas.area_code, 9) || '*', left(areas.area_code, 6) || '*', '*']
            END) AS place_key
        FROM link_bearers AS bearers
        LEFT JOIN link_bearer_areas AS areas ON areas.person = bearers.person
    )
    SELECT DISTINCT wanted.evidence, offered.person
    FROM link_evidence_places AS wanted
    JOIN link_compatible_names AS compatible ON compatible.wanted_name = wanted.wanted_name
    JOIN offered ON offered.known_name = compatible.known_name AND offered.place_key = wanted.place_key
"""

_COULD_BE_SQL: Final = f"""
    WITH faced AS (
        SELECT
            met.evidence,
            met.person,
            CASE
                WHEN evidence.birth_date IS NULL OR persons.birth_date IS NULL THEN true
                WHEN evidence.birth_date = persons.birth_date THEN true
                WHEN year(evidence.birth_date) = year(persons.birth_date)
                    AND month(evidence.birth_date) = day(persons.birth_date)
                    AND day(evidence.birth_date) = month(persons.birth_date) THEN true
                ELSE hamming(strftime(evidence.birth_date, '%Y%m%d'), strftime(persons.birth_date, '%Y%m%d')) = 1
            END AS birth_fits,
            coalesce(evidence.sex = persons.sex, true) AS sex_fits,
            CASE
                WHEN evidence.seen_id IS NULL THEN true
                ELSE damerau_levenshtein(evidence.seen_id, persons.canonical_id)
                    - (length(evidence.seen_id) - length(replace(evidence.seen_id, '*', '')))
                    < CASE WHEN contains(evidence.seen_id, '*')
                           THEN {_CONTRADICTING_SEEN} ELSE {CONTRADICTING_EDITS} END
            END AS id_fits
        FROM link_met AS met
        JOIN link_evidence AS evidence ON evidence.evidence = met.evidence
        JOIN link_persons AS persons ON persons.person = met.person
    )
    SELECT evidence, person FROM faced WHERE birth_fits AND sex_fits AND id_fits
    UNION
    SELECT nameless.evidence, weighed.person
    FROM link_scored_weighed AS weighed
    JOIN link_open AS nameless ON nameless.identity = weighed.identity
    WHERE nameless.person_name IS NULL
        AND weighed.citizen_id_level IN ({", ".join(f"'{level}'" for level in REPAIRED)})
        AND weighed.birth_date_level <> 'different'
        AND weighed.sex_level <> 'different'
        AND weighed.area_level NOT IN ('township', 'county', 'different')
"""

_LISTED_SQL: Final = f"""
    WITH sizes AS (
        SELECT open_ones.evidence, count(*) AS records
        FROM link_open AS open_ones
        JOIN link_records AS records ON records.content_hash = open_ones.content_hash
        GROUP BY open_ones.evidence
    ),
    spread AS (SELECT evidence, count(*) AS persons FROM link_could_be GROUP BY evidence),
    placed AS (
        SELECT
            records.record_id,
            open_ones.identity,
            open_ones.evidence,
            sizes.records * spread.persons > $largest AS is_large,
            row_number() OVER (
                PARTITION BY open_ones.evidence, records.source, records.facet
                ORDER BY records.content_hash, records.record_id
            ) AS place
        FROM link_open AS open_ones
        JOIN link_records AS records ON records.content_hash = open_ones.content_hash
        JOIN sizes ON sizes.evidence = open_ones.evidence
        JOIN spread ON spread.evidence = open_ones.evidence
    )
    SELECT record_id, identity, evidence, NOT is_large OR place <= {RECORDS_PER_FACET} AS is_listed
    FROM placed
"""

EVIDENCE_STEPS: Final = (SqlStep("link_open", _OPEN_SQL), SqlStep("link_evidence", _EVIDENCE_SQL))


MET_STEPS: Final = (
    SqlStep("link_evidence_places", _EVIDENCE_PLACES_SQL),
    SqlStep("link_bearers", _BEARERS_SQL),
    SqlStep("link_bearer_areas", _BEARER_AREAS_SQL),
    SqlStep("link_met", _MET_SQL),
)
"""To `link_met`: who bears a name that could be the record's, in a place that could be; `link_compatible_names` is
registered before."""


def candidate_steps(linkage: Linkage) -> tuple[SqlStep, ...]:
    """Give the steps to `link_could_be`; the persons of `link_met` are known before."""
    return (
        SqlStep("link_could_be", _COULD_BE_SQL),
        SqlStep("link_could_be_records", _LISTED_SQL, {"largest": linkage.largest_candidates}),
    )
