"""Numbered columns of an export, written once: 其他家庭成员姓名1 … 其他家庭成员姓名6.

A column or fill with `repeat` stands for as many as it counts; `{n}` in its names is the number. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from matcher.config.base import ConfigModel

NUMBER = "{n}"
"""Stands for the number in names and headers."""

_DIGITS = "零一二三四五六七八九"


def _checked_name(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", text.replace(NUMBER, "1")):
        raise ValueError(f"'{text}' is not a name; use lower-case letters, digits, underscores, and {NUMBER} once")
    return text


NumberedName = Annotated[str, AfterValidator(_checked_name)]
"""A name in snake_case that may hold `{n}`."""


class Repeat(ConfigModel):
    """The numbers that `{n}` stands for."""

    first: int = Field(default=1, ge=0, le=99)
    """First number."""
    last: int = Field(ge=1, le=99)
    """Last number. Columns that a file does not have are absent, like any other."""

    @model_validator(mode="after")
    def _counts_up(self) -> Repeat:
        if self.last < self.first:
            raise ValueError(f"it ends at {self.last} before it begins at {self.first}")
        return self

    @property
    def numbers(self) -> range:
        """All numbers."""
        return range(self.first, self.last + 1)


def written_places(items: Sequence[Mapping[str, Any]]) -> tuple[int, ...]:
    """Give, for each item after repeating, the place of the item in the file that it comes from.

    Args:
        items: A list of columns or fills as the file has it, already known to be good.
    """
    counts = [len(Repeat.model_validate(item["repeat"]).numbers) if item.get("repeat") else 1 for item in items]
    return tuple(place for place, count in enumerate(counts) for _ in range(count))


def numbered(name: str, number: int) -> str:
    """Put a number into a name."""
    return name.replace(NUMBER, str(number))


def numbered_headers(header: str, number: int) -> tuple[str, ...]:
    """Put a number into a header: 成员姓名1, and 成员姓名一. After `#` the number counts columns and has one form."""
    plain = header.replace(NUMBER, str(number))
    return (plain,) if f"#{NUMBER}" in header else (plain, header.replace(NUMBER, _numeral(number)))


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return f"{_DIGITS[tens] if tens > 1 else ''}十{_DIGITS[ones] if ones else ''}"
