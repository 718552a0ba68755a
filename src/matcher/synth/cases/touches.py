"""What befalls the people of sketched cases. Each function gives one touch; months are those of the window, 0 to 11."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from matcher.synth.aid_events import aid_housing, contract_land, insure, pay_grant, stay_in_hospital
from matcher.synth.benefits import MINIMUM
from matcher.synth.cases.planter import Planter
from matcher.synth.cases.sketch import Touch, touch
from matcher.synth.county import yuan
from matcher.synth.events import certify, grant_pension, put_on_payroll, put_on_roster, report_death
from matcher.synth.person import Person, Post, PovertyFile
from matcher.synth.property_events import go_to_school, marry, relate, take_into_custody
from matcher.synth.timeline import day_in


def has(**fields: object) -> Touch:
    """Set what a person is, by the name of the field."""

    def happen(_planter: Planter, person: Person) -> None:
        for name, value in fields.items():
            setattr(person, name, value)

    return happen


def without(*names: str) -> Touch:
    """Leave out what ordinary life would give; names as in Belongings.left_out."""

    def happen(_planter: Planter, person: Person) -> None:
        person.left_out = person.left_out | frozenset(names)

    return happen


def on_day(event: Callable[..., object], month: int, *more: Any, **fields: Any) -> Touch:
    """Let an event of matcher.synth.property_events or aid_events happen on some day of a month."""
    return lambda planter, person: void(event(person, planter.day(month), *more, **fields))


def void(_result: object) -> None:
    """Forget what an event gives."""


def poor(
    *,
    first: int = -20,
    stop: int | None = None,
    grace: int | None = None,
    income: int | None = None,
    stop_reason: str = "",
) -> Touch:
    """Put a person on the minimum living allowance, alone; `grace`: last month of a gradual exit."""

    def happen(planter: Planter, person: Person) -> None:
        spell = planter.on_minimum(person, first=first, stop=stop)
        spell.grace_until = None if grace is None else planter.month(grace)
        spell.income = None if income is None else yuan(income)
        spell.stop_reason = stop_reason or spell.stop_reason

    return happen


def covered(first: int | None = None) -> Touch:
    """Cover a member by the case of the household's head, from the head's first month on."""

    def happen(planter: Planter, person: Person) -> None:
        own = person.household.members[0].spells[0]
        own.case.covered_count += 1
        start = own.first if first is None else planter.month(first)
        spell = put_on_roster(person, MINIMUM, own.case, start, own.amount, stop=own.stop)
        spell.income, spell.grace_until = own.income, own.grace_until

    return happen


def destitute(care: str = "全自理", *, in_institution: bool = False) -> Touch:
    """Put a person in destitute support."""

    def happen(planter: Planter, person: Person) -> None:
        planter.on_destitute(person)
        person.care, person.in_institution = care, in_institution

    return happen


def listed(programme: str, first: int, amount: int = 0, *, stop: int | None = None) -> Touch:
    """Put a person on the roster of a programme, as a case of their own."""

    def happen(planter: Planter, person: Person) -> None:
        case = planter.county.new_case(person, 1)
        stops = None if stop is None else planter.month(stop)
        put_on_roster(person, programme, case, planter.month(first), yuan(amount), stop=stops)

    return happen


def member(relation: str, ages: tuple[int, int], *life: Touch, sex: str = "") -> Touch:
    """Add someone to the household."""

    def happen(planter: Planter, person: Person) -> None:
        natural = {"子": "男", "女": "女", "孙子": "男", "父": "男", "母": "女"}
        opposite = "女" if person.sex == "男" else "男"
        one = planter.relative(person, relation, *ages, sex or natural.get(relation, opposite))
        touch(planter, one, life)

    return happen


def newborn(month: int, *life: Touch) -> Touch:
    """Add a son who was born in a month."""

    def happen(planter: Planter, person: Person) -> None:
        child = planter.county.add(person.household, "子", "男", planter.day(month))
        child.planted = True
        touch(planter, child, life)

    return happen


def kin(relation: str, ages: tuple[int, int], *life: Touch) -> Touch:
    """Give a person a `child`, `father` or `spouse` who lives in a household of their own."""

    def happen(planter: Planter, person: Person) -> None:
        sex = {"father": "男", "child": ""}.get(relation, "女" if person.sex == "男" else "男")
        one = planter.person(*ages, sex=sex)
        one.left_out = person.left_out | {"kin"}
        person.left_out = person.left_out | {"kin"}
        if relation == "spouse":
            marry(person, one, planter.day(-90))
        else:
            relate(*((one, person) if relation == "father" else (person, one)))
        touch(planter, one, life)

    return happen


def certified(level: int, category: int = 4, *, status: str = "正常", first: int = -40) -> Touch:
    """Issue a disability certificate; `status` since it was issued."""

    def happen(planter: Planter, person: Person) -> None:
        # somebody young has had it from birth at most
        day = max(planter.day(first), date(person.born.year, person.born.month, 28))
        certificate = certify(person, category, level, day)
        status_on = None if status == "正常" else day
        person.certificates[-1] = replace(certificate, status=status, status_on=status_on)

    return happen


def in_register(
    kind: str = "",
    *,
    identified: int = -100,
    cleared: int | None = None,
    income: int = 12000,
    risk: tuple[str, ...] = ("",),
    grade: str = "",
) -> Touch:
    """Put the household into the register of the poor: lifted, or monitored where a kind is given.

    Args:
        kind: Kind of monitored household.
        identified: Month in which it was found.
        cleared: Month in which its risk was cleared; None: not yet.
        income: Yuan a head and year.
        risk: Risk, and the measures against it.
        grade: Grade of an unsafe house.
    """

    def happen(planter: Planter, person: Person) -> None:
        person.household.poverty = PovertyFile(
            f"1801{len(person.household.number):02d}{person.household.number[6:]}",
            "监测户" if kind else "脱贫户",
            kind,
            planter.month(identified),
            None if cleared is None else planter.month(cleared),
            yuan(income),
            risk[0],
            frozenset(risk[1:]),
            grade,
        )

    return happen


def unpaid(programme: str, *months: int) -> Touch:
    """Leave out payments that are due."""
    return lambda planter, person: person.change(programme).skipped.update(map(planter.month, months))


def paid(programme: str, months: Iterable[int], *, reversed_too: bool = False) -> Touch:
    """Pay months without a right, and perhaps take them back."""

    def happen(planter: Planter, person: Person) -> None:
        numbers = [planter.month(index) for index in months]
        person.change(programme).extra.update(numbers)
        if reversed_too:
            person.change(programme).reversed.update(numbers)

    return happen


def works(first: int = -30, *, last: int | None = None, own: bool = False) -> Touch:
    """Insure a person through an employer, or through themselves."""

    def happen(planter: Planter, person: Person) -> None:
        employer = "灵活就业人员" if own else "青溪永兴纺织厂"
        end = None if last is None else planter.month(last)
        person.work = Post("", employer, "", planter.month(first), end, yuan(3900))

    return happen


def employed(status: str = "在编", *, first: int = -60) -> Touch:
    """Put a person on the public payroll."""
    return lambda planter, person: put_on_payroll(person, status, planter.month(first))


def in_post(first: int = -20) -> Touch:
    """Give a public-welfare post."""

    def happen(planter: Planter, person: Person) -> None:
        committee = f"{person.household.village.name}委员会"
        person.welfare_post = Post("", committee, "保洁员", planter.month(first), None, yuan(900))

    return happen


def draws(kind: str, amount: int, *, retired: int = -40) -> Touch:
    """Pay a monthly pension."""
    return lambda planter, person: grant_pension(person, kind, amount, planter.day(retired))


def granted(programme: str, month: int, amount: int | str, *, area: str = "", **fields: str) -> Touch:
    """Pay something that follows no monthly right; `area`: mu of land that it is for; other fields as in Grant."""

    def happen(planter: Planter, person: Person) -> None:
        pay_grant(person, programme, planter.month(month), amount)
        more: dict[str, Any] = {**fields, **({"area": Decimal(area)} if area else {})}
        person.grants[-1] = replace(person.grants[-1], **more)

    return happen


def farms(area: str) -> Touch:
    """Give the household's land contract to a person."""
    return lambda _planter, person: void(contract_land(person, area))


