"""From delivered files to model rows, rejects and an account of every row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow.parquet as pq
import pytest

from matcher.errors import ContractError
from matcher.ingest import BrokenPromisesError, check_headers, ingest_sources
from matcher.tables import FILES, REJECTS, model_schema
from tests.ingest.exports import (
    AREAS,
    CODES,
    HEADERS,
    LI,
    MODEL,
    ROWS,
    WANG,
    ZHAO,
    delivery,
    ingest,
    rows_of,
    source_schema,
    write_csv,
    write_workbook,
)

OCTOBER = 2025 * 12 + 9


def test_a_plain_list_becomes_payments(tmp_path):
    """Every cell is read in its type, and every row says where it comes from."""
    path = write_csv(tmp_path / "补贴发放_202510.csv", HEADERS, *ROWS)

    result = ingest(delivery(path), snapshots=tmp_path / "snapshots")

    assert [
        (2, LI, "valid", "李一", "180121101201", "living", OCTOBER, Decimal("80.00")),
        (3, WANG, "valid", "王二", "180121101201", "living", OCTOBER, Decimal("80.00")),
        (4, ZHAO, "valid", "赵三", "180121101000", "living", OCTOBER, Decimal("100.00")),
    ] == rows_of(
        result.tables["payment"], "row_number", "citizen_id", "citizen_id_status", "person_name", "area_code",
        "programme", "benefit_month", "amount_cny",
    )  # fmt: skip
    assert model_schema(MODEL["payment"]).schema == pq.read_schema(result.tables["payment"][0])
    assert REJECTS.schema == pq.read_schema(result.rejects[0])


def test_the_files_table_says_what_was_read(tmp_path):
    """Other rooms know a file by its ID, its day, and the last month that it shows in full."""
    path = write_csv(tmp_path / "补贴发放_202510.csv", HEADERS, *ROWS)
    schema = source_schema(lag_months=2, once_only=True)

    result = ingest(delivery(path, schema), snapshots=tmp_path / "snapshots")

    report = result.reports[0]
    assert FILES.schema == result.files.schema
    assert [
        {
            "file_id": report.file_id,
            "source": "payments",
            "agency": "civil_affairs",
            "source_file": "补贴发放_202510.csv",
            "sha256": report.sha256,
            "as_of_date": date(2025, 10, 31),
            "horizon_month": OCTOBER - 2,
            "once_only": True,
        }
    ] == result.files.to_pylist()
    assert path.stat().st_size == report.byte_count
    assert [f"{report.file_id}-0-{row}-0" for row in (2, 3, 4)] == [
        record for (record,) in rows_of(result.tables["payment"], "record_id")
    ]


def test_every_sheet_of_a_workbook_is_read(tmp_path):
    """One sheet per township is one delivery, and rows are numbered as a person sees them."""
    sheets: dict[str, list[Any]] = {
        "白石镇": [["2025年10月发放表"], HEADERS, *ROWS[:1], ("合计", None, None, None, 80)],
        "说明": [["本表由民政局填报"]],
        "青石镇": [[], HEADERS, *ROWS[1:]],
    }
    path = write_workbook(tmp_path / "补贴发放_202510.xlsx", sheets)

    result = ingest(delivery(path), snapshots=tmp_path / "snapshots")

    assert rows_of(result.tables["payment"], "sheet", "row_number", "citizen_id") == [
        ("白石镇", 3, LI),
        ("青石镇", 3, WANG),
        ("青石镇", 4, ZHAO),
    ]
    first, cover, last = result.reports[0].sheets
    assert (
        first.sheet, first.header_row, first.rows_in, first.record_rows, first.rejected_rows, first.skipped,
    ) == ("白石镇", 2, 4, 1, 0, {"title": 1, "header": 1, "total": 1})  # fmt: skip
    assert (cover.sheet, cover.header_row, cover.rows_in, cover.skipped) == ("说明", None, 1, {"note": 1})
    assert (last.sheet, last.header_row, last.skipped) == ("青石镇", 2, {"header": 1, "blank": 1})
    assert "sheet '说明' has no header of this source; it is not read" in result.reports[0].notes


def test_a_sheet_that_goes_on_without_a_header_is_a_fault(tmp_path):
    """Old workbooks end at 65,536 rows; the sheet that carries on must not be taken for a note."""
    path = write_workbook(tmp_path / "发放_202510.xlsx", {"一": [HEADERS, ROWS[0]], "二": ROWS[1:]})

    with pytest.raises(ContractError, match="none of the first 2 rows is a header") as caught:
        ingest(delivery(path), snapshots=tmp_path / "snapshots")

    assert caught.value.faults[0].where == "发放_202510.xlsx, sheet '二'"
    assert check_headers([delivery(path)]) == list(caught.value.faults)


def test_faults_of_all_files_are_told_at_once(tmp_path):
    """A person mends the inbox once, not once per file."""
    empty = tmp_path / "发放_202509.csv"
    empty.write_bytes(b"")
    strange = write_csv(tmp_path / "发放_202510.csv", ("车牌", "品牌"), ("甲A", "乙"))

    with pytest.raises(ContractError) as caught:
        ingest(delivery(empty), delivery(strange), snapshots=tmp_path / "snapshots")

    assert [fault.where for fault in caught.value.faults] == ["发放_202509.csv", "发放_202510.csv"]
    assert caught.value.exit_code == 3


def test_the_same_content_under_two_names_is_refused(tmp_path):
    """Last month's file sent again as this month's would make every payment twice."""
    first = write_csv(tmp_path / "发放_202509.csv", HEADERS, *ROWS)
    again = write_csv(tmp_path / "发放_202510.csv", HEADERS, *ROWS)

    with pytest.raises(ContractError, match="same content") as caught:
        ingest(delivery(first), delivery(again), snapshots=tmp_path / "snapshots")

    assert caught.value.faults[0].where == "发放_202509.csv, 发放_202510.csv"


def test_progress_is_told_before_each_file_and_after_each_that_could_be_read(tmp_path):
    """Long runs are seen to move; a file that fails is never told as done."""
    bad = write_csv(tmp_path / "发放_202509.csv", ("无", "关"))
    path = write_csv(tmp_path / "发放_202510.csv", HEADERS, *ROWS)
    told = []

    with pytest.raises(ContractError):
        ingest_sources(
            [delivery(path), delivery(bad, day=date(2025, 9, 30))], model=MODEL, codes=CODES, areas=AREAS,
            region="180121", snapshots=tmp_path / "snapshots", progress=lambda *said: told.append(said),
        )  # fmt: skip

    assert told == [("发放_202510.csv", 0, 1), ("发放_202510.csv", 1, 1), ("发放_202509.csv", 0, 1)]


@pytest.mark.parametrize("name", ["发放_202510.csv", "发放_202510.xlsx"])
def test_headers_are_checked_without_reading_rows(tmp_path, name):
    """`matcher check --files` names what is missing, and makes no snapshot."""
    rows = [("标题",), ("姓名", "所属期", "补贴金额", "居民身份证号"), ("李一", "202510", "80", LI)]
    write = write_csv if name.endswith("csv") else lambda path, *rows: write_workbook(path, {"甲": rows})
    path = write(tmp_path / name, *rows)

    faults = check_headers([delivery(path)])

    assert [fault.what for fault in faults] == [
        "the promised column '身份证号' (citizen_id) is missing (did you mean '居民身份证号'?)"
    ]
    assert [path] == list(tmp_path.iterdir())


def test_good_headers_have_no_faults(tmp_path):
    """The other side of the check."""
    path = write_csv(tmp_path / "发放_202510.csv", HEADERS)

    assert check_headers([delivery(path)]) == []


def test_a_broken_promise_carries_what_was_read_of_the_files_that_can_be_read(tmp_path):
    good = delivery(write_csv(tmp_path / "补贴发放_202510.csv", HEADERS, *ROWS), source_schema(promise={"min_rows": 9}))
    bad = delivery(write_csv(tmp_path / "补贴发放_202509.csv", ("无", "关")), day=date(2025, 9, 30))

    with pytest.raises(BrokenPromisesError) as caught:
        ingest(bad, good, snapshots=tmp_path / "snapshots")

    read = caught.value.ingested
    assert len(caught.value.faults) == 2
    assert [(report.source_file, report.record_rows) for report in read.reports] == [("补贴发放_202510.csv", 3)]
    assert [path.is_file() for path in (*read.tables["payment"], *read.rejects)] == [True, True]
    assert read.reports[0].notes[-1] == "the file has 3 rows of data; source 'payments' promises 9"
