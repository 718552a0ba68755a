"""Conditions and values of rules: one SQL expression, read against a scope, given back as safe SQL.

The text is parsed by sqlglot and walked against an allow-list of node classes, functions and names; what is not on
it is a fault that says how to mend it. The SQL is written anew: nothing of the text is passed through. Pure.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from matcher.engine.base import quote_identifier
from matcher.evaluate.parsing import parse_text, read_tree
from matcher.evaluate.pieces import TRIAL_MONTH, Column, ExpressionError, Parameter, Part, Piece, Value
from matcher.evaluate.scope import Scope


@dataclass(frozen=True)
class Expression:
    """A checked expression."""

    piece: Piece

    @property
    def columns(self) -> frozenset[tuple[str, str]]:
        """Columns used: (name before the dot, column)."""
        return frozenset((part.table, part.column) for part in self.piece.parts if isinstance(part, Column))

    @property
    def parameters(self) -> frozenset[str]:
        """Policy parameters used."""
        return frozenset(part.name for part in self.piece.parts if isinstance(part, Parameter))

    @property
    def values(self) -> frozenset[str]:
        """Bound values used."""
        return frozenset(part.name for part in self.piece.parts if isinstance(part, Value))

    @property
    def uses_month(self) -> bool:
        """Whether it looks at the month on trial."""
        return TRIAL_MONTH in self.piece.parts

    @property
    def conjuncts(self) -> tuple[Piece, ...]:
        """Parts that `and` joins; itself, where it does not."""
        return self.piece.conjuncts or (self.piece,)

    def never_varies(self) -> bool:
        """Whether it, or a part that `and` joins to the rest, depends on nothing, or compares a value with itself."""
        return any(_is_constant(part) for part in self.conjuncts)

    def sql(self, fresh: Collection[str] = ()) -> str:
        """Write the expression as SQL.

        Args:
            fresh: Names whose tables stand in the FROM clause under that name. All other columns are read from the
                working table `trial`, where they are called "name.column".
        """
        return _sql(self.piece, fresh)

    def possible(self, fresh: Collection[str] = ()) -> str:
        """Write, of a condition, that it does not fail: it holds, or a value that it needs is missing.

        Each part of a conjunction is written by itself, so that equalities of values that are never null can still be
        joined by hash.
        """
        return "\n    AND ".join(
            f"coalesce({_sql(part, fresh)}, TRUE)" if part.nullable else _sql(part, fresh) for part in self.conjuncts
        )

    @property
    def nullable(self) -> bool:
        """Whether it may be null."""
        return self.piece.nullable

    def renamed(self, name: str, other: str) -> Expression:
        """Give the same expression over a table that is known under another name."""
        return replace(self, piece=_renamed(self.piece, name, other))


def _is_constant(piece: Piece) -> bool:
    names = [part for part in piece.parts if not isinstance(part, str) or part == TRIAL_MONTH]
    is_comparison = len(piece.parts) == 5 and piece.parts[2] in (" = ", " <> ", " < ", " <= ", " > ", " >= ")
    return not names or (is_comparison and piece.parts[1] == piece.parts[3])


def _renamed(piece: Piece, name: str, other: str) -> Piece:
    parts = tuple(
        Column(other, part.column) if isinstance(part, Column) and part.table == name else part for part in piece.parts
    )
    return replace(piece, parts=parts, conjuncts=tuple(_renamed(one, name, other) for one in piece.conjuncts))


def _sql(piece: Piece, fresh: Collection[str]) -> str:
    return "".join(_written(part, fresh) for part in piece.parts)


def _written(part: Part, fresh: Collection[str]) -> str:
    match part:
        case Column(table, column) if table in fresh:
            return f"{quote_identifier(table)}.{quote_identifier(column)}"
        case Column(table, column):
            return f"trial.{quote_identifier(f'{table}.{column}')}"
        case Parameter(name):
            return f"trial.{quote_identifier(name)}"
        case Value(name):
            return f"${name}"
        case str():
            return part


def read_expression(text: str, scope: Scope, kinds: Collection[str]) -> Expression:
    """Read one expression.

    Args:
        text: The expression, as a rule has it.
        scope: Names that it may use.
        kinds: Kinds that its value may have.

    Raises:
        ExpressionError: It is no expression, uses what is not allowed or not known, or mixes kinds.
    """
    piece = read_tree(parse_text(text), scope)
    if piece.kind not in kinds:
        wanted = " or ".join(sorted(kinds))
        raise ExpressionError(f"its value is of kind {piece.kind}", f"write an expression of kind {wanted}")
    return Expression(piece)
