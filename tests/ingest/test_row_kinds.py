"""What stands below a header and is no data."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.ingest.account import SKIP_REASONS
from matcher.ingest.header import find_header
from matcher.ingest.readers.rows import RawBatch, column_arrays
from matcher.ingest.row_kinds import row_kinds, signs_of
from tests.ingest.exports import HEADERS, LI, ROWS, source_schema

SCHEMA = source_schema()
HEAD = (("青溪县发放表", None, None, None, None, None), HEADERS)


def kinds(*rows):
    """Give the kind of each row in words."""
    header = find_header(HEAD, SCHEMA).header
    assert header is not None
    padded = [(*row, *("",) * (len(HEADERS) - len(row))) for row in rows]
    batch = RawBatch(np.arange(1, len(rows) + 1, dtype=np.int32), column_arrays(padded, len(HEADERS)))
    return [SKIP_REASONS[kind] if kind >= 0 else "data" for kind in row_kinds(batch, signs_of(header, HEAD, SCHEMA))]


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("blank", ()),
        ("blank", (" ", "　", "\u00a0", "\t")),
        ("total", ("合计", "", "", "", "260")),
        ("total", ("", "总 计", "", "", "260")),
        ("total", ("本页小计：", "", "", "", "260")),
        ("total", ("合计（元）", "3", "", "3", "260", "3")),
        ("total", ("白石镇小计", "", "", "", "160")),
        ("note", ("填表人：甲", "", "", "审核人：乙")),
        ("note", ("单位（盖章）：",)),
        ("note", ("", "", "", "审核人：乙")),
        ("note", ("备注：本表一式两份",)),
        ("note", ("第 1 页", "", "", "", "", "")),
        ("title", ("青溪县发放表",)),
        ("repeated_header", HEADERS),
        ("repeated_header", (*HEADERS[:4], "", "")),
        ("data", ROWS[0]),
        ("data", ("4", "计合", LI, "202510", "80", "")),
        ("data", ("4", "合计", LI, "202510", "80", "")),
        ("data", ("4", "", LI, "", "", "")),
        ("data", ("4", "", "", "", "", "")),
        ("data", ("", "李一", "", "", "", "上河村")),
    ],
)
def test_a_row_is_told_by_what_stands_in_it(kind, row):
    assert [kind] == kinds(row)


def test_each_row_of_a_batch_gets_its_own_kind():
    assert kinds(ROWS[0], (), HEADERS, ROWS[1], ("合计", "", "", "", "160"), ("制表：甲",)) == [
        "data",
        "blank",
        "repeated_header",
        "data",
        "total",
        "note",
    ]
