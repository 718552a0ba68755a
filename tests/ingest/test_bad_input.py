"""What agencies send by mistake: each ends in one clear fault or a named reject, and nothing is left behind."""

from __future__ import annotations

import openpyxl
import pytest

from matcher.errors import ContractError
from tests.ingest.exports import (
    HEADERS,
    LI,
    ROWS,
    WANG,
    csv_text,
    delivery,
    ingest,
    rows_of,
    source_schema,
    write_csv,
    write_workbook,
)


def refused(tmp_path, path, schema=None):
    """Ingest a file that must be refused; give its faults."""
    snapshots = tmp_path / "snapshots"
    with pytest.raises(ContractError) as caught:
        ingest(delivery(path, schema), snapshots=snapshots)
    assert [left for left in snapshots.rglob("*") if left.is_file()] == []
    return caught.value.faults


@pytest.mark.parametrize("content", [b"", b"\r\n  \n", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("name", ["发放_202510.csv", "发放_202510.xlsx"])
def test_an_empty_file(tmp_path, content, name):
    path = tmp_path / name
    path.write_bytes(content)

    (fault,) = refused(tmp_path, path)

    assert fault.what == "the file is empty"
    assert name == fault.where


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_with_no_known_header(tmp_path, kind):
    rows = [("车牌", "品牌"), ("甲A0001", "东风")]
    path = tmp_path / f"发放_202510.{kind}"
    path = write_csv(path, *rows) if kind == "csv" else write_workbook(path, {"表": rows})

    (fault,) = refused(tmp_path, path)

    assert fault.what == "none of the first 2 rows is a header of source 'payments'"
    assert "'姓名', '身份证号', '所属期', '补贴金额'" in fault.mend


def test_a_promised_column_missing(tmp_path):
    """The fault names the column and the header that comes nearest."""
    path = write_csv(
        tmp_path / "发放_202510.csv", ("姓名", "身份证号", "所属期", "补贴总金额"), ("李一", LI, "202510", "80")
    )

    (fault,) = refused(tmp_path, path)

    assert fault.what == "the promised column '补贴金额' (amount) is missing (did you mean '补贴总金额'?)"
    assert fault.where == "发放_202510.csv, row 1"
    assert fault.mend == "deliver the file with this column, or add its new header to the schema of source 'payments'"


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_truncated_workbook(tmp_path, share):
    whole = write_workbook(tmp_path / "whole.xlsx", {"表": [HEADERS, *ROWS * 40]}).read_bytes()
    path = tmp_path / "发放_202510.xlsx"
    path.write_bytes(whole[: int(len(whole) * share)])

    (fault,) = refused(tmp_path, path)

    assert fault.what == "the file is damaged or cut short and cannot be read"


def test_text_in_another_encoding_than_declared(tmp_path):
    path = write_csv(tmp_path / "发放_202510.csv", HEADERS, *ROWS, encoding="gb18030")
    schema = source_schema(format={"encoding": "utf-8"})

    (fault,) = refused(tmp_path, path, schema)

    assert fault.what == "the text is written in gb18030, not in utf-8 as declared"


def test_utf_8_text_that_is_declared_gb18030(tmp_path):
    """Its bytes would be read without complaint, as other characters."""
    path = write_csv(tmp_path / "发放_202510.csv", HEADERS, *ROWS)
    schema = source_schema(format={"encoding": "gb18030"})

    (fault,) = refused(tmp_path, path, schema)

    assert fault.what == "the text is written in utf-8, not in gb18030 as declared"


def test_text_in_no_encoding(tmp_path):
    path = tmp_path / "发放_202510.csv"
    path.write_bytes(csv_text(HEADERS).encode() + b"\xff\xff\xfe,1\n")

    (fault,) = refused(tmp_path, path)

    assert fault.what == "the text is valid in none of UTF-8, GB18030 and UTF-16 with byte order mark"


def test_a_row_with_too_few_fields_is_a_named_reject(tmp_path):
    path = tmp_path / "发放_202510.csv"
    path.write_text(csv_text(HEADERS, ROWS[0], ROWS[1][:3], ROWS[2]), encoding="utf-8")

    result = ingest(delivery(path), snapshots=tmp_path / "snapshots")

    assert rows_of(result.rejects, "row_number", "check_name", "column_name") == [(3, "row_has_all_fields", None)]
    assert rows_of(result.tables["payment"], "row_number") == [(2,), (4,)]


def test_an_id_in_scientific_notation_is_kept_with_its_status(tmp_path):
    """Its digits are lost, but name and place can still find the person."""
    row = ("1", "李一", "4.21102E+17", "202510", "80", "上河村")
    path = write_csv(tmp_path / "发放_202510.csv", HEADERS, row)

    result = ingest(delivery(path), snapshots=tmp_path / "snapshots")

    assert rows_of(result.tables["payment"], "citizen_id", "citizen_id_status", "citizen_id_raw", "person_name") == [
        (None, "lost_digits", "4.21102E+17", "李一")
    ]


def test_a_month_that_does_not_exist_is_a_named_reject(tmp_path):
    row = ("1", "李一", LI, "2025-13", "80", "上河村")
    path = write_csv(tmp_path / "发放_202510.csv", HEADERS, row, ROWS[1])

    result = ingest(delivery(path), snapshots=tmp_path / "snapshots")

    assert rows_of(result.rejects, "row_number", "check_name", "column_name") == [
        (2, "benefit_month_is_a_month", "所属期")
    ]
    assert rows_of(result.tables["payment"], "citizen_id") == [(WANG,)]


def test_a_stray_cell_at_the_far_corner_of_a_workbook(tmp_path):
    """A few kilobytes that ask for more memory than there is end the child, not the run."""
    workbook = openpyxl.Workbook()
    sheet = workbook.create_sheet("表")
    sheet["A1"], sheet["XFD1048576"] = "姓名", 1
    path = tmp_path / "发放_202510.xlsx"
    workbook.save(path)

    (fault,) = refused(tmp_path, path)

    assert fault.what == "the file cannot be read within the limits of memory and time"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook", "a web archive (MHTML)"),
        (b"%PDF-1.7", "a PDF document"),
        (b"Rar!\x1a\x07", "a RAR archive"),
    ],
)
def test_a_file_of_another_kind_is_named(tmp_path, content, what):
    path = tmp_path / "发放_202510.xls"
    path.write_bytes(content)

    (fault,) = refused(tmp_path, path)

    assert f"the file is {what}, neither a workbook nor delimited text" == fault.what


