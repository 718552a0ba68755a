"""Every rule's cases, as people who know the benefit wrote them, with the shipped rules and policy."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import cache

import pytest

from tests.evaluate.case_records import Case
from tests.evaluate.cases import expected_doubts, expected_findings, read_cases
from tests.evaluate.configuration import book
from tests.evaluate.together import Found, Variant, evaluate_together

RULES = [rule.rule for rule in book().rules]
MISSING = [rule.rule for rule in book().rules if rule.kind == "missing"]
Tried = dict[str, dict[str, Found]]
"""What each case gave: by the name of the rule or variant, and by case."""


def cases_of(rule: str) -> list[Case]:
    return [case for case in read_cases() if case.rule == rule]


def without_register(case: Case) -> Case:
    return replace(case, name=f"{case.name}, without the register", rows={**case.rows, "exemption": []})


def cases_with_register(rule: str) -> list[Case]:
    return [case for case in cases_of(rule) if rule in MISSING and "exemption" in case.rows]


def cases_with_exemption(rule: str, exemption: str) -> list[Case]:
    code = exemption[:3].upper()
    return [case for case in cases_of(rule) if code in {row.get("exemption") for row in case.findings}]


def lacking(rule: str, key: str, name: str, cases: Collection[Case]) -> Variant:
    """A rule without one of the names that it gives under a key, `exempt` or `yields_to`."""
    called = f"{rule}_without_{name.lower()}"
    versions = [one for one in book().rules if one.rule == rule]
    changed = [{"rule": called, key: tuple(other for other in getattr(one, key) if other != name)} for one in versions]
    return Variant(
        name=called,
        rules=tuple(one.model_copy(update=change) for one, change in zip(versions, changed, strict=True)),
        cases=frozenset(map(str, cases)),
    )


def by_delivery() -> list[tuple[str, str]]:
    """Each rule, with each place in it, `subject` or the name of a fact, that leaves out what is delivered again."""
    return [
        (rule.rule, place)
        for rule in book().rules
        for place, newest_by in [
            ("subject", rule.subject.newest_by),
            *((name, fact.newest_by) for name, fact in rule.facts.items()),
        ]
        if newest_by
    ]


def counting_all_deliveries(rule: str, place: str) -> Variant:
    """A rule that counts what is delivered again, in one place, anew."""
    called = f"{rule}_with_all_deliveries_of_{place}"
    (version,) = (one for one in book().rules if one.rule == rule)
    anew = {"newest_by": ()}
    changed = (
        {"subject": version.subject.model_copy(update=anew)}
        if place == "subject"
        else {"facts": {**version.facts, place: version.facts[place].model_copy(update=anew)}}
    )
    return Variant(
        name=called,
        rules=(version.model_copy(update={"rule": called, **changed}),),
        cases=frozenset(map(str, cases_of(rule))),
    )


def variants_of(rule: str) -> list[Variant]:
    """The rule without each of its exemptions, not yielding to each that tells first, and counting deliveries anew."""
    versions = [one for one in book().rules if one.rule == rule]
    exemptions = dict.fromkeys(name for one in versions for name in one.exempt)
    others = dict.fromkeys(name for one in versions for name in one.yields_to)
    return [
        *(lacking(rule, "exempt", name, cases_with_exemption(rule, name)) for name in exemptions),
        *(lacking(rule, "yields_to", name, cases_of(rule)) for name in others),
        *(counting_all_deliveries(rule, place) for one, place in by_delivery() if one == rule),
    ]


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Tried]:
    """What a rule and its variants gave on all of its cases; a rule is judged once, for all tests."""

    @cache
    def of_rule(rule: str) -> Tried:
        cases = [*cases_of(rule), *map(without_register, cases_with_register(rule))]
        return evaluate_together(cases, tmp_path_factory.mktemp(rule), variants_of(rule))

    return of_rule


@pytest.mark.parametrize("case", read_cases(), ids=str)
def test_a_rule_finds_what_its_case_says(case: Case, tried: Callable[[str], Tried]):
    """The same months, amounts and exemptions as a person would find, and nothing else."""
    given = tried(case.rule)[case.rule][str(case)]

    assert expected_findings(case) == given.findings
    assert expected_doubts(case) == given.doubts


def test_every_rule_has_cases_and_every_case_its_own_name():
    """A rule without cases is a rule that nobody has tried."""
    names = [str(case) for case in read_cases()]

    assert set(RULES) == {case.rule for case in read_cases()}
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("rule", "exemption"), [(rule.rule, name) for rule in book().rules for name in rule.exempt])
def test_a_rule_without_one_of_its_exemptions_fails_a_case(rule: str, exemption: str, tried: Callable[[str], Tried]):
    """Every exemption of every rule is held by a case: none can be lost unseen."""
    cases = cases_with_exemption(rule, exemption)
    found = tried(rule)[f"{rule}_without_{exemption}"]

    assert [str(case) for case in cases if expected_findings(case) != found[str(case)].findings]


@pytest.mark.parametrize(("rule", "other"), [(rule.rule, name) for rule in book().rules for name in rule.yields_to])
def test_a_rule_that_does_not_yield_to_another_fails_a_case(rule: str, other: str, tried: Callable[[str], Tried]):
    """That one cause makes one finding is held by a case, for each rule that tells it first."""
    found = tried(rule)[f"{rule}_without_{other.lower()}"]

    assert [str(case) for case in cases_of(rule) if expected_findings(case) != found[str(case)].findings]


@pytest.mark.parametrize(("rule", "place"), by_delivery())
def test_a_rule_that_counts_each_delivery_fails_a_case(rule: str, place: str, tried: Callable[[str], Tried]):
    """That rows which a later delivery gives again count once is held by a case, wherever a rule says it."""
    found = tried(rule)[f"{rule}_with_all_deliveries_of_{place}"]

    assert [str(case) for case in cases_of(rule) if expected_findings(case) != found[str(case)].findings]


@pytest.mark.parametrize("rule", MISSING)
def test_a_rule_for_missing_benefits_without_the_register_fails_a_case(rule: str, tried: Callable[[str], Tried]):
    """The register of human decisions is held by a case of every rule that visits rest on."""
    cases = cases_with_register(rule)
    found = tried(rule)[rule]

    assert cases
    assert all(expected_findings(case) != found[str(without_register(case))].findings for case in cases)
