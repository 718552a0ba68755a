"""The common data model: what rules may speak of. One YAML file per table under schemas/model/.

Pure: plain data, no frames, no files.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from matcher.config.base import Code, ConfigModel, Identifier, Text

ColumnType = Literal["text", "code", "date", "month", "money", "integer", "decimal", "boolean", "area_code"]
"""Logical type of a model column. A `month` is a month number (year × 12 + month − 1), `money` is in yuan with
two decimals, `decimal` has four decimals, an `area_code` has 12 digits (shorter ones padded with zeros)."""


class ModelColumn(ConfigModel):
    """One column of a model table."""

    column: Identifier
    """Name, as rules write it after the table's name: `payment.benefit_month`."""
    type: ColumnType
    """Logical type."""
    codes: Identifier | None = None
    """Code system (schemas/codes/) that the values come from, for columns of type `code`."""
    required: bool = False
    """Whether every row must have a value; a row without one is rejected by ingest."""
    meaning: Text
    """What the value says, with its unit."""


class ModelTable(ConfigModel):
    """One table of the common data model, beside the columns that every model table has (matcher.tables)."""

    table: Identifier
    """Name, as rules and source schemas write it."""
    title: Text
    """What a reader calls one row."""
    meaning: str
    """What one row is, and what it is not."""
    columns: tuple[ModelColumn, ...] = Field(min_length=1)
    """Columns of this table alone."""

    def column(self, name: str) -> ModelColumn | None:
        """Find a column of this table by name."""
        return next((column for column in self.columns if column.column == name), None)


class CodeEntry(ConfigModel):
    """One code of a code system."""

    code: Code
    """The code that model tables hold."""
    title: Text
    """What it means."""
    spellings: tuple[Code, ...] = ()
    """How exports write it, beside the code itself and its titles; compared after normalising the text."""


class CodeSystem(ConfigModel):
    """A code system: one YAML file under schemas/codes/."""

    codes: Identifier
    """Name of the system, as columns refer to it."""
    reference: str
    """Standard or document that it follows."""
    entries: tuple[CodeEntry, ...] = Field(min_length=1)
    """The codes."""
