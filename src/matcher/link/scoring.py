"""Turn levels of agreement into bits, and say what a pair may become: accepted by itself, or only seen by people.

Reads compared pairs and a `Model`; gives the weight of each comparison, their sum and the grade. Pure, column-wise.

Source: Fellegi and Sunter (1969); grades G1 to G8 after the domain notes, link grades.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.link.id_edits import count_edits
from matcher.link.slips import LOST, MASKED, ONE_SLIP, REPAIRED
from matcher.link.weights import BY_FREQUENCY, DEFAULT_U, PERSONS_ASSUMED, Model

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

COMPARISONS: Final = ("prior", "citizen_id", "person_name", "birth_date", "sex", "area", "household")
"""In the order in which weights are added and shown."""

_BIRTH_DAYS: Final = 29_220.0
"""Days of 80 years: how thinly birth dates are spread."""
_SEQUENCES: Final = 500.0
"""Sequence numbers in use for one area and day; officially 000 to 999, given out from the low end."""
_FIRST_SEQUENCE_DIGITS: Final = 5.0
"""The same for the first digit of the sequence number, all that a spreadsheet leaves of it."""
CONTRADICTING_EDITS: Final = 6
"""Edits from which a damaged ID is no longer a damaged form of the other: two IDs of one area that share nothing else
are about ten edits apart, two slips at most four."""
_DECIMALS: Final = 4
"""Weights are rounded, so that their sum is the same on every machine."""


def weigh_pairs(compared: pa.Table, model: Model) -> pa.Table:
    """Give the weight of each comparison of each pair.

    Args:
        compared: One row per pair, as matcher.link.comparison gives it.
        model: m probabilities and counts.

    Returns:
        `identity`, `person`, then `<comparison>_level` and `<comparison>_weight` (bits) for each of `COMPARISONS`, then
        `match_weight` (their sum), `link_grade` (what the link would be; null: nothing that has a grade) and
        `may_accept`. Sorted by identity and person.
    """
    ordered = compared.sort_by([("identity", "ascending"), ("person", "ascending")])
    levels = {name: ordered[f"{name}_level"].combine_chunks() for name in COMPARISONS[2:]}
    levels["citizen_id"] = _id_levels(ordered)
    levels["prior"] = pa.array(["one_of_known_persons"] * ordered.num_rows, type=pa.string())
    weights = {name: _frequency_weights(ordered, levels[name], name, model) for name in COMPARISONS[2:]}
    weights["citizen_id"] = _id_weights(ordered, levels["citizen_id"], model)
    weights["prior"] = np.full(ordered.num_rows, -np.log2(max(model.persons, PERSONS_ASSUMED)))
    _count_once(levels, weights)
    columns: dict[str, object] = {"identity": ordered["identity"], "person": ordered["person"]}
    total = np.zeros(ordered.num_rows)
    for name in COMPARISONS:
        rounded = np.round(weights[name], _DECIMALS)
        columns |= {f"{name}_level": levels[name], f"{name}_weight": rounded}
        total = total + rounded
    grades, may_accept = _grade(levels)
    return pa.table(
        {**columns, "match_weight": np.round(total, _DECIMALS), "link_grade": grades, "may_accept": may_accept}
    )


def match_probability(weight: Floats) -> Floats:
    """Turn bits into a probability, 0..1."""
    return np.asarray(np.round(1.0 / (1.0 + np.exp2(-weight)), 6), dtype=np.float64)


def _is_any(levels: pa.Array, wanted: Sequence[str]) -> Flags:
    return np.asarray(pc.is_in(levels, value_set=pa.array(wanted, type=pa.string())).to_numpy(zero_copy_only=False))


def _numbers(column: pa.ChunkedArray, missing: float) -> Floats:
    return np.asarray(pc.fill_null(column.cast(pa.float64()), missing).to_numpy(), dtype=np.float64)


def _by_level(levels: pa.Array, values: dict[str, float]) -> Floats:
    """Give each row the value of its level; 1 where the level has none (`missing`)."""
    names = list(values)
    places = pc.fill_null(pc.index_in(levels, value_set=pa.array(names, type=pa.string())), len(names))
    by_place = np.array([*values.values(), 1.0], dtype=np.float64)
    return np.asarray(by_place[places.to_numpy(zero_copy_only=False)], dtype=np.float64)


def _frequency_weights(compared: pa.Table, levels: pa.Array, name: str, model: Model) -> Floats:
    """Give log2(m / u), u being the frequency of the value itself where the level depends on it."""
    m = _by_level(levels, dict(model.m[name]))
    u = _by_level(levels, dict(DEFAULT_U[name]))
    if name in BY_FREQUENCY:
        others = np.maximum(_numbers(compared[f"{name}_persons"], 1.0) - 1.0, 0.0)
        frequency = (others + PERSONS_ASSUMED * u) / (max(model.persons - 1, 0) + PERSONS_ASSUMED)
        u = np.where(_is_any(levels, BY_FREQUENCY[name]), frequency, u)
    return np.asarray(np.log2(m / u), dtype=np.float64)


def _id_levels(compared: pa.Table) -> pa.Array:
    """Give how the damaged ID agrees: the slip that explains it, `contradicts`, or `missing`."""
    levels = compared["id_level"].combine_chunks()
    given = compared["citizen_id_raw"].combine_chunks()
    whole = pc.fill_null(pc.match_substring_regex(given, r"^[0-9]{16,18}[0-9X]$"), False)
    long = pc.fill_null(pc.equal(pc.binary_length(compared["canonical_id"].combine_chunks()), 18), False)
    asked = np.flatnonzero(pc.and_(whole, long).to_numpy(zero_copy_only=False) & ~_is_any(levels, REPAIRED))
    rows = pa.array(asked)
    contradicts = np.zeros(len(levels), dtype=np.bool_)
    edits = count_edits(compared["canonical_id"].take(rows).combine_chunks(), given.take(rows))
    contradicts[asked] = edits >= CONTRADICTING_EDITS
    return pc.if_else(pa.array(contradicts), "contradicts", levels)


def _id_weights(compared: pa.Table, levels: pa.Array, model: Model) -> Floats:
    """Weigh a damaged ID by the structure of the code: computed, not sampled.

    Another person of the same area has exactly this ID with the chance of one birth day and one sequence number; a
    damaged ID has as many chances as it has repairs.
    """
    persons = max(float(model.persons), 1.0)
    area_share = np.minimum(_numbers(compared["id_persons"], persons) / persons, 1.0)
    choices = np.maximum(_numbers(compared["id_choices"], 1.0), 1.0)
    u = _by_level(levels, dict(DEFAULT_U["citizen_id"]))
    u = np.where(_is_any(levels, ONE_SLIP), choices * area_share / (_BIRTH_DAYS * _SEQUENCES), u)
    u = np.where(_is_any(levels, (LOST,)), area_share / (_BIRTH_DAYS * _FIRST_SEQUENCE_DIGITS), u)
    # What a mask leaves to be seen is shared by so many persons of the data.
    u = np.where(_is_any(levels, (MASKED,)), choices / max(persons, PERSONS_ASSUMED), u)
    return np.asarray(np.log2(_by_level(levels, dict(model.m["citizen_id"])) / u), dtype=np.float64)


def _count_once(levels: dict[str, pa.Array], weights: dict[str, Floats]) -> None:
    """Take back agreement that another comparison has counted already; disagreement stays.

    An ID holds birth date and sex; people of one household live in one village.
    """
    explained = {
        "birth_date": _is_any(levels["citizen_id"], (*ONE_SLIP, LOST)),
        "sex": _is_any(levels["citizen_id"], ONE_SLIP),
        "area": _is_any(levels["household"], ("same",)),
    }
    for name, by_other in explained.items():
        weights[name] = np.where(by_other, np.minimum(weights[name], 0.0), weights[name])


def _grade(levels: dict[str, pa.Array]) -> tuple[pa.Array, Flags]:
    """Give the grade that a link would have, and whether it may be made without a person looking.

    G5: a damaged ID explains it and the name agrees; where one character of the name is another, birth date or
    household must agree too, beyond what the ID says itself: brothers bear such names, neighbours such IDs. G4: the
    same name and birth date, and nothing against the place. G8: the same name and village or household, no birth date:
    for people only. A like-sounding or look-alike name with one birth date and place may be a twin, so without the ID
    it has no grade.
    """
    same_name = _is_any(levels["person_name"], ("exact", "variant"))
    near_name = same_name | _is_any(levels["person_name"], ("homophone", "look_alike"))
    same_birth = _is_any(levels["birth_date"], ("same",))
    same_sex = ~_is_any(levels["sex"], ("different",))
    same_house = _is_any(levels["household"], ("same",))
    same_place = same_house | _is_any(levels["area"], ("village",))
    place_fits = same_place | ~_is_any(levels["area"], ("township", "county", "different"))
    near_name |= _is_any(levels["person_name"], ("one_character",)) & (same_birth | same_house)
    by_id = _is_any(levels["citizen_id"], REPAIRED) & near_name & same_sex
    by_id &= ~_is_any(levels["birth_date"], ("different",))
    by_birth = same_name & same_birth & same_sex & place_fits
    by_birth &= ~_is_any(levels["citizen_id"], ("contradicts",))
    by_place = same_name & same_place
    grades = np.select([by_id, by_birth, by_place], ["G5", "G4", "G8"], default="")
    named = pc.if_else(pc.equal(pa.array(grades.tolist()), ""), pa.scalar(None, pa.string()), pa.array(grades.tolist()))
    return named, by_id | by_birth
