"""Give each identity at most one person, and each person at most one row of a list that names people once.

Reads weighed pairs, the deliveries of the identities and the places that are taken already; gives one claim per
identity. Most identities have one person that is clear of all others and that nobody else claims: these are settled
column-wise. Where several rows of one list claim the same persons, they are taken together (a connected component) and
the best assignment of the whole is found exactly, if there are few of them; of many, only those are believed that are
clearly the heaviest from both sides. Weights are counted in whole ten-thousandths of a bit, so that sums do not depend
on the order of rows. Pure, column-wise.

Source: Burkard, Dell'Amico and Martello (2009), Assignment Problems; components as in Fellegi and Sunter's one-to-one
linkage of Jaro (1989).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.link.exact_assignment import MOST_CLAIMANTS, MOST_PLACES, Option, margins

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

CLAIMS: Final = pa.schema(
    [
        ("identity", pa.int64()),
        ("person", pa.int64()),
        ("match_weight", pa.float64()),
        ("link_grade", pa.string()),
        ("outcome", pa.string()),
    ]
)
"""Outcomes: accepted, near_tie, below_threshold, listed_twice."""

LESSER_PERSON_BITS: Final = 7.0
"""A row is given a lighter person than its heaviest only where it is lighter by less than this. Own estimate: a list
that should name people once names one in a thousand twice (10 bits), and three bits are what a clear lead takes."""

_UNITS: Final = 10_000
"""Units of a bit: weights come rounded to four decimals."""
_NEVER: Final = np.iinfo(np.int64).min // 4


@dataclass(frozen=True)
class Bounds:
    """Thresholds in bits."""

    accept: float
    near_tie: float


@dataclass(frozen=True)
class _Pairs:
    """Pairs of a stage as columns, those of one identity together and the heaviest first."""

    identities: Numbers
    """Number of the identity, 0 to n-1, of each pair."""
    weights: Numbers
    heaviest: Numbers
    """Row of the heaviest pair of each identity."""
    acceptable: Flags
    taken: Flags
    """The person has a row in this delivery already."""
    surviving: Flags
    rows_of_places: Numbers
    """Each surviving pair once for each place (person in a delivery) that it would take …"""
    places: Numbers
    """… and the number of that place."""


def assign_persons(ranked: pa.Table, deliveries: pa.Table, taken: pa.Table, bounds: Bounds) -> pa.Table:
    """Decide which person each identity is.

    Args:
        ranked: `identity`, `person`, `match_weight`, `link_grade`, `may_accept`; sorted by identity, the heaviest
            first, ties by content.
        deliveries: `identity`, `delivery` (any text): deliveries of once-only sources, each pair once.
        taken: `person`, `delivery`: persons that have a row in a delivery already.
        bounds: Thresholds.

    Returns:
        `CLAIMS`, one row per identity, sorted. An accepted claim names the person given; any other the heaviest.
    """
    if not ranked.num_rows:
        return CLAIMS.empty_table()
    near = round(bounds.near_tie * _UNITS)
    pairs = _gather(ranked, deliveries, taken, bounds)
    contested = _contested(pairs)
    chosen = _choose_clear(pairs, contested, near)
    _choose_contested(pairs, contested, near, chosen)
    shadows = _heaviest_of(pairs, ~pairs.surviving & ~pairs.taken)
    given = chosen >= 0
    given[given] = pairs.weights[chosen[given]] - shadows[given] >= near
    rows = np.where(given, chosen, pairs.heaviest)
    outcomes = np.where(given, "accepted", _refusals(pairs, contested, near))
    claims = ranked.select(CLAIMS.names[:-1]).take(pa.array(rows))
    return claims.append_column("outcome", pa.array(outcomes.tolist(), type=pa.string())).cast(CLAIMS)


def _gather(ranked: pa.Table, deliveries: pa.Table, taken: pa.Table, bounds: Bounds) -> _Pairs:
    numbers = _integers(ranked["identity"])
    _, heaviest, identities = np.unique(numbers, return_index=True, return_inverse=True)
    weights = np.rint(ranked["match_weight"].to_numpy() * _UNITS).astype(np.int64)
    rows, places, known = _places(numbers, _integers(ranked["person"]), deliveries, taken)
    is_taken = np.zeros(len(numbers), dtype=np.bool_)
    is_taken[rows[np.isin(places, known)]] = True
    acceptable = np.asarray(ranked["may_accept"].to_numpy(), dtype=np.bool_)
    acceptable &= weights >= round(bounds.accept * _UNITS)
    first = heaviest[identities]
    near_first = weights > weights[first] - round(LESSER_PERSON_BITS * _UNITS)
    surviving = acceptable & ~is_taken & acceptable[first] & (near_first | (first == np.arange(len(numbers))))
    kept = surviving[rows]
    return _Pairs(identities, weights, heaviest, acceptable, is_taken, surviving, rows[kept], places[kept])


def _places(
    identities: Numbers, persons: Numbers, deliveries: pa.Table, taken: pa.Table
) -> tuple[Numbers, Numbers, Numbers]:
    """Give the rows of the pairs once per delivery, the place that each would take, and the places taken already."""
    names = pa.chunked_array([*deliveries["delivery"].chunks, *taken["delivery"].chunks], type=pa.string())
    codes = np.asarray(names.combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False)).astype(
        np.int64
    )
    width = int(codes.max(initial=0)) + 1
    whose = _integers(deliveries["identity"])
    order = np.argsort(whose, kind="stable")
    whose, of_identity = whose[order], codes[: len(order)][order]
    first = np.searchsorted(whose, identities, side="left")
    counts = np.searchsorted(whose, identities, side="right") - first
    rows = np.repeat(np.arange(len(identities)), counts)
    inside = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    # Numbers of persons go up to 10**17: they are numbered anew, so that no product with the deliveries overflows.
    known, numbers = np.unique(persons, return_inverse=True)
    places = numbers[rows] * width + of_identity[np.repeat(first, counts) + inside]
    holders, held = _integers(taken["person"]), codes[len(order) :]
    is_met = np.isin(holders, known)
    return rows, places, np.searchsorted(known, holders[is_met]) * width + held[is_met]


def _contested(pairs: _Pairs) -> Flags:
    """Tell of each pair whether another identity may take a place that it would take."""
    contested = np.zeros(len(pairs.weights), dtype=np.bool_)
    _, numbers, counts = np.unique(pairs.places, return_inverse=True, return_counts=True)
    contested[pairs.rows_of_places] |= counts[numbers] > 1
    return contested


def _choose_clear(pairs: _Pairs, contested: Flags, near: int) -> Numbers:
    """Give each identity that nobody contests its heaviest surviving pair, where that is clear of the next; else -1."""
    count = len(pairs.heaviest)
    chosen = np.full(count, -1, dtype=np.int64)
    rows = np.flatnonzero(pairs.surviving)
    owners, places = np.unique(pairs.identities[rows], return_index=True)
    first = rows[places]
    others = pairs.surviving.copy()
    others[first] = False
    clear = pairs.weights[first] - _heaviest_of(pairs, others)[owners] >= near
    in_contest = np.zeros(count, dtype=np.bool_)
    in_contest[pairs.identities[contested]] = True
    clear &= ~in_contest[owners]
    chosen[owners[clear]] = first[clear]
    return chosen


def _choose_contested(pairs: _Pairs, contested: Flags, near: int, chosen: Numbers) -> None:
    """Give persons to the identities that contest places, component by component; writes into `chosen`."""
    in_contest = np.zeros(len(pairs.heaviest), dtype=np.bool_)
    in_contest[pairs.identities[contested]] = True
    kept = in_contest[pairs.identities[pairs.rows_of_places]]
    rows, places = pairs.rows_of_places[kept], pairs.places[kept]
    if not len(rows):
        return
    labels = connected_components(pairs.identities[rows], places)
    order = np.argsort(labels, kind="stable")
    for part in np.split(order, np.flatnonzero(np.diff(labels[order])) + 1):
        for row in _choose_component(pairs, rows[part], places[part], near):
            chosen[pairs.identities[row]] = row


def connected_components(left: Numbers, right: Numbers) -> Numbers:
    """Give each edge of a graph with two sides the number of its component: the smallest number on its left side."""
    _, left_numbers = np.unique(left, return_inverse=True)
    _, right_numbers = np.unique(right, return_inverse=True)
    left_labels = np.arange(int(left_numbers.max(initial=-1)) + 1)
    while True:
        right_labels = np.full(int(right_numbers.max(initial=-1)) + 1, len(left_labels))
        np.minimum.at(right_labels, right_numbers, left_labels[left_numbers])
        smallest = left_labels.copy()
        np.minimum.at(smallest, left_numbers, right_labels[right_numbers])
        smallest = smallest[smallest]  # follow a label to its own: long chains close in few rounds
        if np.array_equal(smallest, left_labels):
            return np.asarray(left_labels[left_numbers], dtype=np.int64)
        left_labels = smallest


def _choose_component(pairs: _Pairs, rows: Numbers, places: Numbers, near: int) -> list[int]:
    """Give the rows of the pairs of one component that are believed."""
    claimants, place_numbers = pairs.identities[rows], np.unique(places, return_inverse=True)[1]
    if len(np.unique(claimants)) > MOST_CLAIMANTS or place_numbers.max() >= MOST_PLACES:
        return _choose_mutual(pairs, rows, places, near)
    masks: dict[int, int] = {}
    for row, place in zip(rows.tolist(), place_numbers.tolist(), strict=True):
        masks[row] = masks.get(row, 0) | 1 << place
    options: dict[int, list[Option]] = {}
    for row, mask in sorted(masks.items()):
        options.setdefault(int(pairs.identities[row]), []).append(Option(row, int(pairs.weights[row]), mask))
    return [row for row, margin in margins(list(options.values())) if margin >= near]


def _choose_mutual(pairs: _Pairs, rows: Numbers, places: Numbers, near: int) -> list[int]:
    """Give the pairs that are the heaviest of their identity and of their places, clear of the next on both sides."""
    distinct = np.unique(rows)
    led = _leads(pairs.identities[distinct], pairs.weights[distinct])
    ahead = dict(zip(distinct.tolist(), (led >= near).tolist(), strict=True))
    for row, lead in zip(rows.tolist(), _leads(places, pairs.weights[rows]).tolist(), strict=True):
        ahead[row] &= lead >= near
    return [row for row, is_ahead in ahead.items() if is_ahead]


def _leads(groups: Numbers, weights: Numbers) -> Numbers:
    """Give by how much each row is heavier than the heaviest other of its group; negative where it is not."""
    order = np.lexsort((-weights, groups))
    sorted_groups, sorted_weights = groups[order], weights[order]
    starts = np.flatnonzero(np.r_[True, np.diff(sorted_groups) != 0])
    sizes = np.diff(np.r_[starts, len(order)])
    first = np.repeat(sorted_weights[starts], sizes)
    second_rows = np.minimum(starts + 1, len(order) - 1)
    second = np.repeat(np.where(sizes > 1, sorted_weights[second_rows], _NEVER), sizes)
    is_first = np.zeros(len(order), dtype=np.bool_)
    is_first[starts] = True
    leads = np.empty(len(order), dtype=np.int64)
    leads[order] = sorted_weights - np.where(is_first, second, first)
    return leads


def _heaviest_of(pairs: _Pairs, wanted: Flags) -> Numbers:
    """Give the heaviest weight of the wanted pairs of each identity; very light where there is none."""
    heaviest = np.full(len(pairs.heaviest), _NEVER, dtype=np.int64)
    np.maximum.at(heaviest, pairs.identities[wanted], pairs.weights[wanted])
    return heaviest


def _refusals(pairs: _Pairs, contested: Flags, near: int) -> npt.NDArray[np.str_]:
    """Say of each identity why it is given nobody, if it is not."""
    first = pairs.heaviest
    others = np.ones(len(pairs.weights), dtype=np.bool_)
    others[first] = False
    is_tied = pairs.weights[first] - _heaviest_of(pairs, others & ~pairs.taken) < near
    is_claimed = pairs.taken[first] | contested[first]
    tied = np.where(is_tied & ~pairs.taken[first], "near_tie", np.where(is_claimed, "listed_twice", "near_tie"))
    return np.where(pairs.acceptable[first], tied, "below_threshold")


def _integers(column: pa.ChunkedArray) -> Numbers:
    return np.asarray(pc.cast(column, pa.int64()).to_numpy(), dtype=np.int64)
