"""One row of an export becomes rows of model tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from matcher.config.constant import of_day
from matcher.errors import ConfigurationError
from tests.ingest.exports import (
    CODES,
    HEADERS,
    LI,
    PAYMENT_COLUMNS,
    PAYMENT_FILL,
    ROWS,
    WANG,
    delivery,
    ingest,
    rows_of,
    source_schema,
    write_csv,
)


def ingest_rows(tmp_path, schema, *rows):
    path = write_csv(tmp_path / "发放_202510.csv", *rows)
    return ingest(delivery(path, schema), snapshots=tmp_path / "snapshots")


def test_a_certificate_number_gives_id_category_and_level(tmp_path):
    schema = source_schema(
        columns=[
            {"column": "name", "headers": ["姓名"], "type": "person_name"},
            {"column": "certificate", "headers": ["残疾人证号"], "type": "certificate_number", "required": True},
            {"column": "until", "headers": ["有效期"], "type": "date"},
        ],
        fills=[
            {
                "table": "disability_certificate",
                "columns": {
                    "citizen_id": "certificate_citizen_id",
                    "person_name": "name",
                    "certificate_number": "certificate",
                    "category": "certificate_category",
                    "level": "certificate_level",
                    "valid_until": "until",
                },
            }
        ],
    )

    result = ingest_rows(
        tmp_path,
        schema,
        ("姓名", "残疾人证号", "有效期"),
        ("李一", f"{LI}42", "2030.1.5"),
        ("王二", f"{WANG}11B1", "长期"),
    )

    assert [
        (LI, "valid", f"{LI}42", "physical", 2, date(2030, 1, 5)),
        (WANG, "valid", f"{WANG}11B1", "visual", 1, None),
    ] == rows_of(
        result.tables["disability_certificate"], "citizen_id", "citizen_id_status", "certificate_number", "category",
        "level", "valid_until",
    )  # fmt: skip


def test_a_row_with_two_amounts_becomes_two_payments(tmp_path):
    """And one payment where the other amount is empty."""
    columns = [
        *PAYMENT_COLUMNS[:3],
        {"column": "living", "headers": ["生活补贴（金额）"], "type": "money"},
        {"column": "nursing", "headers": ["护理补贴（金额）"], "type": "money"},
    ]
    fills = [
        {
            **PAYMENT_FILL,
            "part": part,
            "when_present": [part],
            "columns": {
                "citizen_id": "citizen_id", "person_name": "name", "benefit_month": "benefit_month", "amount_cny": part,
            },
            "constants": {"programme": part},
        }
        for part in ("living", "nursing")
    ]  # fmt: skip
    rows = [
        ("李一", LI, "202510", "80", "100"),
        ("王二", WANG, "202510", "-", "100"),
        ("赵三", LI, "202510", "80", "壹佰元?"),
    ]

    result = ingest_rows(
        tmp_path,
        source_schema(columns=columns, fills=fills),
        ("姓名", "身份证号", "所属期", "生活补贴（金额）", "护理补贴 (金额)"),
        *rows,
    )

    payments = rows_of(result.tables["payment"], "record_id", "row_number", "programme", "amount_cny")
    file_id = result.reports[0].file_id
    assert [
        (f"{file_id}-0-2-0", 2, "living", Decimal(80)),
        (f"{file_id}-0-2-1", 2, "nursing", Decimal(100)),
        (f"{file_id}-0-3-1", 3, "nursing", Decimal(100)),
    ] == sorted(payments, key=lambda row: row[1:])
    assert rows_of(result.rejects, "row_number", "check_name", "column_name") == [
        (4, "nursing_is_an_amount", "护理补贴 (金额)")
    ]
    assert result.reports[0].model_rows == {"payment": 3}


def test_a_fill_may_depend_on_a_code(tmp_path):
    """Rows of another value go to no table, and say so."""
    columns = [*PAYMENT_COLUMNS, {"column": "kind", "headers": ["项目"], "type": "code", "codes": "programme"}]
    fill = {
        **PAYMENT_FILL,
        "columns": {**PAYMENT_FILL["columns"], "programme": "kind"},
        "constants": {},
        "when_equal": {"kind": ["护理补贴"]},
    }
    rows = [(*ROWS[0], "02-护理"), (*ROWS[1], "生活补贴")]

    result = ingest_rows(tmp_path, source_schema(columns=columns, fills=[fill]), (*HEADERS, "项目"), *rows)

    assert rows_of(result.tables["payment"], "row_number", "programme") == [(2, "nursing")]
    assert rows_of(result.rejects, "row_number", "check_name", "column_name") == [(3, "row_fills_a_table", None)]


def test_a_list_without_a_column_of_months_takes_that_of_its_day(tmp_path):
    """`as_of` is the month of the file's day; where a date is filled, the day."""
    fill = {
        **PAYMENT_FILL,
        "columns": {name: column for name, column in PAYMENT_FILL["columns"].items() if name != "benefit_month"},
        "constants": {**PAYMENT_FILL["constants"], "benefit_month": "as_of"},
    }

    result = ingest_rows(tmp_path, source_schema(fills=[fill]), HEADERS, *ROWS)

    day = result.reports[0].as_of_date
    assert day == date(2025, 10, 31)
    assert set(rows_of(result.tables["payment"], "benefit_month")) == {(day.year * 12 + day.month - 1,)}
    assert of_day(day, "date") == day


