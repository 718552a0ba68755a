"""Give ordinary people what they own and do: vehicles, homes, businesses, taxed wages, offices, custody.

Who is on aid, on the margin of it or monitored owns nothing that counts and earns nothing that is taxed.
"""

from __future__ import annotations

from typing import Final

from matcher.synth.benefits import MINIMUM
from matcher.synth.county import County
from matcher.synth.person import Household, Person, Post
from matcher.synth.places import VILLAGES
from matcher.synth.property_events import (
    be_taxed,
    check_finances,
    hold_office,
    open_fund,
    own_house,
    own_vehicle,
    take_into_custody,
    take_role,
)
from matcher.synth.timeline import any_day, month_of, years_later

_TAXED_FROM: Final = 5000
"""Yuan a month: the basic deduction; the small county's export begins there."""


def is_poor(household: Household) -> bool:
    """Say whether anyone in a household is on aid, recognised as of low income, or monitored."""
    is_monitored = household.poverty is not None and household.poverty.monitored_kind != ""
    return is_monitored or any(person.spells for person in household.members)


def is_here(person: Person) -> bool:
    """Say whether a person is alive and registered here."""
    return person.died_on is None and person.moved_out_on is None and not person.is_outsider


def age_in(person: Person, year: int) -> int:
    """Give the age that a person reaches in a year."""
    return year - person.born.year


def give_means(county: County, household: Household) -> None:
    """Give an ordinary household its possessions, and its wages their traces."""
    for person in household.members:
        _check(county, person)
        if is_here(person):
            _tax(county, person)
    if is_poor(household):
        return
    adults = [person for person in household.members if is_here(person) and 22 <= _age(county, person) <= 65]
    if adults:
        _give_vehicles(county, adults)
        _give_house(county, adults)
    for person in adults:
        if not (person.posts or person.work or person.welfare_post or person.pensions or person.certificates):
            _give_business(county, person)
            _imprison(county, person)


def fill_offices(county: County) -> None:
    """Give every village two officers and every township a member of staff who handles benefits."""
    for village in VILLAGES:
        candidates = [
            person for person in county.persons if person.household.village == village and _may_serve(county, person)
        ]
        for person in candidates[:2]:
            hold_office(person, "村干部", county.window.last - county.generator.randint(20, 58))
    townships: set[str] = set()
    for person in county.persons:
        township = person.household.village.township
        is_serving = any(post.status == "在编" and post.last is None for post in person.posts)
        if township not in townships and is_serving and not person.planted and is_here(person):
            townships.add(township)
            hold_office(person, "经办人员", county.window.last - 40)


def _may_serve(county: County, person: Person) -> bool:
    is_free = not (
        person.planted or person.posts or person.welfare_post or person.work or person.custodies or person.roles
    )
    return is_free and is_here(person) and 30 <= _age(county, person) < 58 and not is_poor(person.household)


def _age(county: County, person: Person) -> int:
    return age_in(person, county.window.as_of.year)


def _check(county: County, person: Person) -> None:
    """Check the finances of those on the allowance in the month before it began, and again within the year."""
    for spell in person.spells:
        if spell.programme == MINIMUM and not person.planted and _age(county, person) >= 18:
            for month in {spell.first - 1, max(spell.first - 1, county.window.first + 3)}:
                if person.died_on is None or month < month_of(person.died_on):
                    check_finances(
                        person, any_day(county.generator, month), deposits=50 * county.generator.randint(0, 240)
                    )


def _tax(county: County, person: Person) -> None:
    """Declare wages above the basic deduction, and pay the housing fund of established posts."""
    for post in (*person.posts, person.work):
        if post is None or post.status == "退休":
            continue
        first = max(post.first, county.window.first)
        last = county.window.last if post.last is None else min(post.last, county.window.last)
        if post.wage >= _TAXED_FROM:
            be_taxed(person, range(first, last + 1), int(post.wage), payer=post.employer)
        if post.status == "在编":
            status = "正常" if post.last is None else "封存"
            open_fund(person, post.first, last, int(post.wage), status=status)
    if person.work is not None and _pays_fund(person.work) and person.number % 3 == 0:
        open_fund(person, person.work.first, county.window.last, int(person.work.wage))


def _pays_fund(work: Post) -> bool:
    return work.last is None and work.employer != "灵活就业人员"


def _give_vehicles(county: County, adults: list[Person]) -> None:
    generator = county.generator
    owner = generator.choice(adults)
    bought = any_day(generator, county.window.last - generator.randint(2, 130))
    chance = generator.random()
    if chance < 0.33:
        kind, seats = generator.choice((("小型轿车", 5), ("小型普通客车", 7), ("小型越野客车", 5)))
        status = generator.choices(("正常", "违法未处理", "逾期未检验", "转出"), (90, 4, 4, 2))[0]
        own_vehicle(owner, bought, kind=kind, seats=seats, status=status, value=1000 * generator.randint(38, 210))
    elif chance < 0.5:
        own_vehicle(owner, bought, kind="普通二轮摩托车", seats=2, value=100 * generator.randint(35, 90))
    elif chance < 0.55:
        own_vehicle(owner, bought, kind="轻型栏板货车", seats=2, value=1000 * generator.randint(30, 80))


def _give_house(county: County, adults: list[Person]) -> None:
    generator = county.generator
    owner, chance = adults[0], generator.random()
    bought = max(any_day(generator, county.window.last - generator.randint(4, 200)), years_later(owner.born, 20))
    if owner.household.village.is_urban and chance < 0.7:
        own_house(owner, bought, area=generator.randint(78, 138))
        if chance < 0.15:
            own_house(owner, bought, kind="车库", area=generator.randint(14, 28))
    elif not owner.household.village.is_urban and chance < 0.12:
        own_house(owner, bought, area=generator.randint(86, 128))
    elif not owner.household.village.is_urban and chance < 0.2:
        own_house(owner, bought, kind="自建房", area=generator.randint(90, 180), origin="自建")


def _give_business(county: County, person: Person) -> None:
    generator = county.generator
    chance = generator.random()
    since = any_day(generator, county.window.last - generator.randint(3, 110))
    status = generator.choices(("在业", "存续", "注销", "吊销"), (60, 30, 6, 4))[0]
    if chance < 0.04:
        take_role(
            person, since, role="个体经营者", kind="个体工商户", capital=1000 * generator.randint(5, 80), status=status
        )
    elif chance < 0.052:
        take_role(person, since, capital=10000 * generator.randint(10, 200), status=status)
    elif chance < 0.11 and not person.household.village.is_urban:
        take_role(person, since, role="合作社成员", kind="农民专业合作社", capital=1000)


def _imprison(county: County, person: Person) -> None:
    """Sentence a few who raise no child and own no business; some were released since."""
    generator, window = county.generator, county.window
    has_child = any(kin.relation in ("儿子", "女儿") for kin in person.kin)
    if generator.random() >= 0.008 or has_child or person.roles or _age(county, person) >= 58:
        return
    began_on = any_day(generator, window.last - generator.randint(15, 50))
    ended_on = any_day(generator, window.last + generator.randint(-10, 40))
    kind = generator.choices(("有期徒刑", "强制隔离戒毒", "社区矫正", "缓刑"), (5, 2, 2, 2))[0]
    take_into_custody(person, began_on, ended_on, kind=kind)
