"""A rule with every expression read and every name resolved: what SQL is written from. Pure: plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matcher.config.rule import Exemption, Fact, Rule, Whose
from matcher.evaluate.deliveries import delivery_columns
from matcher.evaluate.expression import Expression
from matcher.evaluate.gathering import Gathered
from matcher.evaluate.net import NET, NET_BY
from matcher.evaluate.scope import DOCUMENT, MONTH_BY


@dataclass(frozen=True)
class FactPlan:
    """A fact with its expressions read."""

    name: str
    fact: Fact
    where: Expression | None
    on: Expression | None
    subject: str
    """The rule's subject table."""
    gathered: tuple[Gathered, ...] = ()
    """What is made of the rows of an `any` fact."""

    def ties(self) -> list[Expression | None]:
        """Give the expressions that look at other names as well as at its own rows."""
        return [self.on, *(one.value for one in self.gathered)]

    @property
    def rows_in_doubt(self) -> bool:
        """Whether it may be open for a row if it matches."""
        return any(one is not None and one.nullable for one in (self.where, self.on))

    @property
    def account(self) -> str:
        """Column of the working table with the bank account of the row on trial, for facts of those who share it."""
        return f"{self.subject}.account"

    def whose(self) -> tuple[str, Whose, str]:
        """Give what it takes to join its rows: its name, whose rows they are, where the bank account stands."""
        return self.name, self.fact.of, self.account

    @property
    def month_column(self) -> str | None:
        """Column of the month that each row is of, where each month of the list must have been delivered."""
        return None if self.fact.one_off else MONTH_BY.get(self.fact.table)


@dataclass(frozen=True)
class ExemptionPlan:
    """An exemption with its expressions read against one rule."""

    exemption: Exemption
    where: Expression | None
    facts: tuple[FactPlan, ...]


@dataclass(frozen=True)
class Calculation:
    """How the amount of a rule is reckoned: from one value, or from several parts; see matcher.evaluate.calculation."""

    at_stake: bool = True
    """Whether there is an amount at all; none: it is the same number for everybody."""
    only: tuple[str, str] | None = None
    """Kind and name of the one value that it is."""
    parts: Expression | None = None
    """SQL of the list of its parts, where there are several."""

    def documents(self) -> frozenset[str]:
        """Give the names under which the documents of parameters are looked up (matcher.evaluate.parameters)."""
        used = self.parts.parameters if self.parts else frozenset[str]()
        return frozenset(name for name in used if name.endswith(DOCUMENT))


