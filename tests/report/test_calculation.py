"""How an amount came about is told from the rows that show it, or from the standard; else nothing is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from matcher.config.base import Text, month_number
from matcher.config.policy import LocalValue
from matcher.config.rule import Rule
from matcher.deciding_facts.calculation import Sources, calculation_of, needs_reversals

RULE: dict[str, Any] = {
    "rule": "made_up",
    "code": "B01",
    "title": {"zh": "某", "en": "some"},
    "kind": "ineligible",
    "severity": "strong",
    "reason": {"zh": "某", "en": "some"},
    "to_verify": {"zh": "某", "en": "some"},
    "legal_reference": {"title": "某"},
    "valid_from": "2021-07",
    "programmes": ["elder_allowance"],
    "subject": {"table": "payment", "months": {"first": "payment.benefit_month"}},
    "amount": "payment.month_net_cny",
    "responsible": "civil_affairs",
    "receives": ["civil_affairs"],
}
STANDARD = LocalValue(meaning=Text(zh="津贴标准（元/月）", en="allowance in yuan a month"), type="money", value="50")
MOST = LocalValue(meaning=Text(zh="最多追补月数", en="months of back pay"), type="integer", value="3")
POLICY = {"allowance": STANDARD, "back_pay_months": MOST}


def rule(**changes: Any) -> Rule:
    return Rule.model_validate({**RULE, **changes})


def paid(month: str, amount: str, delivered: int = 30, **changes: Any) -> dict[str, Any]:
    return {
        "source": "card",
        "person_id": "zhao",
        "programme": "elder_allowance",
        "benefit_month": month_number(month),
        "amount_cny": Decimal(amount),
        "payment_status": "paid",
        "as_of_date": date(2025, 11, delivered),
        "source_file": f"cards_{delivered}.csv",
        "file_id": f"file of {delivered}",
        **changes,
    }


def finding(first: str, last: str, count: int, amount: str) -> dict[str, Any]:
    return {
        "finding_id": "f",
        "programme": "elder_allowance",
        "first_month": first,
        "last_month": last,
        "month_count": count,
        "amount_cny": Decimal(amount),
    }


def sources(*rows: dict[str, Any], back: tuple[dict[str, Any], ...] = (), others: tuple[Any, ...] = ()) -> Sources:
    return Sources({"payment": list(rows)}, {"payment": list(others)}, back, POLICY)


def zh(found: dict[str, Any], given: Sources, **changes: Any) -> str | None:
    said = calculation_of(found, rule(**changes), given)
    return None if said is None else said.zh


EQUAL = [paid(month, "280") for month in ("2025-01", "2025-02", "2025-03")]


def test_months_of_one_amount_are_multiplied_in_both_languages():
    said = calculation_of(finding("2025-01", "2025-03", 3, "840"), rule(), sources(*EQUAL))

    assert said == Text(zh="3 个月 × 280.00 元 = 840.00 元", en="3 months × 280.00 yuan = 840.00 yuan")


def test_one_month_is_one_month():
    said = calculation_of(finding("2025-01", "2025-01", 1, "280"), rule(), sources(EQUAL[0]))

    assert said == Text(zh="1 个月 × 280.00 元 = 280.00 元", en="1 month × 280.00 yuan = 280.00 yuan")


def test_months_of_different_amounts_are_told_by_stretches():
    rows = [*EQUAL, paid("2025-04", "300"), paid("2025-06", "280")]

    said = calculation_of(finding("2025-01", "2025-06", 5, "1420"), rule(), sources(*rows))

    assert said == Text(
        zh="2025-01 至 2025-03 每月 280.00 元，2025-04 每月 300.00 元，2025-06 每月 280.00 元，合计 1,420.00 元",
        en="2025-01 to 2025-03 280.00 yuan a month, 2025-04 300.00 yuan a month, 2025-06 280.00 yuan a month, "
        "1,420.00 yuan in all",
    )


def test_what_was_taken_back_in_these_months_is_subtracted():
    back = (paid("2025-02", "-100"), paid("2025-07", "-280"))
    found, given = finding("2025-01", "2025-03", 3, "740"), sources(*EQUAL, back=back)

    said = calculation_of(found, rule(), given)

    assert needs_reversals(found, rule(), given)
    assert said == Text(
        zh="3 个月 × 280.00 元 − 已退 100.00 元 = 740.00 元",
        en="3 months × 280.00 yuan − 100.00 yuan taken back = 740.00 yuan",
    )


def test_a_row_that_a_later_delivery_gives_again_was_paid_once():
    rows = [paid("2025-01", "280", 20), paid("2025-01", "280", 30)]

    assert zh(finding("2025-01", "2025-01", 1, "280"), sources(*rows)) == "1 个月 × 280.00 元 = 280.00 元"


def test_of_two_files_of_one_day_the_later_by_name_says_how_often():
    """As rules count it, whatever the digests of the files are."""
    early = paid("2025-01", "280", source_file="cards_a.csv", file_id="9")
    late = paid("2025-01", "280", source_file="cards_b.csv", file_id="1")

    assert zh(finding("2025-01", "2025-01", 1, "560"), sources(early, late, late)) == "1 个月 × 560.00 元 = 560.00 元"


def test_two_rows_of_one_delivery_were_paid_twice():
    rows = [paid("2025-01", "280"), paid("2025-01", "280")]

    assert zh(finding("2025-01", "2025-01", 1, "560"), sources(*rows)) == "1 个月 × 560.00 元 = 560.00 元"


def test_rows_of_other_programmes_months_and_attempts_that_failed_are_no_part():
    rows = [
        paid("2025-01", "280"),
        paid("2025-01", "500", programme="minimum_living_allowance"),
        paid("2025-01", "280", payment_status="failed"),
        paid("2024-12", "280"),
    ]

    assert zh(finding("2025-01", "2025-01", 1, "280"), sources(*rows)) == "1 个月 × 280.00 元 = 280.00 元"


def test_others_are_counted_where_the_finding_is_of_a_household():
    found, given = finding("2025-01", "2025-01", 1, "560"), sources(EQUAL[0], others=(paid("2025-01", "280"),))

    assert zh(found, given) is None
    assert zh(found, given, per="household") == "1 个月 × 560.00 元 = 560.00 元"


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (EQUAL, finding("2025-01", "2025-03", 3, "700")),
        (EQUAL[:2], finding("2025-01", "2025-03", 3, "560")),
        ([], finding("2025-01", "2025-03", 3, "840")),
        (EQUAL, finding("2025-01", "2025-03", 3, "0")),
    ],
    ids=["another amount", "a month is missing", "no rows", "nothing at stake"],
)
def test_nothing_is_told_where_the_rows_do_not_come_to_the_amount(rows: list[Any], found: dict[str, Any]):
    """A sum that is not the rule's would be another's word against it."""
    assert zh(found, sources(*rows)) is None


def test_a_gap_is_months_times_the_standard():
    said = zh(finding("2025-01", "2025-02", 2, "100"), sources(), amount="allowance", kind="missing")

    assert said == "2 个月 × 津贴标准（元/月） 50.00 = 100.00 元"


def test_a_limit_of_back_pay_is_told_where_it_cuts():
    changes = {"amount": "allowance", "kind": "missing", "limits": {"back_pay_months": "back_pay_months"}}

    assert zh(finding("2025-01", "2025-05", 5, "150"), sources(), **changes) == (
        "3 个月 × 津贴标准（元/月） 50.00 = 150.00 元（所涉 5 个月，最多追补月数 3）"
    )
    assert zh(finding("2025-01", "2025-02", 2, "100"), sources(), **changes) == (
        "2 个月 × 津贴标准（元/月） 50.00 = 100.00 元"
    )


def test_a_standard_that_changed_in_these_months_is_not_told():
    assert zh(finding("2025-01", "2025-03", 3, "140"), sources(), amount="allowance", kind="missing") is None


def test_a_value_of_the_row_on_trial_counts_each_month():
    spell = Sources({"benefit_spell": [{"month_amount_cny": Decimal("465.00")}]}, {}, (), {})
    changes = {
        "amount": "benefit_spell.month_amount_cny",
        "subject": {"table": "benefit_spell", "months": {"first": "benefit_spell.first_month"}},
    }

    assert zh(finding("2025-01", "2025-02", 2, "930"), spell, **changes) == "2 个月 × 465.00 元 = 930.00 元"
    assert zh(finding("2025-01", "2025-02", 2, "900"), spell, **changes) is None
