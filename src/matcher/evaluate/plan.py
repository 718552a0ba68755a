"""A rule with every expression read and every name resolved: what SQL is written from. Pure: plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matcher.config.rule import Exemption, Fact, Rule
from matcher.evaluate.expression import Expression


@dataclass(frozen=True)
class FactPlan:
    """A fact with its expressions read."""

    name: str
    fact: Fact
    where: Expression | None
    on: Expression | None


@dataclass(frozen=True)
class ExemptionPlan:
    """An exemption with its expressions read against one rule."""

    exemption: Exemption
    where: Expression | None
    facts: tuple[FactPlan, ...]


@dataclass(frozen=True)
class RulePlan:
    """A rule with its expressions read."""

    rule: Rule
    where: Expression | None
    first: Expression
    last: Expression | None
    facts: tuple[FactPlan, ...]
    when: Expression | None
    amount: Expression
    exemptions: tuple[ExemptionPlan, ...]
    has_programme: bool
    """Whether the subject's table has a column `programme`."""
    parameters: tuple[str, ...]
    """Parameters of the rule and of its exemptions, sorted."""

    def present(self) -> tuple[FactPlan, ...]:
        """Give the facts that must exist."""
        return tuple(fact for fact in self.facts if fact.fact.expect == "present")

    def absent(self) -> tuple[FactPlan, ...]:
        """Give the facts that must not exist."""
        return tuple(fact for fact in self.facts if fact.fact.expect == "absent")

    def all_facts(self) -> tuple[FactPlan, ...]:
        """Give the facts of the rule and of its exemptions."""
        return self.facts + tuple(fact for exemption in self.exemptions for fact in exemption.facts)

    def expressions(self) -> Iterable[Expression]:
        """Give all expressions of the rule and its exemptions."""
        own = [self.where, self.first, self.last, self.when, self.amount]
        own += [part for fact in self.facts for part in (fact.where, fact.on)]
        for exemption in self.exemptions:
            own += [exemption.where, *(part for fact in exemption.facts for part in (fact.where, fact.on))]
        return [expression for expression in own if expression is not None]

    def carried(self, name: str) -> list[str]:
        """Give the columns of the subject or of a fact that expressions use, sorted."""
        return sorted({column for part in self.expressions() for table, column in part.columns if table == name})

    def tables(self) -> Iterable[tuple[str, str]]:
        """Give (name before the dot, model table) of the subject and of all facts."""
        yield self.rule.subject.table, self.rule.subject.table
        for fact in self.all_facts():
            yield fact.name, fact.fact.table
