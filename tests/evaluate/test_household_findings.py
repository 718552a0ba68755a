"""`per: household`: a household is counted once, its members listed; and `any_record`, every row of every table."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from matcher.config.rule import Rule
from matcher.evaluate import Evaluated, RuleBook
from tests.evaluate.cases import evaluate_case, found_doubts
from tests.evaluate.configuration import book
from tests.evaluate.made_up import RULE, Rows, case_of, changed, death, paid

MEMBER = {"kind": "aid", "household_key": "H1"}
HEAD = {**MEMBER, "relation_to_head": "head"}


def rule_of(**changes: Any) -> RuleBook:
    return changed(RULE, per="household", **changes)


def judged(rows: Rows, rules: RuleBook, folder: Path) -> Evaluated:
    return evaluate_case(case_of(rows), folder, rules)


def household(*members: str, head: str) -> list[dict[str, str]]:
    return [{"person": person, **(HEAD if person == head else MEMBER)} for person in members]


@pytest.mark.parametrize(
    ("amount_per", "amount"), [("month", Decimal(1300)), ("member", Decimal(1800)), ("row", Decimal(1800))]
)
def test_a_household_is_one_finding_of_its_head(amount_per: str, amount: Decimal, tmp_path: Path):
    """What two members hit in one month is counted once, or row by row where the rule says so."""
    rows: Rows = {
        "payment": [
            paid("qian", "2025-04..2025-05"),
            paid("sun", "2025-04", amount_cny="800"),
            paid("li", "2025-06"),
        ],
        "death": [death(person, "2025-03-10") for person in ("qian", "sun", "li")],
        "household_member": household("qian", "sun", "zhao", head="zhao"),
    }

    evaluated = judged(rows, rule_of(amount_per=amount_per), tmp_path)

    found = {row["person_id"]: row for row in evaluated.findings.to_pylist()}
    assert found.keys() == {"zhao", "li"}
    row = found["zhao"]
    assert (row["first_month"], row["last_month"], row["month_count"]) == ("2025-04", "2025-05", 2)
    assert row["amount_cny"] == amount
    assert (row["person_name"], row["subject_source"], row["subject_row"]) == ("某zhao", "payment", 2)
    places = [(place["source"], place["row"]) for place in row["evidence"]]
    assert places[:3] == [("payment", 2), ("payment", 3), ("payment", 4)]
    assert places[3:] == [("death", 2), ("death", 3), *(("household_member", number) for number in (2, 3, 4))]


def test_two_rows_of_one_member_in_a_month_count_once_for_the_member(tmp_path: Path):
    """The net of a month stands in each of its rows."""
    rows: Rows = {
        "payment": [
            paid("qian", "2025-04", amount_cny="300"),
            paid("qian", "2025-04", amount_cny="50", paid_on="2025-05-20"),
            paid("sun", "2025-04", amount_cny="800"),
        ],
        "death": [death(person, "2025-03-10") for person in ("qian", "sun")],
        "household_member": household("qian", "sun", head="qian"),
    }

    evaluated = judged(rows, rule_of(amount_per="member"), tmp_path)

    assert evaluated.findings.column("amount_cny").to_pylist() == [Decimal(1150)]


def test_without_a_head_the_first_member_stands_for_the_household(tmp_path: Path):
    """First by person_id: the same in every run."""
    rows: Rows = {
        "payment": [paid("sun", "2025-04")],
        "death": [death("sun", "2025-03-10")],
        "household_member": [{"person": person, **MEMBER} for person in ("sun", "qian")],
    }

    assert judged(rows, rule_of(), tmp_path).findings.column("person_id").to_pylist() == ["qian"]


def test_the_newest_row_says_in_which_household_a_person_is(tmp_path: Path):
    """Who moved is counted where they live now."""
    rows: Rows = {
        "payment": [paid("sun", "2025-04")],
        "death": [death("sun", "2025-03-10")],
        "household_member": [
            {"person": "sun", **MEMBER, "file": "roster/2025-01"},
            {"person": "qian", **HEAD, "file": "roster/2025-01"},
            {"person": "sun", **MEMBER, "household_key": "H2", "file": "roster/2025-10"},
            {"person": "li", **HEAD, "household_key": "H2", "file": "roster/2025-10"},
        ],
    }

    assert judged(rows, rule_of(), tmp_path).findings.column("person_id").to_pylist() == ["li"]


def test_a_household_stands_while_one_member_is_not_exempt(tmp_path: Path):
    """The exempt member's months do not count where another one's stand."""
    rows: Rows = {
        "payment": [paid("qian", "2025-04"), paid("sun", "2025-04..2025-05")],
        "death": [death("qian", "2025-03-10", withdrawn_on="2025-04-01"), death("sun", "2025-03-10")],
        "household_member": household("qian", "sun", "zhao", head="zhao"),
    }
    rows["payment"] += [paid("li", "2025-04"), paid("wu", "2025-04")]
    rows["death"] += [death(person, "2025-03-10", withdrawn_on="2025-04-01") for person in ("li", "wu")]
    rows["household_member"] += [{"person": person, **MEMBER, "household_key": "H2"} for person in ("li", "wu")]

    found = judged(rows, rule_of(), tmp_path).findings.to_pylist()

    assert [(row["person_id"], row["month_count"], row["exemption_code"]) for row in found] == [
        ("li", 1, "E05"),
        ("zhao", 2, None),
    ]


def test_a_doubt_about_one_member_is_a_doubt_about_the_household(tmp_path: Path):
    """The unresolved death could be a member's: nothing is claimed of the household."""
    rules = rule_of(facts={"death": {"table": "death", "expect": "absent"}}, parameters=[], exempt=[])
    rows: Rows = {
        "payment": [paid("qian", "2025-04"), paid("sun", "2025-04"), paid("li", "2025-04")],
        "death": [death("stranger", "2025-03-10", could_be="qian")],
        "household_member": household("qian", "sun", "zhao", head="zhao"),
    }

    evaluated = judged(rows, rules, tmp_path)

    assert evaluated.findings.column("person_id").to_pylist() == ["li"]
    assert found_doubts(evaluated) == [("zhao", "unresolved_record")]


