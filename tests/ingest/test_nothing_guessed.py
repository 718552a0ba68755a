"""A value that changed meaning keeps its raw text beside it; what is not written is not made up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.ingest.exports import (
    HEADERS,
    LI,
    PAYMENT_COLUMNS,
    PAYMENT_FILL,
    WANG,
    delivery,
    ingest,
    rows_of,
    source_schema,
    write_csv,
)

WITH_BIRTH = source_schema(
    columns=[*PAYMENT_COLUMNS, {"column": "born", "headers": ["序号"], "type": "date"}],
    ignore_columns=[],
    fills=[{**PAYMENT_FILL, "columns": {**PAYMENT_FILL["columns"], "birth_date": "born"}}],
)


def first_row(tmp_path, row, schema=WITH_BIRTH):
    path = write_csv(tmp_path / "发放_202510.csv", HEADERS, row)
    result = ingest(delivery(path, schema), snapshots=tmp_path / "snapshots")
    names = ("birth_date", "amount_cny", "value_notes")
    (found,) = rows_of(result.tables["payment"], *names)
    return dict(zip(names, found, strict=True))


@pytest.mark.parametrize(
    ("born", "birth_date", "note"),
    [
        ("1950年3月7日", date(1950, 3, 7), None),
        ("1950年春", None, "year_only"),
        ("1950年3月左右", None, "month_only"),
        ("民国三十八年", None, "year_only"),
        ("1950.1", None, "ambiguous_month"),
        ("农历1950年三月初七", None, "lunar"),
        ("500307", None, "unreadable"),
        ("190301", None, "ambiguous_year"),
        ("18329", date(1950, 3, 7), "serial"),
    ],
)
def test_a_birth_date_is_a_whole_day_or_none(tmp_path, born, birth_date, note):
    """1 January of a year that someone was born in is another day."""
    row = first_row(tmp_path, (born, "李一", LI, "202510", "80", ""))

    assert row["birth_date"] == birth_date
    assert row["value_notes"] == (note and [{"column": "birth_date", "status": note, "raw": born}])


def test_an_amount_a_month_keeps_its_unit_beside_it(tmp_path):
    """80 a month is not 80 in all."""
    row = first_row(tmp_path, ("", "李一", LI, "202510", "80元/月", ""))

    assert row["amount_cny"] == Decimal("80.00")
    assert row["value_notes"] == [{"column": "amount_cny", "status": "rate", "raw": "80元/月"}]


def test_the_first_of_several_ids_is_not_taken(tmp_path):
    path = write_csv(tmp_path / "发放_202510.csv", HEADERS, ("1", "李一", f"{LI} {WANG}", "202510", "80", ""))

    result = ingest(delivery(path), snapshots=tmp_path / "snapshots")

    columns = ("citizen_id", "citizen_id_status", "citizen_id_raw")
    assert rows_of(result.tables["payment"], *columns) == [(None, "several_ids", f"{LI} {WANG}")]
