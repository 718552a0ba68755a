"""`matcher bench ingest --rows`: one size or several."""

from __future__ import annotations

import pytest

from matcher.cli.bench import _sizes
from matcher.errors import UsageError


@pytest.mark.parametrize(("text", "sizes"), [("1000", [1000]), ("3000000,1000000", [3_000_000, 1_000_000])])
def test_sizes_are_whole_numbers_with_commas_between(text: str, sizes: list[int]):
    """In the order in which they were given."""
    assert _sizes(text) == sizes


@pytest.mark.parametrize("text", ["", "many", "999", "1000,", "1e6", "1000,-1000", "１０００"])
def test_anything_else_is_wrong_usage(text: str):
    """Fewer than a thousand rows measure nothing."""
    with pytest.raises(UsageError, match="no sizes"):
        _sizes(text)
