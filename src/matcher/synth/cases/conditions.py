"""Sketches of B28–B30, B36–B39, B42, B43, B47–B49 and B65: conditions of a benefit that do not hold."""

from __future__ import annotations

from typing import Final

from matcher.synth.benefits import DESTITUTE, LIVING, MINIMUM, NURSING
from matcher.synth.cases.planter import Planter
from matcher.synth.cases.sketch import NO_AMOUNT, Sketch, Touch, look_alike, miswritten, someone, span, violation
from matcher.synth.cases.touches import (
    certified,
    covered,
    destitute,
    dies,
    draws,
    employed,
    granted,
    in_custody,
    insured,
    kin,
    member,
    paid,
    poor,
    works,
)
from matcher.synth.one_off_aid import UNEMPLOYMENT
from matcher.synth.person import Person
from matcher.synth.property_events import be_taxed, marry
from matcher.synth.timeline import birth_at_age, years_later

_INSURANCE: Final = "resident_medical_insurance"
_WORKER_PENSION: Final = "worker_pension"
_SUBSIDIES: Final = "disability_subsidy_payments"
_YEAR: Final = span(0, 11)
_ADULT: Final = (34, 50)
_OLD: Final = (64, 74)


def _registered(month: int) -> Touch:
    """Register a person at the address on some day of a month."""

    def happen(planter: Planter, person: Person) -> None:
        person.registered_on = planter.day(month)

    return happen


def _split(month: int, *life: Touch, from_other: bool = False) -> Touch:
    """Split a person off from the household of a grown child, or from another one; `life` is the child's."""

    def happen(planter: Planter, person: Person) -> None:
        kin("child", (34, 42), *life)(planter, person)
        child = planter.county.persons[-1]
        left = planter.person(40, 50) if from_other else child
        person.split_from, person.registered_on = left.household.number, planter.day(month)

    return happen


def _divorced(month: int) -> Touch:
    """End a marriage with somebody from elsewhere in a month."""

    def happen(planter: Planter, person: Person) -> None:
        born = birth_at_age(planter.county.generator, person.born, 0)
        spouse = planter.county.outsider("", "女" if person.sex == "男" else "男", born)
        marry(person, spouse, years_later(person.born, 24), ended_on=planter.day(month))

    return happen


def _archived(years: int) -> Touch:
    """Let the personnel file have a birth date so many years later, earlier where negative."""

    def happen(_planter: Planter, person: Person) -> None:
        person.archive_born = years_later(person.born, years)

    return happen


def _unemployed(*months: int) -> tuple[Touch, ...]:
    return tuple(granted(UNEMPLOYMENT, month, 1380) for month in months)


def _taxed(*months: int) -> Touch:
    return lambda planter, person: be_taxed(person, map(planter.month, months), 3600)


def _unpaid_nursing(planter: Planter, person: Person) -> None:
    """Note that somebody severely disabled in destitute support is lawfully not paid the nursing subsidy."""
    note = "特困供养，不重复享受"
    planter.look_alike("A01", person, NURSING, lifted=("E23", planter.months(0, 11)), note=note)


