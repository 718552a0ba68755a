"""Say how far each pair agrees: one level per comparison, the best over all that is known of the person.

Reads pairs and what is known of both sides (matcher.link.facts); gives one row per pair with a level per comparison
and how many persons share the value. Every text is numbered once, so that pairs are compared as numbers. Names are
compared by a kernel (matcher.identity.name_comparison), never by SQL string distances, which count bytes. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.identity import date_comparison, name_comparison, number_comparison
from matcher.link.facts import Facts, Stage
from matcher.link.id_edits import count_edits
from matcher.link.slips import LOST, MASKED, ONE_SLIP, REPAIRED

__all__ = ["COMPARED", "LEVELS", "Stage", "compare_pairs"]

LEVELS: Final[Mapping[str, tuple[str, ...]]] = {
    "citizen_id": (*ONE_SLIP, LOST, MASKED, "contradicts", "missing"),
    "person_name": name_comparison.LEVELS,
    "birth_date": date_comparison.LEVELS,
    "sex": ("same", "different", "missing"),
    "area": (
        "village",
        "township_only",
        "township",
        "county_only",
        "county",
        "prefecture",
        "different",
        "missing",
    ),
    "household": ("same", "different", "missing"),
    "phone": number_comparison.LEVELS,
    "account": number_comparison.LEVELS,
}
"""Comparison → its levels, the best first.

