"""Plant A01, A02 and A12: entitled people who are not paid, and those who only seem not to be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from matcher.synth.benefits import ELDER, LIVING, MINIMUM, NURSING, ORPHAN
from matcher.synth.cases.certificates import INTELLECTUAL, MENTAL, PHYSICAL
from matcher.synth.cases.planter import Planter, miswrite
from matcher.synth.county import yuan
from matcher.synth.events import certify, decide, grant_pension, put_on_roster
from matcher.synth.person import Person
from matcher.synth.timeline import day_in, years_later


def plant_violations(planter: Planter) -> None:
    """Plant the true cases of the three codes."""
    _plant_nursing_violations(planter)
    _plant_living_violations(planter)
    _plant_elder_violations(planter)


def plant_look_alikes(planter: Planter) -> None:
    """Plant the look-alikes of the three codes."""
    _plant_nursing_look_alikes(planter)
    _plant_living_look_alikes(planter)
    _plant_elder_look_alikes(planter)


def _holder(planter: Planter, level: int, *, category: int = PHYSICAL, issued: int = -45) -> Person:
    person = planter.person(20, 58)
    certify(person, category, level, planter.day(issued))
    return person


def _plant_nursing_violations(planter: Planter) -> None:
    # Category, level, month of issue, first and last month that is not paid.
    for category, level, issued, first, last in (
        (PHYSICAL, 1, -40, 0, 11),
        (1, 2, -60, 4, 11),
        (PHYSICAL, 2, 2, 3, 6),
        (MENTAL, 3, -30, 0, 11),
        (INTELLECTUAL, 3, -20, 7, 9),
        (2, 1, -70, 10, 11),
        (7, 1, 5, 6, 11),
    ):
        person = _holder(planter, level, category=category, issued=issued)
        months = planter.months(first, last)
        person.change(NURSING).skipped.update(months)
        planter.violation("A01", person, NURSING, months, note="护理补贴应享未享")
        paid = set(planter.months(0, 11)) - set(months)
        if level == 3 and paid:  # what was paid to a level 3 is lawful, and looks like B41
            planter.look_alike("B41", person, NURSING, lifted=("E23", sorted(paid)), note="智力、精神三级纳入护理补贴")


def _plant_nursing_look_alikes(planter: Planter) -> None:
    person = planter.person(60, 70)
    certify(person, PHYSICAL, 1, planter.day(-40))
    planter.on_destitute(person)
    planter.look_alike("A01", person, NURSING, lifted=("E23", planter.months(0, 11)), note="特困供养，不重复享受")

    person = _holder(planter, 2)
    grant_pension(person, "injury_nursing", 1650, planter.day(-60))
    planter.look_alike("A01", person, NURSING, lifted=("E23", planter.months(0, 11)), note="领取工伤生活护理费")

    for code, reason in (("E22", "本人书面放弃"), ("E20", "长期在省外由当地发放")):
        person = _holder(planter, 1)
        person.change(NURSING).skipped.update(planter.months(0, 11))
        decide(planter.county, person, code, "A01", reason)
        planter.look_alike("A01", person, NURSING, lifted=(code, planter.months(0, 11)), note=f"核查认定台账：{reason}")

    person = _holder(planter, 2)
    person.change(NURSING).skipped.update(planter.months(6, 6))
    planter.look_alike("A01", person, NURSING, note="只缺一个月")

    person = _holder(planter, 2, issued=9)
    person.change(NURSING).skipped.update(planter.months(10, 10))
    planter.look_alike("A01", person, NURSING, note="新发证，首月次月补齐")

    person = planter.person(25, 58)
    certificate = certify(person, PHYSICAL, 2, planter.day(-40), number_level=3)
    person.certificates[0] = replace(certificate, previous_level=3, assessed_on=planter.day(4))
    planter.look_alike("A01", person, NURSING, note="复评升级，次月起发放")

    for slip in ("wrong_digit", "lost_tail", "extra_digit", "swap"):
        person = _holder(planter, 1)
        miswrite(person, "disability_subsidy_payments", slip)
        planter.look_alike("A01", person, NURSING, note=f"E01：一直发放，发放表证件号码有误（{slip}）")
    _plant_namesakes(planter)


def _plant_namesakes(planter: Planter) -> None:
    """Plant two holders of one name in one village, listed without IDs, and one whose certificate has a wrong digit."""
    first = _holder(planter, 1)
    second = planter.person(20, 58, sex=first.sex, village=first.household.village)
    certify(second, PHYSICAL, 2, planter.day(-35))
    second.name = first.name
    for person in (first, second):
        miswrite(person, "disability_subsidy_payments", "blank")
        planter.look_alike("A01", person, NURSING, note="同村同名两人一直发放，发放表未填身份证号，无法判断")

    person = _holder(planter, 2)
    miswrite(person, "disability_certificates", "wrong_digit")
    planter.look_alike("A01", person, NURSING, note="E01：一直发放，残疾人证号有误（wrong_digit）")


def _plant_living_violations(planter: Planter) -> None:
    # Level, month of issue, first month on the allowance, first and last month that is not paid.
    for level, issued, since, first, last in (
        (4, -40, -20, 0, 11),
        (3, -60, -30, 5, 11),
        (2, -30, -20, 2, 4),
        (4, 1, -20, 2, 11),
        (3, -25, 3, 3, 8),
        (4, -50, -20, 10, 11),
        (1, -45, -20, 6, 9),
    ):
        person = _holder(planter, level, issued=issued)
        planter.on_minimum(person, first=since, covered=planter.county.generator.choice((1, 2)))
        months = planter.months(first, last)
        person.change(LIVING).skipped.update(months)
        planter.violation("A02", person, LIVING, months, note="低保残疾人未享生活补贴")


def _plant_living_look_alikes(planter: Planter) -> None:
    def poor_holder(level: int = 4) -> Person:
        person = _holder(planter, level)
        planter.on_minimum(person)
        return person

    person = poor_holder()
    person.spells[0].grace_until = planter.month(11)
    person.change(LIVING).skipped.update(planter.months(6, 11))
    planter.look_alike("A02", person, LIVING, lifted=("E04", planter.months(6, 11)), note="低保渐退期")

    grandmother = planter.person(56, 58, sex="女")
    spell = planter.on_minimum(grandmother, covered=1)
    spell.case.covered_count = 2
    child = planter.relative(grandmother, "孙子", 8, 14, "男")
    put_on_roster(child, MINIMUM, spell.case, spell.first, spell.amount)
    put_on_roster(child, ORPHAN, planter.county.new_case(grandmother, 1), planter.month(-20), yuan(1360))
    child.payee = grandmother
    certify(child, PHYSICAL, 4, planter.day(-30))
    planter.look_alike("A02", child, LIVING, lifted=("E23", planter.months(0, 11)), note="全额领取孤儿基本生活费")
    planter.violation("B33", child, MINIMUM, planter.months(0, 11), note="孤儿基本生活费与低保重复")

    person = poor_holder(3)
    person.change(LIVING).skipped.update(planter.months(0, 11))
    decide(planter.county, person, "E22", "A02", "本人自愿放弃")
    planter.look_alike("A02", person, LIVING, lifted=("E22", planter.months(0, 11)), note="核查认定台账")

    person = poor_holder()
    person.change(LIVING).skipped.update(planter.months(8, 8))
    planter.look_alike("A02", person, LIVING, note="只缺一个月")

    person = _holder(planter, 4, issued=7)
    planter.on_minimum(person)
    planter.look_alike("A02", person, LIVING, note="发证次月起发放")

    for slip in ("wrong_digit", "missing_digit"):
        person = poor_holder()
        miswrite(person, "disability_subsidy_payments", slip)
        planter.look_alike("A02", person, LIVING, note=f"E01：一直发放，发放表证件号码有误（{slip}）")


def _elder(planter: Planter, age: int, index: int = -5) -> Person:
    """Make someone who reached an age in the window's month `index`."""
    generator = planter.county.generator
    born: date = years_later(day_in(planter.month(index), generator.randint(2, 27)), -age)
    person = planter.county.add(planter.county.new_household(), "户主", generator.choice("男女"), born)
    person.planted = True
    return person


