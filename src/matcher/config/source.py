"""A source schema: one real export, its headers, types, promises, and the model tables that it fills.

One YAML file per export under schemas/sources/<agency>/. Pure: plain data, no frames, no files.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from matcher.config.base import Code, ConfigModel, Identifier, Text

SourceColumnType = Literal[
    "text",
    "citizen_id",
    "certificate_number",
    "person_name",
    "date",
    "month",
    "money",
    "integer",
    "decimal",
    "yes_no",
    "code",
    "sex",
    "area_code",
    "phone",
    "account",
]
"""How the text of a column is read. A `certificate_number` is a disability certificate number: it gives the citizen
ID (first 18 characters), category and level as well."""

BreachMode = Literal["stop", "warn"]
"""What a broken promise does: stop the run before anything is published, or be reported."""


def _checked_pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return text


Pattern = Annotated[str, AfterValidator(_checked_pattern)]


class SourceColumn(ConfigModel):
    """One column of an export."""

    column: Identifier
    """Name that this schema's `fills` use for it."""
    headers: tuple[str, ...] = Field(min_length=1)
    """Headers that exports write above it. Compared after normalising: width, spaces, line breaks, brackets and units
    do not matter."""
    type: SourceColumnType
    """How its text is read."""
    codes: Identifier | None = None
    """Code system for a column of type `code`."""
    spellings: dict[str, Code] = Field(default_factory=dict)
    """This export's own spellings, over those of the code system: text → code."""
    required: bool = False
    """Whether the header must be there; without it the file is refused."""
    bad_value: Literal["keep", "reject"] = "keep"
    """What an unreadable value does: `keep` leaves it empty with a note beside it, `reject` rejects the row."""
    missing_value: Literal["keep", "reject"] = "keep"
    """What an empty value does."""
    unit: Literal["yuan", "ten_thousand_yuan"] = "yuan"
    """Unit of a money column whose cells do not say their own."""


class Fill(ConfigModel):
    """How one row of the export becomes a row of one model table. A row may have several fills."""

    table: Identifier
    """Model table to fill."""
    part: Identifier = "row"
    """Which part of the row this is, unique within the source when a row has several fills: `living`, `payee`…"""
    when_present: tuple[Identifier, ...] = ()
    """Fill only where all of these source columns have a value; none: always."""
    when_equal: dict[Identifier, tuple[Code, ...]] = Field(default_factory=dict)
    """Fill only where each of these source columns has one of these values (after normalising)."""
    columns: dict[Identifier, Identifier] = Field(default_factory=dict)
    """Model column (or identity column of matcher.tables) ← source column."""
    constants: dict[Identifier, Code] = Field(default_factory=dict)
    """Model column ← one value for every row."""


class SourceFormat(ConfigModel):
    """What is known of the files; everything not said is found out from their content."""

    encoding: Literal["utf-8", "gb18030", "utf-16"] | None = None
    """Declared encoding of delimited text: a file that is not written in it is refused."""
    delimiter: str | None = None
    """Declared delimiter of delimited text."""
    sheets: Pattern = ".*"
    """Which sheets of a workbook hold data: a regular expression on their names."""
    hidden_sheets: bool = False
    """Whether hidden sheets are read too."""


class AsOf(ConfigModel):
    """Where the date that the data describe comes from."""

    file_name: Pattern | None = None
    """Regular expression on the file name with groups `year`, `month` and, where it has one, `day`. Without a day the
    last day of the month is meant."""


class Promise(ConfigModel):
    """What a delivery must keep to, beside its columns."""

    min_rows: int = Field(default=1, ge=0)
    """Fewest data rows in a file."""
    max_reject_share: float = Field(default=0.05, ge=0, le=1)
    """Largest share of rejected rows, 0..1."""
    max_age_days: int | None = Field(default=None, ge=1)
    """Oldest as-of date before the run's, in days."""
    on_breach: BreachMode = "stop"
    """What a breach does."""


class SourceSchema(ConfigModel):
    """One export of one agency."""

    source: Identifier
    """Name, unique among all sources: `disability_certificates`."""
    agency: Identifier
    """Agency that delivers it; the folder under schemas/sources/."""
    title: Text
    """What people call this export."""
    description: str = ""
    """What it holds, who keeps it, what is known to be wrong with it."""
    files: tuple[str, ...] = Field(min_length=1)
    """Patterns of file paths relative to the pipeline's input folder: `民政局/*低保*名册*.xlsx`."""
    format: SourceFormat = SourceFormat()
    """What is known of the files."""
    as_of: AsOf
    """Where the as-of date comes from."""
    several_files: bool = False
    """Whether several files with one as-of date are parts of one delivery (one per township or month). Otherwise
    two files for one date are a fault."""
    snapshot: Literal["latest", "all"] = "latest"
    """`latest`: each delivery replaces the earlier ones (a roster). `all`: deliveries add up (monthly payments)."""
    lag_months: int = Field(default=0, ge=0)
    """Whole months before the as-of month that the data may not yet show in full."""
    once_only: bool = False
    """Whether the export lists a person at most once: two of its rows are then two persons."""
    columns: tuple[SourceColumn, ...] = Field(min_length=1)
    """Columns that are read."""
    ignore_columns: tuple[str, ...] = ()
    """Headers that are known and not read. A header that is neither read nor ignored is reported."""
    unknown_columns: BreachMode = "warn"
    """What an unknown header does."""
    promise: Promise = Promise()
    """What a delivery must keep to."""
    fills: tuple[Fill, ...] = Field(min_length=1)
    """The model rows that one row becomes."""

    def column(self, name: str) -> SourceColumn | None:
        """Find a column by name."""
        return next((column for column in self.columns if column.column == name), None)
