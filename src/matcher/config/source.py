"""A source schema: one real export, its headers, types, promises, and the model tables that it fills.

One YAML file per export under schemas/sources/<agency>/. Pure: plain data, no frames, no files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator, model_validator

from matcher.config.base import Code, ConfigModel, Identifier, Text
from matcher.config.promise import BreachMode, Promise
from matcher.config.repeat import NUMBER, NumberedName, Repeat, numbered, numbered_headers

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


def _checked_pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return text


Pattern = Annotated[str, AfterValidator(_checked_pattern)]


class SourceColumn(ConfigModel):
    """One column of an export."""

    column: NumberedName
    """Name that this schema's `fills` use for it; with `repeat` it holds `{n}`: `member_name_{n}`."""
    headers: tuple[str, ...] = Field(min_length=1)
    """Headers that exports write above it. Compared after normalising: width, spaces, line breaks, brackets and units
    do not matter. `姓名#2` is the second column with the header `姓名`; `家庭成员/姓名` is `姓名` under `家庭成员` in a
    header of two rows."""
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
    fill_merged: bool = False
    """Whether a value in merged cells counts for every row that they cover: a household's number beside its members.
    Cells that are only empty are never filled."""
    repeat: Repeat | None = None
    """Numbers of a column that is there several times: `{n}` in its name and headers is each of them in turn."""

    @model_validator(mode="after")
    def _says_where_the_number_goes(self) -> SourceColumn:
        names = (self.column, *self.headers)
        if self.repeat and not all(NUMBER in name for name in names):
            raise ValueError(f"'{self.column}' repeats: its name and each of its headers must hold {NUMBER}")
        if not self.repeat and any(NUMBER in name for name in names):
            raise ValueError(f"'{self.column}' holds {NUMBER} and does not repeat: add `repeat: {{first: 1, last: 6}}`")
        return self

    def repeated(self) -> Iterator[SourceColumn]:
        """Give the columns that it stands for; itself where it does not repeat."""
        if self.repeat is None:
            yield self
            return
        for number in self.repeat.numbers:
            headers = dict.fromkeys(form for text in self.headers for form in numbered_headers(text, number))
            changes = {"column": numbered(self.column, number), "headers": tuple(headers), "repeat": None}
            yield self.model_copy(update=changes)


class Fill(ConfigModel):
    """How one row of the export becomes a row of one model table. A row may have several fills."""

    table: Identifier
    """Model table to fill."""
    part: Identifier = "row"
    """Which part of the row this is, unique within the source when a row has several fills: `living`, `payee`…"""
    when_present: tuple[NumberedName, ...] = ()
    """Fill only where all of these source columns have a value; none: always."""
    when_any_present: tuple[NumberedName, ...] = ()
    """Fill only where at least one of these source columns has a value. A fill that repeats asks this of its numbered
    columns by itself: a household with three members gives three rows, not six."""
    when_equal: dict[NumberedName, tuple[Code, ...]] = Field(default_factory=dict)
    """Fill only where each of these source columns has one of these values (after normalising)."""
    skip_where_equal: dict[NumberedName, NumberedName] = Field(default_factory=dict)
    """Do not fill where these pairs of source columns are filled and say the same, each of them: a head of household
    who stands among the members again is one person, not two."""
    columns: dict[Identifier, NumberedName] = Field(default_factory=dict)
    """Model column (or identity column of matcher.tables) ← source column."""
    constants: dict[Identifier, Code] = Field(default_factory=dict)
    """Model column ← one value for every row; `as_of` for a month or a date: that of the file's day."""
    repeat: Repeat | None = None
    """Numbers that the fill is done for in turn: `{n}` in the names of source columns is each of them. Its part is
    numbered too."""

    @model_validator(mode="after")
    def _says_where_the_number_goes(self) -> Fill:
        asked = (*self.when_present, *self.when_any_present, *self.when_equal)
        names = (*self.columns.values(), *asked, *self.skip_where_equal, *self.skip_where_equal.values())
        if self.repeat and not any(NUMBER in name for name in self.columns.values()):
            raise ValueError(f"a fill repeats and none of its source columns holds {NUMBER}")
        if not self.repeat and any(NUMBER in name for name in names):
            raise ValueError(f"a fill names a column with {NUMBER} and does not repeat: add `repeat`")
        return self

    def repeated(self) -> Iterator[Fill]:
        """Give the fills that it stands for; itself where it does not repeat."""
        if self.repeat is None:
            yield self
            return
        for number in self.repeat.numbers:
            yield self._numbered(number)

    def _numbered(self, number: int) -> Fill:
        own = tuple(numbered(name, number) for name in self.columns.values() if NUMBER in name)
        asked = tuple(numbered(name, number) for name in self.when_any_present)
        changes = {
            "part": f"{self.part}_{number}",
            "when_present": tuple(numbered(name, number) for name in self.when_present),
            "when_any_present": asked or own,
            "when_equal": {numbered(name, number): texts for name, texts in self.when_equal.items()},
            "skip_where_equal": {
                numbered(name, number): numbered(other, number) for name, other in self.skip_where_equal.items()
            },
            "columns": {name: numbered(source, number) for name, source in self.columns.items()},
            "repeat": None,
        }
        return self.model_copy(update=changes)


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
    continued_sheets: bool = False
    """Whether a sheet without a header goes on where the one before it ended, if its columns are of the same types: old
    workbooks are split after 65,536 rows."""
    password_file: str | None = None
    """File that holds the password of locked workbooks and archives, on its first line. `~` is the home folder; a
    relative path counts from the folder that the command runs in. It must not lie beside the data."""


class AsOf(ConfigModel):
    """Where the date that the data describe comes from."""

    file_name: Pattern | None = None
    """Regular expression on the file name with groups `year`, `month` and, where it has one, `day`. Without a day the
    last day of the month is meant."""


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
    fresh_days: int | None = Field(default=None, ge=1)
    """Days after which findings that rest on the newest delivery are lowered one step of severity; none: never."""
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

    @field_validator("columns", mode="after")
    @classmethod
    def _with_repeated_columns(cls, columns: tuple[SourceColumn, ...]) -> tuple[SourceColumn, ...]:
        return tuple(column for written in columns for column in written.repeated())

    @field_validator("fills", mode="after")
    @classmethod
    def _with_repeated_fills(cls, fills: tuple[Fill, ...]) -> tuple[Fill, ...]:
        return tuple(fill for written in fills for fill in written.repeated())

    def column(self, name: str) -> SourceColumn | None:
        """Find a column by name."""
        return next((column for column in self.columns if column.column == name), None)
