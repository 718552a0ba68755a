"""Give what comes now and then: temporary assistance, funeral grants, unemployment and farmland money, homes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from matcher.synth.aid_events import aid_housing, be_seen, contract_land, pay_grant, relocate
from matcher.synth.benefits import MINIMUM
from matcher.synth.county import County
from matcher.synth.means import age_in, is_here
from matcher.synth.person import Household, Person
from matcher.synth.timeline import any_day, month_of, years_later

TEMPORARY: Final = "temporary_assistance"
FUNERAL: Final = "funeral_grant"
UNEMPLOYMENT: Final = "unemployment_benefit"
FARMLAND: Final = "farmland_subsidy"

_FARMLAND_RATE: Final = Decimal("98.50")
"""Yuan a mu."""
_FARMLAND_INDEX: Final = 5
"""Month of the window in which it is paid: May."""
_TOWNSHIP_LIMIT: Final = 1000
_UNEMPLOYMENT: Final = 1380
_SUBSIDY: Final = 1500
_SUBSIDY_SINCE: Final = 2025 * 12 + 10
"""Month from which the county pays a one-off subsidy to the unemployed: November 2025."""


def give_household(county: County, household: Household) -> None:
    """Give an ordinary household land, a safe home, or help in an emergency."""
    here = [person for person in household.members if is_here(person)]
    if not here:
        return
    if not household.village.is_urban:
        _farm(county, here)
    _house(county, household, here)
    _assist(county, here)


def give_person(county: County, person: Person) -> None:
    """Let the village verify the old, bury the dead and pay those who lost insured work."""
    window = county.window
    eighty = years_later(person.born, 80)
    if eighty <= window.as_of and is_here(person) and "sightings" not in person.left_out:
        be_seen(person, any_day(county.generator, window.last - county.generator.randint(1, 4)))
    if "grants" in person.left_out:
        return
    _bury(county, person)
    work = person.work
    if work is not None and work.last is not None and work.employer != "灵活就业人员" and is_here(person):
        for month in range(max(work.last + 1, window.first), window.last + 1):
            pay_grant(person, UNEMPLOYMENT, month, _UNEMPLOYMENT)
    else:
        _help_unemployed(county, person)


def _help_unemployed(county: County, person: Person) -> None:
    """Pay the one-off subsidy to those who have been without insured work for three months and get no benefit."""
    ends = [post.last for post in (person.work, *person.posts) if post is not None and post.last is not None]
    if person.planted or not ends or not is_here(person) or not 16 <= age_in(person, county.window.as_of.year) < 60:
        return
    due = max(ends) + 3
    if _SUBSIDY_SINCE <= due <= county.window.last:
        pay_grant(person, TEMPORARY, due, _SUBSIDY, reason="急难型", approval="县级审批")


def _farm(county: County, here: list[Person]) -> None:
    """Give the contract to the first adult whom no public post bars from the subsidy."""
    farmers = [person for person in here if age_in(person, county.window.as_of.year) >= 20 and not person.posts]
    if not farmers or county.generator.random() < 0.2:
        return
    contract = contract_land(farmers[0], f"{county.generator.randint(12, 118) / 10:.1f}")
    amount = (contract.area * _FARMLAND_RATE).quantize(Decimal("0.01"))
    pay_grant(farmers[0], FARMLAND, county.window.first + _FARMLAND_INDEX, str(amount))
    farmers[0].grants[-1] = replace(farmers[0].grants[-1], area=contract.area)


def _house(county: County, household: Household, here: list[Person]) -> None:
    """Rebuild some houses of those on the allowance, rent to others in town, move some lifted households together."""
    generator, window, chance = county.generator, county.window, county.generator.random()
    spell = next((one for one in here[0].spells if one.programme == MINIMUM and one.stop is None), None)
    if spell is not None and not household.village.is_urban and chance < 0.2:
        applied_on = any_day(generator, max(spell.first + 1, window.first - 60))
        if month_of(applied_on) + 6 < window.last:
            aid_housing(
                here[0],
                "危房改造",
                "低保户",
                applied_on,
                1000 * generator.randint(12, 25),
                grade=generator.choice(("C级", "D级")),
            )
    elif spell is not None and household.village.is_urban and chance < 0.4:
        applied_on = any_day(generator, max(spell.first + 1, window.first - 30))
        if month_of(applied_on) + 2 < window.last:
            kind, amount = generator.choice((("公租房", 90), ("租赁补贴", 240)))
            aid_housing(here[0], kind, "低保户", applied_on, amount)
    elif spell is None and household.poverty is not None and not household.poverty.monitored_kind and chance < 0.12:
        moved_in_on = any_day(generator, window.first - generator.randint(40, 80))
        for person in here:
            if person.born < moved_in_on:
                relocate(person, moved_in_on, kind="分散安置", in_town=False)


def _assist(county: County, here: list[Person]) -> None:
    generator = county.generator
    if generator.random() >= 0.015 or here[0].posts:
        return
    month = county.window.first + generator.randint(0, 10)
    is_small = generator.random() < 0.7
    amount = 10 * (generator.randint(30, 95) if is_small else generator.randint(120, 480))
    approval = "乡镇审批" if amount <= _TOWNSHIP_LIMIT else "县级审批"
    pay_grant(here[0], TEMPORARY, month, amount, reason=generator.choice(("支出型", "急难型")), approval=approval)


def _bury(county: County, person: Person) -> None:
    """Pay the funeral grant of a dead resident pensioner to a relative, two months after the death."""
    window = county.window
    if person.died_on is None or not any(right.kind == "resident" for right in person.pensions):
        return
    month = month_of(person.died_on) + 2
    if month > window.last or month < window.first:
        return
    pay_grant(person, FUNERAL, month, 1200, reason="城乡居民基本养老保险")
    relatives = {"儿子": "子", "女儿": "女", "配偶": "配偶"}
    kin = next((one for one in person.kin if one.relation in relatives), None)
    if kin is not None:
        person.grants[-1] = replace(person.grants[-1], payee=kin.relative, payee_relation=relatives[kin.relation])
