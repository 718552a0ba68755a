"""What is planted is all there is: an independent reading of the twelve rules finds the planted cases and no others."""

from collections import Counter
from datetime import date

import pytest
from tests.synth.oracle import all_hits

from matcher.errors import UsageError
from matcher.synth.benefits import case_amount
from matcher.synth.build import build_county
from matcher.synth.county import County

_AS_OF = date(2025, 11, 30)
_CODES = ("A01", "A02", "A12", "B01", "B02", "B04", "B05", "B09", "B14", "B31", "B40", "B41")
_Key = tuple[str, str, str]


@pytest.fixture(scope="module", params=[20251130, 1])
def county(request: pytest.FixtureRequest) -> County:
    return build_county(persons=4000, seed=request.param, as_of=_AS_OF)


def _found(county: County) -> tuple[dict[_Key, list[int]], dict[_Key, dict[str, list[int]]]]:
    """Give standing months by finding, and lifted months by finding and E-code."""
    standing: dict[_Key, list[int]] = {}
    lifted: dict[_Key, dict[str, list[int]]] = {}
    for code, person, programme, month, exemption in sorted(set(all_hits(county))):
        if exemption:
            lifted.setdefault((code, person, programme), {}).setdefault(exemption, []).append(month)
        else:
            standing.setdefault((code, person, programme), []).append(month)
    return standing, lifted


def test_every_violation_is_planted_with_its_months_and_nothing_else_breaks_a_rule(county: County):
    planted = {
        (case.code, case.person.truth_person, case.programme): list(case.months)
        for case in county.cases
        if case.role == "violation" and case.code in _CODES
    }

    assert planted == _found(county)[0]


def test_every_hit_that_only_an_exemption_lifts_is_planted_as_a_look_alike_with_its_code(county: County):
    standing, lifted = _found(county)
    planted = {
        (case.code, case.person.truth_person, case.programme): {case.exemption_code: list(case.months)}
        for case in county.cases
        if case.role == "look_alike" and case.exemption_code and case.code in _CODES
    }

    assert planted == {key: codes for key, codes in lifted.items() if key not in standing}


def test_each_code_has_at_least_six_violations_and_a_look_alike_for_each_of_its_exemptions(county: County):
    violations = Counter(case.code for case in county.cases if case.role == "violation")
    exemptions = {
        code: {case.exemption_code for case in county.cases if case.role == "look_alike" and case.code == code}
        for code in _CODES
    }

    assert [code for code in _CODES if violations[code] < 6] == []
    assert {
        "A01": {"", "E20", "E22", "E23"},
        "A02": {"", "E04", "E22", "E23"},
        "A12": {"", "E20", "E22"},
        "B01": {"", "E05", "E06"},
        "B02": {"", "E05", "E06"},
        "B04": {"", "E05", "E06"},
        "B05": {"", "E05", "E06"},
        "B09": {"", "E04", "E06", "E15"},
        "B14": {"", "E04", "E06", "E23"},
        "B31": {"", "E03", "E06"},
        "B40": {"", "E06", "E21"},
        "B41": {"E06", "E21", "E23"},
    } == exemptions


def test_the_amount_of_a_case_is_what_was_paid_or_due_in_its_months(county: County):
    """Nursing is 100 yuan a month, living 80; a payment after death counts in full."""
    per_month = {"A01": 100, "A02": 80, "B02": 910, "B04": None}
    wrong = [
        case
        for case in county.cases
        if case.role == "violation" and per_month.get(case.code) is not None
        if case_amount(case, county.window) != per_month[case.code] * len(case.months)  # type: ignore[operator] # filtered above
    ]

    assert wrong == []
    # rules that ask to look, to register or to watch: no money is at stake
    without = {case.code for case in county.cases if case.role == "violation" and case_amount(case, county.window) <= 0}
    assert without == {
        *("A10", "A11", "A16", "A24", "A31", "A32", "A33", "A34", "A36", "A40"),
        *("B13", "B49", "B57", "B63", "B64"),
    }


def test_look_alikes_are_two_to_eight_times_as_many_as_true_cases_and_say_why_they_are_lawful(county: County):
    roles = Counter(case.role for case in county.cases)

    assert 2 * roles["violation"] < roles["look_alike"] < 8 * roles["violation"]
    assert [case for case in county.cases if case.role != "violation" and not case.reason_code] == []


def test_too_few_people_for_the_cases_are_refused():
    with pytest.raises(UsageError, match="1999 people are too few"):
        build_county(persons=1999, seed=1, as_of=_AS_OF)


def test_five_thousand_more_people_bring_another_round_of_cases():
    once = build_county(persons=2000, seed=3, as_of=_AS_OF)
    twice = build_county(persons=10_000, seed=3, as_of=_AS_OF)

    assert (len(once.persons), len(twice.persons)) == (2000, 10_000)
    planted, of_both = (sum(case.person.planted for case in county.cases) for county in (once, twice))
    assert of_both == 2 * planted
