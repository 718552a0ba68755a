"""What is wrong with a rule is said before a row is read: rule, key, what, how to mend it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from matcher.config.rule import Exemption, Rule
from matcher.evaluate import RuleBook, RuleFault, check_rules
from tests.evaluate.configuration import TRIAL, book, codes, model, policies

RULE = "minimum_living_allowance_paid_after_death"
FILLED = frozenset(model())
_LEFT_OUT = {"A37", "B62", "C09", "Q08", "Q10", "Q17", "Q18"}
CODES = {f"{kind}{n:02d}" for kind, last in zip("ABCQ", (40, 70, 10, 24), strict=True) for n in range(1, last + 1)}
CODES -= _LEFT_OUT
"""Codes of the catalogue with a rule; docs/coverage.md says where the others are told, or which fact they lack."""


def faults_of(rules: RuleBook, **changes: Any) -> list[RuleFault]:
    given: dict[str, Any] = {
        "model": model(),
        "codes": codes(),
        "policies": policies(),
        "filled_tables": FILLED,
        "trial": TRIAL,
        **changes,
    }
    return check_rules(rules, **given)


def changed(rule: str = RULE, **changes: Any) -> RuleBook:
    """The shipped book with one rule, some of its keys changed as a person would write them."""
    whole = book()
    content = next(other for other in whole.rules if other.rule == rule).model_dump(exclude_unset=True)
    for key, value in changes.items():
        *path, last = key.split("__")
        place = content
        for part in path:
            place = place[part]
        place[last] = value
    return RuleBook((Rule.model_validate(content),), whole.exemptions)


def test_the_shipped_rules_and_policy_have_no_faults():
    """What `matcher init` lays out is whole."""
    assert not faults_of(book())
    assert {rule.code for rule in book().rules} == CODES


def test_every_shipped_exemption_is_named_by_a_rule():
    """An exemption that no rule tries is dead."""
    assert {name for rule in book().rules for name in rule.exempt} == {other.exemption for other in book().exemptions}


@pytest.mark.parametrize(
    ("changes", "key", "what", "hint"),
    [
        (
            {"facts__death__on": "trial_month > month(death.died_at) + stop_lag_months"},
            "facts.death.on",
            "unknown column 'death.died_at'",
            "did you mean 'died_on'?",
        ),
        (
            {"subject__where": "payment.amount_yuan > 0"},
            "subject.where",
            "unknown column 'payment.amount_yuan'",
            "did you mean 'amount_cny'?",
        ),
        ({"subject__table": "payments"}, "subject.table", "unknown table 'payments'", "did you mean 'payment'?"),
        ({"facts__death__table": "deaths"}, "facts.death.table", "unknown table 'deaths'", "did you mean 'death'?"),
        ({"amount": "rounded(payment.amount_cny)"}, "amount", "unknown function 'rounded'", "did you mean 'round'?"),
        ({"amount": "payment.programme"}, "amount", "its value is of kind text", "kind integer or number"),
        ({"when": "payment.amount_cny"}, "when", "its value is of kind number", "kind boolean"),
        (
            {"subject__months": {"first": "payment.paid_on"}},
            "subject.months.first",
            "its value is of kind date",
            "kind month",
        ),
        (
            {"parameters": ["stop_lag_month"]},
            "parameters",
            "unknown parameter 'stop_lag_month'",
            "did you mean 'stop_lag_months'?",
        ),
        (
            {"parameters": ["stop_lag_months", "conversion_months"]},
            "parameters",
            "parameter 'conversion_months' is listed and not used",
            "take it out",
        ),
        ({"parameters": []}, "facts.death.on", "unknown parameter 'stop_lag_months'", "list it under `parameters`"),
        (
            {"exempt": ["e05_death_withdrawal"]},
            "exempt",
            "unknown exemption 'e05_death_withdrawal'",
            "did you mean 'e05_death_withdrawn'?",
        ),
        (
            {"exempt": ["e06_pension_refunded"]},
            "exempt.e06_pension_refunded.facts.reversal.on",
            "unknown column 'subject.pension_kind'",
            "did you mean 'payment_kind'?",
        ),
        (
            {"exempt": ["e21_certificate_frozen"]},
            "exempt.e21_certificate_frozen.where",
            "unknown table or fact 'certificate'",
            "known here: death, payment, reports, subject",
        ),
        (
            {"programmes": ["minimum_allowance"]},
            "programmes",
            "unknown programme 'minimum_allowance'",
            "did you mean 'minimum_living_allowance'?",
        ),
        (
            {"subject__where": "payment.payment_kind = 'regularly'"},
            "subject.where",
            "code system 'payment_kind' has no code 'regularly'",
            "did you mean 'regular'?",
        ),
        ({"subject__where": "payment.programme = 1"}, "subject.where", "a text is compared with a integer", "one kind"),
        (
            {"facts": {"payment": {"table": "death", "expect": "present"}}},
            "facts.payment",
            "the name 'payment' is taken",
            "another name",
        ),
        (
            {"facts": {"deaths": {"table": "death", "expect": "any"}}},
            "facts.deaths",
            "something is gathered of the rows",
            "gather: {rows: count()}",
        ),
        (
            {"facts": {"deaths": {"table": "death", "expect": "any", "gather": {"days": "sum(deaths.died_on)"}}}},
            "facts.deaths.gather.days",
            "sum() of a date has no meaning",
            "give it integer or number",
        ),
        (
            {"facts": {"deaths": {"table": "death", "expect": "any", "gather": {"days": "avg(deaths.died_on)"}}}},
            "facts.deaths.gather.days",
            "does not say how rows are gathered",
            "count_distinct",
        ),
        (
            {"facts": {"deaths": {"table": "death", "expect": "any", "gather": {"days": "count(deaths.died_on)"}}}},
            "facts.deaths.gather.days",
            "count() is not given what it takes",
            "count() takes none",
        ),
        (
            {
                "facts": {"deaths": {"table": "death", "expect": "any", "gather": {"found": "count()"}}},
                "when": "deaths.died_on < as_of",
            },
            "when",
            "unknown column 'deaths.died_on'",
            "it has: found",
        ),
        (
            {"facts__death__complete": True},
            "facts.death",
            "`complete` is said of gathered facts",
            "a present one need not be",
        ),
        (
            {"facts__death__window_months": 3},
            "facts.death",
            "`window_months` is said of facts that rely on rows not being there",
            "complete: true",
        ),
        (
            {"subject__programmes": ["elder_allowance"], "programmes": ["elder_allowance", "orphan_allowance"]},
            "programmes",
            "do not say which of several programmes",
            "name one programme",
        ),
    ],
)
def test_a_faulty_rule_is_refused_in_words(changes: dict[str, Any], key: str, what: str, hint: str):
    """The fault names the key that is wrong, and what was probably meant."""
    fault = faults_of(changed(**changes))[0]

    assert fault.rule == RULE
    assert key == fault.key
    assert what in fault.what
    assert hint in fault.mend


def test_all_faults_are_found_at_once():
    """A person mends a file once, not once per fault."""
    keys = [fault.key for fault in faults_of(changed(amount="payment.x", subject__where="payment.y > 0", when="z"))]

    expected = ["subject.where", "when", "amount"]
    assert expected == keys


def test_a_programme_column_is_needed_to_choose_rows_by_programme():
    """The person register does not say programmes."""
    fault = faults_of(changed("elder_allowance_missing", subject__programmes=["elder_allowance"]))[0]

    assert "no column `programme`" in fault.what


def test_a_fact_that_no_source_fills_fails_the_rule_by_name():
    """An absent list would make everyone look unpaid, or nobody dead."""
    without = faults_of(changed(), filled_tables=FILLED - {"death"})

    expected = ["facts.death", "facts.reports", "exempt.e05_death_dates_conflict.facts.later_death"]
    assert expected == [fault.key for fault in without]
    assert "no source of the pipeline fills the table 'death'" in without[0].what


def test_a_household_fact_needs_households():
    """Without a list of households nobody has relatives."""
    household = changed(
        facts={"death": {"table": "death", "expect": "present", "of": "household"}},
        lowered=None,
        parameters=[],
        exempt=[],
    )

    keys = [fault.key for fault in faults_of(household, filled_tables=FILLED - {"household_member"})]

    assert keys == ["facts.death"]


def test_an_optional_fact_may_have_no_source():
    """Few counties are given the list of prisoners: the rule runs without it."""
    assert not faults_of(changed("elder_allowance_missing"), filled_tables=FILLED - {"custody"})


def test_a_month_without_a_parameter_is_named():
    """A rule never runs on a figure that nobody set."""
    county = policies()[0].model_copy(update={"regions": policies()[0].regions[1:]})

    faults = faults_of(changed(), policies=(county,))

    expected = "parameter 'stop_lag_months' has no value in region 180121 from 2024-12 to 2025-11"
    assert [expected] == [fault.what for fault in faults]


def test_only_months_in_which_the_rule_is_valid_need_parameters():
    """A rule that ends before the policy begins needs nothing of it."""
    county = policies()[0].model_copy(update={"regions": policies()[0].regions[1:]})

    faults = faults_of(changed(valid_until="2025-02"), policies=(county,))

    assert "from 2024-12 to 2025-02" in faults[0].what
    assert not faults_of(changed(valid_until="2024-11"), policies=(county,))


def test_a_name_given_twice_is_refused():
    """Findings are told apart by the rule's name."""
    twice = RuleBook(book().rules + book().rules[:1], book().exemptions)

    faults = faults_of(twice)

    assert [book().rules[0].rule] == [fault.rule for fault in faults]
    assert "given 2 times" in faults[0].what


def test_a_rule_may_be_given_twice_for_months_that_do_not_overlap():
    """The law changed: each version for its own months."""
    earlier, later = (
        changed(**months)
        for months in ({"valid_until": "2025-04"}, {"valid_from": "2025-05", "valid_until": "2025-08"})
    )

    assert not faults_of(RuleBook(earlier.rules + later.rules, book().exemptions))


@pytest.mark.parametrize(
    ("exemption", "what"),
    [
        ({}, "would always hold"),
        ({"facts": {"nothing": {"table": "death", "expect": "absent"}}}, "rests on facts that exist"),
        ({"where": "payment.amount_cny > 0", "parameters": ["conversion_months"]}, "listed and not used"),
    ],
)
def test_a_faulty_exemption_is_refused_in_words(exemption: dict[str, Any], what: str):
    """An exemption that always holds would silence its rules."""
    made = Exemption.model_validate(
        {"exemption": "e99", "code": "E30", "title": {"zh": "某", "en": "some"}, **exemption}
    )
    rules = replace(changed(exempt=["e99"]), exemptions=(made,))

    faults = faults_of(rules)

    assert what in faults[0].what
    assert "exempt.e99" in faults[0].key