def renovated(category: str = "建档立卡贫困户", month: int = 3, amount: int = 15000) -> Touch:
    """Aid the rebuilding of an unsafe house that was applied for in a month."""

    def happen(planter: Planter, person: Person) -> None:
        aid_housing(person, "危房改造", category, planter.day(month), amount, grade="C级")

    return happen


def in_custody(first: int, last: int, kind: str = "有期徒刑") -> Touch:
    """Take a person into custody, and release them; beyond 11: still there."""
    return lambda planter, person: void(take_into_custody(person, planter.day(first), planter.day(last), kind=kind))


def dies(month: int, *reports: str) -> Touch:
    """Let a person die; by these lists, a certificate where none is named."""
    return lambda planter, person: report_death(planter.county, person, planter.day(month), reports or ("certificate",))


def in_hospital(month: int, total: int) -> Touch:
    """Settle a stay without medical assistance."""
    return lambda planter, person: void(
        stay_in_hospital(person, day_in(planter.month(month), 3), total, "恶性肿瘤", is_aided=False)
    )


def at_school(stage: str, year: int, *, status: str = "在读") -> Touch:
    """Enrol a pupil for a school year; all but the last one end in July."""

    def happen(planter: Planter, person: Person) -> None:
        is_last = year == planter.county.window.as_of.year
        go_to_school(person, stage, year, status=status, last=None if is_last else year * 12 + 18)

    return happen


def insured(category: str, *, subsidised: int = 0) -> Touch:
    """Enrol a person in the residents' medical insurance of the year."""

    def happen(planter: Planter, person: Person) -> None:
        insure(person, planter.county.window.as_of.year, category, planter.day(0), subsidised=subsidised)

    return happen
