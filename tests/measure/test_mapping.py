"""A mapping says what the columns of two tables mean; what it gets wrong is told with the place."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from matcher.errors import ConfigurationError, UsageError
from matcher.measure.link_tables import LinkTables
from matcher.measure.mapping import read_mapping, write_mapped_tables

LEFT = "id, first, last, street, number, born, gender\nl1,ANN,LEE,,,19520314,f\nl2,,,High Street,3,19529999,m\n"
RIGHT = "id, first, last, street, number, born, gender\nr1,Ann,Lee,Low Street,12,19520314,F\n"
MAPPING = """
record: id
columns:
  person_name: {columns: [first, last]}
  birth_date: {columns: born, format: "%Y%m%d"}
  sex: {columns: gender}
  household_key: {columns: [number, street], before: "AU-"}
"""


@pytest.fixture
def place(tmp_path):
    """A folder with both tables, a mapping and a truth."""
    for name, text in {
        "left.csv": LEFT,
        "right.csv": RIGHT,
        "mapping.yaml": MAPPING,
        "truth.csv": "id,entity\nl1,a\nr1,a\nl2,b\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def mapped(place, *, with_truth: bool = True) -> LinkTables:
    truth = place / "truth.csv" if with_truth else None
    return write_mapped_tables(
        place / "left.csv", place / "right.csv", read_mapping(place / "mapping.yaml"), truth, place
    )


def test_columns_are_joined_cleaned_and_read_as_what_they_mean(place):
    tables = mapped(place)

    columns = ["person_name", "birth_date", "sex", "household_key", "citizen_id_status", "phone"]
    assert pl.read_parquet(tables.left).select(columns).rows() == [
        ("ANN LEE", date(1952, 3, 14), "female", None, None, None),
        (None, None, "male", "AU-3 High Street", None, None),
    ]
    assert pl.read_parquet(tables.right).select(columns).rows() == [
        ("ANN LEE", date(1952, 3, 14), "female", "AU-12 Low Street", None, None)
    ]


def test_a_truth_follows_the_records(place):
    tables = mapped(place)

    assert tables.truth is not None
    truth = pl.read_parquet(tables.truth)
    records = [*pl.read_parquet(tables.left)["record_id"], *pl.read_parquet(tables.right)["record_id"]]
    assert dict(zip(truth["record_id"], truth["entity"], strict=True)) == dict(zip(records, [0, 1, 0], strict=True))


def test_without_a_truth_there_is_none(place):
    assert mapped(place, with_truth=False).truth is None


def test_a_column_that_the_table_lacks_is_named_with_its_nearest(place):
    (place / "mapping.yaml").write_text(MAPPING.replace("born", "borne"), encoding="utf-8")

    with pytest.raises(UsageError, match="no column 'borne' \\(did you mean 'born'\\?\\)"):
        mapped(place)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("record: id\n", "columns"),
        ("record: id\ncolumns: {}\n", "columns"),
        ("record: id\ncolumns:\n  full_name: {columns: a}\n", "full_name"),
        ("record: id\ncolumns:\n  phone: {column: a}\n", "column"),
    ],
)
def test_a_mapping_with_a_fault_is_refused_with_its_place(place, text, what):
    (place / "mapping.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(ConfigurationError, match=what):
        read_mapping(place / "mapping.yaml")


@pytest.mark.parametrize("missing", ["left.csv", "mapping.yaml", "truth.csv"])
def test_a_file_that_is_not_there_is_named(place, missing):
    (place / missing).unlink()

    with pytest.raises(UsageError, match="there is no such"):
        mapped(place)
