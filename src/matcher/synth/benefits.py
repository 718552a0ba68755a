"""Who is paid what in which month: the lawful months of each programme, and the payments made of them.

The policy is the sample county's (pipelines/policy/): a benefit is lawful in the month of an event (death,
cancellation, downgrade) and unlawful from the next month; subsidies and elder allowance begin the month after. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from matcher.synth.county import yuan
from matcher.synth.person import Certificate, Person, PlantedCase
from matcher.synth.timeline import Window, day_in, month_of, years_later

MINIMUM: Final = "minimum_living_allowance"
DESTITUTE: Final = "destitute_support"
ORPHAN: Final = "orphan_allowance"
UNATTENDED: Final = "unattended_child_allowance"
LIVING: Final = "disability_living_subsidy"
NURSING: Final = "disability_nursing_subsidy"
ELDER: Final = "elder_allowance"
RESIDENT_PENSION: Final = "resident_pension"
WORKER_PENSION: Final = "worker_pension"
CARE: Final = "destitute_care"
PRICE: Final = "price_subsidy"

CARD_PROGRAMMES: Final = (MINIMUM, DESTITUTE, ORPHAN, UNATTENDED)
NURSING_AMOUNT: Final = yuan(100)
LIVING_AMOUNT: Final = yuan(80)
_CARE_AMOUNTS: Final = {"半护理": yuan(210), "全护理": yuan(420)}
_PRICE_AMOUNT: Final = yuan(30)
_PRICE_MONTHS: Final = (1, 2)  # of the window: the price index was high then, and every recipient of a month is due it
_ELDER_BANDS: Final = ((100, yuan(300)), (90, yuan(100)), (80, yuan(50)))
_BOTH_LEVELS: Final = (5, 6)  # intellectual and mental: level 3 is covered too


@dataclass(frozen=True)
class Entry:
    """One payment row: to one person, of one programme, for one month."""

    person: Person
    programme: str
    """Programme; of a pension, `pension_<kind>`."""
    month: int
    amount: Decimal
    kind: str
    """正常发放, 补发, 补差 or 冲销."""
    status: str
    """已发放, 发放失败 or 已退回."""
    paid_on: date
    county: str = ""
    """Area code of the county that pays it, where it is another one."""


def pension_programme(kind: str) -> str:
    """Name what a kind of pension is paid under; resident pensions are a benefit programme of their own."""
    return RESIDENT_PENSION if kind == "resident" else f"pension_{kind}"


def programme_of_findings(paid_as: str) -> str:
    """Name the programme that findings about payments are counted under: pensions of workers are one programme."""
    is_of_workers = paid_as in ("pension_worker", "pension_public_service", "pension_survivor")
    return WORKER_PENSION if is_of_workers else paid_as


def lawful_months(person: Person, programme: str, window: Window) -> set[int]:
    """Give the months of the window in which a programme is due to a person."""
    last = window.last
    if person.died_on is not None:
        last = min(last, month_of(person.died_on))
    if person.moved_out_on is not None:
        last = min(last, month_of(person.moved_out_on))
    return {month for month in range(window.first, last + 1) if _is_due(person, programme, month, window)}


def _is_due(person: Person, programme: str, month: int, window: Window) -> bool:
    """Say whether a programme is due in a month, death and moving aside."""
    rules: dict[str, Callable[[], bool]] = {
        NURSING: lambda: _nursing_is_due(person, month),
        LIVING: lambda: _living_is_due(person, month),
        CARE: lambda: person.care in _CARE_AMOUNTS and on_roster(person, DESTITUTE, month),
        PRICE: lambda: month - window.first in _PRICE_MONTHS and _is_recipient(person, month),
        ELDER: lambda: month > month_of(years_later(person.born, 80)),
        **{one: lambda: on_roster(person, programme, month) for one in CARD_PROGRAMMES},
    }
    if programme in rules:
        return rules[programme]()
    return any(month >= right.first for right in person.pensions if pension_programme(right.kind) == programme)


def on_roster(person: Person, programme: str, month: int) -> bool:
    """Say whether a person is on the roster of a programme in a month."""
    return any(
        spell.programme == programme and spell.first <= month and (spell.stop is None or month < spell.stop)
        for spell in person.spells
    )


def covers_nursing(certificate: Certificate, level: int) -> bool:
    """Say whether the county pays the nursing subsidy for a level of this certificate's category."""
    return level in (1, 2) or (level == 3 and certificate.category in _BOTH_LEVELS)


def elder_amount(person: Person, month: int) -> Decimal:
    """Give the elder allowance of a month by age band, from the month after the birthday."""
    for years, amount in _ELDER_BANDS:
        if month > month_of(years_later(person.born, years)):
            return amount
    return _ELDER_BANDS[-1][1]


