"""Whose rows a fact looks at: the person's own, those of a household, of kin, or of all who share a bank account.

Each relation is a table of pairs (`person_id`, `member_id`), made once a run, that facts are joined through by
equality. Households pair everybody with themselves as well; kin are those that a row of `kinship` (or `marriage`)
names by citizen ID, seen from both sides. Pure: writes SQL.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from matcher.config.rule import ANY_RECORD, Whose
from matcher.engine.base import SqlStep, quote_identifier
from matcher.evaluate.views import HOUSEHOLD_PAIRS, PERSONS_NAME, household_pairs_step, view_name

HOLDERS: Final = "evaluate_account_holders"
KNOWN_IDS: Final = "evaluate_known_ids"
KIN: Final = "evaluate_kin"

_ALWAYS: Final = 999_999
"""A month number after all others: the end of what has none."""


@dataclass(frozen=True)
class Origin:
    """A model table that a relation is read from."""

    table: str
    columns: tuple[str, ...]
    where: str = ""
    """Which of its rows, as a rule would write it."""


@dataclass(frozen=True)
class Relation:
    """How one `of:` is looked up."""

    pairs: str
    """Table of pairs."""
    origins: tuple[Origin, ...] = ()
    """Model tables that it is read from; one of them must be filled."""
    household_kind: str = ""
    """Kind of household, where it is one."""
    kin: str = ""
    """Condition on the table of kin (`kin.relation`, `kin.member_is_male`), where it is one."""
    stated: tuple[str, ...] = ()
    """Relations under which a row of `kinship` may name such a relative."""

    @property
    def has_months(self) -> bool:
        """Whether the pairs hold in some months only."""
        return "marriage" in {origin.table for origin in self.origins}


def _household(kind: str, pairs: str) -> Relation:
    where = f"household_member.kind = '{kind}'"
    return Relation(
        pairs, (Origin("household_member", ("kind", "source", "household_key"), where),), household_kind=kind
    )


_KINSHIP: Final = Origin("kinship", ("relation", "relative_name", "relative_citizen_id"))
_MARRIAGE: Final = Origin("marriage", ("spouse_name", "spouse_citizen_id", "married_on", "ended_on"))


def _kin(name: str, condition: str, *stated: str) -> Relation:
    origins = (_KINSHIP, _MARRIAGE) if name in ("spouse", "relative") else (_KINSHIP,)
    return Relation(f"evaluate_{name}_pairs", origins, kin=condition, stated=stated)


RELATIONS: Final[dict[Whose, Relation]] = {
    "household": _household("aid", HOUSEHOLD_PAIRS),
    "register_household": _household("register", "evaluate_register_household_pairs"),
    "poverty_household": _household("poverty", "evaluate_poverty_household_pairs"),
    "spouse": _kin("spouse", "kin.relation = 'spouse'", "spouse"),
    "parent": _kin("parent", "kin.relation = 'parent'", "parent"),
    "father": _kin("father", "kin.relation = 'parent' AND kin.member_is_male", "parent"),
    "mother": _kin("mother", "kin.relation = 'parent' AND NOT kin.member_is_male", "parent"),
    "child": _kin("child", "kin.relation = 'child'", "son", "daughter"),
    "relative": _kin("relative", "kin.relation NOT IN ('self', 'head', 'not_related')"),
    "account": Relation(HOLDERS),
}
"""By `of:`, all but `person`."""


@dataclass(frozen=True)
class Join:
    """How rows of a fact are reached from another relation."""

    sql: str
    """JOIN of the pairs; empty for the person's own rows."""
    member: str
    """The person that the fact's rows are of."""


def join_to_members(of: Whose, account: str, alias: str = "pair") -> Join:
    """Write the join from the working table `trial` to those whose rows a fact looks at.

    Args:
        of: Whose rows.
        account: Column of the working table that holds the subject row's bank account.
        alias: Name of the pairs in the FROM clause.
    """
    if of == "person":
        return Join("", "trial.person_id")
    relation, name = RELATIONS[of], quote_identifier(alias)
    tie = f"{name}.person_id = trial.person_id"
    if of == "account":
        tie = f"{name}.account = trial.{quote_identifier(account)}"
    if relation.has_months:
        tie += f" AND trial.trial_month BETWEEN {name}.first_month AND {name}.last_month"
    return Join(f"\nJOIN {relation.pairs} AS {name} ON {tie}", f"{name}.member_id")


