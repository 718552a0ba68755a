"""A made-up population: households of people with names, birth dates, IDs, villages, phones, accounts, as numbers.

Drawn column by column from a seed; ten million people take some 400 MB and a few seconds. Hard cases come by the
household: twins with IDs of adjacent sequence, brothers and sisters who share a character, children of their father's
full name, spouses born in other counties. Unrelated namesakes of one birth date come by chance, as they do in life.

County codes begin with 18, which was never assigned. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt

from matcher.measure.people_names import draw_given, draw_surnames, name_numbers

Numbers = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]

PERSONS_PER_COUNTY: Final = 400_000
TOWNSHIPS: Final = 16
VILLAGES: Final = 20

_LAST_DAY: Final = int(np.datetime64("2025-10-31").astype(int))
_FIRST_DAY: Final = int(np.datetime64("1922-01-01").astype(int))
_YEAR: Final = 365.2425

# Places in a household, and the share of households that have someone in them (where ages allow).
_HEAD, _SPOUSE, _CHILD, _SECOND_CHILD, _THIRD_CHILD, _FATHER, _MOTHER = range(7)
_SHARES: Final = np.array([1.0, 0.72, 0.62, 0.3, 0.08, 0.14, 0.2])
_PER_HOUSEHOLD: Final = 2.4
"""People that a household has at least, on average; more households than are needed are drawn, and cut off."""

_TWINS_SHARE: Final = 0.012
_SHARED_CHARACTER_SHARE: Final = 0.3
_FATHERS_NAME_SHARE: Final = 0.002
_BORN_ELSEWHERE_SHARE: Final = 0.06
_SPOUSE_ELSEWHERE_SHARE: Final = 0.35

_CHILD_UNTIL: Final = 16 * _YEAR
_OLD_FROM: Final = 70 * _YEAR
_CHILD_SHARES_PHONE, _OLD_SHARES_PHONE, _OTHER_SHARES_PHONE = 0.8, 0.4, 0.05
_CHILD_SHARES_ACCOUNT: Final = 0.6
"""Of those who live with a head of household, the share that gives the head's number; made up."""


@dataclass(frozen=True)
class People:
    """One row per person, household by household."""

    household: Numbers
    """Number of the household, from 0."""
    name: Numbers
    """matcher.measure.people_names.write_names."""
    born: Numbers
    """Days since 1970."""
    is_male: Mask
    id_county: Numbers
    """County of first registration, which the ID keeps; counted from 0."""
    sequence: Numbers
    """Sequence number of the ID: odd for men."""
    village: Numbers
    """Village that they live in; the same for a household; counted from 0."""
    phone: npt.NDArray[np.int64]
    account: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.household)

    def take(self, places: npt.NDArray[np.intp]) -> People:
        """Give some of the people."""
        return People(*(getattr(self, field.name)[places] for field in fields(self)))