@dataclass(frozen=True)
class RulePlan:
    """A rule with its expressions read."""

    rule: Rule
    where: Expression | None
    first: Expression
    last: Expression | None
    facts: tuple[FactPlan, ...]
    when: Expression | None
    lowered: Expression | None
    """What each month must meet for the rule's own severity."""
    amount: Expression
    calculation: Calculation
    """How the amount is told."""
    exemptions: tuple[ExemptionPlan, ...]
    has_programme: bool
    """Whether the subject's table has a column `programme`."""
    parameters: tuple[str, ...]
    """Parameters of the rule and of its exemptions, sorted."""
    by_programme: bool = False
    """Whether one of them has values of their own for some programmes."""

    def present(self) -> tuple[FactPlan, ...]:
        """Give the facts that must exist."""
        return tuple(fact for fact in self.facts if fact.fact.expect == "present")

    def gathered(self) -> tuple[FactPlan, ...]:
        """Give the facts of which something is gathered."""
        return tuple(fact for fact in self.facts if fact.fact.expect == "any")

    def joined(self) -> tuple[FactPlan, ...]:
        """Give the facts that add columns to the working table: those that must exist, and those gathered."""
        return tuple(fact for fact in self.facts if fact.fact.expect != "absent")

    def relying(self) -> tuple[FactPlan, ...]:
        """Give the facts that rely on rows not being there: absent ones, and gathered ones that must be complete."""
        return tuple(fact for fact in self.facts if fact.fact.expect == "absent" or fact.fact.complete)

    def absent(self) -> tuple[FactPlan, ...]:
        """Give the facts that must not exist."""
        return tuple(fact for fact in self.facts if fact.fact.expect == "absent")

    def all_facts(self) -> tuple[FactPlan, ...]:
        """Give the facts of the rule and of its exemptions."""
        return self.facts + tuple(fact for exemption in self.exemptions for fact in exemption.facts)

    def needed(self, name: str) -> set[str]:
        """Give all columns of the subject or of a fact that expressions use."""
        delivered = self._delivery_columns(name)
        own = [
            self.where,
            self.first,
            self.last,
            *(part for fact in self.all_facts() for part in (fact.where, *fact.ties())),
        ]
        gathering = [fact for fact in self.all_facts() if fact.name == name and fact.gathered]
        if gathering:  # what later expressions use of it is what it gathers
            return _columns(name, [part for fact in gathering for part in (fact.where, *fact.ties())]) | delivered
        own_name = name == self.rule.subject.table
        account = (
            {"account"} if own_name and any(fact.fact.of == "account" for fact in self.all_facts()) else set[str]()
        )
        latest = {fact.fact.latest_by for fact in self.facts if fact.name == name and fact.fact.latest_by}
        late = self._late_expressions()
        return _columns(name, [*own, *late]) | latest | account | delivered | self._net_columns(name)

    def _delivery_columns(self, name: str) -> set[str]:
        """Give the columns by which repeated rows of the subject or of a fact are told."""
        subject = self.rule.subject
        named = [subject.newest_by] if name == subject.table else []
        named += [fact.fact.newest_by for fact in self.all_facts() if fact.name == name]
        return {column for columns in named for column in delivery_columns(columns)}

    def carried(self, name: str) -> list[str]:
        """Give the columns that are still needed once the subject or fact is in the working table, sorted.

        A fact's `record_id` is not among them: it is always carried.
        """
        facts = [fact for fact in self.all_facts() if fact.name != name]
        ties = [part for fact in facts for part in fact.ties()]
        columns = _columns(name, [*ties, *self._late_expressions()]) | self._net_columns(name)
        if name == self.rule.subject.table and any(fact.fact.of == "account" for fact in self.all_facts()):
            columns |= {"account"}
        return sorted(columns - ({"record_id"} if name != self.rule.subject.table else set()))

    def net_kind(self) -> tuple[str, str | None] | None:
        """Give the table whose months' net amounts are at stake, and the column that the months are added up within.

        None where another amount is; no column where it is the programme that the finding is counted under.
        """
        subject = self.rule.subject
        table = subject.table
        if table not in NET_BY or self.calculation.only != ("column", f"{table}.{NET}"):
            return None
        if subject.months.first != f"{table}.{MONTH_BY[table]}" or subject.months.last:
            return None
        kind = NET_BY[table].kind
        return table, None if kind == "programme" and not subject.programmes else kind

    def _late_expressions(self) -> list[Expression | None]:
        calculated = self.calculation.parts
        late = [self.when, self.lowered, self.amount, calculated]
        return [*late, *(exemption.where for exemption in self.exemptions)]

    def _net_columns(self, name: str) -> set[str]:
        net = self.net_kind()
        return {net[1]} if net and net[1] and name == net[0] == self.rule.subject.table else set()

    def tables(self) -> Iterable[tuple[str, str]]:
        """Give (name before the dot, model table) of the subject and of all facts."""
        yield self.rule.subject.table, self.rule.subject.table
        for fact in self.all_facts():
            yield fact.name, fact.fact.table


def _columns(name: str, expressions: Iterable[Expression | None]) -> set[str]:
    used = {pair for expression in expressions if expression is not None for pair in expression.columns}
    return {column for table, column in used if table == name}
