"""The fast tier gives the rows of the exact tier with their lines, or refuses; wherever the file is cut into blocks."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matcher.ingest.readers.blocks import Layout, UnevenRowsError, block_batches
from matcher.ingest.readers.delimited import delimited_sheet, open_text
from matcher.ingest.readers.gb18030 import utf8_text
from matcher.ingest.readers.rows import RawBatch

PLAIN = ["", "1", "李一", "镕·铭", "李𫍯", "12号", " "]
QUOTED = ['"', '""', '"李,一"', '"李""一"', '半"截', '"二\n行"']
CELL = st.sampled_from(PLAIN + QUOTED)
Row = tuple[int, tuple[str | None, ...]]
NEWLINES = st.sampled_from(["\n", "\r\n", "\r"])


def exact_rows(path: Path) -> list[Row]:
    text = open_text(path, path.name, None, path.with_name("copy"))
    return rows_of(delimited_sheet(text, ",", exact=True).batches(0))


def fast_rows(path: Path, width: int, *, block_bytes: int) -> list[Row]:
    layout = Layout(",", width, skip=1, has_quotes=b'"' in path.read_bytes())
    return rows_of(block_batches(path, layout, utf8_text, block_bytes=block_bytes))


def rows_of(batches: Iterable[RawBatch]) -> list[Row]:
    rows: list[Row] = []
    for batch in batches:
        assert batch.is_complete is None or batch.is_complete.all()
        cells = zip(*(column.to_pylist() for column in batch.columns), strict=True)
        rows.extend(zip(batch.row_numbers.tolist(), cells, strict=True))
    return rows


@settings(max_examples=300, deadline=None)
@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=12),
    newline=NEWLINES,
    ends=st.booleans(),
    block_bytes=st.integers(30, 80),
)
@example(rows=[["1", '"二\n行"', ""], ["", "", ""]], newline="\n", ends=True, block_bytes=40)
@example(rows=[["1", '"没有', "收尾"], ["2", '李"', ""]], newline="\n", ends=True, block_bytes=80)
def test_the_fast_tier_reads_what_the_exact_tier_reads(rows, newline, ends, block_bytes):
    lines = ["户号,姓名,地址", *(",".join(row) for row in rows)]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes((newline.join(lines) + newline * ends).encode("gb18030"))

        try:
            found = fast_rows(path, 3, block_bytes=block_bytes)
        except UnevenRowsError:
            return

        assert found == exact_rows(path)


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("block_bytes", range(6, 40))
def test_lines_are_whole_and_numbered_wherever_blocks_end(tmp_path, newline, block_bytes):
    path = tmp_path / "a.csv"
    path.write_bytes(newline.join([b"a,b", b"1,2", b"", b"33,4", b"5,6"]) + newline)

    rows = fast_rows(path, 2, block_bytes=block_bytes)

    assert rows == [(2, ("1", "2")), (3, (None, None)), (4, ("33", "4")), (5, ("5", "6"))]


@pytest.mark.parametrize(
    "body",
    [b"1,2,3\n", b"1\n", b'1,"2\n2"\n', b'"1,2\n', b"1," + b"2" * 60 + b"\n", b"1,2\n" * 7 + b"\xef\xbb\xbf1,2\n"],
    ids=["too many fields", "too few", "two lines", "never closed", "longer than a block", "mark at a block's start"],
)
def test_what_cannot_be_placed_is_refused(tmp_path, body):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" + body)

    with pytest.raises(UnevenRowsError):
        fast_rows(path, 2, block_bytes=32)


def test_a_refusal_says_nothing_of_the_row(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\nsecret,2,3\n")

    with pytest.raises(UnevenRowsError) as caught:
        fast_rows(path, 2, block_bytes=1 << 10)

    assert str(caught.value) == ""
    assert caught.value.__suppress_context__
