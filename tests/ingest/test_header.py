"""The header is found by what it says, wherever it stands."""

from __future__ import annotations

import pytest

from matcher.ingest.header import find_header, header_faults, header_notes
from tests.ingest.exports import PAYMENT_COLUMNS, source_schema

SCHEMA = source_schema()
HEADER = ("序号", "姓名", "身份证号", "所属期", "补贴金额")


def columns(head, schema=SCHEMA):
    header = find_header(head, schema).header
    assert header is not None
    return header.row, header.columns


def test_title_rows_above_the_header_do_not_matter():
    head = [("青溪县补贴发放表", None, None, None, None), (None,) * 5, HEADER, ("1", "李一", "x", "202510", "80")]

    assert columns(head) == (2, {"name": 1, "citizen_id": 2, "benefit_month": 3, "amount": 4})


def test_a_shift_of_columns_changes_nothing():
    head = [("金 额（元）", "享受人", "备注", "公民身份\n号码", "补贴月份：")]

    assert columns(head) == (0, {"name": 1, "citizen_id": 3, "benefit_month": 4, "amount": 0})


def test_the_alias_that_the_schema_names_first_is_read():
    """A file may hold the payee's name beside the beneficiary's; the second is told, not lost in silence."""
    search = find_header([("享受人", "姓名", "身份证号", "所属期", "补贴金额", "补贴金额")], SCHEMA)

    assert search.header is not None
    assert search.header.columns["name"] == 1
    assert search.header.columns["amount"] == 4
    assert search.header.repeated == ("享受人", "补贴金额")
    assert "column '享受人' is there again; the first one is read" in header_notes(search.header, SCHEMA, None)


def test_ten_thousand_yuan_in_the_header_is_heeded():
    """Reading 万元 as 元 would make every amount ten thousand times too small."""
    search = find_header([("姓名", "身份证号", "所属期", "补贴金额（万元）")], SCHEMA)

    assert search.header is not None
    assert search.header.units == {"amount": "ten_thousand_yuan"}


def test_a_unit_in_a_title_is_heeded_unless_the_column_has_its_own():
    head = [("发放表", None, None, "单位： 万元"), ("姓名", "身份证号", "所属期", "补贴金额")]
    search = find_header(head, SCHEMA)
    other = find_header([head[0], (*head[1][:3], "补贴金额（元）")], SCHEMA)

    assert search.header is not None
    assert search.header.units == {"amount": "ten_thousand_yuan"}
    assert other.header is not None
    assert other.header.units == {}


def test_unknown_headers_are_told_with_the_nearest_known():
    search = find_header([(*HEADER, "补贴金客", "备注")], SCHEMA)

    assert search.header is not None
    notes = header_notes(search.header, SCHEMA, "甲")
    assert "sheet '甲': unknown column '补贴金客' (did you mean '补贴金额'?)" in notes
    assert "sheet '甲': unknown column '备注'" in notes
    assert "sheet '甲': no column '村(居)委会'" in notes


def test_unknown_headers_may_stop():
    strict = source_schema(unknown_columns="stop")
    head = [(*HEADER, "备注")]

    assert [f.what for f in header_faults(find_header(head, strict), strict, "f", head)] == ["unknown column '备注'"]
    assert header_faults(find_header(head, SCHEMA), SCHEMA, "f", head) == []


def test_two_rows_that_could_be_the_header_are_a_fault():
    head = [("姓名", "身份证号", "所属期", "补贴金额"), ("享受人", "公民身份号码", "补贴月份", "金额")]

    (fault,) = header_faults(find_header(head, SCHEMA), SCHEMA, "f", head)

    assert fault.what == "rows 1 and 2 could both be the header of source 'payments'"


def test_the_same_header_twice_is_one_header():
    head = [HEADER, ("1", "李一", "x", "202510", "80"), HEADER]

    assert header_faults(find_header(head, SCHEMA), SCHEMA, "f", head) == []
    assert columns(head)[0] == 0


@pytest.mark.parametrize(
    "cell", ["1969/6/1", "1969年6月1日", "19690601", "80.00", '80.0"', "1801**********244X", "９．５"]
)
def test_a_header_that_holds_what_only_rows_hold_is_not_quoted(cell):
    """A line break is missing: the names beside it are people's."""
    head = [(*HEADER, "段萍国", cell)]

    (fault,) = header_faults(find_header(head, SCHEMA), SCHEMA, "f", head)

    assert "run together" in fault.what
    assert "段萍国" not in str(fault)


