"""Rows in = records + rejects + counted skips, whatever happened to the file on its way."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import ContractError
from tests.ingest.exports import HEADERS, LI, ROWS, WANG, ZHAO, delivery, ingest, rows_of, write_workbook

GOOD = st.sampled_from([",".join(row) for row in ROWS])
DAMAGE = st.sampled_from(
    [
        "",
        "   ",
        ",,,,,",
        ",".join(HEADERS),
        "合计,,,,260,",
        "小 计：,,,,80,",
        "填表人：甲,,,审核人：乙,,",
        "单位（盖章）",
        "9",
        "9,,,,,",
        f"1,李一,{LI}",
        f"1,李一,{LI},202510,80,上河村,多,出,来",
        f"1,李一,{LI},202510,80,上河村,,",
        f"1,李一,{LI},202513,80,上河村",
        f"1,李一,{LI},202510,,上河村",
        f'1,"李,一",{WANG},202510,80,上河村',
        f'1,"王\n二",{WANG},202510,80,上河村',
        f'1,"没有收尾,{WANG},202510,80,上河村',
        f'1,半"截",{ZHAO},202510,80,上河村',
        f"1,\x00李一,{LI},202510,80,上河村",
        "1,李一\r,,,,",
    ]
)
TITLES = st.lists(st.sampled_from(["青溪县补贴发放表", "", "单位：元", "2025年,10月"]), max_size=3)


@settings(max_examples=150, deadline=None)
@given(
    titles=TITLES,
    lines=st.lists(st.one_of(GOOD, DAMAGE), max_size=30),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    newline=st.sampled_from(["\n", "\r\n"]),
    ends=st.booleans(),
)
def test_every_row_of_a_damaged_csv_is_accounted_for(titles, lines, encoding, newline, ends):
    """The rows of the account are those that stand in the tables, and all of them together are the file's."""
    text = newline.join([*titles, ",".join(HEADERS), *lines]) + (newline if ends else "")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "发放_202510.csv"
        path.write_bytes(text.encode(encoding))

        try:
            result = ingest(delivery(path), snapshots=Path(folder) / "snapshots")
        except ContractError as error:  # a last line that is cut off is refused with its file, never half read
            if ends or "the file ends inside a row" not in str(error):
                raise
            return

        report = result.reports[0]
        records = {row for (row,) in rows_of(result.tables["payment"], "row_number")}
        rejects = [row for (row,) in rows_of(result.rejects, "row_number")]
    assert report.rows_in == report.record_rows + report.rejected_rows + sum(report.skipped.values())
    assert report.record_rows == len(records)
    assert report.rejected_rows == len(rejects) == len(set(rejects))
    assert set() == records & set(rejects)
    assert report.rows_in <= len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


@settings(max_examples=100, deadline=None)
@given(lines=st.lists(st.one_of(GOOD, DAMAGE.filter(lambda line: not set('"\r\n') & set(line))), max_size=30))
def test_without_quotes_every_line_is_one_row(lines):
    """Then the number of rows is known from outside: the lines of the file."""
    text = "\n".join([",".join(HEADERS), *lines, ""])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "发放_202510.csv"
        path.write_text(text, encoding="utf-8", newline="")

        result = ingest(delivery(path), snapshots=Path(folder) / "snapshots")

    expected = len(list(csv.reader(io.StringIO(text, newline=""))))
    assert expected == result.reports[0].rows_in


@settings(max_examples=60, deadline=None)
@given(lines=st.lists(GOOD, min_size=1, max_size=30), blanks=st.lists(st.integers(0, 30), max_size=4))
def test_both_tiers_give_the_same_rows(lines, blanks):
    """A pair of quotes sends a file to the exact tier; nothing else may change."""
    for place in blanks:
        lines = [*lines[:place], "", *lines[place:]]
    text = "\n".join([",".join(HEADERS), *lines, ""])
    with TemporaryDirectory() as folder:
        fast, exact = Path(folder) / "发放_202509.csv", Path(folder) / "发放_202510.csv"
        fast.write_text(text, encoding="utf-8")
        exact.write_text(text.replace("姓名", '"姓名"', 1), encoding="utf-8")

        result = ingest(delivery(fast), delivery(exact), snapshots=Path(folder) / "snapshots")

        columns = ("row_number", "citizen_id", "person_name", "benefit_month", "amount_cny", "area_code")
        first, second = (rows_of([path], *columns) for path in result.tables["payment"])
    assert first == second
    assert result.reports[0].sheets == result.reports[1].sheets


CELL = st.one_of(
    st.none(),
    st.sampled_from([LI, "李一", "合计", "202510", "姓名", "填表人：甲", " "]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(0, 2**53),
    st.booleans(),
    st.dates(),
)


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(rows=st.lists(st.one_of(st.sampled_from(ROWS), st.lists(CELL, max_size=8)), max_size=12))
def test_every_row_of_a_damaged_workbook_is_accounted_for(rows):
    """The child gives each row once."""
    with TemporaryDirectory() as folder:
        path = write_workbook(Path(folder) / "发放_202510.xlsx", {"表": [["标题"], HEADERS, *rows]})

        result = ingest(delivery(path), snapshots=Path(folder) / "snapshots")

    filled = [place for place, row in enumerate(rows, start=3) if any(cell is not None for cell in row)]
    report = result.reports[0]
    assert report.adds_up
    assert max(filled, default=2) == report.rows_in


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=400), keep_header=st.booleans())
def test_any_bytes_end_in_an_account_or_in_one_clear_error(content, keep_header):
    """Nothing crashes, and nothing else than a fault of the contract is raised."""
    start = ",".join(HEADERS).encode() + b"\n" if keep_header else b""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "发放_202510.csv"
        path.write_bytes(start + content)
        added_up = True
        with suppress(ContractError):
            added_up = ingest(delivery(path), snapshots=Path(folder) / "snapshots").reports[0].adds_up
    assert added_up
