"""People are judged in parts, so that a province fits; no finding depends on what the parts are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matcher.config.model import ModelTable
from matcher.engine.kernel import Kernel
from matcher.evaluate import Evaluated, Records, RuleBook, Trial, evaluate_rules, telling, views
from matcher.evaluate.buckets import buckets_by_household
from matcher.evaluate.linked_rows import LinkedRows
from matcher.tables import PERSONS
from tests.evaluate.case_records import Case, records_of
from tests.evaluate.cases import apart, evaluate_book, evaluate_case, found_doubts, found_findings, read_cases
from tests.evaluate.configuration import TRIAL, book, model, policies
from tests.evaluate.made_up import RULE, Rows, case_of, changed, death, paid

LOOKING_ELSEWHERE = [
    "one_account_same_amount_for_many",
    "minimum_living_allowance_with_undeclared_spouse_on_pension",
    "old_person_without_support_without_allowance",
    "destitute_support_able_to_work",
    "aid_household_with_two_heads",
    "person_listed_twice",
    "elder_allowance_missing",
]
"""Rules that look up kin, those who share an account, households, records in doubt, and rows of any table."""


def all_cases(rule: str) -> Case:
    """The cases of a rule that leave horizons and policy as they are, with their people, as one."""
    plain = [case for case in read_cases() if case.rule == rule and not case.horizons and not case.policy]
    same = [case for case in plain if case.trial == plain[0].trial]
    return apart(list(enumerate(same)))


def told(evaluated: Evaluated) -> tuple[Any, ...]:
    return evaluated.findings, evaluated.review, evaluated.exempted, evaluated.outcomes


@pytest.mark.parametrize("rule", LOOKING_ELSEWHERE)
def test_no_finding_depends_on_the_number_of_buckets(rule: str, tmp_path: Path):
    """Whoever is looked up, and whoever's record it could be, is there where the person is judged."""
    case = all_cases(rule)

    whole = evaluate_case(case, tmp_path / "1")
    parts = evaluate_case(replace(case, trial=replace(case.trial, buckets=7)), tmp_path / "7")

    assert whole.findings.num_rows + whole.review.num_rows > 0
    assert told(parts) == told(whole)


def test_no_finding_depends_on_how_many_rules_are_told_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Rule by rule or all together: the same rows in the same order."""
    cases = [case for rule in LOOKING_ELSEWHERE[1:4] for case in read_cases() if case.rule == rule and not case.policy]
    case = apart(list(enumerate(case for case in cases if case.trial == cases[0].trial)))
    records = records_of(case, tmp_path)
    rules = RuleBook(tuple(rule for rule in book().rules if rule.rule in LOOKING_ELSEWHERE[1:4]), book().exemptions)

    whole = evaluate_book(case, records, tmp_path, rules)
    monkeypatch.setattr(telling, "_ROWS_AT_ONCE", 1)
    parts = evaluate_book(case, records, tmp_path, rules)

    assert len(whole.findings["rule_id"].unique()) > 1
    assert whole.review.num_rows > 0
    assert (*told(parts), parts.calculations) == (*told(whole), whole.calculations)


def test_a_number_that_is_no_household_is_none_in_any_bucket(tmp_path: Path):
    """Sixty people with one placeholder number are not kin, however few of them are judged together."""
    rules = changed(
        RULE, facts={"death": {"table": "death", "expect": "present", "of": "household"}}, parameters=[], exempt=[]
    )
    people = [f"p{number}" for number in range(60)]
    rows: Rows = {
        "payment": [paid(person, "2025-04") for person in people],
        "death": [death(person, "2025-03-10") for person in people[:2]],
        "household_member": [{"person": person, "kind": "aid", "household_key": "0"} for person in people],
    }

    found = evaluate_case(case_of(rows, trial=replace(TRIAL, buckets=20)), tmp_path, rules)

    assert found.findings["person_id"].to_pylist() == ["p0", "p1"]


def test_households_that_share_a_member_are_judged_together():
    """Zhao and Qian, Qian and Sun, Sun and Li: all four, whatever their keys; sixty with one number: each alone."""
    keys = np.random.default_rng(1).integers(0, 2**63, 64, dtype=np.uint64)
    chain = [(0, 1), (1, 1), (1, 2), (2, 2), (2, 3), (3, 3)]
    placeholder = [(number, 9) for number in range(4, 64)]
    members = pa.table(
        {
            "person_id": keys[[person for person, _ in chain + placeholder]],
            "household": pa.array([household for _, household in chain + placeholder], pa.uint64()),
        }
    )

    bucket_of = buckets_by_household([members.slice(0, 4), members.slice(4)], 200)

    together = bucket_of(keys[:4])
    assert len(set(together.tolist())) == 1
    assert len(set(bucket_of(keys[4:]).tolist())) > 40
    assert bucket_of(keys[::-1]).tolist() == bucket_of(keys).tolist()[::-1]
    assert bucket_of(keys).max() < 200


def test_without_households_everybody_has_a_bucket_of_their_own():
    keys = np.arange(1000, dtype=np.uint64) * np.uint64(0x9E3779B9)

    assert len(np.unique(buckets_by_household([], 10)(keys))) == 10


def test_two_persons_who_share_a_key_get_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Numbers stand for persons; that two were one would accuse one of what the other drew."""
    rows: Rows = {"payment": [paid("zhao", "2025-04")], "death": [death("qian", "2025-03-10")]}
    key = views.person_key

    def the_same_at_first(person_id: str, salt: int) -> str:
        return "CAST(1 AS UBIGINT)" if salt == 0 else key(person_id, salt)

    monkeypatch.setattr(views, "person_key", the_same_at_first)

    assert not found_findings(evaluate_case(case_of(rows), tmp_path))


