"""The functions that expressions may call: what they take, what they give, their SQL. Pure: pieces in, pieces out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from matcher.errors import nearest
from matcher.evaluate.pieces import NUMBERS, ExpressionError, Piece, joined, listed, unified

Codes = Mapping[str, frozenset[str]]


def call(name: str, arguments: Sequence[Piece], codes: Codes) -> Piece:
    """Call a function.

    Raises:
        ExpressionError: There is no such function, or it does not take these arguments.
    """
    function = FUNCTIONS.get(name)
    if function is None:
        raise ExpressionError(
            f"unknown function '{name}'", f"known: {', '.join(sorted(FUNCTIONS))}{nearest(name, sorted(FUNCTIONS))}"
        )
    return function(arguments, codes)


def _taking(name: str, arguments: Sequence[Piece], *kinds: frozenset[str]) -> None:
    fits = len(arguments) == len(kinds) and all(
        argument.kind in allowed for argument, allowed in zip(arguments, kinds, strict=True)
    )
    if not fits:
        wanted = ", ".join(" or ".join(sorted(allowed)) for allowed in kinds)
        given = ", ".join(argument.kind for argument in arguments)
        raise ExpressionError(f"{name}({given}) has no meaning", f"write {name}({wanted})")


_DATE: Final = frozenset({"date"})
_MONTH: Final = frozenset({"month"})


def _month(arguments: Sequence[Piece], _codes: Codes) -> Piece:
    """Month number of a day."""
    _taking("month", arguments, _DATE)
    day = arguments[0]
    return joined("month", "CAST(year(", day, ") * 12 + month(", day, ") - 1 AS INTEGER)")


def _year(arguments: Sequence[Piece], _codes: Codes) -> Piece:
    """Calendar year of a day."""
    _taking("year", arguments, _DATE)
    return joined("integer", "CAST(year(", arguments[0], ") AS INTEGER)")


def _age_in_years(arguments: Sequence[Piece], codes: Codes) -> Piece:
    """Age reached by the last day of a month, in whole years."""
    _taking("age_in_years", arguments, _DATE, _MONTH)
    born = _month(arguments[:1], codes)
    return joined("integer", "CAST((", arguments[1], " - ", born, ") // 12 AS INTEGER)")


def _abs(arguments: Sequence[Piece], _codes: Codes) -> Piece:
    _taking("abs", arguments, NUMBERS)
    return joined(arguments[0].kind, "abs(", arguments[0], ")")


def _choice(name: str, ordered: bool) -> Callable[[Sequence[Piece], Codes], Piece]:
    """Least, greatest (both pass over nulls) and coalesce (the first that is not null)."""

    def choose(arguments: Sequence[Piece], codes: Codes) -> Piece:
        kind, system = unified(arguments, codes)
        if len(arguments) < 2 or (ordered and kind not in NUMBERS | _DATE | _MONTH):
            raise ExpressionError(f"{name}() needs two or more values that it can choose from", f"write {name}(a, b)")
        nullable = all(argument.nullable for argument in arguments)
        return replace(joined(kind, f"{name}(", *listed(arguments), ")"), codes=system, nullable=nullable)

    return choose


def _contains(arguments: Sequence[Piece], _codes: Codes) -> Piece:
    """Whether a list holds a value; null where either is null."""
    kinds = [argument.kind for argument in arguments]
    if kinds not in (["texts", "text"], ["integers", "integer"]):
        raise ExpressionError(f"contains({', '.join(kinds)}) has no meaning", "write contains(list parameter, value)")
    return joined("boolean", "list_contains(", arguments[0], ", ", arguments[1], ")")


FUNCTIONS: Final[dict[str, Callable[[Sequence[Piece], Codes], Piece]]] = {
    "month": _month,
    "year": _year,
    "age_in_years": _age_in_years,
    "abs": _abs,
    "least": _choice("least", ordered=True),
    "greatest": _choice("greatest", ordered=True),
    "coalesce": _choice("coalesce", ordered=False),
    "contains": _contains,
}
"""Functions by name."""
