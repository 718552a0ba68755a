"""Plant B01–B06: benefits paid after death, what of it came back (C10), and the lawful cases that look like it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from matcher.synth.benefits import (
    DESTITUTE,
    ELDER,
    LIVING,
    MINIMUM,
    NURSING,
    ORPHAN,
    RESIDENT_PENSION,
    programme_of_findings,
)
from matcher.synth.cases.planter import Planter, miswrite
from matcher.synth.county import yuan
from matcher.synth.events import certify, decide, grant_pension, put_on_roster, report_death
from matcher.synth.person import DeathReport, Person
from matcher.synth.timeline import years_later

_Make = Callable[[], Person]
_PAID_TO_WORKERS: Final = "pension_worker"


@dataclass(frozen=True)
class _Kind:
    """One of the six codes: its programmes, how a recipient is made, and whose rows a slip may touch."""

    code: str
    programmes: tuple[str, ...]
    make: _Make
    pays: str
    """Source that pays."""


# Month of death and last month paid, and how a source miswrites the ID: (source, slip), `pays` for the paying source.
_VIOLATIONS: Final = (
    (2, 11, ("certificate",), None),
    (5, 6, ("certificate", "cremation"), None),
    (0, 7, ("certificate",), ("pays", "wrong_digit")),
    (8, 11, ("cremation",), ("cremations", "wrong_digit")),
    (3, 9, ("certificate", "cremation"), ("pays", "swap")),
    (6, 8, ("certificate",), ("death_certificates", "missing_digit")),
    (-4, 2, ("certificate",), None),
)


def plant_violations(planter: Planter) -> None:
    """Plant the true cases of the six codes."""
    for kind in _kinds(planter):
        for died, last, reports, slip in _VIOLATIONS:
            _plant_violation(planter, kind, (died, last), reports, slip)
        if kind.pays != "pensions_paid":
            _plant_partly_recovered(planter, kind)
    _plant_partly_lawful(planter, _kinds(planter)[0])
    _plant_partly_recovered_of_children(planter)


def plant_look_alikes(planter: Planter) -> None:
    """Plant the look-alikes of the six codes."""
    for kind in _kinds(planter):
        _plant_boundaries(planter, kind)
        _plant_exempted(planter, kind)
    _plant_other_people(planter, _kinds(planter)[0])


def _kinds(planter: Planter) -> tuple[_Kind, ...]:
    def on_minimum() -> Person:
        person = planter.person(38, 58)
        planter.on_minimum(person, covered=planter.county.generator.choice((1, 1, 2, 3)))
        return person

    def destitute() -> Person:
        person = planter.person(62, 78)
        planter.on_destitute(person)
        return person

    def disabled() -> Person:
        person = planter.person(30, 58)
        certify(
            person,
            planter.county.generator.choice((1, 4, 6)),
            planter.county.generator.choice((1, 2)),
            planter.day(-40),
        )
        return person

    def pensioner() -> Person:
        person = planter.person(63, 78)
        grant_pension(person, "resident", "163.50", years_later(person.born, 60))
        return person

    def elder() -> Person:
        return planter.person(81, 88)

    def retired() -> Person:
        person = planter.person(63, 78)
        retired_on = years_later(person.born, 60)
        grant_pension(person, "worker", 2100 + 50 * planter.county.generator.randint(0, 40), retired_on)
        return person

    return (
        _Kind("B01", (MINIMUM,), on_minimum, "card_payments"),
        _Kind("B02", (DESTITUTE,), destitute, "card_payments"),
        _Kind("B04", (NURSING,), disabled, "disability_subsidy_payments"),
        _Kind("B03", (ELDER,), elder, "elder_allowance_payments"),
        _Kind("B05", (RESIDENT_PENSION,), pensioner, "pensions_paid"),
        _Kind("B06", (_PAID_TO_WORKERS,), retired, "pensions_paid"),
    )


def _plant_violation(
    planter: Planter, kind: _Kind, span: tuple[int, int], reports: tuple[str, ...], slip: tuple[str, str] | None
) -> None:
    died, last = span
    person = kind.make()
    programmes = kind.programmes
    if kind.code == "B04" and died in (2, 3):  # in two cases both subsidies go on
        planter.on_minimum(person)
        programmes = (LIVING, NURSING)
    report_death(planter.county, person, planter.day(died), reports)
    note = f"死亡次月起仍发放（{'、'.join(reports)}）"
    if slip is not None:
        source = kind.pays if slip[0] == "pays" else slip[0]
        miswrite(person, source, slip[1])
        note += f"；{source} 证件号码有误（{slip[1]}）"
    for programme in programmes:
        months = planter.months(max(died + 1, 0), last)
        person.change(programme).extra.update(months)
        planter.violation(kind.code, person, programme_of_findings(programme), months, note=note)


def _plant_boundaries(planter: Planter, kind: _Kind) -> None:
    """Plant deaths in the month of the last payment, and payments after death that reached nobody or came late."""
    for programme in kind.programmes:
        person = kind.make()
        report_death(planter.county, person, planter.day(6), ("certificate", "cremation"))
        planter.look_alike(kind.code, person, programme_of_findings(programme), note="死亡当月发放，次月停发")
        if kind.pays == "pensions_paid":
            continue  # this export has neither a payment status nor a day of payment
        person = kind.make()
        report_death(planter.county, person, planter.day(7), ("certificate",))
        changes = person.change(programme)
        changes.extra.update(planter.months(8, 9))
        changes.failed.update(planter.months(8, 9))
        planter.look_alike(kind.code, person, programme_of_findings(programme), note="死亡次月起发放未成功")
        planter.look_alike(
            "C08", person, programme, lifted=("E02", planter.months(8, 8)), note="发放失败时本人已死亡，不应重发"
        )
        person = kind.make()
        report_death(planter.county, person, planter.day(4), ("certificate",))
        person.change(programme).late.update(planter.months(3, 4))
        planter.look_alike(kind.code, person, programme_of_findings(programme), note="E06：生前月份的待遇在死亡后补发")


def _plant_exempted(planter: Planter, kind: _Kind) -> None:
    for programme in kind.programmes:
        _plant_doubtful_deaths(planter, kind, programme)
        person = kind.make()
        report_death(planter.county, person, planter.day(5), ("certificate",))
        months = planter.months(6, 7)
        person.change(programme).extra.update(months)
        person.change(programme).reversed.update(months)
        counted_as = programme_of_findings(programme)
        planter.look_alike(kind.code, person, counted_as, lifted=("E06", months), note="已追回（负数冲销）")
        if kind.pays != "pensions_paid":
            planter.look_alike("C10", person, counted_as, reason="E06", note="死亡后多发月份已全部追回")
        person = kind.make()
        report_death(planter.county, person, planter.day(7), ("certificate",))
        person.change(programme).extra.update(planter.months(8, 8))
        decide(planter.county, person, "E06", kind.code, "家属已在银行柜台退回")
        planter.look_alike(
            kind.code,
            person,
            programme_of_findings(programme),
            lifted=("E06", planter.months(8, 8)),
            note="核查认定台账",
        )


def _plant_doubtful_deaths(planter: Planter, kind: _Kind, programme: str) -> None:
    """Plant a report that was withdrawn, two reports with different days, and a report on someone else's ID."""
    person = kind.make()
    reported = planter.day(4)
    person.deaths.append(DeathReport("certificate", reported, reported, withdrawn_on=planter.day(5)))
    _look_alike_of_report(planter, (kind.code, programme), person, planter.months(5, 11), "误报死亡，已撤销")

    person = kind.make()
    report_death(planter.county, person, planter.day(5), ("cremation",))
    person.deaths.append(DeathReport("certificate", planter.day(3), planter.day(6)))
    _look_alike_of_report(planter, (kind.code, programme), person, planter.months(4, 5), "死亡证明与火化登记日期不一致")

    person = kind.make()
    other = planter.person(63, 74, sex="女" if person.sex == "男" else "男")
    report_death(planter.county, other, planter.day(3), ("certificate",))
    miswrite(other, "death_certificates", "borrowed", person.citizen_id)
    planter.look_alike(
        kind.code, person, programme_of_findings(programme), note="E01：他人的死亡证明误填本人身份证号，姓名不符"
    )


