"""Which benefits may be drawn together, and parameters that differ by programme: local policy as rules ask it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from matcher.config.base import month_number
from matcher.config.policy import Policy
from matcher.engine.kernel import Kernel
from matcher.evaluate import RuleBook, check_rules, evaluate_rules
from matcher.evaluate.parameters import read_policies
from tests.evaluate.case_records import records_of
from tests.evaluate.cases import found_doubts, found_findings
from tests.evaluate.configuration import TRIAL, codes, model, policies
from tests.evaluate.made_up import RULE, Rows, case_of, changed, paid

TEXT = {"zh": "某", "en": "some"}
MATRIX = {
    "since": "2021-07",
    "forbidden": {"destitute_support": ["minimum_living_allowance", "orphan_allowance"]},
    "top_up": {"minimum_living_allowance": ["unattended_child_allowance"]},
    "allowed": {"minimum_living_allowance": ["elder_allowance"]},
}


def policy(regions: dict[str, dict[str, Any]], parameters: dict[str, Any] | None = None) -> Policy:
    return Policy.model_validate(
        {
            "policy": "made_up",
            "parameters": parameters or {},
            "regions": [{"region": region, "name": TEXT, "parameters": {}, **said} for region, said in regions.items()],
        }
    )


def without_matrix() -> list[Policy]:
    """The shipped policies that say nothing of what may be drawn together."""
    return [one for one in policies() if not any(region.coexistence for region in one.regions)]


def paid_together(when: str, **more: Any) -> RuleBook:
    """Two payments of one person in one month."""
    other = {"table": "payment", "expect": "present", "on": "other.benefit_month = trial_month"}
    return changed(RULE, facts={"other": other}, when=when, parameters=[], exempt=[], **more)


def judged(rows: Rows, rules: RuleBook, given: Policy, folder: Path):
    with Kernel(folders=[folder], threads=1) as kernel:
        return evaluate_rules(
            records_of(case_of(rows), folder),
            book=rules,
            policies=[*without_matrix(), given],
            model=model(),
            trial=TRIAL,
            kernel=kernel,
        )


OTHERS = ("destitute_support", "unattended_child_allowance", "elder_allowance", "temporary_assistance")
ROWS: Rows = {
    "payment": [
        row for other in OTHERS for row in (paid(other, "2025-04"), {**paid(other, "2025-04"), "programme": other})
    ]
}


@pytest.mark.parametrize(
    ("when", "found", "doubts"),
    [
        ("coexistence(subject.programme, other.programme) = 'forbidden'", ["destitute_support"], True),
        ("coexistence(other.programme, 'minimum_living_allowance') = 'top_up'", ["unattended_child_allowance"], True),
        ("coexistence('elder_allowance', 'minimum_living_allowance') = 'forbidden'", [], False),
        (
            "coalesce(coexistence(subject.programme, other.programme), 'allowed') = 'allowed'",
            ["elder_allowance"],
            False,
        ),
    ],
)
def test_the_matrix_says_what_may_be_drawn_together(when: str, found: list[str], doubts: bool, tmp_path: Path):
    """In either order; where it does not speak of a pair, nothing can be told."""
    when = f"other.programme <> subject.programme and {when}"

    evaluated = judged(ROWS, paid_together(when), policy({"18": {"coexistence": [MATRIX]}}), tmp_path)

    persons = [row[0] for row in found_findings(evaluated)]
    assert persons == (found if "coalesce" not in when else ["elder_allowance", "temporary_assistance"])
    assert found_doubts(evaluated) == ([("temporary_assistance", "value_missing")] if doubts else [])


def test_a_county_says_what_differs_and_a_later_matrix_replaces_an_earlier_one():
    """Pair by pair from the region above; month by month."""
    county = {"since": "2025-01", "until": "2025-06", "allowed": {"minimum_living_allowance": ["destitute_support"]}}
    book = read_policies([policy({"18": {"coexistence": [MATRIX]}, "180121": {"coexistence": [county]}})])

    def matrix(region: str, month: str) -> dict[str, str]:
        version = book.value(region, "coexistence", month_number(month))
        assert isinstance(version, int)
        return dict(book.matrices.versions[version])

    pair = "destitute_support minimum_living_allowance"
    assert [matrix("180121", month)[pair] for month in ("2024-12", "2025-01", "2025-06", "2025-07")] == [
        "forbidden",
        "allowed",
        "allowed",
        "forbidden",
    ]
    assert matrix("180122", "2025-03")[pair] == "forbidden"
    assert matrix("180121", "2025-03")["elder_allowance minimum_living_allowance"] == "allowed"
    assert book.value("180121", "coexistence", month_number("2021-06")) is None


@pytest.mark.parametrize(
    ("matrices", "what"),
    [
        ([{**MATRIX, "allowed": {"minimum_living_allowance": ["destitute_support"]}}], "it says two things of"),
        ([MATRIX, MATRIX], "two matrices begin in the same month"),
    ],
)
def test_a_matrix_that_contradicts_itself_is_refused(matrices: list[dict[str, Any]], what: str):
    """Nobody would know which line holds."""
    assert what in read_policies([policy({"18": {"coexistence": matrices}})]).faults[0].what


def test_a_rule_that_asks_a_matrix_that_is_not_there_is_refused():
    """By check, before a row is read: none at all, or none for the county and month."""
    rules = paid_together("coexistence(subject.programme, other.programme) = 'forbidden'")

    def faults(given: list[Policy]) -> list[tuple[str, str]]:
        found = check_rules(
            rules, model=model(), codes=codes(), policies=given, filled_tables=frozenset(model()), trial=TRIAL
        )
        return [(fault.key, fault.what) for fault in found]

    own = without_matrix()
    late = policy({"18": {"coexistence": [{**MATRIX, "since": "2025-03"}]}})
    assert faults(own) == [("when", "no policy says which benefits may be drawn together")]
    assert faults([*own, late]) == [
        ("parameters", "`coexistence` matrix has no value in region 180121 from 2024-12 to 2025-02")
    ]


def test_a_programme_that_is_not_known_is_no_partner():
    """Codes are checked in the brackets as well."""
    found = check_rules(
        paid_together("coexistence(subject.programme, 'elder_alowance') = 'forbidden'"),
        model=model(),
        codes=codes(),
        policies=[*without_matrix(), policy({"18": {"coexistence": [MATRIX]}})],
        filled_tables=frozenset(model()),
        trial=TRIAL,
    )

    assert [fault.what for fault in found] == ["code system 'programme' has no code 'elder_alowance'"]


def test_a_value_for_one_programme_goes_before_the_value_for_all(tmp_path: Path):
    """In one region; a county's value for all goes before the province's for a programme."""
    values = [
        {"since": "2021-07", "value": "5"},
        {"since": "2025-05", "value": "7", "programmes": ["elder_allowance"]},
    ]
    given = policy({"18": {"parameters": {"most_cny": values}}}, {"most_cny": {"meaning": TEXT, "type": "money"}})
    rules = changed(
        RULE,
        programmes=["minimum_living_allowance", "elder_allowance"],
        facts={},
        when="payment.amount_cny > most_cny",
        parameters=["most_cny"],
        exempt=[],
    )
    rows: Rows = {
        "payment": [
            {**paid(programme, "2025-04..2025-05", amount_cny="6"), "programme": programme}
            for programme in ("minimum_living_allowance", "elder_allowance")
        ]
    }

    found = found_findings(judged(rows, rules, given, tmp_path))

    assert [(row[0], row[2], row[3]) for row in found] == [
        ("elder_allowance", "2025-04", "2025-04"),
        ("minimum_living_allowance", "2025-04", "2025-05"),
    ]
    book = read_policies(
        [given, policy({"180121": {"parameters": {"most_cny": [{"since": "2021-07", "value": "9"}]}}})]
    )
    assert book.value("180121", "most_cny", month_number("2025-06"), "elder_allowance") == Decimal(9)
    assert book.value("180122", "most_cny", month_number("2025-06"), "elder_allowance") == Decimal(7)
