"""What the conditions of a rule cannot do without, read from their text: columns, and the parts that must all hold.

Expressions come here after they were checked (matcher.evaluate.reading). Pure: text in, names and expressions out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sqlglot import exp

from matcher.config.rule import ANY_RECORD, Exemption, Fact, Rule
from matcher.evaluate.expression import Expression
from matcher.evaluate.parsing import parse_text
from matcher.evaluate.relations import origins_of
from matcher.evaluate.scope import SUBJECT, Scope
from matcher.evaluate.syntax import read_node

Need = frozenset[tuple[str, str]]
"""Columns (name before the dot, column) of which one suffices: several where `coalesce` takes what is there."""

_ALWAYS_THERE: Final = frozenset({"person_id", "record_id", "source", "as_of_date", "born_on"})
"""Columns that no header gives: `born_on` is read from the citizen ID first."""

_NET: Final = ("benefit_month", "amount_cny")
RESTS_ON: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("payment", "month_net_cny"): ("programme", "payment_status", *_NET),
    ("pension", "month_net_cny"): ("pension_kind", *_NET),
    ("benefit_spell", "renewed"): ("programme", "first_month", "stop_month"),
}
"""Columns that a derived column of a table is reckoned from (matcher.evaluate.scope)."""

_WITH_THE_ID: Final = frozenset({"citizen_id_status", "citizen_id_raw"})
"""Columns that come with the citizen ID."""


@dataclass(frozen=True)
class Wanted:
    """Rows that a rule or an exemption looks for under one name."""

    name: str
    """Name before the dot."""
    table: str
    """Model table."""
    where: str
    """Which rows, on their own columns."""
    programmes: tuple[str, ...] = ()
    """Programmes that the rows are of, where the rule says it elsewhere; none: any."""
    is_absent: bool = False
    """Whether they must not exist."""
    is_optional: bool = False
    """Whether the rule may do without a source for them."""


def rule_needs(rule: Rule) -> set[Need]:
    """Give what the rule itself needs: subject, facts, `when` and amount.

    Its exemptions are no part of it, nor are facts that only its severity rests on.
    """
    subject, facts = rule.subject, _deciding(rule)
    texts = [subject.where, subject.months.first, subject.months.last, rule.when, rule.amount, *_texts(facts)]
    return _needs(texts, rule, facts)


def exemption_needs(exemption: Exemption, rule: Rule) -> set[Need]:
    """Give what an exemption needs beside the rule that names it."""
    return _needs([exemption.where, *_texts(exemption.facts)], rule, exemption.facts)


def rule_rows(rule: Rule, *, has_programme: bool) -> list[Wanted]:
    """Give the rows that a rule looks for: its subject's first.

    Args:
        rule: The rule.
        has_programme: Whether the subject's table has a column `programme`.
    """
    subject = rule.subject
    programmes = (subject.programmes or rule.programmes) if has_programme else ()
    rows = [Wanted(subject.table, subject.table, subject.where, programmes)] if subject.table != ANY_RECORD else []
    if rule.per == "household":
        rows += [Wanted(origin.table, origin.table, origin.where) for origin in origins_of("household")]
    return [*rows, *_rows_of_facts(_deciding(rule), rule, ())]


def exemption_rows(exemption: Exemption, rule: Rule, programmes: tuple[str, ...]) -> list[Wanted]:
    """Give the rows that an exemption looks for, on behalf of subject rows of some programmes."""
    return _rows_of_facts(exemption.facts, rule, programmes)


def conditions_of(wanted: Wanted, scope: Scope) -> list[Expression]:
    """Give the conditions that rows must all meet and that hold no value of a policy."""
    tree = _parsed(wanted.where)
    read = [Expression(read_node(part, scope)) for part in _parts(tree)] if tree is not None else []
    return [expression for expression in read if not expression.values]


def _deciding(rule: Rule) -> dict[str, Fact]:
    """Give the facts that decide whether a rule hits: not those that are only asked how severe it is."""
    if rule.lowered is None:
        return rule.facts
    asked = _names_in([rule.lowered.unless])
    others = {
        name: _names_in(
            [rule.when, rule.amount, *_texts({key: fact for key, fact in rule.facts.items() if key != name})]
        )
        for name in asked & rule.facts.keys()
    }
    only_asked = {name for name, used in others.items() if rule.facts[name].expect == "any" and name not in used}
    return {name: fact for name, fact in rule.facts.items() if name not in only_asked}


def _names_in(texts: Iterable[str]) -> set[str]:
    """Give the names before the dot that expressions use."""
    trees = (_parsed(text) for text in texts)
    return {column.table for tree in trees if tree is not None for column in tree.find_all(exp.Column)}


def _rows_of_facts(facts: dict[str, Fact], rule: Rule, programmes: tuple[str, ...]) -> list[Wanted]:
    rows = []
    for name, fact in facts.items():
        said = programmes if _is_of_subjects_programme(name, fact, rule) else ()
        absent = fact.expect == "absent" or fact.complete
        rows.append(Wanted(name, fact.table, fact.where, said, is_absent=absent, is_optional=fact.optional))
        origins = origins_of(fact.of)
        rows += [
            Wanted(origin.table, origin.table, origin.where, is_optional=fact.optional or len(origins) > 1)
            for origin in origins
        ]
    return [row for row in rows if row.table != ANY_RECORD]


def _is_of_subjects_programme(name: str, fact: Fact, rule: Rule) -> bool:
    """Whether the fact's rows must be of the programme of the row on trial."""
    subjects = {exp.column("programme", table) for table in (SUBJECT, rule.subject.table)}
    own = exp.column("programme", name)
    tree = _parsed(fact.on)
    return tree is not None and any(
        isinstance(part, exp.EQ)
        and own in (part.this, part.expression)
        and bool(subjects & {part.this, part.expression})
        for part in _parts(tree)
    )


