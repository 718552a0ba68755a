"""Plant B11–B13 and B46: village officers and their relatives on the allowance; two pensions at once."""

from __future__ import annotations

from dataclasses import replace

from matcher.synth.benefits import MINIMUM, RESIDENT_PENSION
from matcher.synth.cases.planter import Planter
from matcher.synth.events import grant_pension
from matcher.synth.person import Person
from matcher.synth.property_events import add_kin, file_fact, hold_office


def plant_violations(planter: Planter) -> None:
    """Plant the true cases of the four codes."""
    for first in (-20, 3):
        person = _poor(planter)
        hold_office(person, "村干部", planter.month(first))
        planter.violation("B11", person, MINIMUM, planter.months(max(first + 1, 0), 11), note="村干部享受低保")
    for kind, first in (("村干部", -30), ("经办人员", 2)):
        person = _poor(planter)
        _officer_brother(planter, person, kind, first)
        months = planter.months(max(first + 1, 0), 11)
        planter.violation("B12", person, MINIMUM, months, note=f"{kind}近亲属享受低保未备案")
    person = _poor(planter)
    _officer_brother(planter, person, "人大代表", -20)
    planter.violation("B13", person, MINIMUM, planter.months(0, 11), amount=0, note="人大代表近亲属，仅提示")
    for kind, amount in (("worker", 2300), ("public_service", 3900)):
        person = planter.person(64, 74)
        grant_pension(person, kind, amount, planter.day(-40))
        grant_pension(person, "resident", "158.00", planter.day(-45))
        planter.violation("B46", person, RESIDENT_PENSION, planter.months(0, 11), note="两种养老待遇重复")


def plant_look_alikes(planter: Planter) -> None:
    """Plant the look-alikes of the four codes."""
    _plant_officers(planter)
    _plant_relatives(planter)
    _plant_pensions(planter)


def _poor(planter: Planter, *, stop: int | None = None) -> Person:
    person = planter.person(36, 56)
    planter.on_minimum(person, stop=stop)
    return person


def _officer_brother(planter: Planter, person: Person, kind: str, first: int, *, last: int | None = None) -> Person:
    brother = planter.person(40, 56, sex="男")
    hold_office(brother, kind, planter.month(first), last=None if last is None else planter.month(last))
    add_kin(person, "兄", brother.as_relative)
    return brother


def _plant_officers(planter: Planter) -> None:
    person = _poor(planter)
    hold_office(person, "村干部", planter.month(-20))
    person.offices[-1] = replace(person.offices[-1], title="村民小组长")
    planter.look_alike("B11", person, MINIMUM, lifted=("E15", planter.months(0, 11)), note="村民小组长，误工补贴")
    person = _poor(planter)
    hold_office(person, "村干部", planter.month(-20))
    file_fact(person, "近亲属备案", planter.day(-6), "本人任职，已单独登记备案")
    planter.look_alike("B11", person, MINIMUM, lifted=("E26", planter.months(0, 11)), note="已备案并县级核查")
    person = _poor(planter)
    hold_office(person, "村干部", planter.month(-60), last=planter.month(-3))
    planter.look_alike("B11", person, MINIMUM, note="已离任")
    person = _poor(planter, stop=5)
    hold_office(person, "村干部", planter.month(4))
    planter.look_alike("B11", person, MINIMUM, note="任职当月停发，次月起未发放")


def _plant_relatives(planter: Planter) -> None:
    for kind, code in (("村干部", "B12"), ("人大代表", "B13")):
        person = _poor(planter)
        brother = _officer_brother(planter, person, kind, -30)
        file_fact(person, "近亲属备案", planter.day(-6), "近亲属备案，县级已入户核查", about=brother)
        if code == "B12":
            planter.look_alike(code, person, MINIMUM, reason="E26", note="已备案")
        else:
            planter.look_alike(code, person, MINIMUM, lifted=("E26", planter.months(0, 11)), note="已备案")
        person = _poor(planter)
        _officer_brother(planter, person, kind, -60, last=-2)
        planter.look_alike(code, person, MINIMUM, note="近亲属已离任")
    person = _poor(planter)
    brother = _officer_brother(planter, person, "村干部", -30)
    brother.offices[-1] = replace(brother.offices[-1], title="村民小组长")
    planter.look_alike("B12", person, MINIMUM, lifted=("E15", planter.months(0, 11)), note="近亲属为村民小组长")


def _plant_pensions(planter: Planter) -> None:
    person = planter.person(64, 74)
    grant_pension(person, "worker", 2100, planter.day(3))
    grant_pension(person, "resident", "149.00", planter.day(-45))
    person.change(RESIDENT_PENSION).skipped.update(planter.months(5, 11))
    planter.look_alike("B46", person, RESIDENT_PENSION, lifted=("E19", planter.months(4, 4)), note="转职工养老当月衔接")
    person = planter.person(64, 74)
    grant_pension(person, "worker", 2250, planter.day(-30))
    grant_pension(person, "resident", "152.00", planter.day(-45))
    person.change(RESIDENT_PENSION).skipped.update(planter.months(2, 11))
    person.change(RESIDENT_PENSION).reversed.update(planter.months(0, 1))
    planter.look_alike("B46", person, RESIDENT_PENSION, lifted=("E06", planter.months(0, 1)), note="已追回")
    for kind in ("survivor", "injury"):
        person = planter.person(64, 74)
        grant_pension(person, kind, 900, planter.day(-30))
        grant_pension(person, "resident", "155.00", planter.day(-45))
        planter.look_alike("B46", person, RESIDENT_PENSION, reason="E17", note=f"待遇类别 {kind}，可同时享受")