def test_a_reject_share_over_the_promise_stops_the_run(tmp_path):
    bad = ("1", "李一", LI, "2025-13", "80", "上河村")
    path = write_csv(tmp_path / "发放_202510.csv", HEADERS, bad, ROWS[1])

    with pytest.raises(ContractError) as caught:
        ingest(delivery(path, source_schema(promise={})), snapshots=tmp_path / "snapshots")

    told = "1 of 2 rows were rejected (50.0%; at most 5.0% promised): benefit_month_is_a_month 1"
    assert caught.value.faults[0].what == f"{told}; first rejected rows: 2"


def test_a_broken_reject_share_names_the_first_five_rejected_rows_by_sheet(tmp_path):
    bad = ("1", "李一", LI, "2025-13", "80", "上河村")
    sheets = {"九月": [HEADERS, ROWS[0], bad, bad], "十月": [HEADERS, *([bad] * 5)]}
    path = write_workbook(tmp_path / "发放_202510.xlsx", sheets)

    with pytest.raises(ContractError) as caught:
        ingest(delivery(path, source_schema(promise={})), snapshots=tmp_path / "snapshots")

    named = caught.value.faults[0].what.partition("first rejected rows: ")[2]
    assert named == "sheet '九月' 3, 4; sheet '十月' 2, 3, 4"


def test_messages_hold_nothing_of_the_rows(tmp_path):
    """A row that the fast reader chokes on must not be quoted, however the error travels."""
    path = tmp_path / "发放_202510.csv"
    path.write_text("姓名,身份证号\n" + f"李一,{LI},多余\n" * 3, encoding="utf-8")

    faults = refused(tmp_path, path)

    assert LI not in "".join(map(str, faults))
    assert "李一" not in "".join(map(str, faults))
