"""Columns come sliced, chunked and in several text types; every kernel must see the same rows."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matcher.identity.citizen_id import normalise_citizen_ids
from matcher.identity.codes import CodeReader
from matcher.identity.dates import normalise_dates
from matcher.identity.money import normalise_money
from matcher.identity.reading import bytes_of, remembered, rows_of_width, text_column, texts_from_bytes

TEXTS = ["180121199003070036", None, "", "180121 19900307 0036", "无"]
SHAPES = {
    "string": pa.array(TEXTS),
    "large string": pa.array(TEXTS, pa.large_string()),
    "string view": pa.array(TEXTS).cast(pa.string_view()),
    "dictionary": pa.array(TEXTS).dictionary_encode(),
    "slice": pa.array(["x", *TEXTS, "y"]).slice(1, len(TEXTS)),
    "two chunks": pa.chunked_array([TEXTS[:2], TEXTS[2:]], type=pa.string()),
    "slice of a chunk": pa.chunked_array([["x", *TEXTS]], type=pa.string()).slice(1),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_shape_of_a_column_changes_no_reading(shape: str):
    """Readers hand over batches, filters hand over slices, Polars hands over views."""
    ids = normalise_citizen_ids(SHAPES[shape])

    assert ids.citizen_id.to_pylist() == ["180121199003070036", None, None, "180121199003070036", None]
    assert ids.status.to_pylist() == ["valid", None, None, "cleaned", "placeholder"]


def test_an_empty_column_is_read_as_no_rows():
    """A file may have a header and nothing else; a table may have no chunk at all."""
    for nothing in (pa.array([], pa.string()), pa.chunked_array([], type=pa.string())):
        assert len(normalise_citizen_ids(nothing).status) == 0
        assert len(normalise_dates(nothing).values) == 0
        assert len(normalise_money(nothing).values) == 0


def test_a_column_of_nulls_is_all_empty():
    """A promised column may be there and never filled."""
    nulls = pa.nulls(3)

    assert normalise_citizen_ids(nulls).status.to_pylist() == [None] * 3
    assert normalise_dates(nulls).status.to_pylist() == ["empty"] * 3


def test_bytes_under_a_null_are_not_read():
    """Arrow leaves what was there before under a null row; a mask must hide it from the fast path too."""
    hidden = pa.StringArray.from_buffers(
        2,
        pa.py_buffer(np.array([0, 18, 36], dtype=np.int32)),
        pa.py_buffer(b"180121199003070036" * 2),
        pa.py_buffer(b"\x01"),
    )

    assert normalise_citizen_ids(hidden).status.to_pylist() == ["valid", None]


def test_rows_of_one_width_are_given_as_their_bytes():
    """The fast paths stand on this: the mask tells which rows, the matrix holds them in order."""
    marked, rows = rows_of_width(pa.array(["ab", "c", None, "de", "汉"]).slice(1), 2)

    assert marked.tolist() == [False, False, True, False]
    assert rows.tolist() == [[100, 101]]


def test_bytes_and_texts_go_back_and_forth():
    """What a matrix is made from comes out of it again, sliced or not."""
    column = pa.array(["xx", "ab", "cd"]).slice(1)

    assert bytes_of(column).tobytes() == b"abcd"
    assert texts_from_bytes(rows_of_width(column, 2)[1]).to_pylist() == ["ab", "cd"]
    assert pa.string() == text_column(pa.nulls(1)).type


def test_importing_the_kernels_does_not_load_the_large_tables():
    """A command line that only prints its help must not wait for pinyin."""
    program = (
        "import sys, matcher.identity.name_comparison, matcher.identity.person_name, matcher.identity.citizen_id\n"
        "print(sorted({'pypinyin', 'opencc'} & set(sys.modules)))"
    )

    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert printed.stdout.strip() == "[]"


def test_two_spellings_of_one_code_are_one_value_of_a_dictionary(tmp_path):
    """A Parquet file written from a dictionary that repeats a value holds what happens to lie in memory."""
    spelt = pa.array(["男", "M", None, "女", "男性", "M"])
    reading = CodeReader({"男": "male", "M": "male", "男性": "male", "女": "female"}).read(spelt)

    pq.write_table(pa.table({"sex": reading.values}), tmp_path / "sexes.parquet", store_schema=False)

    assert len(reading.values.dictionary) == 2
    assert pq.read_table(tmp_path / "sexes.parquet")["sex"].to_pylist() == [
        "male",
        "male",
        None,
        "female",
        "male",
        "male",
    ]


def test_a_reader_remembers_short_texts_and_no_long_ones():
    """A cell may hold millions of characters, and a run thousands of such cells."""
    asked: list[str] = []

    @remembered
    def measured(text: str) -> int:
        asked.append(text)
        return len(text)

    assert [measured("短"), measured("短"), measured("长" * 65), measured("长" * 65)] == [1, 1, 65, 65]
    assert asked == ["短", "长" * 65, "长" * 65]
