"""Plant C01–C06, C08 and B44: paid twice, another amount or band, after the stop, never, too late, failed for good."""

from __future__ import annotations

from decimal import Decimal

from matcher.synth.benefits import DESTITUTE, ELDER, LIVING, LIVING_AMOUNT, MINIMUM, NURSING, NURSING_AMOUNT
from matcher.synth.cases.planter import Planter, miswrite
from matcher.synth.county import yuan
from matcher.synth.events import certify, decide, put_on_roster
from matcher.synth.person import Person, Spell


def plant_violations(planter: Planter) -> None:
    """Plant the true cases of the eight codes."""
    _plant_doubled(planter)
    _plant_band_too_high(planter)
    _plant_amounts(planter)
    _plant_after_stop(planter)
    _plant_never_paid(planter)
    _plant_too_late(planter)
    _plant_not_resent(planter)


def plant_look_alikes(planter: Planter) -> None:
    """Plant the look-alikes of the eight codes."""
    _plant_lawful_second_rows(planter)
    _plant_lawful_amounts(planter)
    _plant_lawful_after_stop(planter)
    _plant_late_but_paid(planter)
    _plant_late_within_limits(planter)
    _plant_failures_without_claim(planter)


def _elder(planter: Planter) -> Person:
    return planter.person(82, 88)


def _poor(planter: Planter, *, covered: int = 1, first: int = -20, stop: int | None = None) -> tuple[Person, Spell]:
    # of a community: the register of the poor, which is of villages, tells of payments as well
    person = planter.person(40, 57, village=planter.village(urban=True))
    return person, planter.on_minimum(person, covered=covered, first=first, stop=stop)


def _destitute(planter: Planter) -> Person:
    person = planter.person(62, 78)
    planter.on_destitute(person)
    return person


def _disabled(planter: Planter, level: int = 1) -> Person:
    person = planter.person(30, 57)
    certify(person, 4, level, planter.day(-40))
    return person


def _plant_doubled(planter: Planter) -> None:
    # Programme, months paid twice, slip in the payments.
    for programme, months, slip in ((ELDER, (3, 4), ""), (MINIMUM, (6, 6), "wrong_digit"), (NURSING, (2, 5), "")):
        person = {ELDER: _elder, NURSING: _disabled}.get(programme, lambda one: _poor(one)[0])(planter)
        doubled = planter.months(*months)
        person.change(programme).doubled.update(doubled)
        if slip:
            miswrite(person, "card_payments", slip)
        each = {ELDER: yuan(50), NURSING: NURSING_AMOUNT}.get(programme) or person.spells[0].amount
        planter.violation("C01", person, programme, doubled, amount=each * len(doubled), note="同一所属期发放两次")


def _plant_band_too_high(planter: Planter) -> None:
    for first, last in ((2, 6), (8, 11)):
        person, months = _elder(planter), planter.months(first, last)
        person.change(ELDER).amounts.update(dict.fromkeys(months, yuan(100)))
        planter.violation("B44", person, ELDER, months, amount=50 * len(months), note="按高一档标准发放")


def _plant_lawful_second_rows(planter: Planter) -> None:
    for programme, make in ((ELDER, _elder), (NURSING, _disabled), (DESTITUTE, _destitute)):
        person = make(planter)
        months = planter.months(4, 5)
        person.change(programme).doubled.update(months)
        person.change(programme).reversed.update(months)
        planter.look_alike("C01", person, programme, reason="E06", note="重复发放当季已冲销一笔")
        person = make(planter)
        person.change(programme).resent.update(planter.months(3, 3))
        planter.look_alike("C01", person, programme, reason="E06", note="首次发放失败，次次重发成功")
        planter.look_alike("C08", person, programme, reason="E06", note="发放失败后已重发")
    for programme, make in ((ELDER, _elder), (DESTITUTE, _destitute)):
        person = make(planter)
        months = planter.months(7, 8)
        person.change(programme).top_ups.update(dict.fromkeys(months, yuan(20)))
        planter.look_alike("C01", person, programme, lifted=("E18", months), note="提标后补差")
        code = "C03" if programme == DESTITUTE else "B44"
        planter.look_alike(code, person, programme, lifted=("E18", months), note="提标后补差")


