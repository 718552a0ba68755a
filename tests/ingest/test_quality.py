"""Figures of data quality: counts and rows of every oddity, taken from accounts and snapshots, and never a value."""

from __future__ import annotations

import importlib
import json
from dataclasses import asdict
from datetime import date

import pytest

from matcher.ingest.quality import measure_quality
from matcher.ingest.quality_figures import SourceQuality, status_kind
from matcher.ingest.quality_values import Place
from tests.ingest.exports import (
    HEADERS,
    LI,
    PAYMENT_FILL,
    ROWS,
    WANG,
    ZHAO,
    delivery,
    ingest,
    source_schema,
    write_csv,
    write_workbook,
)

DAY = date(2025, 11, 30)
FILE = "发放_202510.csv"


def wrong(citizen_id: str) -> str:
    """Give an ID with another check character."""
    return citizen_id[:17] + ("1" if citizen_id[17] != "1" else "2")


def measured(tmp_path, *rows, schema=None) -> SourceQuality:
    """Ingest rows below the usual header; give the figures of their source."""
    path = write_csv(tmp_path / FILE, HEADERS, *rows)
    schema = schema or source_schema()
    ingested = ingest(delivery(path, schema), snapshots=tmp_path / "snapshots")
    (figures,) = measure_quality(ingested, {"payments": schema}, DAY)
    return figures


def statuses(figures: SourceQuality, column: str) -> dict[str, tuple[str, int, list[int]]]:
    found = next(one for one in figures.columns if one.column == column)
    return {one.status: (one.kind, one.rows, [place.row for place in one.examples]) for one in found.statuses}


def shares(figures: SourceQuality) -> dict[str, tuple[int, int, int]]:
    return {one.column: (one.rows, one.filled, one.readable) for one in figures.columns}


def test_rows_are_where_the_account_says(tmp_path):
    figures = measured(tmp_path, *ROWS, ("", "合计", "", "", "260", ""))

    assert (figures.rows_in, figures.record_rows, figures.rejected_rows) == (5, 3, 0)
    assert figures.skipped == {"header": 1, "total": 1}
    assert figures.model_rows == {"payment": 3}


def test_columns_are_counted_by_what_is_written_and_what_is_read(tmp_path):
    figures = measured(
        tmp_path,
        ("1", "李一", LI, "202510", "80", "上河村"),
        ("2", "王二", wrong(WANG), "202510", "80", ""),
        ("3", "赵三", "", "202510", "80", "不知何处"),
        ("4", "钱□", ZHAO[:6] + "********" + ZHAO[14:], "202510", "80", "/"),
    )

    assert shares(figures) == {
        "name": (4, 4, 4),
        "citizen_id": (4, 3, 1),
        "benefit_month": (4, 4, 4),
        "amount": (4, 4, 4),
        "village": (4, 2, 1),
    }
    assert statuses(figures, "citizen_id") == {
        "empty": ("absent", 1, []),
        "masked": ("lost", 1, [5]),
        "valid": ("read", 1, []),
        "wrong_check": ("lost", 1, [3]),
    }
    assert statuses(figures, "name") == {"partly_unreadable": ("changed", 1, [5])}
    assert statuses(figures, "village") == {
        "cleaned": ("read", 1, []),
        "empty": ("absent", 2, []),
        "unreadable": ("lost", 1, [4]),
    }
    assert (figures.joinable_ids, figures.given_ids) == (1, 3)


def test_at_most_five_rows_are_named_the_first_ones(tmp_path):
    figures = measured(tmp_path, *((str(n), "李一", wrong(LI), "202510", str(n + 1), "上河村") for n in range(9)))

    assert statuses(figures, "citizen_id")["wrong_check"] == ("lost", 9, [2, 3, 4, 5, 6])


def test_rejected_rows_are_named_with_their_check(tmp_path):
    figures = measured(tmp_path, ROWS[0], ("2", "王二", WANG, "", "80", ""), ("3", "赵三", ZHAO, "十月吧", "", ""))

    assert [(one.check, one.rows, [place.row for place in one.examples]) for one in figures.rejects] == [
        ("amount_is_present", 1, [4]),
        ("benefit_month_is_a_month", 1, [4]),
        ("benefit_month_is_present", 1, [3]),
    ]