def entries_of(person: Person, window: Window) -> list[Entry]:
    """Give all payment rows of one person, by programme and month."""
    pensions = sorted({pension_programme(right.kind) for right in person.pensions})
    listed = {spell.programme for spell in person.spells}
    possible: list[str] = [programme for programme in CARD_PROGRAMMES if programme in listed]
    possible += [CARE, PRICE] if possible else []
    possible += [one for one in (LIVING, NURSING) if person.certificates or one in person.changes]
    made: list[Entry] = []
    for programme in (*possible, ELDER, *pensions):
        changes = person.changes.get(programme)
        months = lawful_months(person, programme, window)
        if changes is not None:
            months = (months - changes.skipped) | changes.extra
        for month in sorted(months):
            made += _month_entries(person, programme, month, window)
    return made


def case_amount(case: PlantedCase, window: Window) -> Decimal:
    """Give the amount at stake of a planted case: what was paid in its months, or what should have been."""
    if case.amount is not None:
        return case.amount
    fixed = {"A01": NURSING_AMOUNT, "A02": LIVING_AMOUNT}
    if case.code in fixed:
        return fixed[case.code] * len(case.months)
    if case.code == "A12":
        return sum((elder_amount(case.person, month) for month in case.months), yuan(0))
    rows = entries_of(case.person, window)
    return sum(
        (
            row.amount
            for row in rows
            if programme_of_findings(row.programme) == case.programme
            and row.month in case.months
            and row.status == "已发放"
        ),
        yuan(0),
    )


def _is_current(certificate: Certificate, month: int) -> bool:
    """Say whether subsidies may rest on a certificate in a month: issued before it, not ended before it."""
    ended = certificate.status_on if certificate.status != "正常" else None
    return month_of(certificate.issued_on) < month <= month_of(certificate.valid_until) and (
        ended is None or month <= month_of(ended)
    )


def _nursing_is_due(person: Person, month: int) -> bool:
    if on_roster(person, DESTITUTE, month):
        return False
    if any(right.kind == "injury_nursing" and month >= right.first for right in person.pensions):
        return False
    return any(
        _is_current(certificate, month) and covers_nursing(certificate, _level_in(certificate, month))
        for certificate in person.certificates
    )


def _level_in(certificate: Certificate, month: int) -> int:
    """Give the level that counts in a month: a new one counts from the month after the assessment."""
    if certificate.previous_level is not None and certificate.assessed_on is not None:
        return certificate.previous_level if month <= month_of(certificate.assessed_on) else certificate.level
    return certificate.level


def _is_recipient(person: Person, month: int) -> bool:
    return any(
        on_roster(person, programme, month) and month not in _departures(person, programme)
        for programme in CARD_PROGRAMMES
    )


def _departures(person: Person, programme: str) -> set[int]:
    changes = person.changes.get(programme)
    return set() if changes is None else changes.skipped | changes.failed | changes.reversed


def _living_is_due(person: Person, month: int) -> bool:
    return (
        on_roster(person, MINIMUM, month)
        and not on_roster(person, ORPHAN, month)
        and any(_is_current(certificate, month) for certificate in person.certificates)
    )


def _amount(person: Person, programme: str, month: int) -> Decimal:
    if programme == NURSING:
        return NURSING_AMOUNT
    if programme == LIVING:
        return LIVING_AMOUNT
    if programme == ELDER:
        return elder_amount(person, month)
    if programme == CARE:
        return _CARE_AMOUNTS[person.care]
    if programme == PRICE:
        return _PRICE_AMOUNT
    amounts = [spell.amount for spell in person.spells if spell.programme == programme]
    amounts += [right.amount for right in person.pensions if pension_programme(right.kind) == programme]
    return amounts[-1]


def _month_entries(person: Person, programme: str, month: int, window: Window) -> list[Entry]:
    changes = person.changes.get(programme)
    amount = _amount(person, programme, month)
    paid_on = day_in(month, 12 + month % 7)
    if changes is None:
        return [Entry(person, programme, month, amount, "正常发放", "已发放", paid_on)]
    later = day_in(changes.paid_in.get(month, min(month + 2, window.last)), 26)
    failed = Entry(person, programme, month, amount, "正常发放", "已退回" if month % 2 else "发放失败", paid_on)
    if month in changes.failed:
        return [failed]
    if month in changes.late:
        return [Entry(person, programme, month, amount, "补发", "已发放", later)]
    if month in changes.resent:
        return [failed, Entry(person, programme, month, amount, "补发", "已发放", later)]
    paid = changes.amounts.get(month, amount)
    rows = [Entry(person, programme, month, paid, "正常发放", "已发放", paid_on)]
    if month in changes.doubled:
        rows.append(Entry(person, programme, month, paid, "正常发放", "已发放", later))
    if month in changes.top_ups:
        rows.append(Entry(person, programme, month, changes.top_ups[month], "补差", "已发放", later))
    if month in changes.reversed:
        rows.append(Entry(person, programme, month, -paid, "冲销", "已发放", later))
    return rows
