"""Edits between IDs: the columns count what a comparison of single texts counts."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from matcher.link.id_edits import count_edits

WHOLE = "18012119520314123X"


@pytest.mark.parametrize(
    ("damaged", "expected"),
    [
        (WHOLE, 0),
        ("18012119520314123", 1),
        ("180121195203141230", 1),
        ("18012119520341123X", 1),
        ("18012119520314123XX", 1),
        ("81021119520314132X", 3),
        ("999999999999999999", 17),
    ],
)
def test_each_slip_is_one_edit(damaged, expected):
    """A digit missing, wrong, too many, two swapped."""
    assert count_edits(pa.array([WHOLE]), pa.array([damaged])).tolist() == [expected]


def test_no_rows_have_no_edits():
    """An empty column is a column."""
    nothing = pa.array([], type=pa.string())

    assert count_edits(nothing, nothing).tolist() == []


_PAIR = st.tuples(st.text("0123X", min_size=18, max_size=18), st.text("0123X", min_size=17, max_size=19))


@given(st.lists(_PAIR, min_size=1, max_size=20))
@settings(max_examples=200, deadline=None)
def test_columns_count_as_single_texts_do(pairs):
    """The bits give the distance of the textbook, in every row."""
    whole, damaged = zip(*pairs, strict=True)

    assert count_edits(pa.array(whole), pa.array(damaged)).tolist() == [OSA.distance(*pair) for pair in pairs]
