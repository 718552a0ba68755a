"""The twelve rules in plain Python over what is true, person by person and month by month.

Written from the meaning of the rules alone, without a look at how the county was made: it shows that the planted cases
are all there is.
"""

from collections.abc import Iterator
from decimal import Decimal

from matcher.synth.benefits import (
    DESTITUTE,
    ELDER,
    LIVING,
    MINIMUM,
    NURSING,
    ORPHAN,
    RESIDENT_PENSION,
    entries_of,
)
from matcher.synth.county import County
from matcher.synth.person import Certificate, Person
from matcher.synth.timeline import month_of, years_later

Hit = tuple[str, str, str, int, str]
"""Code, truth_person, programme, month, E-code (empty: stands)."""

_STANDARDS = {True: Decimal(720), False: Decimal(545)}


class Facts:
    """What the exports would show of one person, if nobody had miswritten anything."""

    def __init__(self, county: County, person: Person) -> None:
        self.person = person
        self.window = county.window
        self.paid: dict[tuple[str, int], list[Decimal]] = {}
        for entry in entries_of(person, county.window):
            if entry.status == "已发放":
                self.paid.setdefault((entry.programme, entry.month), []).append(entry.amount)

    def is_paid(self, programme: str, month: int) -> bool:
        return any(amount > 0 for amount in self.paid.get((programme, month), []))

    def is_refunded(self, programme: str, month: int) -> bool:
        return sum(self.paid.get((programme, month), [])) <= 0

    def paid_months(self, programme: str) -> list[int]:
        return [month for month in self.window.months if self.is_paid(programme, month)]

    @property
    def is_alive(self) -> bool:
        return all(report.withdrawn_on is not None for report in self.person.deaths)

    @property
    def is_deregistered(self) -> bool:
        """The register follows a death within two months, whether or not anybody else wrote it down."""
        died_on = self.person.died_on
        return died_on is not None and month_of(died_on) < self.window.last - 1

    def has_grace(self, programme: str, month: int) -> bool:
        return any(
            spell.programme == programme and spell.grace_until is not None and spell.grace_until >= month
            for spell in self.person.spells
        )

    def decided(self, code: str) -> str:
        as_of = self.window.as_of
        for decision in self.person.decisions:
            is_valid = decision.valid_until is None or decision.valid_until >= as_of
            if is_valid and decision.catalogue_code in ("", code):
                return decision.exemption_code
        return ""


def all_hits(county: County) -> list[Hit]:
    """Give every raw hit of the twelve rules, with the first exemption that lifts it."""
    return [hit for person in county.persons for hit in _hits_of(Facts(county, person))]


def _hits_of(facts: Facts) -> Iterator[Hit]:
    for rule in (_after_death, _payroll, _worker_pension, _both, _void, _level):
        for code, programme, month, lifted in rule(facts):
            refunded = "E06" if facts.is_refunded(programme, month) else ""
            yield code, facts.person.truth_person, programme, month, lifted or refunded or facts.decided(code)
    for missing in (_nursing, _living, _elder):
        found = list(missing(facts))
        if len(found) >= 2:
            for code, programme, month, lifted in found:
                yield code, facts.person.truth_person, programme, month, lifted or facts.decided(code)


Raw = Iterator[tuple[str, str, int, str]]


def _after_death(facts: Facts) -> Raw:
    codes = {MINIMUM: "B01", DESTITUTE: "B02", LIVING: "B04", NURSING: "B04", RESIDENT_PENSION: "B05"}
    for programme, code in codes.items():
        for month in facts.paid_months(programme):
            dead = [report for report in facts.person.deaths if month > month_of(report.died_on)]
            if dead:
                later = any(
                    month_of(report.died_on) >= month for report in facts.person.deaths if report.withdrawn_on is None
                )
                withdrawn = any(report.withdrawn_on is not None for report in dead)
                yield code, programme, month, "E05" if later or withdrawn else ""


def _payroll(facts: Facts) -> Raw:
    for programme in (MINIMUM, DESTITUTE):
        for month in facts.paid_months(programme):
            for post in facts.person.posts:
                if post.first < month and (post.last is None or post.last >= month):
                    lifted = "" if post.status in ("在编", "退休") else "E15"
                    yield "B09", programme, month, lifted or ("E04" if facts.has_grace(programme, month) else "")


