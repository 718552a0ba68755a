"""What the planted cases are made with: people made for them, and the list that the truth is written from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from matcher.synth.benefits import DESTITUTE, MINIMUM
from matcher.synth.county import County, yuan
from matcher.synth.events import STANDARDS, put_on_roster
from matcher.synth.person import Person, PlantedCase, Slip, Spell
from matcher.synth.places import VILLAGES, Village
from matcher.synth.timeline import any_day, birth_at_age


class Planter:
    """Makes people for cases and notes the cases. Months are told as 0 to 11, the months of the window."""

    def __init__(self, county: County) -> None:
        self.county = county

    def month(self, index: int) -> int:
        """Give the month number of the window's month `index`; below 0 lies before the window."""
        return self.county.window.first + index

    def day(self, index: int) -> date:
        """Draw a day of the window's month `index`."""
        return any_day(self.county.generator, self.month(index))

    def months(self, first: int, last: int) -> tuple[int, ...]:
        """Give the month numbers from one index to another, both included."""
        return tuple(range(self.month(first), self.month(last) + 1))

    def person(self, youngest: int, oldest: int, *, sex: str = "", village: Village | None = None) -> Person:
        """Make a person who lives alone."""
        generator = self.county.generator
        born = birth_at_age(generator, self.county.window.as_of, generator.randint(youngest, oldest))
        household = self.county.new_household(village)
        person = self.county.add(household, "户主", sex or generator.choice("男女"), born)
        person.planted = True
        return person

    def relative(self, head: Person, relation: str, youngest: int, oldest: int, sex: str) -> Person:
        """Add someone to a person's household."""
        generator = self.county.generator
        born = birth_at_age(generator, self.county.window.as_of, generator.randint(youngest, oldest))
        person = self.county.add(head.household, relation, sex, born)
        person.planted = True
        return person

    def village(self, *, urban: bool) -> Village:
        """Draw a village where the urban, or the rural, standard holds."""
        return self.county.generator.choice([village for village in VILLAGES if village.is_urban == urban])

    def on_minimum(self, person: Person, *, first: int = -20, stop: int | None = None, covered: int = 1) -> Spell:
        """Put a person, and `covered` − 1 relatives, on the minimum living allowance; months as indexes."""
        case = self.county.new_case(person, covered)
        amount = STANDARDS[person.household.village.is_urban] - 10 * self.county.generator.randint(5, 25)
        stops = None if stop is None else self.month(stop)
        spell = put_on_roster(person, MINIMUM, case, self.month(first), amount, stop=stops)
        for number in range(1, covered):
            relation, sex = (("配偶", "女" if person.sex == "男" else "男"), ("子", "男"), ("女", "女"))[
                (number - 1) % 3
            ]
            ages = (30, 52) if relation == "配偶" else (4, 16)
            relative = self.relative(person, relation, *ages, sex)
            put_on_roster(relative, MINIMUM, case, self.month(first), amount, stop=stops)
        return spell

    def on_destitute(self, person: Person, *, first: int = -30, stop: int | None = None) -> Spell:
        """Put a person in destitute support; months as indexes."""
        amount: Decimal = yuan(910)
        stops = None if stop is None else self.month(stop)
        case = self.county.new_case(person, 1)
        return put_on_roster(person, DESTITUTE, case, self.month(first), amount, stop=stops)

    def violation(
        self,
        code: str,
        person: Person,
        programme: str,
        months: Iterable[int],
        *,
        amount: Decimal | int | str | None = None,
        note: str = "",
    ) -> None:
        """Note that a rule must find this person, in these months; no amount: what was paid, or should have been."""
        at_stake = amount if amount is None else yuan(str(amount))
        self.county.cases.append(PlantedCase(code, "violation", person, programme, tuple(months), "", note, at_stake))

    def look_alike(
        self,
        code: str,
        person: Person,
        programme: str,
        *,
        lifted: tuple[str, Iterable[int]] = ("", ()),
        reason: str = "",
        note: str,
    ) -> None:
        """Note that no finding of a rule may stand against this person.

        Args:
            code: Rule.
            person: Who looks like a case.
            programme: Programme.
            lifted: E-code and months of the raw hit that it lifts; none where not even a raw hit arises.
            reason: E-code that says why it is lawful; none: the one that lifts it, the one that the note begins with,
                or E03: the month is lawful.
            note: Why it is lawful.
        """
        exemption, months = lifted
        said = note[:3] if note.startswith("E") else ""
        why = reason or exemption or said or "E03"
        self.county.cases.append(
            PlantedCase(code, "look_alike", person, programme, tuple(months), exemption, note, None, why)
        )

    def undecidable(self, code: str, person: Person, programme: str, reason: str, note: str) -> None:
        """Note that this person is lawful and that no export can tell: a finding may be `verify` at most."""
        self.county.cases.append(PlantedCase(code, "undecidable", person, programme, (), "", note, None, reason))


def miswrite(person: Person, source: str, kind: str, value: str = "") -> None:
    """Let one source write a person's ID wrongly."""
    person.slips[source] = Slip(kind, value)
