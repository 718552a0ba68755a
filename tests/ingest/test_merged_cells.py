"""Merged cells hold for all rows that they cover, and for no others."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from matcher.ingest.merged_cells import days_from_1904, filled_batches
from matcher.ingest.readers.rows import RawBatch


def batches_of(cells, cuts):
    """Cut one column into batches."""
    edges = [0, *sorted({cut for cut in cuts if 0 < cut < len(cells)}), len(cells)]
    return [
        RawBatch(np.arange(first + 1, last + 1, dtype=np.int32), (pa.array(cells[first:last], pa.string()),))
        for first, last in pairwise(edges)
    ]


def cells_in(batches):
    return [cell for batch in batches for cell in batch.columns[0].to_pylist()]


def test_a_value_is_copied_down_to_the_end_of_its_merge():
    batches = batches_of(["甲", None, None, None, "乙", None], [])

    assert cells_in(filled_batches(batches, [(0, 0, 2, 0), (4, 0, 5, 1)], [0])) == ["甲", "甲", "甲", None, "乙", "乙"]


def test_merges_of_other_columns_fill_nothing():
    assert cells_in(filled_batches(batches_of(["甲", None], []), [(0, 1, 1, 1)], [0])) == ["甲", None]


@given(st.data())
def test_filling_does_not_depend_on_how_a_sheet_is_cut_into_batches(data):
    heights = data.draw(st.lists(st.integers(1, 6), min_size=1, max_size=20))
    cells: list[str | None] = []
    expected: list[str] = []
    merges: list[tuple[int, int, int, int]] = []
    for place, height in enumerate(heights):
        if height > 1:
            merges.append((len(cells), 0, len(cells) + height - 1, 0))
        cells += [f"{place}", *[None] * (height - 1)]
        expected += [f"{place}"] * height
    cuts = data.draw(st.lists(st.integers(1, len(cells)), max_size=8))
    order = data.draw(st.permutations(merges))

    assert cells_in(filled_batches(batches_of(cells, cuts), order, [0])) == expected


def test_bare_days_of_1904_get_the_usual_number():
    """Formatted days come as dates, and years or months are no day numbers."""
    batches = batches_of(["44469", "44469.5", "2025-10-01", "2025", "202510", None], [])

    assert cells_in(days_from_1904(batches, [0])) == ["45931", "45931", "2025-10-01", "2025", "202510", None]
