"""Plant B32–B34: benefits that exclude each other, and one benefit from two cases."""

from __future__ import annotations

from matcher.synth.benefits import MINIMUM, NURSING, ORPHAN, UNATTENDED
from matcher.synth.cases.planter import Planter, miswrite
from matcher.synth.county import yuan
from matcher.synth.events import certify, decide, put_on_roster
from matcher.synth.person import Person


def plant_violations(planter: Planter) -> None:
    """Plant the true cases of the three codes."""
    for first, last, slip in ((0, 11, ""), (5, 8, "wrong_digit")):
        months = planter.months(first, last)
        person = _destitute_with_certificate(planter, months)
        if slip:
            miswrite(person, "disability_subsidy_payments", slip)
        planter.violation("B32", person, NURSING, months, note="特困供养与护理补贴重复")
    for programme, first in ((ORPHAN, -20), (UNATTENDED, 3)):
        child = _child(planter)
        put_on_roster(child, programme, planter.county.new_case(child, 1), planter.month(first), yuan(1360))
        months = planter.months(max(first + 1, 0), 11)
        planter.violation("B33", child, MINIMUM, months, note="儿童补贴与低保全额重复")
    for first in (2, 6):
        person = planter.person(40, 57)
        spell = planter.on_minimum(person)
        months = planter.months(first, 11)
        put_on_roster(person, MINIMUM, planter.county.new_case(person, 1), planter.month(first), spell.amount)
        person.change(MINIMUM).doubled.update(months)
        amount = spell.amount * (len(months) - 1)
        planter.violation("B34", person, MINIMUM, months[1:], amount=amount, note="两个低保证号同时发放")
        planter.look_alike("C01", person, MINIMUM, lifted=("E24", months[:1]), note="换证当月新旧证号各发一次")


def plant_look_alikes(planter: Planter) -> None:
    """Plant the look-alikes of the three codes."""
    _plant_beside_destitute_support(planter)
    _plant_children(planter)
    _plant_changes_of_case(planter)


def _destitute_with_certificate(planter: Planter, paid: tuple[int, ...], *, first: int = -30) -> Person:
    """Make someone in destitute support with a certificate, paid the nursing subsidy in some months beside it.

    Not to be paid it in the others is lawful, and looks like A01.
    """
    person = planter.person(61, 70)
    certify(person, 4, 1, planter.day(-50))
    planter.on_destitute(person, first=first)
    person.change(NURSING).extra.update(paid)
    unpaid = [month for month in planter.months(max(first, 0), 11) if month not in paid]
    if len(unpaid) > 1:
        planter.look_alike("A01", person, NURSING, lifted=("E23", unpaid), note="特困供养，不重复享受")
    return person


def _child(planter: Planter) -> Person:
    """Make a child on the minimum living allowance together with a grandmother."""
    grandmother = planter.person(56, 58, sex="女")
    spell = planter.on_minimum(grandmother)
    spell.case.covered_count = 2
    child = planter.relative(grandmother, "孙子", 8, 14, "男")
    put_on_roster(child, MINIMUM, spell.case, spell.first, spell.amount)
    child.payee = grandmother
    return child


def _plant_beside_destitute_support(planter: Planter) -> None:
    person = _destitute_with_certificate(planter, planter.months(5, 5), first=5)
    planter.look_alike("B32", person, NURSING, lifted=("E03", planter.months(5, 5)), note="转特困当月两项并存")

    person = _destitute_with_certificate(planter, planter.months(3, 4))
    person.change(NURSING).reversed.update(planter.months(3, 4))
    planter.look_alike("B32", person, NURSING, lifted=("E06", planter.months(3, 4)), note="已追回")

    person = _destitute_with_certificate(planter, ())
    person.change(NURSING).extra.update(planter.months(9, 10))
    person.change(NURSING).failed.update(planter.months(9, 10))
    planter.look_alike("B32", person, NURSING, reason="E06", note="误列，发放未成功")

    person = _destitute_with_certificate(planter, planter.months(0, 11))
    decide(planter.county, person, "E17", "B32", "省级试点，可同时享受")
    planter.look_alike("B32", person, NURSING, lifted=("E17", planter.months(0, 11)), note="核查认定台账")


def _plant_children(planter: Planter) -> None:
    child = _child(planter)
    amount = yuan(1510) - child.spells[0].amount
    put_on_roster(child, UNATTENDED, planter.county.new_case(child, 1), planter.month(-10), amount)
    planter.look_alike("B33", child, MINIMUM, lifted=("E18", planter.months(0, 11)), note="事实无人抚养按差额补足")

    for reversed_too in (False, True):
        child = _child(planter)
        put_on_roster(child, ORPHAN, planter.county.new_case(child, 1), planter.month(6), yuan(1360))
        spell, last = child.spells[0], 8 if reversed_too else 6
        spell.stop, spell.stop_reason = planter.month(last + 1), "转孤儿"
        if reversed_too:
            child.change(MINIMUM).reversed.update(planter.months(6, 8))
            # the month of conversion is lawful by itself and names the finding; the later two came back
            note = "转孤儿当月两项并存，其后已追回"
            planter.look_alike("B33", child, MINIMUM, lifted=("E03", planter.months(6, 8)), reason="E06", note=note)
        else:
            planter.look_alike("B33", child, MINIMUM, lifted=("E03", planter.months(6, 6)), note="转孤儿当月两项并存")

    child = _child(planter)
    put_on_roster(child, ORPHAN, planter.county.new_case(child, 1), planter.month(4), yuan(1360))
    child.spells[0].stop, child.spells[0].stop_reason = planter.month(4), "转孤儿"
    planter.look_alike("B33", child, MINIMUM, note="低保停发次月起孤儿基本生活费")


def _plant_changes_of_case(planter: Planter) -> None:
    for first in (4, 7):
        person = planter.person(40, 57)
        spell = planter.on_minimum(person, stop=first + 1)
        month = planter.month(first)
        put_on_roster(person, MINIMUM, planter.county.new_case(person, 1), month, spell.amount)
        person.change(MINIMUM).doubled.add(month)
        planter.look_alike("B34", person, MINIMUM, lifted=("E24", (month,)), note="换证当月新旧证号并存")
        planter.look_alike("C01", person, MINIMUM, lifted=("E24", (month,)), note="换证当月新旧证号各发一次")

    person = planter.person(40, 57)
    spell = planter.on_minimum(person, stop=5)
    put_on_roster(person, MINIMUM, planter.county.new_case(person, 1), planter.month(5), spell.amount)
    planter.look_alike("B34", person, MINIMUM, note="旧证停发次月起新证")

    person = planter.person(40, 57)
    spell = planter.on_minimum(person)
    put_on_roster(person, MINIMUM, planter.county.new_case(person, 1), planter.month(-6), spell.amount)
    planter.look_alike("B34", person, MINIMUM, reason="E28", note="旧证号未注销，每月只发放一笔")
