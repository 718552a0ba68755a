"""The pairs of a run that people could be asked about: weighed links, and what was left to people. Pure.

A pair is one record and one person; the person is shown by one record of theirs, the surest. Records of one source
that were linked to one person by one weight are one question, however many they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from matcher.link.calibration import ACCEPTED, bucket_of
from matcher.published import PublishedRun

Row = dict[str, Any]

_WEIGHED: Final = ("repair", "scored")
_SURE: Final = ("exact", "alias")


@dataclass(frozen=True)
class Pair:
    """One record and one record of the person that it is, or could be."""

    left: Row
    """Row of matcher.tables.PERSONS."""
    right: Row
    person_id: str
    outcome: str
    """`accepted`, or why it was left to people."""
    group: str
    """Grade of an accepted link; else the outcome."""
    match_weight: float | None

    @property
    def stratum(self) -> tuple[str, int | None]:
        """The group and the bucket of weights that it falls into."""
        return self.group, None if self.match_weight is None else bucket_of(self.match_weight)

    @property
    def record_ids(self) -> frozenset[str]:
        """Both records."""
        return frozenset((self.left["record_id"], self.right["record_id"]))


def pairs_of(run: PublishedRun) -> list[Pair]:
    """Give every pair of a run that people could be asked about; each once, in a total order."""
    told = [*_accepted(run.tables["persons"]), *_in_review(run)]
    shown = _shown_records(run.tables["persons"], {person_id for _, person_id, *_ in told})
    pairs: dict[frozenset[str], Pair] = {}
    for left, person_id, outcome, group, weight in told:
        right = next((row for row in shown.get(person_id, ()) if row["record_id"] != left["record_id"]), None)
        if right is not None:
            pair = Pair(left, right, person_id, outcome, group, weight)
            pairs.setdefault(pair.record_ids, pair)
    return sorted(pairs.values(), key=lambda pair: (pair.left["record_id"], pair.right["record_id"]))


def choose_sample(pairs: Sequence[Pair], most: int, chance: Callable[[Pair], str]) -> list[Pair]:
    """Choose pairs for estimation: from every group and bucket as many as from any other, as far as it has them.

    Args:
        pairs: What there is to choose from; pairs without a weight are passed over.
        most: How many are chosen at most.
        chance: Gives each pair a text that has nothing to do with what it is; the smallest are chosen.
    """
    strata: dict[tuple[str, int | None], list[Pair]] = {}
    for pair in sorted(pairs, key=chance):
        if pair.match_weight is not None:
            strata.setdefault(pair.stratum, []).append(pair)
    turns = [(place, stratum, pair) for stratum, members in strata.items() for place, pair in enumerate(members)]
    turns.sort(key=lambda turn: (turn[0], str(turn[1]), chance(turn[2])))
    return sorted((pair for _, _, pair in turns[:most]), key=chance)


def choose_queue(pairs: Sequence[Pair], most: int) -> list[Pair]:
    """Choose what was left to people, the likeliest first; what contradicts itself before all."""

    def order(pair: Pair) -> tuple[bool, float]:
        return pair.match_weight is not None, -(pair.match_weight or 0.0)

    return sorted((pair for pair in pairs if pair.outcome != ACCEPTED), key=order)[:most]


def _accepted(persons: pa.Table) -> list[tuple[Row, str, str, str, float | None]]:
    weighed = persons.filter(
        pc.and_(pc.is_in(persons["link_method"], pa.array(_WEIGHED)), pc.is_valid(persons["match_weight"]))
    ).sort_by("record_id")
    first: dict[tuple[object, ...], Row] = {}
    for row in weighed.to_pylist():
        first.setdefault((row["source"], row["person_id"], row["match_weight"]), row)
    return [
        (row, row["person_id"], ACCEPTED, row["link_grade"] or row["link_method"], row["match_weight"])
        for row in first.values()
    ]


def _in_review(run: PublishedRun) -> list[tuple[Row, str, str, str, float | None]]:
    review, persons = run.tables["review"], run.tables["persons"]
    doubts = review.filter(pc.equal(review["kind"], "link")).to_pylist()
    wanted = pa.array(sorted({row["record_id"] for row in doubts}), pa.string())
    records = {row["record_id"]: row for row in persons.filter(pc.is_in(persons["record_id"], wanted)).to_pylist()}
    return [
        (records[row["record_id"]], row["person_id"], row["reason"], row["reason"], row["match_weight"])
        for row in doubts
        if row["record_id"] in records
    ]


def _shown_records(persons: pa.Table, wanted: set[str]) -> dict[str, list[Row]]:
    """Give two records of each person, the surest first: one of them may be the record in question."""
    own = persons.filter(pc.is_in(persons["person_id"], pa.array(sorted(wanted), pa.string()))).to_pylist()
    own.sort(key=lambda row: (row["link_method"] not in _SURE, row["record_id"]))
    shown: dict[str, list[Row]] = {}
    for row in own:
        if len(shown.setdefault(row["person_id"], [])) < 2:
            shown[row["person_id"]].append(row)
    return shown
