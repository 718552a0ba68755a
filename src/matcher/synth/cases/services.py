"""Sketches of A16, A17, A19, A20, A24–A26, A39, A40, B66 and B67: premiums, schools, care, insurance, orphans."""

from __future__ import annotations

from typing import Final

from matcher.synth.aid_events import explain_uninsured
from matcher.synth.benefits import CARE, DESTITUTE, ORPHAN, UNATTENDED
from matcher.synth.cases.sketch import NO_AMOUNT, Sketch, Touch, look_alike, miswritten, someone, span, violation
from matcher.synth.cases.touches import (
    at_school,
    certified,
    covered,
    destitute,
    dies,
    draws,
    granted,
    has,
    in_custody,
    in_hospital,
    in_register,
    kin,
    listed,
    member,
    newborn,
    poor,
    unpaid,
    without,
    works,
)
from matcher.synth.cover import MARGIN, RIGID
from matcher.synth.one_off_aid import TEMPORARY
from matcher.synth.schooling import EDUCATION_AID, RAIN_DEW

_PREMIUM: Final = "pension_premium_subsidy"
_INSURANCE: Final = "resident_medical_insurance"
_YEAR: Final = span(0, 11)
_TERMS: Final = (5, 11)
"""Months in which the aid of a term is due: May and November."""
_OCTOBER: Final = (10,)
_ADULT: Final = (30, 50)
_OLD: Final = (64, 74)
_PARENT: Final = (36, 44)
_PUPIL: Final = (8, 10)
_CHILD: Final = (8, 13)


def _uninsured(reason: str) -> Touch:
    return lambda planter, person: explain_uninsured(person, planter.county.window.as_of.year, reason)


VOCATIONAL: Final = (at_school("中职", 2024), at_school("中职", 2025))
_HIGH: Final = (at_school("高中", 2024), at_school("高中", 2025))
_AIDED: Final = tuple(granted(EDUCATION_AID, month, 1000, reason="脱贫和监测家庭学生") for month in _TERMS)
_TRAINED: Final = tuple(granted(RAIN_DEW, month, 1500, reason="脱贫家庭学生") for month in _TERMS)
YOUTH: Final = without("studies", "grants")

VIOLATIONS: Final[tuple[Sketch, ...]] = (
    violation(
        "A16", RIGID, someone((36, 56), in_hospital(3, 70000)),
        note="个人自付超过两万元，未认定", months=(3,), amount=NO_AMOUNT,
    ),
    violation(
        "A17", _PREMIUM, someone(_ADULT, certified(1), without("pension_premiums")),
        note="重度残疾人居保未代缴", months=_OCTOBER, amount=100,
    ),
    violation(
        "A17", _PREMIUM, someone(_ADULT, poor(), without("pension_premiums")),
        note="低保对象居保未代缴", months=_OCTOBER, amount=100,
    ),
    violation(
        "A19", EDUCATION_AID, someone(_PARENT, member("女", _PUPIL, certified(4), without("grants")), about="女"),
        note="残疾学生两学期未享受资助", months=_TERMS, amount=1000,
    ),
    violation(
        "A20", RAIN_DEW, someone(
            (38, 46), in_register(), member("子", (16, 16), YOUTH, *VOCATIONAL, *_AIDED), about="子",
        ),
        note="脱贫户中职学生未享受雨露计划", months=_TERMS, amount=3000,
    ),
    violation(
        "A24", CARE, someone(_OLD, destitute("全护理"), unpaid(CARE, *_YEAR)),
        note="全护理特困人员无护理费", months=_YEAR, amount=420 * 12,
    ),
    violation(
        "A24", CARE, someone(_OLD, destitute("半护理"), unpaid(CARE, *span(3, 8))),
        note="半护理特困人员漏发护理费", months=span(3, 8), amount=210 * 6,
    ),
    violation(
        "A24", DESTITUTE, someone(_OLD, destitute("半护理"), has(has_care_agreement=False)),
        note="未签照料护理协议", months=_YEAR, amount=NO_AMOUNT,
    ),
    violation(
        "A25", ORPHAN, someone((9, 14), listed(ORPHAN, -20, 1510), without("kin"), has(in_institution=True)),
        note="集中养育孤儿按散居标准发放", months=_YEAR, amount=(2280 - 1510) * 12,
    ),
    violation(
        "A26", TEMPORARY, someone((38, 50), listed(MARGIN, -20), member("配偶", (38, 50), dies(2)), about="配偶"),
        note="低保边缘家庭主要劳动力死亡，无临时救助", months=(5,), amount=545 * 3,
    ),
    violation(
        "A39", _INSURANCE, someone((28, 38), poor(), newborn(4, covered(5), without("enrolments")), about="子"),
        note="低保家庭新生儿未参保", months=(7,), amount=360,
    ),
    violation(
        "A40", _INSURANCE, someone(_ADULT, in_custody(-20, 4), without("enrolments")),
        note="刑满释放人员未参保", months=(6,), amount=NO_AMOUNT,
    ),
    violation(
        "B66", ORPHAN, someone(
            (19, 19), listed(ORPHAN, -40, 1510), without("kin", "studies"), miswritten("wrong_digit"),
        ),
        note="年满十八周岁未在校", months=_YEAR,
    ),
    violation(
        "B66", ORPHAN, someone(_CHILD, listed(ORPHAN, -20, 1510), kin("father", (34, 44)), miswritten("swap")),
        note="父亲健在", months=_YEAR,
    ),
    violation(
        "B67", UNATTENDED, someone(
            _CHILD, listed(UNATTENDED, -15, 1510), kin("father", (34, 44), in_custody(-20, 3)),
            miswritten("wrong_digit"),
        ),
        note="父亲已刑满释放", months=span(4, 11),
    ),
)  # fmt: skip

