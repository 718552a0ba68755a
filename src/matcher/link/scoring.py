"""Turn levels of agreement into bits.

Reads compared pairs and a `Model`; gives the weight of each comparison, their sum and what the pair may become
(matcher.link.grades). Pure, column-wise.

Source: Fellegi and Sunter (1969).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.link.comparison import COMPARED, CONTRADICTING_EDITS, LEVELS
from matcher.link.grades import grade_pairs
from matcher.link.slips import LOST, MASKED, ONE_SLIP
from matcher.link.weights import BY_FREQUENCY, PERSONS_ASSUMED, Model, Probabilities

__all__ = [
    "COMPARISONS",
    "CONTRADICTING_EDITS",
    "bits_without_m",
    "level_places",
    "match_probability",
    "weigh_pairs",
]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int8]

COMPARISONS: Final = ("prior", *COMPARED)
"""In the order in which weights are added and shown."""

_BIRTH_DAYS: Final = 29_220.0
"""Days of 80 years: how thinly birth dates are spread."""
_SEQUENCES: Final = 500.0
"""Sequence numbers in use for one area and day; officially 000 to 999, given out from the low end."""
_FIRST_SEQUENCE_DIGITS: Final = 5.0
"""The same for the first digit of the sequence number, all that a spreadsheet leaves of it."""
_DECIMALS: Final = 4
"""Weights are rounded, so that their sum is the same on every machine."""


def weigh_pairs(compared: pa.Table, model: Model) -> pa.Table:
    """Give the weight of each comparison of each pair.

    Args:
        compared: One row per pair, as matcher.link.comparison gives it; `account_is_personal` where that is known.
        model: m and u probabilities, and counts.

    Returns:
        In the same order `identity`, `person`, then `<comparison>_level` and `<comparison>_weight` (bits) for each of
        `COMPARISONS`, then `match_weight` (their sum), `link_grade` (what the link would be; null: nothing that has a
        grade) and `may_accept`.
    """
    levels = _levels(compared, model)
    weights = {name: _weights(compared, levels[name], name, model) for name in COMPARED}
    _count_once(levels, weights, _own_accounts(compared))
    prior = np.round(-np.log2(max(model.persons, PERSONS_ASSUMED)), _DECIMALS)
    count = compared.num_rows
    columns: dict[str, object] = {
        "identity": compared["identity"],
        "person": compared["person"],
        "prior_level": _repeated("one_of_known_persons", count),
        "prior_weight": np.full(count, prior),
    }
    total = np.full(count, prior)
    for name in COMPARED:
        bits = np.round(weights[name], _DECIMALS)
        columns |= {
            f"{name}_level": pa.DictionaryArray.from_arrays(pa.array(levels[name]), pa.array(LEVELS[name])),
            f"{name}_weight": bits,
        }
        total += bits
    grades, may_accept = grade_pairs(levels)
    return pa.table(
        {**columns, "match_weight": np.round(total, _DECIMALS), "link_grade": grades, "may_accept": may_accept}
    )


def match_probability(weight: Floats) -> Floats:
    """Turn bits into a probability, 0..1."""
    return np.asarray(np.round(1.0 / (1.0 + np.exp2(-weight)), 6), dtype=np.float64)


def bits_without_m(compared: pa.Table, model: Model) -> Floats:
    """Give what the weight of each pair is but for the m of its levels: prior, damaged ID, and how rare values are."""
    levels = _levels(compared, model)
    bits = np.full(compared.num_rows, -np.log2(max(model.persons, PERSONS_ASSUMED)))
    bits += _weights(compared, levels["citizen_id"], "citizen_id", model)
    for name in COMPARED[1:]:
        bits -= np.log2(_u(compared, levels[name], name, model))
    return bits


def _levels(compared: pa.Table, model: Model) -> dict[str, Places]:
    levels = {name: level_places(compared, name) for name in COMPARED}
    if not model.use_name_levels:
        names = levels["person_name"]
        in_part = ~_is_any(names, "person_name", ("exact", "different", "missing"))
        levels["person_name"] = np.where(in_part, LEVELS["person_name"].index("different"), names).astype(np.int8)
    return levels


def level_places(compared: pa.Table, name: str) -> Places:
    """Give a comparison's levels as places in `LEVELS`; a comparison that was not made is `missing` throughout."""
    words = LEVELS[name]
    if f"{name}_level" not in compared.column_names:
        return np.full(compared.num_rows, len(words) - 1, dtype=np.int8)
    column = compared[f"{name}_level"].combine_chunks()
    if isinstance(column, pa.DictionaryArray) and column.dictionary.to_pylist() == list(words):
        return np.asarray(column.indices.to_numpy(zero_copy_only=False), dtype=np.int8)
    return np.asarray(pc.index_in(column.cast(pa.string()), value_set=pa.array(words)), dtype=np.int8)


