"""Sketches of A10, A11, A27, A32–A36, B63 and B64: what the register of the poor and monitored says, and what is so."""

from __future__ import annotations

from typing import Final

from matcher.synth.aid_events import explain_uninsured, relocate, subsidise_premium
from matcher.synth.benefits import DESTITUTE, LIVING, MINIMUM
from matcher.synth.cases.sketch import NO_AMOUNT, Sketch, Touch, look_alike, someone, span, violation
from matcher.synth.cases.touches import (
    certified,
    covered,
    employed,
    has,
    in_post,
    in_register,
    member,
    on_day,
    poor,
    renovated,
    without,
    works,
)
from matcher.synth.property_events import own_house, own_vehicle, take_role

REGISTER: Final = "monitored_household"
_POSTS: Final = "public_welfare_post"
_RENOVATION: Final = "housing_renovation"
_SUBSIDY: Final = "medical_premium_subsidy"
_YEAR: Final = span(0, 11)
_ADULT: Final = (30, 50)
_LAST: Final = (10,)
"""The month before the register's day."""
_KIND: Final = "突发严重困难户"


def _monitored(identified: int = -10, *, cleared: int | None = None, income: int = 12000) -> Touch:
    """Monitor a household that work is unsteady for, and that is helped to work."""
    return in_register(_KIND, identified=identified, cleared=cleared, income=income, risk=("务工就业不稳", "就业帮扶"))


def _at_risk(risk: str, *measures: str, identified: int = -10, grade: str = "") -> Touch:
    return in_register(_KIND, identified=identified, risk=(risk, *measures), grade=grade)


_SAFE: Final = renovated(month=-8, amount=12000)


def _misstated(*what: str) -> Touch:
    return has(misstated=frozenset(what))


def _subsidised_by_list(month: int) -> Touch:
    return lambda planter, person: subsidise_premium(
        person, planter.county.window.as_of.year, "监测对象", 280, planter.day(month)
    )


def _declined() -> Touch:
    return lambda planter, person: explain_uninsured(person, planter.county.window.as_of.year, "自愿放弃")


_ELDERS: Final = (member("配偶", (72, 76)),)

VIOLATIONS: Final[tuple[Sketch, ...]] = (
    violation(
        "A10", REGISTER, someone(_ADULT, in_register(income=6500)),
        note="脱贫户人均收入低于监测线，未纳入监测", months=_LAST, amount=NO_AMOUNT,
    ),
    violation(
        "A11", REGISTER, someone(_ADULT, in_register(grade="C级"), _SAFE),
        note="脱贫户住房登记为C级，未纳入监测", months=_LAST, amount=NO_AMOUNT,
    ),
    violation(
        "A11", REGISTER, someone((34, 46), in_register(), member("女", (9, 12), without("studies")), about="女"),
        note="脱贫户义务教育阶段儿童不在校，未纳入监测", months=_LAST, amount=NO_AMOUNT,
    ),
    violation(
        "A27", _RENOVATION, someone(_ADULT, _at_risk("因安全住房", "住房安全保障", grade="D级")),
        note="监测对象D级危房未列入改造", months=_LAST, amount=20000,
    ),
    violation(
        "A32", _POSTS, someone(_ADULT, in_register(), _misstated("post")),
        note="登记公益性岗位，名册无人", months=_LAST, amount=NO_AMOUNT,
    ),
    violation(
        "A33", MINIMUM, someone(_ADULT, in_register(), _misstated("allowance")),
        note="登记享受低保，无发放", months=_LAST, amount=NO_AMOUNT,
    ),
    violation(
        "A33", DESTITUTE, someone(_ADULT, in_register(), _misstated("destitute")),
        note="登记享受特困，无发放", months=_LAST, amount=NO_AMOUNT,
    ),
    violation(
        "A33", REGISTER, someone(_ADULT, poor(), in_register(), _misstated("no allowance")),
        note="发放低保，登记为未享受", months=_LAST, amount=NO_AMOUNT,
    ),
    violation(
        "A34", REGISTER, someone(_ADULT, _at_risk("因病", "就业帮扶")),
        note="因病返贫风险无健康帮扶", months=(11,), amount=NO_AMOUNT,
    ),
    violation(
        "A34", REGISTER, someone((34, 46), _at_risk("因学", "就业帮扶"), member("子", (9, 12))),
        note="因学返贫风险无教育帮扶", months=(11,), amount=NO_AMOUNT,
    ),
    violation(
        "A35", _SUBSIDY, someone(_ADULT, _monitored(3)),
        note="新识别监测对象参保未资助", months=(3,), amount=280,
    ),
    violation(
        "A36", LIVING, someone(_ADULT, in_register(), _misstated("disabled")),
        note="登记为残疾，无残疾人证", months=_LAST, amount=NO_AMOUNT,
    ),
    violation(
        "B63", REGISTER, someone(_ADULT, _monitored(), on_day(own_vehicle, -30)),
        note="监测对象有小型轿车", months=_YEAR, amount=NO_AMOUNT,
    ),
    violation(
        "B63", REGISTER, someone(_ADULT, _monitored(), on_day(take_role, 3)),
        note="监测对象新办企业", months=span(4, 11), amount=NO_AMOUNT,
    ),
    violation(
        "B63", REGISTER, someone(_ADULT, _monitored(), on_day(own_house, -30)),
        note="监测对象有商品房", months=_YEAR, amount=NO_AMOUNT,
    ),
    violation(
        "B63", REGISTER, someone(_ADULT, _monitored(), employed()),
        note="监测对象为财政供养人员", months=_YEAR, amount=NO_AMOUNT,
    ),
    violation(
        "B63", REGISTER, someone(_ADULT, _monitored(income=25000)),
        note="监测对象人均收入超过两万元", months=span(1, 11), amount=NO_AMOUNT,
    ),
    violation(
        "B64", REGISTER, someone(_ADULT, _monitored(-2, cleared=2)),
        note="识别后四个月即消除风险", months=(2,), amount=NO_AMOUNT,
    ),
    violation(
        "B64", REGISTER, someone(_ADULT, _monitored(-8, cleared=7, income=6000)),
        note="收入低于监测线即消除风险", months=(7,), amount=NO_AMOUNT,
    ),
    violation(
        "B64", REGISTER, someone((72, 78), in_register(_KIND, identified=-8, cleared=7, risk=("缺劳动力",)), *_ELDERS),
        note="整户无劳动力即消除风险", months=(7,), amount=NO_AMOUNT,
    ),
)  # fmt: skip

