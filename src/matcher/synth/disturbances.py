"""Blur the lives of ordinary people: lawful events that leave traces which look like something else.

Nothing here breaks a rule: a finding about these people is a false one. Only those whose hit an exemption must lift, or
of whose death nobody knows yet, stand in the truth, as look-alikes.
"""

from __future__ import annotations

from dataclasses import replace

from matcher.synth.benefits import ELDER, MINIMUM, RESIDENT_PENSION, covers_nursing, lawful_months
from matcher.synth.county import County
from matcher.synth.events import reissue_id, report_death_late
from matcher.synth.person import Person, PlantedCase, Slip
from matcher.synth.settings import Rates
from matcher.synth.timeline import any_day, month_of


def disturb(county: County, rates: Rates) -> None:
    """Let lawful life happen to ordinary people."""
    for household in county.households:
        if any(person.planted for person in household.members):
            continue
        for person in household.members:
            _bury(county, person, rates)
            _reassess(county, person, rates)
            _pay_otherwise(county, person, rates)
            _report_late(county, person, rates)
            _reissue(county, person, rates)
    _name_alike(county, rates)
    _borrow_ids(county, rates)


def _happens(county: County, share: float) -> bool:
    return county.generator.random() < share


def _may_happen(county: County, share: float) -> bool:
    """Say whether something happens that a county can be made without, as if nobody had ever thought of it."""
    return share > 0 and _happens(county, share)


def _bury(county: County, person: Person, rates: Rates) -> None:
    """Bury someone in the village: no certificate, no cremation, the register alone knows, and payments stop."""
    is_known = person.died_on is not None and month_of(person.died_on) < county.window.last - 1
    is_rural = not person.household.village.is_urban
    if is_known and is_rural and _happens(county, rates.burials_without_record) and not person.certificates:
        person.deaths.clear()  # without it, a certificate holder's lawful stop would look like an omission


def _reassess(county: County, person: Person, rates: Rates) -> None:
    """Assess a certificate again: from one level that the nursing subsidy covers to the other, or between the rest."""
    if not person.certificates or not _happens(county, rates.reassessed_certificates):
        return
    certificate = person.certificates[-1]
    other = {1: 2, 2: 1, 3: 4, 4: 3}[certificate.level]
    assessed_on = any_day(county.generator, county.window.last - county.generator.randint(1, 10))
    is_plain = certificate.status == "正常" and certificate.issued_on < assessed_on and person.died_on is None
    if is_plain and covers_nursing(certificate, other) == covers_nursing(certificate, certificate.level):
        person.certificates[-1] = replace(certificate, previous_level=other, assessed_on=assessed_on)


def _pay_otherwise(county: County, person: Person, rates: Rates) -> None:
    """Pay some months later than they are due, or send one again after it failed."""
    for programme in (MINIMUM, ELDER):
        months = sorted(lawful_months(person, programme, county.window))
        if len(months) < 8:  # somebody who is paid through most of the year
            continue
        if _happens(county, rates.back_payments):
            start = county.generator.randrange(len(months) - 4)
            person.change(programme).late.update(months[start : start + 2])
        elif _happens(county, rates.failed_payments):
            person.change(programme).resent.add(months[county.generator.randrange(len(months) - 4)])


def _report_late(county: County, person: Person, rates: Rates) -> None:
    """Let the death of a pensioner become known one to three months late: payments run on until then."""
    window = county.window
    if person.died_on is None or month_of(person.died_on) < window.first or not person.deaths or person.certificates:
        return
    paid = [programme for programme in (MINIMUM, ELDER, RESIDENT_PENSION) if lawful_months(person, programme, window)]
    if RESIDENT_PENSION in paid and _may_happen(county, rates.late_death_reports):
        known = month_of(person.died_on) + county.generator.randint(1, 3)
        months = report_death_late(county, person, known, paid)
        for programme in paid if months else ():
            county.cases.append(_late_case(person, programme, months, is_known=known <= window.last))


def _late_case(person: Person, programme: str, months: tuple[int, ...], *, is_known: bool) -> PlantedCase:
    """Note what no finding may say of a death that is known late: the money came back, or nobody knows yet."""
    code = {MINIMUM: "B01", ELDER: "B03", RESIDENT_PENSION: "B05"}[programme]
    if is_known:
        note = "死亡信息滞后，多发月份已追回"
        return PlantedCase(code, "look_alike", person, programme, months, "E06", note, reason_code="E06")
    return PlantedCase(code, "look_alike", person, programme, note="死亡尚未上报，各名单均无记载", reason_code="E29")


def _reissue(county: County, person: Person, rates: Rates) -> None:
    """Give another ID to some people, whom pension office and employers list under the former one."""
    if (person.pensions or person.work) and not person.slips and _may_happen(county, rates.reissued_ids):
        changed_on = any_day(county.generator, county.window.last - county.generator.randint(0, 30))
        reissue_id(county, person, changed_on, ("pensions_paid", "worker_contributions"))


def _name_alike(county: County, rates: Rates) -> None:
    """Give some people the name of somebody of the same village and sex."""
    seen: dict[tuple[str, str], Person] = {}
    for person in county.persons:
        key = (person.household.village.code, person.sex)
        other = seen.get(key)
        if not person.planted and other is not None and _happens(county, rates.homonyms):
            person.name = other.name
        seen[key] = person


def _borrow_ids(county: County, rates: Rates) -> None:
    """Let an employer list some workers under the ID of somebody of the other sex, whose name is another."""
    workers = [person for person in county.persons if person.work is not None and not person.planted]
    others = [person for person in county.persons if not person.planted and person.died_on is None]
    for worker in workers:
        if _happens(county, rates.borrowed_ids):
            lender = county.generator.choice(others)
            if lender.sex != worker.sex and lender.name != worker.name:
                worker.slips["worker_contributions"] = Slip("borrowed", lender.citizen_id)
