"""The fast tier of xlsx gives the cells that calamine gives, or says that a sheet is not plain."""

from __future__ import annotations

import io
import re
import zipfile
from itertools import zip_longest

import numpy as np
import pyarrow as pa
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import ContractError
from matcher.ingest.readers.delimited import UnevenRowsError
from matcher.ingest.readers.formats.cells import UnreadableError
from matcher.ingest.readers.formats.grid import in_rows
from matcher.ingest.readers.formats.office import Wishes, office_sheets
from matcher.ingest.readers.formats.plain_xlsx import PlainWorkbook
from matcher.ingest.readers.formats.tags import NotPlainError, Tags, numbers_at
from matcher.ingest.readers.rows import RawSheet
from matcher.ingest.readers.workbook import SheetChoice, WorkbookLimits, open_workbook
from tests.ingest.exports import HEADERS, ROWS, delivery, ingest, rows_of, write_workbook
from tests.ingest.gallery.make_gallery import FOLDER

CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**17), 10**17),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12),
    st.sampled_from(["180121195003070014", "007", "a<b>c", "a&b", " a ", "甲\n乙", "_x000D_"]),
)


def book(rows, *, shared=True):
    """Write rows with a writer that many exporting programs use."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        buffer, {"constant_memory": not shared, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = workbook.add_worksheet("表")
    for row, cells in enumerate(rows):
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, place, cell)
            elif isinstance(cell, bool):
                sheet.write_boolean(row, place, cell)
            elif cell is not None:
                sheet.write_number(row, place, cell)
    workbook.close()
    return buffer.getvalue()


def cells_of(batches):
    """Give rows without the empty cells at their ends and the empty rows at the end."""
    rows = [
        trimmed(cells)
        for columns in batches
        for cells in zip_longest(*(column.to_pylist() for column in columns), fillvalue=None)
    ]
    while rows and not rows[-1]:
        rows.pop()
    return rows


def trimmed(cells):
    last = max((place for place, cell in enumerate(cells, start=1) if cell is not None), default=0)
    return tuple(cells[:last])


def plain_cells(content):
    return cells_of(PlainWorkbook(io.BytesIO(content)).sheet("表").batches)


def exact_cells(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("exact") / "a.xlsx"
    path.write_bytes(content)
    (sheet,) = office_sheets(path, Wishes(is_exact=True))
    return cells_of(sheet.batches)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=5), min_size=1, max_size=8), st.booleans())
def test_both_tiers_give_the_same_cells(tmp_path_factory, rows, shared):
    rows[0] = ["甲", *rows[0]]
    content = book(rows, shared=shared)
    try:
        found = plain_cells(content)
    except NotPlainError:
        return
    assert found == exact_cells(tmp_path_factory, content)


@pytest.mark.parametrize("shared", [True, False])
def test_a_plain_export_is_read_in_the_fast_tier(shared):
    """Numbers that may have lost digits are rendered as everywhere, empty rows keep their place."""
    rows = [["甲", "乙", "丙"], ["180121195003070014", 180121195003070014, True], [], [None, 80.5, "x>y"[:1]]]

    assert plain_cells(book(rows, shared=shared)) == [
        ("甲", "乙", "丙"),
        ("180121195003070014", "1.80121195003070E+17", "TRUE"),
        (),
        (None, "80.5", "x"),
    ]


def test_a_long_sheet_comes_in_pieces():
    rows = [[f"{row}", row, "青溪县" * 5] for row in range(60_000)]
    batches = list(PlainWorkbook(io.BytesIO(book(rows, shared=False))).sheet("表").batches)

    assert len(batches) > 1
    assert cells_of(batches) == [(text, text, name) for text, _, name in rows]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.xlsx")), ids=lambda path: path.stem)
def test_no_file_of_the_gallery_is_read_otherwise(path):
    """Attacks too: whatever the fast tier gives is what calamine gives."""
    try:
        workbook = PlainWorkbook(io.BytesIO(path.read_bytes()))
        found = cells_of(workbook.sheet("表").batches)
    except NotPlainError:
        return
    try:
        (first, *_) = office_sheets(path, Wishes(is_exact=True))
    except UnreadableError:  # refused before a sheet is read, in either tier
        return
    assert found == cells_of(first.batches)


@pytest.mark.parametrize("change", [(b"<v>8998</v>", b"<f>1+1</f><v>8998</v>"), (b'r="A8998"', b'r="ZZ8998"')])
def test_what_is_not_plain_far_below_sends_the_whole_file_to_the_exact_tier(tmp_path, change):
    old, new = change
    rows = [
        [*row, "青溪县" * 30] for row in [HEADERS, *([str(n), *ROWS[n % 3][1:4], n, ROWS[0][5]] for n in range(9000))]
    ]
    path = tmp_path / "发放_202510.xlsx"
    with (
        zipfile.ZipFile(io.BytesIO(book(rows, shared=False))) as whole,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for name in whole.namelist():
            part = whole.read(name)
            assert name != "xl/worksheets/sheet1.xml" or old in part
            changed.writestr(name, part.replace(old, new, 1))

    with open_workbook(path, path.name, SheetChoice(exact=False), WorkbookLimits()) as sheets:
        first = next(sheets)
        assert isinstance(first, RawSheet)
        assert sum(len(batch.row_numbers) for batch in first.batches(-1)) > 0
        with pytest.raises(UnevenRowsError):
            next(sheets)
    result = ingest(delivery(path), snapshots=tmp_path / "snapshots")

    assert result.reports[0].record_rows == 9000
    assert len(rows_of(result.tables["payment"], "row_number")) == 9000


def test_merges_are_told_in_the_fast_tier():
    content = (FOLDER / "two_row_header.xlsx").read_bytes()

    assert sorted(PlainWorkbook(io.BytesIO(content)).sheet("表").merges) == [
        *((0, 0, 0, 6), (1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 1, 4), (1, 5, 2, 5), (1, 6, 2, 6)),
    ]


def test_a_sheet_of_a_sparse_grid_is_left_to_the_exact_tier():
    content = (FOLDER / "cell_at_the_far_corner.xlsx").read_bytes()

    with pytest.raises(NotPlainError):
        plain_cells(content)


def test_a_damaged_sheet_is_one_clear_error(tmp_path):
    path = write_workbook(tmp_path / "发放_202510.xlsx", {"表": [HEADERS, *ROWS]})
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    parts["xl/worksheets/sheet1.xml"] = re.sub(rb"</row>.*", b"", parts["xl/worksheets/sheet1.xml"])
    with zipfile.ZipFile(path, "w") as damaged:
        for name, part in parts.items():
            damaged.writestr(name, part)

    with pytest.raises(ContractError, match="damaged or cut short"):
        ingest(delivery(path), snapshots=tmp_path / "snapshots")


@pytest.mark.parametrize(
    ("texts", "rows", "expected"),
    [
        (["a", "b"], [0, 1], ["a", "b"]),
        (["a", "b"], [1, 3], [None, "a", None, "b"]),
        (["a", None], [0, 5], ["a"]),
        ([None, "a"], [0, 1], [None, "a"]),
        (["a", "b", "c"], [0, 0, 2], ["b", None, "c"]),
        ([], [], []),
    ],
    ids=["whole", "rows left out", "empty at the end", "empty at the top", "one place twice", "nothing"],
)
def test_texts_of_a_column_stand_in_their_rows(texts, rows, expected):
    """Whatever rows or cells the writer left out."""
    assert in_rows(pa.array(texts, pa.string()), np.array(rows, dtype=np.int64)).to_pylist() == expected


@pytest.mark.parametrize("number", ["0", "7", "10", "0099", "123456", "1234567"])
def test_numbers_are_read_as_far_as_their_digits_go(number: str):
    """Eight bytes are looked at at once; what stands behind a number is none of it."""
    for behind in ("<y>", '"', "/", ":", "\xff", "é", "A9", ""):
        tags = Tags(f"<x>{number}{behind}".encode())
        numbers, digits = numbers_at(tags, np.array([3]), most=7)
        assert (numbers.tolist(), digits.tolist()) == ([int(number)], [len(number)])


@pytest.mark.parametrize("text", ["", "x1", "12345678", "123456789"])
def test_what_is_no_number_or_too_long_is_not_plain(text: str):
    """A column of a million digits would be no place in a sheet."""
    with pytest.raises(NotPlainError):
        numbers_at(Tags(f"<x>{text}</x>".encode()), np.array([3]), most=7)