def _needs(texts: Iterable[str], rule: Rule, own: dict[str, Fact]) -> set[Need]:
    facts = {**rule.facts, **own}
    tables = {rule.subject.table: rule.subject.table, **{name: fact.table for name, fact in facts.items()}}
    found: set[Need] = {
        frozenset({(origin.table, column)})
        for fact in own.values()
        for origin in origins_of(fact.of)
        for column in origin.columns
        if column not in _ALWAYS_THERE and not column.endswith("_name")
    }
    for text in texts:
        tree = _parsed(text)
        for column in tree.find_all(exp.Column) if tree is not None else ():
            if column.table and column.name not in _ALWAYS_THERE:
                found |= set(_need_of(column, rule.subject.table, tables))
    return found


def _need_of(column: exp.Column, subject: str, tables: dict[str, str]) -> Iterator[Need]:
    """Give the need that a column stands for, or those that a derived column rests on."""
    name, parent = _named(column, subject), column.parent
    rests_on = RESTS_ON.get((tables.get(name, name), column.name))
    if column.name in _WITH_THE_ID:
        yield frozenset({(name, "citizen_id")})
    elif rests_on:
        yield from (frozenset({(name, part)}) for part in rests_on)
    elif isinstance(parent, exp.Coalesce):
        others = [other for other in (parent.this, *parent.expressions) if isinstance(other, exp.Column)]
        yield frozenset((_named(other, subject), other.name) for other in others)
    else:
        yield frozenset({(name, column.name)})


def _named(column: exp.Column, subject: str) -> str:
    return subject if column.table == SUBJECT else column.table


def _texts(facts: dict[str, Fact]) -> list[str]:
    return [text for fact in facts.values() for text in (fact.where, fact.on, *fact.gather.values())]


@lru_cache(maxsize=4096)
def _parsed(text: str) -> exp.Expr | None:
    """Give the tree of an expression, which nobody changes: each is asked for several times by many rules."""
    return parse_text(text) if text else None


def _parts(tree: exp.Expr) -> list[exp.Expr]:
    """Give the conditions that `and` joins."""
    while isinstance(tree, exp.Paren):
        tree = tree.this
    if isinstance(tree, exp.And):
        return [*_parts(tree.this), *_parts(tree.expression)]
    return [tree]
