"""Read rules against the data model: check every expression, resolve every name; or say what is wrong, by key.

Reads rules, exemptions, model tables, code systems and declared parameters; gives `RulePlan`s and `RuleFault`s. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from matcher.config.model import CodeSystem, ModelTable
from matcher.config.policy import COEXISTENCE_STATUSES
from matcher.config.rule import ANY_RECORD, SEVERITIES, Exemption, Fact, Rule, Subject
from matcher.errors import nearest
from matcher.evaluate.book import RuleBook, RuleFault
from matcher.evaluate.calculation import read_calculation
from matcher.evaluate.coexistence import COEXISTENCE
from matcher.evaluate.expression import Expression, read_expression
from matcher.evaluate.gathering import Gathered, read_gathered
from matcher.evaluate.parameters import PolicyBook
from matcher.evaluate.pieces import ExpressionError
from matcher.evaluate.plan import ExemptionPlan, FactPlan, RulePlan
from matcher.evaluate.scope import (
    ANY_RECORD_COLUMNS,
    DERIVED,
    MONTH_BY,
    RESERVED,
    Known,
    Scope,
    columns_of,
    known_codes,
    known_parameters,
)

_CONDITION: Final = frozenset({"boolean"})
_MONTH: Final = frozenset({"month"})
_AMOUNT: Final = frozenset({"number", "integer"})


@dataclass
class RuleReader:
    """Reads the rules of one book, noting what is wrong with them."""

    book: RuleBook
    model: Mapping[str, ModelTable]
    codes: Mapping[str, CodeSystem]
    policies: PolicyBook
    faults: list[RuleFault] = field(default_factory=list[RuleFault])

    @cached_property
    def _declared(self) -> dict[str, Known]:
        return known_parameters(self.policies.types)

    @cached_property
    def _known_codes(self) -> dict[str, frozenset[str]]:
        return {**known_codes(self.codes), **_codes_of_our_own(self.model)}

    def read(self, rule: Rule) -> RulePlan | None:
        """Read a rule; None where it has faults."""
        before = len(self.faults)
        table = rule.subject.table
        subject = self._columns(rule.rule, "subject.table", table)
        if subject is None:
            return None
        self._check_programmes(rule, "programme" in subject)
        self._check_newest_by(rule.rule, "subject", rule.subject, subject)
        alone = Scope({table: subject}, codes=self._known_codes)
        where = self._expression(rule.rule, "subject.where", rule.subject.where, alone, _CONDITION)
        first = self._expression(rule.rule, "subject.months.first", rule.subject.months.first, alone, _MONTH)
        last = self._expression(rule.rule, "subject.months.last", rule.subject.months.last, alone, _MONTH)
        scope = replace(alone, has_month=True, subject=table, matrices=self.policies.matrices.versions)
        scope = replace(scope, parameters=self._parameters(rule.rule, "parameters", rule.parameters))
        facts, scope = self._facts(rule.rule, "facts", rule.facts, scope)
        when = self._expression(rule.rule, "when", rule.when, scope, _CONDITION)
        lowered = self._lowered(rule, scope)
        amount = self._expression(rule.rule, "amount", rule.amount, scope, _AMOUNT)
        exemptions = tuple(self._exemptions(rule, scope))
        self._check_limits(rule)
        if first is None or amount is None or len(self.faults) > before:
            return None
        names = self._parameters_used(rule, [when, lowered, amount, *_of_facts(facts)], exemptions)
        calculation = read_calculation(rule.amount, scope, facts, self.policies.documented)
        return RulePlan(
            rule=rule,
            where=where,
            first=first,
            last=last,
            facts=facts,
            when=when,
            lowered=lowered,
            amount=amount,
            calculation=calculation,
            exemptions=exemptions,
            has_programme="programme" in subject,
            parameters=tuple(sorted({*names, *calculation.documents()})),
            by_programme=self.policies.differs_by_programme(names),
        )

    def fault(self, rule: str, key: str, what: str, mend: str) -> None:
        """Note a fault."""
        self.faults.append(RuleFault(rule, key, what, mend))

    def _exemptions(self, rule: Rule, scope: Scope) -> Iterator[ExemptionPlan]:
        for name in rule.exempt:
            exemption = self.book.exemption(name)
            if exemption is None:
                known = [other.exemption for other in self.book.exemptions]
                mend = f"name one that the rule files have{nearest(name, known)}"
                self.fault(rule.rule, "exempt", f"unknown exemption '{name}'", mend)
            else:
                yield self._exemption(rule, exemption, scope)

    def _exemption(self, rule: Rule, exemption: Exemption, scope: Scope) -> ExemptionPlan:
        key = f"exempt.{exemption.exemption}"
        before = len(self.faults)
        if not exemption.where and not exemption.facts:
            self.fault(rule.rule, key, "the exemption would always hold", "give it a `where` or `facts`")
        for name, fact in exemption.facts.items():
            if fact.expect != "present":
                what = "an exemption rests on facts that exist"
                self.fault(rule.rule, f"{key}.facts.{name}", what, "write `expect: present`")
        own = replace(scope, parameters=self._parameters(rule.rule, f"{key}.parameters", exemption.parameters))
        facts, _ = self._facts(rule.rule, f"{key}.facts", exemption.facts, own)
        where = self._expression(rule.rule, f"{key}.where", exemption.where, own, _CONDITION)
        if len(self.faults) == before:
            self._check_used(rule.rule, f"{key}.parameters", exemption.parameters, [where, *_of_facts(facts)])
        return ExemptionPlan(exemption, where, facts)

    def _facts(
        self, rule: str, key: str, facts: Mapping[str, Fact], scope: Scope
    ) -> tuple[tuple[FactPlan, ...], Scope]:
        """Read facts in their order; give them, and the scope with the present ones in it."""
        plans: list[FactPlan] = []
        for name, fact in facts.items():
            place = f"{key}.{name}"
            self._check_order(rule, place, fact, list(facts)[list(facts).index(name) + 1 :])
            columns = self._columns(rule, f"{place}.table", fact.table)
            if name in scope.columns or name in RESERVED:
                self.fault(rule, place, f"the name '{name}' is taken", "give the fact another name")
            elif columns is not None:
                joined = scope.with_columns(name, columns)
                alone = Scope({name: columns}, codes=scope.codes)
                where = self._expression(rule, f"{place}.where", fact.where, alone, _CONDITION)
                on = self._expression(rule, f"{place}.on", fact.on, joined, _CONDITION)
                gathered = tuple(self._gathered(rule, place, fact, joined))
                self._check_fact(rule, place, fact, columns)
                plan = FactPlan(name, fact, where, on, scope.subject, gathered)
                plans.append(plan)
                if fact.expect == "any":
                    known = {one.name: one.known(rows_in_doubt=plan.rows_in_doubt) for one in gathered}
                    scope = scope.with_columns(name, known)
                scope = joined if fact.expect == "present" else scope
        return tuple(plans), scope

    def _check_order(self, rule: str, place: str, fact: Fact, later: Collection[str]) -> None:
        """A fact looks at earlier ones only: so none can look at itself by way of others."""
        texts = {"on": fact.on, **{f"gather.{name}": text for name, text in fact.gather.items()}}
        for key, text in texts.items():
            for name in later:
                if re.search(rf"\b{name}\.", text):
                    what = f"it looks at the fact '{name}', which comes after it"
                    self.fault(rule, f"{place}.{key}", what, "put that fact first; facts cannot look at one another")

    def _check_newest_by(self, rule: str, place: str, rows: Subject | Fact, columns: Mapping[str, Known]) -> None:
        derived = DERIVED.get(rows.table, {})
        for name in rows.newest_by:
            if name not in columns or name in derived:
                mend = f"use a column of '{rows.table}'{nearest(name, sorted(columns.keys() - derived.keys()))}"
                self.fault(rule, f"{place}.newest_by", f"unknown column '{name}'", mend)

    def _check_fact(self, rule: str, place: str, fact: Fact, columns: Mapping[str, Known]) -> None:
        self._check_newest_by(rule, place, fact, columns)
        if fact.latest_by and fact.latest_by not in columns:
            mend = f"use a column of '{fact.table}'{nearest(fact.latest_by, sorted(columns))}"
            self.fault(rule, f"{place}.latest_by", f"unknown column '{fact.latest_by}'", mend)
        if fact.one_off and ((fact.expect != "absent" and not fact.complete) or fact.table not in MONTH_BY):
            what = "`one_off` is said of payments and pensions that must not exist"
            self.fault(rule, place, what, "take it out")
        if fact.expect != "present" and (fact.latest_by or fact.without != "no_hit"):
            what = "`latest_by` and `without` are said of facts that must exist"
            self.fault(rule, place, what, "take them out, or write `expect: present`")
        if fact.expect == "absent" and fact.lasting:
            what = "`lasting` is said of facts that exist"
            self.fault(rule, place, what, "take it out, or write `expect: present`")
        if (fact.expect == "any") is not bool(fact.gather):
            what = "something is gathered of the rows of facts with `expect: any`, and of those alone"
            self.fault(rule, place, what, "write `expect: any` and `gather: {rows: count()}`")
        if fact.complete and fact.expect != "any":
            what = "`complete` is said of gathered facts"
            self.fault(rule, place, what, "take it out: an absent fact is complete, a present one need not be")
        if fact.window_months > 1 and not fact.complete and fact.expect != "absent":
            what = "`window_months` is said of facts that rely on rows not being there"
            self.fault(rule, place, what, "take it out, or write `complete: true`")

    def _gathered(self, rule: str, place: str, fact: Fact, scope: Scope) -> Iterator[Gathered]:
        for name, text in fact.gather.items():
            if name in RESERVED:
                self.fault(rule, f"{place}.gather.{name}", f"the name '{name}' is taken", "give it another name")
            try:
                yield read_gathered(name, text, scope)
            except ExpressionError as error:
                self.fault(rule, f"{place}.gather.{name}", error.what, error.mend)

    def _parameters(self, rule: str, key: str, names: Collection[str]) -> dict[str, Known]:
        for name in names:
            if name not in self._declared:
                mend = f"declare it in a policy file{nearest(name, sorted(self._declared))}"
                self.fault(rule, key, f"unknown parameter '{name}'", mend)
        return {name: self._declared.get(name, Known("null")) for name in names}

    def _columns(self, rule: str, key: str, table: str) -> dict[str, Known] | None:
        if table == ANY_RECORD:
            return ANY_RECORD_COLUMNS
        model = self.model.get(table)
        if model is None:
            mend = f"use a table of the data model{nearest(table, sorted(self.model))}"
            self.fault(rule, key, f"unknown table '{table}'", mend)
            return None
        return columns_of(model)

    def _expression(self, rule: str, key: str, text: str, scope: Scope, kinds: Collection[str]) -> Expression | None:
        if not text:
            return None
        try:
            read = read_expression(text, scope, kinds)
        except ExpressionError as error:
            self.fault(rule, key, error.what, error.mend)
            return None
        if kinds == _CONDITION and read.never_varies():
            what = "a condition, or a part of it, is the same for every row and month"
            self.fault(rule, key, what, "take it out, or compare what differs from row to row")
        return read

    def _check_used(
        self, rule: str, key: str, declared: Collection[str], expressions: Iterable[Expression | None]
    ) -> None:
        used = {name for expression in expressions if expression is not None for name in expression.parameters}
        for name in declared:
            if name not in used:
                self.fault(rule, key, f"parameter '{name}' is listed and not used", "take it out, or use it")

    def _parameters_used(
        self, rule: Rule, own: Collection[Expression | None], exemptions: Collection[ExemptionPlan]
    ) -> set[str]:
        """Give the parameters of a rule and of its exemptions, the matrix among them where one of them asks it."""
        listed = [name for name in rule.parameters if name not in rule.limits.parameters()]
        self._check_used(rule.rule, "parameters", listed, own)
        expressions = [*own, *(part for plan in exemptions for part in _of_exemption(plan))]
        asked = {COEXISTENCE for one in expressions if one is not None and COEXISTENCE in one.parameters}
        of_exemptions = {name for plan in exemptions for name in plan.exemption.parameters}
        return {*asked, *rule.limits.parameters(), *rule.parameters, *of_exemptions}

    def _check_limits(self, rule: Rule) -> None:
        wanted = {"back_pay_months": frozenset({"integer"}), "year_cap_cny": _AMOUNT}
        for key, kinds in wanted.items():
            name = getattr(rule.limits, key)
            known = self._declared.get(name) if name else None
            if name and known is None:
                mend = f"declare it in a policy file{nearest(name, sorted(self._declared))}"
                self.fault(rule.rule, f"limits.{key}", f"unknown parameter '{name}'", mend)
            elif known is not None and known.kind not in kinds:
                mend = f"name one of kind {' or '.join(sorted(kinds))}"
                self.fault(rule.rule, f"limits.{key}", f"parameter '{name}' is of kind {known.kind}", mend)

    def _lowered(self, rule: Rule, scope: Scope) -> Expression | None:
        if rule.lowered is None:
            return None
        if SEVERITIES.index(rule.lowered.to) <= SEVERITIES.index(rule.severity):
            what = f"'{rule.lowered.to}' is not lower than '{rule.severity}'"
            self.fault(rule.rule, "lowered.to", what, f"the severities are, downwards: {', '.join(SEVERITIES)}")
        return self._expression(rule.rule, "lowered.unless", rule.lowered.unless, scope, _CONDITION)

    def _check_programmes(self, rule: Rule, has_programme: bool) -> None:
        known = sorted(self._known_codes.get("programme", ()))
        for name in (*rule.programmes, *rule.subject.programmes):
            if known and name not in known:
                mend = f"use a code of the code system `programme`{nearest(name, known)}"
                self.fault(rule.rule, "programmes", f"unknown programme '{name}'", mend)
        if len(rule.programmes) > 1 and (rule.subject.programmes or not has_programme):
            what = "the rows on trial do not say which of several programmes a finding is counted under"
            self.fault(rule.rule, "programmes", what, "name one programme")
        if rule.subject.programmes and not has_programme:
            what = "the subject's table has no column `programme`"
            self.fault(rule.rule, "subject.programmes", what, "take the key out")


def _codes_of_our_own(model: Mapping[str, ModelTable]) -> dict[str, frozenset[str]]:
    return {"model_table": frozenset(model), COEXISTENCE: frozenset(COEXISTENCE_STATUSES)}


def _of_exemption(plan: ExemptionPlan) -> list[Expression | None]:
    return [plan.where, *_of_facts(plan.facts)]


def _of_facts(facts: Iterable[FactPlan]) -> list[Expression | None]:
    return [expression for fact in facts for expression in (fact.where, *fact.ties())]
