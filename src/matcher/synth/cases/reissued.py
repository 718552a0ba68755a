"""Sketches of people to whom another ID was issued: some list writes the former one, and the police say whose it is."""

from __future__ import annotations

from typing import Final

from matcher.synth.benefits import ELDER, MINIMUM, NURSING, RESIDENT_PENSION
from matcher.synth.cases.sketch import Sketch, Touch, look_alike, someone, span, violation
from matcher.synth.cases.touches import certified, dies, employed, paid, poor
from matcher.synth.events import reissue_id

_ADULT: Final = (34, 54)
_AGED: Final = (81, 86)
_YEAR: Final = span(0, 11)


def _reissued(*sources: str) -> Touch:
    """Issue another ID some time before the window; these sources go on writing the former one."""
    return lambda planter, person: reissue_id(planter.county, person, planter.day(-14), sources)


VIOLATIONS: Final[tuple[Sketch, ...]] = (
    violation(
        "B01", MINIMUM, someone(_ADULT, poor(), dies(4), paid(MINIMUM, span(5, 7)), _reissued("death_certificates")),
        note="死亡证明登记变更前证件号码", months=span(5, 7),
    ),
    violation(
        "B09", MINIMUM, someone(_ADULT, poor(), employed(), _reissued("public_payroll")),
        note="财政供养名册登记变更前证件号码", months=_YEAR,
    ),
)  # fmt: skip

LOOK_ALIKES: Final[tuple[Sketch, ...]] = (
    look_alike(
        "A01", NURSING, someone(_ADULT, certified(1), _reissued("disability_subsidy_payments")),
        note="一直发放，发放表登记变更前证件号码", reason="E01",
    ),
    look_alike(
        "A12", ELDER, someone(_AGED, _reissued("elder_allowance_payments")),
        note="一直发放，发放表登记变更前证件号码", reason="E01",
    ),
    look_alike(
        "A14", "resident_medical_insurance", someone(_ADULT, poor(), _reissued("resident_medical_insurance")),
        note="已参保，参保名单登记变更前证件号码", reason="E01",
    ),
    look_alike(
        "A18", RESIDENT_PENSION, someone((64, 74), _reissued("pensions_paid")),
        note="一直领取，发放名单登记变更前证件号码", reason="E01",
    ),
)  # fmt: skip
