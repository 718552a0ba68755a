"""Read how an amount is reckoned: the parts of its expression, told beside the amount itself.

`payment.amount_cny` is one part; `greatest(standard - coalesce(other.amount_cny, 0), 0)` is told of each trial as the
standard, a minus, and the other amount, with the values that they had there. Pure: texts in, expressions out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlglot import exp

from matcher.evaluate.expression import Expression
from matcher.evaluate.parsing import parse_text, read_tree
from matcher.evaluate.pieces import Column, Parameter, Part, Piece, joined
from matcher.evaluate.plan import Calculation, FactPlan
from matcher.evaluate.scope import DOCUMENT, Scope

PART_TYPE: Final = "STRUCT(kind VARCHAR, name VARCHAR, value DECIMAL(18, 4), reference VARCHAR)"
"""SQL type of one part (matcher.tables.CALCULATION_PARTS)."""
NO_PARTS: Final = f"CAST([] AS {PART_TYPE}[])"
"""SQL of no parts."""


_PART: Final = (
    "{{'kind': {kind}, 'name': CAST({name} AS VARCHAR), 'value': CAST(",
    " AS DECIMAL(18, 4)), 'reference': CAST(",
    " AS VARCHAR)}",
)


def part_sql(kind: str, name: str = "NULL", value: str = "NULL") -> str:
    """Write one part, of SQL for its kind, name and value."""
    before, between, after = _PART
    return before.format(kind=kind, name=name) + f"{value}{between}NULL{after}"


_ROUNDED: Final[dict[type[exp.Expr], str]] = {exp.Ceil: "ceil", exp.Floor: "floor", exp.Round: "round"}


@dataclass(frozen=True)
class _Reader:
    """Reads one amount, whose names are known."""

    scope: Scope
    facts: Mapping[str, FactPlan]
    documented: Collection[str]

    def told(self, node: exp.Expr, *, in_product: bool = False) -> Piece:
        """Write the parts of a value, as SQL of a list; a sum within a product stands in brackets."""
        if isinstance(node, exp.Paren):
            return self.told(node.this, in_product=in_product)
        if isinstance(node, exp.Column | exp.Literal):
            return self._single(node)
        reader = _READERS.get(type(node))
        if reader is None:
            return self._value("value", None, read_tree(node, self.scope))
        piece = reader(self, node, in_product)
        if in_product and isinstance(node, exp.Add | exp.Sub):
            return _list(_sign("open"), piece, _sign("close"))
        return piece

    def named(self, node: exp.Expr) -> tuple[str, str] | None:
        """Give kind and name of a part that is one column or parameter; None for any other."""
        if not isinstance(node, exp.Column):
            return None
        (part,) = read_tree(node, self.scope).parts
        if isinstance(part, Parameter):
            return "parameter", part.name
        if not isinstance(part, Column):
            return None
        fact = self.facts.get(part.table)
        if fact is None:
            return "column", f"{part.table}.{part.column}"
        gathered = next((one for one in fact.gathered if one.name == part.column), None)
        if gathered is None:
            return "column", f"{fact.fact.table}.{part.column}"
        inner = sorted(gathered.value.columns) if gathered.value else []
        own = [column for table, column in inner if table == fact.name]
        return gathered.how, ".".join([fact.fact.table, *own[:1]])

    def _single(self, node: exp.Expr) -> Piece:
        piece = read_tree(node, self.scope)
        kind, name = self.named(node) or ("number", None)
        reference = f"{name}{DOCUMENT}" if kind == "parameter" and name in self.documented else None
        return self._value(kind, name, piece, reference)

    def _value(self, kind: str, name: str | None, value: Piece, reference: str | None = None) -> Piece:
        before, between, after = _PART
        begun = before.format(kind=f"'{kind}'", name=f"'{name}'" if name else "NULL")
        document: Part = Parameter(reference) if reference else "NULL"
        return joined("texts", f"[{begun}", value, between, document, f"{after}]")

    def sum(self, node: exp.Expr, _in_product: bool) -> Piece:
        """Write a sum or difference; what is nought is left out."""
        sign = "plus" if isinstance(node, exp.Add) else "minus"
        right = read_tree(node.expression, self.scope)
        taken = self.told(node.expression, in_product=sign == "minus")
        more = joined("texts", "CASE WHEN ", right, f" = 0 THEN {NO_PARTS} ELSE ", _list(_sign(sign), taken), " END")
        return _list(self.told(node.this), more)

    def product(self, node: exp.Expr, _in_product: bool) -> Piece:
        """Write a product; a parameter that multiplies by one is left out."""
        left, right = (self.told(side, in_product=True) for side in (node.this, node.expression))
        times = _list(left, _sign("times"))
        if (self.named(node.this) or ("", ""))[0] == "parameter":
            factor = read_tree(node.this, self.scope)
            times = joined("texts", "CASE WHEN ", factor, f" = 1 THEN {NO_PARTS} ELSE ", times, " END")
        return _list(times, right)

    def case(self, node: exp.Expr, in_product: bool) -> Piece:
        """Write the branch that holds."""
        parts: list[Part | Piece] = ["CASE"]
        for branch in node.args["ifs"]:
            asked = branch.this if node.this is None else exp.EQ(this=node.this, expression=branch.this)
            parts += [
                " WHEN ",
                read_tree(asked, self.scope),
                " THEN ",
                self.told(branch.args["true"], in_product=in_product),
            ]
        if node.args.get("default") is not None:
            parts += [" ELSE ", self.told(node.args["default"], in_product=in_product)]
        return joined("texts", *parts, " END")

    def first(self, node: exp.Expr, in_product: bool) -> Piece:
        """Write the first of some values that is there."""
        values = _arguments(node)
        there = (joined("boolean", read_tree(one, self.scope), " IS NOT NULL") for one in values)
        return self._chosen(values, there, in_product)

    def choice(self, node: exp.Expr, in_product: bool) -> Piece:
        """Write the least or greatest of some values: all that are there, unless one is a bound written out."""
        values, chosen = _arguments(node), read_tree(node, self.scope)
        if any(isinstance(one, exp.Literal) for one in values):
            equal = (joined("boolean", read_tree(one, self.scope), " = ", chosen) for one in values)
            return self._chosen(values, equal, in_product)
        name = "least" if isinstance(node, exp.Least) else "greatest"
        there: list[Piece] = []
        for one in values:
            told = _list(_sign("or"), self.told(one))
            there.append(
                joined(
                    "texts", "CASE WHEN ", read_tree(one, self.scope), f" IS NULL THEN {NO_PARTS} ELSE ", told, " END"
                )
            )
        return _list(_sign(name), *there, _sign("close"))

    def size(self, node: exp.Expr, in_product: bool) -> Piece:
        """Write a difference so that the larger side comes first, behind a word on whether it was the first side.

        Rules write `abs(what was paid - what was due)`. Any other value is written as it is.
        """
        inner = node.this.unnest()
        if not isinstance(inner, exp.Sub):
            return self.told(inner, in_product=in_product)
        left, right = (read_tree(side, self.scope) for side in (inner.this, inner.expression))
        turned = exp.Sub(this=inner.expression.copy(), expression=inner.this.copy())
        held = joined("boolean", left, " >= ", right)
        return joined(
            "texts",
            "CASE WHEN ",
            held,
            " THEN ",
            _list(_sign("above"), self.told(inner, in_product=in_product)),
            " ELSE ",
            _list(_sign("below"), self.told(turned, in_product=in_product)),
            " END",
        )

    def whole(self, node: exp.Expr, _in_product: bool) -> Piece:
        """Write what is rounded, and how."""
        return _list(_sign(_ROUNDED[type(node)]), self.told(node.this), _sign("close"))

    def _chosen(self, values: Iterable[exp.Expr], conditions: Iterable[Piece], in_product: bool) -> Piece:
        parts: list[Part | Piece] = ["CASE"]
        for one, condition in zip(values, conditions, strict=True):
            parts += [" WHEN ", condition, " THEN ", self.told(one, in_product=in_product)]
        return joined("texts", *parts, " END")


_READERS: Final[dict[type[exp.Expr], Callable[[_Reader, exp.Expr, bool], Piece]]] = {
    exp.Add: _Reader.sum,
    exp.Sub: _Reader.sum,
    exp.Mul: _Reader.product,
    exp.Case: _Reader.case,
    exp.Coalesce: _Reader.first,
    exp.Least: _Reader.choice,
    exp.Greatest: _Reader.choice,
    exp.Abs: _Reader.size,
    exp.Ceil: _Reader.whole,
    exp.Floor: _Reader.whole,
    exp.Round: _Reader.whole,
}


def read_calculation(
    text: str, scope: Scope, facts: Iterable[FactPlan], documented: Collection[str] = ()
) -> Calculation:
    """Read how an amount is reckoned.

    Args:
        text: The amount, an expression that was read before and has no fault.
        scope: Names that it may use.
        facts: The rule's facts.
        documented: Parameters that have documents: each is told with the one that set its value.
    """
    tree = parse_text(text).unnest()
    reader = _Reader(scope, {fact.name: fact for fact in facts}, documented)
    if all(isinstance(part, str) for part in read_tree(tree, scope).parts):
        return Calculation(at_stake=False)
    only = _alone(tree)
    named = reader.named(only)
    if named is not None and not (named[0] == "parameter" and named[1] in documented):
        return Calculation(only=named)
    return Calculation(parts=Expression(reader.told(tree)))


def _alone(tree: exp.Expr) -> exp.Expr:
    """Give the one value of an amount that is nothing else, or nought where it is empty."""
    if isinstance(tree, exp.Coalesce):
        first, *others = _arguments(tree)
        if all(isinstance(one, exp.Literal) and Decimal(one.name) == 0 for one in others):
            return first.unnest()
    return tree


def _arguments(node: exp.Expr) -> list[exp.Expr]:
    return [one for one in (node.this, node.args.get("expression")) if one is not None] + list(node.expressions)


def _sign(kind: str) -> Piece:
    return Piece("texts", ("[" + part_sql(f"'{kind}'") + "]",))


def _list(*pieces: Piece) -> Piece:
    parts: list[Part | Piece] = []
    for piece in pieces:
        parts += [" || ", "(", piece, ")"] if parts else ["(", piece, ")"]
    return joined("texts", *parts)
