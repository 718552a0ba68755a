"""Sketches of A21, A23, B50, B51, B54, B61, B68 and B69: aid in an emergency, premiums, two schools, veterans."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from matcher.synth.aid_events import stay_in_hospital, subsidise_premium
from matcher.synth.benefits import MINIMUM, PRICE
from matcher.synth.card_grants import FAMILY_PLANNING, VETERANS
from matcher.synth.cases.grants import shared_account
from matcher.synth.cases.planter import Planter
from matcher.synth.cases.sketch import Sketch, Touch, drawer, look_alike, someone, span, violation
from matcher.synth.cases.touches import (
    at_school,
    dies,
    granted,
    insured,
    member,
    poor,
    unpaid,
    void,
    without,
)
from matcher.synth.one_off_aid import FUNERAL
from matcher.synth.person import Person
from matcher.synth.schooling import EDUCATION_AID
from matcher.synth.timeline import day_in

_SUBSIDY: Final = "medical_premium_subsidy"
_ASSISTANCE: Final = "medical_assistance"
_ADULT: Final = (34, 54)
_OLD: Final = (64, 74)
_JANUARY: Final = (1,)
_YEAR: Final = span(0, 11)
_HOUSEHOLDS: Final = 3
"""Households of one account from which it is looked at."""


def _listed_for_subsidy(category: str, amount: int) -> Touch:
    return lambda planter, person: subsidise_premium(
        person, planter.county.window.as_of.year, category, amount, planter.day(1)
    )


def _aided_stay(month: int, total: int = 70000) -> Touch:
    """Settle a stay with medical assistance."""
    return lambda planter, person: void(
        stay_in_hospital(person, day_in(planter.month(month), 3), total, "恶性肿瘤", is_aided=True)
    )


def _assistance(person: Person) -> Decimal:
    return person.stays[-1].assistance


def _at_another_school(status: str = "在读") -> Touch:
    """Enrol a pupil at a second school of the year before."""

    def happen(planter: Planter, person: Person) -> None:
        at_school("小学", planter.county.window.as_of.year - 1, status=status)(planter, person)
        person.studies[-1] = replace(person.studies[-1], school="青山小学")

    return happen


def _veteran(*months: int, amount: int = 620) -> tuple[Touch, ...]:
    return tuple(granted(VETERANS, month, amount) for month in months)


_PUPIL: Final = (without("studies", "grants"), at_school("小学", 2024), at_school("小学", 2025))
_AID: Final = granted(EDUCATION_AID, 5, 500, reason="家庭经济困难学生")

VIOLATIONS: Final[tuple[Sketch, ...]] = (
    violation(
        "A21", PRICE, someone(_ADULT, poor(), unpaid(PRICE, 1)),
        note="启动当月领取低保，未发价格临时补贴", months=(1,), amount=30,
    ),
    violation(
        "A23", FUNERAL, someone(_OLD, dies(1), without("grants")),
        note="居保待遇领取人死亡半年未领丧葬补助", months=(7,), amount=1200,
    ),
    violation(
        "B50", _SUBSIDY, someone(_ADULT, poor(), _listed_for_subsidy("监测对象", 280)),
        note="低保对象又按监测对象资助", months=_JANUARY, amount=280,
    ),
    violation(
        "B50", _SUBSIDY, someone(_ADULT, insured("监测对象", subsidised=280)),
        note="不在任何名册而被资助参保", months=(0,), amount=280,
    ),
    violation(
        "B51", _ASSISTANCE, someone(_ADULT, _aided_stay(4)),
        note="不在任何名册而享受医疗救助", months=(4,), amount=_assistance,
    ),
    violation(
        "B54", EDUCATION_AID, someone(
            (36, 44), member("女", (8, 10), *_PUPIL, _at_another_school(), _AID), about="女",
        ),
        note="两校学籍领取资助", months=(5,), amount=500,
    ),
    violation(
        "B68", VETERANS, someone((62, 70), dies(3), *_veteran(*span(0, 5))),
        note="死亡后仍发优抚补助", months=span(4, 5), amount=1240,
    ),
    violation(
        "B68", VETERANS, someone((62, 70), *_veteran(*span(0, 11)), *_veteran(6)),
        note="同月两笔优抚补助", months=(6,), amount=620,
    ),
    violation(
        "B69", FAMILY_PLANNING, someone((50, 54), granted(FAMILY_PLANNING, 6, 960)),
        note="未满六十周岁领取奖励扶助", months=(6,), amount=960,
    ),
)  # fmt: skip

LOOK_ALIKES: Final[tuple[Sketch, ...]] = (
    look_alike("A21", PRICE, someone(_ADULT, poor(first=3)), note="启动之后纳入低保", reason="E03"),
    look_alike("A21", PRICE, someone(_ADULT, poor()), note="价格临时补贴已发", reason="E18"),
    look_alike("A23", FUNERAL, someone(_OLD, dies(1)), note="丧葬补助已发", reason="E18"),
    look_alike("A23", FUNERAL, someone(_OLD, dies(8), without("grants")), note="死亡未满半年", reason="E03"),
    look_alike("B50", _SUBSIDY, someone(_ADULT, poor()), note="按低保对象资助一次", reason="E23"),
    look_alike(
        "B50", _SUBSIDY, someone(_ADULT, poor(first=3), without("enrolments"), insured("低保对象")),
        note="集中缴费期内新认定", lifted=("E03", (0,)),
    ),
    look_alike("B51", _ASSISTANCE, someone(_ADULT, poor(), _aided_stay(4)), note="低保对象", reason="E23"),
    look_alike("B51", _ASSISTANCE, someone(_ADULT, poor(stop=5), _aided_stay(4)), note="入院当月仍在保", reason="E03"),
    look_alike(
        "B54", EDUCATION_AID, someone(
            (36, 44), member("女", (8, 10), *_PUPIL, _at_another_school("转学"), _AID), about="女",
        ),
        note="已转学，原学籍未注销", lifted=("E02", (5,)),
    ),
    look_alike(
        "B54", EDUCATION_AID, someone((36, 44), member("女", (8, 10), *_PUPIL, _AID), about="女"),
        note="一处学籍", reason="E23",
    ),
    look_alike("B68", VETERANS, someone((62, 70), dies(5), *_veteran(*span(0, 5))), note="发至死亡当月", reason="E03"),
    look_alike("B68", VETERANS, someone((62, 70), *_veteran(*span(0, 11))), note="每月一笔", reason="E18"),
    look_alike(
        "B69", FAMILY_PLANNING, someone((61, 66), granted(FAMILY_PLANNING, 6, 960)), note="已满六十周岁", reason="E23",
    ),
    look_alike(
        "B69", FAMILY_PLANNING, someone((61, 66), dies(8), granted(FAMILY_PLANNING, 6, 960)),
        note="发放之后死亡", reason="E03",
    ),
)  # fmt: skip


def plant_violations(planter: Planter) -> None:
    """Plant the true cases, those of three households on one account of somebody else among them."""
    drawer(VIOLATIONS)(planter)
    for person in shared_account(planter, _HOUSEHOLDS):
        planter.violation("B61", person, MINIMUM, planter.months(0, 11), note="三户补贴发入他人同一账户，未备案")
