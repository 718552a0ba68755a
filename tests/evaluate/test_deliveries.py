"""Rows that a later delivery of their source gives again: `newest_by` says which rows are one matter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from matcher.evaluate import RuleBook
from tests.evaluate.cases import evaluate_case, found_findings
from tests.evaluate.made_up import RULE, Rows, case_of, changed, paid
from tests.evaluate.test_check import faults_of

OLD, NEW = "post/2025-05", "post/2025-06"


def post(person: str, wage: str, file: str, employer: str = "白石镇") -> dict[str, str]:
    return {
        "person": person,
        "kind": "private",
        "employer": employer,
        "first_month": "2025-01",
        "month_wage_cny": wage,
        "file": file,
    }


def rule_of(newest_by: list[str], when: str) -> RuleBook:
    """Payments on trial; the wages of the person's posts are added up."""
    posts: dict[str, Any] = {
        "table": "employment",
        "expect": "any",
        "on": "posts.first_month <= trial_month",
        "newest_by": newest_by,
        "gather": {"wages": "sum(coalesce(posts.month_wage_cny, 0))"},
    }
    return changed(RULE, facts={"posts": posts}, when=when, parameters=[], exempt=[])


def earning(wages: str, newest_by: list[str], posts: list[dict[str, str]], folder: Path) -> bool:
    """Whether the posts of a person come to these wages in April."""
    rows: Rows = {"payment": [paid("zhao", "2025-04")], "employment": posts}
    return bool(found_findings(evaluate_case(case_of(rows), folder, rule_of(newest_by, f"posts.wages = {wages}"))))


REPEATED = [post("zhao", "800", OLD), post("zhao", "900", NEW)]
TWO_POSTS = [post("zhao", "800", OLD), post("zhao", "500", NEW, "青山村")]


@pytest.mark.parametrize(
    ("newest_by", "posts", "wages"),
    [
        ([], REPEATED, "1700"),
        (["employer"], REPEATED, "900"),
        (["employer"], TWO_POSTS, "1300"),
        (["kind"], TWO_POSTS, "500"),
        (["employer"], [post("zhao", "800", NEW), post("zhao", "800", NEW)], "1600"),
        (["employer"], [post("zhao", "800", OLD), post("zhao", "800", "other_post/2025-06")], "1600"),
        (["employer"], [post("zhao", "800", OLD), post("qian", "900", NEW)], "800"),
    ],
    ids=["each", "corrected", "two matters", "one matter", "one delivery", "two sources", "two people"],
)
def test_of_rows_that_are_one_matter_the_newest_delivery_counts(
    newest_by: list[str], posts: list[dict[str, str]], wages: str, tmp_path: Path
):
    """A list that is delivered each month says one thing once; two lines of one list are two."""
    assert earning(wages, newest_by, posts, tmp_path)


def test_rows_without_a_value_are_one_matter_too(tmp_path: Path):
    """Nothing tells them apart."""
    unnamed = [{**post("zhao", wage, file), "employer": "~"} for wage, file in (("800", OLD), ("900", NEW))]

    assert earning("900", ["employer"], unnamed, tmp_path)


@pytest.mark.parametrize("name", ["employers", "month_net_cny"])
def test_newest_by_names_columns_of_the_table(name: str):
    """A slip would make all rows one matter; what is reckoned from all rows tells none apart."""
    months = {"first": "payment.benefit_month"}
    subject = {"table": "payment", "newest_by": ["programme", name], "months": months}

    faults = faults_of(changed(RULE, subject=subject))

    assert [("subject.newest_by", f"unknown column '{name}'")] == [(fault.key, fault.what) for fault in faults]