def make_people(count: int, seed: int) -> People:
    """Make so many people; the same arguments give the same people."""
    random = np.random.default_rng(seed)
    households = int(count / _PER_HOUSEHOLD) + 8
    counties = max(2, count // PERSONS_PER_COUNTY)
    born = _birth_days(random, households)
    twins = random.random(households) < _TWINS_SHARE
    born[:, _SECOND_CHILD] = np.where(twins, born[:, _CHILD], born[:, _SECOND_CHILD])
    lives = (random.random(born.shape) < _SHARES) & (born >= _FIRST_DAY) & (born <= _LAST_DAY)
    lives[:, _SECOND_CHILD] = lives[:, _CHILD] & (lives[:, _SECOND_CHILD] | twins)
    is_male = _sexes(random, households, twins)
    names = _names(random, is_male, lives)
    county = random.integers(0, counties, households, dtype=np.int32)
    id_county = _id_counties(random, county, counties, born.shape[1])
    rows, place = np.nonzero(lives)
    rows, place = rows[:count], place[:count]
    village = county * TOWNSHIPS * VILLAGES + random.integers(0, TOWNSHIPS * VILLAGES, households, dtype=np.int32)
    people = People(
        household=rows.astype(np.int32),
        name=names[rows, place],
        born=born[rows, place],
        is_male=is_male[rows, place],
        id_county=id_county[rows, place],
        sequence=np.zeros(len(rows), np.int32),
        village=village[rows],
        phone=13_000_000_000 + random.integers(0, 6_999_999_999, len(rows)),
        account=6_210_000_000_000_000 + random.integers(0, 9_999_999_999_999, len(rows)),
    )
    _number(random, people, place == _SECOND_CHILD)
    _share_numbers(np.random.default_rng((seed, 3)), people)
    return people


def _birth_days(random: np.random.Generator, households: int) -> Numbers:
    """Draw birth days of everyone that a household may have; those of nobody fall outside the span of lives."""
    born = np.empty((households, len(_SHARES)), np.int32)
    head = _LAST_DAY - (random.triangular(18, 48, 92, households) * _YEAR).astype(np.int32)
    born[:, _HEAD] = head
    born[:, _SPOUSE] = head + (random.normal(1.5, 3.0, households) * _YEAR).astype(np.int32)
    later = np.maximum(head, born[:, _SPOUSE])
    for place, least, most in ((_CHILD, 19, 34), (_SECOND_CHILD, 1.2, 6), (_THIRD_CHILD, 1.2, 6)):
        later = later + (random.uniform(least, most, households) * _YEAR).astype(np.int32)
        born[:, place] = later
    for place in (_FATHER, _MOTHER):
        born[:, place] = head - (random.uniform(19, 36, households) * _YEAR).astype(np.int32)
    return born


def _sexes(random: np.random.Generator, households: int, twins: Mask) -> Mask:
    is_male = random.random((households, len(_SHARES))) < 0.51
    is_male[:, _HEAD] = random.random(households) < 0.8
    is_male[:, _SPOUSE] = ~is_male[:, _HEAD]
    is_male[:, _FATHER], is_male[:, _MOTHER] = True, False
    same = twins & (random.random(households) < 0.65)
    is_male[:, _SECOND_CHILD] = np.where(same, is_male[:, _CHILD], is_male[:, _SECOND_CHILD])
    return is_male


def _names(random: np.random.Generator, is_male: Mask, lives: Mask) -> Numbers:
    """Draw names: children bear their father's surname, often one character alike, seldom his whole name."""
    surnames, firsts, seconds = (np.ones(lives.shape, np.int32) for _ in range(3))
    surnames[lives] = draw_surnames(random, int(lives.sum()))
    firsts[lives], seconds[lives] = draw_given(random, is_male[lives])
    of_head = is_male[:, _HEAD] | ~lives[:, _SPOUSE]
    surnames[:, [_CHILD, _SECOND_CHILD, _THIRD_CHILD]] = np.where(of_head, surnames[:, _HEAD], surnames[:, _SPOUSE])[
        :, None
    ]
    surnames[:, _FATHER] = surnames[:, _HEAD]
    alike = random.random(len(lives)) < _SHARED_CHARACTER_SHARE
    for place in (_SECOND_CHILD, _THIRD_CHILD):
        firsts[:, place] = np.where(alike, firsts[:, _CHILD], firsts[:, place])
    names = name_numbers(surnames, firsts, seconds)
    named_after = is_male[:, _HEAD] & is_male[:, _CHILD] & (random.random(len(lives)) < _FATHERS_NAME_SHARE)
    names[:, _CHILD] = np.where(named_after, names[:, _HEAD], names[:, _CHILD])
    # Nobody gives two children of one family one name.
    clash = names[:, _SECOND_CHILD] == names[:, _CHILD]
    changed = name_numbers(surnames[:, _CHILD], firsts[:, _CHILD], 1 + (seconds[:, _CHILD] + 1) % 40)
    names[:, _SECOND_CHILD] = np.where(clash, changed, names[:, _SECOND_CHILD])
    return names


def _id_counties(random: np.random.Generator, county: Numbers, counties: int, places: int) -> Numbers:
    """Draw where IDs were first given out: mostly where the household lives, for spouses often elsewhere."""
    shares = np.full(places, _BORN_ELSEWHERE_SHARE)
    shares[[_SPOUSE, _MOTHER]] = _SPOUSE_ELSEWHERE_SHARE
    elsewhere = random.random((len(county), places)) < shares
    drawn = random.integers(0, counties, elsewhere.shape, dtype=np.int32)
    return np.where(elsewhere, drawn, county[:, None])


def _number(random: np.random.Generator, people: People, is_second: Mask) -> None:
    """Give every person an ID of their own: a sequence number that nobody else of the county and day has."""
    half = random.integers(0, 499, len(people), dtype=np.int32)
    twin = is_second & (np.roll(people.born, 1) == people.born) & (np.roll(people.household, 1) == people.household)
    half = np.where(twin, np.minimum(np.roll(half, 1) + 1, 498), half)
    while True:
        people.sequence[:] = half * 2 + np.where(people.is_male, 1, 2)
        key = (people.id_county.astype(np.int64) * 100_000 + (people.born - _FIRST_DAY)) * 1000 + people.sequence
        order = np.argsort(key, kind="stable")
        taken = order[1:][key[order[1:]] == key[order[:-1]]]
        if not len(taken):
            return
        half[taken] = random.integers(0, 499, len(taken), dtype=np.int32)


def _share_numbers(random: np.random.Generator, people: People) -> None:
    """Let children, and many of the old, give the telephone and the account of the first of their household."""
    starts = np.flatnonzero(np.diff(people.household, prepend=-1))
    head = np.repeat(starts, np.diff(starts, append=len(people)))
    age = _LAST_DAY - people.born
    is_child, is_old = age < _CHILD_UNTIL, age >= _OLD_FROM
    share = np.select([is_child, is_old], [_CHILD_SHARES_PHONE, _OLD_SHARES_PHONE], _OTHER_SHARES_PHONE)
    shares_phone = random.random(len(people)) < share
    shares_account = is_child & (random.random(len(people)) < _CHILD_SHARES_ACCOUNT)
    people.phone[:] = np.where(shares_phone, people.phone[head], people.phone)
    people.account[:] = np.where(shares_account, people.account[head], people.account)
