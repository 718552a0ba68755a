"""Read what a fact gathers of its rows: counts, sums, the greatest and least value, whether some or every row is so.

A gathered fact has one row per trial, whether rows match or not. What a missing value leaves open stays open: see
matcher.evaluate.gathered. Pure: texts in, expressions out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

from sqlglot import exp

from matcher.evaluate.expression import Expression
from matcher.evaluate.parsing import parse_text, read_tree
from matcher.evaluate.pieces import NUMBERS, ExpressionError
from matcher.evaluate.scope import Kind, Known, Scope

How = Literal["count", "count_distinct", "sum", "max", "min", "some", "every"]
"""Ways to make one value of many rows."""

_HOWS: Final = get_args(How)
_MEND: Final = f"write one of {', '.join(_HOWS)} with one value or condition in brackets; count() takes none"
_ORDERED: Final = frozenset({"integer", "number", "date", "month"})
_WANTED: Final[dict[str, frozenset[str]]] = {
    "sum": NUMBERS,
    "max": _ORDERED,
    "min": _ORDERED,
    "some": frozenset({"boolean"}),
    "every": frozenset({"boolean"}),
}


@dataclass(frozen=True)
class Gathered:
    """One value that is gathered."""

    name: str
    """Its name, a column of the fact."""
    how: How
    """How it is made."""
    value: Expression | None
    """What it is made of; none: of the rows themselves."""

    def known(self, *, rows_in_doubt: bool) -> Known:
        """Give what is known of it.

        Args:
            rows_in_doubt: Whether it may be open for a row if it matches.
        """
        value = self.value.piece if self.value else None
        kind: Kind = "integer"
        if self.how in ("some", "every"):
            kind = "boolean"
        elif self.how in ("sum", "max", "min") and value:
            kind = value.kind
        if self.how in ("max", "min"):
            return Known(kind, value.codes if value else None)
        nullable = rows_in_doubt or (self.how != "count_distinct" and value is not None and value.nullable)
        return Known(kind, nullable=nullable)


def read_gathered(name: str, text: str, scope: Scope) -> Gathered:
    """Read one value that is gathered.

    Raises:
        ExpressionError: It is not one of the ways to gather, or what stands in its brackets is wrong.
    """
    tree = parse_text(text)
    how, inside = _called(tree)
    if how not in _HOWS:
        raise ExpressionError("it does not say how rows are gathered", _MEND)
    if len(inside) != (0 if how == "count" else 1):
        raise ExpressionError(f"{how}() is not given what it takes", _MEND)
    value = Expression(read_tree(inside[0], scope)) if inside else None
    wanted = _WANTED.get(how)
    if value and wanted and value.piece.kind not in wanted:
        raise ExpressionError(
            f"{how}() of a {value.piece.kind} has no meaning", f"give it {' or '.join(sorted(wanted))}"
        )
    return Gathered(name, cast("How", how), value)


_KNOWN_TO_SQLGLOT: Final[dict[type[exp.Expr], str]] = {
    exp.Count: "count",
    exp.Sum: "sum",
    exp.Max: "max",
    exp.Min: "min",
}


def _called(tree: exp.Expr) -> tuple[str, list[exp.Expr]]:
    if isinstance(tree, exp.Anonymous):
        return tree.name.lower(), list(tree.expressions)
    inside = [tree.this] if isinstance(tree.this, exp.Expr) else []
    return _KNOWN_TO_SQLGLOT.get(type(tree), ""), [*inside, *tree.expressions]


def _plain(value: str) -> Mapping[How, str]:
    return {
        "count": "count(*)",
        "count_distinct": f"count(DISTINCT {value})",
        "sum": f"sum({value})",
        "max": f"max({value})",
        "min": f"min({value})",
    }


def aggregate_sql(gathered: Gathered, value: str, *, rows_in_doubt: bool) -> str:
    """Write the aggregate over rows that match or may match (`sure` tells which, where rows may be in doubt).

    Counts, sums, the greatest and the least are open where a row is in doubt; so is a sum where a value is missing.
    """
    sure = "sure" if rows_in_doubt else "TRUE"
    if gathered.how == "some":
        return (
            f"CASE WHEN bool_or({sure} AND {value}) THEN TRUE"
            f" WHEN bool_or(coalesce({value}, TRUE)) THEN NULL ELSE FALSE END"
        )
    if gathered.how == "every":
        return (
            f"CASE WHEN bool_or({sure} AND NOT {value}) THEN FALSE"
            f" WHEN bool_or(NOT coalesce({value}, FALSE)) THEN NULL ELSE TRUE END"
        )
    written = _plain(value)[gathered.how]
    if gathered.how == "sum" and gathered.value and gathered.value.piece.kind == "integer":
        written = f"CAST({written} AS BIGINT)"
    open_where = ["bool_or(NOT sure)"] if rows_in_doubt else []
    if gathered.how == "sum" and gathered.value and gathered.value.nullable:
        open_where.append(f"bool_or({value} IS NULL)")
    return f"CASE WHEN {' OR '.join(open_where)} THEN NULL ELSE {written} END" if open_where else written


OF_NO_ROWS: Final[dict[How, str]] = {
    "count": "0",
    "count_distinct": "0",
    "sum": "0",
    "max": "NULL",
    "min": "NULL",
    "some": "FALSE",
    "every": "TRUE",
}
"""What each way gives where no row matches."""
