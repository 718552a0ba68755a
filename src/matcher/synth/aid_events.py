"""What a made-up person is insured by, paid and given beside monthly benefits. Each function adds one record."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from matcher.synth.county import yuan
from matcher.synth.person import Person
from matcher.synth.received import (
    Enrolment,
    Grant,
    HospitalStay,
    HousingAid,
    LandContract,
    PensionPremium,
    PremiumSubsidy,
    Relocation,
    Sighting,
    Uninsured,
)
from matcher.synth.timeline import day_in, month_of

PREMIUM: Final = 400
"""What a resident's medical insurance costs a year."""
SUBSIDIES: Final = {"特困人员": 400, "孤儿": 400, "事实无人抚养儿童": 400, "低保对象": 360, "监测对象": 280}
"""What is paid of it, by category."""
PENSION_PREMIUM: Final = 100
"""Lowest premium of the residents' pension insurance a year: what government pays for those in need."""


def insure(person: Person, year: int, category: str, paid_on: date, *, subsidised: int | None = None) -> None:
    """Enrol a person in the residents' medical insurance, with the subsidy of the category where none is given."""
    subsidy = SUBSIDIES.get(category, 0) if subsidised is None else subsidised
    person.enrolments.append(Enrolment(year, category, PREMIUM - subsidy, paid_on))
    if subsidy:
        subsidise_premium(person, year, category, subsidy, paid_on)


def subsidise_premium(person: Person, year: int, category: str, amount: int, paid_on: date) -> None:
    """Put a person on the list of subsidised premiums."""
    person.premium_subsidies.append(PremiumSubsidy(year, category, amount, paid_on))


def explain_uninsured(person: Person, year: int, reason: str) -> None:
    """Say why a person is not in the residents' medical insurance; reasons as in Uninsured."""
    person.uninsured.append(Uninsured(year, reason))


def stay_in_hospital(
    person: Person, admitted_on: date, total: int, diagnosis: str, *, is_aided: bool, days: int = 9
) -> HospitalStay:
    """Settle a stay: insurance pays 65 percent of what is in scope, medical assistance 70 percent of the rest."""
    in_scope = yuan(total) * Decimal("0.95")
    rest = in_scope * Decimal("0.35")
    assistance = yuan(str(rest * Decimal("0.70"))) if is_aided else yuan(0)
    self_paid = yuan(str(yuan(total) - in_scope + rest)) - assistance
    discharged_on = admitted_on + timedelta(days=days)
    stay = HospitalStay(
        admitted_on,
        discharged_on,
        discharged_on,
        diagnosis,
        yuan(total),
        yuan(str(in_scope)),
        self_paid,
        assistance,
        is_major=total > 50000,
    )
    person.stays.append(stay)
    return stay


def pay_pension_premium(
    person: Person, year: int, month: int, *, category: str = "", amount: int = 200
) -> PensionPremium:
    """Pay a year of the residents' pension insurance; where a category is given, government pays the lowest premium."""
    premium = (
        PensionPremium(year, 0, month, PENSION_PREMIUM, category) if category else PensionPremium(year, amount, month)
    )
    person.pension_premiums.append(premium)
    return premium


def pay_grant(
    person: Person, programme: str, month: int, amount: int | str, *, reason: str = "", approval: str = ""
) -> Grant:
    """Pay a grant on the 20th of the month that it is for; see Grant for what else it may say."""
    grant = Grant(programme, month, yuan(amount), day_in(month, 20), reason, approval)
    person.grants.append(grant)
    return grant


def aid_housing(
    person: Person, kind: str, category: str, applied_on: date, amount: int, *, grade: str = ""
) -> HousingAid:
    """Aid a home: 危房改造 (with a grade) and 灾后重建 are built within four months, 公租房 and 租赁补贴 run on."""
    is_built = kind in ("危房改造", "灾后重建")
    aid = HousingAid(
        kind,
        category,
        applied_on,
        applied_on + timedelta(days=30),
        yuan(amount),
        grade,
        None if is_built else month_of(applied_on) + 2,
        completed_on=applied_on + timedelta(days=120) if is_built else None,
    )
    person.housing_aids.append(aid)
    return aid


def relocate(person: Person, moved_in_on: date, *, kind: str = "集中安置", in_town: bool = True) -> Relocation:
    """Move a person to a settlement; into a town together with the registration."""
    settlement = "城关镇幸福家园安置点" if in_town else f"{person.household.village.name}安置点"
    relocation = Relocation(kind, settlement, moved_in_on, in_town, moved_in_on if in_town else None)
    person.relocations.append(relocation)
    return relocation


def contract_land(person: Person, area: str) -> LandContract:
    """Give the household's land contract to a person; `area` in mu."""
    contract = LandContract(f"180121J{person.number:06d}", Decimal(area))
    person.land.append(contract)
    return contract


def be_seen(person: Person, verified_on: date, *, is_alive: bool = True, lives_here: bool = True) -> None:
    """Let the village verify someone of eighty or more."""
    person.sightings.append(Sighting(verified_on, is_alive, lives_here))
