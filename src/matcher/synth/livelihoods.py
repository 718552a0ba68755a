"""Give ordinary people lawful lives: deaths, certificates, aid, posts, pensions, a place in the poverty register.

Nothing here breaks one of the rules and nothing needs an exemption: all of that is planted in matcher.synth.cases.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from matcher.synth.benefits import DESTITUTE, MINIMUM
from matcher.synth.county import County, yuan
from matcher.synth.events import (
    STANDARDS,
    certify,
    grant_pension,
    put_on_payroll,
    put_on_roster,
    report_death,
)
from matcher.synth.families import leave_children_behind
from matcher.synth.lives import settle_lives
from matcher.synth.person import Household, Person, Post
from matcher.synth.poverty import register_poverty
from matcher.synth.timeline import any_day, day_in, month_of, years_later

_COMPANIES = ("青溪青山食品有限公司", "青溪永兴纺织厂", "澄州顺达物流有限公司", "灵活就业人员", "青溪鸿运建材有限公司")
_WELFARE_POSTS = ("保洁员", "护林员", "护路员", "河道巡查员")


def live(county: County) -> None:
    """Give a lawful life to every household without a planted case, and what everyone has to all."""
    for household in county.households:
        if household.pattern == "grandparents":
            leave_children_behind(county, household)
        elif household.pattern:
            _live(county, household)
        for person in household.members:
            _give_resident_pension(county, person)
        register_poverty(county, household)
    settle_lives(county)


def age_of(person: Person, county: County) -> int:
    """Give the age in whole years on the county's day."""
    as_of = county.window.as_of
    before = (as_of.month, as_of.day) < (person.born.month, person.born.day)
    return as_of.year - person.born.year - before


def _live(county: County, household: Household) -> None:
    generator = county.generator
    for person in household.members:
        age = age_of(person, county)
        if generator.random() < (0.07 if age >= 80 else 0.025 if age >= 60 else 0.001):
            _die(county, person)
        _employ(county, person, age)
        if generator.random() < 0.033:
            _certify(county, person)
        may_leave = person.relation in ("子", "女") and 18 < age < 40 and not person.certificates
        if may_leave and generator.random() < 0.02:
            person.moved_out_on = any_day(generator, county.window.first - generator.randint(3, 60))
    _aid(county, household)


def _employ(county: County, person: Person, age: int) -> None:
    """Put some adults on the payroll, some in public-welfare posts, and let some retire from work."""
    generator, last = county.generator, county.window.last
    chance = generator.random()
    if person.died_on is not None:
        return
    if 24 <= age < 60 and chance < 0.045:
        status = "临聘" if chance < 0.008 else "在编"
        left = last - generator.randint(1, 10) if chance > 0.043 else None
        put_on_payroll(person, status, last - generator.randint(14, 12 * (age - 22)), last=left)
    elif 24 <= age < 60 and chance < 0.06:
        title = _WELFARE_POSTS[person.number % len(_WELFARE_POSTS)]
        person.welfare_post = Post("", f"{person.household.village.name}委员会", title, last - 20, None, yuan(900))
    elif 20 <= age < 60 and chance < 0.16:
        first, left = last - generator.randint(3, 12 * (age - 18)), last - generator.randint(1, 20)
        employer = _COMPANIES[person.number % len(_COMPANIES)]
        base = yuan(3600 + 50 * generator.randint(0, 60))
        person.work = Post("", employer, "", first, max(first, left) if chance > 0.15 else None, base)
    elif age >= 61 and chance < 0.16:
        retired_on = day_in(month_of(years_later(person.born, 60)), 28)
        kind = "public_service" if chance < 0.05 else "worker"
        grant_pension(person, kind, 2100 + 50 * generator.randint(0, 60), retired_on)
        if kind == "public_service":
            put_on_payroll(person, "退休", month_of(retired_on) - 360)
    elif age >= 61 and chance < 0.175:
        kind = generator.choice(("survivor", "reduced_staff", "injury"))
        grant_pension(person, kind, 600 + 10 * generator.randint(0, 40), any_day(generator, last - 100))