def _plant_elder_violations(planter: Planter) -> None:
    # Age reached, in which month, first and last month that is not paid, and whether it failed at the bank.
    for age, reached, first, last, failed in (
        (83, -5, 0, 11, False),
        (91, -8, 0, 11, False),
        (101, -3, 4, 9, False),
        (80, 2, 3, 11, False),
        (80, 6, 7, 9, False),
        (86, -7, 9, 11, True),
        (88, -2, 10, 11, False),
    ):
        person = _elder(planter, age, reached)
        months = planter.months(first, last)
        change = person.change(ELDER)
        (change.failed if failed else change.skipped).update(months)
        note = "高龄津贴发放失败未补发" if failed else "高龄津贴漏发"
        planter.violation("A12", person, ELDER, months, note=note)


def _plant_elder_look_alikes(planter: Planter) -> None:
    for code, reason in (("E20", "服刑在押"), ("E22", "本人放弃"), ("E20", "随子女在省外，由当地发放")):
        person = _elder(planter, 82)
        person.change(ELDER).skipped.update(planter.months(0, 11))
        decide(planter.county, person, code, "A12", reason)
        planter.look_alike("A12", person, ELDER, lifted=(code, planter.months(0, 11)), note=f"核查认定台账：{reason}")

    person = _elder(planter, 85)
    person.change(ELDER).skipped.update(planter.months(7, 7))
    planter.look_alike("A12", person, ELDER, note="只缺一个月")

    person = _elder(planter, 80, 5)
    planter.look_alike("A12", person, ELDER, note="满八十周岁次月起发放")

    person = _elder(planter, 84)
    person.moved_out_on = planter.day(-9)
    planter.look_alike("A12", person, ELDER, note="户籍已迁出")

    person = _elder(planter, 87)
    change = person.change(ELDER)
    change.late.update(planter.months(2, 5))
    planter.look_alike("A12", person, ELDER, note="漏发月份已补发")

    twin = _elder(planter, 83)
    other = planter.county.add(
        twin.household, "其他", twin.sex, twin.born, name=twin.name[:-1] + ("兰" if twin.name.endswith("英") else "英")
    )
    other.planted = True
    miswrite(other, "elder_allowance_payments", "wrong_digit")
    for person in (twin, other):
        planter.look_alike("A12", person, ELDER, note="双胞胎，均按月发放，其一证件号码有误")

    person = _elder(planter, 86)
    miswrite(person, "elder_allowance_payments", "blank")
    planter.look_alike("A12", person, ELDER, note="E01：一直发放，发放表未填身份证号")

    for slip in ("wrong_digit", "old15", "lost_tail", "swap", "scientific"):
        person = _elder(planter, 84)
        miswrite(person, "elder_allowance_payments", slip)
        planter.look_alike("A12", person, ELDER, note=f"E01：一直发放，发放表证件号码有误（{slip}）")
