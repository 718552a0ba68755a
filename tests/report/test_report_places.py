"""Places are called as people there call them: without the county before each township."""

from __future__ import annotations

import pytest

from matcher.report.places import township_code, township_name, village_name
from tests.report.made_up import AREA_NAMES


@pytest.mark.parametrize(
    ("code", "township", "village"),
    [
        ("180121100201", "城关镇", "东门社区"),
        ("180121100000", "城关镇", ""),
        ("180121000000", "", ""),
        ("180121999888", "180121999000", "180121999888"),
        (None, "", ""),
        ("", "", ""),
    ],
)
def test_a_code_is_split_into_township_and_village(code, township, village):
    assert (township, village) == (township_name(code, AREA_NAMES), village_name(code, AREA_NAMES))


def test_names_that_do_not_begin_with_the_place_above_are_kept_whole():
    names = {"180121000000": "青溪县", "180121100000": "城关镇", "180121100201": "东门社区"}

    assert township_name("180121100201", names) == "城关镇"
    assert village_name("180121100201", names) == "东门社区"


def test_all_villages_of_a_township_share_its_code():
    assert "180121100000" == township_code("180121100201") == township_code("180121100000")
