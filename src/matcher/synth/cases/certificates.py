"""Plant B40 and B41: subsidies on a void certificate, or on a level that is not covered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from matcher.synth.benefits import LIVING, NURSING
from matcher.synth.cases.planter import Planter, miswrite
from matcher.synth.events import certify, decide
from matcher.synth.person import Person
from matcher.synth.timeline import day_in

PHYSICAL: Final = 4
INTELLECTUAL: Final = 5
MENTAL: Final = 6


def plant_violations(planter: Planter) -> None:
    """Plant the true cases of the two codes."""
    _plant_void_violations(planter)
    _plant_level_violations(planter)


def plant_look_alikes(planter: Planter) -> None:
    """Plant the look-alikes of the two codes."""
    _plant_void_look_alikes(planter)
    _plant_level_look_alikes(planter)


def _holder(planter: Planter, level: int, *, category: int = PHYSICAL, poor: bool = False) -> Person:
    person = planter.person(25, 58)
    certify(person, category, level, planter.day(-50))
    if poor:
        planter.on_minimum(person)
    return person


def _end(
    person: Person, *, status: str = "正常", status_on: date | None = None, valid_until: date | None = None
) -> None:
    """Change the state of a person's certificate."""
    certificate = person.certificates[0]
    person.certificates[0] = replace(
        certificate, status=status, status_on=status_on, valid_until=valid_until or certificate.valid_until
    )


def _pay(person: Person, programme: str, months: Iterable[int]) -> None:
    person.change(programme).extra.update(months)


def _plant_void_violations(planter: Planter) -> None:
    # What ends the certificate, in which month, last month paid, programmes, slip in the payments.
    for how, ended, last, programmes, slip in (
        ("cancelled", 2, 11, (NURSING,), ""),
        ("cancelled", 6, 7, (LIVING,), ""),
        ("cancelled", -3, 4, (NURSING, LIVING), "wrong_digit"),
        ("expired", 3, 11, (NURSING,), ""),
        ("expired", 0, 6, (LIVING,), "swap"),
        ("expired", -8, 11, (NURSING, LIVING), ""),
        ("cancelled", 8, 10, (NURSING,), "missing_digit"),
        ("cancelled", 4, 9, (NURSING,), "certificate"),
    ):
        person = _holder(planter, 2 if NURSING in programmes else 4, poor=LIVING in programmes)
        day = day_in(planter.month(ended), 20)
        if how == "cancelled":
            _end(person, status="注销", status_on=day)
        else:
            _end(person, valid_until=day)
        if slip == "certificate":
            miswrite(person, "disability_certificates", "swap")
        elif slip:
            miswrite(person, "disability_subsidy_payments", slip)
        first = ended + (1 if how == "cancelled" else 2)  # one month of grace after expiry
        for programme in programmes:
            _pay(person, programme, planter.months(max(ended, 0), last))
            months = planter.months(max(first, 0), last)
            planter.violation(
                "B40", person, programme, months, note="残疾人证已注销" if how == "cancelled" else "残疾人证已过期"
            )


def _plant_void_look_alikes(planter: Planter) -> None:
    person = _holder(planter, 1)
    _end(person, status="注销", status_on=planter.day(6))
    planter.look_alike("B40", person, NURSING, note="注销当月发放，次月停发")

    person = _holder(planter, 2)
    _end(person, valid_until=day_in(planter.month(4), 30))
    _pay(person, NURSING, planter.months(5, 5))
    planter.look_alike("B40", person, NURSING, note="到期后一个月宽限期")

    person = _holder(planter, 2, poor=True)
    _end(person, status="注销", status_on=planter.day(3))
    certify(person, PHYSICAL, 2, person.certificates[0].status_on or planter.day(3), reissue=1)
    for programme in (LIVING, NURSING):
        lifted = ("E21", planter.months(4, 11))
        planter.look_alike("B40", person, programme, lifted=lifted, note="换发新证（B1），旧证注销")

    person = _holder(planter, 1)
    expired_on = day_in(planter.month(3), 25)
    _end(person, status="冻结", status_on=day_in(planter.month(4), 6), valid_until=expired_on)
    _pay(person, NURSING, planter.months(4, 11))
    planter.look_alike("B40", person, NURSING, lifted=("E21", planter.months(5, 11)), note="冻结待复评")

    person = _holder(planter, 2)
    _end(person, status="注销", status_on=planter.day(4))
    _pay(person, NURSING, planter.months(5, 6))
    person.change(NURSING).reversed.update(planter.months(5, 6))
    planter.look_alike("B40", person, NURSING, lifted=("E06", planter.months(5, 6)), note="已追回")

    person = _holder(planter, 2)
    _end(person, status="注销", status_on=planter.day(5))
    _pay(person, NURSING, planter.months(6, 11))
    decide(planter.county, person, "E21", "B40", "换证手续办理中，残联已确认")
    planter.look_alike("B40", person, NURSING, lifted=("E21", planter.months(6, 11)), note="核查认定台账")


def _plant_level_violations(planter: Planter) -> None:
    for category, level, first, last, slip in (
        (PHYSICAL, 3, 0, 11, ""),
        (1, 3, 2, 9, ""),
        (MENTAL, 4, 0, 11, ""),
        (INTELLECTUAL, 4, 5, 11, "wrong_digit"),
        (2, 3, 8, 9, ""),
    ):
        person = _holder(planter, level, category=category)
        months = planter.months(first, last)
        _pay(person, NURSING, months)
        if slip:
            miswrite(person, "disability_subsidy_payments", slip)
        planter.violation("B41", person, NURSING, months, note=f"{level} 级不属护理补贴范围")
    for assessed, last in ((4, 11), (7, 9)):
        person = _downgraded(planter, assessed)
        months = planter.months(assessed + 1, last)
        _pay(person, NURSING, months)
        planter.violation("B41", person, NURSING, months, note="复评降级后次月起仍发放")


def _downgraded(planter: Planter, assessed: int) -> Person:
    """Make a holder whose level went from 2 to 3 in a month."""
    person = planter.person(25, 58)
    certificate = certify(person, PHYSICAL, 3, planter.day(-60), number_level=2)
    person.certificates[0] = replace(certificate, previous_level=2, assessed_on=planter.day(assessed))
    return person


def _plant_level_look_alikes(planter: Planter) -> None:
    for category in (MENTAL, INTELLECTUAL, MENTAL, INTELLECTUAL):
        person = _holder(planter, 3, category=category)
        planter.look_alike(
            "B41", person, NURSING, lifted=("E23", planter.months(0, 11)), note="智力、精神三级纳入护理补贴"
        )

    person = _downgraded(planter, 6)
    planter.look_alike("B41", person, NURSING, lifted=("E21", planter.months(0, 6)), note="复评降级，次月起停发")

    person = _holder(planter, 3)
    certify(person, 7, 1, planter.day(-20))
    planter.look_alike("B41", person, NURSING, lifted=("E21", planter.months(0, 11)), note="另有一级残疾人证")

    person = _holder(planter, 3)
    _pay(person, NURSING, planter.months(3, 5))
    person.change(NURSING).reversed.update(planter.months(3, 5))
    planter.look_alike("B41", person, NURSING, lifted=("E06", planter.months(3, 5)), note="已追回")

    person = _holder(planter, 3)
    _pay(person, NURSING, planter.months(0, 11))
    decide(planter.county, person, "E23", "B41", "原政策对象保留待遇")
    planter.look_alike("B41", person, NURSING, lifted=("E23", planter.months(0, 11)), note="核查认定台账")
