"""Insure everyone as they should be, or say why not; pay premiums for those in need; let some fall ill."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from matcher.synth.aid_events import explain_uninsured, insure, pay_pension_premium, stay_in_hospital
from matcher.synth.benefits import DESTITUTE, MINIMUM, ORPHAN, UNATTENDED, on_roster
from matcher.synth.county import County, yuan
from matcher.synth.events import put_on_roster
from matcher.synth.means import age_in, is_here
from matcher.synth.person import Person
from matcher.synth.timeline import any_day, month_of, years_later

MARGIN: Final = "low_income_margin"
RIGID: Final = "rigid_expenditure_hardship"

_CATEGORIES: Final = {DESTITUTE: "特困人员", ORPHAN: "孤儿", UNATTENDED: "事实无人抚养儿童", MINIMUM: "低保对象"}
"""Highest first: one person has one subsidy."""
_OWN_PENSIONS: Final = ("worker", "public_service")
_ILLNESSES: Final = ("脑梗死", "恶性肿瘤", "冠心病", "慢性肾功能衰竭", "髋部骨折", "重症肺炎")
_NEWBORN_DAYS: Final = 60
_HIGH_SELF_PAID: Final = 12000
"""Yuan: whose own share is higher is recognised as in hardship, unless aided or monitored."""


def cover(county: County, person: Person) -> None:
    """Insure a person for the year of the county's day, or explain why the residents' insurance has them not."""
    if person.is_outsider or "enrolments" in person.left_out or person.enrolments:
        return
    year = county.window.as_of.year
    reason = _why_not(county, person)
    if reason:
        explain_uninsured(person, year, reason)
        return
    paid_on = any_day(county.generator, year * 12 - county.generator.randint(1, 3))
    paid_on = max(paid_on, person.born + timedelta(days=20))
    insure(person, year, _category(person, year * 12 - 1), paid_on)


def is_worker_insured(person: Person, year: int) -> bool:
    """Say whether work, a post or a worker's pension insured a person in some month of a year."""
    works = [post for post in (*person.posts, person.work) if post is not None and post.status != "遗属补助"]
    is_at_work = any(post.first < year * 12 + 12 and (post.last is None or post.last >= year * 12) for post in works)
    return is_at_work or any(right.kind in _OWN_PENSIONS for right in person.pensions)


def pay_premiums(county: County, person: Person) -> None:
    """Pay the residents' pension insurance of everyone of 16 to 59 who is neither worker nor pupil.

    Government pays the lowest premium of the severely disabled and of those on aid, this year and last.
    """
    year, window = county.window.as_of.year, county.window
    is_of_age = age_in(person, year) >= 16 and month_of(years_later(person.born, 60)) > year * 12
    if "pension_premiums" in person.left_out or not is_here(person) or not is_of_age:
        return
    category, since = _need(person, window.first)
    if not category and (person.studies or person.custodies):
        return
    for paid_year in (year - 1, year):
        if _pays_as_worker(person, paid_year):
            continue
        june = paid_year * 12 + 5
        if category and since <= paid_year * 12 + 11:
            pay_pension_premium(person, paid_year, min(max(june, since), window.last), category=category)
        elif paid_year == year or category:
            pay_pension_premium(person, paid_year, june)


def _pays_as_worker(person: Person, year: int) -> bool:
    """Say whether a person paid worker's premiums in a year, or draws a worker's pension."""
    if person.planted and person.work is None:  # a planted post contributes nothing
        return any(right.kind in _OWN_PENSIONS for right in person.pensions)
    return is_worker_insured(person, year)