VIOLATIONS: Final[tuple[Sketch, ...]] = (
    violation(
        "B28", MINIMUM, someone(_ADULT, poor(), member("配偶", (32, 48)), miswritten("wrong_digit")),
        note="两人户只保一人", months=_YEAR,
    ),
    violation(
        "B29", MINIMUM, someone((64, 72), poor(), _split(-25, works(-60)), miswritten("swap")),
        note="审批前与有工作的子女分户", months=_YEAR,
    ),
    violation(
        "B30", MINIMUM, someone(
            (66, 74), poor(first=-10), member("子", (32, 42), _registered(-14), covered()), about="子",
        ),
        note="审批前户口迁入低保家庭", months=_YEAR,
    ),
    violation(
        "B36", DESTITUTE, someone(_ADULT, destitute(), miswritten("missing_digit")),
        note="健康的劳动年龄人员享受特困", months=_YEAR,
    ),
    violation(
        "B37", DESTITUTE, someone((62, 72), destitute(), works(), miswritten("extra_digit")),
        note="特困人员有参保单位", months=_YEAR,
    ),
    violation(
        "B38", DESTITUTE, someone(_OLD, destitute(), kin("child", (34, 46)), miswritten("wrong_digit")),
        note="有赡养能力的子女", months=_YEAR,
    ),
    violation("B39", NURSING, someone(_ADULT, paid(NURSING, _YEAR)), note="无残疾人证领取护理补贴", months=_YEAR),
    violation(
        "B39", LIVING, someone(_ADULT, poor(), paid(LIVING, span(3, 9))),
        note="无证领取生活补贴", months=span(3, 9),
    ),
    violation(
        "B42", LIVING, someone(_ADULT, certified(4), paid(LIVING, span(3, 11)), miswritten("wrong_digit", _SUBSIDIES)),
        note="非低保领取生活补贴", months=span(3, 11),
    ),
    violation(
        "B43", NURSING, someone(
            _ADULT, certified(1), draws("injury_nursing", 1200), paid(NURSING, _YEAR),
            miswritten("swap", _SUBSIDIES),
        ),
        note="护理补贴与工伤护理费重复", months=_YEAR,
    ),
    violation(
        "B47", _WORKER_PENSION, someone((54, 57), draws("worker", 2300, retired=-20), _archived(-5), sex="男"),
        note="档案出生日期早于身份证，提前退休", months=_YEAR,
    ),
    violation(
        "B48", UNEMPLOYMENT, someone(_ADULT, works(-40), *_unemployed(3, 4, 5)),
        note="领取失业金期间有参保单位", months=span(3, 5), amount=1380 * 3,
    ),
    violation(
        "B48", UNEMPLOYMENT, someone(_ADULT, _taxed(2, 3, 4, 5, 6), *_unemployed(3, 4, 5, 6)),
        note="领取失业金期间有工资薪金", months=span(3, 6), amount=1380 * 4,
    ),
    violation(
        "B49", _INSURANCE, someone(_ADULT, works(), insured("普通居民")),
        note="居民医保与职工医保重复参保", months=(1,), amount=NO_AMOUNT,
    ),
    violation(
        "B65", MINIMUM, someone(_ADULT, poor(), kin("spouse", _ADULT, employed()), miswritten("swap")),
        note="未申报的配偶为财政供养人员", months=_YEAR,
    ),
    violation(
        "B65", MINIMUM, someone(_ADULT, poor(), kin("spouse", _ADULT, works(4)), miswritten("wrong_digit")),
        note="未申报的配偶在单位就业", months=span(5, 11),
    ),
)  # fmt: skip

