"""Check rules before a row is read: names, kinds, exemptions, programmes, parameters, and that facts can be seen.

Pure: plain values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from matcher.config.base import month_number
from matcher.config.model import CodeSystem, ModelTable
from matcher.config.policy import Policy
from matcher.config.rule import ANY_RECORD
from matcher.errors import nearest
from matcher.evaluate.book import RuleBook, RuleFault, Trial
from matcher.evaluate.coexistence import COEXISTENCE
from matcher.evaluate.parameters import PolicyBook, read_policies
from matcher.evaluate.plan import RulePlan
from matcher.evaluate.precedence import precedence_faults
from matcher.evaluate.reading import RuleReader
from matcher.evaluate.relations import origins_of
from matcher.evaluate.scope import known_codes
from matcher.evaluate.working import Window


def check_rules(
    book: RuleBook,
    *,
    model: Mapping[str, ModelTable],
    codes: Mapping[str, CodeSystem],
    policies: Sequence[Policy],
    filled_tables: Collection[str],
    trial: Trial,
) -> list[RuleFault]:
    """Find everything that is wrong with rules, exemptions and policy.

    Args:
        book: Rules and exemptions.
        model: Model tables by name.
        codes: Code systems by name.
        policies: Policy files.
        filled_tables: Model tables that the run's sources fill.
        trial: What the run is about.

    Returns:
        Faults, in the order of the rules; none: the rules can be evaluated.
    """
    values = read_policies(policies)
    faults = [*values.faults, *_unknown_programmes(policies, codes), *_named_twice(book)]
    faults += precedence_faults(book.rules)
    reader = RuleReader(book, model, codes, values, faults)
    for rule in book.rules:
        plan = reader.read(rule)
        if plan is not None:
            _check_sources(plan, frozenset(filled_tables), reader)
            _check_months(plan, values, trial, reader)
    return reader.faults


def read_rules(
    book: RuleBook, *, model: Mapping[str, ModelTable], codes: Mapping[str, CodeSystem], policies: PolicyBook
) -> tuple[list[RulePlan], list[RuleFault]]:
    """Read the rules of a book; give the plans of those without faults, and the faults."""
    reader = RuleReader(book, model, codes, policies, list(policies.faults))
    plans = [plan for plan in (reader.read(rule) for rule in book.rules) if plan is not None]
    return plans, reader.faults


def _unknown_programmes(policies: Sequence[Policy], codes: Mapping[str, CodeSystem]) -> list[RuleFault]:
    """Programmes that the policy gives values of their own, or partners, and that there are not."""
    known = sorted(known_codes(codes).get("programme", ()))
    named: list[tuple[str, str, str]] = []
    for policy in policies:
        for region in policy.regions:
            for name, values in region.parameters.items():
                key = f"regions.{region.region}.parameters.{name}"
                named += [(policy.policy, key, programme) for value in values for programme in value.programmes]
            for matrix in region.coexistence:
                key = f"regions.{region.region}.coexistence"
                named += [(policy.policy, key, programme) for programme in matrix.named()]
    mend = "use a code of the code system `programme`"
    return [
        RuleFault(policy, key, f"unknown programme '{programme}'", f"{mend}{nearest(programme, known)}")
        for policy, key, programme in named
        if known and programme not in known
    ]


def _named_twice(book: RuleBook) -> list[RuleFault]:
    """A rule may be given several times, for months that do not overlap: the law changed."""
    ordered = sorted(book.rules, key=lambda rule: (rule.rule, month_number(rule.valid_from)))
    apart = [
        later.rule
        for earlier, later in pairwise(ordered)
        if earlier.rule == later.rule
        and earlier.valid_until is not None
        and month_number(earlier.valid_until) < month_number(later.valid_from)
    ]
    names = Counter([rule.rule for rule in book.rules] + [other.exemption for other in book.exemptions])
    names.subtract(apart)
    return [
        RuleFault(name, "rule", f"the name '{name}' is given {count} times", "give each rule and exemption its own")
        for name, count in names.items()
        if count > 1
    ]


def _check_sources(plan: RulePlan, filled: frozenset[str], reader: RuleReader) -> None:
    """A rule whose facts nobody delivers would say "absent" of everyone, or stay silent: it is refused by name."""
    facts = [(f"facts.{fact.name}", fact.fact) for fact in plan.facts]
    for exemption in plan.exemptions:
        key = f"exempt.{exemption.exemption.exemption}.facts"
        facts += [(f"{key}.{fact.name}", fact.fact) for fact in exemption.facts]
    needed = [("subject.table", plan.rule.subject.table)]
    needed += [(key, fact.table) for key, fact in facts if not fact.optional]
    for key, fact in [(key, fact) for key, fact in facts if not fact.optional]:
        origins = [origin.table for origin in origins_of(fact.of)]
        needed += [(key, table) for table in origins[:1] if not filled.intersection(origins)]
    needed += [("per", "household_member")] if plan.rule.per == "household" else []
    for key, table in needed:
        if table not in filled and table != ANY_RECORD:
            what = f"no source of the pipeline fills the table '{table}'"
            mend = "add a source that does, take the rule out of the pipeline, or mark the fact `optional: true`"
            reader.fault(plan.rule.rule, key, what, mend)


def _check_months(plan: RulePlan, policies: PolicyBook, trial: Trial, reader: RuleReader) -> None:
    months = Window.of(plan.rule, trial).months()
    for name in plan.parameters:
        for programme in plan.rule.programmes:
            missing = policies.missing(trial.region, name, months, programme)
            if missing:
                of = f" for '{programme}'" if plan.by_programme else ""
                said = "`coexistence` matrix" if name == COEXISTENCE else f"parameter '{name}'"
                what = f"{said} has no value{of} in region {trial.region} from {missing[0]} to {missing[-1]}"
                mend = "give it in the policy of the region or of one above it"
                reader.fault(plan.rule.rule, "parameters", what, mend)
            if not plan.by_programme:
                break
