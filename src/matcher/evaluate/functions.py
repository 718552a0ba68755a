"""The functions that expressions may call: what they take, what they give, their SQL. Pure: pieces in, pieces out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from matcher.errors import nearest
from matcher.evaluate.coexistence import COEXISTENCE, Matrix, call_coexistence
from matcher.evaluate.pieces import NUMBERS, ExpressionError, Piece, joined, listed, unified

Codes = Mapping[str, frozenset[str]]


def call(name: str, arguments: Sequence[Piece], codes: Codes, matrices: Sequence[Matrix] = ()) -> Piece:
    """Call a function.

    Raises:
        ExpressionError: There is no such function, or it does not take these arguments.
    """
    if name == COEXISTENCE:
        return call_coexistence(arguments, codes, matrices)
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
_TEXT: Final = frozenset({"text"})
_INTEGER: Final = frozenset({"integer"})


def _month(arguments: Sequence[Piece], _codes: Codes) -> Piece:
    """Month number of a day."""
    _taking("month", arguments, _DATE)
    day = arguments[0]
    return joined("month", "CAST(year(", day, ") * 12 + month(", day, ") - 1 AS INTEGER)")


def _year(arguments: Sequence[Piece], _codes: Codes) -> Piece:
    """Calendar year of a day or of a month."""
    _taking("year", arguments, _DATE | _MONTH)
    if arguments[0].kind == "month":
        return joined("integer", "CAST(", arguments[0], " // 12 AS INTEGER)")
    return joined("integer", "CAST(year(", arguments[0], ") AS INTEGER)")


def _month_of_year(arguments: Sequence[Piece], codes: Codes) -> Piece:
    """Place of a month in its year, 1 to 12: what is paid by the quarter falls due in 3, 6, 9 and 12."""
    _taking("month_of_year", arguments, _DATE | _MONTH)
    month = _month(arguments, codes) if arguments[0].kind == "date" else arguments[0]
    return joined("integer", "CAST(", month, " % 12 + 1 AS INTEGER)")


def _day(arguments: Sequence[Piece], _codes: Codes) -> Piece:
    """Day of the month, 1 to 31."""
    _taking("day", arguments, _DATE)
    return joined("integer", "CAST(day(", arguments[0], ") AS INTEGER)")


def _days_between(arguments: Sequence[Piece], _codes: Codes) -> Piece:
    """Days from the first day to the second; negative where the second is earlier."""
    _taking("days_between", arguments, _DATE, _DATE)
    return joined("integer", "CAST(", arguments[1], " - ", arguments[0], " AS INTEGER)")


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
        arguments = [_text_of_key(argument) for argument in arguments]
        kind, system = unified(arguments, codes)
        if len(arguments) < 2 or (ordered and kind not in NUMBERS | _DATE | _MONTH):
            raise ExpressionError(f"{name}() needs two or more values that it can choose from", f"write {name}(a, b)")
        nullable = all(argument.nullable for argument in arguments)
        return replace(joined(kind, f"{name}(", *listed(arguments), ")"), codes=system, nullable=nullable)

    return choose


def _text_of_key(argument: Piece) -> Piece:
    """What stands for a text that is missing: each record another, and none that is written anywhere."""
    return joined("text", "concat('=', ", argument, ")") if argument.kind == "key" else argument


def _contains(arguments: Sequence[Piece], _codes: Codes) -> Piece:
    """Whether a list holds a value; null where either is null."""
    kinds = [argument.kind for argument in arguments]
    if kinds not in (["texts", "text"], ["integers", "integer"]):
        raise ExpressionError(f"contains({', '.join(kinds)}) has no meaning", "write contains(list parameter, value)")
    return joined("boolean", "list_contains(", arguments[0], ", ", arguments[1], ")")


def _length(arguments: Sequence[Piece], _codes: Codes) -> Piece:
    """Characters of a text."""
    _taking("length", arguments, _TEXT)
    return joined("integer", "CAST(length(", arguments[0], ") AS INTEGER)")


def _about_text(name: str, sql: str) -> Callable[[Sequence[Piece], Codes], Piece]:
    """Conditions on two texts: whether the first begins with, ends with or holds the second."""

    def read(arguments: Sequence[Piece], _codes: Codes) -> Piece:
        _taking(name, arguments, _TEXT, _TEXT)
        return joined("boolean", f"{sql}(", arguments[0], ", ", arguments[1], ")")

    return read


def _substr(arguments: Sequence[Piece], _codes: Codes) -> Piece:
    """A part of a text, by its first character (from 1) and its length."""
    _taking("substr", arguments, _TEXT, _INTEGER, _INTEGER)
    return joined("text", "substr(", *listed(arguments), ")")


def _whole(name: str) -> Callable[[Sequence[Piece], Codes], Piece]:
    """Floor and ceil: the nearest whole number below or above. DuckDB makes a float of the ceiling of an integer."""

    def read(arguments: Sequence[Piece], _codes: Codes) -> Piece:
        _taking(name, arguments, NUMBERS)
        if arguments[0].kind == "integer":
            return arguments[0]
        return joined("integer", f"CAST({name}(", arguments[0], ") AS BIGINT)")

    return read


def _round(arguments: Sequence[Piece], _codes: Codes) -> Piece:
    """A number with fewer places, half away from zero, as money is rounded."""
    _taking("round", arguments, NUMBERS, _INTEGER)
    places = "".join(part for part in arguments[1].parts if isinstance(part, str))
    if places not in {"0", "1", "2", "3", "4"} or len(arguments[1].parts) > 1:
        raise ExpressionError("round() is not told how many places to keep", "write round(number, 2): 0 to 4")
    if arguments[0].kind == "integer":
        return arguments[0]
    return joined("number", "round(", arguments[0], f", {places})")


def _position(arguments: Sequence[Piece], _codes: Codes) -> Piece:
    """Place of a value in a list, from 1; null where it is not in it."""
    kinds = [argument.kind for argument in arguments]
    if kinds not in (["texts", "text"], ["integers", "integer"]):
        raise ExpressionError(f"position({', '.join(kinds)}) has no meaning", "write position(list parameter, value)")
    found = joined("integer", "CAST(list_position(", arguments[0], ", ", arguments[1], ") AS INTEGER)")
    return replace(found, nullable=True)


FUNCTIONS: Final[dict[str, Callable[[Sequence[Piece], Codes], Piece]]] = {
    "month": _month,
    "year": _year,
    "age_in_years": _age_in_years,
    "abs": _abs,
    "least": _choice("least", ordered=True),
    "greatest": _choice("greatest", ordered=True),
    "coalesce": _choice("coalesce", ordered=False),
    "contains": _contains,
    "month_of_year": _month_of_year,
    "day": _day,
    "days_between": _days_between,
    "length": _length,
    "starts_with": _about_text("starts_with", "starts_with"),
    "ends_with": _about_text("ends_with", "ends_with"),
    "has_text": _about_text("has_text", "contains"),
    "substr": _substr,
    "floor": _whole("floor"),
    "ceil": _whole("ceil"),
    "round": _round,
    "position": _position,
}
"""Functions by name."""