LOOK_ALIKES: Final[tuple[Sketch, ...]] = (
    look_alike(
        "B28", MINIMUM, someone(_ADULT, certified(2), poor(), member("配偶", (32, 48))),
        note="重度残疾人单人保", lifted=("E14", _YEAR),
    ),
    look_alike(
        "B28", MINIMUM, someone(_ADULT, poor(), member("非亲属", (26, 45))),
        note="空挂户，非亲属", lifted=("E12", _YEAR),
    ),
    look_alike(
        "B28", MINIMUM, someone(_ADULT, poor(grace=11), member("配偶", (32, 48))),
        note="渐退期内", lifted=("E04", _YEAR),
    ),
    look_alike(
        "B29", MINIMUM, someone((64, 72), poor(), _split(-25, works(-60), from_other=True)),
        note="分户与该子女无关", lifted=("E13", _YEAR),
    ),
    look_alike(
        "B29", MINIMUM, someone((64, 72), poor(), _split(-40, works(-60))),
        note="审批前两年已分户", reason="E12",
    ),
    look_alike("B29", MINIMUM, someone((64, 72), poor(), _split(-25)), note="子女无稳定工作", reason="E13"),
    look_alike(
        "B30", MINIMUM, someone(
            (66, 74), poor(first=-10), member("女", (32, 42), _registered(-14), _divorced(-16), covered()),
            about="女",
        ),
        note="离婚后迁回", lifted=("E12", _YEAR),
    ),
    look_alike(
        "B30", MINIMUM, someone(
            (66, 74), poor(first=-10), member("子", (32, 42), _registered(-40), covered()), about="子",
        ),
        note="迁入已满一年以上", reason="E12",
    ),
    look_alike(
        "B30", MINIMUM, someone(
            (36, 44), poor(first=-10), member("子", (8, 12), _registered(-14), covered()), about="子",
        ),
        note="未成年子女随迁", reason="E27",
    ),
    look_alike(
        "B36", DESTITUTE, someone(_ADULT, destitute(), certified(1), _unpaid_nursing),
        note="一级肢体残疾", reason="E14",
    ),
    look_alike(
        "B36", DESTITUTE, someone(_ADULT, destitute(), certified(2, status="冻结")),
        note="残疾人证冻结待复评", lifted=("E21", _YEAR),
    ),
    look_alike("B37", DESTITUTE, someone((62, 72), destitute(), works(own=True)), note="灵活就业自缴", reason="E25"),
    look_alike(
        "B37", DESTITUTE, someone((62, 72), destitute(), works(last=11)),
        note="参保已暂停", lifted=("E25", _YEAR),
    ),
    look_alike("B37", DESTITUTE, someone((62, 72), destitute(), works(last=-4)), note="已离职", reason="E25"),
    look_alike(
        "B38", DESTITUTE, someone(_OLD, destitute(), kin("child", (34, 46), poor())),
        note="子女为低保对象", reason="E13",
    ),
    look_alike(
        "B38", DESTITUTE, someone(_OLD, destitute(), kin("child", (34, 46), dies(-6))),
        note="子女已死亡", reason="E12",
    ),
    look_alike(
        "B38", DESTITUTE, someone(_OLD, destitute(), kin("child", (34, 46), in_custody(-20, 30))),
        note="子女服刑", lifted=("E20", _YEAR),
    ),
    look_alike(
        "B38", DESTITUTE, someone(_OLD, destitute(), kin("child", (34, 46), certified(1))),
        note="子女重度残疾", reason="E14",
    ),
    look_alike(
        "B39", NURSING, someone(_ADULT, paid(NURSING, span(3, 4), reversed_too=True)),
        note="误发已追回", lifted=("E06", span(3, 4)),
    ),
    look_alike("B39", LIVING, someone(_ADULT, poor(), certified(4)), note="有证，低保对象", reason="E17"),
    look_alike(
        "B42", LIVING, someone(_ADULT, certified(4), poor(stop=5), paid(LIVING, (5,))),
        note="低保停发次月仍属衔接期", lifted=("E03", (5,)),
    ),
    look_alike(
        "B42", LIVING, someone(_ADULT, certified(4), paid(LIVING, span(3, 4), reversed_too=True)),
        note="误发已追回", lifted=("E06", span(3, 4)),
    ),
    look_alike(
        "B43", NURSING, someone(_ADULT, certified(1), draws("injury", 1100)),
        note="伤残津贴可同时享受", reason="E17",
    ),
    look_alike(
        "B47", _WORKER_PENSION, someone((54, 57), draws("worker", 2300, retired=-20), _archived(1), sex="男"),
        note="特殊工种，档案未早于身份证", reason="E23",
    ),
    look_alike(
        "B47", _WORKER_PENSION, someone((62, 68), draws("worker", 2300, retired=-20), _archived(-2), sex="男"),
        note="按身份证已达退休年龄", reason="E23",
    ),
    look_alike(
        "B47", _WORKER_PENSION, someone((52, 56), draws("worker", 2100, retired=-10), _archived(-1), sex="女"),
        note="女职工五十周岁退休", reason="E23",
    ),
    look_alike("B48", UNEMPLOYMENT, someone(_ADULT, works(-40, last=1)), note="离职后领取失业金", reason="E25"),
    look_alike(
        "B48", UNEMPLOYMENT, someone(_ADULT, _taxed(4), *_unemployed(3, 4, 5)),
        note="一次性用工报酬", lifted=("E25", (4,)),
    ),
    look_alike(
        "B48", UNEMPLOYMENT, someone(_ADULT, works(-40, own=True), *_unemployed(3, 4)),
        note="灵活就业自缴", reason="E25",
    ),
    look_alike("B49", _INSURANCE, someone(_ADULT, works()), note="只参加职工医保", reason="E19"),
    look_alike("B49", _INSURANCE, someone(_ADULT, insured("普通居民")), note="只参加居民医保", reason="E19"),
    look_alike("B65", MINIMUM, someone(_ADULT, poor(), kin("spouse", _ADULT)), note="配偶无收入", reason="E12"),
    look_alike(
        "B65", MINIMUM, someone(_ADULT, certified(1), poor(), kin("spouse", _ADULT, employed())),
        note="重度残疾人单人保", lifted=("E14", _YEAR),
    ),
    look_alike("B65", MINIMUM, someone(_ADULT, poor(), _divorced(-30)), note="已离婚", reason="E02"),
)  # fmt: skip
