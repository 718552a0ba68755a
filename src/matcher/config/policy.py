"""Local policy: dated parameters by region, each with its reference. YAML files under pipelines/policy/.

Pure: plain data, no frames, no files.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from matcher.config.base import Code, ConfigModel, Identifier, Month, Text

ParameterType = Literal["integer", "money", "decimal", "text", "boolean", "integers", "texts"]
"""Logical type of a parameter: `money` in yuan with two decimals, `decimal` with four, the last two are lists."""


def _text_of(value: object) -> object:
    """Take numbers and truth values that YAML gave as such back to text: the declared type reads them."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


ParameterText = Annotated[str, BeforeValidator(_text_of)]
"""A value as written; what it means is said by the parameter's declared type."""


class DatedValue(ConfigModel):
    """The value of a parameter in a stretch of months."""

    since: Month
    """First month in which the value holds."""
    until: Month | None = None
    """Last month in which it holds; none: until the next `since`, or for ever."""
    value: ParameterText | tuple[ParameterText, ...]
    """The value as written: a number, a text, `true` or `false`, or a list."""
    reference: str = ""
    """Document that sets it."""


class RegionPolicy(ConfigModel):
    """What holds in one region.

    What it does not say it inherits from the region above: county ← prefecture ← province ← nation `0`.
    """

    region: Code
    """Area code of 2, 4 or 6 digits, or `0` for the nation."""
    name: Text
    """Name of the region."""
    parameters: dict[Identifier, tuple[DatedValue, ...]]
    """Dated values by parameter name."""


class ParameterMeaning(ConfigModel):
    """What a parameter says."""

    meaning: Text
    """Meaning, with its unit."""
    type: ParameterType
    """How its values are read."""


class Policy(ConfigModel):
    """One policy file."""

    policy: Identifier
    """Name."""
    parameters: dict[Identifier, ParameterMeaning] = Field(default_factory=dict[Identifier, ParameterMeaning])
    """Meaning and type of each parameter that this file is the first to name."""
    regions: tuple[RegionPolicy, ...] = Field(min_length=1)
    """Regions with their values."""