def _look_alike_of_report(
    planter: Planter, hit: tuple[str, str], person: Person, months: tuple[int, ...], note: str
) -> None:
    """Note a look-alike of a doubtful report; old people on other benefits draw the resident pension as well."""
    code, programme = hit
    planter.look_alike(code, person, programme_of_findings(programme), lifted=("E05", months), note=note)
    if programme in (DESTITUTE, ELDER):
        planter.look_alike("B05", person, RESIDENT_PENSION, lifted=("E05", months), note=note)


def _plant_other_people(planter: Planter, minimum: _Kind) -> None:
    """Plant deaths of others that only card payments of the minimum living allowance show."""
    person = minimum.make()
    twin_name = planter.person(45, 58, sex=person.sex, village=person.household.village)
    twin_name.name = person.name
    report_death(planter.county, twin_name, planter.day(3), ("certificate", "cremation"))
    planter.look_alike("B01", person, MINIMUM, note="同村同名者死亡，不是本人")

    person = minimum.make()
    namesake = planter.person(45, 58, sex=person.sex)
    namesake.name, namesake.is_outsider = person.name, True
    report_death(planter.county, namesake, planter.day(2), ("cremation",))
    miswrite(namesake, "cremations", "blank")
    planter.look_alike("B01", person, MINIMUM, note="外县同名者火化，未填身份证号，不是本人")

    person = minimum.make()
    reported = planter.day(4)
    person.deaths.append(DeathReport("certificate", reported, reported, withdrawn_on=planter.day(6)))
    person.change(MINIMUM).reversed.update(planter.months(5, 5))
    planter.look_alike("B01", person, MINIMUM, lifted=("E05", planter.months(5, 11)), note="误报死亡，已撤销")
    planter.look_alike("C10", person, MINIMUM, lifted=("E05", planter.months(6, 11)), note="误报死亡后误追一月")

    head = planter.person(50, 58)
    planter.on_minimum(head, covered=2)
    report_death(planter.county, head, planter.day(4), ("certificate",))
    child = head.household.members[1]
    child.payee = head
    planter.look_alike("B01", child, MINIMUM, note="E16：户主（收款人）已故，享受人健在")


