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
from matcher.evaluate.kin import KIN, kin_steps, not_found_sql
from matcher.evaluate.views import HOUSEHOLD_PAIRS, household_pairs_step, members_sql, view_name

HOLDERS: Final = "evaluate_account_holders"


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


def trials_with_members(before: str, facts: Iterable[tuple[str, Whose, str]]) -> tuple[str, dict[str, str]]:
    """Write FROM: a working table under the name `trial`, with those whose rows some facts look at.

    The pairs are joined by themselves first: left to its own ways, the engine may tie trials to the rows of a fact by
    months before it ties them by person, and try every pair.

    Args:
        before: The working table, quoted where it must be.
        facts: Of each fact its name, whose rows it looks at, and the working table's column with the bank account.

    Returns:
        The FROM clause, and by fact the column that holds the person whose rows it looks at.
    """
    members, columns, joins = dict[str, str](), list[str](), list[str]()
    for fact, of, account in facts:
        if of == "person":
            members[fact] = "trial.person_id"
            continue
        relation, alias, column = RELATIONS[of], quote_identifier(f"{fact} pair"), quote_identifier(f"{fact} member")
        tie = f"{alias}.person_id = trial.person_id"
        if of == "account":
            tie = f"{alias}.account = trial.{quote_identifier(account)}"
        if relation.has_months:
            tie += f" AND trial.trial_month BETWEEN {alias}.first_month AND {alias}.last_month"
        joins.append(f"\n        JOIN {relation.pairs} AS {alias} ON {tie}")
        columns.append(f", {alias}.member_id AS {column}")
        members[fact] = f"trial.{column}"
    if not joins:
        return f"FROM {before} AS trial", members
    paired = f"""FROM (
    WITH paired AS MATERIALIZED (
        SELECT trial.*{"".join(columns)}
        FROM {before} AS trial{"".join(joins)}
    )
    SELECT * FROM paired
) AS trial"""
    return paired, members


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


def household_steps(used: Collection[Whose]) -> list[SqlStep]:
    """Give the steps that pair the members of households in use; they read a bucket's views and `evaluate_persons`."""
    households = (RELATIONS[of] for of in RELATIONS if of in used and RELATIONS[of].household_kind)
    return [household_pairs_step(relation.pairs, relation.household_kind) for relation in households]


def wide_relations(used: Collection[Whose]) -> list[Relation]:
    """Give the relations in use that reach beyond households, in their order: kin, and who shares a bank account."""
    return [RELATIONS[of] for of in RELATIONS if of in used and not RELATIONS[of].household_kind]


def wide_steps(used: Collection[Whose], unnamed: Collection[Whose], salt: int) -> list[SqlStep]:
    """Give the steps that pair kin and find who has which account, of the whole run; they read views and links.

    Args:
        used: Relations in use.
        unnamed: Kin of which it must be known whether all of them were found.
        salt: That of the persons' keys.
    """
    steps: list[SqlStep] = []
    ordered = [of for of in RELATIONS if of in used]
    kin = [of for of in ordered if RELATIONS[of].kin]
    if kin:
        steps += kin_steps(with_marriage=_has_months(kin), salt=salt)
    for relation in (RELATIONS[of] for of in kin):
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
    return [
        *steps,
        *(
            SqlStep(unnamed_name(of), not_found_sql(RELATIONS[of].stated, with_marriage=RELATIONS[of].has_months))
            for of in ordered
            if of in unnamed
        ),
    ]


HOUSEHOLDS: Final = "evaluate_households"
HOUSEHOLD_COLUMNS: Final = ("kind", "source", "household_key", "as_of_date", "relation_to_head", "linked_person_id")
"""Columns of `household_member` that say who stands for a household; nobody's key decides it, which no one knows."""

_LISTED: Final = """
        listed.person_id,
        listed.record_id,
        listed.linked_person_id,
        listed.source,
        listed.household_key,
        listed.as_of_date,
        coalesce(listed.relation_to_head = 'head', FALSE) AS is_head"""

_HOUSEHOLDS_SQL: Final = f"""WITH listed AS (
    {members_sql("aid", _LISTED)}
), member AS (
    SELECT *
    FROM listed
    QUALIFY row_number() OVER (
        PARTITION BY listed.person_id
        ORDER BY listed.as_of_date DESC, listed.source, listed.household_key, listed.is_head DESC, listed.record_id
    ) = 1
), lead AS (
    SELECT
        source,
        household_key,
        min({{
            'is_other': NOT is_head, 'person': linked_person_id, 'record_id': record_id, 'person_id': person_id
        }}) AS first
    FROM member
    GROUP BY source, household_key
)
SELECT
    member.person_id,
    member.record_id,
    lead.first.person_id AS lead_id,
    lead.first.record_id AS lead_record_id
FROM member
JOIN lead ON lead.source = member.source AND lead.household_key = member.household_key"""


def households_step() -> SqlStep:
    """Give the step that says in which aid household each person is, by the newest row, and who stands for it."""
    return SqlStep(HOUSEHOLDS, _HOUSEHOLDS_SQL)


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
