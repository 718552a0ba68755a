"""Local policy: dated parameters by region, each with its reference. YAML files under pipelines/policy/.

Pure: plain data, no frames, no files.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Literal

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
    programmes: tuple[Identifier, ...] = ()
    """Programmes that it holds for; none: all that the region gives no value of their own."""
    reference: str = ""
    """Document that sets it."""


COEXISTENCE_STATUSES: Final = ("allowed", "forbidden", "top_up")
"""What a policy may say of two benefits: drawn together, not together, or the second up to the difference."""


class DatedMatrix(ConfigModel):
    """Which benefits may be drawn together in a stretch of months; each list names the partners of a programme.

    A pair is said once, in either order. What is not said is inherited, pair by pair, from the region above.
    """

    since: Month
    """First month in which it holds."""
    until: Month | None = None
    """Last month in which it holds; none: until the next `since`, or for ever."""
    reference: str = ""
    """Document that sets it."""
    allowed: dict[Identifier, tuple[Identifier, ...]] = Field(default_factory=dict[Identifier, tuple[Identifier, ...]])
    """Both may be drawn."""
    forbidden: dict[Identifier, tuple[Identifier, ...]] = Field(
        default_factory=dict[Identifier, tuple[Identifier, ...]]
    )
    """Only one may be drawn."""
    top_up: dict[Identifier, tuple[Identifier, ...]] = Field(default_factory=dict[Identifier, tuple[Identifier, ...]])
    """The second is paid up to the difference (补差)."""

    def named(self) -> list[Identifier]:
        """Give all programmes that it names, sorted."""
        lists = (self.allowed, self.forbidden, self.top_up)
        return sorted({name for pairs in lists for one, others in pairs.items() for name in (one, *others)})


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
    coexistence: tuple[DatedMatrix, ...] = ()
    """Which benefits may be drawn together."""


class ParameterMeaning(ConfigModel):
    """What a parameter says."""

    meaning: Text
    """Meaning, with its unit."""
    type: ParameterType
    """How its values are read."""


class LocalValue(ConfigModel):
    """What holds in the run's region at its end, for readers: meaning, value as written, document."""

    meaning: Text
    """Meaning, with its unit."""
    type: ParameterType
    """How the value is read."""
    value: str
    """The value as written; a list is joined by `, `."""
    reference: str = ""
    """Document that sets it."""


class Policy(ConfigModel):
    """One policy file."""

    policy: Identifier
    """Name."""
    parameters: dict[Identifier, ParameterMeaning] = Field(default_factory=dict[Identifier, ParameterMeaning])
    """Meaning and type of each parameter that this file is the first to name."""
    regions: tuple[RegionPolicy, ...] = Field(min_length=1)
    """Regions with their values."""


def local_values(policies: Sequence[Policy], region: str, month: Month) -> dict[str, LocalValue]:
    """Give the value of every parameter that holds in a region in a month, with its document, by name.

    A region inherits what it does not say: 180121 ← 1801 ← 18 ← 0.
    """
    places = [region[:length] for length in (6, 4, 2) if len(region) >= length] + ["0"]
    meanings = {name: meaning for policy in policies for name, meaning in policy.parameters.items()}
    said = {
        (part.region, name): values
        for policy in policies
        for part in policy.regions
        for name, values in part.parameters.items()
    }
    found: dict[str, LocalValue] = {}
    for name, meaning in sorted(meanings.items()):
        # Months are text YYYY-MM: their order as text is their order in time.
        dated = next((value for place in places for value in _begun(said.get((place, name), ()), month)), None)
        if dated is not None and (dated.until is None or month <= dated.until):
            value = dated.value if isinstance(dated.value, str) else ", ".join(dated.value)
            found[name] = LocalValue(meaning=meaning.meaning, type=meaning.type, value=value, reference=dated.reference)
    return found


def _begun(values: Sequence[DatedValue], month: Month) -> list[DatedValue]:
    """Give the latest of the values that have begun by a month: those for all programmes, where there are any."""
    general = [value for value in values if not value.programmes] or values
    return sorted((value for value in general if value.since <= month), key=lambda value: value.since)[-1:]
