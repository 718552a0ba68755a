"""What each type of column makes of the cells of an export, and what becomes of that in a model table's column."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from matcher.config.constant import constant_of, of_day
from matcher.ingest.conversion import code_of_digit, conversion_of, key_text, text_of
from matcher.ingest.normalise import ColumnReading, code_reader, read_column, status_counts
from tests.ingest.columns import STATUS, column_of, lookups, read

LI, WANG = "180121199001011237", "180121198502023456"
CELLS = [
    # type, cells, values, statuses
    ("text", ["河 东", " ", None], ["河 东", None, None], [None, "empty", "empty"]),
    ("person_name", ["李 明", None], ["李明", None], ["cleaned", "empty"]),
    ("date", ["2025-03-31", "2025年3月", "2025", "45000", "某天"],
     [date(2025, 3, 31), date(2025, 3, 1), date(2025, 1, 1), date(2023, 3, 15), None],
     [None, "month_only", "year_only", "serial", "unreadable"]),
    ("month", ["2025-03", "2025年12月"], [2025 * 12 + 2, 2025 * 12 + 11], [None, None]),
    ("integer", ["3", "三人"], [3, 3], [None, "cleaned"]),
    ("decimal", ["1.5"], [Decimal("1.5000")], [None]),
    ("yes_no", ["是", "否"], [True, False], [None, None]),
    ("sex", ["男", "女"], ["male", "female"], [None, None]),
    ("money", ["1,200元"], [Decimal("1200.00")], ["cleaned"]),
    ("area_code", ["白石镇"], ["180121101000"], [None]),
    ("phone", ["138 1234 5678"], ["13812345678"], ["cleaned"]),
    ("account", ["6217 0000 0000 0001 23"], ["621700000000000123"], ["cleaned"]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "cells", "values", "statuses"), CELLS, ids=[case[0] for case in CELLS])
def test_a_column_is_read_by_its_type(kind, cells, values, statuses):
    """The kind stays with the reading, and so does what was delivered."""
    reading = read(kind, *cells)["cell"]

    assert reading.values.to_pylist() == values
    assert reading.status.to_pylist() == statuses
    assert reading.kind == kind
    assert reading.raw.to_pylist() == cells


def test_amounts_without_a_unit_are_in_that_of_their_column():
    """A list in ten thousand yuan says so in its schema or its header."""
    assert read("money", "1.5", unit="ten_thousand_yuan")["cell"].values.to_pylist() == [Decimal("15000.00")]


def test_codes_are_read_by_code_titles_and_spellings():
    """Of the code system; a reading is of the kind `code` where it gives codes, whatever the column's own type."""
    reading = read("code", "paid", "已发", "Paid out", "成功", "某", system="payment_status")["cell"]

    assert reading.values.to_pylist() == ["paid", "paid", "paid", "paid", None]
    assert (reading.kind, reading.status.to_pylist()[-1]) == ("code", "unreadable")
    assert read("text", "失败", system="payment_status")["cell"].kind == "code"
    assert read("text", "失败", system="payment_status")["cell"].values.to_pylist() == ["failed"]


def test_an_exports_own_spelling_stands_over_those_of_the_system():
    """成功 may mean elsewhere that only the file arrived."""
    reader = code_reader("payment_status", column_of("code", spellings={"成功": "failed"}), {"payment_status": STATUS})

    assert reader.read(pa.array(["成功", "已发"])).values.to_pylist() == ["failed", "paid"]
    assert (
        code_reader(None, column_of("code", spellings={"甲": "a"}), {}).read(pa.array(["甲"])).values[0].as_py() == "a"
    )


def test_a_spelling_is_put_in_place_before_a_column_of_another_type_is_read():
    """A list may write 空 for no date, or 乙 for a day that its footnote names."""
    reading = read("date", "乙", "2025-03-31", spellings={"乙": "2025-01-02"})["cell"]

    assert reading.values.to_pylist() == [date(2025, 1, 2), date(2025, 3, 31)]


def test_one_reader_serves_every_batch_of_a_column():
    """Making one takes longer than reading a batch; columns with other spellings have others."""
    known = lookups()
    readers = []
    for spellings in ({}, {}, {"甲": "paid"}):
        read_column(pa.array(["已发"]), column_of("code", spellings=spellings), "payment_status", "yuan", known)
        readers.append(next(reversed(known.readers.values())))

    assert len(known.readers) == 2
    assert readers[0] is readers[1]