LOOK_ALIKES: Final[tuple[Sketch, ...]] = (
    look_alike("A10", REGISTER, someone(_ADULT, in_register(income=7400)), note="收入高于监测线", reason="E23"),
    look_alike("A10", REGISTER, someone(_ADULT, _monitored(income=6500)), note="已纳入监测", reason="E18"),
    look_alike("A11", REGISTER, someone(_ADULT, in_register(), _SAFE), note="改造后住房安全", reason="E10"),
    look_alike(
        "A11", REGISTER, someone(_ADULT, _at_risk("因安全住房", "住房安全保障", grade="C级"), _SAFE),
        note="已纳入监测", reason="E18",
    ),
    look_alike(
        "A11", REGISTER, someone((34, 46), in_register(), member("女", (9, 12)), about="女"),
        note="在校", reason="E02",
    ),
    look_alike(
        "A27", _RENOVATION, someone(
            _ADULT, _at_risk("因安全住房", "住房安全保障", grade="D级"),
            on_day(relocate, -30, kind="分散安置", in_town=False),
        ),
        note="已易地搬迁", lifted=("E10", _LAST),
    ),
    look_alike(
        "A27", _RENOVATION, someone(_ADULT, _at_risk("因安全住房", "住房安全保障", grade="C级"), _SAFE),
        note="已列入改造", reason="E18",
    ),
    look_alike("A32", _POSTS, someone(_ADULT, in_register(), in_post()), note="岗位属实", reason="E15"),
    look_alike(
        "A33", MINIMUM, someone(_ADULT, poor(stop=9), in_register(), _misstated("allowance")),
        note="低保刚停发，登记未更新", lifted=("E02", _LAST),
    ),
    look_alike(
        "A33", REGISTER, someone(_ADULT, poor(first=9), in_register(), _misstated("no allowance")),
        note="低保刚开始发放", lifted=("E03", _LAST),
    ),
    look_alike(
        "A33", REGISTER, someone(_ADULT, poor(stop=11), in_register()),
        note="低保次月停发，登记已更新", lifted=("E02", _LAST),
    ),
    look_alike("A34", REGISTER, someone(_ADULT, _at_risk("因病", "健康帮扶")), note="措施与风险相符", reason="E18"),
    look_alike(
        "A34", REGISTER, someone(_ADULT, _at_risk("因病", "就业帮扶", identified=10)),
        note="上月才识别", lifted=("E03", (11,)),
    ),
    look_alike("A35", _SUBSIDY, someone(_ADULT, _monitored(8)), note="资助窗口之后识别", reason="E03"),
    look_alike(
        "A35", _SUBSIDY, someone(_ADULT, _monitored(3), _subsidised_by_list(4)),
        note="资助名单已列入", reason="E18",
    ),
    look_alike(
        "A35", _SUBSIDY, someone(_ADULT, _monitored(3), without("enrolments"), _declined()),
        note="自愿放弃参保", lifted=("E22", (3,)),
    ),
    look_alike("A35", _SUBSIDY, someone(_ADULT, _monitored(4), works()), note="职工参保", lifted=("E19", (4,))),
    look_alike("A36", LIVING, someone(_ADULT, in_register(), certified(4)), note="已办残疾人证", reason="E21"),
    look_alike(
        "B63", REGISTER, someone(_ADULT, _monitored(), on_day(own_vehicle, -30, kind="普通二轮摩托车", seats=2)),
        note="摩托车不计", lifted=("E09", _YEAR),
    ),
    look_alike(
        "B63", REGISTER, someone(_ADULT, _monitored(), on_day(own_house, -30, origin="继承")),
        note="继承的住房", lifted=("E10", _YEAR),
    ),
    look_alike(
        "B63", REGISTER, someone(_ADULT, _monitored(), on_day(take_role, -20, status="吊销")),
        note="企业已吊销", lifted=("E08", _YEAR),
    ),
    look_alike(
        "B63", REGISTER, someone(_ADULT, _monitored(), employed("临聘")),
        note="临聘人员，不是财政供养", lifted=("E15", _YEAR),
    ),
    look_alike(
        "B63", REGISTER, someone(_ADULT, in_register(), on_day(own_vehicle, -30)),
        note="脱贫户，不是监测对象", reason="E23",
    ),
    look_alike("B64", REGISTER, someone(_ADULT, _monitored(-6, cleared=2)), note="八个月后消除风险"),
    look_alike(
        "B64", REGISTER, someone(
            (72, 78), poor(), member("配偶", (72, 76), covered()),
            in_register(_KIND, identified=-8, cleared=7, risk=("缺劳动力", "综合保障")),
        ),
        note="单人低保兜底", lifted=("E17", (7,)),
    ),
)  # fmt: skip
