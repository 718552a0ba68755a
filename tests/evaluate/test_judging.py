"""Households, amounts, law by month, parameters by county: what a rule may say beyond the shipped ones."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from matcher.config.base import month_number
from matcher.config.rule import EXEMPTION_CODES
from matcher.engine.kernel import Kernel
from matcher.evaluate import evaluate_rules
from tests.evaluate.cases import (
    evaluate_case,
    found_doubts,
    found_findings,
    policies_of,
    records_of,
)
from tests.evaluate.configuration import TRIAL, codes, model, policies
from tests.evaluate.made_up import RULE, Rows, case_of, changed, death, paid


def test_a_household_fact_is_looked_up_among_its_members(tmp_path: Path):
    """Members of one aid household share the fact; other households, and households of other kinds, do not."""
    rules = changed(
        RULE,
        facts={"death": {"table": "death", "expect": "present", "of": "household"}},
        parameters=[],
        exempt=[],
    )
    member = {"kind": "aid", "household_key": "H1"}
    rows: Rows = {
        "payment": [paid(person, "2025-04") for person in ("zhao", "qian", "sun", "li", "wu")],
        "death": [death("qian", "2025-03-10"), death("li", "2025-03-10"), death("dead", "2025-03-10")],
        "household_member": [
            {"person": "zhao", **member},
            {"person": "qian", **member},
            {"person": "sun", "kind": "aid", "household_key": "H2"},
            {"person": "wu", "kind": "register", "household_key": "H9"},
            {"person": "dead", "kind": "register", "household_key": "H9"},
        ],
    }

    found = evaluate_case(case_of(rows), tmp_path, rules).findings.column("person_id").to_pylist()

    expected = ["li", "qian", "zhao"]
    assert expected == found


def test_a_household_fact_in_doubt_is_a_doubt_of_every_member(tmp_path: Path):
    """The unresolved death could be the wife's: then nothing can be told of the husband."""
    rules = changed(
        RULE,
        facts={"death": {"table": "death", "expect": "absent", "of": "household"}},
        parameters=[],
        exempt=[],
    )
    member = {"kind": "aid", "household_key": "H1"}
    rows: Rows = {
        "payment": [paid("zhao", "2025-04"), paid("sun", "2025-04")],
        "death": [death("stranger", "2025-03-10", could_be="qian")],
        "household_member": [{"person": "zhao", **member}, {"person": "qian", **member}],
    }

    evaluated = evaluate_case(case_of(rows), tmp_path, rules)

    expected = ["sun"]
    assert expected == evaluated.findings.column("person_id").to_pylist()
    doubts = [("zhao", "unresolved_record")]
    assert doubts == found_doubts(evaluated)


@pytest.mark.parametrize(("amount_per", "amount"), [("row", Decimal("750.00")), ("month", Decimal("500.00"))])
def test_amounts_are_added_up_per_row_or_counted_once_a_month(amount_per: str, amount: Decimal, tmp_path: Path):
    """Two reports of one death never double an amount."""
    rules = changed(RULE, amount="payment.amount_cny", amount_per=amount_per)
    rows = {
        "payment": [paid("zhao", "2025-04"), paid("zhao", "2025-04", amount_cny="250")],
        "death": [death("zhao", "2025-03-10"), death("zhao", "2025-03-11")],
    }

    found = evaluate_case(case_of(rows), tmp_path, rules).findings.column("amount_cny").to_pylist()

    assert [amount] == found


def test_a_rule_judges_only_months_of_its_law(tmp_path: Path):
    """A month is judged by the law of that month."""
    rules = changed(RULE, valid_from="2025-05", valid_until="2025-06")
    rows = {"payment": [paid("zhao", "2025-04..2025-08")], "death": [death("zhao", "2025-03-10")]}

    found = evaluate_case(case_of(rows), tmp_path, rules).findings.to_pylist()[0]

    expected = ("2025-05", "2025-06", 2)
    assert expected == (found["first_month"], found["last_month"], found["month_count"])


def test_a_row_takes_the_parameters_of_its_own_county(tmp_path: Path):
    """In a run of a prefecture each county keeps its own standard; elsewhere the run's region decides."""
    policy = policies()[0].model_dump()
    neighbour = {
        "region": "180122",
        "name": {"zh": "某县", "en": "some"},
        "parameters": {"stop_lag_months": [{"since": "2021-07", "value": "1"}]},
    }
    policy["regions"] = [*policy["regions"], neighbour]
    rows = {
        "payment": [
            paid("zhao", "2025-04..2025-05", area_code="180121000000"),
            paid("qian", "2025-04..2025-05", area_code="180122104000"),
            paid("sun", "2025-04..2025-05", area_code="190101000000"),
            paid("li", "2025-04..2025-05"),
        ],
        "death": [death(person, "2025-03-10") for person in ("zhao", "qian", "sun", "li")],
    }
    case = case_of(rows, trial=replace(TRIAL, region="1801"))
    with Kernel(folders=[tmp_path], threads=1) as kernel:
        evaluated = evaluate_rules(
            records_of(case, tmp_path),
            book=changed(RULE),
            policies=[type(policies()[0]).model_validate(policy)],
            model=model(),
            trial=case.trial,
            kernel=kernel,
        )

    firsts = {row["person_id"]: row["first_month"] for row in evaluated.findings.to_pylist()}
    expected = {"zhao": "2025-04", "qian": "2025-05", "sun": "2025-04", "li": "2025-04"}
    assert expected == firsts


def test_a_run_before_the_law_judges_nothing(tmp_path: Path):
    """First light of a rule is its first month."""
    rows = {"payment": [paid("zhao", "2021-05")], "death": [death("zhao", "2021-03-10")]}
    trial = replace(TRIAL, first_month=month_number("2021-01"), as_of=pa.scalar("2021-06-30").cast(pa.date32()).as_py())

    evaluated = evaluate_case(case_of(rows, trial=trial), tmp_path)

    assert not found_findings(evaluated)
    expected = {"trials": 0, "hits": 0, "findings": 0}
    assert expected == evaluated.outcomes[RULE]
    assert policies_of(case_of(rows)) == policies()


def test_the_register_lifts_findings_by_codes_of_the_catalogue_alone(tmp_path: Path):
    """A text in the column of the code lifts nothing, and is never published."""
    rows: Rows = {
        "payment": [paid(person, "2025-04") for person in ("zhao", "qian", "sun")],
        "death": [death(person, "2025-03-10") for person in ("zhao", "qian", "sun")],
        "exemption": [
            {"person": "zhao", "exemption_code": "已核实"},
            {"person": "qian", "exemption_code": "E31"},
            {"person": "sun", "exemption_code": "E30"},
        ],
    }

    found = evaluate_case(case_of(rows), tmp_path).findings.to_pylist()

    assert {one["person_id"]: one["exemption_code"] for one in found} == {"zhao": None, "qian": None, "sun": "E30"}


def test_codes_of_exemptions_are_those_of_the_catalogue():
    """The code system that the register is read by and the codes that may be published are one list."""
    assert tuple(entry.code for entry in codes()["exemption"].entries) == EXEMPTION_CODES