def _certify(county: County, person: Person) -> None:
    """Issue a certificate; levels that need an exemption (level 3, intellectual or mental) are left to the planter."""
    generator, window = county.generator, county.window
    category, level = (
        generator.choices((1, 2, 3, 4, 5, 6, 7), (12, 14, 2, 52, 8, 9, 3))[0],
        generator.choice((1, 2, 3, 4)),
    )
    if level == 3 and category in (5, 6):
        category = 4
    if person.relation in ("户主", "配偶") and _has_frail_partner(person):  # their children keep one able parent
        category, level = 4, 4
    issued_on = max(any_day(generator, window.last - generator.randint(1, 100)), person.born)
    if person.died_on is not None and issued_on >= person.died_on:
        return
    certificate = certify(person, category, level, issued_on)
    chance = generator.random()
    if chance < 0.06 and month_of(issued_on) < window.first - 6:
        status = generator.choice(("注销", "迁出", "冻结"))
        person.certificates[-1] = replace(
            certificate, status=status, status_on=any_day(generator, window.last - generator.randint(0, 16))
        )


def _has_frail_partner(person: Person) -> bool:
    """Say whether the other of head and spouse died or has a disability that may count as severe."""
    partners = [one for one in person.household.members if one is not person and one.relation in ("户主", "配偶")]
    return any(
        one.died_on is not None or any(held.level <= 2 or held.category in (5, 6) for held in one.certificates)
        for one in partners
    )


def _aid(county: County, household: Household) -> None:
    """Put some households on the minimum living allowance, lone old people in destitute support, children on lists."""
    generator = county.generator
    chance = generator.random()
    head = household.members[0]
    ages = [age_of(person, county) for person in household.members]
    has_means = any(person.posts or person.pensions or person.work for person in household.members)
    if chance < 0.055 and not has_means:
        _minimum_living(county, household)
    elif (
        len(ages) == 1
        and ages[0] >= 62
        and head.died_on is None
        and chance < 0.25
        and not has_means
        and not head.certificates
    ):
        first = county.window.last - generator.randint(14, 90)
        put_on_roster(head, DESTITUTE, county.new_case(head, 1), first, yuan(910))
        head.care = generator.choices(("全自理", "半护理", "全护理"), (6, 3, 1))[0]


def _minimum_living(county: County, household: Household) -> None:
    generator, window = county.generator, county.window
    chance = generator.random()
    first = window.last - (generator.randint(1, 10) if chance < 0.1 else generator.randint(13, 70))
    stop = window.last - generator.randint(0, 8) if chance > 0.93 else None
    members = [
        person
        for person in household.members
        if person.moved_out_on is None and (person.died_on is None or month_of(person.died_on) > first)
    ]
    if not members:
        return
    case = county.new_case(members[0], len(members))
    amount = STANDARDS[household.village.is_urban] - 10 * generator.randint(5, 25)
    for person in members:
        start = max(first, month_of(person.born) + 1)
        spell = put_on_roster(person, MINIMUM, case, start, amount, stop=stop)
        if person.died_on is not None and (stop is None or stop > month_of(person.died_on) + 1):
            spell.stop, spell.stop_reason = month_of(person.died_on) + 1, "死亡"


def _die(county: County, person: Person) -> None:
    generator, window = county.generator, county.window
    died_on = max(any_day(generator, window.last - generator.randint(0, 16)), person.born)
    kinds = generator.choice((("certificate",), ("certificate", "cremation"), ("cremation",)))
    report_death(county, person, died_on, kinds)


def _give_resident_pension(county: County, person: Person) -> None:
    """Give the resident pension at 60 to everyone who draws no other pension."""
    sixty = years_later(person.born, 60)
    if month_of(sixty) >= county.window.last or person.pensions or person.is_outsider:
        return
    grant_pension(person, "resident", _resident_amount(county.generator), sixty)


def _resident_amount(generator: Random) -> str:
    return f"{131 + generator.randint(0, 80)}.{generator.randint(0, 99):02d}"