def test_a_text_column_is_read_as_a_code_where_it_fills_one(tmp_path):
    """With the code system's spellings and the export's own."""
    columns = [
        *PAYMENT_COLUMNS,
        {"column": "kind", "headers": ["项目"], "type": "text", "spellings": {"护工": "nursing"}},
    ]
    fill = {**PAYMENT_FILL, "columns": {**PAYMENT_FILL["columns"], "programme": "kind"}, "constants": {}}
    rows = [(*ROWS[0], "护工"), (*ROWS[1], "生活补贴"), (*ROWS[2], "别的")]

    result = ingest_rows(tmp_path, source_schema(columns=columns, fills=[fill]), (*HEADERS, "项目"), *rows)

    assert rows_of(result.tables["payment"], "row_number", "programme") == [(2, "nursing"), (3, "living")]
    assert rows_of(result.rejects, "row_number")[0][0] == 4


def test_values_not_read_as_written_keep_their_text(tmp_path):
    """A place that is not in the table is no reason to lose the row; what was written stands beside it."""
    rows = [("1", "李一", LI, "202510", "80", "上河村"), ("2", "王二", WANG, "2025-10-03", "80.005", "远方县")]

    result = ingest_rows(tmp_path, source_schema(), HEADERS, *rows)

    assert [notes for (notes,) in rows_of(result.tables["payment"], "value_notes")] == [
        None,
        [
            {"column": "amount_cny", "status": "rounded", "raw": "80.005"},
            {"column": "area_code", "status": "unreadable", "raw": "远方县"},
        ],
    ]
    assert result.reports[0].sheets[0].statuses["village"] == {"unreadable": 1, "cleaned": 1}


def test_a_payees_id_is_text_canonical_where_valid(tmp_path):
    columns = [*PAYMENT_COLUMNS, {"column": "payee", "headers": ["收款人身份证号"], "type": "citizen_id"}]
    fill = {**PAYMENT_FILL, "columns": {**PAYMENT_FILL["columns"], "payee_citizen_id": "payee"}}
    rows = [(*ROWS[0], f" {WANG} "), (*ROWS[1], "18012119"), (*ROWS[2], "")]

    result = ingest_rows(tmp_path, source_schema(columns=columns, fills=[fill]), (*HEADERS, "收款人身份证号"), *rows)

    assert rows_of(result.tables["payment"], "payee_citizen_id") == [(WANG,), ("18012119",), (None,)]


def test_a_birth_date_without_a_day_is_no_birth_date(tmp_path):
    """The first of the month would speak against the right person; the text is kept."""
    columns = [*PAYMENT_COLUMNS, {"column": "born", "headers": ["出生日期"], "type": "date"}]
    fill = {**PAYMENT_FILL, "columns": {**PAYMENT_FILL["columns"], "birth_date": "born"}}
    rows = [(*ROWS[0], "1950-03-07"), (*ROWS[1], "1962年11月")]

    result = ingest_rows(tmp_path, source_schema(columns=columns, fills=[fill]), (*HEADERS, "出生日期"), *rows)

    assert [
        (date(1950, 3, 7), None),
        (None, [{"column": "birth_date", "status": "month_only", "raw": "1962年11月"}]),
    ] == rows_of(result.tables["payment"], "birth_date", "value_notes")


def test_amounts_under_a_header_in_ten_thousand_yuan(tmp_path):
    header = ("姓名", "身份证号", "所属期", "补贴金额（万元）")

    result = ingest_rows(tmp_path, source_schema(), header, ("李一", LI, "202510", "0.12"))

    assert [(Decimal("1200.00"),)] == rows_of(result.tables["payment"], "amount_cny")


def test_an_absent_column_is_empty_and_named(tmp_path):
    result = ingest_rows(tmp_path, source_schema(), HEADERS[:5], ROWS[0][:5])

    assert rows_of(result.tables["payment"], "area_code") == [(None,)]
    assert result.reports[0].sheets[0].absent_columns == ("village",)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"columns": {"amount_cny": "name"}}, "column 'name' of type person_name cannot fill 'payment.amount_cny'"),
        ({"columns": {"amount": "amount"}}, "'payment' has no column 'amount' (did you mean 'amount_cny'?)"),
        ({"columns": {"amount_cny": "amont"}}, "unknown column 'amont' (did you mean 'amount'?)"),
        ({"constants": {"benefit_month": "2025-13"}}, "the constant of 'payment.benefit_month' is not of type month"),
        ({"table": "payments"}, "the model has no table 'payments' (did you mean 'payment'?)"),
    ],
)
def test_a_fill_that_cannot_work_is_a_fault_of_the_configuration(tmp_path, changes, what):
    schema = source_schema(fills=[{**PAYMENT_FILL, **changes}])

    with pytest.raises(ConfigurationError) as caught:
        ingest_rows(tmp_path, schema, HEADERS, *ROWS)

    assert what == caught.value.faults[0].what


def test_every_source_type_has_a_reader(tmp_path):
    """One row with a column of each type, each mapped where it belongs."""
    kinds = {
        "decimal": "1.5", "yes_no": "是", "phone": "13900000000", "account": "6228480000000000017", "integer": "3",
        "sex": "女", "text": " 文 ",
    }  # fmt: skip
    columns = [*PAYMENT_COLUMNS, *({"column": kind, "headers": [kind], "type": kind} for kind in kinds)]
    fill = {
        **PAYMENT_FILL,
        "columns": {
            **PAYMENT_FILL["columns"],
            "phone": "phone", "account": "account", "sex": "sex", "household_key": "text",
            "payee_citizen_id": "yes_no",
        },
    }  # fmt: skip

    result = ingest_rows(
        tmp_path, source_schema(columns=columns, fills=[fill]), (*HEADERS, *kinds), (*ROWS[0], *kinds.values())
    )

    assert rows_of(result.tables["payment"], "phone", "account", "sex", "household_key", "payee_citizen_id") == [
        ("13900000000", "6228480000000000017", "female", "文", "yes")
    ]
    assert {"male", "female"} == {entry.code for entry in CODES["sex"].entries}
