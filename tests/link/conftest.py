"""What the tests of linking share."""

from __future__ import annotations

import pytest
from tests.link.made_up import County


@pytest.fixture
def county(tmp_path):
    """An empty made-up county."""
    return County(tmp_path)


@pytest.fixture
def populated(tmp_path):
    """A made-up county with 300 residents beside those that a test adds."""
    county = County(tmp_path)
    county.residents(300)
    return county
