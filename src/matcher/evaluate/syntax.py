"""Read sqlglot's tree of one expression against the allow-list: each node class that is allowed has a reader here.

Pure: trees in, pieces out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

from sqlglot import exp

from matcher.errors import nearest
from matcher.evaluate.functions import FUNCTIONS, call
from matcher.evaluate.pieces import (
    NUMBERS,
    TRIAL_MONTH,
    Column,
    ExpressionError,
    Parameter,
    Part,
    Piece,
    Value,
    check_comparable,
    joined,
    listed,
    unified,
)
from matcher.evaluate.scope import SUBJECT, Kind, Known, Scope

Reader = Callable[[exp.Expr, Scope], Piece]


def read_node(node: exp.Expr, scope: Scope) -> Piece:
    """Read one node and what is below it.

    Raises:
        ExpressionError: Something in it is not allowed, not known, or of the wrong kind.
    """
    reader = _READERS.get(type(node))
    if reader is None and isinstance(node, exp.Func):
        return call(node.sql_name().lower(), [], scope.codes)
    if reader is None:
        raise ExpressionError(
            f"'{type(node).__name__.lower()}' is not allowed in an expression",
            "use comparisons, and, or, not, in, between, is null, case, + - * and the functions "
            + ", ".join(sorted(FUNCTIONS)),
        )
    return reader(node, scope)


def _column(node: exp.Expr, scope: Scope) -> Piece:
    if node.args.get("db") or node.args.get("catalog") or not isinstance(node.this, exp.Identifier):
        raise ExpressionError("a name has too many parts", "write table.column, or the bare name of a parameter")
    table, name = node.text("table"), node.name
    if not table:
        return _bare_name(name, scope)
    columns = scope.columns.get(scope.table_of(table))
    if columns is None:
        known = sorted({*scope.columns, *([SUBJECT] if scope.subject else [])})
        raise ExpressionError(
            f"unknown table or fact '{table}'", f"known here: {', '.join(known)}{nearest(table, known)}"
        )
    if name not in columns:
        hint = nearest(name, sorted(columns)) or f"; it has: {', '.join(sorted(columns))}"
        raise ExpressionError(f"unknown column '{table}.{name}'", f"use a column of '{table}'{hint}")
    return _known(columns[name], Column(scope.table_of(table), name))


def _bare_name(name: str, scope: Scope) -> Piece:
    if name == "as_of":
        return Piece("date", (Value("as_of"),))
    if name == "trial_month" and scope.has_month:
        return Piece("month", (TRIAL_MONTH,))
    if name in scope.parameters:
        return _known(scope.parameters[name], Parameter(name))
    known = [*sorted(scope.parameters), "as_of", *(["trial_month"] if scope.has_month else [])]
    raise ExpressionError(
        f"unknown parameter '{name}'",
        f"list it under `parameters` and in the policy, or write table.column{nearest(name, known)}",
    )


def _known(known: Known, part: Part) -> Piece:
    return Piece(known.kind, (part,), codes=known.codes, nullable=known.nullable)


def _literal(node: exp.Expr, _scope: Scope) -> Piece:
    text = node.name
    if node.args.get("is_string"):
        return Piece("text", ("'" + text.replace("'", "''") + "'",), literal=text)
    if not re.fullmatch(r"\d{1,12}(\.\d{1,4})?", text):
        shown = text if len(text) <= 40 else f"{text[:40]}…"
        raise ExpressionError(f"'{shown}' is not a plain number", "write it with at most 12 digits and four decimals")
    return Piece("number" if "." in text else "integer", (text,))


def _date_literal(node: exp.Expr, _scope: Scope) -> Piece:
    day = None
    if node.args["to"].this == exp.DataType.Type.DATE and isinstance(node.this, exp.Literal):
        day = re.fullmatch(r"\d{4}-\d{2}-\d{2}", node.this.name)
    try:
        written = date.fromisoformat(day[0]).isoformat() if day else None
    except ValueError:
        written = None
    if written is None:
        raise ExpressionError("types cannot be changed", "only days are written so: date '2025-11-30'")
    return Piece("date", (f"DATE '{written}'",))


def _boolean(node: exp.Expr, _scope: Scope) -> Piece:
    return Piece("boolean", ("TRUE" if node.this else "FALSE",))


def _null(_node: exp.Expr, _scope: Scope) -> Piece:
    return Piece("null", ("NULL",), nullable=True)


def _bracketed(node: exp.Expr, scope: Scope) -> Piece:
    return read_node(node.this, scope)


def _compared(operator: str) -> Reader:
    def read(node: exp.Expr, scope: Scope) -> Piece:
        left, right = read_node(node.this, scope), read_node(node.expression, scope)
        check_comparable(left, right, scope.codes)
        if operator not in ("=", "<>") and left.kind in ("text", "boolean"):
            raise ExpressionError(f"a {left.kind} has no order", "compare it with = or <>")
        return joined("boolean", "(", left, f" {operator} ", right, ")")

    return read


def _is_null(node: exp.Expr, scope: Scope) -> Piece:
    if not isinstance(node.expression, exp.Null):
        raise ExpressionError("`is` stands only before null", "write `is null`, or compare with =")
    return replace(joined("boolean", "(", read_node(node.this, scope), " IS NULL)"), nullable=False)


def _condition(node: exp.Expr, scope: Scope) -> Piece:
    piece = read_node(node, scope)
    if piece.kind != "boolean":
        raise ExpressionError(f"a {piece.kind} stands where a condition is needed", "write a comparison")
    return piece


def _connected(word: str) -> Reader:
    def read(node: exp.Expr, scope: Scope) -> Piece:
        sides = _condition(node.this, scope), _condition(node.expression, scope)
        piece = joined("boolean", "(", sides[0], f" {word} ", sides[1], ")")
        return replace(piece, conjuncts=_conjuncts(*sides) if word == "AND" else ())

    return read


def _conjuncts(*sides: Piece) -> tuple[Piece, ...]:
    return tuple(part for side in sides for part in side.conjuncts or (side,))


def _not(node: exp.Expr, scope: Scope) -> Piece:
    return joined("boolean", "(NOT ", _condition(node.this, scope), ")")


def _in(node: exp.Expr, scope: Scope) -> Piece:
    if not node.expressions:
        raise ExpressionError("`in` needs a list of values", "write in ('a', 'b'), or contains(list, value)")
    left = read_node(node.this, scope)
    items = [read_node(item, scope) for item in node.expressions]
    for item in items:
        check_comparable(left, item, scope.codes)
    return joined("boolean", "(", left, " IN (", *listed(items), "))")


def _between(node: exp.Expr, scope: Scope) -> Piece:
    value, low, high = (read_node(node.args[name], scope) for name in ("this", "low", "high"))
    check_comparable(value, low, scope.codes)
    check_comparable(value, high, scope.codes)
    return joined("boolean", "(", value, " BETWEEN ", low, " AND ", high, ")")


def _sum(operator: str) -> Reader:
    def read(node: exp.Expr, scope: Scope) -> Piece:
        left, right = read_node(node.this, scope), read_node(node.expression, scope)
        return joined(_kind_of_sum(left.kind, operator, right.kind), "(", left, f" {operator} ", right, ")")

    return read


def _kind_of_sum(left: Kind, operator: str, right: Kind) -> Kind:
    if (left, right) == ("integer", "integer"):
        return "integer"
    if {left, right} <= NUMBERS:
        return "number"
    if (left, right) == ("month", "integer") or (operator == "+" and (left, right) == ("integer", "month")):
        return "month"
    if operator == "-" and (left, right) == ("month", "month"):
        return "integer"
    raise ExpressionError(f"{left} {operator} {right} has no meaning", "add numbers, or whole months to a month")


def _product(node: exp.Expr, scope: Scope) -> Piece:
    left, right = read_node(node.this, scope), read_node(node.expression, scope)
    if not {left.kind, right.kind} <= NUMBERS:
        raise ExpressionError(f"{left.kind} * {right.kind} has no meaning", "multiply numbers")
    kind: Kind = "integer" if left.kind == right.kind == "integer" else "number"
    return joined(kind, "(", left, " * ", right, ")")


def _quotient(_node: exp.Expr, _scope: Scope) -> Piece:
    raise ExpressionError("division is not allowed: it rounds money", "multiply the other side of the comparison")


def _negative(node: exp.Expr, scope: Scope) -> Piece:
    inner = read_node(node.this, scope)
    if inner.kind not in NUMBERS:
        raise ExpressionError(f"- {inner.kind} has no meaning", "take the negative of a number")
    return joined(inner.kind, "(-", inner, ")")


def _case(node: exp.Expr, scope: Scope) -> Piece:
    parts: list[Part | Piece] = ["CASE"]
    results: list[Piece] = []
    for branch in node.args["ifs"]:
        if node.this is None:
            condition = _condition(branch.this, scope)
        else:
            condition = _compared("=")(exp.EQ(this=node.this, expression=branch.this), scope)
        results.append(read_node(branch.args["true"], scope))
        parts += [" WHEN ", condition, " THEN ", results[-1]]
    if node.args.get("default") is not None:
        results.append(read_node(node.args["default"], scope))
        parts += [" ELSE ", results[-1]]
    kind, system = unified(results, scope.codes)
    piece = joined(kind, *parts, " END")
    return replace(piece, codes=system, nullable=piece.nullable or node.args.get("default") is None)


def _called(name: str, *places: str) -> Reader:
    """Read a function that sqlglot knows; `places` are what it calls the arguments, in the order they were written."""

    def read(node: exp.Expr, scope: Scope) -> Piece:
        named = [node.args[place] for place in places or ("this", "expression") if node.args.get(place) is not None]
        arguments = [*named, *(() if places else node.expressions)]
        return call(name, [read_node(argument, scope) for argument in arguments], scope.codes)

    return read


def _named_call(node: exp.Expr, scope: Scope) -> Piece:
    arguments = [read_node(argument, scope) for argument in node.expressions]
    return call(node.name.lower(), arguments, scope.codes, scope.matrices)


_READERS: Final[dict[type[exp.Expr], Reader]] = {
    exp.Column: _column,
    exp.Literal: _literal,
    exp.Cast: _date_literal,
    exp.Boolean: _boolean,
    exp.Null: _null,
    exp.Paren: _bracketed,
    exp.EQ: _compared("="),
    exp.NEQ: _compared("<>"),
    exp.LT: _compared("<"),
    exp.LTE: _compared("<="),
    exp.GT: _compared(">"),
    exp.GTE: _compared(">="),
    exp.Is: _is_null,
    exp.And: _connected("AND"),
    exp.Or: _connected("OR"),
    exp.Not: _not,
    exp.In: _in,
    exp.Between: _between,
    exp.Add: _sum("+"),
    exp.Sub: _sum("-"),
    exp.Mul: _product,
    exp.Div: _quotient,
    exp.Neg: _negative,
    exp.Case: _case,
    exp.Month: _called("month"),
    exp.Year: _called("year"),
    exp.Abs: _called("abs"),
    exp.Least: _called("least"),
    exp.Greatest: _called("greatest"),
    exp.Coalesce: _called("coalesce"),
    exp.Contains: _called("contains"),
    exp.Day: _called("day"),
    exp.Length: _called("length"),
    exp.StartsWith: _called("starts_with"),
    exp.EndsWith: _called("ends_with"),
    exp.Substring: _called("substr", "this", "start", "length"),
    exp.Floor: _called("floor", "this", "decimals"),
    exp.Ceil: _called("ceil", "this", "decimals"),
    exp.Round: _called("round", "this", "decimals"),
    exp.StrPosition: _called("position", "substr", "this"),
    exp.Anonymous: _named_call,
}
