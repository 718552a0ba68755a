"""Fill the county with ordinary households of the patterns that villages have."""

from __future__ import annotations

from typing import Final

from matcher.synth.county import County
from matcher.synth.names import draw_name, surname_of
from matcher.synth.person import Household, Person
from matcher.synth.timeline import birth_at_age

_PATTERNS: Final = {
    "couple": 50,
    "three_generations": 20,
    "old_couple": 10,
    "old": 7,
    "single": 7,
    "one_parent": 7,
    "grandparents": 1,
}

_LEFT_BEHIND: Final = (
    ("户主", "男", 60, 68),
    ("配偶", "女", 58, 66),
    ("子", "男", 36, 40),
    ("儿媳", "女", 34, 38),
    ("孙子", "男", 8, 14),
)


def settle(county: County, persons: int) -> None:
    """Add households until the county has exactly this many people."""
    while len(county.persons) < persons:
        _add_household(county, persons - len(county.persons))


def _add_household(county: County, room: int) -> None:
    """Add one household of at most `room` people."""
    generator = county.generator
    pattern = generator.choices(list(_PATTERNS), list(_PATTERNS.values()))[0]
    if pattern == "grandparents":
        if room >= len(_LEFT_BEHIND):
            _add_grandparents(county)
        return
    is_old = pattern in ("old_couple", "old")
    age = min(101, 60 + int(generator.expovariate(1 / 9))) if is_old else generator.randint(26, 58)
    head_sex = "男" if generator.random() < 0.8 else "女"
    household = county.new_household()
    household.pattern = pattern
    head = _add(county, household, ("户主", head_sex, age))
    if pattern in ("couple", "three_generations", "old_couple") and room > 1:
        spouse_age = max(56 if is_old else 22, age - generator.randint(-3, 5))
        _add(county, household, ("配偶", "女" if head_sex == "男" else "男", spouse_age))
    if pattern in ("couple", "three_generations", "one_parent"):
        _add_children(county, head, age, room)
    if pattern == "three_generations" and len(household.members) < room:
        _add(county, household, ("母", "女", min(97, age + generator.randint(20, 32))))
        if len(household.members) < room and generator.random() < 0.6:
            _add(county, household, ("父", "男", min(99, age + generator.randint(22, 34))), surname_of(head.name))


def _add_grandparents(county: County) -> None:
    """Add grandparents who raise a child whose parents died or cannot: matcher.synth.families says which."""
    household = county.new_household()
    household.pattern = "grandparents"
    surname = ""
    for relation, sex, youngest, oldest in _LEFT_BEHIND:
        age = county.generator.randint(youngest, oldest)
        own = _add(county, household, (relation, sex, age), surname if relation in ("子", "孙子") else "")
        surname = surname or surname_of(own.name)


def _add_children(county: County, head: Person, age: int, room: int) -> None:
    generator = county.generator
    youngest = age - 21
    for _ in range(generator.choices((0, 1, 2, 3), (20, 45, 30, 5))[0]):
        child_age = youngest - generator.randint(0, 12)
        if child_age >= 0 and len(head.household.members) < room:
            relation, sex = generator.choice((("子", "男"), ("女", "女")))
            _add(county, head.household, (relation, sex, child_age), surname_of(head.name))


def _add(county: County, household: Household, who: tuple[str, str, int], surname: str = "") -> Person:
    relation, sex, age = who
    born = birth_at_age(county.generator, county.window.as_of, age)
    return county.add(household, relation, sex, born, name=draw_name(county.generator, sex, surname))
