"""Sketches of A03, A04, A06–A09 and A28–A31: whom the allowance or destitute support missed, or cut short."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from matcher.synth.aid_events import relocate
from matcher.synth.benefits import DESTITUTE, MINIMUM
from matcher.synth.cases.sketch import NO_AMOUNT, Sketch, look_alike, someone, span, violation
from matcher.synth.cases.touches import (
    certified,
    covered,
    draws,
    has,
    in_register,
    listed,
    member,
    on_day,
    poor,
    without,
    works,
)
from matcher.synth.cover import MARGIN
from matcher.synth.person import Person

_YEAR: Final = span(0, 11)
_RURAL: Final = 545
"""Minimum living standard in villages, yuan a month."""
_LEAD_MONTHS: Final = 3
"""Months of which the amount of a lead is reckoned."""
_ADULT: Final = (30, 50)
_OLD: Final = (64, 74)
_MONITORED: Final = "边缘易致贫户"


def _difference(person: Person) -> Decimal:
    """Give what destitute support would be more than the allowance, over the year."""
    return (880 - person.spells[0].amount) * 12


def _half_a_year(person: Person) -> Decimal:
    return person.spells[0].amount * 6


VIOLATIONS: Final[tuple[Sketch, ...]] = (
    violation(
        "A03", MINIMUM, someone(_ADULT, certified(1), poor(), has(has_uplift=False)),
        note="低保中一级残疾人未分类施保", months=_YEAR, amount=1308,
    ),
    violation(
        "A03", MINIMUM, someone(_ADULT, certified(2, 6), poor(first=5), has(has_uplift=False), urban=True),
        note="低保中二级精神残疾人未分类施保", months=span(5, 11), amount=1008,
    ),
    violation(
        "A04", MINIMUM, someone(_ADULT, certified(2), without("margin"), in_register(), member("配偶", _ADULT)),
        note="脱贫户中无业重度残疾人未纳入低保", months=_YEAR, amount=_RURAL * _LEAD_MONTHS,
    ),
    violation(
        "A06", DESTITUTE, someone(_OLD, without("kin")),
        note="无子女无收入老年人未纳入特困", months=_YEAR, amount=880 * _LEAD_MONTHS,
    ),
    violation(
        "A07", DESTITUTE, someone(_OLD, poor(), without("kin")),
        note="单人低保老年人无赡养人", months=_YEAR, amount=_difference,
    ),
    violation(
        "A08", MINIMUM, someone((66, 74), in_register(), member("配偶", (66, 72))),
        note="脱贫户整户无劳动力，无人享受低保", months=span(0, 10), amount=_RURAL * 2 * _LEAD_MONTHS,
    ),
    violation(
        "A09", MINIMUM, someone(
            (34, 44), member("子", (9, 12), certified(1)),
            in_register(_MONITORED, identified=-8, income=6000, risk=("因残", "健康帮扶")),
        ),
        note="监测对象家有重度残疾儿童，未纳入低保", months=span(0, 10), amount=_RURAL * _LEAD_MONTHS,
    ),
    violation(
        "A28", MINIMUM, someone(_ADULT, poor(), on_day(relocate, 3)),
        note="集中安置进城后仍按农村标准发放", months=span(4, 11), amount=175 * 8,
    ),
    violation(
        "A29", MINIMUM, someone((36, 56), poor(stop=5, income=600), listed(MARGIN, 5)),
        note="收入略超标准，未给予渐退期", months=span(5, 10), amount=_half_a_year,
    ),
    violation(
        "A30", MINIMUM, someone(
            (32, 44), poor(), member("配偶", (30, 42), covered()), member("女", (6, 12)), about="女",
        ),
        note="低保家庭未成年子女未纳入保障", months=_YEAR, amount=_RURAL * 12,
    ),
    violation(
        "A30", MINIMUM, someone(
            (32, 44), poor(), member("子", (6, 10), covered()), member("配偶", (30, 40)), about="配偶",
        ),
        note="低保家庭配偶未纳入保障", months=_YEAR, amount=_RURAL * 12,
    ),
    violation(
        "A31", MARGIN, someone((36, 56), poor(stop=6, income=680)),
        note="因收入停保，未转低保边缘", months=span(6, 11), amount=NO_AMOUNT,
    ),
)  # fmt: skip

LOOK_ALIKES: Final[tuple[Sketch, ...]] = (
    look_alike(
        "A03", MINIMUM, someone(_ADULT, certified(1), poor(grace=11), has(has_uplift=False)),
        note="渐退期内不再增发", lifted=("E04", _YEAR),
    ),
    look_alike("A03", MINIMUM, someone(_ADULT, certified(3), poor()), note="肢体三级不属分类施保", reason="E23"),
    look_alike("A03", MINIMUM, someone(_ADULT, certified(1), poor()), note="已分类施保", reason="E18"),
    look_alike(
        "A04", MINIMUM, someone(_ADULT, certified(1), in_register(), member("配偶", _ADULT)),
        note="已认定为低保边缘", reason="E18",
    ),
    look_alike(
        "A04", MINIMUM, someone(_ADULT, certified(1), works(), in_register(), member("配偶", _ADULT)),
        note="有单位参保就业", reason="E12",
    ),
    look_alike(
        "A04", MINIMUM, someone(_ADULT, certified(3), in_register(), member("配偶", _ADULT)),
        note="肢体三级，不是重度残疾", reason="E23",
    ),
    look_alike("A06", DESTITUTE, someone(_OLD), note="子女在外县，有赡养人", reason="E13"),
    look_alike(
        "A06", DESTITUTE, someone(_OLD, without("kin"), draws("worker", 1700)),
        note="有职工养老金", reason="E23",
    ),
    look_alike(
        "A06", DESTITUTE, someone(_OLD, without("kin"), member("孙子", (21, 30))),
        note="与成年孙子共同生活", lifted=("E12", _YEAR),
    ),
    look_alike("A07", DESTITUTE, someone(_OLD, poor()), note="子女在外县，有赡养人", reason="E13"),
    look_alike(
        "A07", DESTITUTE, someone(_OLD, poor(), without("kin"), certified(2), member("孙子", (21, 30))),
        note="与成年孙子共同生活", lifted=("E12", _YEAR),
    ),
    look_alike(
        "A08", MINIMUM, someone((66, 74), in_register(), member("配偶", (66, 72)), member("子", (34, 42))),
        note="户内有劳动力", reason="E12",
    ),
    look_alike(
        "A08", MINIMUM, someone((66, 74), draws("worker", 1700), in_register(), member("配偶", (66, 72))),
        note="有职工养老金", reason="E23",
    ),
    look_alike(
        "A08", MINIMUM, someone(
            (66, 74), poor(), in_register(risk=("", "综合保障")), member("配偶", (66, 72), covered()),
        ),
        note="已享受低保", reason="E18",
    ),
    look_alike(
        "A09", MINIMUM, someone(
            (34, 44), member("子", (9, 12), certified(1)),
            in_register(_MONITORED, identified=-8, income=8000, risk=("因残", "健康帮扶")),
        ),
        note="人均收入高于监测线", reason="E23",
    ),
    look_alike(
        "A09", MINIMUM, someone(
            (34, 44), listed(MARGIN, -8), member("子", (9, 12), certified(1)),
            in_register(_MONITORED, identified=-8, income=6500, risk=("因残", "健康帮扶")),
        ),
        note="已认定为低保边缘", reason="E18",
    ),
    look_alike(
        "A28", MINIMUM, someone(_ADULT, poor(), on_day(relocate, -30, kind="分散安置", in_town=False)),
        note="分散安置，仍在农村", reason="E24",
    ),
    look_alike("A28", MINIMUM, someone(_ADULT, poor(), on_day(relocate, 10)), note="上月刚入住", reason="E03"),
    look_alike(
        "A29", MINIMUM, someone((36, 56), poor(stop=5, income=600, stop_reason="本人自愿退出"), listed(MARGIN, 5)),
        note="本人自愿退出", lifted=("E22", span(5, 10)),
    ),
    look_alike(
        "A29", MINIMUM, someone((36, 56), poor(stop=4, income=700), listed(MARGIN, 4)),
        note="收入超过渐退上限", reason="E23",
    ),
    look_alike(
        "A30", MINIMUM, someone((32, 44), certified(2), poor(), member("女", (6, 12)), about="女"),
        note="重度残疾人单人保", lifted=("E14", _YEAR),
    ),
    look_alike(
        "A30", MINIMUM, someone(
            (42, 48), poor(), member("配偶", (40, 46), covered()), member("子", (19, 21)), about="子",
        ),
        note="成年子女不共同生活", reason="E12",
    ),
    look_alike(
        "A31", MARGIN, someone((36, 56), poor(stop=6, income=680), listed(MARGIN, 6)),
        note="已转低保边缘", reason="E18",
    ),
    look_alike("A31", MARGIN, someone((36, 56), poor(stop=6, income=900)), note="收入超过边缘上限", reason="E23"),
    look_alike(
        "A31", MARGIN, someone(
            (36, 56), poor(stop=7, income=680),
            in_register(_MONITORED, identified=-12, risk=("务工就业不稳", "就业帮扶")),
        ),
        note="已纳入监测", reason="E18",
    ),
)  # fmt: skip