def test_rows_stand_beside_their_persons_in_any_order(tmp_path: Path):
    """Persons are met in the order of the files; where they are not, each record is looked up."""
    rows: Rows = {
        "payment": [paid(person, "2025-04..2025-06") for person in ("zhao", "qian", "sun")],
        "death": [death("qian", "2025-03-10"), death("sun", "2025-04-10")],
    }
    records = records_of(case_of(rows), tmp_path)
    assert isinstance(records.persons, pa.Table)
    by_file = records.persons.sort_by(
        [("source", "ascending"), ("row_number", "ascending"), ("record_id", "ascending")]
    )
    backwards = records.persons.take(list(range(len(records.persons)))[::-1])

    found = [_found(replace(records, persons=persons), tmp_path) for persons in (records.persons, by_file, backwards)]

    assert found[0] == found[1] == found[2]
    assert [row[0] for row in found[0]] == ["qian", "sun"]


def test_pieces_of_a_file_in_order_are_not_joined(tmp_path: Path):
    """The fast way is taken: the kernel is not asked for a single row."""
    rows: Rows = {"payment": [paid("zhao", "2025-04..2025-06")], "death": [death("qian", "2025-03-10")]}
    records = records_of(case_of(rows), tmp_path)
    assert isinstance(records.persons, pa.Table)
    path = tmp_path / "persons.parquet"
    ordered = records.persons.sort_by(
        [("source", "ascending"), ("row_number", "ascending"), ("record_id", "ascending")]
    )
    pq.write_table(PERSONS.require(ordered), path, row_group_size=2)
    with Kernel() as kernel:
        linked = LinkedRows(path, records.tables, kernel)

        (payments,) = [
            piece for one in records.tables["payment"] for piece in linked.pieces(one, ["record_id", "benefit_month"])
        ]

    assert payments["position"].to_pylist() == [1, 2, 3]
    assert payments["linked_person_id"].to_pylist() == ["zhao"] * 3


def _found(records: Records, folder: Path) -> list[tuple[str, ...]]:
    rules = RuleBook(tuple(one for one in book().rules if one.rule == RULE), book().exemptions)
    tables: dict[str, ModelTable] = model()
    trial: Trial = TRIAL
    with Kernel(folders=[folder], threads=1) as kernel:
        evaluated = evaluate_rules(records, book=rules, policies=policies(), model=tables, trial=trial, kernel=kernel)
    assert not found_doubts(evaluated)
    return found_findings(evaluated)
