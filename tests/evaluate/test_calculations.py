"""How an amount came about is told beside it: stretches of months of one amount, its parts, limits, documents."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.config.policy import Policy
from matcher.engine.kernel import Kernel
from matcher.evaluate import Evaluated, RuleBook, evaluate_rules
from tests.evaluate.adding_up import not_adding_up
from tests.evaluate.case_records import records_of
from tests.evaluate.configuration import TRIAL, model, policies
from tests.evaluate.made_up import RULE, Rows, case_of, changed, death, paid
from tests.evaluate.test_limits_and_freshness import LIMITS

DEAD = [death("zhao", "2025-03-10")]
STANDARD = Policy.model_validate(
    {
        "policy": "standards",
        "parameters": {"standard": {"meaning": {"zh": "某", "en": "some"}, "type": "money"}},
        "regions": [
            {
                "region": "18",
                "name": {"zh": "某", "en": "some"},
                "parameters": {
                    "standard": [
                        {"since": "2021-07", "value": "660"},
                        {"since": "2025-06", "value": "700", "reference": "某发〔2025〕6号"},
                    ]
                },
            }
        ],
    }
)
Stretch = tuple[str, str | None, str | None, int, str]


def evaluated(rules: RuleBook, rows: Rows, folder: Path, policy: Policy = LIMITS) -> Evaluated:
    with Kernel(folders=[folder], threads=1) as kernel:
        return evaluate_rules(
            records_of(case_of(rows), folder),
            book=rules,
            policies=[*policies(), policy],
            model=model(),
            trial=TRIAL,
            kernel=kernel,
        )


def stretches(found: Evaluated) -> list[Stretch]:
    return [
        (row["kind"], row["first_month"], row["last_month"], row["month_count"], str(row["amount_cny"]))
        for row in found.calculations.to_pylist()
    ]


def said(parts: list[dict[str, Any]]) -> str:
    """Write parts in a line: signs by their names, values under theirs."""
    return " ".join(
        part["kind"] if part["value"] is None else f"{part['name'] or part['kind']}={part['value'].normalize():f}"
        for part in parts
    )


def parts_of(amount: str, folder: Path, parameters: tuple[str, ...] = (), **row: str) -> list[str]:
    rules = changed(RULE, amount=amount, parameters=["stop_lag_months", *parameters])
    rows: Rows = {"payment": [paid("zhao", "2025-04", **row)], "death": DEAD}
    return [said(one["parts"]) for one in evaluated(rules, rows, folder, STANDARD).calculations.to_pylist()]


def test_months_of_one_amount_that_follow_one_another_are_one_stretch(tmp_path: Path):
    """A gap and another amount begin a new one."""
    rows: Rows = {
        "payment": [
            paid("zhao", "2025-04..2025-06", amount_cny="312.50"),
            paid("zhao", "2025-08", amount_cny="312.50"),
            paid("zhao", "2025-09", amount_cny="300"),
        ],
        "death": DEAD,
    }

    assert stretches(evaluated(changed(RULE), rows, tmp_path)) == [
        ("months", "2025-04", "2025-06", 3, "937.50"),
        ("months", "2025-08", "2025-08", 1, "312.50"),
        ("months", "2025-09", "2025-09", 1, "300.00"),
    ]


def test_what_was_taken_back_is_told_beside_what_was_paid(tmp_path: Path):
    rows: Rows = {
        "payment": [
            paid("zhao", "2025-04..2025-05"),
            paid("zhao", "2025-05", amount_cny="-200", payment_kind="reversal"),
        ],
        "death": DEAD,
    }

    told = evaluated(changed(RULE), rows, tmp_path).calculations.to_pylist()

    assert [said(row["parts"]) for row in told] == [
        "payment.month_net_cny=500",
        "paid=500 minus taken_back=200",
    ]


@pytest.mark.parametrize(
    ("amount", "row", "parts"),
    [
        ("standard", {}, "standard=660"),
        ("coalesce(payment.standard_cny, 0)", {"standard_cny": "70"}, "payment.standard_cny=70"),
        ("greatest(standard - payment.amount_cny, 0)", {}, "standard=660 minus payment.amount_cny=500"),
        ("greatest(standard - payment.amount_cny, 0)", {"amount_cny": "700"}, "number=0"),
        ("standard - coalesce(payment.standard_cny, 0)", {}, "standard=660"),
        ("abs(payment.amount_cny - standard)", {}, "below standard=660 minus payment.amount_cny=500"),
        ("abs(payment.amount_cny - 200)", {}, "above payment.amount_cny=500 minus number=200"),
        (
            "least(payment.amount_cny, standard)",
            {},
            "least or payment.amount_cny=500 or standard=660 close",
        ),
        (
            "0.5 * (standard - case when payment.amount_cny > 100 then 60 else 0 end)",
            {},
            "number=0.5 times open standard=660 minus number=60 close",
        ),
        ("ceil(0.33 * standard)", {}, "ceil number=0.33 times standard=660 close"),
        (
            "payment.amount_cny - (standard - 200)",
            {},
            "payment.amount_cny=500 minus open standard=660 minus number=200 close",
        ),
    ],
)
def test_an_amount_is_told_by_its_parts(amount: str, row: dict[str, str], parts: str, tmp_path: Path):
    """A branch that does not hold and what is nought are left out; the larger side of a difference comes first."""
    uses_standard = "standard" in amount.replace("standard_cny", "")

    assert parts_of(amount, tmp_path, ("standard",) if uses_standard else (), **row) == [parts]


def test_what_is_gathered_is_told_by_the_column_that_it_is_of(tmp_path: Path):
    other = {
        "table": "payment",
        "expect": "any",
        "on": "other.benefit_month = trial_month",
        "gather": {"sum": "sum(other.amount_cny)"},
    }
    facts = {**changed(RULE).rules[0].model_dump(exclude_unset=True)["facts"], "other": other}
    facts.pop("reports", None)
    rules = changed(RULE, facts=facts, amount="other.sum - payment.amount_cny")
    rows: Rows = {"payment": [paid("zhao", "2025-04"), paid("zhao", "2025-04", amount_cny="80")], "death": DEAD}

    (told,) = evaluated(rules, rows, tmp_path).calculations.to_pylist()

    assert said(told["parts"]) == "payment.amount_cny=580 minus payment.amount_cny=80"
    assert told["parts"][0]["kind"] == "sum"


def test_a_parameter_is_told_with_the_document_that_sets_its_value(tmp_path: Path):
    """Of the month, not of the day of the run."""
    rules = changed(RULE, amount="standard", parameters=["stop_lag_months", "standard"])
    rows: Rows = {"payment": [paid("zhao", "2025-05..2025-06")], "death": DEAD}

    told = evaluated(rules, rows, tmp_path, STANDARD).calculations.to_pylist()

    assert [(row["first_month"], row["parts"][0]["reference"]) for row in told] == [
        ("2025-05", ""),
        ("2025-06", "某发〔2025〕6号"),
    ]


def test_limits_are_told_by_what_they_leave_out(tmp_path: Path):
    rows: Rows = {
        "payment": [paid("zhao", "2025-04..2025-05", amount_cny="600"), paid("zhao", "2025-07", amount_cny="700")],
        "death": [death("zhao", "2024-11-10")],
    }
    rows["payment"].append(paid("zhao", "2024-12"))
    limits = {"back_pay_months": "most_months", "year_cap_cny": "most_a_year_cny"}

    found = evaluated(changed(RULE, limits=limits), rows, tmp_path)

    assert stretches(found) == [
        ("back_pay_months", None, None, 1, "0.00"),
        ("months", "2025-04", "2025-05", 2, "1200.00"),
        ("months", "2025-07", "2025-07", 1, "700.00"),
        ("year_cap", "2025-01", "2025-12", 0, "-699.50"),
    ]
    assert found.findings["amount_cny"].to_pylist() == [Decimal("1200.50")]


@pytest.mark.parametrize(
    ("amount", "kind"),
    [
        ("0.00", "nothing_at_stake"),
        ("case when payment.amount_cny < 0 then payment.amount_cny else 0.00 end", "nothing_at_stake"),
        ("payment.standard_cny", "amount_not_known"),
    ],
)
def test_where_there_is_no_calculation_the_reason_is_told(amount: str, kind: str, tmp_path: Path):
    rows: Rows = {"payment": [paid("zhao", "2025-04..2025-05")], "death": DEAD}

    assert stretches(evaluated(changed(RULE, amount=amount), rows, tmp_path)) == [
        (kind, "2025-04", "2025-05", 2, "0.00")
    ]


AMOUNTS = st.sampled_from(["500", "500.01", "0.10", "333.33"])
ROW = st.tuples(st.integers(4, 11), AMOUNTS, st.booleans())


@settings(max_examples=4, deadline=None)
@given(
    people=st.lists(st.lists(ROW, min_size=1, max_size=8), min_size=1, max_size=30),
    amount_per=st.sampled_from(["month", "row"]),
    limits=st.sampled_from([{}, {"back_pay_months": "most_months", "year_cap_cny": "most_a_year_cny"}]),
    amount=st.sampled_from(["payment.month_net_cny", "least(payment.amount_cny, 400) + 0.01"]),
)
def test_what_is_told_adds_up_to_the_amount(people: list[Any], amount_per: str, limits: dict[str, str], amount: str):
    """Whatever was paid and taken back, in whichever months."""
    rows: Rows = {"payment": [], "death": []}
    for number, months in enumerate(people):
        rows["death"].append(death(f"p{number}", "2025-03-10"))
        for month, cny, is_reversed in months:
            rows["payment"].append(paid(f"p{number}", f"2025-{month:02}", amount_cny=cny))
            if is_reversed:
                back = paid(f"p{number}", f"2025-{month:02}", amount_cny=f"-{cny}", payment_kind="reversal")
                rows["payment"].append(back)
    rules = changed(RULE, amount=amount, amount_per=amount_per, limits=limits)
    with TemporaryDirectory() as folder:
        found = evaluated(rules, rows, Path(folder))

    assert not_adding_up(found.findings, found.calculations) == []