def _plant_amounts(planter: Planter) -> None:
    for programme, paid, first, last in ((NURSING, 80, 4, 9), (LIVING, 100, 0, 5)):
        person = _disabled(planter, 1 if programme == NURSING else 4)
        if programme == LIVING:
            planter.on_minimum(person)
        months = planter.months(first, last)
        person.change(programme).amounts.update(dict.fromkeys(months, yuan(paid)))
        difference = abs({NURSING: NURSING_AMOUNT, LIVING: LIVING_AMOUNT}[programme] - yuan(paid))
        note = "发放金额与补贴标准不符"
        planter.violation("C02", person, programme, months, amount=difference * len(months), note=note)
    for paid, first, last in ((860, 2, 11), (1010, 7, 9)):
        person = _destitute(planter)
        months = planter.months(first, last)
        person.change(DESTITUTE).amounts.update(dict.fromkeys(months, yuan(paid)))
        difference = abs(person.spells[0].amount - yuan(paid))
        note = "发放金额与审批金额不符"
        planter.violation("C03", person, DESTITUTE, months, amount=difference * len(months), note=note)


def _plant_lawful_amounts(planter: Planter) -> None:
    for programme, whole in ((NURSING, NURSING_AMOUNT), (LIVING, LIVING_AMOUNT)):
        person = _disabled(planter, 1 if programme == NURSING else 3)
        if programme == LIVING:
            planter.on_minimum(person)
        _pay_in_two_parts(planter, person, programme, whole)
        planter.look_alike("C02", person, programme, reason="E18", note="分两笔发放，合计等于标准")

        person = _disabled(planter, 2 if programme == NURSING else 4)
        if programme == LIVING:
            planter.on_minimum(person)
        months = planter.months(9, 10)
        person.change(programme).top_ups.update(dict.fromkeys(months, yuan(30)))
        for code in ("C01", "C02"):
            planter.look_alike(code, person, programme, lifted=("E18", months), note="一次性提标补差")
    person = _destitute(planter)
    person.change(DESTITUTE).amounts.update(
        dict.fromkeys(planter.months(3, 6), person.spells[0].amount + Decimal("0.50"))
    )
    planter.look_alike("C03", person, DESTITUTE, reason="E28", note="进位取整，相差不足一元")
    person = _destitute(planter)
    _pay_in_two_parts(planter, person, DESTITUTE, person.spells[0].amount)
    planter.look_alike("C03", person, DESTITUTE, reason="E18", note="分两笔发放，合计等于审批金额")


def _pay_in_two_parts(planter: Planter, person: Person, programme: str, whole: Decimal) -> None:
    """Pay a part, and the rest two months later as 补差; the rows of one month are two, and lawful."""
    months = planter.months(3, 4)
    part = yuan(str(whole * Decimal("0.6")))
    change = person.change(programme)
    change.amounts.update(dict.fromkeys(months, part))
    change.top_ups.update(dict.fromkeys(months, whole - part))
    planter.look_alike("C01", person, programme, lifted=("E18", months), note="分两笔发放")


def _plant_after_stop(planter: Planter) -> None:
    # First month without a right, last month paid, members covered, slip.
    for stop, last, covered, slip in ((4, 9, 1, ""), (8, 11, 1, "swap"), (-2, 3, 2, "")):
        person, _ = _poor(planter, stop=stop, covered=covered)
        months = planter.months(max(stop, 0), last)
        person.change(MINIMUM).extra.update(months)
        if slip:
            miswrite(person, "card_payments", slip)
        planter.violation("C04", person, MINIMUM, months, note="停发年月起仍发放")


def _plant_lawful_after_stop(planter: Planter) -> None:
    person, spell = _poor(planter, stop=4)
    put_on_roster(person, MINIMUM, spell.case, planter.month(7), spell.amount)
    planter.look_alike("C04", person, MINIMUM, lifted=("E02", planter.months(7, 11)), note="停发后重新认定，恢复享受")

    for stop in (5, 7):
        person, spell = _poor(planter, stop=stop)
        spell.grace_until = planter.month(stop + 2)
        months = planter.months(stop, stop + 2)
        person.change(MINIMUM).extra.update(months)
        planter.look_alike("C04", person, MINIMUM, lifted=("E04", months), note="渐退期内继续发放")

    person, _ = _poor(planter, stop=6)
    months = planter.months(6, 7)
    person.change(MINIMUM).extra.update(months)
    person.change(MINIMUM).reversed.update(months)
    planter.look_alike("C04", person, MINIMUM, lifted=("E06", months), note="停发后误发，已追回")

    person, _ = _poor(planter, stop=8)
    person.change(MINIMUM).late.update(planter.months(6, 7))
    planter.look_alike("C04", person, MINIMUM, reason="E06", note="停发后补发停发前月份")

    person, _ = _poor(planter, stop=7)
    person.change(MINIMUM).extra.update(planter.months(7, 8))
    person.change(MINIMUM).failed.update(planter.months(7, 8))
    planter.look_alike("C04", person, MINIMUM, reason="E06", note="停发后误列，发放未成功")
    planter.look_alike("C08", person, MINIMUM, lifted=("E02", planter.months(7, 8)), note="停发后误列，不应重发")

    person, _ = _poor(planter, stop=5)
    person.change(MINIMUM).extra.update(planter.months(5, 6))
    decide(planter.county, person, "E04", "C04", "延长渐退期，县局已核")
    planter.look_alike("C04", person, MINIMUM, lifted=("E04", planter.months(5, 6)), note="核查认定台账")