def _plant_partly_recovered(planter: Planter, kind: _Kind) -> None:
    """Plant payments after death of which the first months came back and the others did not."""
    for programme in kind.programmes:
        person = kind.make()
        report_death(planter.county, person, planter.day(2), ("certificate",))
        change = person.change(programme)
        change.extra.update(planter.months(3, 7))
        change.reversed.update(planter.months(3, 4))
        planter.violation(kind.code, person, programme, planter.months(5, 7), note="追缴不足：后三个月未追回")


def _plant_partly_recovered_of_children(planter: Planter) -> None:
    """Plant children's allowances, of which no code of payments after death tells: what is left is told by C10."""
    for died, recovered, last in ((2, 4, 7), (5, 6, 9)):
        child = planter.relative(planter.person(56, 58, sex="女"), "孙子", 8, 14, "男")
        put_on_roster(child, ORPHAN, planter.county.new_case(child, 1), planter.month(-10), yuan(1360))
        report_death(planter.county, child, planter.day(died), ("certificate",))
        change = child.change(ORPHAN)
        change.extra.update(planter.months(died + 1, last))
        change.reversed.update(planter.months(died + 1, recovered))
        planter.violation("C10", child, ORPHAN, planter.months(recovered + 1, last), note="死亡后多发待遇只追回一部分")


def _plant_partly_lawful(planter: Planter, minimum: _Kind) -> None:
    """Plant payments after death of which some came back, or a decision of which no longer holds."""
    person = minimum.make()
    report_death(planter.county, person, planter.day(3), ("certificate",))
    changes = person.change(MINIMUM)
    changes.extra.update(planter.months(4, 8))
    changes.reversed.update(planter.months(4, 5))
    planter.violation("B01", person, MINIMUM, planter.months(6, 8), note="前两个月已追回，其余未追回")

    person = minimum.make()
    report_death(planter.county, person, planter.day(6), ("certificate",))
    person.change(MINIMUM).extra.update(planter.months(7, 9))
    decide(planter.county, person, "E06", "B01", "家属承诺退回", expired=True)
    planter.violation("B01", person, MINIMUM, planter.months(7, 9), note="台账认定已过有效期")
