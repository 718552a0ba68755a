"""Which bucket each person is judged in: with all members of their households, so that these are looked up in place.

Households that share a member go together. Whatever buckets there are, findings are the same: those whose rows are
looked up from another bucket are laid there as well (matcher.evaluate.visitors).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.evaluate.laying_out import BucketsOf, Keys
from matcher.evaluate.views import LARGEST_HOUSEHOLD, PIECE, person_key

_MIX: Final = np.uint64(0x9E3779B97F4A7C15)

Numbers = npt.NDArray[np.int64]


def members_piece_sql(salt: int) -> str:
    """Write the members of households of a piece of `household_member`, each household as a whole number."""
    return f"""SELECT DISTINCT
    {person_key("piece.linked_person_id", salt)} AS person_id,
    hash(piece.kind, piece.source, piece.household_key) AS household
FROM {PIECE} AS piece
WHERE piece.household_key IS NOT NULL"""


def buckets_by_household(members: Iterable[pa.Table], buckets: int) -> BucketsOf:
    """Give the function that tells buckets.

    Args:
        members: `person_id` and `household`, as `members_piece_sql` gives them.
        buckets: How many there are, at most 255.
    """
    parts = list(members)
    persons = np.concatenate([np.zeros(0, np.uint64), *(part["person_id"].to_numpy() for part in parts)])
    households = np.concatenate([np.zeros(0, np.uint64), *(part["household"].to_numpy() for part in parts)])
    known, person = np.unique(persons, return_inverse=True)
    _, household = np.unique(households, return_inverse=True)
    pairs = np.unique(person.astype(np.int64) * (1 + household.max(initial=0)) + household)
    person, household = np.divmod(pairs, 1 + household.max(initial=0))
    small = np.bincount(household)[household] <= LARGEST_HOUSEHOLD if len(household) else np.zeros(0, np.bool_)
    leads = known[_leads(person[small], household[small], len(known))]
    own = _mixed(leads, buckets)

    def bucket_of(keys: Keys) -> npt.NDArray[np.uint8]:
        # Neighbours in order are neighbours in `known`: looked up so, most of it stays in the processor.
        order = np.argsort(keys)
        places = np.searchsorted(known, keys[order])
        found = np.minimum(places, max(len(known) - 1, 0))
        is_known = known[found] == keys[order] if len(known) else np.zeros(len(keys), np.bool_)
        given = _mixed(keys, buckets)
        given[order[is_known]] = own[found[is_known]]
        return given

    return bucket_of


def _leads(person: Numbers, household: Numbers, count: int) -> Numbers:
    """Give, for each person, the first of all whom households tie together."""
    lead = np.arange(count)
    if not len(person):
        return lead
    by_household = np.argsort(household, kind="stable")
    starts = np.flatnonzero(np.diff(household[by_household], prepend=-1))
    ordinal = np.cumsum(np.diff(household[by_household], prepend=-1) != 0) - 1
    while True:
        first = np.minimum.reduceat(lead[person[by_household]], starts)
        better = lead.copy()
        np.minimum.at(better, person[by_household], first[ordinal])
        better = better[better]
        if np.array_equal(better, lead):
            return lead
        lead = better


def _mixed(keys: Keys, buckets: int) -> npt.NDArray[np.uint8]:
    return (((keys * _MIX) >> np.uint64(33)) % np.uint64(buckets)).astype(np.uint8)