def _plant_never_paid(planter: Planter) -> None:
    for first in (3, 6, 5):
        person, spell = _poor(planter, first=first)
        months = planter.months(first, 11)
        person.change(MINIMUM).skipped.update(months)
        planter.violation("C05", person, MINIMUM, months, amount=spell.amount * len(months), note="审批后从未发放")


def _plant_late_but_paid(planter: Planter) -> None:
    person, _ = _poor(planter, first=10)
    person.change(MINIMUM).skipped.update(planter.months(10, 11))
    planter.look_alike("C05", person, MINIMUM, reason="E03", note="新审批，尚未到首发月份")

    person, _ = _poor(planter, first=4)
    person.change(MINIMUM).late.update(planter.months(4, 6))
    planter.look_alike("C05", person, MINIMUM, reason="E06", note="首发延迟，已补发")

    for slip in ("wrong_digit", "missing_digit"):
        person, _ = _poor(planter, first=2)
        miswrite(person, "card_payments", slip)
        planter.look_alike("C05", person, MINIMUM, note=f"E01：一直发放，发放表证件号码有误（{slip}）")

    person, _ = _poor(planter, covered=2)
    relative = person.household.members[1]
    relative.change(MINIMUM).skipped.update(planter.months(0, 11))
    planter.look_alike("C05", relative, MINIMUM, reason="E16", note="待遇并入户主名下发放")


def _plant_too_late(planter: Planter) -> None:
    for programme, months, paid in ((ELDER, (0, 1), 9), (MINIMUM, (1, 2), 11)):
        person = _elder(planter) if programme == ELDER else _poor(planter)[0]
        late = planter.months(*months)
        change = person.change(programme)
        change.late.update(late)
        change.paid_in.update(dict.fromkeys(late, planter.month(paid)))
        planter.violation("C06", person, programme, late, note="补发所属期超过追溯月数")


def _plant_late_within_limits(planter: Planter) -> None:
    for programme in (ELDER, MINIMUM):
        person = _elder(planter) if programme == ELDER else _poor(planter)[0]
        late = planter.months(3, 5)
        change = person.change(programme)
        change.late.update(late)
        change.paid_in.update(dict.fromkeys(late, planter.month(9)))
        planter.look_alike("C06", person, programme, reason="E06", note="补发在追溯月数之内")

        person = _elder(planter) if programme == ELDER else _poor(planter)[0]
        month = planter.month(1)
        change = person.change(programme)
        change.resent.add(month)
        change.paid_in[month] = planter.month(9)
        planter.look_alike("C06", person, programme, lifted=("E06", (month,)), note="发放失败，更换账户后重发")


def _plant_not_resent(planter: Planter) -> None:
    for programme, first, last in ((MINIMUM, 3, 4), (DESTITUTE, 5, 7), (ELDER, 6, 6)):
        person = {ELDER: _elder, DESTITUTE: _destitute}.get(programme, lambda one: _poor(one)[0])(planter)
        months = planter.months(first, last)
        person.change(programme).failed.update(months)
        each = person.spells[0].amount if person.spells else yuan(50)
        planter.violation("C08", person, programme, months, amount=each * len(months), note="发放失败后未重发")


def _plant_failures_without_claim(planter: Planter) -> None:
    person, _ = _poor(planter)
    person.change(MINIMUM).failed.update(planter.months(9, 10))
    planter.look_alike("C08", person, MINIMUM, reason="E03", note="发放失败，仍在重发期限内")

    person, _ = _poor(planter)
    person.change(MINIMUM).failed.update(planter.months(4, 4))
    decide(planter.county, person, "E22", "C08", "本人自愿放弃当月待遇")
    planter.look_alike("C08", person, MINIMUM, lifted=("E22", planter.months(4, 4)), note="核查认定台账")
