"""Total rows of a file are held against the rows that they cover."""

from __future__ import annotations

import pytest

from matcher.errors import ContractError
from tests.ingest.exports import (
    HEADERS,
    PAYMENT_COLUMNS,
    ROWS,
    delivery,
    ingest,
    source_schema,
    write_csv,
    write_workbook,
)

KEPT = {"max_reject_share": 1.0, "min_rows": 0}
PROMISED = source_schema(promise={**KEPT, "totals": ["amount"]})


def total(amount, word="合计"):
    return (word, "", "", "", amount, "")


def wrong_totals(tmp_path, *rows, schema=PROMISED):
    path = write_csv(tmp_path / "发放_202510.csv", HEADERS, *rows)
    try:
        report = ingest(delivery(path, schema), snapshots=tmp_path / "snapshots").reports[0]
    except ContractError as error:
        return [fault.what for fault in error.faults]
    return [report.sheets[0].totals_compared]


@pytest.mark.parametrize(
    ("rows", "compared", "why"),
    [
        ((*ROWS, total("260")), 1, "the sum of all rows"),
        ((*ROWS, total("￥260.00元")), 1, "written with its unit"),
        ((total("260"), *ROWS), 1, "above its rows"),
        ((ROWS[0], total("80", "小计"), *ROWS[1:], total("180", "小计"), total("260", "总计")), 3, "parts and whole"),
        (
            (*ROWS[:2], total("160", "村小计"), ROWS[2], total("100", "村小计"), total("260", "镇合计"), ROWS[0],
             total("80", "村小计"), total("80", "镇合计"), total("340", "总计")),
            6,
            "parts of parts",
        ),
        ((ROWS[0], total("80", "本页合计"), ROWS[1], total("80", "本页合计"), total("160", "累计")), 3, "pages"),
        ((total("80", "小计"), ROWS[0], total("180", "小计"), *ROWS[1:]), 2, "each part below its total"),
        ((*ROWS, total("")), 0, "a total row that says no amount"),
    ],
)  # fmt: skip
def test_totals_that_agree(tmp_path, rows, compared, why):
    assert wrong_totals(tmp_path, *rows) == [compared], why


@pytest.mark.parametrize(
    ("rows", "stated", "row"),
    [
        ((*ROWS[:2], total("260")), "260.00", 4),
        ((ROWS[0], total("80", "小计"), ROWS[2], total("260", "合计")), "260.00", 5),
        ((total("260"), *ROWS[:2]), "260.00", 2),
    ],
)
def test_rows_that_were_cut_away_are_found_out(tmp_path, rows, stated, row):
    (told,) = wrong_totals(tmp_path, *rows)

    assert told.startswith(f"the total of '补贴金额' in row {row} is {stated}; the rows of the sheet add up to 1")


def test_rejected_rows_are_part_of_the_sum(tmp_path):
    """The agency counted them too."""
    rejected = ("2", "王二", ROWS[1][2], "某月", "80.00", "")

    assert wrong_totals(tmp_path, ROWS[0], rejected, ROWS[2], total("260")) == [1]


def test_a_total_without_a_promise_is_noted(tmp_path):
    path = write_csv(tmp_path / "发放_202510.csv", HEADERS, *ROWS[:2], total("260"))

    report = ingest(delivery(path), snapshots=tmp_path / "snapshots").reports[0]

    assert "the total of '补贴金额' in row 4 is 260.00; the rows of the sheet add up to 160.00" in report.notes


def test_sums_are_kept_with_the_snapshot(tmp_path):
    """An unchanged file is judged by what was summed when it was read."""
    path = write_csv(tmp_path / "发放_202510.csv", HEADERS, *ROWS[:2], total("260"))

    first, second = (ingest(delivery(path), snapshots=tmp_path / "snapshots").reports[0] for _ in range(2))

    assert (first.reused, second.reused) == (False, True)
    assert second.sheets[0].wrong_totals == first.sheets[0].wrong_totals
    assert second.notes == first.notes


def test_a_grand_total_covers_all_sheets(tmp_path):
    sheets = {"甲": [HEADERS, *ROWS[:2], total("160")], "乙": [HEADERS, ROWS[2], total("100"), total("260", "总计")]}
    path = write_workbook(tmp_path / "发放_202510.xlsx", sheets)

    report = ingest(delivery(path, PROMISED), snapshots=tmp_path / "snapshots").reports[0]

    assert [(sheet.totals_compared, sheet.wrong_totals) for sheet in report.sheets] == [(1, ()), (2, ())]


def test_counts_are_summed_where_they_are_promised(tmp_path):
    columns = [*PAYMENT_COLUMNS, {"column": "members", "headers": ["序号"], "type": "integer"}]
    schema = source_schema(columns=columns, ignore_columns=[], promise={**KEPT, "totals": ["members"]})
    rows = [("3", *ROWS[0][1:]), ("4人", *ROWS[1][1:])]
    header = ("合计", "", "", "", "160", "")

    assert wrong_totals(tmp_path, *rows, header, schema=schema) == [1]
    path = write_csv(
        tmp_path / "再发放_202510.csv", ("备注", *HEADERS), *(("", *r) for r in rows), ("合计", "9", *header[1:])
    )
    with pytest.raises(ContractError, match="the total of '序号' in row 4 is 9; the rows of the sheet add up to 7"):
        ingest(delivery(path, schema), snapshots=tmp_path / "snapshots")


def test_ten_thousand_yuan_are_summed_as_such(tmp_path):
    """A total is read in the unit of its column."""
    header = (*HEADERS[:4], "补贴金额（万元）", HEADERS[5])
    rows = [(*row[:4], "0.008", "") for row in ROWS]
    path = write_csv(tmp_path / "发放_202510.csv", header, *rows, total("0.024"))

    report = ingest(delivery(path, PROMISED), snapshots=tmp_path / "snapshots").reports[0]

    assert (report.sheets[0].totals_compared, report.sheets[0].wrong_totals) == (1, ())
