"""Conditions that hold for every row, or for none: told of, with the rule and the key that they stand in."""

from __future__ import annotations

from pathlib import Path

from matcher.engine.kernel import Kernel
from matcher.evaluate.check import read_rules
from matcher.evaluate.constancy import unvarying_conditions
from matcher.evaluate.parameters import read_policies
from matcher.evaluate.preparing import open_bucket, prepare
from tests.evaluate.case_records import records_of
from tests.evaluate.configuration import TRIAL, codes, model, policies
from tests.evaluate.made_up import RULE, case_of, changed, death, paid


def test_a_condition_that_never_varies_is_told_part_by_part(tmp_path: Path):
    """All amounts are positive, no payment failed, deaths differ; fewer than fifty rows say nothing."""
    fact = {
        "table": "death",
        "expect": "present",
        "where": "death.kind = 'cremation' and death.died_on < date '2025-03-15'",
    }
    rules = changed(
        RULE,
        subject={
            "table": "payment",
            "where": "payment.amount_cny > 0 and payment.payment_status = 'failed' and payment.paid_on <= as_of",
            "months": {"first": "payment.benefit_month"},
        },
        facts={"death": fact, "few": {"table": "pension", "expect": "present", "where": "few.amount_cny > 0"}},
        parameters=[],
        exempt=[],
    )
    rows = {
        "payment": [paid(f"p{number}", "2025-04", payment_status="paid", paid_on="2025-04-10") for number in range(50)],
        "death": [death(f"p{number}", f"2025-03-{number % 28 + 1:02d}") for number in range(60)],
        "pension": [{"person": "p1", "months": "2025-04", "pension_kind": "worker", "amount_cny": "1"}],
    }
    plans, _ = read_rules(rules, model=model(), codes=codes(), policies=read_policies(policies()))
    with Kernel(folders=[tmp_path], threads=1) as kernel:
        records = records_of(case_of(rows), tmp_path)
        open_bucket(prepare(records, plans, model=model(), trial=TRIAL, kernel=kernel), 0, kernel)
        found = [(fault.key, fault.what) for fault in unvarying_conditions(plans, TRIAL, kernel)]

    part = "a part of the condition holds for"
    assert found == [
        ("subject.where", f"{part} every of 50 rows: (payment.amount_cny > 0)"),
        ("subject.where", f"{part} none of 50 rows: (payment.payment_status = 'failed')"),
        (
            "subject.where",
            f"{part} every of 50 rows: (payment.paid_on <= $as_of)",
        ),
        ("facts.death.where", f"{part} every of 60 rows: (death.kind = 'cremation')"),
    ]
