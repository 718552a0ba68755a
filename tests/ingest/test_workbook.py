"""Workbooks are read cell by cell, nothing invented, by a child that may fail."""

from __future__ import annotations

from datetime import date, datetime

import pytest
import xlwt

from matcher.errors import ContractError
from matcher.ingest.readers.rows import RawSheet
from matcher.ingest.readers.workbook import SheetChoice, UnreadSheet, WorkbookLimits, open_workbook
from tests.ingest.exports import HEADERS, LI, ROWS, delivery, ingest, rows_of, source_schema, write_workbook


def cells_of(path, choice=SheetChoice(), limits=WorkbookLimits()):  # noqa: B008 (both are frozen)
    """Give every sheet as rows of text with their numbers, or as the reason why it was not read."""
    sheets = {}
    with open_workbook(path, path.name, choice, limits) as opened:
        for sheet in opened:
            if isinstance(sheet, UnreadSheet):
                sheets[sheet.name] = sheet.reason
            else:
                sheets[sheet.name or ""] = rows_in(sheet)
    return sheets


def rows_in(sheet: RawSheet):
    rows: list[tuple[int, tuple[str | None, ...]]] = []
    for batch in sheet.batches(-1):
        cells = zip(*(column.to_pylist() for column in batch.columns), strict=True)
        rows.extend(zip(batch.row_numbers.tolist(), cells, strict=True))
    return rows


def test_cells_are_rendered_as_what_they_hold(tmp_path):
    row = ["007", 12.0, 80.5, 0.1 + 0.2, True, date(2019, 3, 1), datetime(2019, 3, 1, 8, 30), None, " 李一 "]  # noqa: DTZ001 (a cell has no zone)
    path = write_workbook(tmp_path / "a.xlsx", {"表": [row]})

    expected = ("007", "12", "80.5", "0.3", "TRUE", "2019-03-01", "2019-03-01 08:30:00", None, " 李一 ")
    assert {"表": [(1, expected)]} == cells_of(path)


def test_no_digit_of_a_long_number_is_invented(tmp_path):
    """Excel keeps 15 digits; whatever else would be shown after them was never typed."""
    path = write_workbook(tmp_path / "a.xlsx", {"表": [[180121195003070014, 622848123456789, 6217001234567890123]]})

    assert cells_of(path) == {"表": [(1, ("1.80121195003070E+17", "622848123456789", "6.21700123456789E+18"))]}


def test_a_number_in_an_id_column_is_lost_digits(tmp_path):
    """The first 14 digits stay beside it, for linking to repair."""
    rows = [HEADERS, ("1", "李一", int(LI[:15] + "000"), "202510", 80, "上河村")]
    path = write_workbook(tmp_path / "发放_202510.xlsx", {"表": rows})

    result = ingest(delivery(path), snapshots=tmp_path / "snapshots")

    ((citizen_id, status, raw),) = rows_of(
        result.tables["payment"], "citizen_id", "citizen_id_status", "citizen_id_raw"
    )
    assert (None, "lost_digits", LI[:14]) == (citizen_id, status, raw[:14])


def test_rows_keep_their_numbers_when_the_sheet_begins_lower(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", {"表": [[], [], ["甲"], [], ["乙"]]})

    assert cells_of(path) == {"表": [(1, (None,)), (2, (None,)), (3, ("甲",)), (4, (None,)), (5, ("乙",))]}


def test_hidden_sheets_are_named_and_not_read(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", {"甲": [["1"]], "乙": [["2"]]}, hidden=["乙"])

    assert cells_of(path) == {"甲": [(1, ("1",))], "乙": "hidden"}
    assert cells_of(path, SheetChoice(hidden=True)) == {"甲": [(1, ("1",))], "乙": [(1, ("2",))]}


def test_a_declared_pattern_chooses_sheets(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", {"明细": [["1"]], "汇总": [["2"]]})

    assert cells_of(path, SheetChoice(pattern="明细")) == {"明细": [(1, ("1",))], "汇总": "not_chosen"}


def test_hidden_sheets_are_in_the_notes(tmp_path):
    sheets = {"甲": [HEADERS, *ROWS], "旧": [HEADERS, *ROWS]}
    path = write_workbook(tmp_path / "发放_202510.xlsx", sheets, hidden=["旧"])

    result = ingest(delivery(path), snapshots=tmp_path / "snapshots")

    assert "sheet '旧' is not read (hidden, 4 rows)" in result.reports[0].notes
    assert [sheet.sheet for sheet in result.reports[0].sheets] == ["甲"]


def test_no_sheet_to_read_is_a_fault(tmp_path):
    path = write_workbook(tmp_path / "发放_202510.xlsx", {"甲": [HEADERS, *ROWS]})

    with pytest.raises(ContractError, match="no sheet of the workbook is read"):
        ingest(delivery(path, source_schema(format={"sheets": "乙"})), snapshots=tmp_path / "snapshots")


def test_an_old_xls_is_read_alike(tmp_path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for place, value in enumerate(["李一", 12345, 180121195003070014]):
        sheet.write(1, place, value)
    sheet.write(2, 0, date(2019, 3, 1), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    path = tmp_path / "a.xls"
    book.save(str(path))

    assert cells_of(path) == {
        "表": [(1, (None,) * 3), (2, ("李一", "12345", "1.80121195003070E+17")), (3, ("2019-03-01", None, None))]
    }


def test_long_sheets_come_in_several_batches(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", {"表": [[str(place)] for place in range(9000)], "后": [["末"]]})

    sheets = cells_of(path)

    assert [(place + 1, (str(place),)) for place in range(9000)] == sheets["表"]
    assert sheets["后"] == [(1, ("末",))]


@pytest.mark.parametrize("limits", [WorkbookLimits(processor_seconds=1, wall_seconds=0.01)])
def test_a_child_that_takes_too_long_is_ended(tmp_path, limits):
    path = write_workbook(tmp_path / "a.xlsx", {"表": [["1"]]})

    with pytest.raises(ContractError, match="cannot be read within the limits"):
        cells_of(path, limits=limits)


def test_a_receiver_that_stops_early_leaves_no_child(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", {"表": [[str(place)] for place in range(9000)]})

    with open_workbook(path, path.name, SheetChoice(), WorkbookLimits()) as opened:
        first = next(opened)

    assert isinstance(first, RawSheet)
    assert len(first.head) == 30