LOOK_ALIKES: Final[tuple[Sketch, ...]] = (
    look_alike(
        "A16", RIGID, someone((36, 56), in_hospital(3, 70000), listed(RIGID, 4)),
        note="已认定刚性支出困难", reason="E18",
    ),
    look_alike(
        "A16", RIGID, someone((36, 56), in_hospital(3, 20000), in_hospital(6, 21000)),
        note="自付合计未达标准", reason="E23",
    ),
    look_alike(
        "A16", RIGID, someone((36, 56), works(), in_hospital(4, 70000)),
        note="职工医保", lifted=("E23", (4,)),
    ),
    look_alike("A17", _PREMIUM, someone(_ADULT, certified(2), works()), note="参加职工养老保险", reason="E19"),
    look_alike(
        "A17", _PREMIUM, someone(_ADULT, certified(1), draws("injury", 900), without("pension_premiums")),
        note="已领取待遇", lifted=("E19", _OCTOBER),
    ),
    look_alike("A17", _PREMIUM, someone(_ADULT, poor(first=2)), note="年内纳入低保，已代缴", reason="E18"),
    look_alike(
        "A19", EDUCATION_AID, someone(_PARENT, member("女", _PUPIL, certified(4)), about="女"),
        note="已按学期资助", reason="E18",
    ),
    look_alike(
        "A19", EDUCATION_AID, someone(_PARENT, member("女", _PUPIL, without("grants")), about="女"),
        note="非困难学生", reason="E23",
    ),
    look_alike(
        "A19", EDUCATION_AID, someone(
            _PARENT, member("女", (8, 8), certified(4), YOUTH, at_school("小学", 2025, status="休学")), about="女",
        ),
        note="休学，不在资助范围", reason="E02",
    ),
    look_alike(
        "A20", RAIN_DEW, someone(
            (38, 46), in_register(), member("子", (16, 16), YOUTH, *VOCATIONAL, *_AIDED, *_TRAINED), about="子",
        ),
        note="已享受雨露计划", reason="E18",
    ),
    look_alike(
        "A20", RAIN_DEW, someone((38, 46), in_register(), member("子", (16, 16), YOUTH, *_HIGH, *_AIDED), about="子"),
        note="普通高中，不属雨露计划", reason="E23",
    ),
    look_alike(
        "A20", RAIN_DEW, someone((38, 46), member("子", (16, 16), YOUTH, *VOCATIONAL), about="子"),
        note="非脱贫户", reason="E23",
    ),
    look_alike(
        "A24", CARE, someone(_OLD, destitute("全护理", in_institution=True), unpaid(CARE, *_YEAR)),
        note="机构供养，护理费由机构统一支付", lifted=("E16", _YEAR),
    ),
    look_alike("A24", CARE, someone(_OLD, destitute("半护理")), note="护理费按月发放", reason="E18"),
    look_alike(
        "A24", DESTITUTE, someone(_OLD, destitute(), has(has_care_agreement=False)),
        note="全自理，无须协议", reason="E23",
    ),
    look_alike(
        "A25", ORPHAN, someone((9, 14), listed(ORPHAN, -20, 1510), without("kin")),
        note="散居孤儿", reason="E23",
    ),
    look_alike(
        "A25", ORPHAN, someone((9, 14), listed(ORPHAN, -20, 2280), without("kin"), has(in_institution=True)),
        note="已按集中标准发放", reason="E18",
    ),
    look_alike(
        "A26", TEMPORARY, someone(
            (38, 50), listed(MARGIN, -20), granted(TEMPORARY, 3, 2000, approval="县级审批"),
            member("配偶", (38, 50), dies(2)), about="配偶",
        ),
        note="已给予临时救助", reason="E18",
    ),
    look_alike(
        "A26", TEMPORARY, someone((38, 50), listed(MARGIN, -20), member("父", (66, 76), dies(2)), about="父"),
        note="死者为老年人", reason="E23",
    ),
    look_alike(
        "A26", TEMPORARY, someone((38, 50), member("配偶", (38, 50), dies(2)), about="配偶"),
        note="非低保边缘家庭", reason="E23",
    ),
    look_alike(
        "A39", _INSURANCE, someone((28, 38), poor(), newborn(4, covered(5)), about="子"),
        note="已参保", reason="E18",
    ),
    look_alike(
        "A39", _INSURANCE, someone(
            (28, 38), poor(), newborn(3, covered(4), without("enrolments"), _uninsured("异地居民")), about="子",
        ),
        note="随母在外地参保", lifted=("E20", (6,)),
    ),
    look_alike("A40", _INSURANCE, someone(_ADULT, in_custody(-20, 4)), note="已参保", reason="E18"),
    look_alike(
        "A40", _INSURANCE, someone(_ADULT, in_custody(-20, 4), without("enrolments"), _uninsured("自愿放弃")),
        note="本人放弃参保", lifted=("E22", (6,)),
    ),
    look_alike(
        "A40", _INSURANCE, someone(_ADULT, in_custody(-20, 4, "社区矫正"), without("enrolments")),
        note="社区矫正，未在押", reason="E20",
    ),
    look_alike(
        "B66", ORPHAN, someone(
            (18, 19), listed(ORPHAN, -40, 1510), without("kin", "studies"), at_school("高中", 2024),
            at_school("高中", 2025),
        ),
        note="年满十八周岁仍在校", reason="E23",
    ),
    look_alike(
        "B66", ORPHAN, someone(_CHILD, listed(ORPHAN, -20, 1510), kin("father", (34, 44), in_custody(-30, 30))),
        note="父亲服刑", lifted=("E20", _YEAR),
    ),
    look_alike(
        "B67", UNATTENDED, someone(
            _CHILD, listed(UNATTENDED, -15, 1510), kin("father", (34, 44), in_custody(-20, 30)),
        ),
        note="父亲仍在押", reason="E20",
    ),
    look_alike(
        "B67", UNATTENDED, someone(
            _CHILD, listed(UNATTENDED, -15, 1510), kin("father", (34, 44), in_custody(-40, -20), certified(1)),
        ),
        note="父亲释放后重度残疾", lifted=("E23", _YEAR),
    ),
)  # fmt: skip
