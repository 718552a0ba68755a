"""The area table: what people save from a spreadsheet is read, or the line to mend is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.config.areas import Area, full_names, read_areas
from matcher.errors import ConfigurationError

HEADER = "area_code,name,parent_code,kind"
TABLE = f"{HEADER}\n18,东岭省,,province\n1801,云川市,18,prefecture\n180121,青溪县,1801,county\n"


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "areas.csv"
    path.write_text(text, encoding=encoding)
    return path


def faults(path: Path) -> list[str]:
    with pytest.raises(ConfigurationError) as told:
        read_areas(path)
    return [f"{fault.what} | {fault.mend} | {fault.where.removeprefix(str(path))}" for fault in told.value.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_read_in_the_encodings_of_spreadsheets(encoding, tmp_path):
    areas = read_areas(written(tmp_path, TABLE, encoding))

    assert areas[2] == Area("180121", "青溪县", "1801", "county")
    assert full_names(areas)["180121000000"] == "青溪县"


def test_a_table_that_is_no_text_is_a_fault_to_mend(tmp_path):
    path = tmp_path / "areas.csv"
    path.write_bytes(b"\xff\xfe\x81")

    assert faults(path) == ["the area table is neither UTF-8 nor GB18030 text | save it as CSV UTF-8 | "]


def test_a_short_row_is_named_by_its_line(tmp_path):
    path = written(tmp_path, f"{TABLE}180122\n")

    assert faults(path) == ["the row of area code '180122' is too short | write all columns | :5"]


def test_a_table_without_rows_says_how_to_fill_it(tmp_path):
    path = written(tmp_path, f"{HEADER}\n")

    assert faults(path) == [
        (
            "the area table has no places yet | write one line for each place, the county's province first: "
            "18,东岭省,,province | "
        )
    ]


@pytest.mark.parametrize("text", ["", "area_code,name\n18,东岭省\n"])
def test_a_table_without_its_columns_is_told_the_first_line(text, tmp_path):
    (fault,) = faults(written(tmp_path, text))

    assert "lacks the columns" in fault
    assert f"the first line must be: {HEADER}" in fault
