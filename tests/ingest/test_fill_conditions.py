"""Which rows of an export a fill applies to, and what each row that it makes holds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from matcher.ingest.conversion import conversion_of
from matcher.ingest.mapping import Origin, fill_table, rows_to_fill
from matcher.ingest.normalise import ColumnReading
from matcher.ingest.plan import FillPlan, Target
from matcher.tables import MONEY, VALUE_NOTES
from tests.ingest.columns import read


def filled(readings: dict[str, ColumnReading], **asked: Any) -> list[bool]:
    """Which of three rows a fill applies to."""
    plan = FillPlan(0, "payment", pa.schema([]), (), {}, **{"when_present": (), "when_equal": {}, **asked})
    return [bool(row) for row in rows_to_fill(plan, readings, 3)]


def test_a_fill_applies_where_its_conditions_hold():
    """Each by itself, and together; without any, to every row."""
    readings = {
        "status": read("text", "死亡", "在保", None)["cell"],
        "day": read("date", "2025-03-31", "某天", None)["cell"],
        "other": read("text", "在保", "在保", None)["cell"],
    }

    assert filled(readings) == [True, True, True]
    assert filled(readings, when_present=("day",)) == [True, True, False]
    assert filled(readings, when_equal={"status": ("死亡", "停保")}) == [True, False, False]
    assert filled(readings, when_present=("day",), when_equal={"status": ("在保",)}) == [False, True, False]
    assert filled(readings, when_any_present=("none", "day")) == [True, True, False]
    assert filled(readings, skip_where_equal=(("status", "other"),)) == [True, False, True]
    assert filled(readings, skip_where_equal=(("status", "other"), ("status", "status"))) == [True, False, True]


def test_a_condition_on_an_absent_column_never_holds():
    """Which is told as an absent column, not as a fault of the rows; nothing is passed over for its sake."""
    assert filled({}, when_present=("day",)) == [False] * 3
    assert filled({}, when_equal={"status": ("死亡",)}) == [False] * 3
    assert filled({}, when_any_present=("day",)) == [False] * 3
    assert filled({}, skip_where_equal=(("status", "other"),)) == [True] * 3


SHAPE = pa.schema(
    {
        "record_id": pa.string(), "source": pa.string(), "file_id": pa.string(), "sheet": pa.string(),
        "row_number": pa.int32(), "as_of_date": pa.date32(), "programme": pa.string(), "benefit_month": pa.int32(),
        "amount_cny": MONEY, "paid_on": pa.date32(), "never": pa.string(), "value_notes": VALUE_NOTES,
    }
)  # fmt: skip


def target(column: str, kind: str, model_type: str) -> Target:
    convert = conversion_of(kind, model_type)
    assert convert is not None
    return Target(column, column, column, convert, is_required=False)


PLAN = FillPlan(
    2, "payment", SHAPE, (target("amount_cny", "money", "money"), target("paid_on", "date", "date")),
    {"programme": "old_age_allowance"}, (), {}, dated={"benefit_month": "month"},
)  # fmt: skip
ORIGIN = Origin("card_payments", "f0", "十月", 3, date(2025, 10, 31))


def test_each_row_bears_where_it_comes_from_and_what_holds_for_all():
    """Rows that a fill does not apply to leave nothing; a column that nothing fills is empty."""
    readings = {
        "amount_cny": read("money", "1", "2", "3")["cell"],
        "paid_on": read("date", "2025-10-05", None, None)["cell"],
    }
    marked = np.array([True, False, True])

    rows = fill_table(PLAN, readings, np.array([2, 3, 5], dtype=np.int32), marked, ORIGIN).to_pylist()

    shared = {
        "source": "card_payments", "file_id": "f0", "sheet": "十月", "as_of_date": date(2025, 10, 31),
        "programme": "old_age_allowance", "benefit_month": 2025 * 12 + 9, "never": None, "value_notes": None,
    }  # fmt: skip
    assert rows == [
        {
            **shared,
            "record_id": "f0-3-2-2",
            "row_number": 2,
            "amount_cny": Decimal("1.00"),
            "paid_on": date(2025, 10, 5),
        },
        {**shared, "record_id": "f0-3-5-2", "row_number": 5, "amount_cny": Decimal("3.00"), "paid_on": None},
    ]


def test_values_that_were_not_read_as_written_are_noted_in_the_order_of_the_columns():
    """With their status and what was delivered; what was only cleaned is no note. Many rows, so that order may slip."""
    count = 40
    amounts = ["much", "1,200元"] * (count // 2)
    days = ["某天"] * count
    readings = {"amount_cny": read("money", *amounts)["cell"], "paid_on": read("date", *days)["cell"]}

    rows = fill_table(PLAN, readings, np.arange(1, count + 1, dtype=np.int32), np.ones(count, dtype=np.bool_), ORIGIN)

    day = {"column": "paid_on", "status": "unreadable", "raw": "某天"}
    amount = {"column": "amount_cny", "status": "unreadable", "raw": "much"}
    assert rows["value_notes"].to_pylist() == [[amount, day], [day]] * (count // 2)
