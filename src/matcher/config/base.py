"""What all configuration models share: frozen, unknown keys forbidden, dated months, two-language texts.

Pure: plain data, no frames, no files.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from contextlib import suppress
from functools import cache
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

Language = Literal["zh", "en"]


class ConfigModel(BaseModel):
    """Base of every configuration model."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    @classmethod
    @cache
    def meanings(cls) -> dict[str, str]:
        """Give what fields mean: the docstrings under them, by name.

        They are read from the source only when a fault is told: pydantic would read them at every start, which took a
        sixth of the time of a short command.
        """
        found: dict[str, str] = {}
        for model in reversed(cls.__mro__):
            if issubclass(model, ConfigModel):
                with suppress(OSError):  # installed without its source
                    found |= _documented(ast.parse(textwrap.dedent(inspect.getsource(model))).body[0])
        return found


def _documented(model: ast.stmt) -> dict[str, str]:
    """Give the texts that stand under the fields of a class."""
    lines = model.body if isinstance(model, ast.ClassDef) else []
    return {
        field.target.id: inspect.cleandoc(text.value.value)
        for field, text in pairwise(lines)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant) and isinstance(text.value.value, str)
    }


class Text(ConfigModel):
    """One text in both languages that reports are written in."""

    zh: str
    """Chinese, as an auditor would say it."""
    en: str
    """English."""

    def say(self, language: Language) -> str:
        """Give the text in one language."""
        return self.zh if language == "zh" else self.en


def month_number(text: str) -> int:
    """Turn `YYYY-MM` into a month number: year × 12 + month − 1.

    Month numbers are how months are stored and compared everywhere: their difference is a count of months.

    Raises:
        ValueError: The text is not a month.
    """
    found = re.fullmatch(r"(\d{4})-(\d{2})", text)
    if not found or not 1 <= int(found[2]) <= 12:
        raise ValueError(f"'{text}' is not a month; write it as YYYY-MM, for example 2025-11")
    return int(found[1]) * 12 + int(found[2]) - 1


def month_text(number: int) -> str:
    """Turn a month number back into `YYYY-MM`."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _checked_month(text: str) -> str:
    month_number(text)
    return text


def _checked_identifier(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", text):
        raise ValueError(f"'{text}' is not a name; use lower-case letters, digits and underscores")
    return text


def _text_of(value: object) -> object:
    """Take the bare words that YAML gives as texts, so that codes need no second thought."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Month = Annotated[str, AfterValidator(_checked_month)]
"""A month as `YYYY-MM`."""

Identifier = Annotated[str, AfterValidator(_checked_identifier)]
"""A name in snake_case: of a table, column, source, rule or parameter."""

Code = Annotated[str, BeforeValidator(_text_of)]
"""A code, always text, leading zeros kept."""
