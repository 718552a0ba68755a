"""Whose rows a fact looks at: households of three kinds, kin by citizen ID, those who share a bank account."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from matcher.evaluate import RuleBook
from tests.evaluate.cases import evaluate_case, found_doubts
from tests.evaluate.made_up import RULE, Rows, case_of, changed, death, paid

PEOPLE = {
    "zhao": {"born_on": "1960-01-15"},
    "qian": {"born_on": "1961-02-15"},
    "sun": {"born_on": "1985-03-15"},
    "li": {"born_on": "1986-04-15", "sex": "female"},
}


def citizen_id(person: str) -> str:
    about = PEOPLE[person]
    return f"180121{about['born_on'].replace('-', '')}00{2 if about.get('sex') == 'female' else 1}0"


def kin(person: str, relation: str, relative: str) -> dict[str, str]:
    number = {"relative_citizen_id": citizen_id(relative)} if relative in PEOPLE else {}
    return {"person": person, "relation": relation, "relative_name": f"某{relative}", **number}


def rule_of(of: str, **fact: Any) -> RuleBook:
    """Paid while a death is known of somebody near; or, with `expect: absent`, while none is."""
    return changed(
        RULE,
        facts={"death": {"table": "death", "expect": "present", "of": of, **fact}},
        parameters=[],
        exempt=[],
    )


def found(rows: Rows, rules: RuleBook, folder: Path) -> list[str]:
    evaluated = evaluate_case(case_of(rows, people=PEOPLE), folder, rules)
    persons: list[str] = evaluated.findings.column("person_id").to_pylist()
    return persons


@pytest.mark.parametrize(
    ("of", "kind"), [("household", "aid"), ("register_household", "register"), ("poverty_household", "poverty")]
)
def test_each_kind_of_household_has_members_of_its_own(of: str, kind: str, tmp_path: Path):
    """Households of civil affairs, of the police and of the poverty register differ lawfully."""
    rows: Rows = {
        "payment": [paid("zhao", "2025-04"), paid("sun", "2025-04")],
        "death": [death("qian", "2025-03-10")],
        "household_member": [
            {"person": person, "kind": some, "household_key": f"{some}{number}"}
            for some in ("aid", "register", "poverty")
            for person, number in (("zhao", 1), ("qian", 1 if some == kind else 2), ("sun", 3))
        ],
    }

    assert found(rows, rule_of(of), tmp_path) == ["zhao"]


@pytest.mark.parametrize(
    ("of", "dead"),
    [
        ("spouse", ["qian"]),
        ("child", ["sun", "li"]),
        ("parent", []),
        ("relative", ["qian", "sun", "li"]),
    ],
)
def test_kin_are_found_by_their_citizen_ids_from_both_sides(of: str, dead: list[str], tmp_path: Path):
    """A row of the husband makes him the wife's spouse; a row of the child makes its parent's child."""
    kinship = [kin("qian", "spouse", "zhao"), kin("sun", "parent", "zhao"), kin("zhao", "daughter", "li")]
    hits = []
    for one in ("qian", "sun", "li"):
        rows: Rows = {"payment": [paid("zhao", "2025-04")], "death": [death(one, "2025-03-10")], "kinship": kinship}
        rows["person"] = [{"person": name} for name in PEOPLE]
        hits += [one] * len(found(rows, rule_of(of), tmp_path))

    assert hits == dead


@pytest.mark.parametrize(("of", "expected"), [("father", ["li", "sun"]), ("mother", []), ("parent", ["li", "sun"])])
def test_father_and_mother_are_told_apart_by_the_citizen_id(of: str, expected: list[str], tmp_path: Path):
    """Registers say "parent"; the seventeenth digit says which."""
    rows: Rows = {
        "payment": [paid("sun", "2025-04"), paid("li", "2025-04"), paid("zhao", "2025-04")],
        "death": [death("qian", "2025-03-10")],
        "kinship": [kin("sun", "parent", "qian"), kin("qian", "daughter", "li")],
        "person": [{"person": "qian"}],
    }

    assert found(rows, rule_of(of), tmp_path) == expected


def test_a_marriage_makes_spouses_in_its_months_only(tmp_path: Path):
    """After the divorce the register of kin is out of date: the marriage register decides."""
    married = {"spouse_name": "某qian", "spouse_citizen_id": citizen_id("qian"), "married_on": "2010-05-01"}
    rows: Rows = {
        "payment": [paid("zhao", "2025-02..2025-06")],
        "death": [death("qian", "2025-01-10")],
        "kinship": [kin("zhao", "spouse", "qian")],
        "marriage": [{"person": "zhao", **married, "ended_on": "2025-04-03"}],
        "person": [{"person": "qian"}],
    }

    evaluated = evaluate_case(case_of(rows, people=PEOPLE), tmp_path, rule_of("spouse"))

    assert [(row["first_month"], row["last_month"]) for row in evaluated.findings.to_pylist()] == [
        ("2025-02", "2025-04")
    ]


def test_an_id_that_two_persons_use_names_no_relative(tmp_path: Path):
    """Whose child would it be?"""
    rows: Rows = {
        "payment": [paid("zhao", "2025-04")],
        "death": [death("sun", "2025-03-10"), death("double", "2025-03-10")],
        "kinship": [kin("zhao", "son", "sun")],
    }
    people = {**PEOPLE, "double": PEOPLE["sun"]}

    evaluated = evaluate_case(case_of(rows, people=people), tmp_path, rule_of("child"))

    assert evaluated.findings.num_rows == 0


def test_what_must_be_absent_of_kin_is_not_claimed_where_one_was_not_found(tmp_path: Path):
    """A son of whom no record is known may have whatever is looked for."""
    rows: Rows = {
        "payment": [paid("zhao", "2025-04"), paid("qian", "2025-04")],
        "death": [death("dead", "2025-03-10")],
        "kinship": [kin("zhao", "son", "nobody"), kin("qian", "son", "sun")],
        "person": [{"person": "sun"}],
    }

    evaluated = evaluate_case(case_of(rows, people=PEOPLE), tmp_path, rule_of("child", expect="absent"))

    assert evaluated.findings.column("person_id").to_pylist() == ["qian"]
    assert found_doubts(evaluated) == [("zhao", "relative_not_found")]


def test_a_fact_of_the_account_is_looked_up_among_all_who_use_it(tmp_path: Path):
    """The account of the row on trial, in whatever table it stands; a row without one shares nothing."""
    rows: Rows = {
        "payment": [
            paid("zhao", "2025-04", account="6217"),
            paid("qian", "2025-04"),
            paid("li", "2025-04", account="9"),
        ],
        "death": [death("sun", "2025-03-10")],
        "pension": [
            {
                "person": "sun",
                "pension_kind": "worker",
                "benefit_month": "2025-01",
                "amount_cny": "1",
                "account": "6217",
            }
        ],
    }

    assert found(rows, rule_of("account"), tmp_path) == ["zhao"]


def test_an_absent_fact_of_an_account_that_is_not_known_cannot_be_told(tmp_path: Path):
    """Nobody can say that nobody else uses it."""
    rows: Rows = {
        "payment": [paid("zhao", "2025-04", account="6217"), paid("qian", "2025-04")],
        "death": [death("sun", "2025-03-10")],
    }

    evaluated = evaluate_case(case_of(rows, people=PEOPLE), tmp_path, rule_of("account", expect="absent"))

    assert evaluated.findings.column("person_id").to_pylist() == ["zhao"]
    assert found_doubts(evaluated) == [("qian", "value_missing")]
