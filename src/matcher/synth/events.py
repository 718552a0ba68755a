"""What befalls a made-up person: a certificate is issued, a death reported, a place on a roster or payroll begins.

What people own and do is in matcher.synth.property_events, what they are given in matcher.synth.aid_events.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from matcher.synth.county import County, yuan
from matcher.synth.person import (
    AidCase,
    Certificate,
    DeathReport,
    Decision,
    FormerId,
    PensionRight,
    Person,
    Post,
    Slip,
    Spell,
)
from matcher.synth.timeline import any_day, month_of, years_later

STANDARDS = {True: yuan(720), False: yuan(545)}
"""Minimum living standard in yuan a month a person: urban, rural."""


def certify(
    person: Person, category: int, level: int, issued_on: date, *, number_level: int | None = None, reissue: int = 0
) -> Certificate:
    """Issue a disability certificate for ten years.

    Args:
        person: Holder.
        category: 1 to 7.
        level: Present level, 1 to 4.
        issued_on: First day.
        number_level: Level that the number shows; none: the present one.
        reissue: 1 for the first reissue (suffix B1).
    """
    suffix = f"B{reissue}" if reissue else ""
    number = f"{person.citizen_id}{category}{number_level or level}{suffix}"
    certificate = Certificate(number, category, level, issued_on, years_later(issued_on, 10) - timedelta(days=1))
    person.certificates.append(certificate)
    return certificate


def report_death(county: County, person: Person, died_on: date, kinds: tuple[str, ...]) -> None:
    """Let a person die, and let these agencies report the right day."""
    person.died_on = died_on
    for kind in kinds:
        days = 2 if kind == "cremation" else county.generator.randint(1, 9)
        person.deaths.append(DeathReport(kind, died_on, min(died_on + timedelta(days=days), county.window.as_of)))


def report_death_late(county: County, person: Person, known: int, programmes: Iterable[str]) -> tuple[int, ...]:
    """Let agencies know of a death only in a later month: until then they pay on, and then take back what they paid.

    Reports of after the county's day are in no export yet, nor is the money taken back.

    Args:
        county: The county.
        person: Who died, with the reports.
        known: Month in which the first report comes in.
        programmes: What was paid to the person month by month.

    Returns:
        Months that were paid after the death.
    """
    window = county.window
    if person.died_on is None:
        return ()
    person.death_known_on = any_day(county.generator, known)
    late = [replace(one, reported_on=max(one.reported_on, person.death_known_on)) for one in person.deaths]
    person.deaths = [report for report in late if report.reported_on <= window.as_of]
    unlawful = set(range(max(month_of(person.died_on) + 1, window.first), min(known, window.last + 1)))
    for programme in programmes:
        person.change(programme).extra.update(unlawful)
        if known <= window.last:
            person.change(programme).reversed.update(unlawful)
    for spell in person.spells:
        if spell.stop_reason == "死亡" and known > window.last:
            spell.stop, spell.stop_reason = None, ""
    return tuple(sorted(unlawful))


def reissue_id(county: County, person: Person, changed_on: date, sources: Iterable[str]) -> None:
    """Give a person another ID, in the place of one that these sources still write."""
    former = county.former_id(person)
    person.former_id = FormerId(former, changed_on, county.generator.choice(("重号更正", "错号更正")))
    for source in sources:
        person.slips[source] = Slip("former", former)


def put_on_roster(
    person: Person, programme: str, case: AidCase, first: int, amount: Decimal, *, stop: int | None = None
) -> Spell:
    """Put a person on the roster of a programme."""
    spell = Spell(programme, case, first, amount, stop, "" if stop is None else "收入超标")
    person.spells.append(spell)
    return spell


def grant_pension(person: Person, kind: str, amount: int | str, retired_on: date, *, first: int | None = None) -> None:
    """Give a monthly pension, from the month after retirement where no first month is given."""
    start = month_of(retired_on) + 1 if first is None else first
    person.pensions.append(PensionRight(kind, yuan(amount), retired_on, start))


def put_on_payroll(person: Person, status: str, first: int, *, last: int | None = None) -> None:
    """Put a person on the public payroll; employer, post and wage follow from the person's number."""
    employers = (
        "青溪县第一中学",
        "青溪县人民医院",
        "青溪县自然资源局",
        "青溪县水利局",
        "城关镇人民政府",
        "白石镇中心小学",
    )
    titles = ("科员", "教师", "护师", "工程师", "办事员", "主任")
    wages = {"遗属补助": 820, "临聘": 2300, "精减退职": 640}
    wage = wages.get(status, 4200 + person.number % 19 * 150)
    employer, title = employers[person.number % len(employers)], titles[person.number % len(titles)]
    person.posts.append(Post(status, employer, title, first, last, yuan(wage)))


def decide(
    county: County, person: Person, exemption_code: str, catalogue_code: str, reason: str, *, expired: bool = False
) -> None:
    """Write a decision into the verification register; an expired one no longer holds on the county's day."""
    window = county.window
    decided_on = any_day(county.generator, window.first + (2 if expired else 9))
    valid_until = any_day(county.generator, window.last - 2) if expired else any_day(county.generator, window.last + 10)
    person.decisions.append(Decision(exemption_code, catalogue_code, "", decided_on, valid_until, reason))
