"""Sketches of A22, A38 and B35: what the prefecture decided in the autumn of 2025, and benefits of two counties.

Old people with a severe disability get a care subsidy from October on, the unemployed a one-off subsidy from November
(pipelines/policy/sample_province.yaml).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from matcher.synth.aid_events import pay_grant
from matcher.synth.benefits import MINIMUM, NURSING
from matcher.synth.card_grants import ELDER_CARE
from matcher.synth.cases.planter import Planter
from matcher.synth.cases.sketch import Sketch, Touch, drawer, look_alike, someone, span, touch, violation
from matcher.synth.cases.touches import certified, granted, poor, unpaid, without, works
from matcher.synth.one_off_aid import TEMPORARY
from matcher.synth.person import Person
from matcher.synth.places import NEIGHBOURS

_ADULT: Final = (30, 48)
_OLD: Final = (63, 76)
_SINCE: Final = span(10, 11)
_CARE: Final = 200
_NURSING: Final = 100


def _paid_elsewhere(months: Iterable[int], amount: int, *, taken_back: bool = False) -> Touch:
    """Let another county pay the minimum living allowance too."""

    def happen(planter: Planter, person: Person) -> None:
        for month in months:
            for cny, kind in ((amount, "正常发放"), (-amount, "冲销")) if taken_back else ((amount, "正常发放"),):
                pay_grant(person, MINIMUM, planter.month(month), cny)
                person.grants[-1] = replace(person.grants[-1], county=f"{NEIGHBOURS[0]}000000", kind=kind)

    return happen


def _moved_away(month: int) -> Touch:
    def happen(planter: Planter, person: Person) -> None:
        person.moved_out_on = planter.day(month)

    return happen


VIOLATIONS: Final[tuple[Sketch, ...]] = (
    violation(
        "A22", TEMPORARY, someone(_ADULT, without("grants"), works(last=8)),
        note="失业三个月，未领失业金和一次性生活补贴", months=(11,), amount=1500,
    ),
    violation(
        "A22", TEMPORARY, someone(_ADULT, works(last=8, own=True)),
        note="灵活就业停保三个月，未获一次性生活补贴", months=(11,), amount=1500,
    ),
    violation(
        "B35", MINIMUM, someone(_ADULT, poor(), _paid_elsewhere(span(6, 8), 200)),
        note="两县同月发放低保", months=span(6, 8), amount=600,
    ),
    violation(
        "B35", MINIMUM, someone(_ADULT, poor(stop=9), _paid_elsewhere(span(7, 11), 180)),
        note="迁往外县后本县迟停两月", months=span(7, 8), amount=360,
    ),
)  # fmt: skip

LOOK_ALIKES: Final[tuple[Sketch, ...]] = (
    look_alike("A22", TEMPORARY, someone(_ADULT, works(last=8)), note="失业金已发", reason="E18"),
    look_alike(
        "A22", TEMPORARY, someone(
            _ADULT, works(last=8, own=True), granted(TEMPORARY, 10, 1500, reason="急难型", approval="县级审批"),
        ),
        note="已获临时救助", reason="E18",
    ),
    look_alike(
        "A22", TEMPORARY, someone(_ADULT, works(last=9, own=True)), note="停保未满三个月", reason="E03",
    ),
    look_alike(
        "A22", TEMPORARY, someone(_ADULT, works(last=8, own=True), _moved_away(9)),
        note="户籍已迁出", lifted=("E24", (11,)),
    ),
    look_alike(
        "A38", ELDER_CARE, someone(_OLD, poor(), certified(1)), note="已择高享受护理补贴", lifted=("E23", _SINCE),
    ),
    look_alike(
        "A38", ELDER_CARE, someone(_OLD, poor(), *(granted(ELDER_CARE, month, _CARE) for month in _SINCE)),
        note="无残疾证，失能评估后已发老年护理补贴", reason="E18",
    ),
    look_alike("A38", ELDER_CARE, someone(_OLD, poor(), certified(3)), note="三级，不属失能", reason="E21"),
    look_alike("A38", ELDER_CARE, someone((52, 58), poor(), certified(1)), note="未满六十周岁", reason="E23"),
    look_alike(
        "B35", MINIMUM, someone(_ADULT, poor(stop=7), _moved_away(6), _paid_elsewhere(span(6, 11), 200)),
        note="迁出当月两县各发一次", lifted=("E24", (6,)),
    ),
    look_alike(
        "B35", MINIMUM, someone(_ADULT, poor(stop=7), _moved_away(6), _paid_elsewhere(span(7, 11), 200)),
        note="迁出次月起由外县发放", reason="E24",
    ),
    look_alike(
        "B35", MINIMUM, someone(_ADULT, poor(), _paid_elsewhere((5,), 200, taken_back=True)),
        note="外县误发已冲销", reason="E06",
    ),
)  # fmt: skip


def plant_violations(planter: Planter) -> None:
    """Plant the true cases. Who lacks the care subsidy lacks the nursing subsidy, too: one of both is due (A01)."""
    drawer(VIOLATIONS)(planter)
    person = planter.person(*_OLD)
    touch(planter, person, (poor(), certified(2), unpaid(NURSING, *_SINCE)))
    months = tuple(planter.month(index) for index in _SINCE)
    note = "低保失能老人两月未获任何护理补贴"
    planter.violation("A38", person, ELDER_CARE, months, amount=_CARE * len(months), note=note)
    planter.violation("A01", person, NURSING, months, amount=_NURSING * len(months), note=note)
