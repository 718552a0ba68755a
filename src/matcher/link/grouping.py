"""Make persons of identities of which none has a valid ID: source after source, each against the persons so far.

The sources are taken in the order that matcher.link.spine gives them. An identity of the next one either is given a
person that earlier ones made, by the same assignment as everywhere (matcher.link.assignment), or becomes a new person.
A person bears the number of the identity that began it. Pure, column-wise.

Source: the spine of the Australian Bureau of Statistics: each list is linked to one spine, not to each other list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.link.assignment import Bounds, assign_persons, connected_components

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

MEMBERS: Final = pa.schema(
    [
        ("identity", pa.int64()),
        ("leader", pa.int64()),
        ("partner", pa.int64()),
        ("match_weight", pa.float64()),
        ("outcome", pa.string()),
    ]
)
"""One row per identity and person that it resembles; the person by its leader, the identity that began it, and by the
partner, the one of its identities that resembles this most. Outcomes: accepted (it is this person), united (so by what
was given, no weight or partner), near_tie and listed_twice (it may be)."""

_RIVAL: Final = -1
"""Stands for a person with a valid ID, whom an identity may resemble as much as anyone here."""
_UNKNOWN: Final = np.iinfo(np.int64).min


@dataclass
class _Spine:
    """The persons so far; grows source by source."""

    identities: Numbers
    source_places: Numbers
    births: Numbers
    sexes: Numbers
    leaders: Numbers
    """Place of the identity that began each identity's person."""

    def may_be(self, ours: Numbers, persons: Numbers, births_agree: Flags) -> Flags:
        """Tell where nothing that is known of the whole person speaks against an identity."""
        both = (self.births[ours] != _UNKNOWN) & (self.births[persons] != _UNKNOWN)
        other_birth = both & (self.births[ours] != self.births[persons]) & ~births_agree
        both = (self.sexes[ours] >= 0) & (self.sexes[persons] >= 0)
        return np.asarray(~other_birth & ~(both & (self.sexes[ours] != self.sexes[persons])))

    def join(self, ours: Numbers, persons: Numbers) -> None:
        """Give identities to persons, and the persons what the identities say beyond what was known."""
        self.leaders[ours] = persons
        for known, unknown in ((self.births, _UNKNOWN), (self.sexes, -1)):
            lacks = (known[persons] == unknown) & (known[ours] != unknown)
            known[persons[lacks]] = known[ours[lacks]]


@dataclass(frozen=True)
class Gathered:
    """What grouping reads beside the identities.

    Attributes:
        weighed: Pairs: `identity`, `person` (the other identity's number, negative; of an earlier source),
            `match_weight`, `may_accept`, `birth_date_level`.
        rivals: `identity`, `match_weight`: the heaviest person with a valid ID that an identity resembles.
        deliveries: `identity`, `delivery` of once-only sources.
        united: `identity`, `other`: identities that are one person whatever they weigh.
        apart: `identity`, `other`: identities that are two persons whatever they weigh; each pair both ways.
    """

    weighed: pa.Table
    rivals: pa.Table
    deliveries: pa.Table
    united: pa.Table
    apart: pa.Table


def group_identities(open_ones: pa.Table, gathered: Gathered, bounds: Bounds) -> pa.Table:
    """Decide which identities are one person.

    Args:
        open_ones: `identity`, `source_place`, `birth_date`, `sex`; sorted by identity.
        gathered: Pairs and what bounds them, of these identities only.
        bounds: Thresholds.

    Returns:
        `MEMBERS`, sorted by identity, accepted and united ones first, then by leader.
    """
    spine = _begin(open_ones)
    pairs = _Pairs.from_table(gathered.weighed, spine)
    first = _first_of(gathered.united, spine)
    parts = []
    for place in np.unique(spine.source_places).tolist():
        here = np.flatnonzero(spine.source_places == place)
        parts.append(_take_source(spine, pairs.of_source(place, spine, first), gathered, bounds))
        followers = here[first[here] != here]
        spine.join(followers, spine.leaders[first[followers]])
    followers = np.flatnonzero(first != np.arange(len(first)))
    parts.append(_rows(followers, spine.leaders[followers], None, None, np.full(len(followers), "united")))
    return _numbered(pa.concat_tables(parts), spine)


