"""What a month was paid, net: failed and returned payments, their reversals, reissues, and rows delivered twice."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.evaluate.cases import evaluate_case
from tests.evaluate.made_up import Rows, case_of, death, paid

Row = dict[str, str]


def amounts(payments: list[Row], folder: Path) -> list[tuple[Decimal, str | None]]:
    """Amount and exemption of what is found of a person who died in December 2024 and was paid in March 2025."""
    rows: Rows = {"payment": payments, "death": [death("zhao", "2024-12-05")]}
    found = evaluate_case(case_of(rows), folder).findings.to_pylist()
    return [(one["amount_cny"], one["exemption_code"]) for one in found]


def march(amount: str = "500", **more: str) -> Row:
    return paid("zhao", "2025-03", amount_cny=amount, **more)


@pytest.mark.parametrize(
    ("payments", "amount", "exemption"),
    [
        ([march(payment_status="returned"), march("-500"), march()], "500", None),
        ([march(payment_status="returned", batch="1"), march("-500", batch="2"), march(batch="3")], "500", None),
        ([march(payment_status="failed"), march()], "500", None),
        ([march(), march("-500")], "0", "E06"),
        ([march(batch="1"), march("-500", batch="2")], "0", "E06"),
        ([march(payment_status="failed", batch="1"), march(batch="2"), march("-500", batch="2")], "0", "E06"),
        ([march(), march("-200")], "300", None),
        ([march(), march("-500", payment_status="failed")], "500", None),
        ([march(payment_status="returned"), march("-500"), march("-500"), march()], "0", "E06"),
        ([march(), march("250")], "750", None),
    ],
)
def test_a_reversal_of_what_did_not_arrive_takes_nothing_back(
    payments: list[Row], amount: str, exemption: str | None, tmp_path: Path
):
    """Returned, taken back and paid again: paid once. Paid and taken back: refunded."""
    assert amounts(payments, tmp_path) == [(Decimal(f"{amount}.00"), exemption)]


def test_a_payment_that_two_files_of_a_source_hold_is_one_payment(tmp_path: Path):
    """Lists that overlap do not double the money; both rows are evidence."""
    row = {"batch": "1", "paid_on": "2025-03-10"}
    rows: Rows = {
        "payment": [march(file="card/2025-08", **row), march(file="card/2025-11", **row)],
        "death": [death("zhao", "2024-12-05")],
    }

    found = evaluate_case(case_of(rows), tmp_path).findings.to_pylist()[0]

    assert found["amount_cny"] == Decimal("500.00")
    assert [row["file"] for row in found["evidence"]] == ["card/2025-08.csv", "card/2025-11.csv", "death.csv"]


@pytest.mark.parametrize(
    ("first", "second", "amount"),
    [
        ({"file": "card/2025-08", "batch": "1"}, {"file": "card/2025-11", "batch": "2"}, "1000"),
        ({"file": "card/2025-08", "batch": "1"}, {"file": "bank/2025-11", "batch": "1"}, "1000"),
        ({"file": "card/2025-11", "batch": "1"}, {"file": "card/2025-11", "batch": "1"}, "1000"),
    ],
)
def test_payments_that_differ_or_stand_in_one_file_or_in_two_sources_are_two(
    first: Row, second: Row, amount: str, tmp_path: Path
):
    """Another batch, another source, or twice in one list: two payments."""
    assert amounts([march(**first), march(**second)], tmp_path) == [(Decimal(f"{amount}.00"), None)]


def test_the_newest_file_says_what_became_of_a_payment(tmp_path: Path):
    """Paid in August's list, returned in November's: it did not arrive."""
    first = march(file="card/2025-08", batch="1")
    second = march(file="card/2025-11", batch="1", payment_status="returned")

    assert amounts([first, second, march(batch="2")], tmp_path) == [(Decimal("500.00"), None)]
