"""Plant B09, B10, B14 and B31: paid beside a public salary (one's own, the family's), a worker's pension, other aid."""

from __future__ import annotations

from matcher.synth.benefits import DESTITUTE, MINIMUM
from matcher.synth.cases.planter import Planter, miswrite
from matcher.synth.events import certify, decide, grant_pension, put_on_payroll
from matcher.synth.person import Person
from matcher.synth.property_events import relate
from matcher.synth.timeline import years_later


def plant_violations(planter: Planter) -> None:
    """Plant the true cases of the three codes."""
    _plant_payroll_violations(planter)
    _plant_pension_violations(planter)
    _plant_both_programmes(planter)


def plant_look_alikes(planter: Planter) -> None:
    """Plant the look-alikes of the three codes."""
    _plant_payroll_look_alikes(planter)
    _plant_pension_look_alikes(planter)
    _plant_both_look_alikes(planter)


def _plant_payroll_violations(planter: Planter) -> None:
    # First month on the payroll, last month there, status, members covered, slip in the payroll.
    for first, last, status, covered, slip in (
        (-60, None, "在编", 1, ""),
        (-100, None, "在编", 3, "wrong_digit"),
        (4, None, "在编", 1, ""),
        (-300, None, "退休", 1, "lost_tail"),
        (-40, 6, "在编", 2, ""),
    ):
        person = planter.person(56, 58) if status == "退休" else planter.person(30, 50)
        planter.on_minimum(person, covered=covered)
        put_on_payroll(person, status, planter.month(first), last=None if last is None else planter.month(last))
        if slip:
            miswrite(person, "public_payroll", slip)
        months = planter.months(max(first + 1, 0), 11 if last is None else last)
        planter.violation("B09", person, MINIMUM, months, note=f"财政供养（{status}）享受低保")
        if covered > 1:  # one finding of the household, under its head, of what the others are paid
            amount = person.spells[0].amount * (covered - 1) * len(months)
            note = f"同户籍家庭有财政供养人员（{status}）"
            planter.violation("B10", person, MINIMUM, months, amount=amount, note=note)
    for first in (-200, 7):
        person = planter.person(61, 68)
        planter.on_destitute(person)
        put_on_payroll(person, "退休", planter.month(first))
        planter.violation("B09", person, DESTITUTE, planter.months(max(first + 1, 0), 11), note="财政供养享受特困")


def _plant_payroll_look_alikes(planter: Planter) -> None:
    def recipient() -> Person:
        person = planter.person(30, 54)
        planter.on_minimum(person)
        return person

    for status in ("遗属补助", "临聘", "精减退职"):
        person = recipient()
        put_on_payroll(person, status, planter.month(-30))
        planter.look_alike(
            "B09", person, MINIMUM, lifted=("E15", planter.months(0, 11)), note=f"{status}，不是财政供养"
        )

    person = planter.person(30, 50)
    spell = planter.on_minimum(person)
    spell.grace_until = planter.month(11)
    put_on_payroll(person, "在编", planter.month(6))
    planter.look_alike("B09", person, MINIMUM, lifted=("E04", planter.months(7, 11)), note="就业渐退期")

    person = recipient()
    put_on_payroll(person, "在编", planter.month(3))
    person.spells[0].stop, person.spells[0].stop_reason = planter.month(6), "就业"
    person.change(MINIMUM).reversed.update(planter.months(4, 5))
    planter.look_alike("B09", person, MINIMUM, lifted=("E06", planter.months(4, 5)), note="已追回")

    person = recipient()
    put_on_payroll(person, "在编", planter.month(-50))
    decide(planter.county, person, "E15", "B09", "三支一扶人员，非财政供养")
    planter.look_alike("B09", person, MINIMUM, lifted=("E15", planter.months(0, 11)), note="核查认定台账")

    person = planter.person(30, 50)
    planter.on_minimum(person, stop=6)
    put_on_payroll(person, "在编", planter.month(5))
    planter.look_alike("B09", person, MINIMUM, note="入编当月停发，次月起未发放")

    person = planter.person(30, 50)
    planter.on_minimum(person, first=4)
    put_on_payroll(person, "在编", planter.month(-80), last=planter.month(3))
    planter.look_alike("B09", person, MINIMUM, note="离职后次月纳入低保")

    _plant_payroll_of_family(planter)

    person = recipient()
    other = planter.person(30, 50, sex="女" if person.sex == "男" else "男")
    put_on_payroll(other, "在编", planter.month(-70))
    miswrite(other, "public_payroll", "borrowed", person.citizen_id)
    planter.look_alike("B09", person, MINIMUM, note="E01：财政供养名册误填本人身份证号，姓名不符")


