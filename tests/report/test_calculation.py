"""How an amount came about, in words of both languages: what the rule reckoned is said, and nothing else."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from matcher.config.base import Text
from matcher.config.policy import LocalValue
from matcher.deciding_facts.calculation import Names, calculation_text, underpaid

NAMES = Names(
    columns={
        "payment.amount_cny": Text(zh="金额", en="amount in yuan; negative: reversed"),
        "benefit_spell.covered_count": Text(zh="保障人数", en="covered persons"),
    },
    policy={
        "standard": LocalValue(meaning=Text(zh="低保标准", en="standard"), type="money", value="660"),
        "back_pay_months": LocalValue(meaning=Text(zh="最多追补月数", en="back pay"), type="integer", value="3"),
        "aid_of_a_term": LocalValue(
            meaning=Text(zh="小学资助标准（元/学期）", en="aid in yuan a term"), type="money", value="500"
        ),
        "year_cap": LocalValue(meaning=Text(zh="年度上限", en="most a year"), type="money", value="1200"),
    },
)
NET = ("column", "payment.month_net_cny", "280")
STANDARD = ("parameter", "standard", "660")


def part(kind: str, name: str | None = None, value: str | None = None, reference: str | None = None) -> dict[str, Any]:
    return {"kind": kind, "name": name, "value": None if value is None else Decimal(value), "reference": reference}


def months(first: str, last: str, count: int, each: str, *parts: tuple[Any, ...]) -> dict[str, Any]:
    return {
        "kind": "months",
        "first_month": first,
        "last_month": last,
        "month_count": count,
        "each_cny": Decimal(each),
        "amount_cny": count * Decimal(each),
        "parts": [part(*one) for one in parts],
    }


def limit(kind: str, count: int, amount: str, *parts: tuple[Any, ...]) -> dict[str, Any]:
    return {**months("2025-01", "2025-12", count, "0", *parts), "kind": kind, "amount_cny": Decimal(amount)}


def text(*told: dict[str, Any]) -> Text | None:
    return calculation_text(told, NAMES)


def test_months_of_what_was_paid_are_multiplied():
    assert text(months("2025-01", "2025-03", 3, "280", NET)) == Text(
        zh="2025-01 至 2025-03：3 个月 × 280.00 元 = 840.00 元",
        en="2025-01 to 2025-03: 3 months × 280.00 = 840.00 yuan",
    )


def test_several_stretches_are_added_up():
    assert text(months("2025-04", "2025-04", 1, "300", NET), months("2025-01", "2025-02", 2, "280", NET)) == Text(
        zh="2025-01 至 2025-02：2 个月 × 280.00 元 = 560.00 元；2025-04：1 个月 × 300.00 元 = 300.00 元；"
        "合计 860.00 元",
        en="2025-01 to 2025-02: 2 months × 280.00 = 560.00 yuan; 2025-04: 1 month × 300.00 = 300.00 yuan; "
        "860.00 yuan in all",
    )


def test_a_top_up_names_the_standard_and_what_is_taken_from_it():
    each = months("2025-03", "2025-08", 6, "312.50", STANDARD, ("minus",), ("column", "payment.amount_cny", "347.5"))

    assert text(each) == Text(
        zh="2025-03 至 2025-08：6 个月 × 312.50 元 = 1,875.00 元（低保标准 660.00 − 金额 347.50 = 312.50）",
        en="2025-03 to 2025-08: 6 months × 312.50 = 1,875.00 yuan (standard 660.00 − amount in yuan 347.50 = 312.50)",
    )


def test_a_standard_of_a_term_is_counted_in_terms():
    said = text(months("2025-03", "2025-03", 1, "500", ("parameter", "aid_of_a_term", "500")))

    assert said is not None
    assert said.zh == "2025-03：1 个学期 × 500.00 元 = 500.00 元（小学资助标准（元/学期） 500.00）"


def test_a_difference_says_on_which_side_of_what_was_due_it_lies():
    short = months("2025-01", "2025-01", 1, "380", ("below",), STANDARD, ("minus",), NET)
    over = months(
        "2025-02", "2025-02", 1, "20", ("above",), ("column", "payment.month_net_cny", "680"), ("minus",), STANDARD
    )

    assert text(short) == Text(
        zh="2025-01：1 个月 × 380.00 元 = 380.00 元（少发：低保标准 660.00 − 当月实发 280.00 = 380.00）",
        en="2025-01: 1 month × 380.00 = 380.00 yuan "
        "(paid too little: standard 660.00 − paid in the month 280.00 = 380.00)",
    )
    assert underpaid([short, over]) == Decimal(380)


def test_a_standard_alone_is_named_with_its_document():
    said = text(months("2025-01", "2025-01", 1, "660", ("parameter", "standard", "660", "某发〔2025〕6号")))

    assert said is not None
    assert said.zh == "2025-01：1 个月 × 660.00 元 = 660.00 元（低保标准 660.00〔据 某发〔2025〕6号〕）"


@pytest.mark.parametrize(
    ("parts", "zh"),
    [
        ([("paid", None, "280"), ("minus",), ("taken_back", None, "100")], "已发 280.00 − 已退 100.00"),
        ([("number", None, "0.2000"), ("times",), STANDARD], "0.2 × 低保标准 660.00"),
        ([("column", "benefit_spell.covered_count", "3"), ("times",), STANDARD], "保障人数 3 × 低保标准 660.00"),
        ([("least",), ("or",), NET, ("or",), STANDARD, ("close",)], "取低（当月实发 280.00，低保标准 660.00）"),
        ([("ceil",), STANDARD, ("plus",), NET, ("close",)], "向上取整（低保标准 660.00 + 当月实发 280.00）"),
        ([("count_distinct", "household_member.person_id", "2"), ("times",), STANDARD], "人数 2 × 低保标准 660.00"),
        (
            [("sum", "payment.amount_cny", "80"), ("plus",), ("value", "made_up.column", "1")],
            "金额合计 80.00 + made_up.column 1.00",
        ),
    ],
)
def test_parts_are_said_in_reading_order(parts: list[tuple[Any, ...]], zh: str):
    said = text(months("2025-01", "2025-01", 1, "10", *parts))

    assert said is not None
    assert said.zh == f"2025-01：1 个月 × 10.00 元 = 10.00 元（{zh} = 10.00）"


def test_limits_are_told_where_they_cut():
    each = months("2025-01", "2025-03", 3, "500", NET)
    left_out = limit("back_pay_months", 2, "0", ("parameter", "back_pay_months", "3"))
    over = limit("year_cap", 0, "-300", ("parameter", "year_cap", "1200"))

    assert text(each, left_out, over) == Text(
        zh="2025-01 至 2025-03：3 个月 × 500.00 元 = 1,500.00 元；另有 2 个月不计（最多追补月数 3）；"
        "2025 年超出 300.00 元不计（年度上限 1,200.00）；合计 1,200.00 元",
        en="2025-01 to 2025-03: 3 months × 500.00 = 1,500.00 yuan; 2 months more do not count (back pay 3); "
        "300.00 yuan over in 2025 (most a year 1,200.00); 1,200.00 yuan in all",
    )


def test_of_many_stretches_the_first_are_told_and_all_are_added_up():
    said = text(*(months(f"2025-{month:02}", f"2025-{month:02}", 1, str(month), NET) for month in range(1, 9)))

    assert said is not None
    assert "2025-06" in said.zh
    assert "2025-07" not in said.zh
    assert said.zh.endswith("；…；合计 36.00 元")


def test_why_there_is_no_calculation_is_said():
    nothing = limit("nothing_at_stake", 2, "0")
    unknown = limit("amount_not_known", 2, "0")

    assert text(nothing) == Text(zh="不涉及金额", en="no amount is at stake")
    assert text(unknown) == Text(
        zh="2025-01 至 2025-12：所涉记录未载金额，不计",
        en="2025-01 to 2025-12: the rows name no amount; none is counted",
    )


def test_nothing_is_said_of_runs_that_told_nothing():
    assert text() is None