def test_an_id_keeps_what_was_written_only_where_it_is_not_valid():
    """What a valid one looked like is nobody's concern; a damaged one may be repaired."""
    reading = read("citizen_id", LI, "18012119900101123", None)["cell"]

    assert reading.kind == "citizen_id"
    assert reading.values.to_pylist()[1:] == [None, None]
    assert reading.raw.to_pylist()[1] == "18012119900101123"


def test_a_certificate_gives_its_number_and_three_parts():
    """The raw text of the ID in it is its first 18 characters, where they are no valid ID."""
    parts = read("certificate_number", "18012119900101123742", "18012119900101123042", "某", None)

    assert list(parts) == ["cell", "cell_citizen_id", "cell_category", "cell_level"]
    assert [part.kind for part in parts.values()] == ["certificate_number", "citizen_id", "digit", "digit"]
    assert parts["cell_category"].values.to_pylist()[:1] == ["4"]
    assert parts["cell_level"].values.to_pylist()[:1] == ["2"]
    statuses = parts["cell_citizen_id"].status.to_pylist()
    raws = parts["cell_citizen_id"].raw.to_pylist()
    assert [raw is None for raw, status in zip(raws, statuses, strict=True)][:3] == [
        status in {"valid", None} for status in statuses[:3]
    ]
    assert raws[1:3] == ["180121199001011230", "某"]
    assert parts["cell"].raw.to_pylist()[0] == "18012119900101123742"


def test_empty_cells_are_not_there_and_unreadable_ones_are_bad():
    """What is open-ended is there, has no day, and is no fault."""
    reading = read("date", "2025-03-31", "某天", "长期", None)["cell"]

    assert reading.is_present.tolist() == [True, True, True, False]
    assert reading.is_bad.tolist() == [False, True, False, False]


def test_values_are_counted_by_status():
    """Those without one were read as written; of IDs it means that nothing is there."""
    assert status_counts(read("money", "1", "2", "1,200元", None)["cell"]) == {
        "cleaned": 1, "empty": 1, "as_written": 2,
    }  # fmt: skip
    assert status_counts(read("money", "1", "2")["cell"]) == {"as_written": 2}
    assert status_counts(read("money")["cell"]) == {}
    assert status_counts(read("citizen_id", None)["cell"]) == {"empty": 1}


CONVERTED = [
    # type of column, type in the model, cell, value
    ("text", "text", "河东", "河东"),
    ("integer", "text", "3", "3"),
    ("date", "text", "2025-03-31", "2025-03-31"),
    ("month", "text", "2025-03", "2025-03"),
    ("yes_no", "text", "是", "yes"),
    ("yes_no", "text", "否", "no"),
    ("yes_no", "boolean", "是", True),
    ("money", "text", "5", "5.00"),
    ("decimal", "text", "1.5", "1.5000"),
    ("account", "household_key", "0012345678", "0012345678"),
    ("integer", "household_key", "7", "7"),
    ("citizen_id", "text", "18012119900101123", "18012119900101123"),
    ("citizen_id", "household_key", "18012119900101123", "18012119900101123"),
    ("citizen_id", "citizen_id", "18012119900101123", None),
    ("person_name", "person_name", "李明", "李明"),
    ("text", "person_name", "李明", "李明"),
    ("date", "birth_date", "1990-05-20", date(1990, 5, 20)),
    ("date", "birth_date", "1990年5月", None),
    ("date", "birth_date", "1990", None),
    ("date", "date", "1990年5月", date(1990, 5, 1)),
    ("date", "month", "2025-12-31", 2025 * 12 + 11),
    ("month", "month", "2025-01", 2025 * 12),
    ("sex", "sex", "女", "female"),
    ("sex", "code", "女", "female"),
    ("phone", "phone", "13812345678", "13812345678"),
    ("text", "phone", "138", "138"),
    ("text", "account", "62", "62"),
    ("account", "account", "6217000000000000123", "6217000000000000123"),
    ("area_code", "area_code", "白石镇", "180121101000"),
    ("integer", "integer", "3", 3),
    ("integer", "decimal", "3", Decimal("3.0000")),
    ("decimal", "decimal", "1.5", Decimal("1.5000")),
    ("money", "decimal", "1.5", Decimal("1.5000")),
    ("money", "money", "1.5", Decimal("1.50")),
    ("integer", "money", "3", Decimal("3.00")),
    ("decimal", "money", "1.0050", Decimal("1.01")),
    ("decimal", "money", "-1.0050", Decimal("-1.01")),
]