def persons_near(of: Whose, person: str) -> Join:
    """Write the join from some person to those on whose behalf a fact looks at that person's rows."""
    if of == "person":
        return Join("", person)
    pair = f"\nJOIN {RELATIONS[of].pairs} AS pair ON pair.member_id = {person}"
    if of == "account":
        return Join(f"{pair}\nJOIN {HOLDERS} AS holder ON holder.account = pair.account", "holder.member_id")
    return Join(pair, "pair.person_id")


def columns_wanted(used: Collection[Whose]) -> dict[str, set[str]]:
    """Give the columns, by model table, that the pairs of some relations are made from."""
    wanted: dict[str, set[str]] = {}
    for of in used:
        for origin in origins_of(of):
            wanted.setdefault(origin.table, set()).update(origin.columns)
    if "account" in used:
        wanted[ANY_RECORD] = {"account"}
    return wanted


def relation_steps(used: Collection[Whose], unnamed: Collection[Whose] = ()) -> list[SqlStep]:
    """Give the steps that make pairs; they read views and `evaluate_persons`.

    Args:
        used: Relations in use.
        unnamed: Kin of which it must be known whether all of them were found.
    """
    steps: list[SqlStep] = []
    ordered = [of for of in RELATIONS if of in used]
    kin = [of for of in ordered if RELATIONS[of].kin]
    if kin:
        steps += [SqlStep(KNOWN_IDS, _KNOWN_IDS_SQL), SqlStep(KIN, _kin_sql(with_marriage=_has_months(kin)))]
    for of in ordered:
        relation = RELATIONS[of]
        if relation.household_kind:
            steps.append(household_pairs_step(relation.pairs, relation.household_kind))
        elif relation.kin:
            months = "\n    min(kin.first_month) AS first_month,\n    max(kin.last_month) AS last_month,"
            sql = f"""SELECT{months if relation.has_months else ""}
    kin.person_id,
    kin.member_id
FROM {KIN} AS kin
WHERE {relation.kin}
GROUP BY kin.person_id, kin.member_id"""
            steps.append(SqlStep(relation.pairs, sql))
    if "account" in used:
        holders = (
            f"SELECT DISTINCT account, person_id AS member_id FROM {view_name(ANY_RECORD)} WHERE account IS NOT NULL"
        )
        steps.append(SqlStep(HOLDERS, holders))
    return [*steps, *(SqlStep(unnamed_name(of), _unnamed_sql(of)) for of in ordered if of in unnamed)]


def origins_of(of: Whose) -> tuple[Origin, ...]:
    """Give the model tables that a relation is read from: one of them must be filled."""
    return RELATIONS[of].origins if of != "person" else ()


def has_kin(of: Whose) -> bool:
    """Whether a relation is one of kin, whom rows name by their citizen IDs."""
    return of != "person" and bool(RELATIONS[of].kin)


def unnamed_name(of: Whose) -> str:
    """Give the name of the table of persons with a relative, by a row of theirs, who was not found."""
    return f"evaluate_{of}_not_found"


def _has_months(kin: Iterable[Whose]) -> bool:
    return any(RELATIONS[of].has_months for of in kin)


_KNOWN_IDS_SQL: Final = f"""SELECT citizen_id, min(person_id) AS person_id
FROM {PERSONS_NAME}
WHERE citizen_id IS NOT NULL
GROUP BY citizen_id
HAVING count(DISTINCT person_id) = 1"""
"""Who an ID is of: one that two persons use names nobody."""

