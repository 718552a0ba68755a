"""The made-up county while it is being made: its people, households and planted cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random

from matcher.synth.citizen_ids import CitizenIds
from matcher.synth.names import draw_name
from matcher.synth.person import AidCase, Household, Person, PlantedCase
from matcher.synth.places import COUNTY, NEIGHBOURS, VILLAGES, Village
from matcher.synth.relatives import Relative
from matcher.synth.timeline import Window


@dataclass
class County:
    """People, households and cases, with the one source of chance."""

    generator: Random
    window: Window
    persons: list[Person] = field(default_factory=list)
    households: list[Household] = field(default_factory=list)
    cases: list[PlantedCase] = field(default_factory=list)
    aid_cases: int = 0

    def __post_init__(self) -> None:
        self._ids = CitizenIds(self.generator)

    def new_household(self, village: Village | None = None) -> Household:
        """Open a household; in any village where none is given."""
        place = village or self.generator.choice(VILLAGES)
        number = f"{COUNTY}{len(self.households) + 1:07d}"
        household = Household(number, place, self.generator.randint(1, 9))
        self.households.append(household)
        return household

    def add(self, household: Household, relation: str, sex: str, born: date, *, name: str = "") -> Person:
        """Add a person to a household; the name is drawn where none is given."""
        generator = self.generator
        # Most were first registered here; spouses and settlers came from next door.
        area6 = COUNTY if generator.random() < 0.93 else generator.choice(NEIGHBOURS)
        person = Person(
            number=len(self.persons) + 1,
            citizen_id=self._ids.make(area6, born, sex),
            name=name or draw_name(generator, sex),
            sex=sex,
            born=born,
            household=household,
            relation=relation,
            # 154 opens no mobile number, 90 no bank card: none of these can ring or be paid.
            phone=f"154{generator.randrange(10**8):08d}",
            account=f"90{generator.randrange(10**17):017d}",
        )
        household.members.append(person)
        self.persons.append(person)
        return person

    def outsider(self, surname: str, sex: str, born: date) -> Relative:
        """Make up someone who lives elsewhere and stands in this county's registers as a relative only."""
        citizen_id = self._ids.make(self.generator.choice(NEIGHBOURS), born, sex)
        return Relative(draw_name(self.generator, sex, surname), citizen_id)

    def former_id(self, person: Person) -> str:
        """Make the ID that a person had before, of the same place, birth and sex."""
        return self._ids.make(person.citizen_id[:6], person.born, person.sex)

    def new_case(self, head: Person, covered_count: int) -> AidCase:
        """Open an aid case."""
        self.aid_cases += 1
        return AidCase(f"QX{self.aid_cases:06d}", head, covered_count, self.generator.choice("ABC"))


def yuan(amount: int | str) -> Decimal:
    """Give an amount in yuan with two decimals."""
    return Decimal(amount).quantize(Decimal("0.01"))
