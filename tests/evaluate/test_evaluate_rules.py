"""What the room gives: findings with their evidence, doubts with their reasons, counts; the same every time."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from matcher.engine.kernel import Kernel
from matcher.errors import ConfigurationError
from matcher.evaluate import Evaluated, Records, evaluate_rules
from matcher.storage.parquet import read_table, write_table
from matcher.tables import FINDINGS, REVIEW
from tests.evaluate.case_records import records_of
from tests.evaluate.cases import apart, evaluate_case, found_doubts, found_findings, read_cases
from tests.evaluate.configuration import TRIAL, book, model, policies
from tests.evaluate.made_up import RULE, Rows, case_of, changed, death, paid


def test_a_finding_says_all_that_an_auditor_needs(tmp_path: Path):
    """Person, months, amount, and the rows of both sides, the subject's first."""
    rows = {
        "payment": [paid("zhao", "2025-03..2025-05", area_code="180121104203")],
        "death": [death("zhao", "2025-03-10", grade="G2")],
    }

    findings = evaluate_case(case_of(rows), tmp_path).findings

    assert FINDINGS.schema == findings.schema
    expected = {
        "finding_id": hashlib.sha256(f"{RULE}\nzhao\nminimum_living_allowance".encode()).hexdigest()[:24],
        "catalogue_code": "B01",
        "rule_id": RULE,
        "kind": "ineligible",
        "severity": "strong",
        "programme": "minimum_living_allowance",
        "person_id": "zhao",
        "citizen_id": "180121196001150010",
        "person_name": "某zhao",
        "area_code": "180121104203",
        "subject_source": "payment",
        "subject_file": "payment.csv",
        "subject_sheet": None,
        "subject_row": 3,
        "first_month": "2025-04",
        "last_month": "2025-05",
        "month_count": 2,
        "amount_cny": Decimal("1000.00"),
        "link_grade": "G2",
        "match_probability": 1.0,
        "exemption_code": None,
        "evidence": [
            {"source": "payment", "file": "payment.csv", "sheet": None, "row": 3},
            {"source": "payment", "file": "payment.csv", "sheet": None, "row": 4},
            {"source": "death", "file": "death.csv", "sheet": None, "row": 2},
        ],
        "status": "new",
    }
    assert [expected] == findings.to_pylist()


def test_the_evidence_of_an_exempted_finding_holds_the_reason(tmp_path: Path):
    """An auditor who asks why it was lifted finds the row."""
    rows = {
        "payment": [paid("zhao", "2025-04"), paid("zhao", "2025-04", amount_cny="-500")],
        "death": [death("zhao", "2025-03-10")],
    }

    evidence = evaluate_case(case_of(rows), tmp_path).findings.column("evidence").to_pylist()[0]

    expected = [("payment", 2), ("death", 2), ("payment", 3)]
    assert expected == [(row["source"], row["row"]) for row in evidence]


def test_evidence_of_months_that_do_not_count_is_left_out(tmp_path: Path):
    """The row of a lawful month is no evidence."""
    rows = {
        "payment": [paid("zhao", "2025-04..2025-05")],
        "death": [death("zhao", "2025-03-10", withdrawn_on="2025-03-20"), death("zhao", "2025-04-10")],
    }

    evidence = evaluate_case(case_of(rows), tmp_path).findings.column("evidence").to_pylist()[0]

    expected = [("payment", 3), ("death", 3)]
    assert expected == [(row["source"], row["row"]) for row in evidence]


@pytest.mark.parametrize(
    ("grades", "weakest", "severity"),
    [
        (("G1", "G1"), "G1", "certain"),
        (("G7", "G6"), "G6", "certain"),
        (("G2", "G6"), "G2", "certain"),
        (("G1", "G5"), "G5", "verify"),
        (("G4", "G5"), "G4", "verify"),
        (("G8", "G4"), "G8", "verify"),
        (("G1", "G3"), "G3", "verify"),
    ],
)
def test_a_finding_rests_on_its_weakest_link(grades: tuple[str, str], weakest: str, severity: str, tmp_path: Path):
    """A guess on one side makes the whole a guess."""
    rows = {
        "payment": [paid("zhao", "2025-04", grade=grades[0])],
        "death": [death("zhao", "2025-03-10", grade=grades[1]), death("zhao", "2025-03-10", kind="certificate")],
    }

    found = evaluate_case(case_of(rows), tmp_path).findings.to_pylist()[0]

    assert (weakest, severity) == (found["link_grade"], found["severity"])


def test_a_doubt_names_the_record_and_the_person(tmp_path: Path):
    """Who clears it opens one file at one row."""
    rule = "severe_disability_without_nursing_subsidy"
    nursing = {"programme": "disability_nursing_subsidy", "amount_cny": "100"}
    certificate = {"person": "zhao", "certificate_status": "valid", "level": "1", "issued_on": "2020-01-01"}
    rows: Rows = {
        "disability_certificate": [certificate],
        "payment": [
            {"person": "stranger", "could_be": "zhao", "months": "2025-03..2025-04", **nursing},
            {"person": "zhou", "months": "2025-11", **nursing},
        ],
        "death": [death("wu", "2025-01-05")],
    }

    evaluated = evaluate_case(case_of(rows, rule), tmp_path)

    assert list(REVIEW.columns) == evaluated.review.column_names
    shared = {
        "kind": "cannot_tell",
        "rule_id": rule,
        "catalogue_code": "A01",
        "source": "payment",
        "source_file": "payment.csv",
        "sheet": None,
        "person_id": "zhao",
        "match_weight": 4.0,
        "reason": "unresolved_record",
    }
    assert [
        {**shared, "record_id": f"payment-0-{row}-0", "row_number": row} for row in (2, 3)
    ] == evaluated.review.select([*shared, "record_id", "row_number"]).to_pylist()
    expected = {"trials": 12, "hits": 3, "findings": 0, "cannot_tell:unresolved_record": 1}  # three months have rows
    assert expected == evaluated.outcomes[rule]


