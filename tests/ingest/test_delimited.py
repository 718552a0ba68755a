"""Delimited text of any encoding and delimiter gives the same rows, with the lines that a person sees."""

from __future__ import annotations

import pytest

from matcher.errors import ContractError
from tests.ingest.exports import HEADERS, LI, ROWS, WANG, ZHAO, csv_text, delivery, ingest, rows_of, source_schema

IDS = [(2, LI), (3, WANG), (4, ZHAO)]


def payments(tmp_path, content: bytes, **changes):
    path = tmp_path / "发放_202510.csv"
    path.write_bytes(content)
    result = ingest(delivery(path, source_schema(**changes)), snapshots=tmp_path / "snapshots")
    return result.reports[0], rows_of(result.tables["payment"], "row_number", "citizen_id")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("gbk", "gb18030"), ("utf-16", "utf-16")],
)
def test_any_encoding_is_found(tmp_path, encoding, name, newline):
    report, rows = payments(tmp_path, csv_text(HEADERS, *ROWS, newline=newline).encode(encoding))

    assert name == report.encoding
    assert rows == IDS


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "，"])
def test_any_delimiter_is_found(tmp_path, delimiter):
    """By the header that it gives, so that commas in a title mislead nobody."""
    text = "青溪县,白石镇,2025年10月,发放表\n" + csv_text(HEADERS, *ROWS, delimiter=delimiter)

    _, rows = payments(tmp_path, text.encode())

    assert [(row + 1, citizen_id) for row, citizen_id in IDS] == rows


def test_a_declared_delimiter_is_the_only_one(tmp_path):
    _, rows = payments(tmp_path, csv_text(HEADERS, *ROWS, delimiter="|").encode(), format={"delimiter": "|"})

    assert rows == IDS


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_declared_encodings_that_fit_are_accepted(tmp_path, encoding):
    _, rows = payments(tmp_path, csv_text(HEADERS, *ROWS).encode(encoding), format={"encoding": encoding})

    assert rows == IDS


def test_four_byte_characters_and_the_euro_byte_are_read(tmp_path):
    """GB18030 holds rare names; Windows writes the euro sign as one byte that the standard does not know."""
    text = csv_text(HEADERS, ("1", "李𫍯", LI, "202510", "80", "上河村")).encode("gb18030")
    path = tmp_path / "发放_202510.csv"
    path.write_bytes(text + b"\x80\n")

    result = ingest(delivery(path), snapshots=tmp_path / "snapshots")

    assert rows_of(result.tables["payment"], "person_name") == [("李𫍯",)]
    assert rows_of(result.rejects, "row_number", "check_name") == [(3, "row_has_all_fields")]


def test_a_line_break_in_quotes_is_one_row_on_its_first_line(tmp_path):
    text = csv_text(HEADERS) + f'1,"李\n一",{LI},202510,80,"上河\n村"\n' + csv_text(ROWS[1])

    report, rows = payments(tmp_path, text.encode())

    assert rows == [(2, LI), (5, WANG)]
    assert report.rows_in == 3


def test_a_header_in_quotes_may_have_several_lines(tmp_path):
    text = '"序\n号",' + csv_text(HEADERS[1:], *ROWS)

    report, rows = payments(tmp_path, text.encode())

    assert rows == [(row + 1, citizen_id) for row, citizen_id in IDS]
    assert report.rows_in == 4


def test_values_in_quotes_are_read_without_them(tmp_path):
    text = csv_text(HEADERS, *(tuple(f'"{cell}"' for cell in row) for row in ROWS))

    _, rows = payments(tmp_path, text.encode("gb18030"))

    assert rows == IDS


def test_a_quote_that_is_never_closed_costs_one_line(tmp_path):
    """And does not swallow the rows below it."""
    text = csv_text(HEADERS) + f'1,"李一,{LI},202510,80\n' + csv_text(ROWS[1], ROWS[2])

    report, rows = payments(tmp_path, text.encode())

    assert IDS[1:] == rows
    assert (report.rows_in, report.record_rows, report.rejected_rows) == (4, 2, 1)


def test_blank_lines_are_counted(tmp_path):
    text = csv_text(HEADERS, ROWS[0]) + "\n\n" + csv_text(ROWS[1]) + "\n"

    report, rows = payments(tmp_path, text.encode())

    assert rows == [(2, LI), (5, WANG)]
    assert report.skipped == {"header": 1, "blank": 3}


def test_nul_characters_are_taken_out_and_told(tmp_path):
    report, rows = payments(tmp_path, csv_text(HEADERS, *ROWS).replace("李", "\x00李").encode())

    assert rows == IDS
    assert "NUL characters were taken out" in report.notes


def test_a_header_alone_is_an_empty_list(tmp_path):
    report, rows = payments(tmp_path, csv_text(HEADERS).encode())

    assert rows == []
    assert (report.rows_in, report.skipped) == (1, {"header": 1})


def test_no_copy_of_the_text_is_left(tmp_path):
    payments(tmp_path, csv_text(HEADERS, *ROWS).encode("gb18030"))

    names = {path.name for path in (tmp_path / "snapshots").rglob("*") if path.is_file()}
    assert {"payment.parquet", "rejects.parquet", "snapshot.json"} == names


@pytest.mark.parametrize("rows_together", [1, 2, 3, 20_000])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("fields", [1, 3, 5])
def test_text_that_ends_inside_a_row_is_refused(tmp_path, monkeypatch, rows_together, encoding, fields):
    monkeypatch.setattr("matcher.ingest.readers.delimited._EXACT_BATCH_ROWS", rows_together)
    content = csv_text(HEADERS, *ROWS[:2]) + ",".join(ROWS[2][:fields])

    with pytest.raises(ContractError, match="the file ends inside a row: row 4 has no line end"):
        payments(tmp_path, content.encode(encoding))


@pytest.mark.parametrize(
    ("end", "rejected"),
    [
        (",".join(ROWS[2]), 0),
        (",".join(ROWS[2][:3]) + "\n", 1),
        (",".join(ROWS[2][:3]) + "\r", 1),
        ("制表人：李一", 0),
    ],
    ids=["all fields", "too few and a line feed", "too few and a return", "a signature"],
)
def test_text_that_ends_otherwise_is_read(tmp_path, end, rejected):
    report, _ = payments(tmp_path, (csv_text(HEADERS, *ROWS[:2]) + end).encode())

    assert report.rejected_rows == rejected