def test_every_row_of_every_table_can_be_on_trial(tmp_path: Path):
    """A rule on the quality of data looks at IDs wherever they stand; one finding per person."""
    content = {
        **book().rules[0].model_dump(exclude_unset=True),
        "rule": RULE,
        "kind": "data_quality",
        "severity": "watch",
        "programmes": ["not_of_a_programme"],
        "subject": {
            "table": "any_record",
            "where": "any_record.citizen_id_status = 'wrong_check' and any_record.model_table <> 'pension'",
            "months": {"first": "month(as_of)"},
        },
        "facts": {},
        "when": "",
        "parameters": [],
        "exempt": [],
        "amount": "0.00",
    }
    for key in ("min_months", "legal_references", "amount_per"):
        content.pop(key, None)
    bad = {"citizen_id_status": "wrong_check"}
    rows: Rows = {
        "payment": [
            paid("zhao", "2025-04", **bad),
            paid("qian", "2025-04", citizen_id_status="valid"),
            paid("sun", "2025-04"),
        ],
        "death": [death("zhao", "2025-03-10", **bad), death("li", "2025-03-10", **bad)],
        "pension": [{"person": "wu", "months": "2025-04", "pension_kind": "worker", "amount_cny": "1", **bad}],
    }

    found = judged(rows, RuleBook((Rule.model_validate(content),), ()), tmp_path).findings.to_pylist()

    assert [(row["person_id"], row["programme"], row["first_month"], str(row["amount_cny"])) for row in found] == [
        ("li", "not_of_a_programme", "2025-11", "0.00"),
        ("zhao", "not_of_a_programme", "2025-11", "0.00"),
    ]
    assert [(place["source"], place["row"]) for place in found[1]["evidence"]] == [("death", 2), ("payment", 2)]