@pytest.mark.parametrize("cell", ["2025-10", "2025.10", "202510", "10月", "1", "A8.1"])
def test_months_and_numbers_of_columns_are_headers(cell):
    head = [(*HEADER, cell)]

    assert header_faults(find_header(head, SCHEMA), SCHEMA, "f", head) == []


def test_a_row_of_data_is_no_header_and_is_not_quoted():
    """A cell may happen to say what a header says; the fault shows nothing of such a row."""
    head = [("户编号", "李一", "姓名", "甲村")]

    search = find_header(head, SCHEMA)
    (fault,) = header_faults(search, SCHEMA, "f", head)

    assert not search.is_likely
    assert "李一" not in str(fault)


def test_columns_that_are_not_required_may_be_missing():
    schema = source_schema(columns=[{**column, "required": False} for column in PAYMENT_COLUMNS])
    head = [("姓名", "身份证号")]

    assert header_faults(find_header(head, schema), schema, "f", head) == []
    assert columns(head, schema)[1] == {"name": 0, "citizen_id": 1}


def test_two_merged_rows_are_one_header():
    """A group's name stands above each of its columns; a cell merged down is a header of its own."""
    head = [
        ("序号", "户主", None, "家庭成员", None, "所属期", "金额"),
        (None, "姓名", "身份证号", "姓名", "身份证号", None, None),
    ]
    merges = [(0, 1, 0, 2), (0, 3, 0, 4), (0, 0, 1, 0), (0, 5, 1, 5), (0, 6, 1, 6)]
    members = {"name": ["家庭成员/姓名"], "citizen_id": ["家庭成员（身份证号）"]}
    schema = source_schema(
        columns=[{**column, "headers": members.get(column["column"], column["headers"])} for column in PAYMENT_COLUMNS]
    )

    header = find_header(head, schema, merges).header

    assert header is not None
    assert (header.first_row, header.row) == (0, 1)
    assert header.columns == {"name": 3, "citizen_id": 4, "benefit_month": 5, "amount": 6}
    assert header.unknown == ("户主/姓名", "户主/身份证号")


def test_a_lower_header_of_its_own_needs_no_group():
    head = [("补贴对象", None, "发放", None), ("姓名", "身份证号", "所属期", "金额")]

    assert columns(head) == (1, {"name": 0, "citizen_id": 1, "benefit_month": 2, "amount": 3})


def test_a_title_merged_over_all_columns_joins_no_header():
    head = [("青溪县发放表", None, None, None), ("姓名", "身份证号", "所属期", "补贴金额")]
    header = find_header(head, SCHEMA, [(0, 0, 0, 3)]).header

    assert header is not None
    assert (header.first_row, header.row, header.unknown) == (1, 1, ())


def test_a_header_above_a_row_of_data_stays_one_row():
    head = [HEADER, ("1", "李一", "x", "202510", "80")]
    header = find_header(head, SCHEMA).header

    assert header is not None
    assert (header.first_row, header.row) == (0, 0)


def test_the_second_column_of_a_name_can_be_asked_for():
    second = {"name": ["姓名#2"], "citizen_id": ["身份证号 #2"]}
    schema = source_schema(
        columns=[{**column, "headers": second.get(column["column"], column["headers"])} for column in PAYMENT_COLUMNS]
    )
    head = [("姓名", "身份证号", "姓名", "身份证号", "所属期", "金额")]

    assert columns(head, schema) == (0, {"name": 2, "citizen_id": 3, "benefit_month": 4, "amount": 5})


def test_a_row_that_knows_almost_as_many_headers_elsewhere_is_a_rival():
    """Two tables below each other: reading the second one with the first one's header would swap their columns."""
    head = [("姓名", "身份证号", "所属期", "金额", "村(居)委会"), ("身份证号", "姓名", "所属期", "金额")]

    (fault,) = header_faults(find_header(head, SCHEMA), SCHEMA, "f", head)

    assert fault.what == "rows 1 and 2 could both be the header of source 'payments'"


def test_the_same_header_printed_a_little_otherwise_is_no_rival():
    head = [("姓名", "身份证号", "所属期", "金额", "村(居)委会"), ("姓名", "身份证号", "所属期", "金额", "备注")]

    assert find_header(head, SCHEMA).rival is None


def test_thousands_of_unknown_columns_are_told_briefly():
    search = find_header([(*HEADER, *(f"列{place}" for place in range(5000)))], SCHEMA)

    assert search.header is not None
    notes = header_notes(search.header, SCHEMA, None)
    assert "4960 more unknown columns" in notes
    assert len(notes) == 42
