"""The area table of a site, with what places were before."""

from __future__ import annotations

import pytest

from matcher.config.areas import Area, read_areas
from matcher.errors import ConfigurationError

PLAIN = "area_code,name,parent_code,kind\n180121,青溪县,,county\n180121101,白石镇,180121,township\n"
HEADER = "area_code,name,parent_code,kind,former_codes,former_names\n180121,青溪县,,county,,\n"


def written(tmp_path, text):
    path = tmp_path / "areas.csv"
    path.write_text(text, encoding="utf-8")
    return path


def faults(tmp_path, *rows):
    with pytest.raises(ConfigurationError) as raised:
        read_areas(written(tmp_path, HEADER + "".join(f"{row}\n" for row in rows)))
    return [(fault.what, fault.where.rpartition(":")[2]) for fault in raised.value.faults]


def test_a_table_without_history_is_read(tmp_path):
    areas = read_areas(written(tmp_path, PLAIN))

    assert areas[1] == Area("180121101", "白石镇", "180121", "township")


def test_history_is_parted_by_bars(tmp_path):
    row = "180121101,白石镇,180121,township,180121109 | 180121110,白石乡|红旗公社\n"

    assert read_areas(written(tmp_path, HEADER + row))[1] == Area(
        "180121101", "白石镇", "180121", "township", ("180121109", "180121110"), ("白石乡", "红旗公社")
    )


def test_a_former_code_leads_to_one_place_of_today(tmp_path):
    """Otherwise the place of half a township's people would be guessed."""
    assert faults(
        tmp_path,
        "180121101,白石镇,180121,township,180121109,",
        "180121102,石桥乡,180121,township,180121109|180121101,",
        "180121103,城关镇,180121,township,18012,",
    ) == [
        ("area code 180121109 belongs to two places today: 180121101 and 180121102", "4"),
        ("area code 180121101 is a former one here, and a row of its own", "4"),
        ("'18012' is not an area code", "5"),
    ]
