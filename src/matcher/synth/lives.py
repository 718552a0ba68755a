"""Settle everyone's life around the benefits: family, school, means, insurance, and what offices know of it all."""

from __future__ import annotations

from dataclasses import replace

from matcher.synth.county import County
from matcher.synth.cover import cover, fall_ill, pay_premiums, recognise_margin
from matcher.synth.families import relate_household
from matcher.synth.means import fill_offices, give_means
from matcher.synth.one_off_aid import give_household, give_person
from matcher.synth.person import DeathReport, Person
from matcher.synth.schooling import aid_students, send_to_school
from matcher.synth.timeline import any_day, month_of


def settle_lives(county: County) -> None:
    """Settle the lives of all; only households without planted people own things, serve, or get one-off help."""
    for household in county.households:
        relate_household(county, household)
    for person in county.persons:
        recognise_margin(county, person)
        fall_ill(county, person)
    for household in county.households:
        if household.pattern and household.pattern != "grandparents":
            give_means(county, household)
            give_household(county, household)
    fill_offices(county)
    for person in county.persons:
        send_to_school(county, person)
        cover(county, person)
        pay_premiums(county, person)
        aid_students(county, person)
        give_person(county, person)
        _report_death(county, person)


def _report_death(county: County, person: Person) -> None:
    """Cancel the registration of the dead two months later, and let some villages report them, too.

    A planted death whose report is miswritten is left to its own reports.
    """
    generator, window = county.generator, county.window
    if person.died_on is None or person.is_outsider or person.slips or "deaths" in person.left_out:
        return
    kinds = {report.kind for report in person.deaths}
    month = month_of(person.died_on) + 1
    if month < window.last and "deregistration" not in kinds:
        person.deaths.append(DeathReport("deregistration", person.died_on, any_day(generator, month)))
    if generator.random() < 0.35 and "village_report" not in kinds:
        report = DeathReport("village_report", person.died_on, any_day(generator, min(month, window.last)))
        person.deaths.append(replace(report, reported_on=min(report.reported_on, window.as_of)))