@dataclass(frozen=True)
class _Pairs:
    """Pairs as columns; both sides as places in the spine."""

    ours: Numbers
    theirs: Numbers
    weights: Floats
    may_accept: Flags
    births_agree: Flags

    @classmethod
    def from_table(cls, weighed: pa.Table, spine: _Spine) -> _Pairs:
        levels = weighed["birth_date_level"].cast(pa.string())
        apart = np.asarray(pc.is_in(levels, value_set=pa.array(["different", "missing"])).to_numpy(), dtype=np.bool_)
        may_accept = np.asarray(weighed["may_accept"].to_numpy(), dtype=np.bool_)
        return cls(
            ours=np.searchsorted(spine.identities, _integers(weighed["identity"])),
            theirs=np.searchsorted(spine.identities, -_integers(weighed["person"])),
            weights=np.asarray(weighed["match_weight"].to_numpy(), dtype=np.float64),
            may_accept=may_accept,
            # where two other birth dates are no bar to the pair, they are none to the person
            births_agree=~apart | (may_accept & np.asarray(pc.equal(levels, "different").to_numpy(), dtype=np.bool_)),
        )

    def of_source(self, place: int, spine: _Spine, first: Numbers) -> _Pairs:
        """Give the pairs of the identities of one source that follow no other."""
        rows = np.flatnonzero((spine.source_places[self.ours] == place) & (first[self.ours] == self.ours))
        return _Pairs(
            self.ours[rows], self.theirs[rows], self.weights[rows], self.may_accept[rows], self.births_agree[rows]
        )


def _begin(open_ones: pa.Table) -> _Spine:
    days = pc.fill_null(open_ones["birth_date"].cast(pa.int32()).cast(pa.int64()), _UNKNOWN)
    sexes = pc.fill_null(pc.index_in(open_ones["sex"], value_set=pc.unique(open_ones["sex"]).drop_null()), -1)
    return _Spine(
        identities=_integers(open_ones["identity"]),
        source_places=_integers(open_ones["source_place"]),
        births=np.array(days.to_numpy(), dtype=np.int64),
        sexes=np.array(sexes.to_numpy(), dtype=np.int64),
        leaders=np.arange(open_ones.num_rows),
    )


def _first_of(united: pa.Table, spine: _Spine) -> Numbers:
    """Give for each place the first, by source and number, that it is united with by any chain; itself without one."""
    ends = np.stack([np.searchsorted(spine.identities, _integers(united[side])) for side in ("identity", "other")])
    by_turn = np.lexsort((np.arange(len(spine.identities)), spine.source_places))
    turns = np.argsort(by_turn)
    edges = np.tile(np.arange(united.num_rows), 2)
    first = np.arange(len(spine.identities))
    joined = turns[ends.ravel()]
    first[by_turn[joined]] = by_turn[np.unique(joined)[connected_components(joined, edges)]]
    return first


def _take_source(spine: _Spine, pairs: _Pairs, gathered: Gathered, bounds: Bounds) -> pa.Table:
    """Give the identities of one source their persons; gives the links made, and the doubts."""
    ranked, partners = _rank(spine, pairs, gathered)
    whose = np.searchsorted(spine.identities, _integers(gathered.deliveries["identity"]))
    listed = pa.table({"identity": whose, "delivery": gathered.deliveries["delivery"]})
    held = spine.source_places[whose] < spine.source_places[pairs.ours].min(initial=np.iinfo(np.int64).max)
    taken = pa.table({"person": spine.leaders[whose], "delivery": listed["delivery"]}).filter(pa.array(held))
    claims = assign_persons(ranked, listed, taken, bounds)
    ours, persons = _integers(ranked["identity"]), _integers(ranked["person"])
    claim = np.searchsorted(_integers(claims["identity"]), ours)
    outcomes = claims["outcome"].to_numpy()[claim]
    weights = np.asarray(ranked["match_weight"].to_numpy(), dtype=np.float64)
    given = (outcomes == "accepted") & (_integers(claims["person"])[claim] == persons)
    in_doubt = np.isin(outcomes, ["near_tie", "listed_twice"]) & ranked["may_accept"].to_numpy()
    in_doubt &= weights > claims["match_weight"].to_numpy()[claim] - bounds.near_tie
    spine.join(ours[given], persons[given])
    kept = given | in_doubt
    return _rows(ours[kept], persons[kept], partners[kept], weights[kept], outcomes[kept])