def _repeated(word: str, count: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, dtype=np.int8)), pa.array([word]))


def _numbers(compared: pa.Table, name: str, missing: float) -> Floats:
    if name not in compared.column_names:
        return np.full(compared.num_rows, missing)
    return np.asarray(pc.fill_null(compared[name].cast(pa.float64()), missing).to_numpy(), dtype=np.float64)


def _is_any(levels: Places, name: str, wanted: Sequence[str]) -> Flags:
    return np.asarray(np.array([word in wanted for word in LEVELS[name]])[levels], dtype=np.bool_)


def _weights(compared: pa.Table, levels: Places, name: str, model: Model) -> Floats:
    """Give log2(m / u); `missing` says nothing."""
    u = _u_of_id(compared, levels, model) if name == "citizen_id" else _u(compared, levels, name, model)
    return np.asarray(np.log2(_m(compared, levels, name, model) / u), dtype=np.float64)


def _m(compared: pa.Table, levels: Places, name: str, model: Model) -> Floats:
    """Give the m of each pair's level: that of its source where it has one, else that of all."""
    shares = _by_place(model.m, name)
    if not model.m_by_source:
        return np.asarray(shares[levels], dtype=np.float64)
    tables = np.stack([*(_by_place({**model.m, **m}, name) for m in model.m_by_source.values()), shares])
    sources = compared["source"].combine_chunks().cast(pa.string())
    places = pc.index_in(sources, value_set=pa.array(list(model.m_by_source)))
    rows = np.asarray(pc.fill_null(places, len(tables) - 1), dtype=np.intp)
    return np.asarray(tables[rows, levels], dtype=np.float64)


def _by_place(probabilities: Probabilities, name: str) -> Floats:
    """Give the probability of each level, by its place; 1 where it has none (`missing`)."""
    return np.array([probabilities.get(name, {}).get(word, 1.0) for word in LEVELS[name]])


def _u(compared: pa.Table, levels: Places, name: str, model: Model) -> Floats:
    """Give u, the frequency of the value itself where the level depends on it."""
    u = _by_place(model.u, name)[levels]
    if not model.use_frequencies:
        return np.asarray(u, dtype=np.float64)
    others = np.maximum(_numbers(compared, f"{name}_persons", 1.0) - 1.0, 0.0)
    frequency = (others + PERSONS_ASSUMED * u) / (max(model.persons - 1, 0) + PERSONS_ASSUMED)
    return np.where(_is_any(levels, name, BY_FREQUENCY.get(name, ())), frequency, u)


def _u_of_id(compared: pa.Table, levels: Places, model: Model) -> Floats:
    """Give u of a damaged ID by the structure of the code: computed, not sampled.

    Another person of the same area has exactly this ID with the chance of one birth day and one sequence number; a
    damaged ID has as many chances as it has repairs.
    """
    persons = max(float(model.persons), 1.0)
    area_share = np.minimum(_numbers(compared, "id_persons", persons) / persons, 1.0)
    choices = np.maximum(_numbers(compared, "id_choices", 1.0), 1.0)
    u = _by_place(model.u, "citizen_id")[levels]
    u = np.where(_is_any(levels, "citizen_id", ONE_SLIP), choices * area_share / (_BIRTH_DAYS * _SEQUENCES), u)
    lost = area_share / (_BIRTH_DAYS * _FIRST_SEQUENCE_DIGITS)
    u = np.where(_is_any(levels, "citizen_id", (LOST,)), lost, u)
    # What a mask leaves to be seen is shared by so many persons of the data.
    return np.where(_is_any(levels, "citizen_id", (MASKED,)), choices / max(persons, PERSONS_ASSUMED), u)


def _own_accounts(compared: pa.Table) -> Flags:
    """Tell of which pairs the accounts are each one person's own; where nothing says so, households share them."""
    if "account_is_personal" not in compared.column_names:
        return np.zeros(compared.num_rows, dtype=np.bool_)
    return np.asarray(compared["account_is_personal"].to_numpy(), dtype=np.bool_)


def _count_once(levels: dict[str, Places], weights: dict[str, Floats], own_account: Flags) -> None:
    """Take back agreement that another comparison has counted already; disagreement stays.

    An ID holds birth date and sex; people of one household live in one village, and share telephone and account.
    """
    by_slip = _is_any(levels["citizen_id"], "citizen_id", ONE_SLIP)
    by_beginning = by_slip | _is_any(levels["citizen_id"], "citizen_id", (LOST,))
    in_household = _is_any(levels["household"], "household", ("same",))
    by_account = _is_any(levels["account"], "account", ("same", "one_slip"))
    explained = {
        "birth_date": by_beginning,
        "sex": by_slip,
        "area": in_household,
        "account": in_household & ~own_account,
        "phone": in_household | by_account,
    }
    for name, by_other in explained.items():
        weights[name] = np.where(by_other, np.minimum(weights[name], 0.0), weights[name])