_MARRIED_SQL: Final = f"""), married AS (
    SELECT
        marriage.person_id,
        known.person_id AS member_id,
        min(CAST(year(marriage.married_on) * 12 + month(marriage.married_on) - 1 AS INTEGER)) AS first_month,
        CASE
            WHEN max(marriage.married_on) > max(marriage.ended_on) THEN NULL
            ELSE max(CAST(year(marriage.ended_on) * 12 + month(marriage.ended_on) - 1 AS INTEGER))
        END AS last_month
    FROM view_marriage AS marriage
    JOIN {KNOWN_IDS} AS known ON known.citizen_id = marriage.spouse_citizen_id
    GROUP BY marriage.person_id, known.person_id
), married_both AS (
    SELECT person_id, member_id, first_month, last_month FROM married
    UNION ALL
    SELECT member_id, person_id, first_month, last_month FROM married
), marriage_of AS (
    SELECT
        person_id,
        member_id,
        coalesce(min(first_month), 0) AS first_month,
        coalesce(min(last_month), {_ALWAYS}) AS last_month
    FROM married_both
    GROUP BY person_id, member_id
), related AS (
    SELECT kin.person_id, kin.member_id, kin.relation, 0 AS first_month, {_ALWAYS} AS last_month
    FROM kin
    LEFT JOIN marriage_of AS known ON known.person_id = kin.person_id AND known.member_id = kin.member_id
    WHERE kin.relation <> 'spouse' OR known.person_id IS NULL
    UNION ALL
    SELECT person_id, member_id, 'spouse', first_month, last_month
    FROM marriage_of"""

_UNMARRIED_SQL: Final = f"""), related AS (
    SELECT person_id, member_id, relation, 0 AS first_month, {_ALWAYS} AS last_month
    FROM kin"""


def _kin_sql(*, with_marriage: bool) -> str:
    """Kin by citizen ID, seen from both sides; a marriage decides in which months two are spouses."""
    return f"""WITH stated AS (
    SELECT
        kinship.person_id,
        known.person_id AS member_id,
        CASE WHEN kinship.relation IN ('son', 'daughter') THEN 'child' ELSE kinship.relation END AS relation
    FROM view_kinship AS kinship
    JOIN {KNOWN_IDS} AS known ON known.citizen_id = kinship.relative_citizen_id
), kin AS (
    SELECT person_id, member_id, relation FROM stated
    UNION
    SELECT
        member_id,
        person_id,
        CASE relation
            WHEN 'parent' THEN 'child'
            WHEN 'child' THEN 'parent'
            WHEN 'grandparent' THEN 'grandchild'
            WHEN 'grandchild' THEN 'grandparent'
            WHEN 'spouse' THEN 'spouse'
            WHEN 'sibling' THEN 'sibling'
            WHEN 'not_related' THEN 'not_related'
            ELSE 'other_relative'
        END
    FROM stated
{_MARRIED_SQL if with_marriage else _UNMARRIED_SQL}
)
SELECT DISTINCT
    related.person_id,
    related.member_id,
    related.relation,
    related.first_month,
    related.last_month,
    try_cast(substr(known.citizen_id, 17, 1) AS INTEGER) % 2 = 1 AS member_is_male
FROM related
JOIN {KNOWN_IDS} AS known ON known.person_id = related.member_id
WHERE related.person_id <> related.member_id"""


def _unnamed_sql(of: Whose) -> str:
    """Persons with a row that names such a relative, of whom no record was found."""
    relation = RELATIONS[of]
    rows = [("kinship", "relative_name", "relative_citizen_id")]
    rows += [("marriage", "spouse_name", "spouse_citizen_id")] if relation.has_months else []
    stated = ", ".join(f"'{name}'" for name in relation.stated)
    only = {"kinship": f" AND named.relation IN ({stated})" if stated else " AND named.relation <> 'not_related'"}
    unions = "\n    UNION ALL\n".join(
        f"""    SELECT named.person_id, named.record_id, named.{name} AS name, known.person_id AS found
    FROM view_{table} AS named
    LEFT JOIN {KNOWN_IDS} AS known ON known.citizen_id = named.{number}
    WHERE TRUE{only.get(table, "")}"""
        for table, name, number in rows
    )
    return f"""WITH named AS (
{unions}
)
SELECT lost.person_id, min(lost.record_id) AS record_id
FROM named AS lost
LEFT JOIN (
    SELECT DISTINCT person_id, name FROM named WHERE found IS NOT NULL
) AS found ON found.person_id = lost.person_id AND found.name = lost.name
WHERE lost.found IS NULL AND found.person_id IS NULL
GROUP BY lost.person_id"""