def _plant_payroll_of_family(planter: Planter) -> None:
    """Plant families of which one is on a payroll that does not count, was there earlier, or is none of the family."""
    for status in ("遗属补助", "临聘"):
        person = planter.person(34, 54)
        planter.on_minimum(person, covered=2)
        put_on_payroll(person.household.members[1], status, planter.month(-30))
        note = f"家属为{status}，不是财政供养"
        planter.look_alike("B10", person, MINIMUM, lifted=("E15", planter.months(0, 11)), note=note)
        planter.look_alike(
            "B09", person.household.members[1], MINIMUM, lifted=("E15", planter.months(0, 11)), note=note
        )

    person = planter.person(34, 54)
    planter.on_minimum(person)
    lodger = planter.relative(person, "非亲属", 26, 45, "女")
    put_on_payroll(lodger, "在编", planter.month(-40))
    planter.look_alike("B10", person, MINIMUM, lifted=("E12", planter.months(0, 11)), note="空挂户，非亲属")

    person = planter.person(34, 54)
    planter.on_minimum(person, first=4, covered=2)
    put_on_payroll(person.household.members[1], "在编", planter.month(-80), last=planter.month(3))
    planter.look_alike("B10", person, MINIMUM, note="家属离职后次月纳入低保")

    person = planter.person(34, 54)
    planter.on_minimum(person)
    certify(person, 4, 1, planter.day(-40))
    wife = planter.relative(person, "配偶", 30, 50, "女" if person.sex == "男" else "男")
    put_on_payroll(wife, "在编", planter.month(-60))
    note = "重度残疾人单人保"
    planter.look_alike("B10", person, MINIMUM, lifted=("E14", planter.months(0, 11)), note=note)


def _plant_pension_violations(planter: Planter) -> None:
    # Kind, pension, members covered, urban, retired in, first month it counts, last month on the allowance, slip.
    for kind, amount, covered, urban, retired, stop, slip in (
        ("worker", 1800, 1, False, -60, None, ""),
        ("public_service", 3600, 2, False, -90, None, ""),
        ("worker", 1500, 1, False, 4, None, "extra_digit"),
        ("worker", 700, 1, False, -20, None, ""),
        ("worker", 2400, 3, True, -30, None, "wrong_digit"),
        ("public_service", 2900, 1, True, -40, 8, ""),
    ):
        person = planter.person(60, 61, village=planter.village(urban=urban))
        planter.on_minimum(person, covered=covered, stop=stop)
        grant_pension(person, kind, amount, planter.day(retired))
        if slip:
            miswrite(person, "pensions_paid", slip)
        months = planter.months(max(retired + 1, 0), 11 if stop is None else stop - 1)
        planter.violation("B14", person, MINIMUM, months, note=f"养老金 {amount} 元，保障 {covered} 人")