def _rank(spine: _Spine, pairs: _Pairs, gathered: Gathered) -> tuple[pa.Table, Numbers]:
    """Give identities and persons, each pair once by its heaviest pair of identities; and the partner of each.

    The heaviest comes first; of equals the one whose leader's content comes first.
    """
    persons = spine.leaders[pairs.theirs]
    order = np.lexsort((pairs.theirs, -pairs.weights, persons, pairs.ours))
    keys = pairs.ours[order] * len(spine.leaders) + persons[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    best = order[starts]
    fits = spine.may_be(pairs.ours[best], persons[best], _any_of(pairs.births_agree[order], starts))
    fits &= ~np.isin(keys[starts], _keys_apart(spine, gathered.apart))
    rivals = gathered.rivals
    looked_for = np.searchsorted(spine.identities, _integers(rivals["identity"]))
    beside = np.flatnonzero(np.isin(looked_for, pairs.ours))
    nobody = np.full(len(beside), _RIVAL)
    ours, others = np.r_[pairs.ours[best], looked_for[beside]], np.r_[persons[best], nobody]
    weights = np.r_[pairs.weights[best], np.asarray(rivals["match_weight"].to_numpy(), dtype=np.float64)[beside]]
    may_accept = np.r_[_any_of(pairs.may_accept[order], starts) & fits, np.zeros(len(beside), dtype=np.bool_)]
    ranks = np.lexsort((others, -weights, ours))
    columns = {"identity": ours, "person": others, "match_weight": weights, "may_accept": may_accept}
    ranked = pa.table({name: values[ranks] for name, values in columns.items()})
    grades = pa.repeat(pa.scalar(None, pa.string()), ranked.num_rows)
    return ranked.append_column("link_grade", grades), np.r_[pairs.theirs[best], nobody][ranks]


def _keys_apart(spine: _Spine, apart: pa.Table) -> Numbers:
    """Give the identities and persons that are kept apart, as `_rank` numbers them."""
    ours, others = (np.searchsorted(spine.identities, _integers(apart[side])) for side in ("identity", "other"))
    return np.asarray(ours * len(spine.leaders) + spine.leaders[others])


def _any_of(flags: Flags, starts: Numbers) -> Flags:
    """Tell of each group, given by where it starts, whether any of it is true."""
    return np.asarray(np.logical_or.reduceat(flags, starts) if len(starts) else np.zeros(0), dtype=np.bool_)


def _rows(
    ours: Numbers, leaders: Numbers, partners: Numbers | None, weights: Floats | None, outcomes: npt.NDArray[np.str_]
) -> pa.Table:
    nothing = pa.nulls(len(ours))
    return pa.table(
        [ours, leaders, nothing if partners is None else partners, nothing if weights is None else weights, outcomes],
        names=MEMBERS.names,
    ).cast(MEMBERS)


def _numbered(rows: pa.Table, spine: _Spine) -> pa.Table:
    """Turn places back into numbers of identities, and sort."""
    numbers = pa.array(spine.identities)
    for column in ("identity", "leader", "partner"):
        rows = rows.set_column(rows.schema.get_field_index(column), column, numbers.take(rows[column].combine_chunks()))
    return rows.sort_by([("identity", "ascending"), ("outcome", "ascending"), ("leader", "ascending")]).cast(MEMBERS)


def _integers(column: pa.ChunkedArray) -> Numbers:
    return np.asarray(pc.cast(column, pa.int64()).to_numpy(), dtype=np.int64)