@pytest.mark.parametrize(
    ("kind", "model_type", "cell", "value"), CONVERTED, ids=[f"{case[0]} to {case[1]}: {case[2]}" for case in CONVERTED]
)
def test_a_reading_fills_a_column_of_another_type(kind, model_type, cell, value):
    """Each pair of types that goes together; a month that was written alone is no birth date."""
    convert = conversion_of(kind, model_type)

    assert convert is not None
    assert convert(read(kind, cell)["cell"]).to_pylist() == [value]


@pytest.mark.parametrize(
    ("kind", "model_type"), [("text", "money"), ("money", "integer"), ("person_name", "date"), ("date", "boolean")]
)
def test_types_that_do_not_go_together_have_no_conversion(kind, model_type):
    """The schema is refused for it before anything is read."""
    assert conversion_of(kind, model_type) is None


def test_a_code_that_is_a_whole_number_fills_an_integer():
    """Others leave it empty: nine digits at most, since more do not fit."""
    convert = conversion_of("code", "integer")
    reading = ColumnReading(
        "code", pa.array(["2", "x", "1234567890", None]), pa.nulls(4, pa.string()), pa.nulls(4, pa.string())
    )

    assert convert is not None
    assert convert(reading).to_pylist() == [2, None, None, None]


def test_a_digit_of_a_certificate_becomes_a_code():
    """By the code system of the model's column."""
    parts = read("certificate_number", "18012119900101123742")
    convert = code_of_digit(code_reader(None, column_of("code", spellings={"4": "physical"}), {}))

    assert convert(parts["cell_category"]).to_pylist() == ["physical"]
    assert conversion_of("digit", "text") is conversion_of("text", "text")
    assert conversion_of("digit", "integer")(parts["cell_level"]).to_pylist() == [2]  # type: ignore[misc]


def test_two_cells_say_the_same_by_what_was_read_else_by_their_text():
    """A day that nobody can read is the same day where it is written alike."""
    reading = read("date", "2025年3月31日", " 某天 ", None)["cell"]

    assert key_text(reading).to_pylist() == ["2025-03-31", "某天", None]
    assert text_of(read("month", "2025-03", None, "2025-03")["cell"]).to_pylist() == ["2025-03", None, "2025-03"]


CONSTANTS = [
    ("2025-03", "month", 2025 * 12 + 2),
    ("2025-03-31", "date", date(2025, 3, 31)),
    ("12", "integer", 12),
    ("150.5", "money", Decimal("150.5")),
    ("0.25", "decimal", Decimal("0.25")),
    ("Yes", "boolean", True),
    ("true", "boolean", True),
    ("no", "boolean", False),
    ("false", "boolean", False),
    ("rural", "code", "rural"),
]


@pytest.mark.parametrize(("text", "model_type", "value"), CONSTANTS, ids=[f"{case[1]} {case[0]}" for case in CONSTANTS])
def test_a_constant_is_read_in_the_type_of_its_column(text, model_type, value):
    """Every row of the file gets it."""
    assert constant_of(text, model_type) == value


@pytest.mark.parametrize(
    ("text", "model_type"),
    [
        ("2025-13", "month"),
        ("2025-02-30", "date"),
        ("1.5", "integer"),
        ("much", "money"),
        ("much", "decimal"),
        ("maybe", "boolean"),
    ],
)
def test_a_constant_of_another_type_is_refused(text, model_type):
    """It names what it cannot read."""
    with pytest.raises(ValueError, match=r"\w"):
        constant_of(text, model_type)


def test_a_constant_may_be_the_day_of_the_file():
    """A monthly list seldom has a column that says its month."""
    assert of_day(date(2025, 3, 31), "date") == date(2025, 3, 31)
    assert of_day(date(2025, 3, 31), "month") == 2025 * 12 + 2
