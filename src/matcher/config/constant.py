"""Constants of fills: one value for every row of a file, in the type of its model column. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from matcher.config.base import month_number

AS_OF: Final = "as_of"
"""Written for a month or a date: that of the file's day. A monthly list seldom has a column that says its month."""
DATED: Final = ("month", "date")
"""Types of model columns that may be those of the file's day."""
FORMS: Final = {
    "month": "write YYYY-MM, or `as_of`: the month of the file's day",
    "date": "write YYYY-MM-DD, or `as_of`: the file's day",
    "integer": "write a whole number",
    "money": "write an amount in yuan, such as 150.00",
    "decimal": "write a number",
    "boolean": "write yes or no",
}
"""By type: how a constant is written."""
_TRUTHS: Final = {"true": True, "yes": True, "false": False, "no": False}


def constant_of(text: str, model_type: str) -> Any:
    """Read a constant in its model column's type.

    Raises:
        ValueError: It is not of this type.
    """
    if model_type == "month":
        return month_number(text)
    if model_type == "date":
        return date.fromisoformat(text)
    if model_type == "integer":
        return int(text)
    if model_type in {"money", "decimal"}:
        try:
            return Decimal(text)
        except InvalidOperation as error:
            raise ValueError(f"'{text}' is not a number") from error
    if model_type == "boolean":
        if text.lower() not in _TRUTHS:
            raise ValueError(f"'{text}' is neither yes nor no")
        return _TRUTHS[text.lower()]
    return text


def of_day(day: date, model_type: str) -> Any:
    """Give what `as_of` means in a file of a day, in the type of the column (one of DATED)."""
    return day if model_type == "date" else month_number(f"{day:%Y-%m}")
