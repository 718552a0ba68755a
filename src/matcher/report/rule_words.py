"""What is said of every finding of one rule: reason, law, exemptions tried, how its amounts are counted. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from matcher.config.policy import LocalValue
from matcher.config.rule import REGISTER, LegalReference, Rule
from matcher.report import catalogue
from matcher.report.facts import RunFacts, title_of
from matcher.report.wording import Wording

_FIGURES: Final = ("money", "decimal", "integer")
"""Types of parameters that are a standard, a limit or an age; the others list kinds and statuses."""


@dataclass(frozen=True)
class Tried:
    """One exemption that was tried."""

    exemption: str
    code: str
    words: str
    """Code and name."""
    is_looked_up: bool
    """Whether all that it asks for was delivered; if not, it may still lift what it can see."""


@dataclass(frozen=True)
class RuleWords:
    """What is said of every finding of one rule."""

    code: str
    """Catalogue code."""
    title: str
    """What it is called."""
    kind: str
    """Kind of finding."""
    reason: str
    """Why it is suspected."""
    to_verify: str
    """What to look at."""
    responsible: str
    """Agency that must act."""
    lacks: str
    """What its findings lack, where they are of something missing."""
    tried: tuple[Tried, ...]
    """Exemptions that the rule names."""
    not_looked_up: tuple[str, ...]
    """Exemptions that could not be looked up: code, name and what is missing."""
    basis: str
    """How its amounts are counted."""
    standards: str
    """Local standards that it compares with; empty where it has none, or where they make the amount."""


def rule_words(rule: Rule, facts: RunFacts, wording: Wording) -> RuleWords:
    """Say what every finding of a rule has in common."""
    named = {exemption.exemption: exemption for exemption in facts.exemptions}
    words = {name: exemption_words(name, facts, wording) for name in rule.exempt if name in named}
    lacking = {one.exemption_id: one for one in facts.not_looked_up.get(rule.rule, ())}
    base = _basis(rule, facts, wording)
    standards = local_standards(rule, facts.local_policy, wording)
    return RuleWords(
        code=rule.code,
        title=wording.say(rule.title),
        kind=rule.kind,
        reason=wording.say(rule.reason),
        to_verify=wording.say(rule.to_verify),
        responsible=wording.say(title_of(facts.agency_titles, rule.responsible)),
        lacks=wording.say(rule.lacks),
        tried=tuple(Tried(name, named[name].code, text, name not in lacking) for name, text in words.items()),
        not_looked_up=tuple(
            wording.with_note(exemption_words(name, facts, wording), wording.say(one.reason))
            for name, one in sorted(lacking.items())
        ),
        basis=wording.with_note(base, standards) if rule.kind == "missing" else base,
        standards="" if rule.kind == "missing" else standards,
    )


def exemption_words(name: str, facts: RunFacts, wording: Wording) -> str:
    """Name an exemption by code and title; the register of human decisions, which has no code, by its title."""
    if name == REGISTER:
        return wording.say(catalogue.REGISTER)
    found = next((exemption for exemption in facts.exemptions if exemption.exemption == name), None)
    return f"{found.code} {wording.say(found.title)}" if found else name


def _basis(rule: Rule, facts: RunFacts, wording: Wording) -> str:
    """Say how the amounts of a rule are counted: as a difference or a whole, and what limits them."""
    basis = catalogue.AMOUNT_BASES[rule.kind]
    if rule.kind == "amount" and not rule.amount.startswith("abs("):
        basis = catalogue.BASIS_WHOLE
    elif rule.kind == "missing" and any(name in rule.amount for name in _counts_of_persons(rule)):
        basis = catalogue.BASIS_PERSONS
    most = facts.local_policy.get(rule.limits.back_pay_months or "")
    limit = () if most is None else (wording.say(catalogue.BASIS_MOST_MONTHS, months=most.value),)
    return wording.join_sentences((wording.say(basis), *limit))


def _counts_of_persons(rule: Rule) -> list[str]:
    return [
        f"{fact_name}.{name}"
        for fact_name, fact in rule.facts.items()
        for name, gathered in fact.gather.items()
        if gathered.endswith(".person_id)")
    ]


def local_standards(rule: Rule, policy: Mapping[str, LocalValue], wording: Wording) -> str:
    """Name the standards, limits and ages of local policy that a rule compares with or reckons by."""
    return wording.join_sentences(
        f"{wording.say(local.meaning)} {local.value}"
        for name in rule.parameters
        if name != rule.limits.back_pay_months  # said with the amounts
        if (local := policy.get(name)) is not None and local.type in _FIGURES
    )


def law_of(rule: Rule, programme: str, facts: RunFacts, wording: Wording) -> str:
    """Cite what a rule rests on for a programme; where local policy decides who is entitled, its documents as well."""
    law = law_text(rule.legal_references.get(programme, rule.legal_reference))
    local = [facts.local_policy[name].reference for name in rule.parameters if name in facts.local_policy]
    documents = list(dict.fromkeys(document for document in local if document))
    if rule.kind != "missing" or not documents:
        return law
    return wording.join_sentences((law, wording.say(catalogue.LOCAL_POLICY, documents=wording.join(documents))))


def law_text(law: LegalReference) -> str:
    """Cite a document: 《title》（number）article. Chinese in both languages: that is how it is found."""
    number = f"（{law.number}）" if law.number else ""
    return f"《{law.title}》{number}{law.article}"
