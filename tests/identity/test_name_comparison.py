"""Levels of agreement between names: one name as clerks, input methods and printers write it, and two people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.identity.name_pairs import PAIRS

from matcher.identity.name_comparison import (
    INCOMPATIBLE_BELOW,
    LEVELS,
    compare_name_columns,
    compare_names,
    name_levels,
    name_similarity,
)


def columns(pairs: Sequence[Sequence[Any]]) -> tuple[pa.Array, pa.Array]:
    return pa.array([pair[0] for pair in pairs], pa.string()), pa.array([pair[1] for pair in pairs], pa.string())


@pytest.mark.parametrize(("left", "right", "level", "similarity", "why"), PAIRS, ids=[pair[-1] for pair in PAIRS])
def test_a_pair_of_names_agrees_to_a_level(left, right, level, similarity, why):
    """Each alone, both ways round."""
    forth = columns([(left, right)])

    for first, second in (forth, forth[::-1]):
        assert level == LEVELS[name_levels(first, second)[0]]
        assert similarity == pytest.approx(name_similarity(first, second)[0]) or similarity is None


def test_pairs_agree_in_a_column_as_they_do_alone():
    """Blocks, shared dictionaries and other pairs beside it must not change a pair's level."""
    pairs = [(left[0], right[1]) for left in PAIRS for right in PAIRS if left[0] and right[1]]
    comparisons = compare_name_columns(*columns(pairs))

    together = [(LEVELS[level], value) for level, value in zip(comparisons.levels, comparisons.similarity, strict=True)]

    assert [compare_names(*pair) for pair in pairs[::97]] == together[::97]


def test_the_table_reaches_every_level():
    """No level without a pair, and no pair twice."""
    assert len({frozenset(pair[:2]) for pair in PAIRS if None not in pair[:2]}) == len(PAIRS) - 3 >= 150
    assert set(LEVELS) == {pair[2] for pair in PAIRS}


def test_a_missing_name_is_neither_compatible_nor_not():
    """No name must not make a conflict: NaN is below no threshold and above none."""
    similarity = name_similarity(*columns([(None, "张三")]))

    assert np.isnan(similarity).all()
    assert not (similarity < INCOMPATIBLE_BELOW).any()


def test_no_pairs_give_no_levels():
    """A block may be empty."""
    nothing = pa.array([], pa.string())

    for column in (nothing, pa.chunked_array([], pa.string()), pa.chunked_array([nothing, nothing])):
        assert len(name_levels(column, column)) == 0
        assert len(name_similarity(column, column)) == 0
        assert np.int8 == name_levels(column, column).dtype


CHARACTERS = "张章李王单曾小晓明名军君己已巳伟?·艾山买提欧阳A"


@given(st.lists(st.tuples(st.text(CHARACTERS, min_size=1, max_size=6), st.text(CHARACTERS, min_size=1, max_size=6))))
def test_comparing_is_the_same_either_way_round_and_never_out_of_range(pairs: list[tuple[str, str]]):
    """Which file is left and which is right is chance."""
    left, right = columns(pairs)

    forth, back = compare_name_columns(left, right), compare_name_columns(right, left)

    assert forth.levels.tolist() == back.levels.tolist()
    assert forth.similarity.tolist() == back.similarity.tolist()
    assert ((forth.similarity >= 0) & (forth.similarity <= 1)).all()


@given(st.text("张章李王单曾小晓明名军君伟", min_size=2, max_size=3), st.integers(0, 2))
def test_a_wildcard_matches_whatever_stood_there(name: str, place: int):
    """A character that the printer lost must not make a conflict by itself."""
    place = min(place, len(name) - 1)
    with_wildcard = name[:place] + "?" + name[place + 1 :]

    assert compare_names(name, with_wildcard)[1] >= INCOMPATIBLE_BELOW