Area: `township_only`: the same township, and one side names no village; `township`: other villages of it; so with
counties; `prefecture`: other counties of one prefecture. Household: `different` only where one agency numbers both;
numbers of two agencies say nothing when they differ.
"""

COMPARED: Final = tuple(LEVELS)
"""The comparisons, in the order in which weights are added and shown."""

CONTRADICTING_EDITS: Final = 6
"""Edits from which a damaged ID is no longer a damaged form of the other: two IDs of one area that share nothing else
are about ten edits apart, two slips at most four."""

_VILLAGE, _TOWNSHIP_ONLY, _TOWNSHIP, _COUNTY_ONLY, _COUNTY, _PREFECTURE, _ELSEWHERE, _NO_AREA = range(8)

Levels = npt.NDArray[np.int8]
Rows = npt.NDArray[np.intp]
Compare = Callable[[Rows, Rows], Levels]


@dataclass(frozen=True)
class _Met:
    """Where both sides of each pair stand in the tables of what is known of them."""

    ours: Rows
    theirs: Rows
    facts: Facts

    def best_level(self, known: pa.Table, compare: Compare, missing: int) -> Levels:
        """Give each pair the best level that any of a person's many facts reaches.

        Args:
            known: `their_place` and the facts, in any order.
            compare: Gives the levels of rows of ours against rows of `known`.
            missing: The level of pairs whose person has no such fact.
        """
        owners = _places(known["their_place"])
        levels = np.full(len(self.ours), missing, dtype=np.int8)
        sizes = np.bincount(owners, minlength=self.facts.theirs.num_rows)
        if len(owners) and sizes.max() == 1:
            only = np.empty(len(sizes), dtype=np.intp)
            only[owners] = np.arange(len(owners))
            some = sizes[self.theirs] > 0
            levels[some] = compare(self.ours[some], only[self.theirs[some]])
            return levels
        order = np.argsort(owners)
        starts, counts = np.cumsum(sizes) - sizes, sizes[self.theirs]
        before = np.cumsum(counts) - counts
        inside = np.arange(int(counts.sum())) - np.repeat(before - starts[self.theirs], counts)
        each = compare(np.repeat(self.ours, counts), order[inside])
        some = counts > 0
        levels[some] = np.minimum.reduceat(each, before[some])
        return levels


def compare_pairs(facts: Facts) -> pa.Table:
    """Compare the two sides of each pair.

    Returns:
        Per pair `identity`, `person`, `source` (of the identity), `id_choices`, `id_persons` (persons whose ID begins
        with this person's area), then `<comparison>_level` for each of `COMPARED` (a word of `LEVELS`) and
        `<comparison>_persons`: how many persons share what ours says, at the level reached; null: not known.
    """
    met = _Met(_places(facts.pairs["our_place"]), _places(facts.pairs["their_place"]), facts)
    levels = {
        "citizen_id": _id_levels(met),
        "person_name": _name_levels(met),
        "birth_date": _birth_levels(met),
        "sex": _sex_levels(met),
        "area": _area_levels(met),
        "household": _household_levels(met),
        "phone": _number_levels(met, facts.phones, "phone"),
        "account": _number_levels(met, facts.accounts, "account"),
    }
    rows = pa.array(met.ours)
    columns: dict[str, object] = {
        "identity": facts.pairs["identity"],
        "person": facts.pairs["person"],
        "source": facts.ours["source"].combine_chunks().dictionary_encode().take(rows),
        "id_choices": facts.pairs["id_choices"],
        "id_persons": facts.theirs["id_persons"].combine_chunks().take(pa.array(met.theirs)),
        "area_persons": _area_persons(met, levels["area"]),
    }
    for name in ("person_name", "birth_date", "household", "phone", "account"):
        columns[f"{name}_persons"] = facts.ours[f"{name}_persons"].combine_chunks().take(rows)
    return pa.table(columns | {f"{name}_level": words_of(name, levels[name]) for name in COMPARED})


def words_of(comparison: str, levels: Levels) -> pa.Array:
    """Give levels, as places in `LEVELS`, as words."""
    return pa.DictionaryArray.from_arrays(pa.array(levels), pa.array(LEVELS[comparison]))


def _places(column: pa.ChunkedArray) -> Rows:
    return np.asarray(column.to_numpy(), dtype=np.intp)


def _codes(ours: pa.ChunkedArray, theirs: pa.ChunkedArray) -> tuple[pa.Array, Rows, Rows]:
    """Number the different texts of two columns; null is -1."""
    both = pa.concat_arrays([*ours.chunks, *theirs.chunks, pa.array([], pa.string())]).dictionary_encode()
    codes = np.asarray(both.indices.fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.intp)
    return both.dictionary, codes[: len(ours)], codes[len(ours) :]


def _id_levels(met: _Met) -> Levels:
    """Say how the damaged ID agrees: the slip that explains it, `contradicts`, or `missing`."""
    names = LEVELS["citizen_id"]
    given = pc.index_in(met.facts.pairs["id_level"], value_set=pa.array(names))
    levels = np.array(given.fill_null(len(names) - 1).to_numpy(), dtype=np.int8)
    raw, whole = (met.facts.ours["citizen_id_raw"].combine_chunks(), met.facts.theirs["canonical_id"].combine_chunks())
    is_id = pc.fill_null(pc.match_substring_regex(raw, r"^[0-9]{16,18}[0-9X]$"), fill_value=False)
    is_whole = pc.fill_null(pc.equal(pc.binary_length(whole), 18), fill_value=False)
    asked = np.asarray(is_id)[met.ours] & np.asarray(is_whole)[met.theirs] & (levels >= len(REPAIRED))
    rows = np.flatnonzero(asked)
    edits = count_edits(whole.take(pa.array(met.theirs[rows])), raw.take(pa.array(met.ours[rows])))
    levels[rows[edits >= CONTRADICTING_EDITS]] = names.index("contradicts")
    return levels


def _name_levels(met: _Met) -> Levels:
    names, ours, known = _codes(met.facts.ours["person_name"], met.facts.names["person_name"])

    def compare(left: Rows, right: Rows) -> Levels:
        return name_comparison.code_levels(names, ours[left], known[right])

    return met.best_level(met.facts.names, compare, name_comparison.LEVELS.index("missing"))


def _birth_levels(met: _Met) -> Levels:
    """Compare birth dates; the one in a damaged ID speaks only where the ID itself does not."""
    ours, theirs = (date_comparison.days_of(side["birth_date"]) for side in (met.facts.ours, met.facts.theirs))
    levels = date_comparison.day_levels(ours[met.ours], theirs[met.theirs])
    in_raw = met.facts.ours["birth_is_in_raw"].combine_chunks().to_numpy(zero_copy_only=False)
    by_id = pc.is_in(met.facts.pairs["id_level"], value_set=pa.array(REPAIRED)).to_numpy()
    levels[np.asarray(in_raw, dtype=np.bool_)[met.ours] & np.asarray(by_id, dtype=np.bool_)] = (
        len(date_comparison.LEVELS) - 1
    )
    return levels


def _sex_levels(met: _Met) -> Levels:
    ours, theirs = (side["sex"].to_numpy() for side in (met.facts.ours, met.facts.theirs))
    left, right = ours[met.ours], theirs[met.theirs]
    return np.where((left == 0) | (right == 0), 2, left != right).astype(np.int8)


def _area_levels(met: _Met) -> Levels:
    ours, known = _area_codes(met.facts.ours["area"]), _area_codes(met.facts.areas["area"])

    def compare(left: Rows, right: Rows) -> Levels:
        return area_levels(ours[left], known[right])

    return met.best_level(met.facts.areas, compare, _NO_AREA)


def _area_codes(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    return np.asarray(pc.fill_null(column, 0).to_numpy(), dtype=np.int64)


def area_levels(left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]) -> Levels:
    """Give the level of agreement of each pair of places.

    Args:
        left: Area codes as numbers of twelve digits; what names no county (0 too) is missing.
        right: As many.
    """
    left_township, right_township = left // 1000, right // 1000
    left_county, right_county = left_township // 1000, right_township // 1000
    no_village = (left_township * 1000 == left) | (right_township * 1000 == right)
    no_township = (left_county * 1000 == left_township) | (right_county * 1000 == right_township)
    levels = np.full(len(left), _ELSEWHERE, dtype=np.int8)
    levels[left_county // 100 == right_county // 100] = _PREFECTURE
    levels = np.where(left_county == right_county, np.where(no_township, _COUNTY_ONLY, _COUNTY), levels)
    in_township = (left_township == right_township) & ~no_township
    levels = np.where(in_township, np.where(no_village, _TOWNSHIP_ONLY, _TOWNSHIP), levels)
    levels = np.where((left == right) & in_township & ~no_village, _VILLAGE, levels)
    unnamed = (left_county % 100 == 0) | (right_county % 100 == 0)
    return np.where(unnamed, _NO_AREA, levels).astype(np.int8)


def _area_persons(met: _Met, levels: Levels) -> pa.Array:
    """Give how many persons live in the part of our place that agrees."""
    parts = ("village_persons", *("township_persons",) * 2, *("county_persons",) * 2)
    shared = [pc.fill_null(met.facts.ours[part].combine_chunks(), 0).to_numpy() for part in parts]
    return pa.array(np.choose(np.minimum(levels, _COUNTY), [column[met.ours] for column in shared]).astype(np.int64))


def _household_levels(met: _Met) -> Levels:
    given = met.facts.ours["household"].is_valid().to_numpy()
    ours, our_agency = (_hashes(met.facts.ours[name]) for name in ("household", "agency"))
    theirs, their_agency = (_hashes(met.facts.households[name]) for name in ("household", "agency"))

    def compare(left: Rows, right: Rows) -> Levels:
        differs = np.where(our_agency[left] == their_agency[right], 1, 2)
        return np.where(given[left], np.where(ours[left] == theirs[right], 0, differs), 2).astype(np.int8)

    return met.best_level(met.facts.households, compare, 2)


def _hashes(column: pa.ChunkedArray) -> npt.NDArray[np.uint64]:
    return np.asarray(pc.fill_null(column, 0).to_numpy(), dtype=np.uint64)


def _number_levels(met: _Met, known: pa.Table, name: str) -> Levels:
    ours = number_comparison.Numbers.from_column(met.facts.ours[name])
    theirs = number_comparison.Numbers.from_column(known[name])

    def compare(left: Rows, right: Rows) -> Levels:
        return number_comparison.row_levels(ours, left, theirs, right)

    return met.best_level(known, compare, number_comparison.MISSING)
