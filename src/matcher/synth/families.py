"""Tell who is whose parent, child and spouse, and which children live without parents.

What a planted person was given already stands; `left_out` with `kin` leaves a person's relations to the planter.
"""

from __future__ import annotations

from typing import Final

from matcher.synth.benefits import DESTITUTE, ORPHAN, UNATTENDED
from matcher.synth.county import County, yuan
from matcher.synth.events import put_on_roster, report_death
from matcher.synth.names import surname_of
from matcher.synth.person import Household, Person
from matcher.synth.property_events import marry, relate, take_into_custody
from matcher.synth.timeline import any_day, birth_at_age, years_later

_OLD: Final = 60


def leave_children_behind(county: County, household: Household) -> None:
    """Let the parents in a household of grandparents die, or one die and one be in prison, and list the child."""
    generator, window = county.generator, county.window
    _, _, father, mother, child = household.members
    since = window.first - generator.randint(14, 40)
    report_death(county, father, any_day(generator, since), ("certificate",))
    is_orphan = generator.random() < 0.5
    if is_orphan:
        report_death(county, mother, any_day(generator, since), ("certificate",))
    else:
        take_into_custody(mother, any_day(generator, since), any_day(generator, window.last + 30))
    case = county.new_case(household.members[0], 1)
    put_on_roster(child, ORPHAN if is_orphan else UNATTENDED, case, since + 2, yuan(1360))


def relate_household(county: County, household: Household) -> None:
    """Register marriages and relations of one household, and children elsewhere of the old who have none here."""
    members = [person for person in household.members if "kin" not in person.left_out and not person.is_outsider]
    by_relation: dict[str, list[Person]] = {}
    for person in members:
        by_relation.setdefault(person.relation, []).append(person)
    head = next(iter(by_relation.get("户主", [])), None)
    if head is not None:
        _relate_to_head(county, head, by_relation)
    for person in members:
        _give_child_elsewhere(county, person)


def _relate_to_head(county: County, head: Person, by_relation: dict[str, list[Person]]) -> None:
    spouse = next(iter(by_relation.get("配偶", [])), None)
    children = _those(by_relation, "子", "女")
    if spouse is not None and not head.marriages:
        _marry(county, head, spouse, children)
    for child in children:
        relate(head, child)
        if spouse is not None:
            relate(spouse, child)
        else:
            _give_other_parent(county, head, child)
    _relate_generations(county, head, by_relation)


def _relate_generations(county: County, head: Person, by_relation: dict[str, list[Person]]) -> None:
    parents = _those(by_relation, "父", "母")
    for parent in parents:
        relate(parent, head)
    if len(parents) == len("父母"):
        _marry(county, parents[0], parents[1], [head])
    grandchildren = _those(by_relation, "孙子", "孙女")
    couple = _those(by_relation, "儿媳")[:1]
    if couple:
        couple = [*_those(by_relation, "子")[:1], *couple]
        _marry(county, couple[0], couple[1], grandchildren)
    for grandchild in grandchildren:
        _give_parents(county, grandchild, couple)


def _those(by_relation: dict[str, list[Person]], *relations: str) -> list[Person]:
    return [person for relation in relations for person in by_relation.get(relation, [])]


def _marry(county: County, one: Person, other: Person, children: list[Person]) -> None:
    """Marry two people a year or more before their first child, and after both were twenty; a death ends it."""
    grown = years_later(max(one.born, other.born), 20)
    if grown > county.window.as_of:
        return
    first = min((years_later(child.born, -1) for child in children), default=years_later(grown, 3))
    deaths = [person.died_on for person in (one, other) if person.died_on is not None]
    marry(one, other, min(max(grown, first), county.window.as_of), ended_on=min(deaths, default=None))


def _give_other_parent(county: County, head: Person, child: Person) -> None:
    """Name the divorced parent of a child who lives with one parent."""
    if any(kin.relation == ("母亲" if head.sex == "男" else "父亲") for kin in child.kin):
        return
    sex = "女" if head.sex == "男" else "男"
    other = county.outsider("", sex, birth_at_age(county.generator, head.born, -county.generator.randint(0, 2)))
    relate(other, child, parent_sex=sex)
    grown = years_later(head.born, 21)
    if not head.marriages and grown < child.born:
        marry(head, other, grown, ended_on=min(years_later(child.born, 1), county.window.as_of))


def _give_parents(county: County, grandchild: Person, here: list[Person]) -> None:
    """Name the parents of a grandchild: those of the household, or people elsewhere."""
    for parent in here:
        relate(parent, grandchild)
    if not here and not grandchild.kin:
        for sex in "男女":
            born = birth_at_age(county.generator, grandchild.born, county.generator.randint(23, 30))
            relate(county.outsider("", sex, born), grandchild, parent_sex=sex)


def _give_child_elsewhere(county: County, person: Person) -> None:
    """Name a grown child who moved away of someone old or severely disabled without a child here.

    People in destitute support have no one who must support them.
    """
    age = county.window.as_of.year - person.born.year
    is_severe = any(certificate.level <= 2 for certificate in person.certificates)
    if age < (25 if is_severe else _OLD) or any(spell.programme == DESTITUTE for spell in person.spells):
        return
    if any(kin.relation in ("儿子", "女儿") for kin in person.kin):
        return
    generator = county.generator
    sex = generator.choice("男女")
    born = years_later(person.born, min(age - 1, generator.randint(22, 28)))
    child = county.outsider(surname_of(person.name) if person.sex == "男" else "", sex, born)
    relate(person, child, child_sex=sex)