def _worker_pension(facts: Facts) -> Raw:
    standard = _STANDARDS[facts.person.household.village.is_urban]
    for month in facts.paid_months(MINIMUM):
        count = next(spell.case.covered_count for spell in facts.person.spells if spell.programme == MINIMUM)
        for right in facts.person.pensions:
            is_counted = right.kind in ("worker", "public_service") and month > month_of(right.retired_on)
            if is_counted and facts.is_paid(f"pension_{right.kind}", month) and right.amount / count >= standard:
                yield "B14", MINIMUM, month, "E04" if facts.has_grace(MINIMUM, month) else ""


def _both(facts: Facts) -> Raw:
    starts = [spell.first for spell in facts.person.spells if spell.programme in (MINIMUM, DESTITUTE)]
    for month in facts.paid_months(MINIMUM):
        if facts.is_paid(DESTITUTE, month):
            yield "B31", MINIMUM, month, "E03" if month < max(starts) + 1 else ""


def _void(facts: Facts) -> Raw:
    for programme in (LIVING, NURSING):
        for month in facts.paid_months(programme):
            void = [certificate for certificate in facts.person.certificates if _is_void(certificate, month)]
            if void:
                reissued = any(
                    certificate.status == "正常"
                    and month_of(certificate.issued_on) <= month <= month_of(certificate.valid_until)
                    for certificate in facts.person.certificates
                )
                frozen = any(certificate.status == "冻结" for certificate in void)
                yield "B40", programme, month, "E21" if reissued or frozen else ""


def _is_void(certificate: Certificate, month: int) -> bool:
    ended = certificate.status_on if certificate.status == "注销" else None
    return (ended is not None and month_of(ended) < month) or month_of(certificate.valid_until) + 1 < month


def _level(facts: Facts) -> Raw:
    for month in facts.paid_months(NURSING):
        current = [certificate for certificate in facts.person.certificates if _is_in_force(certificate, month)]
        for certificate in current:
            if certificate.level > 2:
                lifted = "E23" if certificate.level == 3 and certificate.category in (5, 6) else ""
                assessed = certificate.assessed_on
                if assessed is not None and month_of(assessed) >= month and certificate.previous_level in (1, 2):
                    lifted = lifted or "E21"
                if any(other.level <= 2 for other in current):
                    lifted = lifted or "E21"
                yield "B41", NURSING, month, lifted


def _is_in_force(certificate: Certificate, month: int) -> bool:
    ended = certificate.status in ("注销", "迁出") and certificate.status_on is not None
    return month_of(certificate.issued_on) <= month <= month_of(certificate.valid_until) and not (
        ended and certificate.status_on is not None and month_of(certificate.status_on) < month
    )


def _nursing(facts: Facts) -> Raw:
    for certificate in facts.person.certificates:
        is_covered = certificate.level <= 2 or (certificate.level == 3 and certificate.category in (5, 6))
        if certificate.status != "正常" or not is_covered or not facts.is_alive:
            continue
        start = max(month_of(certificate.issued_on), month_of(certificate.assessed_on or certificate.issued_on)) + 1
        for month in facts.window.months:
            is_due = start <= month <= month_of(certificate.valid_until)
            if is_due and not facts.is_paid(NURSING, month):
                injured = facts.is_paid("pension_injury_nursing", month)
                yield "A01", NURSING, month, "E23" if injured or facts.is_paid(DESTITUTE, month) else ""


def _living(facts: Facts) -> Raw:
    for month in facts.paid_months(MINIMUM):
        holds = any(
            certificate.status == "正常"
            and month_of(certificate.issued_on) < month <= month_of(certificate.valid_until)
            for certificate in facts.person.certificates
        )
        if holds and facts.is_alive and not facts.is_paid(LIVING, month):
            lifted = "E04" if facts.has_grace(MINIMUM, month) else ""
            yield "A02", LIVING, month, lifted or ("E23" if facts.is_paid(ORPHAN, month) else "")


def _elder(facts: Facts) -> Raw:
    start = month_of(years_later(facts.person.born, 80)) + 1
    for month in facts.window.months:
        is_due = month >= start and facts.person.moved_out_on is None and facts.is_alive and not facts.is_deregistered
        if is_due and not facts.is_paid(ELDER, month):
            yield "A12", ELDER, month, ""
