"""Plant A05, A13–A15, A18 and B07: children, premiums, insurance, assistance and pensions; stays after death."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from matcher.synth.aid_events import explain_uninsured, insure, stay_in_hospital, subsidise_premium
from matcher.synth.benefits import MINIMUM, RESIDENT_PENSION, UNATTENDED
from matcher.synth.cases.planter import Planter
from matcher.synth.county import yuan
from matcher.synth.events import decide, put_on_roster, report_death
from matcher.synth.person import DeathReport, Person
from matcher.synth.property_events import relate
from matcher.synth.timeline import day_in

SUBSIDY = "medical_premium_subsidy"
INSURANCE = "resident_medical_insurance"
ASSISTANCE = "medical_assistance"


def plant_violations(planter: Planter) -> None:
    """Plant the true cases of the codes."""
    year = planter.county.window.as_of.year
    for subsidised in (0, 200):
        person = _poor(planter, left_out="enrolments")
        insure(person, year, "低保对象", planter.day(1), subsidised=subsidised)
        note = f"低保对象参保只资助 {subsidised} 元"
        planter.violation("A13", person, SUBSIDY, planter.months(0, 0), amount=360 - subsidised, note=note)
    for _ in range(2):
        person = _poor(planter, left_out="enrolments")
        planter.violation("A14", person, INSURANCE, planter.months(0, 0), amount=360, note="低保对象未参保")
    for month, total in ((3, 21000), (7, 16000)):
        person = _poor(planter, left_out="stays")
        stay = stay_in_hospital(person, _early(planter, month), total, "髋部骨折", is_aided=False)
        due = (stay.self_paid - (stay.total - stay.in_scope)) * Decimal("0.7")
        planter.violation(
            "A15", person, ASSISTANCE, planter.months(month, month), amount=due, note="住院未落实医疗救助"
        )
    for first, last in ((1, 11), (5, 9)):
        person = planter.person(62, 74)
        person.change(RESIDENT_PENSION).skipped.update(planter.months(0 if first == 1 else first, last))
        months = planter.months(first, last)
        planter.violation("A18", person, RESIDENT_PENSION, months, amount=150 * len(months), note="到龄未领养老金")
    for _ in range(2):
        _, child = _orphaned(planter)
        months = planter.months(0, 11)
        planter.violation("A05", child, UNATTENDED, months, amount=1510 * 12, note="父母均亡故，未纳入儿童保障")
    for died, admitted in ((2, 5), (6, 8)):
        person = _patient(planter)
        report_death(planter.county, person, planter.day(died), ("certificate", "cremation"))
        stay = stay_in_hospital(person, _early(planter, admitted), 12000, "重症肺炎", is_aided=False)
        amount = stay.total - stay.self_paid
        note = "死亡之后入院结算"
        planter.violation("B07", person, INSURANCE, planter.months(admitted, admitted), amount=amount, note=note)


def plant_look_alikes(planter: Planter) -> None:
    """Plant the look-alikes of the codes."""
    _plant_insured(planter)
    _plant_stays(planter)
    _plant_pensions(planter)
    _plant_children(planter)
    _plant_stays_about_death(planter)


def _early(planter: Planter, month: int) -> date:
    return day_in(planter.month(month), 3)


def _poor(planter: Planter, *, left_out: str = "", first: int = -20) -> Person:
    person = planter.person(36, 57)
    planter.on_minimum(person, first=first)
    person.left_out = person.left_out | ({left_out} if left_out else set())
    return person


def _patient(planter: Planter) -> Person:
    person = planter.person(40, 58)
    person.left_out = person.left_out | {"stays"}
    return person


def _plant_insured(planter: Planter) -> None:
    year = planter.county.window.as_of.year
    for first in (2, 5):
        person = _poor(planter, first=first)
        planter.look_alike("A13", person, SUBSIDY, note="认定截止月后纳入低保")
    for _ in range(2):
        person = _poor(planter, left_out="enrolments")
        insure(person, year, "低保对象", planter.day(1), subsidised=0)
        subsidise_premium(person, year, "低保对象", 360, planter.day(1))
        planter.look_alike("A13", person, SUBSIDY, reason="E28", note="参保明细未记资助，资助名单已足额")
    for reason, code in (("自愿放弃", "E22"), ("异地居民", "E20"), ("参军", "E20")):
        person = _poor(planter, left_out="enrolments")
        explain_uninsured(person, year, reason)
        planter.look_alike("A14", person, INSURANCE, lifted=(code, planter.months(0, 0)), note=f"未参保原因：{reason}")
        if reason == "参军":
            planter.violation("B27", person, MINIMUM, planter.months(1, 11), note="参军期间仍作为家庭成员领取低保")


def _plant_stays(planter: Planter) -> None:
    for month in (4, 8):
        person = _poor(planter, left_out="stays")
        stay_in_hospital(person, _early(planter, month), 18000, "冠心病", is_aided=True)
        planter.look_alike("A15", person, ASSISTANCE, reason="E18", note="已按规定救助")
    person = _poor(planter, left_out="stays")
    stay_in_hospital(person, _early(planter, 4), 2400, "冠心病", is_aided=False)
    planter.look_alike("A15", person, ASSISTANCE, reason="E23", note="自付未达核查起点")
    person = _poor(planter, left_out="stays", first=7)
    stay = stay_in_hospital(person, _early(planter, 5), 19000, "冠心病", is_aided=False)
    person.stays[-1] = replace(stay, settled_on=planter.day(8))
    planter.look_alike("A15", person, ASSISTANCE, lifted=("E03", planter.months(8, 8)), note="出院之后才纳入低保")


def _plant_pensions(planter: Planter) -> None:
    person = planter.person(62, 74)
    person.change(RESIDENT_PENSION).skipped.update(planter.months(6, 6))
    planter.look_alike("A18", person, RESIDENT_PENSION, note="只缺一个月")
    person = planter.person(62, 74)
    person.change(RESIDENT_PENSION).late.update(planter.months(3, 6))
    planter.look_alike("A18", person, RESIDENT_PENSION, reason="E06", note="已补发")
    person = planter.person(62, 74)
    person.change(RESIDENT_PENSION).skipped.update(planter.months(0, 11))
    decide(planter.county, person, "E22", "A18", "本人书面放弃")
    planter.look_alike("A18", person, RESIDENT_PENSION, lifted=("E22", planter.months(1, 11)), note="核查认定台账")


def _orphaned(planter: Planter, *, mother_lives: bool = False) -> tuple[Person, Person]:
    """Make a grandmother with a child whose parents died before the window; give both."""
    grandmother = planter.person(61, 66, sex="女")
    father = planter.relative(grandmother, "子", 36, 39, "男")
    mother = planter.relative(grandmother, "儿媳", 35, 38, "女")
    child = planter.relative(grandmother, "孙子", 9, 13, "男")
    for person in (grandmother, father, mother, child):
        person.left_out = person.left_out | {"kin", "stays"}
    relate(grandmother, father)
    for parent in (father, mother):
        relate(parent, child)
    report_death(planter.county, father, planter.day(-20), ("certificate", "cremation"))
    if not mother_lives:
        report_death(planter.county, mother, planter.day(-16), ("certificate",))
    return grandmother, child


def _plant_children(planter: Planter) -> None:
    _, child = _orphaned(planter, mother_lives=True)
    planter.look_alike("A05", child, UNATTENDED, reason="E12", note="母亲健在并抚养")
    grandmother, child = _orphaned(planter)
    put_on_roster(child, UNATTENDED, planter.county.new_case(grandmother, 1), planter.month(-10), yuan(1510))
    planter.look_alike("A05", child, UNATTENDED, reason="E18", note="已纳入儿童保障")
    _, child = _orphaned(planter)
    decide(planter.county, child, "E20", "A05", "随姑母在省外落户办理")
    planter.look_alike("A05", child, UNATTENDED, lifted=("E20", planter.months(0, 11)), note="核查认定台账")


def _plant_stays_about_death(planter: Planter) -> None:
    person = _patient(planter)
    stay_in_hospital(person, _early(planter, 5), 15000, "重症肺炎", is_aided=False, days=6)
    report_death(planter.county, person, day_in(planter.month(5), 9), ("certificate",))
    person.stays[-1] = replace(person.stays[-1], settled_on=planter.day(7))
    planter.look_alike("B07", person, INSURANCE, reason="E05", note="死亡后结算，入院在死亡之前")
    person = _patient(planter)
    reported = planter.day(4)
    person.deaths.append(DeathReport("certificate", reported, reported, withdrawn_on=planter.day(5)))
    stay_in_hospital(person, _early(planter, 7), 13000, "冠心病", is_aided=False)
    planter.look_alike("B07", person, INSURANCE, lifted=("E05", planter.months(7, 7)), note="误报死亡，已撤销")
    person = _patient(planter)
    report_death(planter.county, person, day_in(planter.month(6), 20), ("cremation",))
    person.deaths.append(DeathReport("certificate", day_in(planter.month(6), 1), day_in(planter.month(6), 22)))
    person.left_out = person.left_out | {"deaths"}
    stay_in_hospital(person, _early(planter, 6), 14000, "脑梗死", is_aided=False, days=8)
    planter.look_alike("B07", person, INSURANCE, lifted=("E05", planter.months(6, 6)), note="死亡日期登记不一致")
