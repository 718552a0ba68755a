"""Columns of GB18030 bytes become the text that Python's codec makes of each value."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.ingest.encoding import EURO_ERRORS
from matcher.ingest.readers.gb18030 import utf8_text

HANZI = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=4)
ANY = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=4)


def binary(*values: bytes | None) -> pa.Array:
    return pa.array(values, pa.binary())


@given(st.lists(st.one_of(st.none(), HANZI, ANY), max_size=12), st.integers(0, 3))
def test_a_column_reads_as_its_values_do(values, start):
    column = binary(*(None if value is None else value.encode("gb18030") for value in values))

    assert utf8_text(column.slice(start)).to_pylist() == values[start:]


@given(st.lists(st.binary(max_size=5).filter(lambda value: b"\n" not in value), max_size=6))
def test_bytes_are_refused_where_python_refuses_them(values):
    try:
        expected = [value.decode("gb18030", EURO_ERRORS) for value in values]
    except UnicodeError:
        with pytest.raises(UnicodeError):
            utf8_text(binary(*values))
    else:
        assert utf8_text(binary(*values)).to_pylist() == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b"ABC 12", "ABC 12"),
        (b"\xc0\xee\xd2\xbb", "李一"),
        (b"\xe9F", "镕"),
        (b"\xa1\xa4", "·"),
        (b"\x80", "€"),
        ("李𫍯".encode("gb18030"), "李𫍯"),
    ],
    ids=["ASCII", "two high bytes", "a low second byte", "two bytes in UTF-8", "the euro byte", "four bytes"],
)
def test_each_way_of_writing_is_read_beside_the_others(value, text):
    column = binary("王二".encode("gb18030"), value, None, b"", value)

    assert utf8_text(column).to_pylist() == ["王二", text, None, "", text]


@pytest.mark.parametrize("value", [b"\xff\xfe", b"\xb0", b"\xb0\xa1\xb0", b"\x81\x30", b"\xb0\x7f"])
def test_a_value_that_is_cut_or_damaged_is_refused(value):
    with pytest.raises(UnicodeError):
        utf8_text(binary("王二".encode("gb18030"), value))
