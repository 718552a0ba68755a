"""Gallery: workbooks, and what is called a workbook."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import msoffcrypto
import openpyxl
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.ingest.exports import HEADERS, LI, ROWS, WANG, ZHAO
from tests.ingest.gallery.shelf import LINES, book, makes, old_book, rezipped, zipped

PASSWORD = "青溪2025"


@makes("plain.xlsx")
def _plain() -> bytes:
    return book({"表": LINES})


@makes("plain.xls")
def _plain_old() -> bytes:
    return old_book({"表": LINES})


@makes("biff.et")
def _biff_et() -> bytes:
    return old_book({"表": LINES})


@makes("ooxml.et")
def _ooxml_et() -> bytes:
    return book({"表": LINES})


@makes("really_xlsx.xls")
def _really_xlsx() -> bytes:
    return book({"表": LINES})


@makes("really_xls.xlsx")
def _really_xls() -> bytes:
    return old_book({"表": LINES})


@makes("really_xlsx.csv")
def _workbook_named_csv() -> bytes:
    return book({"表": LINES})


@makes("wrong_dimension.xlsx")
def _wrong_dimension() -> bytes:
    def shrink(name: str, part: bytes) -> bytes:
        return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B2"', part)

    return rezipped(book({"表": LINES}), shrink)


@makes("hidden_sheet.xlsx")
def _hidden_sheet() -> bytes:
    def hide(workbook: openpyxl.Workbook) -> None:
        workbook["旧数据"].sheet_state = "veryHidden"

    return book({"表": LINES[:3], "旧数据": LINES}, hide)


@makes("hidden_columns_and_rows.xlsx")
def _hidden_columns_and_rows() -> bytes:
    def hide(workbook: openpyxl.Workbook) -> None:
        workbook["表"].column_dimensions["C"].hidden = True
        workbook["表"].row_dimensions[3].hidden = True

    return book({"表": LINES}, hide)


@makes("two_row_header.xlsx")
def _two_row_header() -> bytes:
    upper: list[Any] = ["序号", "户主", None, "其他家庭成员", None, "所属期", "补贴金额"]
    lower: list[Any] = [None, "姓名", "身份证号", "姓名", "身份证号", None, None]

    def merge(workbook: openpyxl.Workbook) -> None:
        for cells in ("A2:A3", "B2:C2", "D2:E2", "F2:F3", "G2:G3", "A1:G1"):
            workbook["表"].merge_cells(cells)

    rows: list[Any] = [["青溪县补贴发放表"], upper, lower, ["1", "王二", WANG, "李一", LI, "202510", 80]]
    return book({"表": rows}, merge)


def _household_rows() -> list[tuple[Any, ...]]:
    first, second, third = ROWS
    return [HEADERS, first, (*second[:5], None), (*third[:5], None), (*first[:5], None)]


@makes("merged_household.xlsx")
def _merged_household() -> bytes:
    def merge(workbook: openpyxl.Workbook) -> None:
        workbook["表"].merge_cells("F2:F4")

    return book({"表": _household_rows()}, merge)


@makes("merged_household.xls")
def _merged_household_old() -> bytes:
    def merge(workbook: xlwt.Workbook) -> None:
        workbook.get_sheet(0).merge(1, 3, 5, 5)

    return old_book({"表": _household_rows()}, merge)


@makes("sheet_per_township.xlsx")
def _sheet_per_township() -> bytes:
    guide: list[Any] = [["填表说明"], ["一、按户填写"], ["二、金额以元为单位"]]
    townships: dict[str, Any] = {
        "说明": guide,
        "白石镇": [HEADERS, ROWS[0]],
        "青水乡": [["青水乡"], HEADERS, ROWS[1]],
        "Sheet3": [],
    }
    return book(townships)


@makes("numbers.xlsx")
def _numbers() -> bytes:
    rows: list[Any] = [
        [1, "李一", int(LI[:15] + "000"), 202510, 80, "上河村"],
        [2, "王二", WANG, 202510.0, 80.5, "上河村"],
        [3, "赵三", ZHAO, "202510", "￥1,200.00", True],
    ]
    return book({"表": [HEADERS, *rows]})


@makes("formulas_and_errors.xlsx")
def _formulas_and_errors() -> bytes:
    def uncalculated(name: str, part: bytes) -> bytes:
        return part.replace(b"<v>80</v>", b"<f>40+40</f><v>80</v>").replace(
            b'<c r="F2" t="inlineStr"><is><t>E</t></is></c>', b'<c r="F2" t="e"><v>#N/A</v></c>'
        )

    rows: list[Any] = [["1", "李一", LI, "202510", 80, None], ["2", "王二", WANG, "202510", "=1/0", "上河村"]]
    return rezipped(book({"表": [HEADERS, *rows]}), uncalculated)


@makes("days_of_1900.xlsx")
def _days_of_1900() -> bytes:
    rows: list[Any] = [["1", "李一", LI, 45931, 80], ["2", "王二", WANG, date(2025, 10, 1), 80]]
    return book({"表": [HEADERS[:5], *rows]})


@makes("days_of_1904.xlsx")
def _days_of_1904() -> bytes:
    def old_macintosh(workbook: openpyxl.Workbook) -> None:
        workbook.epoch = CALENDAR_MAC_1904

    rows = [["1", "李一", LI, 45931 - 1462, 80], ["2", "王二", WANG, date(2025, 10, 1), 80]]
    return book({"表": [HEADERS[:5], *rows]}, old_macintosh)


@makes("split_over_sheets.xls")
def _split_over_sheets() -> bytes:
    return old_book({"Sheet1": LINES[:3], "Sheet2": LINES[3:]})


@makes("split_over_sheets_of_other_columns.xls")
def _split_over_sheets_of_other_columns() -> bytes:
    return old_book({"Sheet1": LINES[:3], "Sheet2": [("3", ZHAO, "赵三", "202510", "100", "白石镇")]})


@makes("far_below_and_right.xlsx")
def _far_below_and_right() -> bytes:
    def stray(workbook: openpyxl.Workbook) -> None:
        workbook["表"]["Z60"] = " "

    return book({"表": [[], [], *([None, *row] for row in LINES)]}, stray)


@makes("locked.xlsx")
def _locked() -> bytes:
    buffer = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(_plain())).encrypt(PASSWORD, buffer)
    return buffer.getvalue()


@makes("locked.xls")
def _locked_old() -> bytes:
    """The record that says how a workbook is locked, in place of the one that follows the first."""
    start = bytes.fromhex("0908100000060500")
    whole = _plain_old()
    place = whole.index(start) + 20
    return whole[:place] + b"\x2f\x00" + whole[place + 2 :]


_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_ODS_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def ods_content(rows: list[str]) -> str:
    """Give the content of an OpenDocument spreadsheet of one sheet."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document-content {_ODS_SPACES} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="表">{"".join(rows)}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )


@makes("plain.ods")
def _ods() -> bytes:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'.format
    rows = [f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in LINES]
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_TYPE.decode()}"/></manifest:manifest>'
    )
    parts = {
        "mimetype": _ODS_TYPE,
        "content.xml": ods_content(rows).encode(),
        "META-INF/manifest.xml": manifest.encode(),
    }
    return zipped(parts)
