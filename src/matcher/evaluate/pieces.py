"""What a part of an expression turns into: a kind of value and the parts of its SQL; and how kinds go together.

Pure: plain values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from matcher.errors import nearest
from matcher.evaluate.scope import Kind

NUMBERS: Final = frozenset({"integer", "number"})
"""Kinds that can be reckoned with one another."""


TRIAL_MONTH: Final = 'trial."trial_month"'
"""SQL of the month on trial; a part of its own wherever it stands."""


class ExpressionError(ValueError):
    """An expression is wrong: what, and how to mend it."""

    def __init__(self, what: str, mend: str) -> None:
        self.what = what
        self.mend = mend
        super().__init__(f"{what}: {mend}")


@dataclass(frozen=True)
class Column:
    """A column, by the name before the dot and its own."""

    table: str
    column: str


@dataclass(frozen=True)
class Parameter:
    """A policy parameter."""

    name: str


@dataclass(frozen=True)
class Value:
    """A bound value of the run."""

    name: str


Part = str | Column | Parameter | Value


@dataclass(frozen=True)
class Piece:
    """A checked part of an expression."""

    kind: Kind
    parts: tuple[Part, ...]
    codes: str | None = None
    """Code system of its values, where it has one."""
    literal: str | None = None
    """Its text, where it is a text literal."""
    nullable: bool = False
    """Whether it may be null."""
    conjuncts: tuple[Piece, ...] = ()
    """The conditions that `and` puts together here; empty where it is no conjunction."""


def joined(kind: Kind, *parts: Part | Piece) -> Piece:
    """Put pieces and SQL together into one piece."""
    flat: list[Part] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Piece) else (part,))
    return Piece(kind, tuple(flat), nullable=any(part.nullable for part in parts if isinstance(part, Piece)))


def listed(items: Sequence[Piece]) -> list[Part | Piece]:
    """Put commas between pieces."""
    return [part for index, item in enumerate(items) for part in ((", ", item) if index else (item,))]


def check_comparable(left: Piece, right: Piece, codes: Mapping[str, frozenset[str]]) -> None:
    """Refuse a comparison that has no meaning, or that no row can meet.

    Raises:
        ExpressionError: The kinds differ, one side is null, or a literal is not a code of the other's system.
    """
    if "null" in (left.kind, right.kind):
        raise ExpressionError("a comparison with null is never true", "write `is null` or `is not null`")
    if left.kind != right.kind and not {left.kind, right.kind} <= NUMBERS:
        month_and_day = {left.kind, right.kind} == {"date", "month"}
        raise ExpressionError(
            f"a {left.kind} is compared with a {right.kind}",
            "write month(…) round the date" if month_and_day else "compare values of one kind",
        )
    for coded, other in ((left, right), (right, left)):
        check_code(coded.codes, other, codes)


def check_code(system: str | None, item: Piece, codes: Mapping[str, frozenset[str]]) -> None:
    """Refuse a literal that is not a code of the system that it stands for."""
    known = codes.get(system or "")
    if known is not None and item.literal is not None and item.literal not in known:
        raise ExpressionError(
            f"code system '{system}' has no code '{item.literal}'",
            f"use one of its codes{nearest(item.literal, sorted(known))}",
        )


def unified(items: Sequence[Piece], codes: Mapping[str, frozenset[str]]) -> tuple[Kind, str | None]:
    """Give the one kind, and code system, of values that stand for one another.

    Raises:
        ExpressionError: They are of several kinds.
    """
    kinds = {item.kind for item in items if item.kind != "null"}
    system = next((item.codes for item in items if item.codes), None)
    for item in items:
        check_code(system, item, codes)
    if kinds == NUMBERS:
        return "number", system
    if len(kinds) > 1:
        raise ExpressionError(
            f"values of several kinds stand for one another: {', '.join(sorted(kinds))}", "use values of one kind"
        )
    return next(iter(kinds), "null"), system