def fall_ill(county: County, person: Person) -> None:
    """Settle a stay of a few; assistance goes to those on aid, and high costs make a household one in hardship."""
    generator, window = county.generator, county.window
    if generator.random() > 0.02 or person.moved_out_on is not None or person.is_outsider or "stays" in person.left_out:
        return
    admitted = any_day(generator, window.last - generator.randint(2, 11))
    if admitted < person.born or (person.died_on is not None and admitted > person.died_on):
        return
    total = generator.randint(8000, 26000)
    if generator.random() < 0.2 and not person.planted and not _has_unable_partner(person):
        total = generator.randint(40000, 180000)
    days = generator.randint(4, 24)
    if person.died_on is not None:
        days = min(days, (person.died_on - admitted).days)
    # who is recognised while in hospital is aided when the stay is settled
    months = {month_of(admitted), month_of(admitted + timedelta(days=days))}
    is_aided = any(on_roster(person, programme, month) for programme in _CATEGORIES for month in months)
    stay = stay_in_hospital(person, admitted, total, generator.choice(_ILLNESSES), is_aided=is_aided, days=days)
    poverty = person.household.poverty
    is_monitored = poverty is not None and poverty.monitored_kind != "" and poverty.cleared is None
    settled = month_of(stay.settled_on)
    is_known = is_monitored or any(spell.stop is None or spell.stop > settled for spell in person.spells)
    if stay.self_paid >= _HIGH_SELF_PAID and not is_known and person.died_on is None:
        members = [member for member in person.household.members if is_here(member)]
        case = county.new_case(members[0], len(members))
        for member in members:
            put_on_roster(member, RIGID, case, settled + 1, yuan(0))


def recognise_margin(county: County, person: Person) -> None:
    """Put grown people with a severe disability and neither aid nor means of their own on the low-income margin."""
    if "margin" in person.left_out or not is_here(person) or person.spells:
        return
    works = person.work is not None and person.work.first < county.window.first and person.work.last is None
    has_means = bool(person.posts or works or any(right.kind in _OWN_PENSIONS for right in person.pensions))
    severe = [certificate for certificate in person.certificates if is_severe(certificate.category, certificate.level)]
    if not severe or has_means or age_in(person, county.window.as_of.year) < 18:
        return
    grown = month_of(years_later(person.born, 18))
    first = max(month_of(severe[0].issued_on) + 1, grown, county.window.last - 40)
    put_on_roster(person, MARGIN, county.new_case(person, 1), min(first, county.window.last), yuan(0))


def _has_unable_partner(person: Person) -> bool:
    """Say whether somebody else of a household cannot raise its children: severely disabled, ill, dead, in custody.

    Their children keep one parent who can.
    """
    return any(
        one.died_on is not None
        or one.custodies
        or any(stay.is_major for stay in one.stays)
        or any(is_severe(held.category, held.level) for held in one.certificates)
        for one in person.household.members
        if one is not person
    )


def is_severe(category: int, level: int) -> bool:
    """Say whether a disability is severe for aid: levels 1 and 2, and level 3 intellectual or mental."""
    return level <= 2 or (level == 3 and category in (5, 6))


def _why_not(county: County, person: Person) -> str:
    """Say why a person is not in the residents' insurance of the year; empty where they are."""
    year, as_of = county.window.as_of.year, county.window.as_of
    january = year * 12
    if person.died_on is not None and month_of(person.died_on) < january:
        return "死亡"
    if person.moved_out_on is not None:
        return "异地居民"
    if any(right.kind in _OWN_PENSIONS for right in person.pensions):
        return "本地职工(退休)"
    if is_worker_insured(person, year):
        return "本地职工(在职)"
    for custody in person.custodies:
        is_inside = month_of(custody.began_on) < january and (custody.ended_on is None or custody.ended_on > as_of)
        if is_inside and custody.kind in ("有期徒刑", "强制隔离戒毒"):
            return "服刑"
    return "动态新增" if person.born > as_of - timedelta(days=_NEWBORN_DAYS) else ""


def _category(person: Person, cut_off: int) -> str:
    """Give the category of an insured person on the cut-off: the month before the year."""
    for programme, category in _CATEGORIES.items():
        if on_roster(person, programme, cut_off):
            return category
    poverty = person.household.poverty
    if poverty is None:
        return "普通居民"
    is_running = poverty.identified <= cut_off and (poverty.cleared is None or poverty.cleared > cut_off)
    return "监测对象" if poverty.monitored_kind and is_running else "脱贫人口"


def _need(person: Person, first: int) -> tuple[str, int]:
    """Give the category under which government pays the pension premium, and since when; empty where it does not."""
    for programme, category in ((DESTITUTE, "特困人员"), (MINIMUM, "低保对象")):
        spells = [spell for spell in person.spells if spell.programme == programme]
        running = [spell.first for spell in spells if spell.stop is None or spell.stop > first]
        if running:
            return category, min(running)
    issued = [month_of(one.issued_on) + 1 for one in person.certificates if is_severe(one.category, one.level)]
    return ("重度残疾人", min(issued)) if issued else ("", 0)
