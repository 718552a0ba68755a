"""Register some households as lifted from poverty or monitored, with what the register says of them.

What it says agrees with the rest of their lives: its measures, its incomes and who is on aid.
"""

from __future__ import annotations

from typing import Final

from matcher.synth.benefits import DESTITUTE, MINIMUM
from matcher.synth.county import County, yuan
from matcher.synth.person import Household, Person, PovertyFile

_SHARE: Final = 0.11
_MONITORED_SHARE: Final = 0.035
_KINDS: Final = ("脱贫不稳定户", "边缘易致贫户", "突发严重困难户")


def register_poverty(county: County, household: Household) -> None:
    """Put about every ninth rural household into the register; those without any labour are there only on aid."""
    generator, last = county.generator, county.window.last
    chance = generator.random()
    if household.poverty is not None or any("poverty" in person.left_out for person in household.members):
        return
    here = [person for person in household.members if person.died_on is None and person.moved_out_on is None]
    if chance > _SHARE or household.village.is_urban or not here or not (_has_labour(county, here) or _is_aided(here)):
        return
    income = yuan(9000 + 10 * generator.randint(0, 900))
    number = f"1801{len(household.number):02d}{household.number[6:]}"
    has_means = any(
        person.posts or person.work or person.pensions or person.vehicles or person.houses or person.roles
        for person in here
    )
    if chance > _MONITORED_SHARE or has_means:
        measures = frozenset({"综合保障"}) if _is_aided(here) else frozenset[str]()
        household.poverty = PovertyFile(number, "脱贫户", "", last - 120, None, income, measures=measures)
        return
    identified = last - generator.randint(13, 50)
    cleared = identified + generator.randint(7, 20)
    risk, measures = _risk(county, here)
    household.poverty = PovertyFile(
        number,
        "监测户",
        generator.choice(_KINDS),
        identified,
        cleared if cleared <= last else None,
        income,
        risk,
        measures,
    )


def is_aided(person: Person) -> bool:
    """Say whether a person is on the allowance or in destitute support, and not stopped."""
    return any(spell.programme in (MINIMUM, DESTITUTE) and spell.stop is None for spell in person.spells)


def can_work(county: County, person: Person) -> bool:
    """Say whether a person is of working age and not severely disabled."""
    age = county.window.as_of.year - person.born.year
    return 17 <= age < 60 and not any(
        certificate.level <= 2 or certificate.category in (5, 6) for certificate in person.certificates
    )


def _has_labour(county: County, here: list[Person]) -> bool:
    return any(can_work(county, person) for person in here)


def _is_aided(here: list[Person]) -> bool:
    return any(is_aided(person) for person in here)


def _risk(county: County, here: list[Person]) -> tuple[str, frozenset[str]]:
    """Give the first risk of a monitored household, and the measures that answer it."""
    safety = {"综合保障"} if _is_aided(here) else set[str]()
    year = county.window.as_of.year
    if any(person.certificates for person in here):
        return "因残", frozenset({"健康帮扶", *safety})
    if any(6 <= year - person.born.year <= 15 for person in here):
        return "因学", frozenset({"教育帮扶", *safety})
    if _has_labour(county, here):
        return "务工就业不稳", frozenset({"就业帮扶", *safety})
    return "缺劳动力", frozenset({"健康帮扶", *safety})
