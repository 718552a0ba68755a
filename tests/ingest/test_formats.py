"""Each parser gives the cells that a person would see, and refuses what no office program makes."""

from __future__ import annotations

import sys
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.ingest.readers.formats.cells import UnreadableError, render_cell, text_column
from matcher.ingest.readers.formats.dbase import dbase_sheets
from matcher.ingest.readers.formats.office import Wishes, office_sheets
from matcher.ingest.readers.formats.page import page_sheets
from matcher.ingest.readers.formats.spreadsheet_xml import xml_sheets
from tests.ingest.gallery.make_gallery import FOLDER
from tests.ingest.gallery.other_files import dbase


def rows_of(sheet):
    rows: list[tuple[str | None, ...]] = []
    for columns in sheet.batches:
        padded = [*columns, *[pa.nulls(len(columns[0]), pa.string())] * (sheet.width - len(columns))]
        rows.extend(zip(*(column.to_pylist() for column in padded), strict=True))
    return rows


def page(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "page.xls"
    path.write_bytes(text.encode(encoding))
    (sheet,) = page_sheets(path, None, 0)
    return rows_of(sheet), sheet.merges


@given(st.lists(st.one_of(st.text(max_size=3), st.floats(allow_nan=False, allow_infinity=False), st.booleans())))
def test_a_column_is_rendered_as_its_cells_are(values):
    assert text_column(values).to_pylist() == [render_cell(value) for value in values]


def test_spans_move_the_cells_below_and_beside(tmp_path):
    rows, merges = page(tmp_path, "<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d<tr><td>e</table>")

    assert rows == [("a", "b", None), (None, "c", "d"), ("e", None, None)]
    assert merges == [(0, 0, 1, 0), (0, 1, 0, 2)]


def test_a_page_reads_as_its_reader_sees_it(tmp_path):
    text = "<table><tr><td> a\n  b <br>c<td>&lt;&#20108;&nbsp;&gt;<td><script>x</script><b>d</b><td></td></tr></table>"

    assert page(tmp_path, text)[0] == [("a b \nc", "<二\u00a0>", "d", None)]


def test_tables_of_one_page_stand_below_each_other(tmp_path):
    assert page(tmp_path, "<table><tr><td>a</table>text<table><tr><td>b<td>c</table>")[0] == [("a", None), ("b", "c")]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_page_is_read_in_its_real_encoding(tmp_path, encoding):
    assert page(tmp_path, "<meta charset=big5><table><tr><td>青溪县</table>", encoding)[0] == [("青溪县",)]


def test_spreadsheet_xml_places_cells_by_index_and_merge(tmp_path):
    path = tmp_path / "a.xls"
    path.write_text(
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table>'
        '<Row><Cell ss:MergeDown="1"><Data ss:Type="String">a</Data></Cell><Cell ss:MergeAcross="1"/></Row>'
        '<Row><Cell><Data ss:Type="Boolean">1</Data></Cell>'
        '<Cell ss:Index="4"><Data ss:Type="Number">1e2</Data></Cell></Row>'
        '<Row ss:Index="4"><Cell><Data ss:Type="Number">180121195003070014</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>",
        encoding="utf-8",
    )

    (sheet,) = xml_sheets(path, Wishes())

    assert rows_of(sheet) == [
        ("a", None, None, None),
        (None, "TRUE", None, "100"),
        (None, None, None, None),
        ("180121195003070014", None, None, None),
    ]
    assert sheet.merges == [(0, 0, 1, 0), (0, 1, 0, 2)]


def test_deleted_records_of_a_table_are_counted_and_keep_their_numbers(tmp_path):
    path = tmp_path / "a.dbf"
    path.write_bytes(dbase(0x03, 0x4D, [("A", "C", 2), ("B", "N", 3)], [b" x   1", b"*y   2", b" z   3"]))

    (sheet,) = dbase_sheets(path, None, 0)

    assert sheet.skipped == {"deleted": 1}
    assert sheet.numbers is not None
    assert [number for numbers in sheet.numbers for number in numbers.to_pylist()] == [1, 2, 4]
    assert rows_of(sheet) == [("A", "B"), ("x", "1"), ("z", "3")]


@pytest.mark.parametrize(("encoding", "driver"), [("utf-8", 0), ("gb18030", 0), ("gb18030", 3), ("gb18030", 0x4D)])
def test_a_table_is_read_in_its_real_encoding(tmp_path, encoding, driver):
    """Tables of Chinese offices carry the code page of whatever Windows made them."""
    path = tmp_path / "a.dbf"
    path.write_bytes(dbase(0x03, driver, [("A", "C", 9)], [b" " + "青溪县".encode(encoding).ljust(9)]))

    (sheet,) = dbase_sheets(path, None, 0)

    assert rows_of(sheet) == [("A",), ("青溪县",)]


def test_a_table_of_many_records_is_read_in_order(tmp_path):
    path = tmp_path / "a.dbf"
    path.write_bytes(dbase(0x03, 0, [("A", "N", 6)], [b" %6d" % number for number in range(20_000)]))

    (sheet,) = dbase_sheets(path, None, 0)
    values = [int(row[0] or "") for row in rows_of(sheet)[1:]]

    assert len(values) == 20_000
    assert all(after == before + 1 for before, after in pairwise(values))


def test_without_the_extra_a_locked_workbook_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "msoffcrypto", None)

    with pytest.raises(UnreadableError, match="no_unlocker"):
        list(office_sheets(FOLDER / "locked.xlsx", Wishes(password="x")))
