"""Rows and deliveries are held to what their source promises."""

from __future__ import annotations

import pytest

from matcher.errors import ContractError
from tests.ingest.exports import (
    HEADERS,
    LI,
    PAYMENT_COLUMNS,
    ROWS,
    delivery,
    ingest,
    rows_of,
    source_schema,
    write_csv,
)


def changed(name, **changes):
    return [{**column, **(changes if column["column"] == name else {})} for column in PAYMENT_COLUMNS]


def rejects_of(tmp_path, schema, *rows):
    path = write_csv(tmp_path / "发放_202510.csv", HEADERS, *rows)
    result = ingest(delivery(path, schema), snapshots=tmp_path / "snapshots")
    return rows_of(result.rejects, "row_number", "check_name", "column_name")


def test_a_row_that_fails_two_checks_names_both(tmp_path):
    """Sorted by name; the column is the first at fault as the sheet has them."""
    row = ("1", "李一", LI, "某月", "不详", "上河村")

    assert rejects_of(tmp_path, source_schema(), row, ROWS[1]) == [
        (2, "amount_is_an_amount, benefit_month_is_a_month", "所属期")
    ]


def test_a_value_that_the_model_requires_is_present(tmp_path):
    row = ("1", "李一", LI, "202510", "-", "上河村")

    assert rejects_of(tmp_path, source_schema(), row) == [(2, "amount_is_present", "补贴金额")]


def test_a_bad_value_rejects_the_row_where_the_schema_says_so(tmp_path):
    row = ("1", "李一", "180121", "202510", "80", "上河村")

    assert rejects_of(tmp_path, source_schema(), row) == []
    strict = source_schema(columns=changed("citizen_id", bad_value="reject"))
    assert rejects_of(tmp_path, strict, row) == [(2, "citizen_id_is_a_citizen_id", "身份证号")]


def test_a_missing_value_rejects_the_row_where_the_schema_says_so(tmp_path):
    row = ("1", "李一", "", "202510", "80", "上河村")

    assert rejects_of(tmp_path, source_schema(), row) == []
    strict = source_schema(columns=changed("citizen_id", missing_value="reject"))
    assert rejects_of(tmp_path, strict, row) == [(2, "citizen_id_is_present", "身份证号")]


def test_a_row_about_nobody_is_rejected(tmp_path):
    """A template's numbered but empty lines are no payments."""
    assert rejects_of(tmp_path, source_schema(), ("1", "", "无", "202510", "80", "上河村")) == [
        (2, "row_names_somebody", None)
    ]


def test_a_row_with_too_many_fields_fails_only_for_that(tmp_path):
    """What its cells mean is not known, so nothing else is said of them."""
    assert rejects_of(tmp_path, source_schema(), ("1", "李", "一", LI, "202510", "80", "上河村")) == [
        (2, "row_has_all_fields", None)
    ]


def test_empty_fields_at_the_end_are_no_fault(tmp_path):
    """Spreadsheets leave them behind."""
    assert rejects_of(tmp_path, source_schema(), (*ROWS[0], "", ""), ROWS[1]) == []


def test_rejects_are_counted_by_check(tmp_path):
    bad = ("1", "李一", LI, "某月", "不详", "上河村")
    path = write_csv(tmp_path / "发放_202510.csv", HEADERS, bad, bad, ROWS[1])

    report = ingest(delivery(path), snapshots=tmp_path / "snapshots").reports[0]

    assert report.reject_checks == {"amount_is_an_amount": 2, "benefit_month_is_a_month": 2}
    assert (report.rows_in, report.record_rows, report.rejected_rows) == (4, 1, 2)


def test_fewer_rows_than_promised_stop_the_run(tmp_path):
    path = write_csv(tmp_path / "发放_202510.csv", HEADERS, *ROWS)

    with pytest.raises(ContractError, match="the file has 3 rows of data; source 'payments' promises 100"):
        ingest(delivery(path, source_schema(promise={"min_rows": 100})), snapshots=tmp_path / "snapshots")


def test_a_promise_may_only_warn(tmp_path):
    path = write_csv(tmp_path / "发放_202510.csv", HEADERS, *ROWS)
    schema = source_schema(promise={"min_rows": 100, "on_breach": "warn"})

    report = ingest(delivery(path, schema), snapshots=tmp_path / "snapshots").reports[0]

    assert "the file has 3 rows of data; source 'payments' promises 100" in report.notes


def test_a_broken_promise_stops_again_on_the_same_file(tmp_path):
    """The snapshot is kept, and judged anew each time."""
    path = write_csv(tmp_path / "发放_202510.csv", HEADERS, *ROWS)
    schema = source_schema(promise={"min_rows": 100})

    for _ in range(2):
        with pytest.raises(ContractError, match="promises 100"):
            ingest(delivery(path, schema), snapshots=tmp_path / "snapshots")