def test_repeated_ids_and_repeated_rows_are_told_apart(tmp_path):
    figures = measured(tmp_path, ROWS[0], ("2", "李一", LI, "202509", "80", "上河村"), ("3", *ROWS[0][1:]), ROWS[1])

    assert [
        (one.what, one.rows, [place.row for place in one.examples], one.is_promised) for one in figures.repeats
    ] == [
        ("citizen_id", 2, [3, 4], False),
        ("row", 1, [4], False),
    ]


def test_a_source_that_lists_a_person_once_promises_that_no_id_repeats(tmp_path):
    figures = measured(tmp_path, ROWS[0], schema=source_schema(once_only=True))

    assert [(one.what, one.is_promised) for one in figures.repeats] == [("citizen_id", True), ("row", False)]


def test_rows_with_damaged_ids_repeat_nothing_by_their_ids(tmp_path):
    figures = measured(
        tmp_path, ("1", "李一", wrong(LI), "202510", "1", ""), ("2", "王二", wrong(LI), "202510", "2", "")
    )

    assert [one.rows for one in figures.repeats] == [0, 0]


def test_two_fills_of_one_row_are_counted_once(tmp_path):
    fills = [{**PAYMENT_FILL, "part": part, "constants": {"programme": part}} for part in ("living", "nursing")]
    figures = measured(tmp_path, ("1", "李一", wrong(LI), "202510", "80", "上河村"), schema=source_schema(fills=fills))

    assert figures.model_rows == {"payment": 2}
    assert statuses(figures, "citizen_id") == {"wrong_check": ("lost", 1, [2])}
    assert [one.rows for one in figures.repeats] == [0, 0]


def test_files_of_a_source_are_added_up_and_examples_name_file_and_sheet(tmp_path):
    sheets = {"白石镇": [HEADERS, ROWS[0]], "双河乡": [HEADERS, ("2", "王二", wrong(WANG), "202511", "80", "")]}
    schema = source_schema(snapshot="all")
    ingested = ingest(
        delivery(write_csv(tmp_path / FILE, HEADERS, *ROWS), schema),
        delivery(write_workbook(tmp_path / "发放_202511.xlsx", sheets), schema, DAY),
        snapshots=tmp_path / "snapshots",
    )

    (figures,) = measure_quality(ingested, {"payments": schema}, DAY)
    assert [(file.source_file, file.age_days) for file in figures.files] == [(FILE, 30), ("发放_202511.xlsx", 0)]
    assert shares(figures)["citizen_id"] == (5, 5, 4)
    column = next(one for one in figures.columns if one.column == "citizen_id")
    assert [place for one in column.statuses for place in one.examples] == [Place("发放_202511.xlsx", "双河乡", 2)]


def test_an_absent_column_is_named_with_the_files_that_lack_it(tmp_path):
    path = write_csv(tmp_path / FILE, HEADERS[:5], *(row[:5] for row in ROWS))
    ingested = ingest(delivery(path), snapshots=tmp_path / "snapshots")

    (figures,) = measure_quality(ingested, {"payments": source_schema()}, DAY)
    assert {one.column: one.absent_in for one in figures.columns if one.absent_in} == {"village": (FILE,)}
    assert shares(figures)["village"] == (0, 0, 0)


def test_no_value_of_a_row_is_among_the_figures(tmp_path):
    figures = measured(tmp_path, *ROWS, ("4", "孙四", wrong(LI), "202510", "777.77", "无此村"))

    said = json.dumps(asdict(figures), default=str, ensure_ascii=False)
    values = [cell for row in ROWS for cell in row[1:] if len(cell) > 1 and not cell.startswith(("80", "100", "20"))]
    assert [value for value in (*values, wrong(LI), "孙四", "777.77", "无此村") if value in said] == []


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("as_written", "read"),
        ("cleaned", "read"),
        ("upgraded", "changed"),
        ("month_only", "changed"),
        ("wrong_check", "lost"),
        ("unreadable", "lost"),
        ("empty", "absent"),
        ("placeholder", "absent"),
    ],
)
def test_statuses_say_whether_a_value_can_be_used(status, kind):
    assert status_kind(status) == kind


def test_a_status_whose_meaning_says_that_the_value_is_null_counts_as_lost_or_absent():
    rooms = ("citizen_id", "person_name", "dates", "money", "scalars", "codes", "area")
    meanings = [item for room in rooms for item in importlib.import_module(f"matcher.identity.{room}").STATUSES.items()]
    nulls = {status for status, meaning in meanings if "value is null" in meaning or "name is null" in meaning}

    assert {status for status in nulls if status_kind(status) in {"read", "changed"}} == {"open_ended"}
