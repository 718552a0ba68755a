"""CSV files open in Excel as what they are: Chinese text, and never a formula."""

from __future__ import annotations

import csv

import pyarrow as pa
import pytest

from matcher.report.csv_table import starts_like_a_formula, write_csv
from tests.report.made_up import finding, make_tables


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@sum(a1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", " =1", "\u3000=1"]
)
def test_a_text_that_a_spreadsheet_would_calculate_gets_an_apostrophe(tmp_path, text):
    path = write_csv(pa.table({"name": [text]}), tmp_path / "a.csv")

    assert [["name"], ["'" + text]] == read(path)
    assert starts_like_a_formula(text)


@pytest.mark.parametrize("text", ["王小明", "a=b", "2025-11", "1-2", ""])
def test_an_ordinary_text_stays_as_it_is(tmp_path, text):
    path = write_csv(pa.table({"name": [text], "other": ["x"]}), tmp_path / "a.csv")

    assert [["name", "other"], [text, "x"]] == read(path)
    assert not starts_like_a_formula(text)


def test_a_negative_amount_stays_a_number(tmp_path):
    path = write_csv(pa.table({"amount": [-12]}), tmp_path / "a.csv")

    assert read(path) == [["amount"], ["-12"]]


def test_excel_is_told_that_the_file_is_utf_8(tmp_path):
    assert write_csv(pa.table({"a": ["王"]}), tmp_path / "a.csv").read_bytes()[:3] == b"\xef\xbb\xbf"


def test_evidence_is_written_row_by_row(tmp_path):
    header, row = read(write_csv(make_tables([finding(1)]).findings, tmp_path / "a.csv"))

    assert row[header.index("evidence")] == (
        "card_payments|民政/一卡通发放明细_202511.xlsx|发放明细|12; "
        "card_payments|民政/一卡通发放明细_202511.xlsx|发放明细|13; cremations|民政/火化登记2025.csv||88"
    )
    assert row[header.index("amount_cny")] == "1635.00"
