"""Households, amounts, law by month, parameters by county: what a rule may say beyond the shipped ones."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from matcher.config.base import month_number
from matcher.config.rule import EXEMPTION_CODES
from matcher.config.source import SourceSchema
from matcher.engine.kernel import Kernel
from matcher.evaluate import RuleBook, evaluate_rules
from matcher.ingest import ingest_sources
from matcher.ingest.delivery import Delivery
from matcher.storage.parquet import read_table
from tests.evaluate.case_records import records_of
from tests.evaluate.cases import evaluate_case, found_doubts, found_findings, policies_of
from tests.evaluate.configuration import ROOT, TRIAL, codes, model, policies, read_yaml
from tests.evaluate.made_up import RULE, Rows, case_of, changed, death, paid
from tests.ingest.exports import AREAS


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


def test_what_lifts_a_finding_is_named_though_codes_are_shared(tmp_path: Path):
    """A withdrawn death and a later one both are E05; the register is named as such; who stands is not there."""
    rows: Rows = {
        "payment": [paid(person, "2025-04") for person in ("zhao", "qian", "sun", "li")],
        "death": [
            death("zhao", "2025-03-10", withdrawn_on="2025-03-20"),
            *(death("qian", day) for day in ("2025-03-10", "2025-06-10")),
            *(death(person, "2025-03-10") for person in ("sun", "li")),
        ],
        "exemption": [{"person": "sun", "exemption_code": "E05"}],
    }

    evaluated = evaluate_case(case_of(rows), tmp_path)

    person_of = {one["finding_id"]: one["person_id"] for one in evaluated.findings.to_pylist()}
    named = {person_of[one["finding_id"]]: one["exemption_id"] for one in evaluated.exempted.to_pylist()}
    assert named == {"zhao": "e05_death_withdrawn", "qian": "e05_death_dates_conflict", "sun": "exemption"}
    assert set(evaluated.exempted["exemption_code"].to_pylist()) == {"E05"}


def test_codes_of_exemptions_are_those_of_the_catalogue():
    """The code system that the register is read by and the codes that may be published are one list."""
    assert tuple(entry.code for entry in codes()["exemption"].entries) == EXEMPTION_CODES


def test_two_versions_of_a_rule_give_one_finding(tmp_path: Path):
    """The law changed in May: April by the old, May by the new, and one finding for the person."""
    earlier = changed(RULE, valid_until="2025-04")
    later = changed(RULE, valid_from="2025-05", amount="payment.month_net_cny * 2")
    rows: Rows = {
        "payment": [paid("zhao", "2025-04..2025-05"), paid("qian", "2025-05")],
        "death": [death("zhao", "2025-03-10"), death("qian", "2025-03-10", withdrawn_on="2025-04-01")],
    }

    evaluated = evaluate_case(case_of(rows), tmp_path, RuleBook(earlier.rules + later.rules, earlier.exemptions))

    expected = [
        ("qian", "minimum_living_allowance", "2025-05", "2025-05", "1", "1000.00", "E05", "strong"),
        ("zhao", "minimum_living_allowance", "2025-04", "2025-05", "2", "1500.00", "", "strong"),
    ]
    assert found_findings(evaluated) == expected
    assert evaluated.outcomes == {RULE: {"trials": 3, "hits": 3, "findings": 1, "exempted:E05": 1}}
    assert len(evaluated.findings["evidence"].to_pylist()[1]) == 3
    assert evaluated.exempted["exemption_id"].to_pylist() == ["e05_death_withdrawn"]


def test_a_row_of_the_register_without_a_code_of_the_catalogue_is_rejected(tmp_path: Path):
    """What stands in the column of the code is a code, or the row is not read."""
    schema = SourceSchema.model_validate(read_yaml(ROOT / "schemas/sources/civil_affairs/verification_register.yaml"))
    path = tmp_path / "核查认定台账_20251130.csv"
    good = [f"赵{number},18012119600115{number:04d},E{number:02d}" for number in range(1, 31)]
    lines = ["姓名,身份证号,豁免代码", *good, "钱二,180121196001150012,已核实"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    ingested = ingest_sources(
        [Delivery(schema, path, path.name, TRIAL.as_of)],
        model=model(),
        codes=codes(),
        areas=AREAS,
        region="180121",
        snapshots=tmp_path / "snapshots",
    )

    (report,) = ingested.reports
    assert report.source == "verification_register"
    assert read_table(ingested.tables["exemption"][0])["exemption_code"].to_pylist() == list(EXEMPTION_CODES)
    assert read_table(ingested.rejects[0])["row_number"].to_pylist() == [32]
