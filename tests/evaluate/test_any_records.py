"""Of all rows of all tables only those are laid out that a rule can use, and no finding is lost by it."""

from __future__ import annotations

from pathlib import Path

from matcher.engine.kernel import Kernel
from matcher.evaluate import RuleBook
from matcher.evaluate.check import read_rules
from matcher.evaluate.parameters import read_policies
from matcher.evaluate.preparing import open_bucket, prepare
from tests.evaluate.case_records import Case, records_of
from tests.evaluate.configuration import TRIAL, book, model, policies

ROWS = {
    "death": [{"person": f"p{number}", "kind": "cremation", "citizen_id_status": "valid"} for number in range(30)]
    + [{"person": "masked", "kind": "cremation", "citizen_id_status": "masked"}],
    "payment": [
        {"person": "payee", "programme": "elder_allowance", "amount_cny": "50", "benefit_month": "2025-11",
         "account": "622200001", "citizen_id_status": "valid"},
    ],
}  # fmt: skip


def laid_out(folder: Path, *rules: str) -> set[str]:
    """Give the persons of the rows that are laid out for some rules."""
    case = Case("citizen_id_masked", "made up", TRIAL, ROWS, {}, {}, {}, [], [])
    chosen = RuleBook(tuple(rule for rule in book().rules if rule.rule in rules), book().exemptions)
    plans, faults = read_rules(chosen, model=model(), codes={}, policies=read_policies(policies()))
    assert faults == []
    with Kernel(folders=[folder], threads=1) as kernel:
        open_bucket(prepare(records_of(case, folder), plans, model=model(), trial=TRIAL, kernel=kernel), 0, kernel)
        found = kernel.fetch(
            """SELECT link.person_id
            FROM view_any_record AS laid
            JOIN evaluate_links AS link ON link.position = laid.record_id"""
        )
        return set(found.column("person_id").to_pylist())


def test_only_rows_that_the_rule_can_use_are_laid_out(tmp_path: Path):
    assert laid_out(tmp_path, "citizen_id_masked") == {"masked"}


def test_rows_with_an_account_stay_where_holders_of_accounts_are_looked_for(tmp_path: Path):
    found = laid_out(tmp_path, "citizen_id_masked", "one_account_same_amount_for_many")

    assert found == {"masked", "payee"}


def test_a_fact_on_any_record_keeps_the_rows_that_it_could_find(tmp_path: Path):
    """Rosters of residents are kept whole for those listed twice; deaths are none."""
    assert laid_out(tmp_path, "person_listed_twice") == set()