def test_a_list_that_was_never_delivered_proves_nothing(tmp_path: Path):
    """Without one row of the subsidy in any file, nobody can be said to lack it."""
    rule = "severe_disability_without_nursing_subsidy"
    certificate = {"person": "zhao", "certificate_status": "valid", "level": "1", "issued_on": "2020-01-01"}
    rows: Rows = {"disability_certificate": [certificate], "death": [death("wu", "2025-01-05")]}

    evaluated = evaluate_case(case_of(rows, rule), tmp_path)

    assert not found_findings(evaluated)
    doubts = [("zhao", "fact_not_seen")]
    assert doubts == found_doubts(evaluated)
    expected = {"trials": 12, "hits": 0, "findings": 0, "cannot_tell:fact_not_seen": 1}
    assert expected == evaluated.outcomes[rule]


def test_a_month_without_parameter_is_said_and_not_judged(tmp_path: Path):
    """A figure that nobody set is not nought."""
    rows = {"payment": [paid("zhao", "2025-04..2025-05")], "death": [death("zhao", "2025-03-10")]}
    policy = policies()[0].model_dump()
    policy["regions"][0]["parameters"]["stop_lag_months"] = [{"since": "2025-05", "value": "0"}]
    records = records_of(case_of(rows), tmp_path)

    with Kernel(folders=[tmp_path], threads=1) as kernel:
        evaluated = evaluate_rules(
            records,
            book=changed(RULE),
            policies=[type(policies()[0]).model_validate(policy)],
            model=model(),
            trial=TRIAL,
            kernel=kernel,
        )

    expected = ["2025-05"]
    assert expected == evaluated.findings.column("first_month").to_pylist()
    doubts = [("zhao", "parameter_missing")]
    assert doubts == found_doubts(evaluated)


def test_outcomes_count_what_happened(tmp_path: Path):
    """Trials, hits, findings, exempted by code."""
    rows = {
        "payment": [paid("zhao", "2025-01..2025-06"), paid("qian", "2025-04"), paid("sun", "2025-04")],
        "death": [death("zhao", "2025-03-10"), death("qian", "2025-03-10", withdrawn_on="2025-04-01")],
    }

    outcomes = evaluate_case(case_of(rows), tmp_path).outcomes

    expected = {RULE: {"trials": 8, "hits": 4, "findings": 1, "exempted:E05": 1}}
    assert expected == outcomes


def whole_county(folder: Path) -> Records:
    """All cases of all rules in one run, each with its own people, among many who are paid as they should be."""
    cases = read_cases()
    # Cases are mostly of people who lack something: without the others a list would seem not to have been delivered.
    paid_people = [case for case in cases if "paid in every month" in case.name] * 40
    return records_of(apart(list(enumerate([*cases, *paid_people]))), folder)


def evaluate(records: Records, folder: Path, threads: int = 1, runs: int = 1) -> list[Evaluated]:
    with Kernel(folders=[folder], threads=threads) as kernel:
        return [
            evaluate_rules(records, book=book(), policies=policies(), model=model(), trial=TRIAL, kernel=kernel)
            for _ in range(runs)
        ]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Records, list[Evaluated]]:
    """The whole county judged twice on one kernel with one thread: its folder, its records, and what was given."""
    folder = tmp_path_factory.mktemp("county")
    records = whole_county(folder / "one")
    return folder, records, evaluate(records, folder, threads=1, runs=2)


def test_neither_row_order_nor_threads_nor_a_second_run_change_anything(
    county: tuple[Path, Records, list[Evaluated]],
):
    """The same input gives the same bytes."""
    folder, records, (first, second) = county
    turned = {
        name: [write_table(read_table(path)[::-1], folder / "two" / path.name) for path in paths]
        for name, paths in records.tables.items()
    }
    assert isinstance(records.persons, pa.Table)
    other = Records(turned, records.files[::-1], records.persons[::-1], records.candidates[::-1])

    third = evaluate(other, folder, threads=3)[0]

    assert first.findings.num_rows > 100
    assert first.review.num_rows > 3
    assert all(first == again for again in (second, third))


def test_findings_stand_in_a_total_order_each_once(county: tuple[Path, Records, list[Evaluated]]):
    """One finding per rule, person and programme."""
    findings = county[2][0].findings
    keys = [
        tuple(row.values())
        for row in findings.select(["catalogue_code", "rule_id", "programme", "person_id"]).to_pylist()
    ]

    assert sorted(set(keys)) == keys
    assert findings.num_rows == len(set(findings.column("finding_id").to_pylist()))


def test_an_empty_run_finds_nothing(tmp_path: Path):
    """No rows, no findings, no fault."""
    evaluated = evaluate(records_of(case_of({}), tmp_path), tmp_path)[0]

    assert FINDINGS.empty() == evaluated.findings
    assert REVIEW.empty() == REVIEW.require(evaluated.review)
    expected = {0}
    assert expected == {count for counts in evaluated.outcomes.values() for count in counts.values()}


def test_a_faulty_rule_is_not_evaluated(tmp_path: Path):
    """A rule that names an unknown column never passes in silence."""
    with pytest.raises(ConfigurationError, match=r"unknown column 'payment\.amount'"):
        evaluate_case(case_of({}), tmp_path, changed(RULE, amount="payment.amount"))
