"""Write values as a hurried clerk writes them: one place that knows how dirty each source is.

A slip in an ID or name stays with the person within a source, since every month's file is made from the same list.
Slips of form (dates, months, amounts) come and go by the row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from types import MappingProxyType
from typing import Final

from matcher.synth.names import RARE, misread, other_form, same_sound
from matcher.synth.person import Person, Slip
from matcher.synth.places import Village
from matcher.synth.slips import CLEANED, LOST, REPAIRABLE, damage

Cell = str | int | float | date


@dataclass(frozen=True)
class Profile:
    """How dirty one source is, and which forms it writes when nothing slips."""

    ids: float = 0.0
    """Share of persons whose ID is damaged beyond cleaning."""
    id_kinds: tuple[str, ...] = REPAIRABLE
    """Kinds that occur."""
    disguises: float = 0.02
    """Share of persons whose ID is written in a form that cleaning undoes."""
    names: float = 0.0
    """Share of persons whose name is miswritten."""
    forms: float = 0.03
    """Share of dates, months and amounts written in another form than usual."""
    date_form: str = "iso"
    """Usual form of dates."""
    month_form: str = "compact"
    """Usual form of months."""


PROFILES: Final[Mapping[str, Profile]] = MappingProxyType(
    {
        "card_payments": Profile(ids=0.025, id_kinds=(*REPAIRABLE, *LOST), names=0.02),
        "disability_subsidy_payments": Profile(ids=0.02, names=0.02, date_form="dots", month_form="dash"),
        "elder_allowance_payments": Profile(ids=0.03, id_kinds=(*REPAIRABLE, "old15"), names=0.02, month_form="words"),
        "minimum_living_allowance_roster": Profile(
            ids=0.03, id_kinds=(*REPAIRABLE, *LOST), names=0.02, month_form="dots"
        ),
        "destitute_support_roster": Profile(ids=0.03, names=0.02, month_form="words"),
        "child_welfare_roster": Profile(month_form="dash"),
        "cremations": Profile(ids=0.05, id_kinds=(*REPAIRABLE, "blank"), names=0.04, date_form="slashes"),
        "death_certificates": Profile(ids=0.04, id_kinds=(*REPAIRABLE, "old15"), names=0.02),
        "major_illness_costs": Profile(ids=1.0, id_kinds=("masked",), names=0.01, date_form="slashes"),
        "resident_medical_insurance": Profile(ids=0.012, id_kinds=REPAIRABLE, names=0.01),
        "worker_contributions": Profile(ids=0.02, id_kinds=("wrong_digit", "swap", "old15"), names=0.01),
        "pensions_paid": Profile(ids=0.03, id_kinds=("old15", "old15", "wrong_digit", "swap"), names=0.01),
        "public_payroll": Profile(ids=0.02, id_kinds=("lost_tail", "swap"), names=0.01, month_form="dots"),
        "public_welfare_posts": Profile(ids=0.03, names=0.02, month_form="words"),
        "monitored_persons": Profile(ids=0.02, id_kinds=(*REPAIRABLE, "blank"), names=0.02, date_form="compact"),
        "disability_certificates": Profile(disguises=0.03, names=0.01),
        "household_register": Profile(disguises=0.015, date_form="compact"),
        "verification_register": Profile(),
        "id_changes": Profile(date_form="compact"),
        "police_deregistrations": Profile(disguises=0.01, date_form="compact"),
        "kinship_register": Profile(disguises=0.01),
        "vehicles": Profile(ids=0.01, names=0.01),
        "village_deaths": Profile(disguises=0.03, date_form="words"),
        "business_registration": Profile(ids=0.01, id_kinds=("wrong_digit", "swap"), names=0.01),
        "real_estate": Profile(disguises=0.02, date_form="slashes"),
        "custody_register": Profile(),
        "students": Profile(disguises=0.02, month_form="dash", date_form="compact"),
        "student_aid_payments": Profile(disguises=0.03, month_form="compact"),
        "village_officers": Profile(disguises=0.03, month_form="dots"),
        "elders_of_eighty": Profile(disguises=0.03, date_form="dots"),
        "subsidised_premiums": Profile(disguises=0.03, date_form="dots"),
        "worker_medical_insurance": Profile(disguises=0.02),
        "uninsured_explanations": Profile(disguises=0.03),
        "house_renovations": Profile(date_form="dots", month_form="words"),
        "public_rental_housing": Profile(date_form="slashes", month_form="dash"),
        "relocated_persons": Profile(disguises=0.03, date_form="words"),
        "individual_income_tax": Profile(ids=0.01, id_kinds=("wrong_digit", "swap"), forms=0.01, month_form="dash"),
        "provident_fund_accounts": Profile(ids=0.01, id_kinds=("old15",)),
        "economic_checks": Profile(date_form="words"),
        "filing_register": Profile(),
        "marriage_register": Profile(disguises=0.02, date_form="slashes"),
        "low_income_roster": Profile(disguises=0.03, month_form="dots"),
        "temporary_assistance_payments": Profile(disguises=0.03, month_form="words", date_form="dots"),
        "resident_pension_contributions": Profile(disguises=0.02),
        "unemployment_benefits": Profile(),
        "funeral_grants": Profile(disguises=0.03, date_form="dots"),
        "land_contracts": Profile(disguises=0.02),
        "farmland_subsidies": Profile(disguises=0.02, month_form="dash", date_form="slashes"),
    }
)
"""By source. The register and the certificates keep readable IDs: they say who people are and what they are due."""

_DATE_FORMS: Final[Mapping[str, Callable[[date], str]]] = MappingProxyType(
    {
        "iso": lambda day: day.isoformat(),
        "compact": lambda day: f"{day:%Y%m%d}",
        "slashes": lambda day: f"{day.year}/{day.month}/{day.day}",
        "dots": lambda day: f"{day.year}.{day.month}.{day.day}",
        "words": lambda day: f"{day.year}年{day.month}月{day.day}日",
        "clock": lambda day: f"{day.isoformat()} 00:00:00",
    }
)
_MONTH_FORMS: Final[Mapping[str, Callable[[int, int], str]]] = MappingProxyType(
    {
        "compact": lambda year, month: f"{year}{month:02d}",
        "dash": lambda year, month: f"{year}-{month:02d}",
        "words": lambda year, month: f"{year}年{month}月",
        "dots": lambda year, month: f"{year}.{month:02d}",
        "slashes": lambda year, month: f"{year}/{month}",
    }
)
_AMOUNT_FORMS: Final[tuple[Callable[[Decimal], str], ...]] = (
    lambda amount: f"{amount:,.2f}元",
    lambda amount: f"￥{amount:.2f}",
    lambda amount: f"{amount:,.2f}",
    lambda amount: f"{amount:.2f}元/月",
)
_NAME_SLIPS: Final = ("spaced", "same_sound", "other_form", "number", "misread")
_NOTHING: Final = ("-", "/", "无")


class Dirt:
    """Writes the values of one county's exports."""

    def __init__(self, generator: Random) -> None:
        self._generator = generator
        self._ids: dict[tuple[str, int], str] = {}
        self._names: dict[tuple[str, int], str] = {}

    def citizen_id(self, source: str, person: Person) -> str:
        """Write a person's ID as one source has it."""
        key = (source, person.number)
        if key not in self._ids:
            self._ids[key] = self._written_id(source, person)
        return self._ids[key]

    def name(self, source: str, person: Person) -> str:
        """Write a person's name as one source has it."""
        key = (source, person.number)
        if key not in self._names:
            self._names[key] = self._written_name(source, person)
        return self._names[key]

    def date(self, source: str, day: date | None) -> str:
        """Write a day; an empty text for none."""
        if day is None:
            return self.nothing()
        return _DATE_FORMS[self._form(source, PROFILES[source].date_form, _DATE_FORMS)](day)

    def month(self, source: str, month: int | None) -> str:
        """Write a month number; an empty text for none."""
        if month is None:
            return self.nothing()
        form = self._form(source, PROFILES[source].month_form, _MONTH_FORMS)
        return _MONTH_FORMS[form](month // 12, month % 12 + 1)

    def amount(self, source: str, amount: Decimal | None) -> str:
        """Write an amount in yuan; an empty text for none."""
        if amount is None:
            return self.nothing()
        if self._generator.random() < PROFILES[source].forms and amount > 0:
            return self._generator.choice(_AMOUNT_FORMS)(amount)
        return f"{amount:.2f}"

    def nothing(self) -> str:
        """Write that there is no value: mostly an empty cell."""
        return self._generator.choice(_NOTHING) if self._generator.random() < 0.08 else ""

    def village(self, village: Village) -> str:
        """Write a village's name; now and then without its ending, or as its committee."""
        if self._generator.random() >= 0.03 or village.is_urban:
            return village.name
        return village.name.removesuffix("村") if self._generator.random() < 0.5 else f"{village.name}委会"

    def phone(self, person: Person) -> str:
        """Write a phone number; now and then in groups."""
        number = person.phone
        if self._generator.random() >= 0.03:
            return number
        return self._generator.choice((" ", "-")).join((number[:3], number[3:7], number[7:]))

    def account(self, person: Person) -> str:
        """Write an account number; now and then in groups of four."""
        number = person.account
        if self._generator.random() >= 0.02:
            return number
        return " ".join(number[place : place + 4] for place in range(0, len(number), 4))

    def _form(self, source: str, usual: str, forms: Mapping[str, object]) -> str:
        if self._generator.random() < PROFILES[source].forms:
            return self._generator.choice(list(forms))
        return usual

    def _written_id(self, source: str, person: Person) -> str:
        generator, profile = self._generator, PROFILES[source]
        chance = generator.random()
        slip = person.slips.get(source)
        if slip is None and source == "major_illness_costs":
            slip = Slip("masked")
        if slip is not None:
            return slip.value or damage(generator, person.citizen_id, slip.kind)
        if person.planted:
            return person.citizen_id
        if chance < profile.ids and not _is_delicate(source, person):
            return damage(generator, person.citizen_id, generator.choice(profile.id_kinds))
        if chance > 1 - profile.disguises:
            return damage(generator, person.citizen_id, generator.choice(CLEANED))
        return person.citizen_id

    def _written_name(self, source: str, person: Person) -> str:
        generator, name = self._generator, person.name
        chance = generator.random()
        # A name that helps to mend an ID is left alone.
        if person.slips.get(source) or self.citizen_id(source, person) != person.citizen_id or "·" in name:
            return name
        if source in ("cremations", "death_certificates") and chance < 0.04:
            return f"{name}（已故）"
        if name[-1] in RARE and source not in ("household_register", "disability_certificates"):
            return name[:-1] + generator.choice("?□" + name[-1])
        if chance >= PROFILES[source].names:
            return name
        return _slipped(generator, name, generator.choice(_NAME_SLIPS))


def _slipped(generator: Random, name: str, kind: str) -> str:
    if kind == "spaced":
        return f"{name[0]} {name[1:]}"
    if kind == "number":
        return f"{name}{generator.randint(1, 3)}"
    if kind == "misread":
        return misread(generator, name)
    return same_sound(name) if kind == "same_sound" else other_form(name)


def _is_delicate(source: str, person: Person) -> bool:
    """Say whether a lost report of this person's death would make a lawful stop of payments look like an omission."""
    return source in ("cremations", "death_certificates") and bool(person.certificates)