def _plant_pension_look_alikes(planter: Planter) -> None:
    def recipient(*, covered: int = 1, urban: bool = False) -> Person:
        person = planter.person(60, 61, village=planter.village(urban=urban))
        planter.on_minimum(person, covered=covered)
        return person

    for kind, amount in (("survivor", 900), ("injury", 1100), ("reduced_staff", 760)):
        person = recipient()
        grant_pension(person, kind, amount, planter.day(-30))
        planter.look_alike("B14", person, MINIMUM, note=f"待遇类别 {kind} 不计入")
    for amount, covered, urban in ((1200, 3, False), (700, 1, True)):
        person = recipient(covered=covered, urban=urban)
        grant_pension(person, "worker", amount, planter.day(-25))
        planter.look_alike("B14", person, MINIMUM, note="人均养老金低于低保标准")

    person = recipient()
    person.spells[0].grace_until = planter.month(11)
    grant_pension(person, "worker", 1900, planter.day(5))
    planter.look_alike("B14", person, MINIMUM, lifted=("E04", planter.months(6, 11)), note="渐退期")

    person = recipient()
    grant_pension(person, "worker", 2050, planter.day(4))
    person.spells[0].stop, person.spells[0].stop_reason = planter.month(7), "收入超标"
    person.change(MINIMUM).reversed.update(planter.months(5, 6))
    planter.look_alike("B14", person, MINIMUM, lifted=("E06", planter.months(5, 6)), note="已追回")

    person = recipient()
    grant_pension(person, "worker", 1750, planter.day(-10))
    decide(planter.county, person, "E23", "B14", "重病刚性支出扣减后符合条件")
    planter.look_alike("B14", person, MINIMUM, lifted=("E23", planter.months(0, 11)), note="核查认定台账")

    person = planter.person(60, 61)
    planter.on_minimum(person, stop=6)
    retired_on = planter.day(5)
    grant_pension(person, "worker", 2600, retired_on, first=planter.month(5))
    planter.look_alike("B14", person, MINIMUM, note="退休当月领取低保，次月停发")


def _parent(planter: Planter) -> Person:
    """Make an old person with a child elsewhere: without one, destitute support would have been due all along."""
    person = planter.person(63, 78)
    child = planter.county.outsider("", "女", years_later(person.born, 25))
    relate(person, child, child_sex="女")
    return person


def _plant_both_programmes(planter: Planter) -> None:
    # First months and last months of the allowance and of destitute support; the conversion month itself is lawful.
    for minimum_first, minimum_last, destitute_first, slip in (
        (-40, 11, -20, ""),
        (-30, 6, 3, ""),
        (-25, 11, 6, "swap"),
        (2, 8, -30, ""),
        (-18, 9, 7, ""),
        (-50, 4, -12, "missing_digit"),
    ):
        person = _parent(planter)
        planter.on_minimum(person, first=minimum_first, stop=None if minimum_last == 11 else minimum_last + 1)
        planter.on_destitute(person, first=destitute_first)
        if slip:
            miswrite(person, "card_payments", slip)
        later = max(minimum_first, destitute_first)
        months = planter.months(max(later + 1, 0), minimum_last)
        planter.violation("B31", person, MINIMUM, months, note="低保与特困重复发放（转换当月除外）")


def _plant_both_look_alikes(planter: Planter) -> None:
    person = _parent(planter)
    planter.on_minimum(person, stop=7)
    planter.on_destitute(person, first=6)
    planter.look_alike("B31", person, MINIMUM, lifted=("E03", planter.months(6, 6)), note="转换当月两项并存")

    person = _parent(planter)
    planter.on_minimum(person, stop=4)
    planter.on_destitute(person, first=-6)
    person.change(MINIMUM).reversed.update(planter.months(0, 3))
    planter.look_alike("B31", person, MINIMUM, lifted=("E06", planter.months(0, 3)), note="低保金已追回")

    person = _parent(planter)
    planter.on_minimum(person, stop=2)
    planter.on_destitute(person, first=-5)
    decide(planter.county, person, "E03", "B31", "转特困审批跨月，县局已核")
    planter.look_alike("B31", person, MINIMUM, lifted=("E03", planter.months(0, 1)), note="核查认定台账")

    person = _parent(planter)
    planter.on_minimum(person, stop=5)
    planter.on_destitute(person, first=5)
    planter.look_alike("B31", person, MINIMUM, note="低保停发次月起特困")

    person = _parent(planter)
    planter.on_minimum(person, stop=3)
    planter.on_destitute(person, first=3)
    person.change(MINIMUM).extra.update(planter.months(3, 4))
    person.change(MINIMUM).failed.update(planter.months(3, 4))
    planter.look_alike("B31", person, MINIMUM, note="重叠月份低保发放未成功")
    planter.look_alike("C08", person, MINIMUM, lifted=("E02", planter.months(3, 4)), note="已转特困，低保不应重发")
