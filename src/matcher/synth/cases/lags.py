"""Plant what agencies come to know late: deaths, new work, custody, each with what was paid until then.

As of the county's day an agency may not know yet: then no export says so, and nothing may be found.
"""

from __future__ import annotations

from typing import Final

from matcher.synth.benefits import ELDER, MINIMUM, RESIDENT_PENSION
from matcher.synth.cases.planter import Planter
from matcher.synth.cases.sketch import Sketch, Touch, drawer, look_alike, someone, span, touch, violation
from matcher.synth.cases.touches import dies, employed, in_custody, paid, poor, works
from matcher.synth.events import decide, report_death_late
from matcher.synth.person import Person
from matcher.synth.property_events import take_into_custody

_ADULT: Final = (34, 54)
_OLD: Final = (64, 74)
_AGED: Final = (81, 86)
_NEVER: Final = 12
"""The month after the window: as of the county's day no agency knows."""


def _known_in(month: int, *programmes: str) -> Touch:
    """Let a death become known in a month; what was paid of the programmes until then is taken back."""

    def happen(planter: Planter, person: Person) -> None:
        report_death_late(planter.county, person, planter.month(month), programmes)
        person.left_out = person.left_out | {"deaths"}

    return happen


def _decided(code: str, about: str, reason: str) -> Touch:
    """Let the county look into a case and write down why it is lawful."""
    return lambda planter, person: decide(planter.county, person, code, about, reason)


def _held(first: int) -> Touch:
    """Take a person into custody; the list that the agencies are given knows of no release."""

    def happen(planter: Planter, person: Person) -> None:
        take_into_custody(person, planter.day(first), None)

    return happen


VIOLATIONS: Final[tuple[Sketch, ...]] = (
    violation(
        "B01", MINIMUM, someone(_ADULT, poor(), dies(6), _known_in(9), paid(MINIMUM, span(7, 8))),
        note="死亡后三个月才上报，多发两个月未追回", months=span(7, 8),
    ),
    violation(
        "B03", ELDER, someone(_AGED, dies(5, "certificate", "cremation"), _known_in(8), paid(ELDER, span(6, 7))),
        note="死亡信息滞后三个月，多发高龄津贴未追回", months=span(6, 7),
    ),
    violation(
        "B09", MINIMUM, someone(_ADULT, poor(stop=9), employed(first=6)),
        note="入编后三个月才报财政供养名册，期间仍领低保", months=span(7, 8),
    ),
    violation(
        "B26", MINIMUM, someone(_ADULT, poor(stop=9), in_custody(6, 30)),
        note="收押信息滞后，收押后仍发两个月", months=span(7, 8),
    ),
)  # fmt: skip

LOOK_ALIKES: Final[tuple[Sketch, ...]] = (
    look_alike(
        "B01", MINIMUM, someone(_OLD, poor(), dies(9), _known_in(_NEVER, MINIMUM, RESIDENT_PENSION)),
        note="死亡尚未上报，各名单均无记载", reason="E29",
    ),
    look_alike(
        "B03", ELDER, someone(_AGED, dies(10), _known_in(_NEVER, ELDER, RESIDENT_PENSION)),
        note="死亡尚未上报，各名单均无记载", reason="E29",
    ),
    look_alike(
        "B01", MINIMUM, someone(_ADULT, poor(), dies(6), _known_in(9, MINIMUM)),
        note="死亡信息滞后，多发月份已追回", lifted=("E06", span(7, 8)),
    ),
    look_alike(
        "B09", MINIMUM, someone(_ADULT, poor(stop=8), employed(first=7)),
        note="就业信息当月报送，次月停发", reason="E03",
    ),
    look_alike(
        "B26", MINIMUM, someone(
            _ADULT, poor(first=6), _held(-20), _decided("E02", "B26", "已刑满释放，在押名单未更新"),
        ),
        note="已释放，在押名单未更新", lifted=("E02", span(6, 11)),
    ),
)  # fmt: skip


def plant_look_alikes(planter: Planter) -> None:
    """Plant the lawful ones, and one that no export can tell: an employer has not reported the end of work."""
    drawer(LOOK_ALIKES)(planter)
    person = planter.person(*_ADULT)
    touch(planter, person, (works(-30), poor(first=7)))
    planter.undecidable("B15", person, MINIMUM, "E25", "已离职，单位未及时申报停保")
